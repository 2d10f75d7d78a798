"""Export and import: a whole instance in one file, and nothing half done."""

from __future__ import annotations

import asyncio
import hashlib
import json
import stat
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from events.store import read_head, verify
from idarathon import archive
from idarathon.deliverables import commands as deliverables
from idarathon.engine import Engine, behind
from idarathon.files.storage import Files
from idarathon.phases import commands as phases
from tests.support.scene import Scene
from tests.support.sending import PDF, take_files

SHA256 = hashlib.sha256(PDF).hexdigest()


def silent(_done: int, _of: int) -> None:
    """No progress bar."""


@pytest.fixture
async def one(database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


@pytest.fixture
async def other(second_database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(second_database)
    yield connection
    await connection.close()


@pytest.fixture
def kept(tmp_path: Path) -> Files:
    return Files(tmp_path / "one")


@pytest.fixture
def other_files(tmp_path: Path) -> Files:
    return Files(tmp_path / "other")


@pytest.fixture
async def file(scene: Scene, one: asyncpg.Connection, kept: Files, tmp_path: Path) -> Path:
    """An edition with a team that was held by hand and has sent a file: read tables, accounts, a remark, inbox rows."""
    await take_files(scene)
    team = await scene.team()
    await scene.at(scene.engine.clock.now().replace(day=3, hour=9))
    hold = phases.Hold(edition=scene.edition, team=team, phase="inspiration", reason="Dossier à revoir")
    await sent(scene, kept, team)
    await scene.send(hold, actor=scene.facilitator)
    await scene.engine.quiet()
    path = tmp_path / "instance.zip"
    await archive.write(one, kept, path, silent)
    return path


async def sent(scene: Scene, kept: Files, team: UUID) -> None:
    """The team sends a file."""
    lead = await scene.engine.pool.fetchval("SELECT account FROM team_member WHERE team = $1 AND lead", team)
    which: dict[str, Any] = {"edition": scene.edition, "team": team, "upload": uuid4()}
    begin = deliverables.Begin(**which, phase="inspiration", deliverable="carnet", name="carnet.pdf", size=len(PDF))
    await scene.send(begin, actor=lead)
    await kept.put(SHA256, PDF)
    await scene.send(deliverables.Finish(**which, sha256=SHA256, size=len(PDF), mime="application/pdf"))


async def everything(db: asyncpg.Connection) -> dict[str, list[str]]:
    """Every row of every table but the identity and the migrations."""
    names = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    found = {}
    for (name,) in names:
        if name not in ("log_head", "migration"):
            found[name] = [row[0] for row in await db.fetch(f'SELECT t::text FROM "{name}" t ORDER BY 1')]
    return found


async def test_an_import_is_the_instance_that_was_exported(
    file: Path, one: asyncpg.Connection, other: asyncpg.Connection, other_files: Files
) -> None:
    await archive.read(other, other_files, file, silent)
    assert _but_mails(await everything(other)) == _but_mails(await everything(one))


async def test_a_copy_mails_nothing_that_its_original_may_mail(
    file: Path, one: asyncpg.Connection, other: asyncpg.Connection, other_files: Files
) -> None:
    await archive.read(other, other_files, file, silent)
    count = "SELECT count(*) FILTER (WHERE ended_at IS NULL), count(*) FROM people_mail"
    (waiting, mails), (left, copied) = await one.fetchrow(count), await other.fetchrow(count)  # type: ignore[misc]
    assert (waiting > 0, left, copied) == (True, 0, mails)


def _but_mails(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: rows for name, rows in tables.items() if name != "people_mail"}


async def test_the_seal_goes_on_where_it_was(
    file: Path, one: asyncpg.Connection, other: asyncpg.Connection, other_files: Files
) -> None:
    await archive.read(other, other_files, file, silent)
    assert await verify(other) == await read_head(one)


async def test_the_files_come_along(file: Path, other: asyncpg.Connection, other_files: Files) -> None:
    await archive.read(other, other_files, file, silent)
    assert b"".join([piece async for piece in other_files.read(SHA256, 0, len(PDF))]) == PDF


async def test_no_reaction_runs_again(file: Path, other: asyncpg.Connection, other_files: Files) -> None:
    await archive.read(other, other_files, file, silent)
    assert await behind(other) == 0


def test_only_its_owner_may_read_the_file(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_file_is_never_overwritten(file: Path, one: asyncpg.Connection, kept: Files) -> None:
    before = await asyncio.to_thread(file.read_bytes)
    with pytest.raises(archive.FileThere):
        await archive.write(one, kept, file, silent)
    assert await asyncio.to_thread(file.read_bytes) == before


async def test_an_instance_with_a_history_takes_no_other(
    file: Path, one: asyncpg.Connection, kept: Files, engine: Engine
) -> None:
    before = await everything(one)
    with pytest.raises(archive.NotEmpty):
        await archive.read(one, kept, file, silent)
    assert await everything(one) == before


def changed(file: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """The same file with one member changed, or without it."""
    copy = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.namelist():
            content: bytes | None = source.read(member)
            if member == name:
                content = change(content or b"")
            if content is not None:
                target.writestr(member, content)
    return copy


def manifested(**values: object) -> Callable[[bytes], bytes]:
    return lambda content: json.dumps({**json.loads(content), **values}).encode()


BROKEN: list[tuple[str, Callable[[bytes], bytes | None]]] = [
    ("log.jsonl", lambda content: content.replace(b"Dossier", b"dossier").replace(b"Minist", b"minist", 1)),
    ("log.jsonl", lambda content: content[: len(content) // 2]),
    ("log.jsonl", lambda content: content[: content[:-1].rindex(b"\n") + 1]),
    ("log.jsonl", lambda content: None),
    ("log.jsonl", lambda content: b"\xff\xfe"),
    ("manifest.json", lambda content: b"[]"),
    ("manifest.json", manifested(format=2)),
    ("manifest.json", manifested(digest="00")),
    ("manifest.json", manifested(digest="zz")),
    ("manifest.json", manifested(events=10**9)),
    ("manifest.json", manifested(migrations=["999_future.sql"])),
    ("manifest.json", manifested(tables=["people_person; DROP TABLE event"])),
    ("manifest.json", manifested(tables=["event"])),
    ("tables/people_person.jsonl", lambda content: None),
    ("tables/people_person.jsonl", lambda content: b"7\n"),
    ("tables/people_person.jsonl", lambda content: b'{"name\\") SELECT 1 --": 1}\n'),
    ("tables/people_person.jsonl", lambda content: content.replace(b'"name"', b'"nom"')),
    ("tables/people_person.jsonl", lambda content: content + content),
    (f"files/{SHA256}", lambda content: content[:-1] + b"!"),
    (f"files/{SHA256}", lambda content: None),
]


async def test_a_broken_file_leaves_no_trace(file: Path, other: asyncpg.Connection, other_files: Files) -> None:
    before, taken = await everything(other), []
    for number, (name, change) in enumerate(BROKEN):
        try:
            await archive.read(other, other_files, changed(file, name, change), silent)
            taken.append((number, name))
        except archive.ArchiveBroken:
            assert await everything(other) == before
    assert (taken, await other_files.has(SHA256)) == ([], False)


async def test_what_is_no_export_is_named(tmp_path: Path, other: asyncpg.Connection, other_files: Files) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(archive.ArchiveBroken):
        await archive.read(other, other_files, path, silent)


async def test_others_may_write_during_an_export(
    scene: Scene, one: asyncpg.Connection, kept: Files, other: asyncpg.Connection, other_files: Files, tmp_path: Path
) -> None:
    """The log is cut where it ended when the export began; inbox rows of later events stay out."""
    path = tmp_path / "x.zip"
    writing = asyncio.create_task(archive.write(one, kept, path, silent))
    await asyncio.gather(*(scene.team() for _ in range(5)))
    manifest = await writing
    await archive.read(other, other_files, path, silent)
    assert (await verify(other))[0] == manifest.events
    assert await other.fetchval("SELECT count(*) FROM inbox WHERE position > $1", manifest.events) == 0
