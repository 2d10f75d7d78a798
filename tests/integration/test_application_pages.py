"""Applying, authorising, reading and deciding, as people do it in their browsers."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from msgspec import structs

from idarathon.applications.reads import application
from idarathon.files import Files
from idarathon.people.reads import viewer_of
from tests.support.applying import Intake
from tests.support.counting import statements
from tests.support.scene import Scene
from tests.support.sending import PDF
from tests.support.site import Site, fields

WORDS = {"idea": "Un guichet au souk", "motivation": "Servir", "by": "focal"}


@pytest.fixture
async def intake(scene: Scene) -> Intake:
    return await Intake(scene).prepare()


def form_to(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to an address."""
    return fields(html.partition(f'action="{action}"')[2].partition("</form>")[0])


async def fill(browser: httpx.AsyncClient, base: str, **words: str) -> str:
    """Type every page of the form; where the last one leads."""
    to = f"{base}/apply/idea"
    for step, names in (("idea", ["idea"]), ("motivation", ["motivation"]), ("profile", []), ("authorisation", ["by"])):
        form = form_to((await browser.get(to)).text, f"{base}/apply/{step}")
        answer = await browser.post(to, data={**form, **{name: words[name] for name in names}})
        assert answer.status_code == 303, answer.text
        to = answer.headers["location"]
    return to


async def send(browser: httpx.AsyncClient, base: str, check: str) -> list[int]:
    """Look at the answers and send them twice, as a double click does."""
    form = form_to((await browser.get(check)).text, f"{base}/apply")
    return [(await browser.post(f"{base}/apply", data=form)).status_code for _ in range(2)]


async def press(browser: httpx.AsyncClient, page: str, action: str, **typed: str) -> int:
    form = form_to((await browser.get(page)).text, action)
    return (await browser.post(action, data={**form, **typed})).status_code


async def told(scene: Scene, account: UUID) -> list[str]:
    await scene.engine.quiet()
    rows = await scene.engine.pool.fetch("SELECT kind FROM notice WHERE account = $1 ORDER BY position, kind", account)
    return [row["kind"] for row in rows]


async def test_from_the_first_word_to_the_answer(scene: Scene, site: Site, intake: Intake) -> None:
    agent, base = await intake.agent("Amina"), f"/fr/e/{scene.slug}"
    async with await site.signed_in(agent) as browser:
        sent = await send(browser, base, await fill(browser, base, **WORDS))
    one = await scene.engine.pool.fetchval("SELECT id FROM application WHERE account = $1", agent)
    async with await site.signed_in(intake.focal) as browser:
        authorised = await press(browser, f"{base}/focal", f"{base}/focal/{one}/authorise")
    page = f"{base}/applications/{one}"
    for reader in (scene.facilitator, intake.second):
        async with await site.signed_in(reader) as browser:
            assert await press(browser, page, f"{page}/read", advice="select", words=f"Avis de {reader}") == 303
    async with await site.signed_in(scene.facilitator) as browser:
        form = form_to((await browser.get(f"{base}/applications/agreed")).text, f"{base}/applications/agreed")
        await browser.post(f"{base}/applications/agreed", data={**form, "application": str(one)})
        before = await told(scene, agent)
        announced = await press(browser, f"{base}/applications", f"{base}/applications/announce")
    assert (sent, authorised, announced) == ([303, 303], 303, 303)
    assert (before, await told(scene, agent)) == (
        ["application_received"],
        ["application_received", "application_decided"],
    )
    assert await told(scene, intake.focal) == ["role_granted", "application_of_yours"]
    assert await intake.state(one) == "selected"


async def test_what_is_typed_is_kept_page_by_page_and_ends_with_the_sending(
    scene: Scene, site: Site, intake: Intake
) -> None:
    base = f"/fr/e/{scene.slug}"
    async with await site.signed_in(await intake.agent()) as browser:
        form = form_to((await browser.get(f"{base}/apply/idea")).text, f"{base}/apply/idea")
        kept = await browser.post(f"{base}/apply/idea", data={**form, "idea": "À moitié"}, headers={"X-Draft": "1"})
        shown = (await browser.get(f"{base}/apply/idea")).text
        blank = await browser.post(f"{base}/apply/motivation", data={**form, "motivation": " "})
        await send(browser, base, await fill(browser, base, **WORDS))
        drafts = await scene.engine.pool.fetchval("SELECT count(*) FROM people_draft")
        own = (await browser.get(f"{base}/apply")).text
    assert (kept.status_code, "À moitié" in shown, blank.status_code, drafts) == (200, True, 400, 0)
    assert "Un guichet au souk" in own


async def test_after_the_closing_the_refusal_says_when_and_nothing_typed_is_lost(
    scene: Scene, site: Site, intake: Intake
) -> None:
    base = f"/fr/e/{scene.slug}"
    async with await site.signed_in(await intake.agent()) as browser:
        check = await fill(browser, base, **WORDS)
        form = form_to((await browser.get(check)).text, f"{base}/apply")
        scene.engine.clock.set(scene.engine.clock.now().replace(day=21))
        answer = await browser.post(f"{base}/apply", data=form)
    summary = re.search(r'class="summary".*?</ul>', answer.text, re.DOTALL)
    assert (answer.status_code, "Servir" in answer.text) == (422, True)
    assert summary and "20 novembre 2026" in summary[0]


