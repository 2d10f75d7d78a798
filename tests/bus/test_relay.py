"""Log → JetStream → reaction, with the stream wiped and the server killed under it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from uuid import uuid5

import asyncpg
import pytest
from msgspec import structs
from nats.aio.client import Client

from events import connecting, inbox, streams
from events import database as connections
from events.consumer import Consumer, Reaction
from events.deciding import Order
from events.ending import end
from events.message import Command, Recorded
from events.reading import Reader
from events.relay import Relay
from events.writer import DatabaseAway, Unit, Writer
from idarathon.servers.nats import Nats
from tests.support.toy import ECHO, RULES, Add, Echo, order


class Bus:
    """A writer, a relay and the echo reaction over real servers."""

    def __init__(self, url: str, client: Client, db: asyncpg.Pool, reaction: Reaction = ECHO) -> None:
        self.db, self.reaction = db, reaction
        self.writer = Writer(connections.connector(url), RULES)
        self.relay = Relay(client, db, self._first)
        self.consumer = Consumer(reaction, client, db, self.writer, RULES.catalog, self._order)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await self.writer.start()
        self._tasks = [asyncio.create_task(self.relay.run()), asyncio.create_task(self.consumer.run())]

    async def stop(self) -> None:
        await end(self._tasks)
        await self.writer.stop()

    async def add(self, count: int) -> None:
        await asyncio.gather(*(self.writer.submit(Unit([order(Add(counter=str(n % 50)))])) for n in range(count)))
        self.relay.wake()

    async def finished(self) -> None:
        async with asyncio.timeout(30):
            while await inbox.lag(self.db, self.reaction.name, self.reaction.types):
                self.relay.wake()
                await asyncio.sleep(0.02)

    async def counts(self) -> tuple[int, int]:
        count = "SELECT count(*) FROM event WHERE type = $1"
        return await self.db.fetchval(count, "counter.added"), await self.db.fetchval(count, "counter.echoed")

    async def _first(self, db: Reader) -> int:
        return min((await inbox.starts(db, {self.reaction.name: self.reaction.types})).values())

    def _order(self, item: Recorded, consumer: str, key: str, command: Command) -> Order:
        assert isinstance(command, Echo)
        return order(structs.replace(command, id=uuid5(item.meta.id, consumer + key)), item)


@pytest.fixture
async def bus(database: str, nats_client: Client, db: asyncpg.Pool) -> AsyncIterator[Bus]:
    bus = Bus(database, nats_client, db)
    await bus.start()
    yield bus
    await bus.stop()


async def last_sequence(client: Client) -> int:
    found = await streams.info(client.jetstream())
    return found.state.last_seq if found else 0


async def test_stream_sequence_is_log_position(bus: Bus, nats_client: Client) -> None:
    await bus.add(120)
    await bus.finished()
    bus.relay.wake()
    async with asyncio.timeout(10):
        while (await last_sequence(nats_client)) < 240:  # noqa: ASYNC110 (NATS tells nobody)
            await asyncio.sleep(0.02)
    messages = [await nats_client.jetstream().get_msg(streams.NAME, seq) for seq in (1, 240)]
    ids = [row["id"] for row in await bus.db.fetch("SELECT id FROM event WHERE position IN (1, 240) ORDER BY position")]
    assert [(message.headers or {})["Nats-Msg-Id"] for message in messages] == [str(id_) for id_ in ids]


async def test_each_event_is_echoed_once(bus: Bus) -> None:
    await bus.add(300)
    await bus.finished()
    assert await bus.counts() == (300, 300)


async def test_a_wiped_stream_is_refilled_and_nothing_doubles(bus: Bus, nats_client: Client) -> None:
    for _ in range(3):
        await bus.add(100)
        await streams.drop(nats_client.jetstream())
    await bus.add(100)
    await bus.finished()
    assert await bus.counts() == (400, 400)


async def test_a_killed_nats_server_loses_nothing(bus: Bus, nats_server: Nats) -> None:
    await bus.add(150)
    os.kill(nats_server.pid, signal.SIGKILL)
    await nats_server.wait()
    await bus.add(150)
    await nats_server.start()
    await bus.finished()
    assert await bus.counts() == (300, 300)


async def test_the_same_messages_again_change_nothing(bus: Bus, nats_client: Client) -> None:
    await bus.add(100)
    await bus.finished()
    await nats_client.jetstream().delete_consumer(streams.NAME, "echo")
    await streams.declare_consumer(nats_client.jetstream(), "echo", ["idarathon.*.counter.added"], 1, 30)
    await bus.add(1)
    await bus.finished()
    assert await bus.counts() == (101, 101)


async def test_a_reaction_that_keeps_failing_is_parked_and_can_be_replayed(
    database: str, nats_client: Client, db: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = True

    async def fail(item: Recorded, reader: object):  # type: ignore[no-untyped-def]
        if broken:
            raise RuntimeError("a fault of ours")
        async for chunk in ECHO.react(item, db):
            yield chunk

    monkeypatch.setattr("events.consumer.BACKOFF", (0.01, 0.01))
    bus = Bus(database, nats_client, db, Reaction("fragile", ECHO.events, fail))
    await bus.start()
    await bus.add(1)
    await bus.finished()
    (parked,) = await inbox.parked(db)
    assert (parked.consumer, parked.position, parked.error) == ("fragile", 1, "RuntimeError('a fault of ours')")
    broken = False
    assert await inbox.replay(db, "fragile", parked.event_id)
    await bus.finished()
    await bus.stop()
    assert (await bus.counts(), await inbox.parked(db)) == ((1, 1), [])


async def test_redeliveries_of_an_outage_are_no_attempts(
    database: str, nats_client: Client, db: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.consumer.BACKOFF", (0.01, 0.01))
    monkeypatch.setattr("events.consumer.NAP", 0.01)
    outcomes = [*(DatabaseAway() for _ in range(4)), RuntimeError("once")]

    async def away(item: Recorded, reader: object):  # type: ignore[no-untyped-def]
        if outcomes:
            raise outcomes.pop(0)
        async for chunk in ECHO.react(item, db):
            yield chunk

    bus = Bus(database, nats_client, db, Reaction("patient", ECHO.events, away))
    await bus.start()
    await bus.add(1)
    await bus.finished()
    await bus.stop()
    assert (outcomes, await bus.counts(), await inbox.parked(db)) == ([], (1, 1), [])


async def test_two_relays_are_one(bus: Bus, nats_url: str) -> None:
    other = await connecting.connect(nats_url, "second", 10)
    second = asyncio.create_task(Relay(other, bus.db, bus._first).run())
    for _ in range(5):
        await bus.add(60)
    await bus.finished()
    await end([second])
    await connecting.close(other)
    assert await bus.counts() == (300, 300)
