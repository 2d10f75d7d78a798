"""One edition in one go, in real browsers: a workshop, a coaching note, an upload that is cut, the gates, the jury, the
ceremony, the bank, and another administration that asks for the prototype."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import Struct
from playwright.async_api import Browser, Page, expect

from idarathon.clock import Clock
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.jury import commands as jury
from idarathon.mentoring import commands as mentoring
from idarathon.phases.events import Phase
from idarathon.prizes import commands as prizes
from idarathon.viewer import Role
from tests.browser.stack import Stack, stack
from tests.support.browser import open_browser
from tests.support.scene import Scene
from tests.support.sending import PDF

pytestmark = [pytest.mark.browser, pytest.mark.slow]
expect.set_options(timeout=20_000)
BEGIN = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)  # Idéation is open
PHONE = {"width": 390, "height": 844}
OBSERVED = "L’équipe a vu douze usagers. المرتفقون ينتظرون ساعتين."


def on(day: int, hour: int, minute: int) -> datetime:
    """An instant of November 2026, five seconds late, as clocks are."""
    return datetime(2026, 11, day, hour, minute, 5, tzinfo=UTC)


class People(Struct, frozen=True):
    """Who plays, beside the scene's facilitator."""

    lead: UUID
    mentor: UUID
    president: UUID
    jurors: tuple[UUID, UUID]
    agent: UUID


class Cast:
    """The running site with a page for each of them. ``base``: the edition's address; ``slug``: the team's."""

    def __init__(self, site: Stack, browser: Browser, pages: AsyncExitStack, base: str, slug: str) -> None:
        self.site, self.base, self.slug = site, base, slug
        self._browser, self._pages = browser, pages

    async def enters(self, account: UUID, **size: int) -> Page:
        """Somebody signs in."""
        return await self._pages.enter_async_context(self.site.signed_in(self._browser, account, **size))


@pytest.fixture
async def people(scene: Scene) -> People:
    """The mentor, the jury and its rubric, one prize; the team stands in Idéation."""
    team = await scene.team("Toubkal")
    lead = await scene.engine.pool.fetchval("SELECT account FROM team_member WHERE team = $1 AND lead", team)
    who = People(
        lead=lead,
        mentor=await scene.person("Mentore"),
        president=await scene.person("Présidente"),
        jurors=(await scene.person("Juré A"), await scene.person("Juré B")),
        agent=await scene.person("Agente"),
    )
    for account, role in (
        (who.mentor, Role.MENTOR),
        (who.president, Role.PRESIDENT),
        *((one, Role.JUROR) for one in who.jurors),
    ):
        await scene.grant(account, role)
    rows = await scene.engine.pool.fetch("SELECT account FROM team_member WHERE team = $1", team)
    await scene.send(*_prepared(scene, team, who, tuple(row[0] for row in rows)), actor=scene.facilitator)
    for day, phase, key in ((3, "inspiration", "carnet"), (4, "definition", "probleme")):
        await scene.at(datetime(2026, 11, day, 10, tzinfo=UTC))
        await scene.deposit(team, phase, key)
    await scene.at(BEGIN)
    return who


def _prepared(scene: Scene, team: UUID, who: People, members: tuple[UUID, ...]) -> list[Any]:
    low, fair, good, high, best = (Text(fr=f"Niveau {mark}") for mark in range(1, 6))
    criteria = tuple(
        jury.WantedCriterion(key=key, title=Text(fr=key), weight=weight, levels=(low, fair, good, high, best))
        for key, weight in (("utilite", 60), ("clarte", 40))
    )
    edition = scene.edition
    pair = mentoring.Wanted(team=team, mentor=who.mentor, members=members)
    return [
        editions.AdvanceStage(edition=edition),
        editions.CompleteItem(edition=edition, stage="challenge_definition", item="partners"),
        editions.AdvanceStage(edition=edition),
        editions.CompleteItem(edition=edition, stage="execution", item="jury"),
        mentoring.DescribeMentor(edition=edition, account=who.mentor, languages=("fr", "ar")),
        mentoring.Propose(edition=edition, pairs=(pair,)),
        mentoring.PublishAssignment(edition=edition, pairs=(pair,)),
        jury.SetRubric(edition=edition, criteria=criteria),
        jury.Compose(edition=edition, president=who.president, jurors=who.jurors, quorum=2),
        prizes.Define(edition=edition, prize=uuid4(), rank=1, name=Text(fr="Prix d’excellence")),
    ]


