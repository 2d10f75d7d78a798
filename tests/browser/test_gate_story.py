"""A gate closes before everybody's eyes: three teams on telephones, a facilitator at the board, a real granian, a real
engine, and nobody reloads a page."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect

from idarathon.clock import Clock
from tests.browser.stack import Stack, stack
from tests.support.browser import open_browser
from tests.support.scene import Scene

OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
CLOSED = datetime(2026, 11, 3, 16, 30, 5, tzinfo=UTC)
NEXT_OPEN = datetime(2026, 11, 4, 9, 0, 5, tzinfo=UTC)
PHONE = {"width": 390, "height": 844}
WRITTEN = "Quarante-deux usagers, trois langues, une seule file."
expect.set_options(timeout=20_000)


class Story:
    """Who plays, and the pages that stay open."""

    def __init__(self, scene: Scene, site: Stack, browser: Browser, open_pages: AsyncExitStack) -> None:
        self.scene, self.site, self.browser, self.open_pages = scene, site, browser, open_pages

    async def board(self) -> Page:
        """The facilitator's."""
        page = await self._page(self.scene.facilitator, width=1280, height=900)
        await page.goto(f"/fr/e/{self.scene.slug}/board")
        return page

    async def phone(self, team: UUID) -> Page:
        """A team's telephone, on À faire. It is marked, so that a reload would show."""
        lead = "SELECT account FROM team_member WHERE team = $1 AND lead"
        page = await self._page(await self.site.pool.fetchval(lead, team), **PHONE)
        await page.goto(await self.address(team))
        await mark(page)
        return page

    async def address(self, team: UUID, *more: str) -> str:
        slug = await self.site.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
        return "/".join([f"/fr/e/{self.scene.slug}/team/{slug}", *more])

    async def _page(self, account: UUID, **size: int) -> Page:
        return await self.open_pages.enter_async_context(self.site.signed_in(self.browser, account, **size))


async def mark(page: Page) -> None:
    await page.evaluate("window.marked = true")


async def not_reloaded(page: Page) -> None:
    assert await page.evaluate("window.marked === true")


async def write(page: Page) -> None:
    """Open the form of the first deliverable that is missing, and type."""
    await page.locator(".asked .btn").first.click()
    await page.fill("textarea[name=text]", WRITTEN)
    await mark(page)


async def send(page: Page, said: str) -> None:
    await page.click("form[data-draft] button.btn")
    await expect(page.locator(".stamp .verdict")).to_have_text(said)
    await expect(page.locator(".typed")).to_have_text(WRITTEN)


async def decide(page: Page, address: str, act: str, **typed: str) -> None:
    """An act of the facilitator on a team."""
    await page.goto(f"{address}?act={act}")
    for name, value in typed.items():
        await page.fill(f"#f-{name}", value)
    await page.click("form.act button.btn")
    await expect(page.locator("#flash .notice")).to_be_visible()


async def small(page: Page) -> None:
    """Everything that the page fetches but its styles: what a slow telephone waits for at its first visit."""
    sizes = "e => e.name.includes('.css') ? 0 : e.encodedBodySize"
    entries = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    assert await page.evaluate(f"{entries}.map({sizes}).reduce((a, b) => a + b)") < 60_000


async def no_overflow(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.browser
@pytest.mark.slow
async def test_a_gate_closes_before_everybodys_eyes(scene: Scene, database: str, nats_url: str, tmp_path: Path) -> None:
    teams = [await scene.team(name) for name in ("Bouregreg", "Moulouya", "Sebou")]
    await scene.at(OPEN)
    await Clock().jump(scene.engine.pool, OPEN)
    await scene.engine.stop()  # from here on the real one
    async with stack(database, nats_url, tmp_path) as site, open_browser() as browser, AsyncExitStack() as pages:
        await play(Story(scene, site, browser, pages), *teams)


async def play(story: Story, first: UUID, second: UUID, third: UUID) -> None:
    board, one = await story.board(), await story.phone(first)
    card = board.locator(".board .teams > li", has_text="Bouregreg")
    await expect(card.locator(".badge.tone-bad")).to_be_visible()  # urgent: under 24 hours, and nothing deposited
    await mark(board)

    # A team deposits; the facilitator sees it at once.
    await write(one)
    await no_overflow(one)
    await small(one)
    await send(one, "Reçu dans les délais")
    await expect(card.locator(".badge.tone-good")).to_be_visible()
    await not_reloaded(board)

    # The phase closes while one team waits, the second is typing and the third has done nothing.
    await one.goto(await story.address(first))
    await mark(one)
    two, three = await story.phone(second), await story.phone(third)
    await write(two)
    await story.site.at(CLOSED)
    await expect(one.locator("#todo")).to_contain_text("Conditions de passage remplies.")
    await expect(one.locator("#due-title")).to_have_text("Définition")
    await expect(two.locator("#when")).to_contain_text("La date limite est passée.")
    await expect(three.locator("#todo .notice.tone-care")).to_contain_text("l’équipe reste pour l’instant")
    await expect(board.locator(".board .teams > li", has_text="Sebou").locator(".badge.tone-care")).to_be_visible()
    for page in (board, one, two, three):
        await not_reloaded(page)

    # More time for the second, who still has what was typed; it goes on by itself once it has sent it.
    acts = f"/fr/e/{story.scene.slug}/board/teams/"
    slugs = [(await story.address(team)).rsplit("/", 1)[1] for team in (second, third)]
    await decide(board, acts + slugs[0], "extend", until="2026-11-04T12:00", reason="Réseau coupé hier.")
    await expect(two.locator("#when")).to_contain_text("mercredi 4 novembre 2026")
    await expect(two.locator("textarea[name=text]")).to_have_value(WRITTEN)
    await not_reloaded(two)
    await send(two, "Reçu dans les délais de la prolongation")
    await two.goto(await story.address(second))
    await expect(two.locator("#due-title")).to_have_text("Définition")

    # The third is let through, with a reason; its open page says so.
    await decide(board, acts + slugs[1], "advance", reason="Le carnet a été présenté de vive voix.")
    await expect(three.locator("#due-title")).to_have_text("Définition")
    await expect(three.locator("#todo")).to_contain_text("Le carnet a été présenté de vive voix.")
    await not_reloaded(three)

    # The next morning the next phase opens for all of them.
    await story.site.at(NEXT_OPEN)
    for page in (one, two, three):
        await expect(page.locator("#asked-title")).to_have_text("Livrables de cette phase")
        await no_overflow(page)
    await not_reloaded(one)
