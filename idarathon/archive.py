"""A whole instance in one file: the log, and what cannot be made of it (erasable tables, what consumers have done,
the teams' files).

The file is a ZIP: ``manifest.json``, ``log.jsonl`` with an event a line, ``tables/<name>.jsonl`` with a row a line,
``files/<SHA-256>``. Read tables are not in it: import makes them of the log. It holds personal data in clear: only its
owner may read it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from events.migrate import pending
from events.rebuild import rebuild
from events.store import SQL, Tampered, read_head, rows_after, verify
from idarathon import flow
from idarathon.errors import N_, Conflict, Rule
from idarathon.files.storage import PIECE, Files
from idarathon.people import vault
from idarathon.running import MIGRATIONS

FORMAT = 1
PAGE = 2_000  # rows read or written at once
LONGEST = 64_000_000  # bytes of a line: no event or row comes near
SEALED = ("event", "log_head", "migration")  # written by import itself
PASSING = ("people_attempt",)  # means nothing a minute later
Progress = Callable[[int, int], None]
_BROKEN: tuple[type[Exception], ...] = (
    OSError,
    KeyError,
    ValueError,
    zipfile.BadZipFile,
    msgspec.MsgspecError,
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
)


class NotEmpty(Conflict):
    """Two histories cannot be one log."""

    code = "instance_not_empty"
    sentence = N_("This instance already has %(events)s events. Import into an empty one: set another IDARATHON_DATA.")


class FileThere(Conflict):
    """Nothing is overwritten."""

    code = "file_exists"
    sentence = N_("The file %(file)s exists already. Choose another name, or remove it first.")


class ArchiveBroken(Rule):
    """Not an export, or not a whole one."""

    code = "archive_broken"
    sentence = N_("This file is not a whole export: %(detail)s. Export again, and import that file.")


class Manifest(Struct, frozen=True, kw_only=True):
    """What a file holds. ``digest``: the seal of its last event, in hex; ``migrations``: the schema of its rows."""

    format: int
    events: int
    digest: str
    migrations: tuple[str, ...]
    tables: tuple[str, ...]


class Line(Struct, frozen=True, kw_only=True):
    """An event in ``log.jsonl``; ``data`` is its text to the byte, ``digest`` its seal in hex."""

    position: int
    id: UUID
    stream: str
    version: int
    type: str
    data: str
    at: datetime
    actor: UUID | None
    command_id: UUID
    correlation: UUID
    causation: UUID | None
    edition: UUID | None
    digest: str


async def write(db: asyncpg.Connection, files: Files, path: Path, progress: Progress) -> Manifest:
    """Export everything up to now; others go on writing meanwhile. Raises FileThere.

    The log is read by pages up to its present end, so that no snapshot is held open over all of it.
    """
    if path.exists():  # noqa: ASYNC240 (a command of its own: nobody else waits)
        raise FileThere(file=path)
    unfinished = path.with_name(path.name + ".part")
    try:
        manifest = await _write(db, files, unfinished, progress)
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


async def _write(db: asyncpg.Connection, files: Files, path: Path, progress: Progress) -> Manifest:
    head, digest = await read_head(db)
    tables = await carried(db)
    names = await db.fetch("SELECT name FROM migration ORDER BY name")
    manifest = Manifest(
        format=FORMAT,
        events=head,
        digest=digest.hex(),
        migrations=tuple(row["name"] for row in names),
        tables=tables,
    )
    private = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(private, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", msgspec.json.encode(manifest))
        with archive.open("log.jsonl", "w", force_zip64=True) as member:
            async for row in rows_after(db, 0, PAGE, until=head):
                line = Line(**{**row, "digest": row["digest"].hex()})
                member.write(msgspec.json.encode(line) + b"\n")
                if line.position % PAGE == 0:
                    progress(line.position, head)
        for table in tables:
            with archive.open(f"tables/{table}.jsonl", "w", force_zip64=True) as member:
                await _write_table(db, table, head, member)
        for sha256, size in await _kept(db):
            with archive.open(zipfile.ZipInfo(f"files/{sha256}"), "w", force_zip64=True) as member:
                async for piece in files.read(sha256, 0, size):
                    member.write(piece)
    return manifest


async def _write_table(db: asyncpg.Connection, table: str, head: int, member: IO[bytes]) -> None:
    known = " WHERE position <= $1" if table in ("inbox", "parked") else " WHERE $1::bigint IS NOT NULL"
    async with db.transaction():
        statement = f'SELECT row_to_json(t)::text AS line FROM "{table}" t{known}'  # noqa: S608 (names of our own)
        async for row in db.cursor(statement, head, prefetch=PAGE):
            member.write(row["line"].encode() + b"\n")


async def _kept(db: asyncpg.Connection) -> list[tuple[str, int]]:
    """The hashes and sizes of what teams have sent and not taken back."""
    rows = await db.fetch(
        """SELECT sha256, size FROM upload WHERE sha256 IS NOT NULL AND abandoned_at IS NULL
        UNION SELECT k.paper_sha256, k.paper_size FROM application k JOIN account a ON a.id = k.account
        WHERE k.paper_sha256 IS NOT NULL AND a.erased_at IS NULL ORDER BY sha256"""
    )
    return [(row["sha256"], row["size"]) for row in rows]


async def carried(db: asyncpg.Connection) -> tuple[str, ...]:
    """The tables that an export carries: all but the log's own, those that projections make, and what passes."""
    made = {projection.table for projection in flow.PROJECTIONS}
    rows = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return tuple(row["tablename"] for row in rows if row["tablename"] not in {*made, *SEALED, *PASSING})


