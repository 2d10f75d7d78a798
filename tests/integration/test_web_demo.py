"""The demo's strip, visit and clock: there in demo mode on loopback, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import httpx
import pytest

from idarathon.demo import cast
from idarathon.demo.running import EDITION
from idarathon.demo.tasks import TEAM
from idarathon.phases.commands import Advance
from idarathon.phases.reads import windows
from tests.support import site as sites
from tests.support.demo import NOW, played, running
from tests.support.site import Site, fields
from web.auth import real_now


@pytest.fixture
async def site(nats_url: str) -> AsyncIterator[Site]:
    async with played(nats_url) as url:
        await demo_time(url)
        async with running(url, nats_url, ticking=True), sites.running(url, nats_url, demo=True) as site:
            yield site


async def demo_time(url: str) -> None:
    """The demo was started just now, whatever the day is."""
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE clock_offset SET ahead = $1", NOW - real_now())
    await connection.close()


async def post(browser: httpx.AsyncClient, path: str, **values: str) -> httpx.Response:
    """A form of the demo's page, sent."""
    form = fields((await browser.get("/fr/demo")).text)
    return await browser.post(path, data={"csrf": form["csrf"], **values})


@pytest.mark.parametrize("lang", ["fr", "ar", "en"])
async def test_the_page_shows_five_personas_with_a_live_task(site: Site, lang: str) -> None:
    async with site.browser() as browser:
        answer = await browser.get(f"/{lang}/demo")
        home = await browser.get(f"/{lang}")
    assert answer.status_code == home.status_code == 200
    for person in cast.PERSONAS:
        assert person.label in answer.text.replace("&#39;", "'")
        assert f'name="persona" value="{person.key}"' in home.text


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "Facilitatrice"), ("fr", "Cheffe d’équipe"), ("ar", "ميسّرة"), ("en", "Facilitator")]
)
async def test_a_personas_role_goes_with_its_name(site: Site, lang: str, said: str) -> None:
    async with site.browser() as browser:
        assert f"<h3>{said}</h3>" in (await browser.get(f"/{lang}")).text


async def test_tasks_are_those_of_the_editions_teams(site: Site) -> None:
    async with site.browser() as browser:
        said = (await browser.get("/en/demo")).text
    assert "3 teams to unblock" in said
    assert "To hand in: Idea sheet" in said
    assert "The team Souss invites you" in said


@pytest.mark.parametrize("person", cast.PERSONAS, ids=lambda person: person.key)
async def test_one_click_signs_in(site: Site, person: cast.Person) -> None:
    async with site.browser() as browser:
        answer = await post(browser, "/fr/demo/enter", persona=person.key)
        assert answer.status_code == 303
        there = await browser.get(answer.headers["location"], follow_redirects=True)
    assert there.status_code == 200
    assert person.label in there.text.replace("&#39;", "'")


async def test_the_clock_goes_on_by_way_of_what_is_due(site: Site) -> None:
    before = site.app.state.services.clock.now()
    async with site.browser() as browser:
        answer = await post(browser, "/fr/demo/clock", go="hour")
        assert (answer.status_code, answer.headers["location"]) == (303, "/fr/demo")
        assert timedelta(hours=1) <= site.app.state.services.clock.now() - before < timedelta(hours=1, minutes=1)
        for _ in range(2):  # the end of Ziz's extension, then the closing of Idéation
            assert (await post(browser, "/fr/demo/clock", go="next")).status_code == 303
        shown = await browser.get("/en/demo")
    ideation = (await windows(site.db, EDITION))[2]
    assert ideation.closed_at is not None and not ideation.closed_early
    assert "Nothing to hand in" not in shown.text and "4 teams to unblock" in shown.text


async def test_a_persona_or_a_step_that_is_none_is_refused(site: Site) -> None:
    async with site.browser() as browser:
        assert (await post(browser, "/fr/demo/enter", persona="somebody")).status_code == 404
        assert (await post(browser, "/fr/demo/clock", go="back")).status_code == 404
        assert (await browser.post("/fr/demo/enter", data={"persona": "admin"})).status_code == 403


async def test_another_machine_finds_nothing(site: Site) -> None:
    transport = httpx.ASGITransport(site.app, client=("192.0.2.7", 5000))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=sites.BASE) as browser:
        assert (await browser.get("/fr/demo")).status_code == 404
    async with site.browser(**{"X-Forwarded-For": "192.0.2.7"}) as browser:
        assert (await browser.get("/fr/demo")).status_code == 404


async def test_another_name_for_this_machine_finds_nothing(site: Site) -> None:
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""):
        async with site.browser(Host=host) as browser:
            for path in ("/fr", "/fr/demo", "/fr/sign-in", "/api/v1/editions"):
                assert (await browser.get(path)).status_code == 404, (host, path)
    for host in ("localhost", "LOCALHOST:18000", "127.0.0.1:1", "[::1]:8000", "[::1]"):
        async with site.browser(Host=host) as browser:
            assert (await browser.get("/fr/demo")).status_code == 200, host


async def test_outside_demo_mode_there_is_no_demo(database: str, nats_url: str) -> None:
    async with sites.running(database, nats_url) as site, site.browser() as browser:
        token = fields((await browser.get("/fr/sign-in")).text)["csrf"]
        assert (await browser.get("/fr/demo")).status_code == 404
        for path in ("/fr/demo/enter", "/fr/demo/clock"):
            answer = await browser.post(path, data={"csrf": token, "persona": "admin", "go": "day"})
            assert answer.status_code == 404
        assert "persona" not in (await browser.get("/fr")).text


async def test_the_page_says_that_the_other_teams_go_on_by_themselves(site: Site) -> None:
    async with site.browser() as browser:
        assert "The other teams go on by themselves" in (await browser.get("/en/demo")).text


async def test_the_team_lead_reads_from_when_on_the_next_phase_takes_deposits(site: Site) -> None:
    advance = Advance(edition=EDITION, team=TEAM.id, phase="ideation", reason="Prête.")
    await site.app.state.services.dispatch.execute_many([advance], cast.FACILITATOR.id)
    async with site.browser() as browser:
        waiting = (await browser.get("/en/demo")).text
        for _ in range(3):  # the end of Ziz's extension, the closing of Idéation, the opening of Prototypage
            await post(browser, "/fr/demo/clock", go="next")
        there = (await browser.get("/en/demo")).text
    assert re.search(r"To hand in from \w+day \d+ \w+ on: Prototype, Test report", waiting)
    assert "To hand in: Prototype, Test report" in there


@pytest.mark.parametrize(
    ("juror", "role"),
    [(cast.JURORS[0], "Président du jury"), *((one, "Membre du jury") for one in cast.JURORS[1:4])],
    ids=lambda one: getattr(one, "key", ""),
)
async def test_the_jury_is_one_click_away_too(site: Site, juror: cast.Person, role: str) -> None:
    async with site.browser() as browser:
        assert f"<h3>{role}</h3>" in (await browser.get("/fr/demo")).text
        answer = await post(browser, "/fr/demo/enter", persona=juror.key)
        page = await browser.get(answer.headers["location"])
    assert (answer.status_code, page.status_code) == (303, 200)
    assert juror.label in page.text
