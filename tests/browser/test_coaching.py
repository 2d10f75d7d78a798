"""A coaching note on a telephone: it keeps itself while it is typed, and stands on the team's open page once shared."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from idarathon.clock import Clock
from tests.browser.stack import stack
from tests.support.browser import open_browser
from tests.support.mentors import lead_of, mentor, paired
from tests.support.scene import Scene

OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
PHONE = {"width": 390, "height": 844}
MIXED = "L’équipe avance bien. الفريق متحمس"
expect.set_options(timeout=20_000)


@pytest.mark.browser
@pytest.mark.slow
async def test_a_note_keeps_itself_and_is_shared_live(
    scene: Scene, database: str, nats_url: str, tmp_path: Path
) -> None:
    team, coach = await scene.team("Moulouya"), await mentor(scene)
    await paired(scene)
    await scene.at(OPEN)
    await Clock().jump(scene.engine.pool, OPEN)
    lead = await lead_of(scene, team)
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    await scene.engine.stop()  # from here on the real one
    base = f"/fr/e/{scene.slug}"
    async with stack(database, nats_url, tmp_path) as site, open_browser() as browser, AsyncExitStack() as pages:
        phone = await pages.enter_async_context(site.signed_in(browser, coach, **PHONE))
        shelf = await pages.enter_async_context(site.signed_in(browser, lead, **PHONE))
        await shelf.goto(f"{base}/team/{slug}/coaching")
        await shelf.evaluate("window.marked = true")
        await _begin(phone, f"{base}/mentor")
        await _left_and_back(phone)
        await phone.click("button[name=share]")
        await expect(phone.locator("#flash .notice")).to_contain_text("enregistrée et partagée")
        await expect(shelf.locator("#coaching")).to_contain_text(MIXED)
        await expect(shelf.locator("#coaching .steps")).to_contain_text("Quatrième étape")
        assert await shelf.evaluate("window.marked === true")
        await shelf.locator("#coaching .steps button").first.click()
        await expect(phone.locator(".steps .open")).to_have_count(1)


async def _begin(page: Page, today: str) -> None:
    """Three taps to the form; what is typed there is saved without being asked for."""
    await page.goto(today)
    await page.click(".coached h3 a")
    await page.click("p a.btn")
    await page.fill("textarea[name=observed]", MIXED)
    await expect(page.locator(".step-row:visible")).to_have_count(1)  # empty ones are folded
    await page.click("[data-more]")
    await page.fill("[data-step='4'] input[type=text]", "Quatrième étape")
    await expect(page.locator("[data-saved]")).to_have_text("enregistré à 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def _left_and_back(page: Page) -> None:
    """Whoever leaves in the middle of a word finds it again, also while the network has brought nothing of it yet."""
    form = page.url
    await page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    await page.locator("textarea[name=decided]").press_sequentially("Tester dema")
    await page.click("[data-more]")
    await page.fill("[data-step='5'] input[type=text]", "Cinquième étape")
    lost = await page.evaluate(
        "String(new URLSearchParams(new FormData(document.querySelector('form[data-autosave]'))))"
    )
    await page.goto("about:blank")
    await page.goto(form)
    await expect(page.locator("textarea[name=decided]")).to_have_value("Tester dema")
    await expect(page.locator("input[value='Quatrième étape']")).to_have_count(1)
    await expect(page.locator("[data-step='5'] input[type=text]")).to_have_value("Cinquième étape")
    await page.locator("textarea[name=decided]").press_sequentially("in")
    await expect(page.locator("[data-saved]")).to_have_text("enregistré à 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")
    assert await page.evaluate("sessionStorage.length") == 0
    assert await _late(page, form, lost) == 200
    await page.goto(form)
    await expect(page.locator("textarea[name=decided]")).to_have_value("Tester demain")
    await expect(page.locator("textarea[name=observed]")).to_have_value(MIXED)
    await expect(page.locator("input[value='Quatrième étape']")).to_have_count(1)


async def _late(page: Page, form: str, body: str) -> int:
    """What was on its way arrives after all, behind what was typed later."""
    sent = """([to, body]) => fetch(`${to}/draft`, {
        method: "POST", body: new URLSearchParams(body), headers: {"X-Draft": "1"},
    }).then((answer) => answer.status)"""
    return int(await page.evaluate(sent, [form, body]))
