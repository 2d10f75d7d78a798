"""Show 6: one changed byte anywhere in the log, and `idarathon verify` names the position and exits 1."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import asyncpg

from bench.close import running
from bench.measure import Figure, fact
from bench.story import Story, tell
from bench.world import World, world
from events import database
from idarathon.running import environment
from idarathon.servers.supervisor import Urls
from idarathon.settings import Settings

TRIES, THROUGH_COMMAND = 400, 25  # changes checked in this process; of these so many through the command line
COLUMNS = (
    *("id", "stream", "version", "type", "data", "at", "actor", "command_id", "correlation", "causation", "edition"),
    "digest",
)
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
        finally:
            await db.close()
    return [
        fact("verify: an untouched log is intact, exit 0", intact == (0, None)),
        Figure(name="changed bytes found at their position", value=named, limit=TRIES, at_least=True),
        Figure(name="of these by `idarathon verify`, exit 1", value=exited, limit=THROUGH_COMMAND, at_least=True),
    ]


async def _try(here: World, url: str, db: asyncpg.Connection) -> tuple[int, int]:
    """How many changes were named at their position; and how many by the command."""
    chosen = random.Random(6)
    last: int = await db.fetchval("SELECT position FROM log_head")
    named = exited = 0
    for number in range(TRIES):
        position, column = chosen.randint(1, last), COLUMNS[number % len(COLUMNS)]
        before = await db.fetchval(f"SELECT {column} FROM event WHERE position = $1", position)
        text: str = await _type(db, column)
        await db.execute(f"UPDATE event SET {column} = $2::{text} WHERE position = $1", position, _other(before, chosen))
        if number % (TRIES // THROUGH_COMMAND) == 0:
            exited += await _verify(here, url) == (1, position)
        named += await _named(db) == position
        await db.execute(f"UPDATE event SET {column} = $2::{text} WHERE position = $1", position, before)
    return named, exited
