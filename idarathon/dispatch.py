"""The one door for commands: allow → stamp → queue → writer. Pages, API, clock, reactions and demo all pass here."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from events import inbox
from events.deciding import IdReused, Order, Outcome, StaleStream
from events.message import Command, Recorded, Stamp, Write
from events.reading import Connection, Reader
from events.writer import DatabaseAway, Unit, Writer
from idarathon import access, flow
from idarathon.errors import CommandIdTaken, Forbidden, NotFound, Refusal, StaleVersion, Unavailable
from idarathon.viewer import Viewer

PATIENCE = 30  # seconds
ParkedMessage = inbox.Parked
CHUNK = 500  # orders in one unit: others wait at most 45 ms for it


class Dispatch:
    """``now`` is the clock service's; nobody else says what time it is."""

    def __init__(self, writer: Writer, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self.now = now

    async def execute(
        self, command: Command, viewer: Viewer, vault: Sequence[Write] = (), first: Sequence[Command] = ()
    ) -> list[Recorded]:
        """Do one command for somebody. ``vault``: erasable rows of the same transaction; ``first``: commands that come
        before it in that transaction, which the caller has allowed. Raises a named refusal."""
        access.allow(viewer, command)

        def stamp() -> Stamp:
            return Stamp(at=self.now(), actor=viewer.account, admin=viewer.admin, salt=secrets.token_bytes(16))

        orders = [order_of(one, stamp()) for one in first]
        outcomes = await self._submit([*orders, order_of(command, stamp(), vault=vault)])
        return [_answered(settled(one)) for one in outcomes][-1]

    async def execute_many(
        self, commands: Iterable[Command], actor: UUID | None = None, at: datetime | None = None
    ) -> list[Outcome]:
        """In-process only (clock, demo, replay, tests): no access check, every refusal is an outcome of its own.

        The salt follows from the command id here, so that a replay can be compared with another one.
        """
        stamp_at = at or self.now()
        orders = [order_of(c, Stamp(at=stamp_at, actor=actor, salt=c.id.bytes)) for c in commands]
        chunks = [orders[i : i + CHUNK] for i in range(0, len(orders), CHUNK)]
        return [outcome for chunk in chunks for outcome in await self._submit(chunk)]

    async def _submit(self, orders: Sequence[Order]) -> list[Outcome]:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._writer.submit(Unit(orders))
        except (DatabaseAway, TimeoutError) as error:
            raise Unavailable from error
        except Refusal as refusal:  # a rule across streams, found by an index: the whole unit was rolled back
            if len(orders) == 1:
                return [refusal]
            middle = len(orders) // 2
            return [*await self._submit(orders[:middle]), *await self._submit(orders[middle:])]


def order_of(
    command: Command,
    stamp: Stamp,
    *,
    vault: Sequence[Write] = (),
    cause: Recorded | None = None,
) -> Order:
    """A stamped command with everything that the writer needs. ``cause``: the event that made a reaction send it."""
    row = flow.handler(type(command))
    stream = row.stream(command)
    return Order(
        command=command,
        stamp=stamp,
        decider=row.decider,
        stream=stream,
        context=flow.context_of(command, stamp),
        edition=getattr(command, "edition", None),
        correlation=cause.meta.correlation if cause else command.id,
        causation=cause.meta.id if cause else None,
        vault=(*row.vault(command, stamp, stream), *vault),
    )


def reaction_order(now: Callable[[], datetime]) -> Callable[[Recorded, str, str, Command], Order]:
    """How the bus turns a reaction's command into an order: its id is fixed by event, consumer and key."""

    def order(cause: Recorded, consumer: str, key: str, command: Command) -> Order:
        fixed = msgspec.structs.replace(command, id=uuid5(cause.meta.id, f"{consumer}:{key}"))
        return order_of(fixed, Stamp(at=now(), actor=None, salt=fixed.id.bytes), cause=cause)

    return order


def settled(outcome: Outcome) -> list[Recorded]:
    """The recorded events, or the named refusal raised."""
    if isinstance(outcome, StaleStream):
        raise StaleVersion
    if isinstance(outcome, IdReused):
        raise CommandIdTaken
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _answered(recorded: list[Recorded]) -> list[Recorded]:
    """What was recorded, unless that is a no to who asked: it stands in the log, and is refused all the same."""
    for one in recorded:
        if type(one.event) in flow.ANSWERS:
            refusal, field = flow.ANSWERS[type(one.event)]
            raise refusal(field=field)
    return recorded


def refusal_of(outcome: Outcome) -> Refusal | None:
    """The refusal of an outcome, when it is one."""
    return outcome if isinstance(outcome, Refusal) else None


async def parked(db: Reader, viewer: Viewer) -> list[ParkedMessage]:
    """What consumers gave up, oldest first, for an admin. Raises Forbidden."""
    if not viewer.admin:
        raise Forbidden
    return await inbox.parked(db)


async def replay_parked(db: Connection, viewer: Viewer, consumer: str, event_id: UUID) -> None:
    """Ask a consumer to try a parked message once more. Raises Forbidden, or NotFound when none such is parked."""
    if not viewer.admin:
        raise Forbidden
    if not await inbox.replay(db, consumer, event_id):
        raise NotFound
