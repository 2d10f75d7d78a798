"""What consumers have finished, what they could not do, and how far behind they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


async def starts(db: Reader, heard: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """By consumer (given with the types that it hears) the lowest position that it has not finished, or the next one.

    All in one look: with a look for each, what was committed in between was seen by the later ones only, and once in
    400 starts under load a stream began after what an earlier reaction needed, for ever.
    """
    pairs = [(consumer, type_) for consumer, types in heard.items() for type_ in types]
    names, types = zip(*pairs, strict=True)
    return {row["consumer"]: row["position"] for row in await db.fetch(SQL["starts"], list(names), list(types))}


async def lag(db: Reader, consumer: str, types: list[str]) -> int:
    """How many events the consumer has still to do."""
    value: int = await db.fetchval(SQL["count_unfinished"], consumer, types)
    return value
