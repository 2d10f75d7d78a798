"""A child process of a measurement, in a session of its own; what it says goes into a file."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from idarathon.running import environment
from idarathon.servers.child import dies_with_parent
from idarathon.servers.supervisor import Urls
from idarathon.settings import Settings


class LoggedProgram:
    """`python …` that dies with us; also what a supervisor can keep alive."""

    def __init__(self, title: str, arguments: list[str], environ: Mapping[str, str], log: Path) -> None:
        self.title = title
        self._arguments, self._environ, self._log = arguments, {**os.environ, **environ}, log
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process id. Raises RuntimeError before start."""
        if self._process is None:
            raise RuntimeError(f"{self.title} was not started")
        return self._process.pid

    async def start(self) -> None:
        """Spawn it."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._arguments,
                env=self._environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
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


def instance(urls: Urls, folder: Path, base_url: str = "http://127.0.0.1:1") -> dict[str, str]:
    """The environment of a child that belongs to these servers."""
    settings = Settings(database_url=None, nats_url=None, base_url=base_url, secret=b"s" * 32, data=folder / "data")
    return environment(settings, urls)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
