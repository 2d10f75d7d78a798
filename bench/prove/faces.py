"""Issue "People", Show 1: axe in a real browser finds nothing on any page that a persona of the demo reaches, in three
languages, by day and night, on a desk and on a telephone; and no page is wider than its window.

``python -m bench.prove.faces [URL]`` prints each finding; with an address it looks at a demo that runs already."""

from __future__ import annotations

import asyncio
import contextlib
import html
import re
import sys
from collections import Counter, deque
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
from msgspec import Struct
from playwright.async_api import Browser, BrowserContext, Page

from bench.measure import Figure, fact
from bench.prove.demonstration import demo, enter
from tests.support.browser import ROOT, open_browser, open_context

AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS: Final = (1280, 390)
LANGS: Final = ("fr", "ar", "en")
PERSONAS: Final = ("", "cheffe", "mentor", "jure-1", "agent", "facilitatrice", "admin")  # each by what is its own
START: Final = ("/fr", "/fr/demo", "/fr/me", "/fr/e/demonstration", "/fr/e/idarathon-2020", "/fr/sign-in", "/fr/bank")
LEFT_OUT: Final = re.compile(r"/static/|/files/|/feed/|/live$|\.(csv|ics|pdf|zip|svg)$|/sign-out|^/(en|ar)(/|$)|/html$")
NAMED: Final = re.compile(  # what stands for one of many
    r"(?<=/)[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9a-f]{12,}"
    r"|(?<=/teams/)[^/]+|(?<=/team/)[^/]+|(?<=/bank/)[^/]+|(?<=/reviews/)[^/]+|(?<=/challenges/)[^/]+"
)
ALIKE: Final = 2  # pages of one kind that are looked at
RUN: Final = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    return {wide, rules: found.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 200)])};
}"""


class Finding(Struct, frozen=True):
    """A fault of a page under some conditions."""

    path: str
    how: str
    rule: str
    example: str


async def measure() -> list[Figure]:
    """All of it, on a demo of its own."""
    async with demo() as base:
        return verdict(*await look(base))


def verdict(pages: int, looks: int, findings: list[Finding]) -> list[Figure]:
    """What is asked."""
    wide = [one for one in findings if one.rule == "wide"]
    rules = Counter(one.rule for one in findings if one.rule != "wide")
    note = f"{pages} pages, {looks} looks (3 languages, day and night, {WIDTHS[0]} and {WIDTHS[1]} px)"
    return [
        Figure(name="axe: violations", value=rules.total(), limit=0, note=f"{note} {dict(rules) or ''}"),
        Figure(name="pages wider than the window", value=len(wide), limit=0, note=str([one.path for one in wide][:3])),
        fact("pages were found", pages > 60, str(pages)),
    ]


async def look(base: str) -> tuple[int, int, list[Finding]]:
    """Every page by every persona that reaches it first; how many pages, how many looks, what was found."""
    findings, pages, looks = list[Finding](), 0, 0
    kinds: Counter[str] = Counter()
    async with open_browser() as browser:
        for persona in PERSONAS:
            cookies, paths = await _walk(base, persona, kinds)
            pages += len(paths)
            for lang in LANGS:
                async with _context(browser, base, cookies) as context:
                    for path in paths:
                        found, count = await _look_at(context, f"/{lang}{path[3:]}", persona)
                        for one in found:
                            print(one.path, one.how, one.rule, one.example, sep=" | ", file=sys.stderr, flush=True)
                        findings += found
                        looks += count
    return pages, looks, findings


async def _walk(base: str, persona: str, kinds: Counter[str]) -> tuple[dict[str, str], list[str]]:
    """The persona's cookies, and the pages that it reaches by links and nobody before it did; ALIKE of each kind."""
    async with httpx.AsyncClient(base_url=base, follow_redirects=True, timeout=60) as client:
        if persona:
            await enter(client, persona)
        waiting, seen, paths = deque(START), set(START), list[str]()
        own: Counter[str] = Counter()
        while waiting:
            path = waiting.popleft()
            answer = await client.get(path)
            if answer.status_code >= 400 or "text/html" not in answer.headers.get("content-type", ""):
                continue
            kind = NAMED.sub("/*", re.sub(r"\?.*", "", path))
            if not kinds[kind] or own[kind]:
                paths += [path] if own[kind] < ALIKE else []
                own[kind] += 1
            for link in _links(answer.text):
                kind = NAMED.sub("/*", re.sub(r"\?.*", "", link))
                if link not in seen and sum(NAMED.sub("/*", re.sub(r"\?.*", "", one)) == kind for one in seen) < 4:
                    seen.add(link)
                    waiting.append(link)
        kinds.update(own)
        return dict(client.cookies), paths


def _links(text: str) -> list[str]:
    links = {html.unescape(one).partition("#")[0] for one in re.findall(r'<a [^>]*?href="(/[^"]*)"', text)}
    return sorted(one for one in links if one and not LEFT_OUT.search(one.partition("?")[0]))


@contextlib.asynccontextmanager
async def _context(browser: Browser, base: str, cookies: dict[str, str]) -> AsyncIterator[BrowserContext]:
    async with open_context(browser, base_url=base) as context:
        await context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
        yield context


async def _look_at(context: BrowserContext, path: str, persona: str) -> tuple[list[Finding], int]:
    findings, looks = list[Finding](), 0
    page = await context.new_page()
    try:
        await page.goto(path, wait_until="load")
        await page.evaluate(AXE.read_text("utf-8"))
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                findings += await _faults(page, path, f"{persona or 'public'} {width} {scheme}")
                looks += 1
    finally:
        await page.close()
    return findings, looks


async def _faults(page: Page, path: str, how: str) -> list[Finding]:
    found: dict[str, Any] = await page.evaluate(RUN)
    wide = [Finding(path, how, "wide", f"{found['wide']} px too wide")] if found["wide"] > 0 else []
    return [*wide, *(Finding(path, how, rule, f"{count} × {example}") for rule, count, example in found["rules"])]


async def _main(base: str | None) -> int:
    async with demo() if base is None else contextlib.nullcontext(base) as address:
        pages, looks, findings = await look(address)
    print(f"{pages} pages, {looks} looks, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(sys.argv[1] if len(sys.argv) > 1 else None)))
