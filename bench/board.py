"""The control board of 60 teams, signed in as a facilitator, against a bare page of the same rows."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench import bare_page
from bench.close import running
from bench.http import Wire, answers
from bench.measure import Figure, spread
from bench.program import LoggedProgram, free_port, instance
from bench.story import Story, tell
from bench.world import World, world
from idarathon.clock import Clock
from idarathon.editions.commands import GrantRole
from idarathon.engine import Engine
from idarathon.people.vault import open_session
from idarathon.servers.supervisor import Urls
from idarathon.viewer import Role

TEAMS, CLIENTS, SECONDS, ROUNDS = 60, 8, 2.0, 7


async def measure() -> list[Figure]:
    """Pages a second of ours over those of the bare one; both are asked by the same client, in turns."""
    story = Story("board", TEAMS)
    async with world() as here:
        url = await here.create("board")
        cookie = await _prepare(here, url, story)
        async with served(here, url, story) as (ours, bare):
            board = f"/fr/e/{story.name}-{TEAMS}/board"
            await rate(ours, board, cookie, 1.0)
            await rate(bare, "/shown", "", 1.0)
            rates = [
                (await rate(ours, board, cookie), await rate(bare, "/shown", ""), await rate(bare, "/teams", ""))
                for _ in range(ROUNDS)
            ]
    pages, shown, teams = ([one[place] for one in rates] for place in range(3))
    ratio = statistics.median(p / s for p, s in zip(pages, shown, strict=True))
    note = f"pages/s: board {spread(pages, 0)}, bare {spread(shown, 0)}, bare with the teams alone {spread(teams, 0)}"
    return [Figure(name="board of 60 teams / bare page", value=ratio, limit=0.5, at_least=True, unit="×", note=note)]


async def _prepare(here: World, url: str, story: Story) -> str:
    """60 teams in Définition, a third of them still held in Inspiration; returns a facilitator's cookie."""
    async with inspired(here, url, story) as (engine, clock):
        clock.set(story.opens("definition"))
        await tell(engine.dispatch, iter([story.open("definition")]))
        await engine.quiet()
        cookie = await signed_in(engine, story, _now(story))
    await here.analyze("board")
    return cookie


@contextlib.asynccontextmanager
async def inspired(here: World, url: str, story: Story) -> AsyncIterator[tuple[Engine, Clock]]:
    """The story up to the end of Inspiration, which two teams in three have passed; its engine goes on in the block."""
    async with running(url, here.nats.url) as (engine, clock):
        await tell(engine.dispatch, story.found())
        await tell(engine.dispatch, story.gather())
        grant = GrantRole(edition=story.edition, account=_staff(story), role=Role.FACILITATOR)
        await tell(engine.dispatch, iter([story.fixed(grant, "facilitator")]))
        await engine.quiet()
        clock.set(story.opens("inspiration"))
        await tell(engine.dispatch, iter([story.open("inspiration")]))
        await engine.quiet()
        await tell(engine.dispatch, story.deposits("inspiration", [n for n in range(story.count) if n % 3]))
        clock.set(story.closes("inspiration"))
        await tell(engine.dispatch, iter([story.close("inspiration")]))
        await engine.quiet()
        yield engine, clock


async def signed_in(engine: Engine, story: Story, now: datetime) -> str:
    """The cookie of the story's facilitator, on an instance whose clock says ``now``."""
    return await session_of(engine, _staff(story), now)


async def session_of(engine: Engine, account: UUID, now: datetime) -> str:
    """The cookie of an account, on an instance whose clock says ``now``."""
    await Clock().jump(engine.pool, now)
    opened = await open_session(engine.pool, account, datetime.now(UTC))
    return f"idarathon={opened.token}"


def _staff(story: Story) -> UUID:
    return story.member(0, 0)


def _now(story: Story) -> datetime:
    return story.opens("definition") + timedelta(hours=1)


@contextlib.asynccontextmanager
async def served(
    here: World, url: str, story: Story, bare_module: str = "bench.bare_page", **more: str
) -> AsyncIterator[tuple[int, int]]:
    """Our web server and the bare one, each with one worker; their ports. ``more``: for the environment of the bare."""
    ours, bare = free_port(), free_port()
    environ = instance(Urls(url, here.nats.url), here.folder, f"http://127.0.0.1:{ours}")
    bare_environ = {
        bare_page.DATABASE: url,
        bare_page.EDITION: str(story.edition),
        bare_page.NOW: _now(story).isoformat(),
        **more,
    }
    programs = [
        LoggedProgram("web", ["-m", "idarathon", "web", "--port", str(ours)], environ, here.folder / "web.log"),
        LoggedProgram("bare", ["-m", bare_module, str(bare)], bare_environ, here.folder / "bare.log"),
    ]
    try:
        for program in programs:
            await program.start()
        await answers(ours, "/health/live")
        await answers(bare, "/teams")
        yield ours, bare
    finally:
        await asyncio.gather(*(program.stop() for program in programs))


async def rate(port: int, path: str, cookie: str, seconds: float = SECONDS) -> float:
    """Pages a second that CLIENTS connections get."""
    until = time.perf_counter() + seconds

    async def client() -> int:
        wire, count = Wire(port, {"Cookie": cookie} if cookie else None), 0
        try:
            while time.perf_counter() < until:
                answer = await wire.get(path)
                assert answer.status == 200, f"{path} answered {answer.status}"
                count += 1
        finally:
            wire.close()
        return count

    began = time.perf_counter()
    counts = await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return sum(counts) / (time.perf_counter() - began)
