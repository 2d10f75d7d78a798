"""Issue "People", Show 1: axe in a real browser finds nothing on any page, in three languages, by day and night, on a
desk and on a telephone; and no page is wider than its window.

The pages are those of the routing table (page_routes.py): one that nobody looked at fails the proof. Each person of the
demo follows its links (walk.py), and a page is looked at when something stands on it that stood on none before; scenes
that the demo does not show by itself are brought about first (scenes.py).

``python -m bench.prove.faces [PATH …]`` looks at all, or at the pages whose address has one of these words in it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from typing import Any, Final

from msgspec import Struct
from playwright.async_api import Browser, Error, Page

from bench.measure import Figure
from bench.prove.demonstration import demo
from bench.prove.page_routes import page_routes, route_of
from bench.prove.scenes import FORMS, Sent, Staged, stage
from bench.prove.walk import Seen, walk
from tests.support.browser import ROOT, open_browser

AXE: Final = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
WIDTHS: Final = (1280, 390)
LANGS: Final = ("fr", "ar", "en")
WORKERS: Final = 2
PATIENCE: Final = 90.0  # seconds for a page in one language
RUN: Final = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    return {wide, rules: found.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 200)])};
}"""
FILL: Final = """([ending, typed]) => {
    const form = [...document.forms].find(one => new URL(one.action).pathname.endsWith(ending));
    for (const one of form.elements) {
        if (one.type == "hidden" || one.tagName == "BUTTON" || one.type == "file") continue;
        const said = typed[one.name];
        if (["checkbox", "radio"].includes(one.type)) one.checked = one.checked && one.type == "radio";
        else if (one.tagName == "SELECT") one.selectedIndex = said ? one.options.length - 1 : 0;
        else one.value = said ?? "";
    }
    form.submit();
}"""


class Job(Struct, frozen=True):
    """A page to look at, by somebody, in all languages; ``sent``: it answers a form."""

    persona: str
    path: str
    sent: Sent | None = None


class Finding(Struct, frozen=True):
    """A fault of a page under some conditions."""

    path: str
    how: str
    rule: str
    example: str


class Found(Struct):
    """What came of it. ``routes``: the kinds of pages that were looked at."""

    jobs: int = 0
    looks: int = 0
    routes: set[str] = set()
    findings: list[Finding] = []
    minutes: float = 0.0

    def add(self, finding: Finding) -> None:
        """Keep and tell it."""
        self.findings.append(finding)
        print(finding.path, finding.how, finding.rule, finding.example, sep=" | ", file=sys.stderr, flush=True)


async def measure() -> list[Figure]:
    """All of it, on a demo of its own."""
    async with demo() as base:
        return verdict(await look(base, ()))


def verdict(found: Found) -> list[Figure]:
    """What is asked."""
    wide = [one for one in found.findings if one.rule == "wide"]
    rules = Counter(one.rule for one in found.findings if one.rule != "wide")
    forgotten = sorted(page_routes() - found.routes)
    sizes = f"{WIDTHS[0]} and {WIDTHS[1]} px"
    note = f"{found.jobs} pages, {found.looks} looks (3 languages, day and night, {sizes}), {found.minutes:.1f} minutes"
    return [
        Figure(name="axe: violations", value=rules.total(), limit=0, note=f"{note} {dict(rules) or ''}"),
        Figure(name="pages wider than the window", value=len(wide), limit=0, note=str([one.path for one in wide][:3])),
        Figure(
            name="page routes that nobody looked at",
            value=len(forgotten),
            limit=0,
            note=f"of {len(page_routes())} {forgotten or ''}",
        ),
    ]


async def look(base: str, words: tuple[str, ...]) -> Found:
    """Every page by everybody who sees something new there."""
    began, found = time.monotonic(), Found()
    staged = await stage(base)
    jobs = [one for one in await _jobs(staged) if not words or any(word in one.path for word in words)]
    waiting: asyncio.Queue[Job] = asyncio.Queue()
    for job in jobs:
        waiting.put_nowait(job)
    found.jobs = len(jobs)
    async with open_browser() as browser, asyncio.TaskGroup() as group:
        workers = [group.create_task(_work(browser, base, staged, waiting, found)) for _ in range(WORKERS)]
        await asyncio.gather(*workers)
    found.minutes = (time.monotonic() - began) / 60
    return found


