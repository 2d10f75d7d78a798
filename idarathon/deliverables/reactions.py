"""What follows from uploads outside the log: a preview of what has arrived, nothing left of what was given up.

Both are done anew without harm, and a process without files (replay) does neither.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import structlog

from events.message import Command, Recorded
from events.reading import Reader
from idarathon import files
from idarathon.deliverables import reads
from idarathon.deliverables.events import UploadAbandoned, UploadFinished
from idarathon.files import previewing

log = structlog.get_logger()
Chunks = AsyncIterator[list[tuple[str, Command]]]
NONE: list[list[tuple[str, Command]]] = []


async def draw(recorded: Recorded, db: Reader) -> Chunks:
    """A file has arrived: its preview is drawn, if it can be. No file, however broken, is an error here."""
    event, kept = recorded.event, files.bound()
    if kept and isinstance(event, UploadFinished):
        try:
            await previewing.make(kept, event.sha256, event.mime)
        except Exception as error:
            log.warning("preview_failed", upload=str(event.upload), error=repr(error))
    for nothing in NONE:
        yield nothing


async def discard(recorded: Recorded, db: Reader) -> Chunks:
    """A file was given up: its bytes go, unless another upload has the same."""
    event, kept = recorded.event, files.bound()
    if kept and isinstance(event, UploadAbandoned):
        kept.spool.discard(event.upload)
        sha256 = await reads.content_of(db, event.upload)
        if sha256 and not await reads.content_used(db, sha256, event.upload):
            await kept.delete(sha256)
    for nothing in NONE:
        yield nothing
