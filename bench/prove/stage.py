"""A whole instance that can be hurt: supervised servers and an engine process, each killed or robbed of its data."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from bench.world import folder
from events import connecting, streams
from idarathon.running import environment, prepare
from idarathon.servers.child import dies_with_parent
from idarathon.servers.nats import Nats
from idarathon.servers.postgres import Postgres
from idarathon.servers.supervisor import Supervisor, Urls
from idarathon.settings import Settings


class ForgetfulNats(Nats):
    """NATS that finds its JetStream store empty at the next start, when told so."""

    forget = False

    async def _prepare(self) -> None:
        await super()._prepare()
        if self.forget:
            shutil.rmtree(self.folder / "jetstream")
            self.forget = False


class EngineProcess:
    """`idarathon engine` as a supervised child; what it says goes into a file."""

    title = "engine"

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self._environ, self._log = {**os.environ, **environ}, log
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process id. Raises RuntimeError before start."""
        if self._process is None:
            raise RuntimeError("the engine was not started")
        return self._process.pid

    async def start(self) -> None:
        """Spawn it; it dies with us."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "idarathon", "engine"),
                env=self._environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGKILL),
            )

    async def wait(self) -> int:
        """The exit code, once it ended."""
        return await self._process.wait() if self._process else 0

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL after 5 s."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


class Stage:
    """PostgreSQL, NATS and the engine under supervisors, as `idarathon serve` has them."""

    VICTIMS = ("engine", "nats", "postgres")

    def __init__(self, place: Path) -> None:
        self.folder = place
        self.postgres, self.nats = Postgres(place), ForgetfulNats(place)
        self._servers = Supervisor(self.postgres, self.nats)
        self.engine: EngineProcess | None = None
        self._programs: Supervisor | None = None

    @property
    def urls(self) -> Urls:
        """Where both servers listen; the same after each restart."""
        return Urls(self.postgres.url, self.nats.url)

    async def start(self) -> None:
        """Start everything; the schema is up to date before the engine is."""
        await self._servers.start()
        await prepare(self.urls.postgres, "PostgreSQL")
        self.engine = EngineProcess(environment(_settings(self.folder), self.urls), self.folder / "engine.log")
        self._programs = Supervisor(self.engine)
        await self._programs.start()

    async def stop(self) -> None:
        """End everything, the engine first."""
        if self._programs:
            await self._programs.stop()
        await self._servers.stop()

    def kill(self, victim: str) -> bool:
        """SIGKILL; False when the victim is just down."""
        return self.signal(victim, signal.SIGKILL)

    def signal(self, victim: str, number: signal.Signals) -> bool:
        """Send a signal to one of the processes; False when it is just down."""
        server: Any = {"engine": self.engine, "nats": self.nats, "postgres": self.postgres}[victim]
        if not Path(f"/proc/{server.pid}/fd").exists() or _is_zombie(server.pid):
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(server.pid, number)
            return True
        return False

    async def drop_stream(self) -> None:
        """Delete the JetStream stream with all its consumers, through the server's API."""
        client = await connecting.connect(self.urls.nats, "thief", 20)
        try:
            await streams.drop(client.jetstream())
        finally:
            await connecting.close(client)

    async def wipe_store(self) -> None:
        """Kill NATS; its next start finds an empty folder."""
        self.nats.forget = True
        os.kill(self.nats.pid, signal.SIGKILL)
        async with asyncio.timeout(30):
            while self.nats.forget:  # noqa: ASYNC110 (the supervisor restarts it, and tells nobody)
                await asyncio.sleep(0.01)


def _settings(place: Path) -> Settings:
    return Settings(
        database_url=None, nats_url=None, base_url="http://127.0.0.1:1", secret=b"s" * 32, data=place / "data"
    )


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@contextlib.asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """A stage in a temporary folder, ended and deleted afterwards."""
    with folder("idarathon-stage-") as place:
        made = Stage(place)
        try:
            await made.start()
            yield made
        finally:
            await made.stop()
