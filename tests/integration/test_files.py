"""Files of deposits: by a plain form, within the grace time, in versions, on receipts that everyone can check, and how
they are got back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from events.rebuild import rebuild
from idarathon import files as bound
from idarathon import flow
from idarathon.files import Files
from idarathon.jury.reads.rows import SQL as JURY
from idarathon.phases import commands as phases
from tests.support.crew import Crew, crew, form, post
from tests.support.scene import Scene
from tests.support.sending import PDF, TUS, Sender, png, take_files
from tests.support.site import Site, running
from web import auth

pytestmark = pytest.mark.world("team")

OPEN, END = datetime(2026, 11, 3, 9, 30, tzinfo=UTC), datetime(2026, 11, 3, 16, 30, tzinfo=UTC)
WRITTEN = {"title": "Notre carnet", "text": "", "links": "", "lang": "fr"}


def after(minutes: int) -> datetime:
    return END.replace(hour=16 + (30 + minutes) // 60, minute=(30 + minutes) % 60)


@pytest.fixture
async def site(scene: Scene, database: str, nats_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    await take_files(scene)
    bound.bind(Files(tmp_path))
    async with running(database, nats_url, scene.engine.clock, data=tmp_path) as site:
        yield site
    bound.bind(None)


@pytest.fixture
async def one(scene: Scene, site: Site) -> Crew:
    made = await crew(scene, site)
    await scene.at(OPEN)
    return made


@pytest.fixture
async def lead(one: Crew) -> httpx.AsyncClient:
    return await one.browser()


@pytest.fixture
async def sender(one: Crew, site: Site) -> Sender:
    return Sender(one, await site.program(one.people[0]))


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.parent.parent.name != "preview")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def with_files(lead: httpx.AsyncClient, one: Crew, *files: tuple[str, bytes], **typed: str) -> httpx.Response:
    """The form of the page with chosen files, as a browser without JavaScript sends it."""
    data = {**await form(lead, one.deposit), **WRITTEN, **typed}
    chosen = [("file", (name, content, "application/octet-stream")) for name, content in files]
    return await lead.post(one.deposit, data=data, files=chosen)


async def deposited(one: Crew) -> list[Any]:
    sql = "SELECT position, title, files::text, late, in_grace, counts, code FROM deposit WHERE team = $1 ORDER BY 1"
    rows: list[Any] = await one.scene.engine.pool.fetch(sql, one.team)
    return rows


async def sent(sender: Sender, content: bytes = PDF, name: str = "carnet.pdf") -> str:
    return str(await sender.send(content, name))


# ── By the form ──


async def test_a_form_with_a_file_is_a_deposit(one: Crew, lead: httpx.AsyncClient, tmp_path: Path) -> None:
    answer = await with_files(lead, one, ("carnet é.pdf", PDF))
    assert answer.status_code == 303, answer.text[-3000:]
    (row,) = await deposited(one)
    assert (digest(PDF) in row["files"], "carnet é.pdf" in row["files"], left(tmp_path)) == (True, True, [digest(PDF)])


async def test_a_form_with_two_files_is_one_deposit(one: Crew, lead: httpx.AsyncClient) -> None:
    answer = await with_files(lead, one, ("a.pdf", PDF), ("b.png", png()))
    assert answer.status_code == 303, answer.text[-3000:]
    (row,) = await deposited(one)
    assert row["files"].count("sha256") == 2


async def test_a_form_without_its_file_is_asked_for_something(one: Crew, lead: httpx.AsyncClient) -> None:
    answer = await with_files(lead, one, ("", b""))
    assert (answer.status_code, await deposited(one)) == (422, [])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.exe", b"MZ", "n’est pas accepté"),
        ("x.pdf", b"MZ" + b"\0" * 3_000_000, "programme"),
        ("x.png", PDF, "x.png"),
        ("x.pdf", b"", "vide"),
    ],
)
async def test_a_refused_file_loses_nothing_that_was_typed(
    one: Crew, lead: httpx.AsyncClient, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    answer = await with_files(lead, one, (name, content), text="Ce que nous avons vu.")
    assert (answer.status_code, "Ce que nous avons vu." in answer.text) == (422, True)
    assert (await deposited(one), left(tmp_path)) == ([], [])


async def test_a_file_needs_the_token_of_its_form(one: Crew, lead: httpx.AsyncClient, tmp_path: Path) -> None:
    data = {**await form(lead, one.deposit), **WRITTEN, "csrf": "0.0"}
    answer = await lead.post(one.deposit, data=data, files=[("file", ("a.pdf", PDF, "application/pdf"))])
    assert (answer.status_code, await deposited(one), left(tmp_path)) == (403, [], [])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n\r\n"),
        ("multipart/form-data; boundary=x", b"nothing"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x; charset=nope", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a" * 9_000),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(
    one: Crew, lead: httpx.AsyncClient, kind: str, body: bytes
) -> None:
    answer = await lead.post(one.deposit, content=body, headers={"Content-Type": kind})
    assert answer.status_code in (400, 403)


async def test_a_form_that_is_cut_off_leaves_nothing(one: Crew, lead: httpx.AsyncClient, tmp_path: Path) -> None:
    fields = {**await form(lead, one.deposit), **WRITTEN}

    async def cut() -> AsyncIterator[bytes]:
        for name, value in fields.items():
            yield f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF

    answer = await lead.post(one.deposit, content=cut(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert (answer.status_code, await deposited(one), left(tmp_path)) == (400, [], [])


async def test_files_sent_before_are_named_by_the_form(one: Crew, lead: httpx.AsyncClient, sender: Sender) -> None:
    upload = await sent(sender)
    page = await lead.get(one.deposit)
    assert f'value="{upload}" checked' in page.text
    assert (await post(lead, one.deposit, **WRITTEN, files=upload)).status_code == 303
    (row,) = await deposited(one)
    assert digest(PDF) in row["files"]


async def test_an_unfinished_file_is_not_deposited(one: Crew, lead: httpx.AsyncClient, sender: Sender) -> None:
    path = await sender.begun(len(PDF))
    answer = await post(lead, one.deposit, **WRITTEN, files=path.rpartition("/")[2])
    assert (answer.status_code, await deposited(one)) == (422, [])


async def test_a_new_version_may_keep_the_files_of_the_last(one: Crew, lead: httpx.AsyncClient) -> None:
    await with_files(lead, one, ("a.pdf", PDF))
    upload = re.findall(r'name="files" value="([^"]+)" checked', (await lead.get(one.deposit)).text)
    await post(lead, one.deposit, **{**WRITTEN, "title": "Deuxième"}, files=upload[0])
    first, second = await deposited(one)
    assert first["files"] == second["files"]
    receipt = await lead.get(f"{one.base}/receipt/{second['position']}")
    assert receipt.text.count(f"/receipt/{first['position']}") == 1


# ── The grace time, with the real bus ──


async def test_a_file_under_way_at_the_closing_counts_and_the_team_goes_on(
    one: Crew, lead: httpx.AsyncClient, scene: Scene, sender: Sender
) -> None:
    other = await scene.team()
    await scene.at(after(-5))
    path = await sender.begun(len(PDF))
    await sender.patch(path, 0, PDF[:100])
    await scene.at(END)
    assert [await scene.journey(team) for team in (one.team, other)] == [("in", "inspiration"), ("held", "inspiration")]
    await scene.at(after(20))
    assert (await sender.patch(path, 100, PDF[100:])).status_code == 204
    assert await scene.journey(one.team) == ("in", "inspiration")
    answer = await post(lead, one.deposit, **WRITTEN, files=path.rpartition("/")[2])
    await scene.engine.quiet()
    assert await scene.journey(one.team) == ("waiting", "definition")
    (row,) = await deposited(one)
    assert (row["late"], row["in_grace"], row["counts"]) == (False, True, True)
    assert "délai de grâce" in (await lead.get(answer.headers["location"])).text


async def test_a_newer_version_under_way_at_the_closing_counts_although_the_team_has_gone_on(
    one: Crew, lead: httpx.AsyncClient, scene: Scene, sender: Sender
) -> None:
    await post(lead, one.deposit, **WRITTEN, files=await sent(sender))
    await scene.at(after(-5))
    path = await sender.begun(len(PDF) + 1, "v2.pdf")
    await sender.patch(path, 0, PDF)
    await scene.at(END)
    assert await scene.journey(one.team) == ("waiting", "definition")
    await scene.at(after(5))
    assert (await sender.patch(path, len(PDF), b"\n")).status_code == 204
    assert "<form class=" in (await lead.get(one.deposit)).text
    answer = await post(lead, one.deposit, **{**WRITTEN, "text": "Après"}, files=path.rpartition("/")[2])
    assert answer.status_code == 303, answer.text[-2000:]
    first, second, late = await deposited(one)
    assert [(row["late"], row["in_grace"], row["counts"]) for row in (first, second, late)] == [
        (False, False, True),
        (False, True, True),
        (True, False, False),
    ]
    assert answer.headers["location"].endswith(f"/receipt/{second['position']}")
    assert "version hors délai" in (await lead.get(answer.headers["location"])).text
    work = await scene.engine.pool.fetch(JURY["list_work"], scene.edition, one.team)
    assert [(row["text"], "v2.pdf" in row["files"]) for row in work] == [("", True)]


async def test_after_the_grace_time_the_team_is_examined_once(one: Crew, scene: Scene, sender: Sender) -> None:
    await scene.at(after(-5))
    await sender.begun(len(PDF))
    for minutes in (0, 29):
        await scene.at(after(minutes))
        assert await scene.journey(one.team) == ("in", "inspiration")
    for minutes in (30, 31, 60):
        await scene.at(after(minutes))
        assert await scene.journey(one.team) == ("held", "inspiration")
    sql = "SELECT count(*) FROM event WHERE stream = $1 AND type = 'journey.held'"
    assert await scene.engine.pool.fetchval(sql, f"journey-{one.team}") == 1


async def test_a_file_that_is_given_up_is_not_waited_for(one: Crew, scene: Scene, sender: Sender) -> None:
    await scene.at(after(-5))
    path = await sender.begun(len(PDF))
    await scene.at(END)
    assert await scene.journey(one.team) == ("in", "inspiration")
    await sender.client.delete(path, headers=TUS)
    await scene.engine.quiet()
    assert await scene.journey(one.team) == ("held", "inspiration")


async def test_what_begins_after_the_closing_is_late(
    one: Crew, lead: httpx.AsyncClient, scene: Scene, sender: Sender
) -> None:
    await scene.at(after(1))
    assert await scene.journey(one.team) == ("held", "inspiration")
    await post(lead, one.deposit, **WRITTEN, files=await sent(sender))
    (row,) = await deposited(one)
    assert (row["late"], row["in_grace"], row["counts"]) == (True, False, False)


async def test_the_preview_of_a_closing_tells_who_is_waited_for(
    one: Crew, scene: Scene, site: Site, sender: Sender
) -> None:
    await scene.at(after(-5))
    await sender.begun(len(PDF))
    await scene.at(after(-4))
    staff = await site.signed_in(scene.facilitator)
    page = await staff.get(f"/fr/e/{scene.slug}/board/close/inspiration")
    assert "fate-uploading" in page.text


async def test_rebuilt_tables_are_as_they_were(one: Crew, lead: httpx.AsyncClient, scene: Scene, database: str) -> None:
    await with_files(lead, one, ("a.pdf", PDF))
    sql = "SELECT (SELECT json_agg(d) FROM deposit d)::text || (SELECT json_agg(u) FROM upload u)::text"
    before = await scene.engine.pool.fetchval(sql)
    connection = await asyncpg.connect(database)
    await rebuild(connection, flow.RULES.catalog, flow.PROJECTIONS)
    await connection.close()
    assert await scene.engine.pool.fetchval(sql) == before


# ── Getting them back ──


@pytest.fixture
async def address(one: Crew, lead: httpx.AsyncClient) -> str:
    """Where the team finds its file, under a name that is as bad as it may be."""
    assert (await with_files(lead, one, ('عرض \u202e"x".pdf', PDF))).status_code == 303
    upload = await one.scene.engine.pool.fetchval("SELECT id FROM upload")
    return f"{one.base}/files/{upload}"


async def test_a_file_comes_back_to_be_saved(lead: httpx.AsyncClient, address: str, site: Site) -> None:
    link = (await lead.get(address)).headers["location"]
    answer = await site.browser().get(link)
    told = {
        name: answer.headers[name] for name in ("content-type", "content-security-policy", "x-content-type-options")
    }
    assert (answer.status_code, answer.content) == (200, PDF)
    assert told == {
        "content-type": "application/pdf",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
    }
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"___ _x_.pdf\"; filename*=UTF-8''%D8%B9%D8%B1%D8%B6%20_x_.pdf"
    )


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("bytes=0-9", 206, PDF[:10], f"bytes 0-9/{len(PDF)}"),
        ("bytes=10-", 206, PDF[10:], f"bytes 10-{len(PDF) - 1}/{len(PDF)}"),
        ("bytes=-5", 206, PDF[-5:], f"bytes {len(PDF) - 5}-{len(PDF) - 1}/{len(PDF)}"),
        ("bytes=0-999999", 206, PDF, f"bytes 0-{len(PDF) - 1}/{len(PDF)}"),
        ("bytes=9-3", 200, PDF, None),
        ("bytes=0-1,4-5", 200, PDF, None),
        ("lines=0-1", 200, PDF, None),
        ("bytes=-", 200, PDF, None),
        ("bytes=99999999999999999999-", 200, PDF, None),
    ],
)
async def test_a_part_of_a_file(
    lead: httpx.AsyncClient, address: str, asked: str, status: int, content: bytes, told: str | None
) -> None:
    link = (await lead.get(address)).headers["location"]
    answer = await lead.get(link, headers={"Range": asked})
    assert (answer.status_code, answer.content, answer.headers.get("content-range")) == (status, content, told)


@pytest.mark.parametrize("asked", [f"bytes={len(PDF)}-", "bytes=-0"])
async def test_a_part_that_a_file_does_not_have_is_refused_with_a_sentence(
    lead: httpx.AsyncClient, address: str, asked: str
) -> None:
    link = (await lead.get(address)).headers["location"]
    answer = await lead.get(link, headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(PDF)}")
    assert (answer.json()["code"], answer.json()["detail"] != "") == ("range_wrong", True)


async def test_the_head_of_a_file_is_its_size(lead: httpx.AsyncClient, address: str) -> None:
    link = (await lead.get(address)).headers["location"]
    answer = await lead.head(link)
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", str(len(PDF)))


async def test_a_link_is_good_for_ten_minutes(
    lead: httpx.AsyncClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = (await lead.get(address)).headers["location"]
    later = auth.real_now().timestamp() + 601
    monkeypatch.setattr("web.files.real_now", lambda: datetime.fromtimestamp(later, UTC))
    assert (await lead.get(link)).status_code == 410


async def test_a_changed_link_opens_nothing(lead: httpx.AsyncClient, address: str) -> None:
    link = (await lead.get(address)).headers["location"]
    assert (await lead.get(link[:-1] + ("0" if link[-1] != "0" else "1"))).status_code == 404


async def test_the_team_and_its_facilitators_get_the_file_and_nobody_else(
    one: Crew, scene: Scene, site: Site, address: str
) -> None:
    other = await crew(scene, site)
    people = [one.people[1], scene.facilitator, other.people[0], await scene.person("Passante")]
    browsers = [await site.signed_in(account) for account in people]
    assert [(await browser.get(address)).status_code for browser in browsers] == [303, 303, 403, 403]
    assert "/sign-in" in (await site.browser().get(address)).headers["location"]


async def test_an_image_has_a_preview_and_a_broken_file_has_none(
    one: Crew, lead: httpx.AsyncClient, scene: Scene, sender: Sender
) -> None:
    image, broken = await sent(sender, png(400, 300), "a.png"), await sent(sender, b"%PDF-1.4 broken" * 9)
    await scene.engine.quiet()
    answers = [await lead.get(f"{one.base}/files/{upload}/preview") for upload in (image, broken)]
    assert [answer.status_code for answer in answers] == [200, 204]
    assert (answers[0].headers["content-type"], answers[0].content[8:12]) == ("image/webp", b"WEBP")


# ── Checking a receipt ──


async def test_everyone_can_check_a_receipt(one: Crew, lead: httpx.AsyncClient, scene: Scene, site: Site) -> None:
    await with_files(lead, one, ("secret-name.pdf", PDF), title="Secret title", text="Secret text")
    (row,) = await deposited(one)
    anyone = site.browser(**{"Accept-Language": "fr"})
    moved = await anyone.get(f"/verifier/{row['code']}")
    assert (moved.status_code, moved.headers["location"]) == (303, f"/fr/verify/{row['code']}")
    page = await anyone.get(moved.headers["location"])
    assert (digest(PDF) in page.text, "ecret" in page.text, "Membre" in page.text) == (True, False, False)


async def test_a_late_deposit_that_an_extension_made_count_says_so_to_everyone(
    one: Crew, lead: httpx.AsyncClient, scene: Scene, site: Site
) -> None:
    await scene.at(after(1))
    await post(lead, one.deposit, **{**WRITTEN, "text": "x"})
    (row,) = await deposited(one)
    said, page = "ce dépôt est pris en compte", f"/fr/verify/{row['code']}"
    assert said not in (await site.browser().get(page)).text
    ids: dict[str, Any] = {"edition": scene.edition, "team": one.team, "phase": "inspiration"}
    await scene.send(phases.Extend(**ids, until=after(60), reason="Panne"), actor=scene.facilitator)
    assert said in (await site.browser().get(page)).text


async def test_a_typed_hash_is_compared(one: Crew, lead: httpx.AsyncClient, site: Site) -> None:
    await with_files(lead, one, ("a.pdf", PDF))
    (row,) = await deposited(one)
    page = f"/fr/verify/{row['code']}"
    good = await site.browser().get(page, params={"sha256": digest(PDF).upper()})
    bad = await site.browser().get(page, params={"sha256": digest(b"other")})
    assert ["notice tone-good" in good.text, "notice tone-bad" in bad.text] == [True, True]


@pytest.mark.parametrize("code", ["0" * 12, "x", "0" * 500, "é", "../../x"])
async def test_an_unknown_code_is_not_found(site: Site, code: str) -> None:
    assert (await site.browser().get(f"/fr/verify/{code}")).status_code == 404


async def test_a_code_is_read_as_people_type_it(one: Crew, lead: httpx.AsyncClient, site: Site) -> None:
    await with_files(lead, one, ("a.pdf", PDF))
    (row,) = await deposited(one)
    typed = f" {row['code'][:4].upper()}-{row['code'][4:]} "
    answer = await site.browser().get("/fr/verify", params={"code": typed})
    assert answer.headers["location"] == f"/fr/verify/{row['code']}"
