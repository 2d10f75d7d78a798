"""A whole instance that can be hurt: supervised servers and an engine process, each killed or robbed of its data."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bench.program import LoggedProgram, instance
from bench.world import folder
from events import connecting, streams
from idarathon.running import prepare
from idarathon.servers.nats import Nats
from idarathon.servers.postgres import Postgres
from idarathon.servers.supervisor import Supervisor, Urls


class ForgetfulNats(Nats):
    """NATS that finds its JetStream store empty at the next start, when told so."""

    forget = False

    async def _prepare(self) -> None:
        await super()._prepare()
        if self.forget:
            shutil.rmtree(self.folder / "jetstream")
            self.forget = False


class Stage:
    """PostgreSQL, NATS and the engine under supervisors, as `idarathon serve` has them."""

    VICTIMS = ("engine", "nats", "postgres")

    def __init__(self, place: Path, **more: str) -> None:
        self.folder, self._more = place, more
        self.postgres, self.nats = Postgres(place), ForgetfulNats(place)
        self._servers = Supervisor(self.postgres, self.nats)
        self.engine: LoggedProgram | None = None
        self._programs: Supervisor | None = None

    @property
    def urls(self) -> Urls:
        """Where both servers listen; the same after each restart."""
        return Urls(self.postgres.url, self.nats.url)

    async def start(self) -> None:
        """Start everything; the schema is up to date before the engine is."""
        await self._servers.start()
        await prepare(self.urls.postgres, "PostgreSQL")
        self.engine = LoggedProgram(
            "engine", ["-m", "idarathon", "engine"], self._environment(), self.folder / "engine.log"
        )
        self._programs = Supervisor(self.engine)
        await self._programs.start()

    def _environment(self) -> dict[str, str]:
        return {**instance(self.urls, self.folder), **self._more}

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


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@contextlib.asynccontextmanager
async def stage(**more: str) -> AsyncIterator[Stage]:
    """A stage in a temporary folder, ended and deleted afterwards. ``more``: settings of the engine."""
    with folder("idarathon-stage-") as place:
        made = Stage(place, **more)
        try:
            await made.start()
            yield made
        finally:
            await made.stop()
