"""From a commit to the fragment in an open page: the log, the relay, NATS, a web worker, server-sent events.

The web server is `idarathon web` on granian with one worker, the engine is `idarathon engine`; the pages are raw
sockets in this process, five to a signed-in person. Commits are further apart than the feed's pause: what is measured
is the way, not the coalescing.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from bench.close import running
from bench.http import Wire, answers
from bench.measure import Figure, percentile
from bench.program import LoggedProgram, free_port, instance
from bench.story import Story, tell
from bench.world import World, world
from events import database
from events.writer import Writer
from idarathon import flow
from idarathon.clock import Clock
from idarathon.dispatch import Dispatch
from idarathon.people.vault import open_session
from idarathon.servers.supervisor import Urls

TEAMS, A_PERSON = 60, 5  # open pages of one person
FEW, MANY = (20, 80), (500, 30)  # open pages, commits
PAUSE = (0.4, 0.6)  # seconds between two commits
PATIENCE = 10.0  # seconds for a fragment to arrive
POSITION = re.compile(rb'"position":(\d+),"html":"')


class Page:
    """One open page: when it received which position, with its fragment."""

    def __init__(self, port: int, cookie: str) -> None:
        self._wire = Wire(port, {"Cookie": cookie, "Accept": "text/event-stream"})
        self.seen: dict[int, float] = {}
        self.open = asyncio.Event()

    async def follow(self, path: str) -> None:
        """Receive until cancelled."""
        try:
            async for message in self._wire.feed(path):
                self.open.set()
                if found := POSITION.search(message):
                    self.seen[int(found[1])] = time.perf_counter()
        finally:
            self._wire.close()


async def measure() -> list[Figure]:
    """Milliseconds, over all pages and commits."""
    story = Story("live", TEAMS)
    async with world() as here:
        url = await here.create("live")
        cookies = await _prepare(here, url, story)
        async with _served(here, url) as port, _dispatching(url) as dispatch:
            few = await _delays(dispatch, port, story, cookies, *FEW)
            many = await _delays(dispatch, port, story, cookies, *MANY)
    return [
        _figure("p50", few, 0.50, FEW[0], 50.0),
        _figure("p99", few, 0.99, FEW[0], 250.0),
        _figure("p99", many, 0.99, MANY[0], 1000.0),
    ]


def _figure(name: str, delays: list[float], share: float, pages: int, limit: float) -> Figure:
    note = ", ".join(f"p{part} {percentile(delays, part / 100):.0f}" for part in (10, 50, 90, 99))
    return Figure(
        name=f"commit to fragment, {pages} open, {name}",
        value=percentile(delays, share),
        limit=limit,
        unit="ms",
        note=f"{note}, longest {max(delays):.0f} ms; {len(delays)} fragments",
    )


async def _prepare(here: World, url: str, story: Story) -> list[str]:
    """An edition in Inspiration; returns the cookies of signed-in people."""
    async with running(url, here.nats.url) as (engine, clock):
        await tell(engine.dispatch, story.found())
        await tell(engine.dispatch, story.gather())
        clock.set(story.opens("inspiration"))
        await tell(engine.dispatch, iter([story.open("inspiration")]))
        await engine.quiet()
        await Clock().jump(engine.pool, story.opens("inspiration") + timedelta(minutes=1))
        people = [story.member(n, place) for n in range(TEAMS) for place in range(2)]
        return [f"idarathon={(await open_session(engine.pool, one, datetime.now(UTC))).token}" for one in people]


@contextlib.asynccontextmanager
async def _served(here: World, url: str) -> AsyncIterator[int]:
    """The web server and the engine as processes of their own; the port."""
    port = free_port()
    environ = instance(Urls(url, here.nats.url), here.folder, f"http://127.0.0.1:{port}")
    programs = [
        LoggedProgram("engine", ["-m", "idarathon", "engine"], environ, here.folder / "engine.log"),
        LoggedProgram("web", ["-m", "idarathon", "web", "--port", str(port)], environ, here.folder / "web.log"),
    ]
    try:
        for program in programs:
            await program.start()
        await answers(port, "/health/ready", 60)
        yield port
    finally:
        await asyncio.gather(*(program.stop() for program in programs))


@contextlib.asynccontextmanager
async def _dispatching(url: str) -> AsyncIterator[Dispatch]:
    """The sender of the commands: another process of the instance, as far as engine and web can tell."""
    writer, clock = Writer(database.connector(url), flow.RULES), Clock()
    db = await database.pool(url, 1)
    await clock.refresh(db)
    db.terminate()
    await writer.start()
    try:
        yield Dispatch(writer, clock.now)
    finally:
        await writer.stop()


async def _delays(
    dispatch: Dispatch, port: int, story: Story, cookies: list[str], count: int, commits: int
) -> list[float]:
    """Milliseconds from each commit to its fragment on each of ``count`` pages."""
    pages = [Page(port, cookies[n // A_PERSON]) for n in range(count)]
    path = f"/fr/e/{story.name}-{TEAMS}/live"
    tasks = [asyncio.create_task(page.follow(path)) for page in pages]
    try:
        async with asyncio.timeout(60):
            await asyncio.gather(*(page.open.wait() for page in pages))
        chosen = random.Random(count)
        delays: list[float] = []
        for n in range(-3, commits):  # the first three warm up
            committed, position = await _commit(dispatch, story, count * 1000 + n)
            await asyncio.sleep(chosen.uniform(*PAUSE))
            received = [await _received(page, position) for page in pages]
            delays += [(at - committed) * 1000 for at in received] if n >= 0 else []
        return delays
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _commit(dispatch: Dispatch, story: Story, turn: int) -> tuple[float, int]:
    """When a deposit was committed, and its position."""
    (outcome,) = await dispatch.execute_many([story.deposit("inspiration", turn % TEAMS, "carnet", turn)])
    assert isinstance(outcome, list), outcome
    return time.perf_counter(), outcome[0].meta.position


async def _received(page: Page, position: int) -> float:
    """When the page received this position, or a later one that came in its place."""
    async with asyncio.timeout(PATIENCE):
        while not (times := [at for seen, at in page.seen.items() if seen >= position]):  # noqa: ASYNC110  after the pause it is there
            await asyncio.sleep(0.01)
    return min(times)
