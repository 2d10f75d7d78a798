"""Show 6: one changed byte anywhere in the log, and `idarathon verify` names the position and exits 1."""

from __future__ import annotations

import asyncio
import json
import os
import random
import string
import sys
from uuid import UUID

import asyncpg

from bench.close import running
from bench.measure import Figure, fact
from bench.program import instance
from bench.story import Story, tell
from bench.world import World, world
from events import database
from events.store import Tampered, verify
from idarathon.servers.supervisor import Urls

TRIES, THROUGH_COMMAND = 400, 25  # changes checked in this process; of these so many through the command line
COLUMNS = {
    **dict.fromkeys(("id", "actor", "command_id", "correlation", "causation", "edition"), "uuid"),
    **{"position": "bigint", "version": "integer", "stream": "text", "type": "text", "data": "json"},
    **{"at": "timestamptz", "digest": "bytea"},
}
VERIFY = ("-m", "idarathon", "verify", "--json")


async def measure() -> list[Figure]:
    """A log of some hundred events; each change is undone before the next."""
    async with world() as here:
        url = await here.create("sealed")
        async with running(url, here.nats.url) as (engine, _):
            story = Story("bytes", 20)
            await tell(engine.dispatch, story.found())
            await tell(engine.dispatch, story.gather())
            await engine.quiet()
        db = await database.connector(url)()
        try:
            intact = await _verify(here, url)
            named, exited = await _try(here, url, db)
            head = await _head(here, url, db)
        finally:
            await db.close()
    return [
        fact("verify: an untouched log is intact, exit 0", intact == (0, None)),
        fact("verify: a changed counter row is found, exit 1", head == 1),
        Figure(name="changed bytes found at their position", value=named, limit=TRIES, at_least=True),
        Figure(name="of these by `idarathon verify`, exit 1", value=exited, limit=THROUGH_COMMAND, at_least=True),
    ]


async def _try(here: World, url: str, db: asyncpg.Connection) -> tuple[int, int]:
    """How many changes were named at their position; and how many of those that the command looked at, by it."""
    chosen = random.Random(6)
    last: int = await db.fetchval("SELECT position FROM log_head")
    named = exited = 0
    for number in range(TRIES):
        position = chosen.randint(1, last)
        transaction = db.transaction()
        through_command = number % (TRIES // THROUGH_COMMAND) == 0
        if not through_command:
            await transaction.start()
        undo = await _change(db, position, list(COLUMNS)[number % len(COLUMNS)], chosen)
        named += await _named(db) == position
        if through_command:
            exited += await _verify(here, url) == (1, position)
            await db.execute(*undo)
        else:
            await transaction.rollback()
    assert await _named(db) is None, "a change was not undone"
    return named, exited


async def _change(
    db: asyncpg.Connection, position: int, column: str, chosen: random.Random
) -> tuple[str, str | None, object]:
    """Change one character of a column, into something that PostgreSQL accepts; returns what undoes it."""
    kind = COLUMNS[column]
    row = await db.fetchrow(f"SELECT {column}::text, id FROM event WHERE position = $1", position)
    assert row is not None
    before, event = row
    text = f"UPDATE event SET {column} = $1::text::{kind} WHERE "
    while True:
        other = _other(before, kind, chosen)
        try:
            async with db.transaction():
                await db.execute(f"{text} position = $2", other, position)
                changed = f"SELECT count(*) FROM event WHERE {column}::text IS NOT DISTINCT FROM $1 AND position = $2"
                if not await db.fetchval(changed, before, position):
                    where = UUID(other) if column == "id" else event
                    return f"{text} id = $2", before, where
        except (asyncpg.DataError, asyncpg.UniqueViolationError):
            continue  # no JSON, no date, or taken: another character


def _other(text: str | None, kind: str, chosen: random.Random) -> str:
    """The text with one byte replaced, by one of the same sort where the column allows no other."""
    if text is None:
        return str(UUID(int=chosen.getrandbits(128)))
    if kind in ("bigint", "integer"):
        return str(int(text) ^ 1 << chosen.randrange(31))
    place = chosen.randrange(len(text))
    sorts = [sort for sort in ("0123456789", "abcdef", string.ascii_letters) if text[place] in sort]
    return text[:place] + chosen.choice(sorts[0] if sorts else string.printable[:94]) + text[place + 1 :]


async def _named(db: asyncpg.Connection) -> int | None:
    """The position that the check names; None when the log is intact."""
    try:
        await verify(db)
    except Tampered as error:
        return error.position
    return None


async def _head(here: World, url: str, db: asyncpg.Connection) -> int:
    """The exit code after one byte of the counter row's digest was changed."""
    before = await db.fetchval("SELECT digest FROM log_head")
    await db.execute("UPDATE log_head SET digest = $1", bytes([before[0] ^ 1]) + before[1:])
    code, _ = await _verify(here, url)
    await db.execute("UPDATE log_head SET digest = $1", before)
    return code


async def _verify(here: World, url: str) -> tuple[int, int | None]:
    """`idarathon verify --json`: its exit code, and the position that it names."""
    environ = {**os.environ, **instance(Urls(url, here.nats.url), here.folder)}
    child = await asyncio.create_subprocess_exec(
        sys.executable, *VERIFY, env=environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        out, _ = await child.communicate()
    return child.returncode or 0, json.loads(out).get("position")
