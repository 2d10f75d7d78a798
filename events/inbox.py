"""What consumers have finished, what they could not do, and how far behind they are."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from events.reading import Connection, Reader
from events.store import SQL


class Parked(Struct, frozen=True):
    """A message that a consumer gave up after ``attempts``; it waits for somebody to replay it."""

    consumer: str
    event_id: UUID
    position: int
    error: str
    attempts: int
    parked_at: datetime
    type: str
    stream: str


async def parked(db: Reader) -> list[Parked]:
    """What waits for a decision, oldest first, at most 500."""
    return [Parked(*row.values()) for row in await db.fetch(SQL["list_parked"])]


async def park(db: Connection, consumer: str, event_id: UUID, position: int, error: str, attempts: int) -> None:
    """Record that a consumer gave up. Its inbox row lets the relay forget the event."""
    await db.execute(SQL["park"], consumer, event_id, position, error[:2000], attempts)
    await db.execute(SQL["tick_inbox"], consumer, event_id, position, "parked", error[:2000])


async def replay(db: Connection, consumer: str, event_id: UUID) -> bool:
    """Ask for another try; the consumer takes it up. False when nothing such is parked."""
    done = await db.fetchval(SQL["mark_replayed"], consumer, event_id)
    return done is not None


async def due_replays(db: Reader, consumer: str) -> list[UUID]:
    """Parked events of a consumer for which somebody asked another try."""
    return [row["event_id"] for row in await db.fetch(SQL["due_replays"], consumer)]


async def lowest_unfinished(db: Reader, consumer: str, types: list[str]) -> int | None:
    """The lowest position that the consumer has not finished; None when it has finished all there is."""
    value: int | None = await db.fetchval(SQL["lowest_unfinished"], consumer, types)
    return value


async def lag(db: Reader, consumer: str, types: list[str]) -> int:
    """How many events the consumer has still to do."""
    value: int = await db.fetchval(SQL["count_unfinished"], consumer, types)
    return value
