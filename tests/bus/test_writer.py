"""The shared commit: order, seal, once-only, refusals without a trace."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest

from events import database as connections
from events.deciding import IdReused, StaleStream
from events.message import Recorded, new_id
from events.store import Tampered, verify
from events.writer import Unit, Writer
from tests.support.toy import RULES, Add, TooMuch, order


@pytest.fixture
async def writer(database: str) -> AsyncIterator[Writer]:
    writer = Writer(connections.connector(database), RULES)
    await writer.start()
    yield writer
    await writer.stop()


async def add(writer: Writer, command: Add) -> list[Recorded]:
    (outcome,) = await writer.submit(Unit([order(command)]))
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def positions(db: asyncpg.Pool) -> list[int]:
    return [row["position"] for row in await db.fetch("SELECT position FROM event ORDER BY position")]


async def test_positions_and_versions_are_gapless(writer: Writer, db: asyncpg.Pool) -> None:
    await asyncio.gather(*(add(writer, Add(counter=str(n % 3))) for n in range(90)))
    rows = await db.fetch("SELECT version FROM event WHERE stream = 'counter-1' ORDER BY position")
    versions = [row["version"] for row in rows]
    assert (await positions(db), versions) == (list(range(1, 91)), list(range(1, 31)))


async def test_a_command_sent_twice_happens_once(writer: Writer, db: asyncpg.Pool) -> None:
    command = Add(counter="a")
    first, second = await asyncio.gather(add(writer, command), add(writer, command))
    third = await add(writer, command)
    assert [item.meta.id for item in first] == [item.meta.id for item in second] == [item.meta.id for item in third]
    assert await positions(db) == [1]


async def test_a_command_id_of_another_stream_is_refused(writer: Writer) -> None:
    command_id = new_id()
    await add(writer, Add(id=command_id, counter="a"))
    with pytest.raises(IdReused):
        await add(writer, Add(id=command_id, counter="b"))


async def test_a_command_id_of_the_system_is_not_taken_by_somebody(writer: Writer) -> None:
    command_id = new_id()
    (first,) = await writer.submit(Unit([order(Add(id=command_id, counter="a"), actor=new_id())]))
    (second,) = await writer.submit(Unit([order(Add(id=command_id, counter="b"))]))
    (third,) = await writer.submit(Unit([order(Add(id=command_id, counter="b"))]))
    assert [len(one) for one in (first, second) if isinstance(one, list)] == [1, 1]
    assert second == third != first


async def test_a_command_id_of_the_system_is_refused_to_somebody(writer: Writer) -> None:
    command_id = new_id()
    await add(writer, Add(id=command_id, counter="a"))
    (outcome,) = await writer.submit(Unit([order(Add(id=command_id, counter="a"), actor=new_id())]))
    assert isinstance(outcome, IdReused)


async def test_a_stale_version_is_refused_and_leaves_no_trace(writer: Writer, db: asyncpg.Pool) -> None:
    await add(writer, Add(counter="a", expected_version=0))
    with pytest.raises(StaleStream):
        await add(writer, Add(counter="a", expected_version=0))
    assert await positions(db) == [1]


async def test_a_refusal_in_a_batch_stops_nobody_else(writer: Writer, db: asyncpg.Pool) -> None:
    commands = [Add(counter="a", by=60), Add(counter="b"), Add(counter="a", by=60), Add(counter="c")]
    outcomes = await asyncio.gather(*(writer.submit(Unit([order(c)])) for c in commands))
    assert [isinstance(outcome[0], TooMuch) for outcome in outcomes] == [False, False, True, False]
    assert await positions(db) == [1, 2, 3]


async def test_every_changed_column_breaks_the_seal_at_its_position(writer: Writer, db: asyncpg.Pool) -> None:
    for n in range(5):
        await add(writer, Add(counter="a", by=n))
    broken = []
    for change in (
        "data = replace(data::text, '2', '3')::json",
        "at = at + interval '1 microsecond'",
        "actor = id",
        "stream = 'x'",
        "type = 'counter.echoed'",
        "command_id = id",
        "edition = id",
        "version = 9",
        "causation = id",
        "correlation = id",
        "id = command_id",
        "digest = digest || '\\x00'",
    ):
        async with db.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(f"UPDATE event SET {change} WHERE position = 3")
            with pytest.raises(Tampered) as caught:
                await verify(connection)
            broken.append(caught.value.position)
            await transaction.rollback()
    assert broken == [3] * 12


async def test_a_removed_event_breaks_the_seal(writer: Writer, db: asyncpg.Pool) -> None:
    for _ in range(3):
        await add(writer, Add(counter="a"))
    await db.execute("DELETE FROM event WHERE position = 3")
    with pytest.raises(Tampered) as caught:
        await verify(db)
    assert caught.value.position == 3


Take = Callable[[asyncpg.Connection], Awaitable[None]]


async def appends(url: str, count: int, connections_count: int, take: Take) -> list[int]:
    """Append over many connections with random commit delays, while a reader follows the positions as a relay would."""
    connect = connections.connector(url)
    chosen = random.Random(7)
    todo = iter(range(count))
    seen: list[int] = []

    async def work() -> None:
        connection = await connect()
        for _ in todo:
            async with connection.transaction():
                await take(connection)
                await asyncio.sleep(chosen.uniform(0, 0.002))
        await connection.close()

    async def follow(done: asyncio.Event) -> None:
        connection = await connect()
        while True:
            last = done.is_set()
            rows = await connection.fetch("SELECT n FROM appended WHERE n > $1 ORDER BY n", seen[-1] if seen else 0)
            seen.extend(row["n"] for row in rows)
            if last:
                break
            await asyncio.sleep(0)
        await connection.close()

    done = asyncio.Event()
    reader = asyncio.create_task(follow(done))
    await asyncio.gather(*(work() for _ in range(connections_count)))
    done.set()
    await reader
    return seen


async def by_counter_row(connection: asyncpg.Connection) -> None:
    await connection.execute(
        "WITH h AS (UPDATE log_head SET position = position + 1 RETURNING position) "
        "INSERT INTO appended SELECT position FROM h"
    )


async def by_sequence(connection: asyncpg.Connection) -> None:
    await connection.execute("INSERT INTO appended VALUES (nextval('plain'))")


async def test_the_counter_row_loses_nothing_for_a_follower(database: str, db: asyncpg.Pool) -> None:
    await db.execute("CREATE TABLE appended (n bigint PRIMARY KEY)")
    assert await appends(database, 600, 16, by_counter_row) == list(range(1, 601))


async def test_a_plain_sequence_loses_late_commits(database: str, db: asyncpg.Pool) -> None:
    """Why the counter row exists: the same follower over a sequence misses what commits late."""
    await db.execute("CREATE TABLE appended (n bigint PRIMARY KEY); CREATE SEQUENCE plain")
    assert len(await appends(database, 600, 16, by_sequence)) < 600
