"""What the clock and the reactions ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.phases.events import AHEAD, Before, Phase
from idarathon.phases.reads.rows import SQL

START = UUID(int=0)  # before every id
PAGE = 500  # teams read at once


class Due(Struct, frozen=True, kw_only=True):
    """Something that the clock has to see to. ``key`` and ``instant`` together name it for good."""

    key: str
    instant: datetime
    edition: UUID
    phase: Phase
    team: UUID | None = None


class Reminder(Struct, frozen=True, kw_only=True):
    """A reminder that has fallen due. ``key`` and ``instant`` together name it for good."""

    key: str
    instant: datetime
    edition: UUID
    phase: Phase
    before: Before


async def due_openings(db: Reader, now: datetime) -> list[Due]:
    """Phases to open, oldest first. After an outage each may need the closing of the one before."""
    return [_phase_due(row) for row in await db.fetch(SQL["due_openings"], now)]


async def due_closings(db: Reader, now: datetime) -> list[Due]:
    """Phases to close, oldest first. After an outage each may need its own opening before."""
    return [_phase_due(row) for row in await db.fetch(SQL["due_closings"], now)]


async def due_reminders(db: Reader, now: datetime) -> list[Reminder]:
    """Closings of which teams are to be reminded, oldest first."""
    rows = await db.fetch(SQL["due_reminders"], now, list(AHEAD), list(AHEAD.values()))
    return [Reminder(**_reminder(row, row["edition"], row["closes_at"])) for row in rows]


async def next_reminder(db: Reader, now: datetime) -> datetime | None:
    """The first instant after ``now`` at which a reminder may fall due."""
    return _instant(await db.fetchval(SQL["next_reminder"], now, list(AHEAD.values())))


class TeamReminder(Reminder, frozen=True, kw_only=True):
    """One that has fallen due for a single team."""

    team: UUID


async def due_team_reminders(db: Reader, now: datetime) -> list[TeamReminder]:
    """At most 500 teams to remind of the end of their extension, oldest first."""
    rows = await db.fetch(SQL["due_team_reminders"], now, list(AHEAD), list(AHEAD.values()))
    return [TeamReminder(team=row["team"], **_reminder(row, row["team"], row["extended_at"])) for row in rows]


def _reminder(row: Any, whose: UUID, since: datetime) -> dict[str, Any]:
    fields = {name: row[name] for name in ("instant", "edition", "phase", "before")}
    return {"key": f"{whose}:{row['phase']}:{row['before']}:{since.isoformat()}", **fields}


async def next_team_reminder(db: Reader, now: datetime) -> datetime | None:
    """The first instant after ``now`` at which a team may have to be reminded of the end of its extension."""
    return _instant(await db.fetchval(SQL["next_team_reminder"], now, list(AHEAD.values())))


async def due_extensions(db: Reader, now: datetime) -> list[Due]:
    """At most 500 extensions to end, oldest first."""
    rows = await db.fetch(SQL["due_extensions"], now)
    return [
        Due(key=str(row["team"]), instant=row["instant"], edition=row["edition"], phase=row["phase"], team=row["team"])
        for row in rows
    ]


async def due_graces(db: Reader, now: datetime) -> list[Due]:
    """At most 500 teams to examine now that their files under way come too late, oldest first."""
    rows = await db.fetch(SQL["due_graces"], now)
    return [
        Due(key=str(row["team"]), instant=row["instant"], edition=row["edition"], phase=row["phase"], team=row["team"])
        for row in rows
    ]


async def under_way(db: Reader, teams: list[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The uploads for what each of the teams misses at its gate; teams without any are left out."""
    sending = [row["team"] for row in await db.fetch(SQL["sending"], teams)]
    rows = await db.fetch(SQL["under_way"], sending) if sending else []
    return {row["team"]: tuple(row["uploads"][:100]) for row in rows}


def _phase_due(row: Any) -> Due:
    key = f"{row['edition']}:{row['phase']}"
    return Due(key=key, instant=row["instant"], edition=row["edition"], phase=row["phase"])


async def next_opening(db: Reader, now: datetime) -> datetime | None:
    """The first opening after ``now``."""
    return _instant(await db.fetchval(SQL["next_opening"], now))


async def next_closing(db: Reader, now: datetime) -> datetime | None:
    """The first closing after ``now``."""
    return _instant(await db.fetchval(SQL["next_closing"], now))


async def next_extension(db: Reader, now: datetime) -> datetime | None:
    """The first end of an extension after ``now``."""
    return _instant(await db.fetchval(SQL["next_extension"], now))


async def next_grace(db: Reader, now: datetime) -> datetime | None:
    """The first end of a grace time after ``now``."""
    return _instant(await db.fetchval(SQL["next_grace"], now))


async def next_due(db: Reader, now: datetime) -> datetime | None:
    """The first instant after ``now`` at which a phase, an extension or a grace time needs the clock."""
    asked = (next_opening, next_closing, next_extension, next_grace)
    instants = [await one(db, now) for one in asked]
    return min((instant for instant in instants if instant), default=None)


def _instant(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None


async def due_examinations(
    db: Reader, edition: UUID, phase: Phase, after: UUID = START, limit: int = PAGE
) -> list[UUID]:
    """Teams before the gate of the phase, by id."""
    return [row["team"] for row in await db.fetch(SQL["due_examinations"], edition, phase, after, limit)]


async def due_entries(db: Reader, edition: UUID, phase: Phase, after: UUID = START, limit: int = PAGE) -> list[UUID]:
    """Teams that wait for the phase, by id."""
    return [row["team"] for row in await db.fetch(SQL["due_entries"], edition, phase, after, limit)]


async def due_starts(db: Reader, edition: UUID, after: UUID = START, limit: int = PAGE) -> list[UUID]:
    """Confirmed teams whose journey has not started, by id."""
    return [row["team"] for row in await db.fetch(SQL["due_starts"], edition, after, limit)]


async def phase_closed(db: Reader, edition: UUID, phase: Phase) -> bool:
    """Whether the phase has closed."""
    return bool(await db.fetchval(SQL["phase_closed"], edition, phase))
