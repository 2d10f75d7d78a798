"""Resumable uploads over the running site: the protocol, its limits, who may, and what is left of what was refused."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest

from events.rebuild import rebuild
from idarathon import flow
from idarathon.deliverables.events import LIMITS
from idarathon.files import Files
from tests.support.crew import Crew, crew
from tests.support.scene import Scene
from tests.support.sending import PDF, TUS, Sender, png, take_files, zipped
from tests.support.site import Site, running

pytestmark = pytest.mark.world("team")

OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
BIG = PDF + os.urandom(3 << 20)


@pytest.fixture
async def site(scene: Scene, database: str, nats_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    await take_files(scene)
    async with running(database, nats_url, scene.engine.clock, data=tmp_path) as site:
        yield site


@pytest.fixture
async def one(scene: Scene, site: Site) -> Crew:
    made = await crew(scene, site)
    await scene.at(OPEN)
    return made


@pytest.fixture
async def sender(one: Crew, site: Site) -> Sender:
    return Sender(one, await site.program(one.people[0]))


def files(site: Site) -> Files:
    found: Files = site.app.state.services.files
    return found


def left(folder: Path) -> list[str]:
    """What lies in the storage."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def row(site: Site, path: str) -> Any:
    sql = "SELECT sha256, size, mime, name, finished_at, abandoned_at FROM upload WHERE id = $1"
    return await site.db.fetchrow(sql, UUID(path.rpartition("/")[2]))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# ── The protocol ──


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/offset+octet-stream"])
async def test_a_page_of_another_site_announces_nothing(one: Crew, site: Site, kind: str) -> None:
    browser = await one.browser()
    answer = await browser.post(
        "/api/v1/uploads", content=b"", headers={"Tus-Resumable": "1.0.0", "Content-Type": kind}
    )
    assert (answer.status_code, await site.db.fetchval("SELECT count(*) FROM upload")) == (403, 0)


async def test_what_is_spoken_here_is_said(sender: Sender) -> None:
    answer = await sender.client.options("/api/v1/uploads")
    told = {name: answer.headers[name] for name in ("tus-version", "tus-extension", "tus-max-size")}
    assert answer.status_code == 204
    assert told == {
        "tus-version": "1.0.0",
        "tus-extension": "creation,termination,checksum",
        "tus-max-size": str(LIMITS["video"]),
    }


async def test_a_file_arrives_whole(sender: Sender, site: Site, tmp_path: Path) -> None:
    path = await sender.begun(len(BIG))
    answer = await sender.patch(path, 0, BIG)
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(len(BIG)))
    found = await row(site, path)
    assert (found["sha256"], found["size"], found["mime"]) == (digest(BIG), len(BIG), "application/pdf")
    assert left(tmp_path) == [digest(BIG)]


async def test_a_file_arrives_in_parts(sender: Sender, site: Site) -> None:
    path = await sender.begun(len(BIG))
    for start in range(0, len(BIG), 700_001):
        assert await sender.offset(path) == start
        assert (await sender.patch(path, start, BIG[start : start + 700_001])).status_code == 204
    assert (await row(site, path))["sha256"] == digest(BIG)


async def test_another_worker_goes_on_where_the_first_was_killed(
    sender: Sender, site: Site, database: str, nats_url: str, tmp_path: Path
) -> None:
    path = await sender.begun(len(BIG))
    await sender.patch(path, 0, BIG[:1_500_000])
    async with running(database, nats_url, sender.crew.scene.engine.clock, data=tmp_path) as other:
        second = Sender(sender.crew, await other.program(sender.crew.people[1]))
        assert await second.offset(path) == 1_500_000
        assert (await second.patch(path, 1_500_000, BIG[1_500_000:])).status_code == 204
        assert (await row(site, path))["sha256"] == digest(BIG)


async def test_what_was_whole_when_the_server_was_killed_is_finished_when_it_is_asked_for(
    sender: Sender, site: Site
) -> None:
    path = await sender.begun(len(PDF))
    files(site).spool.require_room(0)
    files(site).spool.path(UUID(path.rpartition("/")[2])).write_bytes(PDF)
    assert await sender.offset(path) == len(PDF)
    assert (await row(site, path))["sha256"] == digest(PDF)


@pytest.mark.parametrize("offset", [0, 4, 6, 10**14])
async def test_a_wrong_offset_is_refused_and_changes_nothing(sender: Sender, offset: int) -> None:
    path = await sender.begun(len(PDF))
    await sender.patch(path, 0, PDF[:5])
    answer = await sender.patch(path, offset, PDF[5:])
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_offset_wrong")
    assert await sender.offset(path) == 5


