"""Throw-away servers and databases for one measurement: ours alone, on loopback, ended with us."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg

from events import database
from events.migrate import migrate
from idarathon.running import MIGRATIONS
from idarathon.servers.nats import Nats
from idarathon.servers.postgres import Postgres

zoneinfo.reset_tzpath(to=[])  # the tzdata package, as in the program


class World:
    """One PostgreSQL and one NATS in a temporary folder, and databases by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = Postgres(folder)
        self.nats = Nats(folder)

    def url(self, name: str) -> str:
        """Where the database ``name`` is."""
        head, _, query = self.postgres.url.partition("?")
        return f"{head.rsplit('/', 1)[0]}/{name}?{query}"

    async def create(self, name: str) -> str:
        """A fresh migrated database; its url."""
        await self._admin(f'CREATE DATABASE "{name}"')
        connection = await database.connector(self.url(name))()
        try:
            await migrate(connection, MIGRATIONS)
        finally:
            await connection.close()
        return self.url(name)

    async def copy(self, template: str, name: str) -> str:
        """A copy of a database that nobody is connected to, with an identity of its own; its url."""
        await self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connection = await database.connector(self.url(name))()
        try:
            await connection.execute("UPDATE log_head SET instance = gen_random_uuid()")
        finally:
            await connection.close()
        return self.url(name)

    async def analyze(self, name: str) -> None:
        """Fresh statistics and no dead rows, so that every copy plans alike and autovacuum stays out of the way."""
        connection = await database.connector(self.url(name))()
        try:
            await connection.execute("VACUUM ANALYZE")
        finally:
            await connection.close()

    async def drop(self, *names: str) -> None:
        """Delete databases, whoever is connected."""
        connection: asyncpg.Connection = await database.connector(self.postgres.url)()
        try:
            for name in names:
                await drop(connection, name)
        finally:
            await connection.close()

    async def _admin(self, statement: str) -> None:
        connection: asyncpg.Connection = await database.connector(self.postgres.url)()
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


async def drop(admin: asyncpg.Connection, name: str) -> None:
    """Delete a database. An autovacuum worker in it is the server's own, may not be ended, and is soon gone."""
    for _ in range(100):
        try:
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        except asyncpg.InsufficientPrivilegeError:
            await asyncio.sleep(0.1)
    raise TimeoutError(f"the database {name} stays in use")


@contextlib.asynccontextmanager
async def world() -> AsyncIterator[World]:
    """Both servers, started together; the folder is deleted afterwards."""
    with folder("idarathon-bench-") as place:
        made = World(place)
        try:
            await made.postgres.start()
            await made.nats.start()
            yield made
        finally:
            await made.nats.stop()
            await made.postgres.stop()


@contextlib.contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """A temporary folder that the servers' user may enter."""
    place = Path(tempfile.mkdtemp(prefix=prefix))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
