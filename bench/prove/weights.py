"""Issue "People", Show 2, what needs no Lighthouse: what a first visit costs over the wire, and how much a page moves.

On a telephone's window, by a network and a processor that are slowed down (a slow 4G line, a quarter of the speed)."""

from __future__ import annotations

import sys
from typing import Any, Final

from msgspec import Struct
from playwright.async_api import Page

from bench.measure import Figure
from bench.prove.demonstration import by_hand, cookies_of, demo
from tests.support.browser import open_browser, open_context

PAGES: Final = (("public home", "", "/fr"), ("team page", "", "/fr/e/demonstration/teams/moulouya"))
BOARD: Final = ("control board", "facilitatrice", "/fr/e/demonstration/board")
LINE: Final = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}  # bytes/s
WATCH: Final = """
    window.seen = {cls: 0, lcp: 0};
    const own = list => list.getEntries().filter(one => !one.hadRecentInput);
    new PerformanceObserver(list => { for (const one of own(list)) seen.cls += one.value })
        .observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => { for (const one of list.getEntries()) seen.lcp = one.startTime })
        .observe({type: "largest-contentful-paint", buffered: true});
"""


class Visit(Struct):
    """A first visit: bytes over the wire, of these the page's own HTML, shifts of layout, and when the largest part of
    it was drawn (ms)."""

    total: int
    html: int
    cls: float
    lcp: float


async def measure() -> list[Figure]:
    """Three pages, each with an empty cache."""
    async with demo() as base:
        return await visits(base)


async def visits(base: str) -> list[Figure]:
    """The figures of a demo that runs."""
    figures: list[Figure] = []
    async with open_browser() as browser:
        for name, persona, path in (*PAGES, BOARD):
            async with open_context(browser, base_url=base, width=390, height=844) as context:
                cookies = await _signed_in(base, persona) if persona else []
                await context.add_cookies(cookies)  # type: ignore[arg-type]
                found = await _visit(await context.new_page(), path)
            figures += _figures(name, found)
    return figures


def _figures(name: str, found: Visit) -> list[Figure]:
    note = f"largest part drawn after {found.lcp:.0f} ms"
    return [
        Figure(name=f"{name}: first visit over the wire", value=found.total / 1000, limit=150, unit="kB", note=note),
        Figure(name=f"{name}: HTML compressed", value=found.html / 1000, limit=20, unit="kB"),
        Figure(name=f"{name}: cumulative layout shift", value=round(found.cls, 4), limit=0.02),
    ]


async def _signed_in(base: str, persona: str) -> list[dict[str, Any]]:
    return [{"name": name, "value": value, "url": base} for name, value in (await cookies_of(base, persona)).items()]


async def _visit(page: Page, path: str) -> Visit:
    wire = await page.context.new_cdp_session(page)
    await wire.send("Network.enable")
    await wire.send("Network.emulateNetworkConditions", LINE)
    await wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    await page.add_init_script(WATCH)
    await page.goto(path, wait_until="load")
    await page.evaluate(
        "() => document.fonts.ready.then(() => new Promise(done => requestIdleCallback(done, {timeout: 1000})))"
    )
    seen = await page.evaluate("() => seen")
    html = sum(size for id_, size in sizes.items() if kinds.get(id_) == "Document")
    return Visit(total=sum(sizes.values()), html=html, cls=seen["cls"], lcp=seen["lcp"])


if __name__ == "__main__":
    sys.exit(by_hand(visits))
