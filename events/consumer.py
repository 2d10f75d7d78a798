"""A durable consumer: fetch, react, acknowledge; back off when it fails, park when it keeps failing."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from events import inbox, streams
from events.catalog import Catalog, type_of
from events.database import LOST
from events.deciding import Order, Tick
from events.message import Command, Event, Metadata, Recorded
from events.pulling import Pull
from events.reading import Connection, Reader
from events.relay import METADATA
from events.store import SQL, recorded
from events.writer import DatabaseAway, Unit, Writer

log = structlog.get_logger()
AWAY: tuple[type[Exception], ...] = (DatabaseAway, *LOST)
BACKOFF = (0.2, 1.0, 5.0, 15.0)  # seconds before the 2nd, 3rd, … attempt; then the message is parked
NAP = 1.0  # seconds until a message is looked at again that an outage interrupted
AT_ONCE = 64  # messages in hand: what one shared commit takes
FETCH = 2.0  # seconds: a fetch in flight when the server dies wastes all of it
ACK_WAIT = 10.0  # seconds: how long what a killed engine had in hand rests; longer than the writer's patience. A long
# reaction says in_progress between its chunks.

Keyed = tuple[str, Command]
React = Callable[[Recorded, Reader], AsyncIterator[list[Keyed]]]


class NotYet(Exception):
    """The relay has not declared the stream yet: usual at a start, and for a moment after a wipe."""


class Reaction(NamedTuple):
    """Who reacts to what. ``name`` is the durable consumer's; ``react`` yields chunks of keyed commands.

    ``at_once``: messages in hand; fewer for what may wait, so that it does not slow what people wait for.
    """

    name: str
    events: tuple[type[Event], ...]
    react: React
    at_once: int = AT_ONCE

    @property
    def types(self) -> list[str]:
        return [type_of(cls) for cls in self.events]


async def starts(js: JetStreamContext, db: Reader, reactions: Sequence[Reaction]) -> dict[str, int]:
    """Where each reaction begins in this log's stream. Raises NotYet."""
    head = await db.fetchrow(SQL["head"])
    if not streams.belongs(await streams.info(js), head["instance"]):
        raise NotYet
    return await inbox.starts(db, {reaction.name: reaction.types for reaction in reactions})


class Consumer:
    """Runs one reaction. ``order`` turns a command of the reaction into an order for the writer."""

    def __init__(
        self,
        reaction: Reaction,
        nats_client: Client,
        db: Connection,
        writer: Writer,
        catalog: Catalog,
        order: Callable[[Recorded, str, str, Command], Order],
    ) -> None:
        self.reaction = reaction
        self._nats = nats_client
        self._js: JetStreamContext = nats_client.jetstream()
        self._db, self._writer, self._catalog, self._order = db, writer, catalog, order
        self.consumed = 0  # messages finished since start
        self._look = time.monotonic() + FETCH  # when it next looks for replays
        self._failures: Counter[UUID] = Counter()  # the broker's own count has the redeliveries of every outage in it

    async def run(self, start: int | None = None) -> None:
        """Consume for ever, from ``start`` (None: it looks itself) where the server has no such consumer yet.

        After any error of the transport it declares and subscribes again, with back-off.
        """
        delay = 0.05
        while True:
            try:
                await self._declare(start or await self._start())
                start, delay = None, 0.05
                await self._follow()
            except NotYet:
                log.debug("consumer_waits_for_relay", consumer=self.reaction.name)
            except Exception as error:  # whatever it was: a consumer that ends leaves nobody to react
                log.warning("consumer_waits", consumer=self.reaction.name, error=repr(error))
            await asyncio.sleep(delay)
            delay = min(delay * 2, 1.0)

    async def _start(self) -> int:
        found = await starts(self._js, self._db, [self.reaction])
        return found[self.reaction.name]

    async def _declare(self, start: int) -> None:
        subjects = [f"idarathon.*.{type_}" for type_ in self.reaction.types]
        await streams.declare_consumer(self._js, self.reaction.name, subjects, start, ACK_WAIT)

    async def _follow(self) -> None:
        pull = Pull(self._nats, self.reaction.name, self.reaction.at_once, FETCH)
        await pull.open()
        try:
            while True:
                messages = await pull.next()
                if time.monotonic() >= self._look:
                    await self._take_replays()
                if not messages:
                    await self._js.consumer_info(streams.NAME, self.reaction.name)  # raises when it is gone
                await asyncio.gather(*(self._handle(message) for message in messages))
        finally:
            with contextlib.suppress(nats.errors.Error, OSError):  # the server is gone anyway
                await pull.close()

    async def _handle(self, message: Msg) -> None:
        item = self._decode(message)
        try:
            await self.react(item, message.in_progress)
        except AWAY as error:
            log.info("reaction_interrupted", consumer=self.reaction.name, error=repr(error))
            await message.nak(delay=NAP)  # nobody's fault: never counts towards parking
        except Exception as error:
            await self._failed(message, item, error)
        else:
            self.consumed += 1
            self._failures.pop(item.meta.id, None)
            await message.ack()

    async def react(self, item: Recorded, in_progress: Callable[[], Awaitable[None]] | None = None) -> None:
        """Do the reaction, once: its last chunk commits with the inbox row."""
        waiting: Sequence[Order] = ()
        async for chunk in self.reaction.react(item, self._db):
            if waiting:
                await self._writer.submit(Unit(waiting))
                if in_progress:
                    await in_progress()
            waiting = [self._order(item, self.reaction.name, key, command) for key, command in chunk]
        await self._writer.submit(Unit(waiting, Tick(self.reaction.name, item.meta.id, item.meta.position)))

    async def _failed(self, message: Msg, item: Recorded, error: Exception) -> None:
        position = item.meta.position
        self._failures[item.meta.id] += 1
        attempt = self._failures[item.meta.id]
        log.warning(
            "reaction_failed", consumer=self.reaction.name, position=position, attempt=attempt, error=repr(error)
        )
        if attempt <= len(BACKOFF):
            await message.nak(delay=BACKOFF[attempt - 1])
            return
        await inbox.park(self._db, self.reaction.name, item.meta.id, position, repr(error), attempt)
        del self._failures[item.meta.id]
        await message.term()

    async def _take_replays(self) -> None:
        """Parked messages that somebody asked to try again, straight from the log."""
        self._look = time.monotonic() + FETCH
        for event_id in await inbox.due_replays(self._db, self.reaction.name):
            item = recorded(await self._db.fetchrow(SQL["read_event"], event_id), self._catalog)
            try:
                await self.react(item)
            except AWAY:
                raise
            except Exception as error:
                await inbox.park(self._db, self.reaction.name, event_id, item.meta.position, repr(error), 1)

    def _decode(self, message: Msg) -> Recorded:
        meta = msgspec.json.decode((message.headers or {})[METADATA], type=Metadata)
        type_ = message.subject.split(".", 2)[2]
        return Recorded(meta=meta, event=self._catalog.decode(type_, message.data))
