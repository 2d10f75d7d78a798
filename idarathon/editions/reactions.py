"""What follows from an edition: a clone takes the rest from the edition that it is made of."""

from __future__ import annotations

from collections.abc import AsyncIterator

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.editions.events import EditionCloned
from idarathon.editions.reads.source import copies, source_of

Chunks = AsyncIterator[list[tuple[str, Command]]]
CHUNK = 100


async def carry_over(recorded: Recorded, db: Reader) -> Chunks:
    """Programme, gates, drafts, rubric, prizes and facilitators, some at a time. Done once more, it does nothing."""
    event = recorded.event
    if not isinstance(event, EditionCloned):
        return
    found = await source_of(db, event.source)
    if found is None:
        raise LookupError(f"edition {event.source} is not in the read tables")  # a rebuild runs: tried again later
    commands = list(copies(found, event.edition, event.days))
    for start in range(0, len(commands), CHUNK):
        yield commands[start : start + CHUNK]
