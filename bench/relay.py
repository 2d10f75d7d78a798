"""The relay against bare publish_async of the same messages: same batches, same headers, same server."""

from __future__ import annotations

import asyncio
import statistics
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from nats.aio.client import Client
from nats.js import JetStreamContext

from bench.measure import Figure, seconds, spread
from bench.world import World, world
from events import connecting, database, streams
from events.deciding import Order
from events.message import Event, Stamp
from events.reading import Reader
from events.relay import BATCH, Relay
from events.store import SQL
from events.writer import Rules, Unit, Writer
from idarathon import flow
from idarathon.phases.commands import Deposit
from idarathon.phases.events import JourneyDeposited

EVENTS, ROUNDS = 12_000, 5
Message = tuple[str, bytes, dict[str, str]]


class Anything:
    """A decider without rules: the log is filled with deposits, whatever state the teams are in."""

    def initial(self) -> None:
        return None

    def evolve(self, state: None, event: Event) -> None:
        return None

    def decide(self, state: None, command: Deposit, stamp: Stamp) -> list[Event]:
        given = {name: getattr(command, name) for name in ("edition", "team", "phase", "deliverable", "title", "lang")}
        return [JourneyDeposited(**given, text=command.text)]


class Watched:
    """A reader that says when the relay has asked for more and there was none: all is published and acknowledged."""

    def __init__(self, db: Reader) -> None:
        self._db = db
        self.idle = asyncio.Event()

    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Any]:
        rows = await self._db.fetch(query, *args, timeout=timeout)
        if query == SQL["read_after"] and not rows:
            self.idle.set()
        return rows

    async def fetchrow(self, query: str, *args: Any, timeout: float | None = None) -> Any:
        return await self._db.fetchrow(query, *args, timeout=timeout)

    async def fetchval(self, query: str, *args: Any, column: int = 0, timeout: float | None = None) -> Any:
        return await self._db.fetchval(query, *args, column=column, timeout=timeout)


async def measure() -> list[Figure]:
    """Events a second of the relay over those of the bare loop; limit 0.7."""
    async with world() as here:
        db = await database.pool(await _filled(here))
        client = await connecting.connect(here.nats.url, "bench", 10)
        try:
            await _relay(client, db)
            messages = await _read_back(client)
            rates = [(await _bare(client, messages), await _relay(client, db)) for _ in range(ROUNDS)]
        finally:
            await connecting.close(client)
            db.terminate()
    bare, ours = [EVENTS / one for one, _ in rates], [EVENTS / other for _, other in rates]
    return [
        Figure(
            name="relay / bare publish_async",
            value=statistics.median(o / b for b, o in zip(bare, ours, strict=True)),
            limit=0.7,
            at_least=True,
            unit="×",
            note=f"events/s: relay {spread(ours, 0)}, bare {spread(bare, 0)}",
        )
    ]


async def _filled(here: World) -> str:
    """A database whose log holds EVENTS deposits of about 600 bytes."""
    url = await here.create("relay")
    writer = Writer(database.connector(url), Rules(flow.RULES.catalog, (), (), {}))
    await writer.start()
    edition = uuid4()
    for _ in range(EVENTS // 500):
        await writer.submit(Unit([_order(edition) for _ in range(500)]))
    await writer.stop()
    return url


def _order(edition: UUID) -> Order:
    team = uuid4()
    command = Deposit(
        edition=edition, team=team, phase="ideation", deliverable="idee", title="Guichet", text="é" * 150, lang="fr"
    )
    stamp = Stamp(at=datetime(2030, 1, 7, 12, tzinfo=UTC), actor=uuid4())
    return Order(
        command=command,
        stamp=stamp,
        decider=Anything(),
        stream=f"journey-{team}",
        edition=edition,
        correlation=command.id,
    )


async def _relay(client: Client, db: Any) -> float:
    """Seconds in which the relay publishes the whole log into a new stream."""
    await streams.drop(client.jetstream())
    reader = Watched(db)
    relay = Relay(client, reader, _from_the_start)

    async def publish() -> None:
        task = asyncio.create_task(relay.run())
        await asyncio.wait_for(reader.idle.wait(), 120)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    took = await seconds(publish)
    assert relay.published == EVENTS, f"the relay published {relay.published} of {EVENTS}"
    return took


async def _from_the_start(_: Reader) -> int:
    return 1


async def _bare(client: Client, messages: list[Message]) -> float:
    """Seconds in which a bare loop publishes the same messages, in batches of the same size, into a new stream."""
    js = client.jetstream(publish_async_max_pending=4 * BATCH)
    await streams.drop(js)
    await streams.declare(js, uuid4(), 1)

    async def publish() -> None:
        for start in range(0, len(messages), BATCH):
            page = messages[start : start + BATCH]
            acks = [await js.publish_async(subject, data, headers=headers) for subject, data, headers in page]
            await asyncio.wait_for(asyncio.gather(*acks), 30)

    return await seconds(publish)


async def _read_back(client: Client) -> list[Message]:
    """What the relay has published, to the byte."""
    js: JetStreamContext = client.jetstream()
    subscription = await js.subscribe("idarathon.>", ordered_consumer=True)
    messages: list[Message] = []
    while len(messages) < EVENTS:
        message = await subscription.next_msg(timeout=10)
        messages.append((message.subject, message.data, dict(message.headers or {})))
    await subscription.unsubscribe()
    return messages