@pytest.fixture
async def cast(scene: Scene, people: People, database: str, nats_url: str, tmp_path: Path) -> AsyncIterator[Cast]:
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team")
    await Clock().jump(scene.engine.pool, BEGIN)
    await scene.engine.stop()  # from here on the real one
    async with stack(database, nats_url, tmp_path) as site, open_browser() as browser, AsyncExitStack() as pages:
        yield Cast(site, browser, pages, f"/fr/e/{scene.slug}", slug)


async def press(page: Page, action: str) -> None:
    """Send the form whose address ends so."""
    await page.locator(f'form[action$="{action}"] button.btn').first.click()


async def press_again(page: Page, act: str) -> None:
    """What is final for the jury is asked twice."""
    await page.locator(f"#check-{act} button.btn").click()


async def test_an_edition_from_a_workshop_to_a_request_for_reuse(
    cast: Cast, scene: Scene, people: People, tmp_path: Path
) -> None:
    desk, lead = await cast.enters(scene.facilitator), await cast.enters(people.lead, **PHONE)
    await workshop(cast, desk, lead)
    await coaching(cast, people, lead)
    await gates(cast, lead, tmp_path)
    await judged(cast, desk, people)
    await banked(cast, desk, people)


async def workshop(cast: Cast, desk: Page, lead: Page) -> None:
    """The facilitator publishes it; the team comes and types the code that the room shows."""
    await desk.goto(f"{cast.base}/manage/calendar/new")
    for name, value in {
        "title.fr": "Choisir une idée",
        "starts": "2026-11-05T10:00",
        "ends": "2026-11-05T11:00",
        "room": "Atlas",
    }.items():
        await desk.fill(f'[name="{name}"]', value)
    await desk.select_option('[name="phase"]', "ideation")
    await press(desk, "/new")
    await press(desk, "/publish")
    await expect(desk.locator('a[href$="/code"]')).to_be_visible()
    session = desk.url.rsplit("/", 1)[1].split("?")[0]
    await lead.goto(f"{cast.base}/sessions/{session}")
    await press(lead, "/register-team")
    await cast.site.at(on(5, 10, 0))
    await desk.goto(f"{cast.base}/manage/calendar/{session}/code")
    await press(desk, "/code")
    code = (await desk.locator(".big-code").inner_text()).replace(" ", "")
    await lead.goto(f"{cast.base}/sessions/{session}")
    await lead.fill("input[name=code]", code)
    await press(lead, "/attend")
    await expect(lead.locator('form[action$="/rate"]')).to_be_visible()
    await expect(desk.locator(".present strong")).to_have_text("1")  # nobody reloaded it


async def coaching(cast: Cast, people: People, lead: Page) -> None:
    """A note on a telephone, shared, stands on the team's open page at once."""
    await lead.goto(f"{cast.base}/team/{cast.slug}/coaching")
    mentor = await cast.enters(people.mentor, **PHONE)
    await mentor.goto(f"{cast.base}/mentor")
    await mentor.locator(f'a[href$="/mentor/teams/{cast.slug}/note"]').first.click()
    await mentor.fill("textarea[name=observed]", OBSERVED)
    await mentor.locator('[name$=".text"]').first.fill("Revoir l’énoncé")
    await mentor.click("button[name=share]")
    await expect(lead.locator("#coaching")).to_contain_text(OBSERVED)
    await expect(lead.locator("#coaching")).to_contain_text("Revoir l’énoncé")


async def gates(cast: Cast, lead: Page, tmp_path: Path) -> None:
    """Idéation by a text, Prototypage by a file whose sending is cut, Pitch: each gate closes, and the team goes on."""
    await deposit(cast, lead, "ideation", "idee")
    await cast.site.at(on(5, 16, 30))
    await cast.site.at(on(6, 9, 0))
    await stands_in(cast, lead, "Prototypage et test")
    await deposit(cast, lead, "prototyping", "test")
    await upload(cast, lead, tmp_path)
    await cast.site.at(on(6, 16, 30))
    await cast.site.at(on(7, 9, 0))
    await stands_in(cast, lead, "Pitch")
    await deposit(cast, lead, "pitch", "support")
    await cast.site.at(on(7, 16, 30))


async def deposit(cast: Cast, lead: Page, phase: Phase, key: str) -> None:
    await lead.goto(f"{cast.base}/team/{cast.slug}/deposit/{phase}/{key}")
    await lead.fill("textarea[name=text]", "Un guichet qui rappelle, au lieu d’une file.")
    await lead.click("form[data-draft] button.btn:not([type=button])")
    await expect(lead.locator(".stamp .verdict")).to_have_text("Reçu dans les délais")