async def test_of_two_at_once_one_wins(sender: Sender, site: Site) -> None:
    path = await sender.begun(len(PDF))
    first, last = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield PDF[:9]
        first.set()
        await last.wait()
        yield PDF[9:]

    winner = asyncio.create_task(sender.patch(path, 0, slowly()))
    await first.wait()
    answers = [await sender.patch(path, offset, PDF[offset:]) for offset in (0, 9)]
    last.set()
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "upload_busy")] * 2
    assert (await winner).status_code == 204
    assert (await row(site, path))["sha256"] == digest(PDF)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_a_part_with_its_checksum_is_kept(sender: Sender, algorithm: str) -> None:
    path = await sender.begun(len(PDF))
    check = b64encode(hashlib.new(algorithm, PDF[:100]).digest()).decode()
    answer = await sender.patch(path, 0, PDF[:100], **{"Upload-Checksum": f"{algorithm} {check}"})
    assert (answer.status_code, await sender.offset(path)) == (204, 100)


async def test_a_damaged_part_is_not_kept(sender: Sender, site: Site) -> None:
    path = await sender.begun(len(PDF))
    await sender.patch(path, 0, PDF[:10])
    check = b64encode(hashlib.sha1(b"other", usedforsecurity=False).digest()).decode()
    answer = await sender.patch(path, 10, PDF[10:], **{"Upload-Checksum": f"sha1 {check}"})
    assert (answer.status_code, answer.json()["code"], await sender.offset(path)) == (460, "checksum_wrong", 10)
    await sender.patch(path, 10, PDF[10:])
    assert (await row(site, path))["sha256"] == digest(PDF)


async def test_an_upload_is_given_up(sender: Sender, site: Site, tmp_path: Path) -> None:
    path = await sender.begun(len(PDF))
    await sender.patch(path, 0, PDF[:100])
    assert (await sender.client.delete(path, headers=TUS)).status_code == 204
    assert (await sender.client.head(path, headers=TUS)).status_code == 410
    assert (await sender.patch(path, 100, PDF[100:])).status_code == 410
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "1e3"}, 400),
        ({"Upload-Offset": "9" * 400}, 400),
        ({"Content-Type": "application/json"}, 415),
        ({"Upload-Checksum": "crc32 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 ???"}, 400),
    ],
)
async def test_what_is_no_tus_is_refused(sender: Sender, changed: dict[str, str], status: int) -> None:
    path = await sender.begun(len(PDF))
    assert (await sender.patch(path, 0, PDF, **changed)).status_code == status
    assert await sender.offset(path) == 0


@pytest.mark.parametrize(
    ("size", "name", "changed", "code"),
    [
        (LIMITS["deck"] + 1, "pitch.pdf", {}, "file_too_large"),
        (LIMITS["image"] + 1, "photo.jpg", {}, "file_too_large"),
        (LIMITS["archive"] + 1, "code.zip", {}, "file_too_large"),
        (10**15, "film.mp4", {}, "invalid"),
        (10**14, "film.mp4", {}, "file_too_large"),
        (10, "virus.exe", {}, "file_type_refused"),
        (10, "a.pdf", {"deliverable": "autre"}, "not_found"),
        (10, "a.pdf", {"team": "autre"}, "invalid"),
        (10, "a.pdf", {"phase": "autre"}, "invalid"),
        (10, "a.pdf", {"phase": "definition", "deliverable": "probleme"}, "files_not_taken"),
    ],
)
async def test_what_does_not_begin(sender: Sender, size: int, name: str, changed: dict[str, str], code: str) -> None:
    assert (await sender.create(size, name, **changed)).json()["code"] == code


# ── Who ──


async def test_another_team_learns_nothing(sender: Sender, scene: Scene, site: Site) -> None:
    path = await sender.begun(len(PDF))
    other = await crew(scene, site)
    stranger = Sender(sender.crew, await site.program(other.people[0]))
    assert (await stranger.create(10)).status_code == 403
    assert (await stranger.patch(path, 0, PDF)).status_code == 404
    assert (await stranger.client.head(path, headers=TUS)).status_code == 404
    assert (await stranger.client.delete(path, headers=TUS)).status_code == 404


