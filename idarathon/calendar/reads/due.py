"""What the clock asks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.calendar.events import Before
from idarathon.calendar.reads.rows import SQL


class Reminder(Struct, frozen=True, kw_only=True):
    """Something for the clock: ``key`` and ``instant`` name it for good."""

    key: str
    instant: datetime
    edition: UUID
    session: UUID
    before: Before


async def seats_to_free(db: Reader, team: UUID, at: datetime) -> list[UUID]:
    """The sessions to come in which a team has places."""
    return [row["session"] for row in await db.fetch(SQL["seats_to_free"], team, at)]


async def due_reminders(db: Reader, now: datetime) -> list[Reminder]:
    """At most 500 reminders to send now, oldest first."""
    return [
        Reminder(
            key=f"{row['session']}:{row['before']}:{row['sequence']}",
            instant=row["instant"],
            edition=row["edition"],
            session=row["session"],
            before=row["before"],
        )
        for row in await db.fetch(SQL["due_reminders"], now)
    ]


async def next_reminder(db: Reader, now: datetime) -> datetime | None:
    """The first instant after ``now`` at which a reminder falls due."""
    instant: datetime | None = await db.fetchval(SQL["next_reminder"], now)
    return instant
