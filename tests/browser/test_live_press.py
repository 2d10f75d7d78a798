"""A live page changes while somebody presses: what was pressed is what is done."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser.stack import stack
from tests.support.browser import open_browser, open_context
from tests.support.scene import Scene

expect.set_options(timeout=20_000)
FEED = re.compile(r"/live\?")


async def test_a_link_that_is_pressed_while_the_list_changes_is_followed(
    scene: Scene, database: str, nats_url: str, tmp_path: Path
) -> None:
    await scene.team("Ziz")
    async with (
        stack(database, nats_url, tmp_path) as site,
        open_browser() as browser,
        open_context(browser, base_url=site.base) as context,
    ):
        page = await context.new_page()
        async with page.expect_request(lambda request: request.url.endswith("/live") or "/live?" in request.url):
            await page.goto(f"/fr/e/{scene.slug}/teams")
        link = page.locator("#teams a", has_text="Ziz")
        address = await link.get_attribute("href")
        await link.hover()
        await page.mouse.down()
        async with page.expect_response(lambda response: "/teams?page=1" in response.url):
            await scene.team("Atlas", settled=False)
        await page.mouse.up()
        await page.wait_for_url(f"**{address}")
        await page.go_back()
        await expect(page.locator("#teams a", has_text="Atlas")).to_have_count(1)


async def test_a_bar_says_that_the_connection_is_lost_and_goes_when_it_is_back(
    scene: Scene, database: str, nats_url: str, tmp_path: Path
) -> None:
    async with (
        stack(database, nats_url, tmp_path) as site,
        open_browser() as browser,
        open_context(browser, base_url=site.base) as context,
    ):
        page = await context.new_page()
        await page.route(FEED, lambda route: route.abort())
        await page.goto(f"/fr/e/{scene.slug}/teams")
        bar = page.locator("[data-live-lost]")
        await expect(bar).to_contain_text("connexion est perdue")
        await page.unroute(FEED)
        await expect(bar).to_have_text("", timeout=40_000)