async def test_nobody_sends_without_signing_in(sender: Sender, site: Site) -> None:
    path = await sender.begun(len(PDF))
    nobody = Sender(sender.crew, site.browser())
    assert (await nobody.create(10)).status_code == 401
    assert (await nobody.patch(path, 0, PDF)).status_code == 401


async def test_a_cookie_alone_sends_nothing(sender: Sender, site: Site) -> None:
    borrowed = Sender(sender.crew, await site.signed_in(sender.crew.people[0]))
    assert (await borrowed.create(10)).json()["code"] == "stale_form"


# ── What is refused while it arrives ──

SVG = b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'
BAD = [
    ("a.pdf", b"MZ" + b"\0" * 3_000, "file_executable"),
    ("a.pdf", b"\x7fELF" + b"\0" * 3_000, "file_executable"),
    ("a.txt", b"#!/bin/sh\nrm -rf /\n", "file_executable"),
    ("a.pdf", png(), "file_unlike_its_name"),
    ("a.png", PDF, "file_unlike_its_name"),
    ("a.pdf", PDF + zipped(a=b"x"), "file_polyglot"),
    ("a.png", png() + zipped(a=b"x"), "file_polyglot"),
    ("a.gif", b"GIF89a/*" + b"<script>alert(1)</script>" + b"*/=1;", "file_polyglot"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"%PDF-1.4" + b"\0" * 300, "file_polyglot"),
    ("a.zip", zipped(**{"x__jar": b"a"}), "file_executable"),
    ("a.pptx", zipped(**{"[Content_Types]__xml": b"<a/>", "ppt/vbaProject__bin": b"a"}), "file_executable"),
    ("a.zip", zipped(**{"../../x__txt": b"a"}), "archive_unsafe"),
    ("a.zip", zipped(**{"/etc/passwd": b"a"}), "archive_unsafe"),
    ("a.zip", zipped(a=b"x" * 999)[:-30], "archive_unsafe"),
    ("a.zip", b"%PDF-1.4\n" + zipped(a=b"x"), "file_polyglot"),
    ("a.svg", SVG % b"<script>alert(1)</script>", "file_scripted"),
    ("a.svg", SVG % b'<g onload="alert(1)"/>', "file_scripted"),
    ("a.svg", SVG % b'<a href="javascript:alert(1)"/>', "file_scripted"),
    ("a.svg", SVG % b'<image href="https://example.org/x.png"/>', "file_scripted"),
    ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % b"&a;", "file_scripted"),
    ("a.svg", SVG % b"<g>", "file_type_refused"),
    *(
        ("a.svg", f'<?xml version="1.0" encoding="{name}"?>'.encode() + SVG % b"<g/>", "file_encoding_refused")
        for name in ("utf-7", "shift_jis", "utf-32", "big5hkscs", "hex", "rot13", "bogus", "idna", "punycode")
    ),
    ("a.svg", SVG % b"<style>*{fill:url(https://example.org/x)}</style>", "file_scripted"),
    ("a.svg", SVG % b"<style>@\\69mport 'https://example.org'</style>", "file_scripted"),
    ("a.svg", SVG % b"<style><![CDATA[*{fill:\\75rl(//example.org)}]]></style>", "file_scripted"),
    ("a.svg", SVG % b'<g style="fill:URL( https://example.org/x)"/>', "file_scripted"),
    ("a.pdf", PDF[:9] + b"<script>alert(1)</script>" + PDF[9:], "file_polyglot"),
    ("a.pdf", PDF[:9] + b"%<html><body>" + PDF[9:], "file_polyglot"),
    ("a.zip", zipped(**{"a__exe__": b"a"}), "file_executable"),
    ("a.zip", zipped(**{"a__exe ": b"a"}), "file_executable"),
    ("a.zip", zipped(**{"a__exe::$DATA": b"a"}), "file_executable"),
    ("a.zip", zipped(**{"a#__exe": b"a"}).replace(b"a#.exe", b"a\0.exe"), "archive_unsafe"),
    ("a.txt", b"<!doctype html><p>x", "file_type_refused"),
    ("a.txt", b"caf\xe9 " * 40, "file_type_refused"),
    ("a.txt", b"a\0b", "file_type_refused"),
    ("a.mp4", os.urandom(4_000), "file_type_refused"),
]