async def upload(cast: Cast, lead: Page, tmp_path: Path) -> None:
    file = tmp_path / "prototype.pdf"
    file.write_bytes(PDF + os.urandom(12 << 20))
    await lead.goto(f"{cast.base}/team/{cast.slug}/deposit/prototyping/prototype")
    await lead.fill("textarea[name=text]", "Le prototype, à essayer au guichet.")
    parts: list[str] = []

    async def cut(route: Any) -> None:
        """The second part never leaves the telephone."""
        sending = route.request.method == "PATCH"
        parts.extend([route.request.url] * sending)
        await (route.abort() if sending and len(parts) == 2 else route.continue_())

    await lead.route("**/api/v1/uploads/*", cut)
    await lead.set_input_files("#f-file", file)
    await lead.click("form[data-draft] button.btn:not([type=button])")
    await expect(lead.locator(".stamp .verdict")).to_have_text("Reçu dans les délais")
    await expect(lead.locator(".files bdi")).to_have_text("prototype.pdf")
    assert len(parts) > 2


async def stands_in(cast: Cast, lead: Page, phase: str) -> None:
    await lead.goto(f"{cast.base}/team/{cast.slug}")
    await expect(lead.locator("#due-title")).to_have_text(phase)
    await expect(lead.locator("#asked-title")).to_have_text("Livrables de cette phase")


async def judged(cast: Cast, desk: Page, people: People) -> None:
    """The jury opens, scores, closes; the president decides; the ceremony is seen on an open page of the public."""
    await desk.goto(f"{cast.base}/jury")
    await press(desk, "/jury/open")
    await press_again(desk, "open")
    await expect(desk.locator('form[action$="/jury/open"]')).to_have_count(0)
    for account in people.jurors:
        juror = await cast.enters(account, **PHONE)
        await juror.goto(f"{cast.base}/reviews")
        await juror.locator(f'a[href$="/reviews/{cast.slug}"]').click()
        async with juror.expect_download() as download:
            await juror.locator(".files a", has_text="prototype.pdf").click()
        assert (await (await download.value).path()).stat().st_size > 12 << 20
        for name in ("mark-utilite", "mark-clarte"):
            await juror.locator(f'input[name="{name}"][value="4"]').check(force=True)
        await expect(juror.locator("#own-progress")).to_contain_text("2")
    president = await cast.enters(people.president)
    await president.goto(f"{cast.base}/jury")
    await press(president, "/jury/close")
    await press_again(president, "close")
    await president.goto(f"{cast.base}/deliberation")
    await president.locator('fieldset.prize-choice input[type="checkbox"]').first.check()
    await press(president, "/deliberation")
    await press(president, "/deliberation/decide")
    watcher = await cast.enters(people.agent)
    await watcher.goto(f"{cast.base}/results")
    await expect(watcher.locator("main")).not_to_contain_text("Toubkal")  # embargo
    await desk.goto(f"{cast.base}/ceremony")
    await press(desk, "/ceremony/open")
    await press(desk, "/ceremony/reveal")
    await expect(watcher.locator("main")).to_contain_text("Toubkal")
    await press(desk, "/ceremony/close")


async def banked(cast: Cast, desk: Page, people: People) -> None:
    """At the reporting stage the team's work is a draft; completed and published, somebody else asks for it."""
    await desk.goto(f"{cast.base}/settings")
    await press(desk, "/settings/advance")
    await desk.goto(f"{cast.base}/manage/bank")
    await expect(desk.locator(f'#entries a[href$="/bank/{cast.slug}"]')).to_be_visible()
    await desk.goto(f"{cast.base}/bank/{cast.slug}/edit")
    for name, value in {
        "title": "Un guichet qui rappelle",
        "problem": "La file du matin.",
        "contact": "Unité accueil",
    }.items():
        await desk.fill(f'[name="{name}"]', value)
    await press(desk, "/edit")
    await press(desk, "/publish")
    await desk.goto(f"{cast.base}/manage/bank")
    agent = await cast.enters(people.agent, **PHONE)
    await agent.goto("/fr/bank?words=guichets")
    await agent.get_by_role("link", name="Un guichet qui rappelle").click()
    await agent.goto(f"{cast.base}/bank/{cast.slug}/reuse")
    await agent.select_option("select[name=administration]", index=1)
    await agent.fill("textarea[name=message]", "Pour les guichets de notre direction.")
    await press(agent, "/reuse")
    await expect(desk.locator(f'#entries a[href$="/bank/{cast.slug}#reuses"]')).to_be_visible()  # nobody reloaded it
