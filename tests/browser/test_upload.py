"""A file from a team's page: chosen, paused, the page reloaded, the same file chosen again, and deposited when it is
here. With the page's own policy, a real granian and tus-js-client."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from idarathon.clock import Clock
from tests.browser.stack import Stack, stack
from tests.support.browser import open_browser
from tests.support.scene import Scene
from tests.support.sending import PDF, take_files

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
SLOWLY = "**/api/v1/uploads/*"
expect.set_options(timeout=20_000)


@pytest.fixture
async def site(scene: Scene, database: str, nats_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    await take_files(scene)
    await scene.team()
    await scene.at(OPEN)
    await Clock().jump(scene.engine.pool, OPEN)
    await scene.engine.stop()  # from here on the real one
    async with stack(database, nats_url, tmp_path) as site:
        yield site


async def choose(page: Page, path: Path) -> None:
    await expect(page.locator(".pick .btn")).to_have_text("Choisir des fichiers")
    async with page.expect_file_chooser() as chooser:
        await page.locator(".pick .btn").click(
            force=True
        )  # it lies under the field itself, whose words are the browser's
    await (await chooser.value).set_files(path)
    await expect(page.locator(".arriving li")).to_have_count(1)


async def test_a_file_is_sent_paused_and_sent_on_after_a_reload(site: Stack, scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "carnet.pdf"
    file.write_bytes(PDF + os.urandom(20 << 20))
    row = await site.pool.fetchrow("SELECT account, slug FROM team_member m JOIN team t ON t.id = m.team WHERE lead")
    assert row is not None
    problems: list[str] = []
    async with open_browser() as browser, site.signed_in(browser, row["account"], width=390, height=844) as page:
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        address = f"/fr/e/{scene.slug}/team/{row['slug']}/deposit/inspiration/carnet"
        await page.goto(address)
        sent = 0

        async def first_part_only(route: Route) -> None:
            nonlocal sent
            sent += route.request.method == "PATCH"
            if route.request.method == "PATCH" and sent > 1:
                await page.get_by_role("button", name="Pause").click()
            await route.continue_()

        await page.route(SLOWLY, first_part_only)
        await choose(page, file)
        await expect(page.get_by_role("button", name="Reprendre")).to_be_visible()
        await page.unroute(SLOWLY)
        await page.evaluate("window.onbeforeunload = null")
        page.on("dialog", lambda dialog: dialog.accept())
        await page.goto(address)
        await expect(page.locator("[data-unfinished]")).to_have_count(1)

        begun = "SELECT count(*) FROM upload"
        await choose(page, file)
        await page.click("form[data-draft] button.btn:not([type=button])")
        await expect(page.locator(".stamp .verdict")).to_have_text("Reçu dans les délais")
        await expect(page.locator(".files bdi")).to_have_text("carnet.pdf")
        assert await site.pool.fetchval(begun) == 1, "it went on where it was"
    assert problems == []
