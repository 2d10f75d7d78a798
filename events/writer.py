"""The one writer of a process: up to 64 waiting units in one transaction, counter row first, one commit.

Five times the speed of a transaction per command, and fair: see docs/decisions/0002-shared-commit.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import asyncpg
from msgspec import Struct

from events.catalog import Catalog, type_of
from events.database import LOST
from events.deciding import Desk, Order, Outcome, Tick
from events.ending import end
from events.message import Recorded, Write, encode
from events.projection import Projection
from events.store import SQL, read_head, recorded, seal

BATCH = 64
Connect = Callable[[], Awaitable[asyncpg.Connection]]


class DatabaseAway(Exception):
    """PostgreSQL did not answer for the whole patience. Whether the unit was committed is unknown; repeat it."""


class Unit(Struct, frozen=True):
    """What commits together: orders, and for a reaction the inbox row of its last chunk."""

    orders: Sequence[Order]
    tick: Tick | None = None


class Rules(Struct, frozen=True):
    """What the writer must know of the domain."""

    catalog: Catalog
    projections: tuple[Projection, ...]
    refusals: tuple[type[Exception], ...]
    constraints: Mapping[str, type[Exception]]


class Writer:
    """Takes units from a queue; ``submit`` waits for the outcome of each order of its unit."""

    def __init__(self, connect: Connect, rules: Rules, patience: float = 8.0) -> None:
        self._connect = connect
        self._rules = rules
        self._patience = patience  # seconds
        self._queue: asyncio.Queue[tuple[Unit, asyncio.Future[list[Outcome]]]] = asyncio.Queue()
        self._connection: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to take units. The connection is made at the first one."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Stop after the transaction in flight; what still waits is refused as DatabaseAway."""
        if self._task:
            await end([self._task])
        if self._connection:
            self._connection.terminate()

    async def submit(self, unit: Unit) -> list[Outcome]:
        """The outcome of each order: its recorded events, or the refusal. Raises DatabaseAway, or a database error."""
        future: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        await self._queue.put((unit, future))
        return await future

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                await self._settle([item for item in batch if not item[1].cancelled()])
            except asyncio.CancelledError:
                _fail(batch, DatabaseAway())
                raise

    async def _settle(self, batch: list[tuple[Unit, asyncio.Future[list[Outcome]]]]) -> None:
        """Commit the batch. After a database error each half alone, so that one bad unit fails alone."""
        if not batch:
            return
        try:
            outcomes = await self._patiently([unit for unit, _ in batch])
        except Exception as error:
            if len(batch) == 1 or isinstance(error, DatabaseAway):
                _fail(batch, self._named(error))
                return
            middle = len(batch) // 2
            await self._settle(batch[:middle])
            await self._settle(batch[middle:])
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if not future.done():
                future.set_result(outcome)

    async def _patiently(self, units: list[Unit]) -> list[list[Outcome]]:
        """Commit; on a lost connection repeat, which command ids and inbox rows make safe."""
        deadline = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                if self._connection is None or self._connection.is_closed():
                    self._connection = await self._connect()
                return await self._commit(self._connection, units)
            except LOST as error:
                if self._connection:
                    self._connection.terminate()
                self._connection = None
                if asyncio.get_running_loop().time() > deadline:
                    raise DatabaseAway from error
                await asyncio.sleep(0.1)

    async def _commit(self, db: asyncpg.Connection, units: list[Unit]) -> list[list[Outcome]]:
        async with db.transaction():
            position, digest = await read_head(db, lock=True)
            desk = await self._desk(db, units, position)
            done = await _done(db, units)
            outcomes = [self._unit(desk, unit, done) for unit in units]
            if desk.fresh:
                await self._write(db, desk, digest)
            ticks = [row for unit, outcome in zip(units, outcomes, strict=True) for row in _ticks(unit, outcome, done)]
            if ticks:
                await db.executemany(SQL["tick_inbox"], ticks)
        return outcomes

    async def _desk(self, db: asyncpg.Connection, units: list[Unit], position: int) -> Desk:
        orders = [order for unit in units for order in unit.orders]
        streams = {order.stream for order in orders} | {stream for order in orders for _, stream in order.context}
        rows = await db.fetch(SQL["load_streams"], list(streams)) if streams else []
        known = await db.fetch(SQL["load_commands"], [order.command.id for order in orders]) if orders else []
        catalog = self._rules.catalog
        return Desk(
            ((row["stream"], catalog.decode(row["type"], row["data"])) for row in rows),
            (recorded(row, catalog) for row in known),
            position,
        )

    def _unit(self, desk: Desk, unit: Unit, done: set[tuple[str, Any]]) -> list[Outcome]:
        if unit.tick and not _due(unit, done):
            return [[] for _ in unit.orders]
        return [desk.settle(order, self._rules.refusals) for order in unit.orders]

    async def _write(self, db: asyncpg.Connection, desk: Desk, digest: bytes) -> None:
        rows = []
        for item in desk.fresh:
            type_, data = type_of(type(item.event)), encode(item.event)
            digest = seal(digest, item.meta, type_, data)
            rows.append(log_row(item, type_, data, digest))
        await db.executemany(SQL["append"], rows)
        types = {type(item.event) for item in desk.fresh}
        concerned = [one for one in self._rules.projections if not types.isdisjoint(one.events)]
        await write_all(db, (write for one in concerned for write in rows_of(one, desk.fresh)))
        await write_all(db, desk.vault)
        await db.execute(SQL["move_head"], desk.position, digest)
        await db.execute("SELECT pg_notify('log', $1)", str(desk.position))

    def _named(self, error: Exception) -> Exception:
        """A violated rule across streams is a named refusal; anything else stays what it is."""
        name = getattr(error, "constraint_name", None)
        refusal = self._rules.constraints.get(name) if name else None
        return refusal() if refusal else error


