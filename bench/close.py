"""A phase close through the real engine: relay, JetStream, reaction, writer. Milliseconds a team, at three sizes."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator

import asyncpg

from bench.measure import Figure, frozen, spread
from bench.story import Story, tell
from bench.world import World, world
from events import database, streams
from events.deciding import Outcome
from idarathon import flow
from idarathon.clock import Clock
from idarathon.engine import Engine

SIZES, ROUNDS, WARM = (150, 1_500, 15_000), 5, 20
LIMIT, FLAT = 0.5, 1.5  # ms a team; times
PATIENCE = 300.0  # seconds
REACTION = "examine-at-gate"
FATES = "SELECT status, phase, count(*) FROM journey WHERE edition = $1 GROUP BY status, phase ORDER BY status"


async def measure() -> list[Figure]:
    """The cost a team at each size, and how flat it is. The sizes take turns."""
    costs: dict[int, list[float]] = {size: [] for size in SIZES}
    async with world() as here:
        for size in SIZES:
            await _prepare(here, size)
        for _ in range(ROUNDS):
            for size in SIZES:
                costs[size].append(await _close(here, size))
    middle = {size: statistics.median(values) for size, values in costs.items()}
    figures = [
        Figure(name=f"phase close, {size} teams", value=middle[size], limit=LIMIT, unit="ms/team", note=spread(all_, 3))
        for size, all_ in costs.items()
    ]
    largest = middle[SIZES[-1]]
    return figures + [
        Figure(name=f"phase close, {SIZES[-1]} / {size} teams", value=largest / middle[size], limit=FLAT, unit="×")
        for size in SIZES[:-1]
    ]


def _stories(size: int) -> tuple[Story, Story]:
    """The edition that is measured, and a small one that is closed before it: nothing runs for the first time."""
    return Story("close", size), Story("warm", WARM)


async def _prepare(here: World, size: int) -> None:
    """A database in which Inspiration is open for all teams; two of three have deposited. Journeys by the reactions."""
    url = await here.create(f"close_{size}")
    async with running(url, here.nats.url) as (engine, clock):
        for story in _stories(size):
            await tell(engine.dispatch, story.found())
            await tell(engine.dispatch, story.gather())
        await engine.quiet(PATIENCE)
        clock.set(_stories(size)[0].opens("inspiration"))
        for story in _stories(size):
            await tell(engine.dispatch, iter([story.open("inspiration")]))
        await engine.quiet(PATIENCE)
        for story in _stories(size):
            await tell(engine.dispatch, story.deposits("inspiration", _complete(story)))
        await engine.quiet(PATIENCE)
    await here.analyze(f"close_{size}")


def _complete(story: Story) -> list[int]:
    return [n for n in range(story.count) if n % 3]


async def _close(here: World, size: int) -> float:
    """Milliseconds a team from the commit of the close to the commit of the last journey, on a copy."""
    url = await here.copy(f"close_{size}", "closing")
    story, warm = _stories(size)
    async with running(url, here.nats.url) as (engine, clock):
        clock.set(story.closes("inspiration"))
        await _timed(engine, url, warm)
        await engine.quiet(PATIENCE)  # the small one's notices are not part of the large one's close
        with frozen():
            took = await _timed(engine, url, story)
        await _moved(engine.pool, story)
    await here.drop("closing")
    return took / size * 1000


async def _timed(engine: Engine, url: str, story: Story) -> float:
    """Seconds from the commit of the close until that of the reaction's inbox row, which its last chunk carries."""
    connection = await database.connector(url)()
    committed = asyncio.Event()
    await connection.add_listener("log", lambda *_: committed.set())
    try:
        (outcome,) = await engine.dispatch.execute_many([story.close("inspiration")])
        began = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            while not await _done(connection, outcome):
                await committed.wait()
                committed.clear()
        return time.perf_counter() - began
    finally:
        await connection.close()


async def _done(connection: asyncpg.Connection, outcome: Outcome) -> bool:
    assert isinstance(outcome, list), outcome
    statement = "SELECT EXISTS (SELECT FROM inbox WHERE consumer = $1 AND event_id = $2)"
    return bool(await connection.fetchval(statement, REACTION, outcome[0].meta.id))


async def _moved(db: asyncpg.Pool, story: Story) -> None:
    """Everyone is where the rules say: the complete ones wait for the next phase, the others are held."""
    complete = len(_complete(story))
    fates = [tuple(row) for row in await db.fetch(FATES, story.edition)]
    expected = [("held", "inspiration", story.count - complete), ("waiting", "definition", complete)]
    assert fates == expected, f"{fates} instead of {expected}"


@contextlib.asynccontextmanager
async def running(url: str, nats_url: str) -> AsyncIterator[tuple[Engine, Clock]]:
    """An engine whose stream and consumers are declared, with a clock that stands still."""
    clock = Clock()
    clock.set(Story("close", 0).opens("inspiration").replace(hour=0, day=1))
    engine = Engine(url, nats_url, clock, ticking=False)
    await engine.start(nats_patience=20)
    try:
        await declared(engine)
        yield engine, clock
    finally:
        await engine.stop()


async def declared(engine: Engine, patience: float = 20.0) -> None:
    """Wait until the stream is this log's and every reaction has its consumer; JetStream has nothing to await here."""
    assert engine.nats is not None
    js = engine.nats.jetstream()
    instance = await engine.pool.fetchval("SELECT instance FROM log_head")
    async with asyncio.timeout(patience):
        while True:
            found = await streams.info(js)
            ours = found is not None and (found.config.metadata or {}).get("instance") == str(instance)
            if found and ours and found.state.consumer_count == len(flow.REACTIONS):
                return
            await asyncio.sleep(0.01)
