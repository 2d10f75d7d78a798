"""Commands against a bare asyncpg loop with the same statements, one transaction each.

The statements are recorded beside the writer's own connection while the product does commands one at a time; then
exactly these, with their arguments, run in a bare loop on a copy of the database made before.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from typing import Any

import asyncpg
from msgspec import Struct

from bench.measure import Figure, frozen, percentile, spread
from bench.story import Story, tell
from bench.world import World, world
from events import database
from events.message import Command
from events.writer import Writer
from idarathon import flow
from idarathon.clock import Clock
from idarathon.dispatch import Dispatch
from idarathon.phases.commands import StartJourney
from idarathon.viewer import Role, Viewer

TEAMS, HISTORY = 300, 18  # deposits before the measurement: with started and entered about 20 events a stream
ONE, MANY, WAITING, ROUNDS, WARM = 800, 4000, 32, 5, 64
Statement = tuple[str, str, tuple[Any, ...]]  # method of the connection, text, arguments


class Recording:
    """The writer's connection with a notebook: each transaction's statements and arguments."""

    def __init__(self, connection: asyncpg.Connection, transactions: list[list[Statement]]) -> None:
        self._connection, self._transactions = connection, transactions

    def transaction(self) -> Any:
        self._transactions.append([])
        return self._connection.transaction()

    async def fetch(self, query: str, *args: Any) -> Any:
        self._transactions[-1].append(("fetch", query, args))
        return await self._connection.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        self._transactions[-1].append(("fetchrow", query, args))
        return await self._connection.fetchrow(query, *args)

    async def execute(self, query: str, *args: Any) -> Any:
        self._transactions[-1].append(("execute", query, args))
        return await self._connection.execute(query, *args)

    async def executemany(self, query: str, rows: Any) -> None:
        rows = list(rows)
        self._transactions[-1].append(("executemany", query, (rows,)))
        await self._connection.executemany(query, rows)

    def is_closed(self) -> bool:
        return self._connection.is_closed()

    def terminate(self) -> None:
        self._connection.terminate()


class Round(Struct, frozen=True):
    """Commands a second of one round, and the p99 of ours at 32 waiting in milliseconds."""

    ours_one: float
    bare_one: float
    ours_many: float
    bare_many: float
    p99: float


async def measure() -> list[Figure]:
    """Three figures: at 1 waiting, at 32 waiting, and the p99 at 32."""
    story = Story("commands", TEAMS)
    async with world() as here:
        await _prepare(here, story)
        rounds = [await _round(here, story, number) for number in range(ROUNDS)]
    one = [r.ours_one / r.bare_one for r in rounds]
    many = [r.ours_many / r.bare_many for r in rounds]

    def rates(ours: str, bare: str) -> str:
        values = [spread([getattr(r, name) for r in rounds], 0) for name in (ours, bare)]
        return f"commands/s: ours {values[0]}, bare {values[1]}"

    return [
        Figure(
            name="commands / bare loop, 1 waiting",
            value=statistics.median(one),
            limit=0.6,
            at_least=True,
            unit="×",
            note=rates("ours_one", "bare_one"),
        ),
        Figure(
            name="commands / bare loop, 32 waiting",
            value=statistics.median(many),
            limit=2.0,
            at_least=True,
            unit="×",
            note=rates("ours_many", "bare_many"),
        ),
        Figure(
            name="command p99, 32 waiting",
            value=statistics.median(r.p99 for r in rounds),
            limit=50.0,
            unit="ms",
            note=spread([r.p99 for r in rounds], 1),
        ),
    ]


async def _prepare(here: World, story: Story) -> None:
    """The template: an edition in Inspiration whose teams have some history."""
    url = await here.create("template")
    writer, dispatch, clock = _dispatch(url)
    await writer.start()
    await tell(dispatch, story.found())
    await tell(dispatch, story.gather())
    clock.set(story.opens("inspiration"))
    await tell(dispatch, iter([story.open("inspiration")]))
    await tell(dispatch, (_start(story, n) for n in range(story.count)))
    for turn in range(HISTORY):
        await tell(dispatch, story.deposits("inspiration", range(story.count), turn))
    await writer.stop()
    await here.analyze("template")


def _start(story: Story, number: int) -> Command:
    return story.fixed(StartJourney(edition=story.edition, team=story.teams[number]), f"start {number}")


def _dispatch(url: str, notes: list[list[Statement]] | None = None) -> tuple[Writer, Dispatch, Clock]:
    clock, connect = Clock(), database.connector(url)
    clock.set(Story("commands", 0).opens("inspiration").replace(hour=0, day=1))

    async def recording() -> Any:
        connection = await connect()
        return connection if notes is None else Recording(connection, notes)

    writer = Writer(recording, flow.RULES)
    return writer, Dispatch(writer, clock.now), clock


async def _round(here: World, story: Story, number: int) -> Round:
    """Each of the four on a copy of its own. The bare loops alternate with ours, so that noise meets both."""
    names = [f"copy_{number}_{n}" for n in range(4)]
    urls = [await here.copy("template", name) for name in names]
    notes: list[list[Statement]] = []
    ours_one, _ = await _ours(urls[0], story, ONE, 1, number, notes)
    bare_one = await _bare(urls[1], notes, 1)
    ours_many, p99 = await _ours(urls[2], story, MANY, WAITING, number, None)
    bare_many = await _bare(urls[3], notes, WAITING)
    await here.drop(*names)
    return Round(ours_one, bare_one, ours_many, bare_many, p99)


async def _ours(
    url: str, story: Story, count: int, waiting: int, seed: int, notes: list[list[Statement]] | None
) -> tuple[float, float]:
    """Commands a second and p99 in ms of the product with so many senders; ``notes`` receive the statements."""
    writer, dispatch, clock = _dispatch(url, notes)
    clock.set(story.opens("inspiration"))
    await writer.start()
    chosen = random.Random(seed)
    todo = [
        (n, story.deposit("inspiration", n, "carnet", HISTORY + seed * 10_000 + i))
        for i, n in enumerate(chosen.choices(range(story.count), k=count + WARM))
    ]
    latencies: list[float] = []
    await _send(dispatch, story, todo[:WARM], waiting, [])
    if notes is not None:
        notes.clear()
    with frozen():
        began = time.perf_counter()
        await _send(dispatch, story, todo[WARM:], waiting, latencies)
        took = time.perf_counter() - began
    await writer.stop()
    return count / took, percentile(latencies, 0.99) * 1000


async def _send(
    dispatch: Dispatch, story: Story, todo: Sequence[tuple[int, Command]], waiting: int, latencies: list[float]
) -> None:
    rest = iter(todo)

    async def sender() -> None:
        for number, command in rest:
            viewer = Viewer(account=story.member(number, 0), teams={story.teams[number]: Role.LEAD})
            began = time.perf_counter()
            await dispatch.execute(command, viewer)
            latencies.append(time.perf_counter() - began)

    await asyncio.gather(*(sender() for _ in range(waiting)))


async def _bare(url: str, transactions: list[list[Statement]], connections: int) -> float:
    """Transactions a second of a loop that does nothing but run the recorded statements."""
    connect = database.connector(url)
    opened = [await connect() for _ in range(connections)]
    for connection in opened:
        await _warm(connection, transactions[0])
    rest = iter(transactions)

    async def loop(connection: asyncpg.Connection) -> None:
        for statements in rest:
            async with connection.transaction():
                await _run(connection, statements)

    with frozen():
        began = time.perf_counter()
        await asyncio.gather(*(loop(connection) for connection in opened))
        took = time.perf_counter() - began
    for connection in opened:
        await connection.close()
    return len(transactions) / took


async def _warm(connection: asyncpg.Connection, statements: list[Statement]) -> None:
    """Prepare every statement and settle its plan (PostgreSQL decides after five); nothing is kept."""
    for _ in range(6):
        transaction = connection.transaction()
        await transaction.start()
        await _run(connection, statements)
        await transaction.rollback()


async def _run(connection: asyncpg.Connection, statements: list[Statement]) -> None:
    for method, text, arguments in statements:
        await getattr(connection, method)(text, *arguments)