@pytest.mark.parametrize(("name", "content", "code"), BAD, ids=map(str, range(len(BAD))))
async def test_a_bad_file_is_refused_by_name_and_nothing_is_left(
    sender: Sender, site: Site, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = await sender.begun(len(content), name)
    answer = await sender.patch(path, 0, content)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    found = await row(site, path)
    assert (found["finished_at"], found["abandoned_at"] is not None, left(tmp_path)) == (None, True, [])


GOOD = [
    ("a.png", png(), "image/png"),
    ("a.txt", "Été, صيف\n".encode(), "text/plain"),
    ("a.csv", b"a;b\n1;2\n", "text/plain"),
    ("a.svg", SVG % b'<rect width="3" fill="url(#g)"/>', "image/svg+xml"),
    ("a.svg", b'<?xml version="1.0" encoding="UTF-8"?>' + SVG % b'<g aria-label="image (1)"/>', "image/svg+xml"),
    (
        "a.svg",
        SVG % b"<style>@font-face{src:url('data:font/woff2,AA')}.a{fill:url( #g)}</style>",
        "image/svg+xml",
    ),
    ("a.pdf", PDF[:9] + b'<?xpacket begin=""?><x:xmpmeta><rdf:RDF/></x:xmpmeta>' + PDF[9:], "application/pdf"),
    ("a.zip", zipped(**{"lisez-moi__txt": b"a", "src/app__py": b"#!/usr/bin/python"}), "application/zip"),
    ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 500, "video/mp4"),
    (
        "a.pptx",
        zipped(**{"[Content_Types]__xml": b"<a/>", "ppt/presentation__xml": b"<a/>"}),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
]


@pytest.mark.parametrize(("name", "content", "mime"), GOOD, ids=map(str, range(len(GOOD))))
async def test_a_good_file_is_what_its_content_says(
    sender: Sender, site: Site, name: str, content: bytes, mime: str
) -> None:
    path = await sender.begun(len(content), name)
    assert (await sender.patch(path, 0, content)).status_code == 204
    assert (await row(site, path))["mime"] == mime


async def test_what_nobody_foresaw_of_a_file_is_a_refusal_and_the_upload_ends(
    sender: Sender, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> str:
        raise RuntimeError("not foreseen")

    path = await sender.begun(len(PDF))
    monkeypatch.setattr("idarathon.files.content.look", broken)
    answer = await sender.patch(path, 0, PDF)
    assert (answer.status_code, answer.json()["code"], left(tmp_path)) == (422, "file_check_failed", [])
    assert (await sender.client.head(path, headers=TUS)).status_code == 410


# ── Ids and ends ──


async def test_nobody_takes_the_id_under_which_a_file_will_end(sender: Sender, site: Site) -> None:
    path = await sender.begun(len(PDF))
    upload = UUID(path.rpartition("/")[2])
    for what in ("finish", "abandon"):
        about = {"edition": str(sender.crew.scene.edition), "team": str(sender.crew.team), "upload": str(uuid4())}
        more = {"phase": "inspiration", "deliverable": "carnet", "name": "b.pdf", "size": 9}
        body = {"id": str(uuid5(upload, what)), **about, **more}
        assert (await sender.client.post("/api/v1/commands/deliverables.begin", json=body)).status_code == 200
    assert (await sender.patch(path, 0, PDF)).status_code == 204
    assert (await row(site, path))["sha256"] == digest(PDF)


async def test_a_taken_id_gives_no_file_up(sender: Sender, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = await sender.begun(len(PDF)), await sender.begun(9)
    recorded = "SELECT command_id FROM event WHERE stream = $1"
    taken = await site.db.fetchval(recorded, f"upload-{other.rpartition('/')[2]}")
    with monkeypatch.context() as patched:
        patched.setattr("web.receiving._own_id", lambda *_: taken)
        answer = await sender.patch(path, 0, PDF)
    assert (answer.status_code, answer.json()["code"]) == (409, "command_id_taken")
    assert await sender.offset(path) == len(PDF)
    assert (await row(site, path))["sha256"] == digest(PDF)


@pytest.mark.parametrize("known", [False, True])
async def test_a_file_that_was_given_up_while_it_was_looked_at_leaves_nothing_that_nobody_else_has(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    if known:
        await sender.send(PDF)
    path = await sender.begun(len(PDF))
    keep = Files.keep

    async def meanwhile(self: Files, part: Path, sha256: str) -> None:
        await keep(self, part, sha256)
        assert (await sender.client.delete(path, headers=TUS)).status_code == 204

    monkeypatch.setattr(Files, "keep", meanwhile)
    answer = await sender.patch(path, 0, PDF)
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_over")
    assert left(tmp_path) == [digest(PDF)] * known


# ── How many ──


async def test_no_more_than_twenty_files_of_a_team_are_on_their_way_by_whatever_door(
    sender: Sender, site: Site
) -> None:
    about = {"edition": str(sender.crew.scene.edition), "team": str(sender.crew.team), "phase": "inspiration"}
    body = {**about, "deliverable": "carnet", "name": "a.pdf", "size": 9}
    door = "/api/v1/commands/deliverables.begin"
    programs = [sender.client.post(door, json={**body, "upload": str(uuid4())}) for _ in range(15)]
    answers = await asyncio.gather(*programs, *(sender.create(9) for _ in range(15)))
    assert sum(one.status_code < 300 for one in answers) == 20
    assert {one.json()["code"] for one in answers if one.status_code >= 300} == {"too_many_uploads"}
    assert await site.db.fetchval("SELECT count(*) FROM upload") == 20


async def test_a_file_that_has_arrived_makes_room_for_another(sender: Sender) -> None:
    paths = [await sender.begun(len(PDF)) for _ in range(20)]
    assert (await sender.create(9)).json()["code"] == "too_many_uploads"
    await sender.patch(paths[0], 0, PDF)
    assert (await sender.create(9)).status_code == 201


async def test_a_log_with_more_is_played_again(sender: Sender, site: Site, database: str) -> None:
    await site.db.execute("ALTER TABLE upload DISABLE TRIGGER upload_at_once")
    for _ in range(21):
        await sender.begun(9)
    await site.db.execute("ALTER TABLE upload ENABLE TRIGGER upload_at_once")
    connection = await asyncpg.connect(database)
    await rebuild(connection, flow.RULES.catalog, flow.PROJECTIONS)
    await connection.close()
    assert await site.db.fetchval("SELECT count(*) FROM upload") == 21


async def test_room_is_asked_for_whoever_announced_the_file(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    path = await sender.begun(len(PDF))
    monkeypatch.setattr("idarathon.files.spool.RESERVE", 10**18)
    assert (await sender.patch(path, 0, PDF)).json()["code"] == "storage_full"


async def test_a_program_is_refused_by_its_first_bytes(sender: Sender, tmp_path: Path) -> None:
    seen = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal seen
        yield b"MZ" + b"\0" * 70_000
        while seen < 90_000_000:
            seen += 1 << 20
            yield b"\0" * (1 << 20)

    path = await sender.begun(99_000_000)
    answer = await sender.patch(path, 0, endless())
    assert (answer.json()["code"], left(tmp_path)) == ("file_executable", [])
    assert seen < 30_000_000


async def test_more_than_was_announced_is_refused(sender: Sender, tmp_path: Path) -> None:
    path = await sender.begun(100)
    answer = await sender.patch(path, 0, PDF)
    assert (answer.status_code, answer.json()["code"], left(tmp_path)) == (413, "larger_than_said", [])


async def test_on_a_full_disk_nothing_is_left(
    sender: Sender, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await sender.begun(len(BIG))
    written = os.write

    def full(fd: int, data: Any) -> int:
        if len(data) > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(fd, data)

    monkeypatch.setattr("idarathon.files.spool.os.write", full)
    answer = await sender.patch(path, 0, BIG)
    monkeypatch.undo()
    assert (answer.status_code, answer.json()["code"], left(tmp_path)) == (507, "storage_full", [])
    assert (await row(site, path))["abandoned_at"] is not None


async def test_a_disk_that_is_nearly_full_takes_no_upload(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idarathon.files.spool.RESERVE", 10**18)
    assert (await sender.create(10)).json()["code"] == "storage_full"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/cron.d/x.pdf", "x.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("n" * 5_000 + ".pdf", "n" * 116 + ".pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ("عرض.pdf", "عرض.pdf"),
    ],
)
async def test_a_hostile_name_is_made_plain(sender: Sender, site: Site, name: str, kept: str) -> None:
    assert (await row(site, await sender.begun(10, name)))["name"] == kept


async def test_what_nobody_goes_on_with_is_given_up(sender: Sender, scene: Scene, site: Site) -> None:
    path = await sender.begun(len(PDF))
    await scene.at(datetime(2026, 11, 5, 9, 30, tzinfo=UTC))
    assert (await row(site, path))["abandoned_at"] is not None


async def test_an_upload_that_does_not_exist_is_not_found(sender: Sender) -> None:
    assert (await sender.client.head(f"/api/v1/uploads/{uuid4()}", headers=TUS)).status_code == 404
