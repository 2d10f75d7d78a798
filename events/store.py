"""The log as rows: reading it, sealing it, checking its seal."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from events.catalog import Catalog
from events.message import Metadata, Recorded
from events.reading import Reader
from events.sql import beside

SQL = beside(__file__, "store.sql")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Tampered(Exception):
    """The chain does not hold at ``position``."""

    def __init__(self, position: int, why: str) -> None:
        super().__init__(f"the log was changed at position {position}: {why}")
        self.position = position


def seal(previous: bytes, meta: Metadata, type_: str, data: str) -> bytes:
    """The digest of one event: SHA-256 over the previous digest and every column, in one unambiguous JSON list."""
    fields = [
        meta.position,
        meta.id,
        meta.stream,
        meta.version,
        type_,
        data,
        (meta.at - _EPOCH) // timedelta(microseconds=1),
    ]
    rest = [meta.actor, meta.command_id, meta.correlation, meta.causation, meta.edition]
    return hashlib.sha256(previous + msgspec.json.encode(fields + rest)).digest()


def metadata(row: Any) -> Metadata:
    """The metadata columns of a log row."""
    return Metadata(
        id=row["id"],
        position=row["position"],
        stream=row["stream"],
        version=row["version"],
        at=row["at"],
        actor=row["actor"],
        command_id=row["command_id"],
        correlation=row["correlation"],
        causation=row["causation"],
        edition=row["edition"],
    )


def recorded(row: Any, catalog: Catalog) -> Recorded:
    """A log row as an event with its metadata."""
    return Recorded(meta=metadata(row), event=catalog.decode(row["type"], row["data"]))


async def read_head(db: Reader, *, lock: bool = False) -> tuple[int, bytes]:
    """The last position and its digest; with ``lock`` until the end of the transaction nobody else appends."""
    row = await db.fetchrow(SQL["lock_head" if lock else "head"])
    return row["position"], row["digest"]


async def rows_after(db: Reader, position: int, page: int = 1000, until: int | None = None) -> AsyncIterator[Any]:
    """Log rows after ``position`` in order, by pages, so that no snapshot is held open."""
    while rows := await db.fetch(SQL["read_after"], position, page):
        for row in rows:
            if until is not None and row["position"] > until:
                return
            yield row
        position = rows[-1]["position"]


async def verify(db: Reader) -> tuple[int, bytes]:
    """Recompute the whole chain. Returns (last position, digest); raises Tampered at the first wrong one."""
    last, sealed = await read_head(db)
    position, digest = 0, hashlib.sha256(b"idarathon").digest()
    async for row in rows_after(db, 0, until=last):
        position += 1
        if row["position"] != position:
            raise Tampered(position, "this event is missing")
        digest = seal(digest, metadata(row), row["type"], row["data"])
        if digest != row["digest"]:
            raise Tampered(position, "its content does not match its seal")
    if position != last or digest != sealed:
        raise Tampered(min(position, last) + 1, "the counter row and the last event disagree")
    return position, digest
