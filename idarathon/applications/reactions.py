"""What the bus does about applications: a paper that is past its time leaves the store as well."""

from __future__ import annotations

from collections.abc import AsyncIterator

from events.message import Command, Recorded
from events.reading import Reader
from idarathon import files
from idarathon.applications.events import PaperDropped
from idarathon.applications.reads import papers_of

Chunks = AsyncIterator[list[tuple[str, Command]]]
NONE: list[list[tuple[str, Command]]] = []


async def delete_paper(recorded: Recorded, db: Reader) -> Chunks:
    """Done anew without harm; a process without files (replay) does nothing."""
    event, kept = recorded.event, files.bound()
    if kept and isinstance(event, PaperDropped):
        for sha256 in await papers_of(db, event.application):
            await kept.delete(sha256)
    for nothing in NONE:
        yield nothing
