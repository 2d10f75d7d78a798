"""Show 3: 10,000 appends over 32 connections with random commit delays: gapless, and relayed in the log's order.

The same follower over a plain sequence loses events: what the counter row is for.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
from nats.aio.msg import Msg

from bench.measure import Figure, fact
from bench.world import World, world
from events import connecting, database
from events.ending import end
from events.reading import Reader
from events.relay import Relay
from events.writer import Unit, Writer
from tests.support.toy import RULES, Add, order

COUNT, CONNECTIONS, SLOWEST = 10_000, 32, 0.002  # seconds until a commit, at most
READ_LOG = "SELECT position AS n FROM event WHERE position > $1 ORDER BY position"
READ_SEQUENCE = "SELECT n FROM appended WHERE n > $1 ORDER BY n"
Append = Callable[[], Awaitable[object]]


class Slow:
    """A connection whose transactions wait a random moment before they commit."""

    def __init__(self, connection: asyncpg.Connection, chosen: random.Random) -> None:
        self._connection, self._chosen = connection, chosen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        async with self._connection.transaction():
            yield
            await asyncio.sleep(self._chosen.uniform(0, SLOWEST))


async def measure() -> list[Figure]:
    """The counter row, then a plain sequence, under the same load with the same follower."""
    async with world() as here:
        url = await here.create("counted")
        seen, ids, relayed = await _counted(here, url)
        lost = COUNT - len(set(await _sequence(here)))
    everything = list(range(1, COUNT + 1))
    return [
        fact(f"{COUNT} appends over {CONNECTIONS} connections: gapless", list(ids) == everything),
        fact("a follower by position sees all, in order", seen == everything, f"{len(seen)} seen"),
        fact("relay order = log order", relayed == list(ids.values()), f"{len(relayed)} relayed"),
        Figure(name="a plain sequence: the same follower loses", value=lost, limit=1, at_least=True, unit="events"),
    ]


async def _counted(here: World, url: str) -> tuple[list[int], dict[int, str], list[str]]:
    """Positions as a follower saw them; ids by position; ids as a subscriber received them."""
    client = await connecting.connect(here.nats.url, "order", 10)
    relayed: list[str] = []
    complete = asyncio.Event()

    async def received(message: Msg) -> None:
        relayed.append((message.headers or {})["Nats-Msg-Id"])
        if len(relayed) == COUNT:
            complete.set()

    await client.subscribe("idarathon.>", cb=received)
    db = await database.pool(url)
    relay = Relay(client, db, _first)
    task = asyncio.create_task(relay.run())
    try:
        seen = await _by_writers(url, relay)
        relay.wake()
        async with asyncio.timeout(60):
            await complete.wait()
        rows = await db.fetch("SELECT position, id FROM event ORDER BY position")
    finally:
        await end([task])
        await connecting.close(client)
        db.terminate()
    return seen, {row["position"]: str(row["id"]) for row in rows}, relayed


async def _first(_: Reader) -> int:
    return 1


async def _by_writers(url: str, relay: Relay) -> list[int]:
    """As many writers as connections, as many processes would have; each append wakes the relay."""
    connect, chosen = database.connector(url), random.Random(7)

    async def slow() -> Any:
        return Slow(await connect(), chosen)

    def appending(writer: Writer) -> Append:
        async def append() -> None:
            await writer.submit(Unit([order(Add(counter=str(chosen.getrandbits(60))))]))
            relay.wake()

        return append

    writers = [Writer(slow, RULES) for _ in range(CONNECTIONS)]
    for writer in writers:
        await writer.start()
    try:
        return await _appended(url, READ_LOG, [appending(writer) for writer in writers])
    finally:
        for writer in writers:
            await writer.stop()


async def _sequence(here: World) -> list[int]:
    """What the same follower sees of rows numbered by a plain sequence."""
    url = await here.create("sequence")
    connect, chosen = database.connector(url), random.Random(7)
    opened = [Slow(await connect(), chosen) for _ in range(CONNECTIONS)]
    await opened[0].execute("CREATE TABLE appended (n bigint PRIMARY KEY); CREATE SEQUENCE plain")

    def appending(connection: Slow) -> Append:
        async def append() -> None:
            async with connection.transaction():
                await connection.execute("INSERT INTO appended VALUES (nextval('plain'))")

        return append

    return await _appended(url, READ_SEQUENCE, [appending(connection) for connection in opened])


async def _appended(url: str, query: str, appends: list[Append]) -> list[int]:
    """Append COUNT times, over all at once; the positions in the order in which a follower saw them."""
    todo = iter(range(COUNT))
    done = asyncio.Event()

    async def work(append: Append) -> None:
        for _ in todo:
            await append()

    follower = asyncio.create_task(_follow(url, query, done))
    await asyncio.gather(*(work(append) for append in appends))
    done.set()
    return await follower


async def _follow(url: str, query: str, done: asyncio.Event) -> list[int]:
    """Read on from the last position seen, as often as possible, and once more at the end."""
    connection = await database.connector(url)()
    seen: list[int] = []
    try:
        last = False
        while not last:
            last = done.is_set()
            seen += [row["n"] for row in await connection.fetch(query, seen[-1] if seen else 0)]
        return seen
    finally:
        await connection.close()
