"""An edition is taken up again: what the decider makes of it, and dates that move by whole days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.message import Event
from idarathon.editions import commands as ask
from idarathon.editions import decider
from idarathon.editions.decider import refusals as no
from idarathon.editions.events import (
    EditionCloned,
    EditionCreated,
    ItemCompleted,
    ItemPlanned,
    RoleGranted,
    Settings,
    Text,
    later,
)
from idarathon.editions.reads.source import copies, copy_id
from idarathon.errors import NotFound
from idarathon.phases.commands import USUAL_GATES, Plan, Slot
from idarathon.phases.decider import PHASES as PROGRAMME
from idarathon.phases.events import PHASES, PhasesPlanned, to_instant, window
from idarathon.viewer import Role
from tests.support.given import fold, run
from tests.support.sources import source

E, NEW, STAFF, MENTOR = uuid4(), uuid4(), uuid4(), uuid4()
ZONE = "Africa/Casablanca"
SETTINGS = Settings(organiser=uuid4(), team_max=5, grace_minutes=45)
CREATED = EditionCreated(edition=E, slug="e", name=Text(fr="Première"), settings=SETTINGS)
PROGRAMME_ITEM = ItemPlanned(
    edition=E, stage="preparation", item="programme", required=True, owner=STAFF, due=date(2026, 10, 1)
)
JURY_ITEM = ItemPlanned(edition=E, stage="execution", item="jury", owner=MENTOR)
HISTORY: tuple[Event, ...] = (
    CREATED,
    PROGRAMME_ITEM,
    JURY_ITEM,
    ItemCompleted(edition=E, stage="preparation", item="programme"),
    RoleGranted(edition=E, account=STAFF, role=Role.FACILITATOR),
    RoleGranted(edition=E, account=MENTOR, role=Role.MENTOR),
)
SOURCE = fold(decider, *HISTORY)
WINDOWS = tuple(
    window(phase, f"2026-12-0{day}T09:00", f"2026-12-0{day}T16:30", ZONE) for day, phase in enumerate(PHASES, 1)
)
PLANNED = fold(PROGRAMME, PhasesPlanned(edition=E, windows=WINDOWS, gates=USUAL_GATES))
CLONE = ask.Clone(edition=NEW, source=E, slug="e-2", name=Text(fr="Deuxième"), days=364)
CLONED = EditionCloned(edition=NEW, source=E, days=364)


def cloned(command: ask.Clone = CLONE, history: tuple[Event, ...] = ()) -> list[Event]:
    return run(decider, history, command, SOURCE, PLANNED)


def test_a_clone_has_the_settings_and_an_open_checklist_with_later_dates() -> None:
    assert cloned() == [
        EditionCreated(edition=NEW, slug="e-2", name=Text(fr="Deuxième"), settings=SETTINGS),
        ItemPlanned(
            edition=NEW, stage="preparation", item="programme", required=True, owner=STAFF, due=date(2027, 9, 30)
        ),
        ItemPlanned(edition=NEW, stage="execution", item="jury"),  # its owner was a mentor, and mentors stay behind
        CLONED,
    ]


def test_an_edition_is_not_cloned_onto_another() -> None:
    with pytest.raises(no.EditionTaken):
        cloned(history=(CREATED,))


def test_an_unknown_edition_is_not_cloned() -> None:
    with pytest.raises(NotFound):
        run(decider, [], CLONE, decider.initial(), PROGRAMME.initial())


def test_a_clone_does_not_begin_in_the_past() -> None:
    with pytest.raises(no.ClonedIntoPast):
        cloned(ask.Clone(edition=NEW, source=E, slug="e-2", name=Text(fr="Deuxième"), days=-364))


def test_a_clone_without_a_programme_may_begin_whenever() -> None:
    command = ask.Clone(edition=NEW, source=E, slug="e-2", name=Text(fr="Deuxième"), days=-364)
    assert run(decider, [], command, SOURCE, PROGRAMME.initial())[-1] == EditionCloned(edition=NEW, source=E, days=-364)


WALL = st.builds(lambda day, time: f"{day}T{time:%H:%M}", st.dates(date(2012, 1, 1), date(2090, 1, 1)), st.times())


@given(WALL, WALL, st.integers(-3650, 3650))
def test_walls_move_by_whole_days_and_keep_clock_time_and_order(one: str, other: str, days: int) -> None:
    moved, second = later(one, days), later(other, days)
    assert moved[10:] == one[10:]
    assert datetime.fromisoformat(moved) - datetime.fromisoformat(one) == timedelta(days=days)
    assert (moved < second, moved == second) == (one < other, one == other)
    assert later(moved, -days) == one


@given(st.dates(date(2025, 2, 1), date(2025, 4, 30)), st.integers(1, 700))
def test_ten_in_the_morning_stays_ten_across_the_clock_changes_of_ramadan(day: date, days: int) -> None:
    """In 2025 Morocco's clocks went back on 23 February and forward on 6 April: the wall time does not care."""
    wall = later(f"{day}T10:00", days)
    local = to_instant(wall, ZONE).astimezone(ZoneInfo(ZONE))
    assert (local.hour, local.minute, local.date()) == (10, 0, day + timedelta(days=days))


@given(st.lists(WALL, min_size=10, max_size=10).map(sorted), st.integers(-3650, 3650))
def test_a_moved_programme_keeps_its_order(walls: list[str], days: int) -> None:
    slots = tuple(Slot(phase=phase, opens=walls[2 * n], closes=walls[2 * n + 1]) for n, phase in enumerate(PHASES))
    moved = source(windows=slots).moved(days).windows
    flat = [wall for one in moved for wall in (one.opens, one.closes)]
    assert flat == sorted(flat)
    assert [(one.phase, one.opens[10:], one.closes[10:]) for one in moved] == [
        (one.phase, one.opens[10:], one.closes[10:]) for one in slots
    ]


def test_the_copies_have_ids_that_follow_from_the_clone() -> None:
    found = source()
    first, again = [dict(copies(found, NEW, 7)) for _ in range(2)]
    assert list(first) == list(again)
    ids = [getattr(one, "challenge", None) or getattr(one, "session", None) for one in first.values()]
    wanted = [copy_id(NEW, found.challenges[0].challenge), copy_id(NEW, found.sessions[0].session)]
    assert [one for one in ids if one] == wanted
    assert wanted != [
        copy_id(UUID(int=9), found.challenges[0].challenge),
        copy_id(UUID(int=9), found.sessions[0].session),
    ]


def test_what_stays_behind_has_no_command() -> None:
    names = {type(one).__name__ for one in dict(copies(source(), NEW, 7)).values()}
    assert names == {"GrantRole", "Plan", "SetGate", "Draft", "DraftSession", "SetRubric", "Define"}
    roles = {one.role for one in dict(copies(source(), NEW, 7)).values() if hasattr(one, "role")}
    assert roles == {Role.FACILITATOR}
    assert isinstance(dict(copies(source(), NEW, 7))["phases"], Plan)
