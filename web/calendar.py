"""Sessions as pages show them: in a week, day by day, and one alone with the one thing that can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal

from msgspec import Struct

from idarathon.calendar.reads import SessionRow
from idarathon.viewer import Role, Viewer
from web.i18n import MOROCCO
from web.words import Words

QUARTER = 15  # minutes of a row of the week
SHORTEST = 3  # rows, so that there is room for two lines
OPENS, CLOSES = 9, 17  # hours that a week always shows
WEEKEND = 5  # the first day of it
Action = Literal[
    "none", "draft", "cancelled", "over", "sign_in", "register", "registered", "full", "team", "team_asked",
    "team_registered", "team_declined", "not_asked", "code", "rate", "rated",
]  # fmt: skip


class Cell(Struct, frozen=True, kw_only=True):
    """A session in a week: its first row (from 1), how many rows, and its column among those beside it."""

    row: SessionRow
    first: int
    rows: int
    lane: int

    @property
    def number(self) -> int:
        return Words.number(self.row.phase)


class Day(Struct, frozen=True, kw_only=True):
    """A day of a week. ``lanes``: how many sessions stand beside each other at most."""

    day: date
    today: bool
    lanes: int
    cells: list[Cell]


class Week(Struct, frozen=True, kw_only=True):
    """A week, from its Monday; Saturday and Sunday only when something is on. ``hours``: those that it shows."""

    monday: date
    friday: date
    days: list[Day]
    hours: list[int]
    before: date
    after: date

    @property
    def empty(self) -> bool:
        return not any(day.cells for day in self.days)


class AgendaDay(Struct, frozen=True, kw_only=True):
    """A day of a list."""

    day: date
    rows: list[SessionRow]


def week(rows: Sequence[SessionRow], monday: date, now: datetime) -> Week:
    """The week that begins on a Monday."""
    days = [monday + timedelta(days=number) for number in range(7)]
    on = {day: [row for row in rows if local(row.starts_at).date() == day] for day in days}
    shown = [day for day in days if day.weekday() < WEEKEND or on[day]]
    inside = [row for day in shown for row in on[day]]
    first = min([OPENS, *(local(row.starts_at).hour for row in inside)])
    last = max([CLOSES, *(_last_hour(row) for row in inside)])
    today = local(now).date()
    return Week(
        monday=monday,
        friday=shown[-1],
        days=[_day(day, on[day], first, last, today) for day in shown],
        hours=list(range(first, last)),
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
    )


def monday_of(rows: Sequence[SessionRow], wanted: str, now: datetime) -> date:
    """The Monday of the day that the address names; else of the present week, or of the nearest one with a session."""
    try:
        day = date.fromisoformat(wanted)
        if not date(2020, 1, 1) <= day <= date(2099, 12, 1):
            raise ValueError
    except ValueError:
        day = _nearest(rows, local(now).date())
    return day - timedelta(days=day.weekday())


def agenda(rows: Sequence[SessionRow]) -> list[AgendaDay]:
    """Day by day."""
    by_day = groupby(rows, key=lambda row: local(row.starts_at).date())
    return [AgendaDay(day=day, rows=list(some)) for day, some in by_day]


def split(rows: Sequence[SessionRow], now: datetime) -> tuple[list[AgendaDay], list[AgendaDay]]:
    """What is to come or under way, and what is over, the latest day first."""
    ahead = [row for row in rows if row.ends_at > now]
    return agenda(ahead), agenda([row for row in rows if row.ends_at <= now])[::-1]


def action(row: SessionRow, viewer: Viewer, now: datetime) -> Action:
    """The one thing that the viewer can do about a session now."""
    if row.status != "published":
        return "draft" if row.status == "draft" else "cancelled"
    if viewer.account and row.attended:
        return "rated" if row.score else "rate"
    if row.attendance_until and now < row.attendance_until:
        return "code" if viewer.account else "sign_in"
    if now >= row.ends_at:
        return "over"
    if viewer.account is None:
        return "sign_in"
    return _team_action(row, viewer) if row.audience == "teams" and not row.registered else _own_action(row)


def _own_action(row: SessionRow) -> Action:
    if row.registered:
        return "registered"
    return "full" if row.full else "register"


def _team_action(row: SessionRow, viewer: Viewer) -> Action:
    if row.team is None:
        return "none"
    if row.team_state is None:
        return "not_asked"
    if viewer.teams.get(row.team) is not Role.LEAD:
        return "team"
    known: dict[str, Action] = {"registered": "team_registered", "declined": "team_declined", "asked": "team_asked"}
    return known[row.team_state]


def local(instant: datetime) -> datetime:
    """On Morocco's clocks."""
    return instant.astimezone(MOROCCO)


def _nearest(rows: Sequence[SessionRow], today: date) -> date:
    days = [local(row.starts_at).date() for row in rows if row.status != "cancelled"]
    monday = today - timedelta(days=today.weekday())
    ahead = [day for day in days if day >= monday]
    return min(ahead) if ahead else max(days, default=today)


def _last_hour(row: SessionRow) -> int:
    """The full hour at which the session is over; midnight for one that goes on into the next day."""
    end = local(row.ends_at)
    if end.date() > local(row.starts_at).date():
        return 24
    return end.hour + (end.time() > time(end.hour))


def _day(day: date, rows: Sequence[SessionRow], first: int, last: int, today: date) -> Day:
    cells: list[Cell] = []
    ends: list[int] = []  # the row after the last one of each column
    for row in rows:
        begin = (local(row.starts_at).hour - first) * 60 + local(row.starts_at).minute
        lasts = int((row.ends_at - row.starts_at).total_seconds() // 60)
        start = begin // QUARTER + 1
        span = min(
            max(SHORTEST, -(-(begin + lasts) // QUARTER) - start + 1), (last - first) * 60 // QUARTER - start + 1
        )
        lane = next((number for number, end in enumerate(ends) if end <= start), len(ends))
        ends[lane : lane + 1] = [start + span]
        cells.append(Cell(row=row, first=start, rows=span, lane=lane + 1))
    return Day(day=day, today=day == today, lanes=max(1, len(ends)), cells=cells)
