"""One story without a mouse, and again where no JavaScript runs; bench/prove/hands.py tells the long ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from idarathon.clock import Clock
from tests.browser.stack import stack
from tests.support.browser import open_browser, open_context
from tests.support.hands import Hands, Keyboard, Mouse, sees
from tests.support.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BEGIN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


async def described(hands: Hands, phone: str) -> None:
    """From one's own space to the profile that says how to be called."""
    await hands.page.goto("/fr/me")
    await hands.go('main a[href$="/me/profile"]')
    await hands.pick('input[name=level][value="local"]')
    await hands.write("#f-phone", phone)
    await hands.go('main form[action$="/me/profile"] button.btn')
    await sees(hands, "#flash", "Votre profil est enregistré")
    assert await hands.page.locator("#f-phone").input_value() == phone
    assert await hands.page.locator("input[name=level]:checked").input_value() == "local"


async def test_a_profile_is_written_without_a_mouse_and_without_javascript(
    scene: Scene, database: str, nats_url: str, tmp_path: Path
) -> None:
    account = await scene.person("Agente")
    await Clock().jump(scene.engine.pool, BEGIN)
    await scene.engine.stop()  # from here on the real one
    async with (
        stack(database, nats_url, tmp_path) as site,
        open_browser() as browser,
        site.signed_in(browser, account) as page,
        open_context(browser, base_url=site.base, javascript=False, width=390) as scriptless,
    ):
        keys = Keyboard(page)
        await described(keys, "+212537000001")
        await scriptless.add_cookies(await page.context.cookies())  # type: ignore[arg-type]
        await described(Mouse(await scriptless.new_page()), "+212537000002")
    assert (keys.said.traps, keys.said.unseen) == ([], [])
