"""Servers are started once for all workers; every test has a database of its own, copied from a migrated template."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import tempfile
import threading
import zoneinfo
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from nats.aio.client import Client

from bench.world import drop
from events import connecting
from events.migrate import LOG, migrate
from idarathon.clock import Clock
from idarathon.engine import Engine
from idarathon.servers.nats import Nats
from idarathon.servers.postgres import Postgres
from tests.support.panel import Panel
from tests.support.post_office import Post, PostOffice, post_office, posting
from tests.support.scene import START, Scene
from tests.support.site import Site, running
from tests.support.worlds import World, again, wanted, world_of

zoneinfo.reset_tzpath(to=[])  # the tzdata package, as in the program: the system's copy predates Morocco's change
POSTGRES, TEMPLATE = "IDARATHON_TEST_POSTGRES", "idarathon_template"
MIGRATIONS = [LOG, Path(__file__).parent.parent / "idarathon" / "migrations"]


def in_memory() -> Path | None:
    """Where the servers' files cost no disk, if there is room: a quarter of the suite's time was waiting for fsync.
    What is killed in tests/bus keeps its data on the disk."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30 else None


class InThread:
    """A loop of its own for servers that outlive a test: PDEATHSIG follows the thread that starts a process."""

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"idarathon-{name}-", dir=in_memory()))
        self.folder.chmod(0o755)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def do(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Await it over there."""
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(90)

    def remove(self) -> None:
        """What the servers left."""
        shutil.rmtree(self.folder, ignore_errors=True)


class SharedPostgres(InThread):
    """PostgreSQL for the whole run, with the migrated template."""

    def __init__(self) -> None:
        super().__init__("tests")
        self.postgres = Postgres(self.folder)
        self.do(self.postgres.start())
        self.do(self._template())

    async def _template(self) -> None:
        connection = await asyncpg.connect(self.postgres.url)
        await connection.execute(f"CREATE DATABASE {TEMPLATE}")
        await connection.close()
        connection = await asyncpg.connect(database_url(self.postgres.url, TEMPLATE))
        await migrate(connection, MIGRATIONS)
        await connection.close()

    def stop(self) -> None:
        self.do(self.postgres.stop())
        self.remove()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and not config.option.collectonly and POSTGRES not in os.environ:
        shared = SharedPostgres()
        os.environ[POSTGRES] = shared.postgres.url
        config.add_cleanup(shared.stop)


def database_url(url: str, name: str) -> str:
    """The url of another database of the same server."""
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + "/" + name + ("?" + query if query else "")


@pytest.fixture
async def beginning(request: pytest.FixtureRequest) -> World | None:
    """What the test begins with; None for nothing."""
    name = wanted(request)
    return await world_of(name, request.getfixturevalue("worker_nats").url, new_database) if name else None


@pytest.fixture
async def database(beginning: World | None) -> AsyncIterator[str]:
    """The url of a fresh migrated database with an identity of its own."""
    async with fresh_database(beginning.template if beginning else TEMPLATE) as url:
        yield url


@pytest.fixture
async def second_database() -> AsyncIterator[str]:
    """Another one, for what goes from one instance to another."""
    async with fresh_database() as url:
        yield url


@contextlib.asynccontextmanager
async def fresh_database(template: str = TEMPLATE) -> AsyncIterator[str]:
    """A copy with an identity of its own, dropped at the end."""
    name = "t_" + secrets.token_hex(6)
    admin = await asyncpg.connect(os.environ[POSTGRES])
    try:
        yield await copy(admin, template, name)
    finally:
        try:
            await drop(admin, name)
        finally:
            await admin.close()


async def new_database(name: str) -> str:
    """The url of an empty migrated database of this name."""
    admin = await asyncpg.connect(os.environ[POSTGRES])
    try:
        return await copy(admin, TEMPLATE, name)
    finally:
        await admin.close()


async def copy(admin: asyncpg.Connection, template: str, name: str) -> str:
    """The url of a copy of a database that nobody is connected to."""
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    url = database_url(os.environ[POSTGRES], name)
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE log_head SET instance = gen_random_uuid()")
    await connection.close()
    return url


@pytest.fixture
async def db(database: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on the test's own database."""
    async with asyncpg.create_pool(database, min_size=1, max_size=8) as pool:
        yield pool


@pytest.fixture(scope="session")
def worker_nats() -> Iterator[Nats]:
    """The NATS server of this worker. A relay drops the stream that another test left."""
    home = InThread("nats")
    server = Nats(home.folder)
    home.do(server.start())
    yield server
    home.do(server.stop())
    home.remove()


@pytest.fixture
def nats_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="idarathon-nats-", dir=in_memory()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def nats_server(nats_folder: Path) -> AsyncIterator[Nats]:
    """A NATS server of this test alone, to be stopped or killed."""
    server = Nats(nats_folder)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def nats_url(request: pytest.FixtureRequest) -> str:
    """The worker's server, or the test's own where the test asks for one by name."""
    own = "nats_server" in request.fixturenames
    server: Nats = request.getfixturevalue("nats_server" if own else "worker_nats")
    return server.url


@pytest.fixture
async def nats_client(nats_url: str) -> AsyncIterator[Client]:
    client = await connecting.connect(nats_url, "test", 10)
    yield client
    await connecting.close(client)


@pytest.fixture
async def engine(database: str, nats_url: str, beginning: World | None) -> AsyncIterator[Engine]:
    """Relay and reactions on a clock that stands still until a test moves it."""
    clock = Clock()
    clock.set(beginning.instant if beginning else START)
    engine = Engine(database, nats_url, clock, ticking=False)
    await engine.start(nats_patience=10)
    yield engine
    await engine.stop()


@pytest.fixture
def begun(beginning: World | None, engine: Engine) -> tuple[Scene, Panel | None]:
    """The scene of the test's world, and its jury if it has one."""
    assert beginning is not None
    return again(beginning, engine)


@pytest.fixture
def scene(begun: tuple[Scene, Panel | None]) -> Scene:
    """A published edition in composed intake."""
    return begun[0]


@pytest.fixture
def panel(begun: tuple[Scene, Panel | None]) -> Panel:
    """The jury of a test that is marked with one of its worlds."""
    assert begun[1] is not None
    return begun[1]


@pytest.fixture
async def site(scene: Scene, database: str, nats_url: str) -> AsyncIterator[Site]:
    """The application on the scene's clock."""
    async with running(database, nats_url, scene.engine.clock) as site:
        yield site


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    """A real mail server."""
    async with post_office() as office:
        yield office


@pytest.fixture
async def post(scene: Scene, database: str, office: PostOffice) -> AsyncIterator[Post]:
    """A mailer on the scene's clock, which looks when the test says so."""
    async with posting(office, database, scene.engine.clock) as post:
        yield post