async def test_no_reader_sees_the_other_advice_before_both_are_given(scene: Scene, intake: Intake) -> None:
    one = await intake.apply(await intake.agent())
    await intake.read(one, "decline")
    seen = []
    for second in (None, "select"):
        if second:
            await intake.read(one, "decline", "select")
        for reader in (scene.facilitator, intake.second):
            viewer = await viewer_of(scene.engine.pool, reader)
            found = await application(scene.engine.pool, viewer, scene.edition, one)
            assert found
            seen.append(sorted(heard.advice for heard in found.heard))
    assert seen == [["decline"], [], ["decline", "select"], ["decline", "select"]]


async def test_a_signed_paper_is_for_who_reads_the_application(
    scene: Scene, site: Site, intake: Intake, tmp_path: Path
) -> None:
    agent, base = await intake.agent(), f"/fr/e/{scene.slug}"
    one = await intake.apply(agent, by="file")
    site.app.state.services = structs.replace(site.app.state.services, files=Files(tmp_path))
    async with await site.signed_in(agent) as browser:
        form = form_to((await browser.get(f"{base}/apply")).text, f"{base}/apply/paper")
        answers = [
            await browser.post(f"{base}/apply/paper", data=form, files={"file": (name, content, "x/y")})
            for name, content in (("a.pdf", b"MZ program"), ("a.txt", b"Some words"), ("Accord de Amina.pdf", PDF))
        ]
        mine = await browser.get("/fr/me/data.zip")
    with zipfile.ZipFile(io.BytesIO(mine.content)) as archive:
        assert archive.read(f"papers/{one}.pdf") == PDF
    seen = []
    for account in (agent, intake.focal, scene.facilitator, await intake.agent("Autre")):
        async with await site.signed_in(account) as browser:
            seen.append(await browser.get(f"{base}/applications/{one}/paper"))
    assert [answer.status_code for answer in answers] == [422, 422, 303]
    assert [answer.status_code for answer in seen] == [200, 200, 200, 404]
    assert (seen[0].content, seen[0].headers["content-disposition"].partition(";")[0]) == (PDF, "attachment")
    log = await scene.engine.pool.fetchval("SELECT string_agg(data::text, '') FROM event")
    assert "Amina" not in log


async def test_the_list_is_narrowed_in_the_address_and_exported_as_it_stands(
    scene: Scene, site: Site, intake: Intake
) -> None:
    names = ["=Formule", "Badr"]
    ids = [await intake.apply(await intake.agent(name)) for name in names]
    await intake.authorise(ids[1])
    await intake.read(ids[1], "select")
    base = f"/fr/e/{scene.slug}/applications"
    async with await site.signed_in(intake.second) as browser:
        shown = [
            re.findall(rf'href="{base}/([0-9a-f-]+)"><bdi>', (await browser.get(base, params=query)).text)
            for query in ({}, {"missing": "yes"}, {"read": "1"}, {"region": "oriental"}, {"state": "declined"})
        ]
        file = (await browser.get(f"{base}.csv", params={"missing": "yes"})).text
    shown, both = [sorted(one) for one in shown], [str(one) for one in ids]
    assert shown == [sorted(both), both[:1], both[1:], sorted(both), []]
    lines = file.splitlines()
    assert (len(lines), lines[1].partition(";")[0], lines[1].count(";")) == (2, "'=Formule", 8)


async def test_a_focal_point_asks_a_colleague_and_refuses_with_a_reason(
    scene: Scene, site: Site, intake: Intake
) -> None:
    colleague, other = await intake.agent("Zineb Collègue"), await intake.agent("Omar")
    one, base = await intake.apply(other), f"/fr/e/{scene.slug}"
    async with await site.signed_in(intake.focal) as browser:
        asked = await press(browser, f"{base}/focal?words=zineb", f"{base}/focal/propose")
        refused = await press(browser, f"{base}/focal", f"{base}/focal/{one}/refuse", reason="Mission à l’étranger")
    async with await site.signed_in(other) as browser:
        own = (await browser.get(f"{base}/apply")).text
    assert (asked, refused, "Mission à l’étranger" in own) == (303, 303, True)
    assert await told(scene, colleague) == ["application_proposed"]
    assert await told(scene, other) == ["application_received", "authorisation_refused"]


async def test_three_applications_cost_no_more_statements_than_one(scene: Scene, site: Site, intake: Intake) -> None:
    asked: list[list[int]] = []
    base = f"/fr/e/{scene.slug}"
    paths = ((intake.second, "/applications"), (intake.second, "/applications/agreed"), (intake.focal, "/focal"))
    for many in (1, 2):
        for _ in range(many):
            await intake.read(await intake.apply(await intake.agent()), "wait", "wait")
        asked.append([])
        for account, path in paths:
            async with await site.signed_in(account) as browser:
                asked[-1].append(await statements(site, browser, base + path))
    assert asked[0] == asked[1]