def rows_of(projection: Projection, items: Iterable[Recorded]) -> Iterable[Write]:
    """What one projection makes of some events, in log order."""
    for item in items:
        if isinstance(item.event, projection.events):
            yield from projection.project(item)


async def write_all(db: asyncpg.Connection, writes: Iterable[Write]) -> None:
    """Run writes in order, neighbours with the same statement as one round trip."""
    statement, rows = "", list[tuple[Any, ...]]()
    for text, row in writes:
        if text != statement and rows:
            await db.executemany(statement, rows)
            rows = []
        statement = text
        rows.append(row)
    if rows:
        await db.executemany(statement, rows)


def log_row(item: Recorded, type_: str, data: str, digest: bytes) -> tuple[Any, ...]:
    """The columns of ``append``, in order."""
    m = item.meta
    head = (m.position, m.id, m.stream, m.version, type_, data, m.at, m.actor)
    return (*head, m.command_id, m.correlation, m.causation, m.edition, digest)


async def _done(db: asyncpg.Connection, units: list[Unit]) -> set[tuple[str, Any]]:
    ticks = [unit.tick for unit in units if unit.tick]
    if not ticks:
        return set()
    rows = await db.fetch(SQL["done_units"], [tick.consumer for tick in ticks], [tick.event_id for tick in ticks])
    return {(row["consumer"], row["event_id"]) for row in rows}


def _due(unit: Unit, done: set[tuple[str, Any]]) -> bool:
    return unit.tick is not None and (unit.tick.consumer, unit.tick.event_id) not in done


def _ticks(unit: Unit, outcomes: list[Outcome], done: set[tuple[str, Any]]) -> Iterable[tuple[Any, ...]]:
    """The inbox row of a reaction's last chunk; a refusal inside is an outcome, not an error."""
    if unit.tick is None or not _due(unit, done):
        return
    refused = [str(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
    outcome = "refused" if refused else "done"
    yield (unit.tick.consumer, unit.tick.event_id, unit.tick.position, outcome, "; ".join(refused[:5]) or None)


def _fail(batch: list[tuple[Unit, asyncio.Future[list[Outcome]]]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