async def read(db: asyncpg.Connection, files: Files, path: Path, progress: Progress) -> Manifest:
    """Import a file into an empty, migrated instance: all of it, or nothing. Raises NotEmpty or ArchiveBroken."""
    brought: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = msgspec.json.decode(archive.read("manifest.json"), type=Manifest)
            async with db.transaction():
                await _refuse_unfit(db, manifest)
                await _read_log(db, archive, manifest, progress)
                await rebuild(db, flow.RULES.catalog, flow.PROJECTIONS, progress)
                for table in manifest.tables:
                    await _read_table(db, archive, table)
                await vault.erase_again(db)
                await vault.keep_mails_back(db)
                await _read_files(db, files, archive, brought)
    except _BROKEN as error:
        for sha256 in brought:
            await files.delete(sha256)
        raise ArchiveBroken(detail=" ".join(str(error).split())[:200]) from error
    return manifest


async def _refuse_unfit(db: asyncpg.Connection, manifest: Manifest) -> None:
    position, _ = await read_head(db, lock=True)
    if position:
        raise NotEmpty(events=position)
    assert not await pending(db, MIGRATIONS)  # noqa: S101 (the servers are prepared before)
    known = {row["name"] for row in await db.fetch("SELECT name FROM migration")}
    newer = [name for name in manifest.migrations if name not in known]
    if manifest.format != FORMAT or newer or not set(manifest.tables) <= set(await carried(db)):
        raise ArchiveBroken(detail="it comes from a newer IDARATHON")


async def _read_log(db: asyncpg.Connection, archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
    count = 0
    with archive.open("log.jsonl") as member:
        for page in _pages(member):
            lines = [msgspec.json.decode(line, type=Line) for line in page]
            await db.copy_records_to_table("event", records=map(_row, lines), columns=Line.__struct_fields__)
            count += len(lines)
            progress(count, manifest.events)
    await db.execute(SQL["move_head"], manifest.events, bytes.fromhex(manifest.digest))
    try:
        await verify(db)
    except Tampered as error:
        raise ArchiveBroken(detail=str(error)) from error


def _row(line: Line) -> tuple[Any, ...]:
    return (*msgspec.structs.astuple(line)[:-1], bytes.fromhex(line.digest))


async def _read_table(db: asyncpg.Connection, archive: zipfile.ZipFile, table: str) -> None:
    """The rows of a table, in place of what migrations put there. Columns that are newer take their defaults."""
    await db.execute(f'DELETE FROM "{table}"')  # noqa: S608 (one of ``carried``)
    known = await db.fetchval("SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = $1::regclass", table)
    with archive.open(f"tables/{table}.jsonl") as member:
        for page in _pages(member):
            named = msgspec.json.decode(page[0], type=dict[str, Any])
            if not set(named) <= set(known):
                raise ArchiveBroken(detail="it comes from a newer IDARATHON")
            columns = ", ".join(f'"{name}"' for name in named)
            statement = (
                f'INSERT INTO "{table}" ({columns}) '  # noqa: S608 (one of ``carried``, and its columns)
                f'SELECT {columns} FROM jsonb_populate_recordset(NULL::"{table}", $1::jsonb)'
            )
            await db.execute(statement, "[" + ",".join(line.decode() for line in page) + "]")


async def _read_files(db: asyncpg.Connection, files: Files, archive: zipfile.ZipFile, brought: list[str]) -> None:
    """Every file that the log speaks of, checked against its hash. ``brought``: those that were not there before."""
    for sha256, _ in await _kept(db):
        with tempfile.NamedTemporaryFile() as copy, archive.open(f"files/{sha256}") as member:
            digest = hashlib.sha256()
            while piece := member.read(PIECE):
                digest.update(piece)
                copy.write(piece)
            if digest.hexdigest() != sha256:
                raise ValueError(f"the file {sha256} is not what it was")
            copy.flush()
            if not await files.has(sha256):
                brought.append(sha256)
                await files.keep(Path(copy.name), sha256)


def _pages(member: IO[bytes]) -> Iterator[list[bytes]]:
    lines: Iterable[bytes] = iter(lambda: member.readline(LONGEST), b"")
    lines = iter(lines)
    while page := list(islice(lines, PAGE)):
        yield page
