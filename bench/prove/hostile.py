"""Issue "People", Access and safety: whatever people write, in every place where something is written, nothing of it is
executed and nothing breaks out of where it stands: pages in a real browser, mails, feeds, sheets, papers."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter, deque
from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Final

import httpx
from msgspec import Struct, field

from bench.measure import Figure, fact, show
from bench.prove.scenes import send
from bench.world import world
from idarathon.engine import Engine
from idarathon.people import vault
from tests.browser.stack import stack
from tests.support import demo
from tests.support.browser import open_browser, open_context
from tests.support.escapes import of_answer, of_mail
from tests.support.hostile import WORDS, HostileScene
from tests.support.hostile_intake import applied, joined, listed
from tests.support.hostile_story import judged, observed, written
from tests.support.panel import AFTER
from tests.support.post_office import post_office, posting
from tests.support.scene import START
from tests.support.watching import Watched, watched
from web.cookies import SESSION

ALIKE: Final = 200  # pages of one kind that are read: with a team for each word, all of them
LEFT_OUT: Final = re.compile(r"^/static/|/live$|/sign-out|^/demo/enter|/files/|^/(ar|en)(/|$)|\?")
KIND: Final = re.compile(r"(?<=/)(?=[^/]*[0-9])[0-9a-z-]{6,}")
DRAWN: Final = 35  # pages of one kind that a browser draws
API: Final = ("teams", "challenges", "timeline", "sessions", "phases", "prizes", "board", "pairs", "notes")


class Seen(Struct):
    """What was read and drawn, and what was found there."""

    read: int = 0
    drawn: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    escaped: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    mails: int = 0
    lists: list[str] = field(default_factory=list)  # where a list of people is looked at before it is taken


async def measure() -> list[Figure]:
    """Every word everywhere; then everybody looks at everything that links lead to."""
    return verdict(await look(list(WORDS.values())))


def verdict(found: Seen) -> list[Figure]:
    """What is asked."""
    for one in (*found.escaped, *found.broken, *found.told):
        print(one, file=sys.stderr)
    words = f"{len(WORDS)} words, {found.counted['taken']} times as they are, {found.counted['plain']} made plain"
    seen = f"{found.read} read, {found.drawn} drawn, {found.mails} mails, {len(found.kinds)} kinds of pages"
    ran = {what: found.seen[what] for what in ("called", "dialog", "policy", "asked", "error")}
    return [
        Figure(name="hostile words: answers that one broke out of", value=len(found.escaped), limit=0, note=words),
        Figure(name="hostile words: answers that failed", value=len(found.broken), limit=0, note=str(found.broken[:2])),
        Figure(name="hostile words: executed in a browser", value=sum(ran.values()), limit=0, note=str(ran)),
        Figure(name="hostile words: what turns its surroundings", value=found.seen["turned"], limit=0),
        Figure(name="hostile words: pages wider than a telephone", value=found.seen["wide"], limit=0),
        fact("pages, files and mails were found", found.read > 500 and found.drawn > 200 and found.mails > 50, seen),
    ]


async def look(words: Sequence[str]) -> Seen:
    """On an instance of its own."""
    found = Seen()
    async with world() as here:
        url = await here.create("hostile")
        async with demo.running(url, here.nats.url, START) as engine:
            scenes = one, other, coming, free = [HostileScene(engine).begin() for _ in range(4)]
            for scene in scenes:
                await scene.prepare("open" if scene is free else "composed")
            told = await written(one, words)
            newcomers = {**await applied(coming, words), **await joined(free, words)}
            watcher = await observed(one)
            await _mails(engine, url, found)
            panel = await judged(other)
            found.counted = sum((scene.counted for scene in scenes), Counter())
        people = {**told.people, **newcomers, "observer": watcher, "president": panel.president}
        people |= {"intake": coming.facilitator, "open": free.facilitator}
        async with stack(url, here.nats.url, here.folder / "data") as site:
            await site.at(AFTER)
            async with open_browser() as browser:
                for account in (None, *people.values()):
                    token = (await vault.open_session(site.pool, account, datetime.now(UTC))).token if account else ""
                    if account == coming.facilitator:
                        found.lists = [await _listed(site.base, token, coming.slug, words)]
                    paths = await _read(site.base, token, [scene.slug for scene in scenes], found)
                    async with open_context(browser, base_url=site.base, width=390) as context:
                        await context.add_cookies([{"name": SESSION, "value": token, "url": site.base}])
                        async with watched(context, site.base) as page:
                            await _draw(page, paths, found)
    return found


async def _listed(base: str, token: str, slug: str, words: Sequence[str]) -> str:
    """The facilitator hands a list of people in; where it is shown."""
    place = f"/fr/e/{slug}/people/import"
    async with httpx.AsyncClient(base_url=base, cookies={SESSION: token}, timeout=60) as client:
        answer = await send(
            client, place, place, {}, files={"file": ("liste.csv", listed(words))}, follow_redirects=True
        )
        return str(answer.url.path)


async def _mails(engine: Engine, url: str, found: Seen) -> None:
    """What is handed over to a mail server."""
    async with post_office() as office, posting(office, url, engine.clock) as post:
        while await post.go():
            pass
        found.mails = len(office.texts)
        found.escaped += [f"mail {number}: {one}" for number, text in enumerate(office.texts) for one in of_mail(text)]


async def _read(base: str, token: str, slugs: Sequence[str], found: Seen) -> list[str]:
    """Every page and file that links lead somebody to; the pages that nobody before has seen so often."""
    waiting = deque(["/fr", "/fr/me", "/fr/me/notices", "/fr/bank", "/fr/demo/mail"])
    waiting += [f"/fr/e/{slug}" for slug in slugs]
    waiting += found.lists
    waiting += [f"/api/v1/editions/{slug}/{name}" for slug in slugs for name in API]
    seen, own, paths = set(waiting), Counter[str](), list[str]()
    async with httpx.AsyncClient(base_url=base, cookies={SESSION: token} if token else None, timeout=60) as client:
        while waiting:
            path = waiting.popleft()
            answer = await client.get(path)
            found.read += 1
            found.escaped += [f"{path}: {one}" for one in of_answer(answer.headers.multi_items(), answer.content)]
            if answer.status_code >= 500:
                found.broken.append(f"{path}: {answer.status_code}")
            if "text/html" not in answer.headers.get("content-type", "") or answer.status_code >= 400:
                continue
            found.kinds[_kind(path)] += 1
            paths += [path] if found.kinds[_kind(path)] <= DRAWN else []
            for link in _links(answer.text, answer.headers.get("location", "")):
                if link not in seen and own[_kind(link)] < ALIKE:
                    seen.add(link)
                    own[_kind(link)] += 1
                    waiting.append(link)
    return paths


def _kind(path: str) -> str:
    return KIND.sub("*", re.sub(r"\?.*", "", path))


def _links(text: str, location: str) -> list[str]:
    links = {unescape(one).partition("#")[0] for one in re.findall(r'<a [^>]*?href="(/[^"]*)"', text)} | {location}
    return sorted(
        one for one in links if one.startswith("/") and not LEFT_OUT.search(one) and not one.startswith("/ar")
    )


async def _draw(page: Watched, paths: Sequence[str], found: Seen) -> None:
    """On a telephone, where what is too wide is seen first."""
    for path in paths:
        status = await page.look(path)
        found.drawn += 1
        if status >= 500:
            found.broken.append(f"{path}: {status}")
    found.seen += page.seen
    found.told += page.told


async def _main() -> int:
    return 0 if show(await measure(), "hostile words") else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
