"""Wires the flow to the bus: the relay and the clock on one leader, the reactions on every engine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import structlog
from nats.aio.client import Client
from nats.js import JetStreamContext

from events import connecting, database, inbox
from events.consumer import Consumer, NotYet, starts
from events.ending import end
from events.reading import Reader
from events.relay import Relay
from events.store import SQL
from events.writer import Writer
from idarathon import flow
from idarathon.clock import LEADER_LOCK, Clock, Ticker
from idarathon.dispatch import Dispatch, reaction_order

log = structlog.get_logger()
_AWAY: tuple[type[Exception], ...] = (*database.LOST, asyncpg.PostgresError)


class Engine:
    """Relay, reactions and clock over one PostgreSQL and one NATS. ``ticking``: whether the clock service runs too."""

    def __init__(self, database_url: str, nats_url: str, clock: Clock | None = None, ticking: bool = True) -> None:
        self.clock = clock or Clock()
        self.nats: Client | None = None
        self.relay: Relay | None = None
        self.consumers: list[Consumer] = []
        self._urls = (database_url, nats_url)
        self._connect = database.connector(database_url)
        self._ticking = ticking
        self._tasks: list[asyncio.Task[Any]] = []
        self._finished = 0  # up to where every reaction was seen to have finished

    async def start(self, nats_patience: float | None = None) -> None:
        """Connect and begin. Returns once everything runs; raises ConnectionError when NATS stays away."""
        self.pool = await database.pool(self._urls[0])
        await self.clock.refresh(self.pool)  # before any reaction is stamped
        self.writer = Writer(self._connect, flow.RULES)
        await self.writer.start()
        self.dispatch = Dispatch(self.writer, self.clock.now)
        self.ticker = Ticker(self.clock, self.pool, self.dispatch)
        self.nats = await connecting.connect(self._urls[1], "engine", nats_patience)
        self.relay = Relay(self.nats, self.pool, first_needed)
        order = reaction_order(self.clock.now)
        self.consumers = [
            Consumer(reaction, self.nats, self.pool, self.writer, flow.RULES.catalog, order)
            for reaction in flow.REACTIONS
        ]
        self._tasks = [asyncio.create_task(self._lead(), name="leader"), asyncio.create_task(self._react())]

    async def stop(self) -> None:
        """End every task and connection; nothing waits for a server that is gone."""
        await end(self._tasks)
        await connecting.close(self.nats)
        await self.writer.stop()
        self.pool.terminate()

    @property
    def published(self) -> int:
        """Events that this engine's relay has published since it started."""
        return self.relay.published if self.relay else 0

    @property
    def consumed(self) -> int:
        """Messages that this engine's reactions have finished since it started."""
        return sum(consumer.consumed for consumer in self.consumers)

    async def quiet(self, patience: float = 60.0) -> None:
        """Wait until every reaction has finished every event of the log. Raises TimeoutError after ``patience`` s."""
        try:
            await self._quiet(patience)
        except TimeoutError:
            lags = {one.name: await inbox.lag(self.pool, one.name, one.types) for one in flow.REACTIONS}
            raise TimeoutError(f"not finished after {patience} s: { ({k: n for k, n in lags.items() if n}) }") from None

    async def _quiet(self, patience: float) -> None:
        async with asyncio.timeout(patience):
            pause, head = 0.005, await last_position(self.pool)
            while await behind(self.pool, self._finished):
                await asyncio.sleep(pause)  # looking costs the bus more than the wait: seldom when it takes long
                pause, head = min(1.5 * pause, 0.1), await last_position(self.pool)
            self._finished = head

    async def _react(self) -> None:
        """The reactions begin as soon as there is a stream; where, is looked up once for all of them."""
        found = await self._starts(self.nats.jetstream()) if self.nats else {}
        for consumer in self.consumers:
            name = consumer.reaction.name
            self._tasks.append(asyncio.create_task(consumer.run(found[name]), name=name))

    async def _starts(self, js: JetStreamContext) -> dict[str, int]:
        delay = 0.005
        while True:
            try:
                return await starts(js, self.pool, flow.REACTIONS)
            except NotYet:
                log.debug("reactions_wait_for_relay")
            except Exception as error:  # whatever it was: without this nobody reacts
                log.warning("reactions_wait", error=repr(error))
            await asyncio.sleep(delay)
            delay = min(delay * 2, 1.0)

    async def _lead(self) -> None:
        """One engine relays and ticks: the one that holds the lock on a connection of its own."""
        while True:
            connection: asyncpg.Connection | None = None
            try:
                connection = await self._connect()
                await self._lead_with(connection)
            except _AWAY as error:
                log.warning("leader_waits", error=str(error) or type(error).__name__)
            finally:
                if connection:
                    connection.terminate()
            await asyncio.sleep(0.2)

    async def _lead_with(self, connection: asyncpg.Connection) -> None:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK):  # noqa: ASYNC110 (another's)
            await asyncio.sleep(0.5)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener("log", lambda *_: self._committed())
        await connection.add_listener("clock", lambda *_: self._moved())
        await self.clock.refresh(connection)
        tasks = [asyncio.create_task(self.relay.run(), name="relay")] if self.relay else []
        if self._ticking:
            tasks.append(asyncio.create_task(self.ticker.run(), name="ticker"))
        try:
            await lost.wait()
        finally:
            await end(tasks)

    def _committed(self) -> None:
        if self.relay:
            self.relay.wake()
        self.ticker.wake()

    def _moved(self) -> None:
        """Demo time was changed by another process."""
        task = asyncio.create_task(self._refresh())
        self._tasks = [t for t in self._tasks if not t.done()] + [task]

    async def _refresh(self) -> None:
        await self.clock.refresh(self.pool)
        self.ticker.wake()


async def first_needed(db: Reader) -> int:
    """Where a new stream must begin: the lowest position that any reaction has not finished, or after the last."""
    found = await inbox.starts(db, {reaction.name: reaction.types for reaction in flow.REACTIONS})
    return min(found.values())


async def behind(db: Reader, after: int = 0) -> int:
    """How many reactions have something left to do; ``after``: a position up to which all have finished."""
    pairs = [(reaction.name, type_) for reaction in flow.REACTIONS for type_ in reaction.types]
    names, types = zip(*pairs, strict=True)
    count: int = await db.fetchval(SQL["count_behind"], list(names), list(types), after)
    return count


async def last_position(db: Reader) -> int:
    """The position of the last event."""
    return int((await db.fetchrow(SQL["head"]))["position"])


Settle = Callable[[], Awaitable[None]]


def settle(db: Reader, patience: float = 20.0) -> Settle:
    """For a process without an engine: a function that waits until the bus has nothing left to do."""

    async def wait() -> None:
        async with asyncio.timeout(patience):
            while await behind(db):  # noqa: ASYNC110 (another process does it)
                await asyncio.sleep(0.02)

    return wait
