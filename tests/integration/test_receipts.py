"""The receipt of a deposit without a file, and the page on which everyone checks it."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from tests.support.crew import crew, post
from tests.support.scene import Scene
from tests.support.site import Site

OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


class Received:
    """A deposit of a text: ``address``: of its receipt; ``code``: with which everyone checks it."""

    def __init__(self, browser: httpx.AsyncClient, address: str, code: str) -> None:
        self.browser, self.address, self.code = browser, address, code

    async def receipt(self, lang: str = "fr") -> str:
        return (await self.browser.get(self.address.replace("/fr/", f"/{lang}/", 1))).text


@pytest.fixture
async def received(scene: Scene, site: Site) -> Received:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    answer = await post(browser, one.deposit, title="Notre carnet", text="Ce que nous avons vu.", links="", lang="fr")
    code = await scene.engine.pool.fetchval("SELECT code FROM deposit WHERE team = $1", one.team)
    return Received(browser, answer.headers["location"], code)


async def test_the_receipt_of_a_text_speaks_of_no_file(received: Received) -> None:
    assert "comparer un fichier" not in await received.receipt()


async def test_a_receipt_is_checked_in_the_language_of_its_page_and_prints_the_short_address(
    received: Received,
) -> None:
    html = await received.receipt("ar")
    assert (f'href="/ar/verify/{received.code}"' in html, f"/verifier/{received.code}</a>" in html) == (True, True)


async def test_the_server_s_clock_has_its_zone(received: Received, site: Site) -> None:
    checked = (await site.browser().get(f"/fr/verify/{received.code}")).text
    said = "09:30:00, heure du Maroc"
    assert [said in html for html in (await received.receipt(), checked)] == [True, True]
