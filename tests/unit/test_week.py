"""A week as the page draws it: every session within its day, none over another, and the one thing to do about each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idarathon.calendar.reads import SessionRow
from idarathon.viewer import PUBLIC, Role, Viewer
from tests.unit.test_ical import session
from web import calendar

MONDAY = date(2026, 11, 9)  # Morocco is at UTC+0
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
TEAM = UUID(int=9)
ME = Viewer(account=UUID(int=3), teams={TEAM: Role.LEAD})


def at(day: int, minute: int, lasts: int = 60) -> SessionRow:
    """A session that begins so many minutes after midnight of a day of the week."""
    starts = datetime(2026, 11, 9, tzinfo=UTC) + timedelta(days=day, minutes=minute)
    return session(starts_at=starts, ends_at=starts + timedelta(minutes=lasts))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_session_lies_over_another(times: list[tuple[int, int, int]]) -> None:
    rows = sorted((at(*one) for one in times), key=lambda row: row.starts_at)
    shown = calendar.week(rows, MONDAY, NOW)
    assert sum(len(day.cells) for day in shown.days) == len(rows)
    for day in shown.days:
        taken: set[tuple[int, int]] = set()
        for cell in day.cells:
            places = {(cell.lane, cell.first + row) for row in range(cell.rows)}
            assert cell.rows >= 1 and cell.first >= 1 and 1 <= cell.lane <= day.lanes
            assert cell.first + cell.rows - 1 <= 4 * len(shown.hours)
            assert not places & taken
            taken |= places


def test_a_week_has_five_days_and_the_weekend_only_when_something_is_on() -> None:
    assert [len(calendar.week(rows, MONDAY, NOW).days) for rows in ([], [at(5, 600)], [at(6, 600)])] == [5, 6, 6]


def test_sessions_side_by_side_have_a_column_each() -> None:
    cells = calendar.week([at(0, 540, 120), at(0, 600), at(0, 660)], MONDAY, NOW).days[0].cells
    assert [(cell.first, cell.rows, cell.lane) for cell in cells] == [(1, 8, 1), (5, 4, 2), (9, 4, 1)]


@pytest.mark.parametrize(
    ("wanted", "monday"),
    [
        ("2026-11-12", date(2026, 11, 9)),
        ("2026-11-15", date(2026, 11, 9)),
        ("hier", date(2026, 11, 16)),
        ("", date(2026, 11, 16)),
        ("0001-01-01", date(2026, 11, 16)),
        ("9999-12-31", date(2026, 11, 16)),
    ],
)
def test_a_week_is_the_one_that_is_asked_for_or_the_nearest(wanted: str, monday: date) -> None:
    assert calendar.monday_of([at(-20, 600), at(8, 600), at(30, 600)], wanted, NOW) == monday


def test_when_all_is_over_the_last_week_is_shown() -> None:
    assert calendar.monday_of([at(-20, 600), at(-10, 600)], "", NOW) == date(2026, 10, 26)


AHEAD: dict[str, Any] = {"starts_at": NOW + timedelta(hours=1), "ends_at": NOW + timedelta(hours=2)}
UNDER_WAY: dict[str, Any] = {"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=1)}
OVER: dict[str, Any] = {"starts_at": NOW - timedelta(hours=2), "ends_at": NOW - timedelta(hours=1)}
FOR_TEAMS: dict[str, Any] = {**AHEAD, "audience": "teams", "team": TEAM}
CODE: dict[str, Any] = {"attendance_until": NOW + timedelta(minutes=5)}


@pytest.mark.parametrize(
    ("facts", "viewer", "expected"),
    [
        ({**AHEAD, "status": "draft"}, ME, "draft"),
        ({**AHEAD, "status": "cancelled", "registered": True}, ME, "cancelled"),
        (AHEAD, PUBLIC, "sign_in"),
        (AHEAD, ME, "register"),
        ({**AHEAD, "capacity": 2, "taken": 2}, ME, "full"),
        ({**AHEAD, "capacity": 2, "taken": 2, "registered": True}, ME, "registered"),
        ({**UNDER_WAY, **CODE}, ME, "code"),
        ({**UNDER_WAY, **CODE}, PUBLIC, "sign_in"),
        ({**UNDER_WAY, **CODE, "attended": True}, ME, "rate"),
        ({**OVER, "attended": True, "score": 4}, ME, "rated"),
        (OVER, ME, "over"),
        (OVER, PUBLIC, "over"),
        ({**FOR_TEAMS, "team": None}, ME, "none"),
        (FOR_TEAMS, ME, "not_asked"),
        ({**FOR_TEAMS, "team_state": "asked"}, ME, "team_asked"),
        ({**FOR_TEAMS, "team_state": "registered"}, ME, "team_registered"),
        ({**FOR_TEAMS, "team_state": "declined"}, ME, "team_declined"),
        ({**FOR_TEAMS, "team_state": "asked"}, Viewer(account=UUID(int=3), teams={TEAM: Role.MEMBER}), "team"),
    ],
)
def test_there_is_one_thing_to_do(facts: dict[str, Any], viewer: Viewer, expected: str) -> None:
    assert calendar.action(session(**facts), viewer, NOW) == expected