async def _jobs(staged: Staged) -> list[Job]:
    seen, jobs = Seen({}), list[Job]()
    for persona, client in staged.people.items():
        jobs += [Job(persona, path) for path in await walk(client, staged.start[persona], seen)]
    staged.people["newcomer"], found = await staged.newcomer
    for persona, start in (("", found), ("newcomer", ())):
        jobs += [Job(persona, path) for path in await walk(staged.people[persona], start, seen)]
    return [*jobs, *(Job(one.persona, one.path, one) for one in FORMS)]


async def _work(browser: Browser, base: str, staged: Staged, waiting: asyncio.Queue[Job], found: Found) -> None:
    """One page of the browser for each person, over again."""
    pages: dict[str, Page] = {}
    while not waiting.empty():
        job = waiting.get_nowait()
        if job.persona not in pages:
            for page in pages.values():
                await page.context.close()
            pages = {job.persona: await _page(browser, base, staged, job.persona)}
        found.routes.add(str(route_of(job.path)))
        if waiting.qsize() % 25 == 0:
            print(f"{waiting.qsize()} pages to go", file=sys.stderr, flush=True)
        for lang in LANGS:
            try:
                async with asyncio.timeout(PATIENCE):  # a script in a page is waited for without end
                    await _look_at(pages[job.persona], job, lang, found)
            except (Error, TimeoutError) as error:
                found.add(Finding(job.path, f"{job.persona} {lang}", "broken", repr(error)[:200]))
                await pages[job.persona].context.close()
                pages = {job.persona: await _page(browser, base, staged, job.persona)}


async def _page(browser: Browser, base: str, staged: Staged, persona: str) -> Page:
    context = await browser.new_context(base_url=base, locale="fr-MA", reduced_motion="reduce")
    held = staged.people[persona].cookies.jar
    await context.add_cookies([{"name": one.name, "value": str(one.value), "url": base} for one in held])
    return await context.new_page()


async def _look_at(page: Page, job: Job, lang: str, found: Found) -> None:
    path = f"/{lang}{job.path[3:]}"
    await _open(page, path)
    if job.sent and not await _sent(page, job.sent):
        found.add(Finding(path, job.persona, "form", f"{job.sent.form} was {'refused' if job.sent.good else 'taken'}"))
    await page.evaluate(AXE)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            how = f"{job.persona or 'public'} {width} {scheme}{' sent' if job.sent else ''}"
            for fault in await _faults(page, path, how):
                found.add(fault)
            found.looks += 1


async def _open(page: Page, path: str) -> None:
    """The page; one that lets no script run, not even axe's (a mail), as the same HTML in a page that does."""
    response = await page.goto(path, wait_until="load")
    if response and "sandbox" in response.headers.get("content-security-policy", ""):
        text = await response.text()
        await page.goto("about:blank")
        await page.set_content(text, wait_until="load")


async def _sent(page: Page, sent: Sent) -> bool:
    """Whether the form was answered as it should be; afterwards the page shows the answer."""
    async with page.expect_navigation(wait_until="load") as answer:
        await page.evaluate(FILL, [sent.form, sent.typed])
    response = await answer.value
    return response is not None and (response.status < 400) == sent.good


async def _faults(page: Page, path: str, how: str) -> list[Finding]:
    found: dict[str, Any] = await page.evaluate(RUN)
    wide = [Finding(path, how, "wide", f"{found['wide']} px too wide")] if found["wide"] > 0 else []
    return [*wide, *(Finding(path, how, rule, f"{count} × {example}") for rule, count, example in found["rules"])]


async def _main(words: tuple[str, ...]) -> int:
    async with demo() as address:
        found = await look(address, words)
    for figure in verdict(found):
        print(figure.name, figure.value, figure.note)
    return 1 if found.findings else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(tuple(sys.argv[1:]))))
