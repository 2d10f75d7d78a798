"""Keeps the embedded servers alive, and lets a second process find those that run."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol

from idarathon.servers.nats import Nats
from idarathon.servers.postgres import Postgres
from idarathon.servers.process import AlreadyRunning, ServerFailed, birth, write_private

FILE: Final = "servers.json"
BACK_OFF: Final = (0.05, 5.0)  # seconds: after the first death, and at most; doubled at every failure in between
STEADY: Final = 10.0  # seconds alive after which a death counts as the first again
OTHER: Final = 15.0  # seconds `embedded` waits for a starting or stopping owner of the same folder

_log: Final = logging.getLogger(__name__)


class Supervised(Protocol):
    """What the supervisor needs of a server."""

    @property
    def title(self) -> str: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def wait(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the two servers listen, passwords included."""

    postgres: str
    nats: str


class Supervisor:
    """Starts servers together and restarts, on its old port, any whose process ended, until stopped."""

    def __init__(self, *servers: Supervised, on_restart: Callable[[str], None] | None = None) -> None:
        """`on_restart` is called with the server's title after each successful restart; it must not raise."""
        self._servers = servers
        self._on_restart = on_restart
        self._watchers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start all at once. Raises the first ServerFailed, with every other server stopped again."""
        try:
            results = await asyncio.gather(*(s.start() for s in self._servers), return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
        except BaseException:
            await self.stop()
            raise
        self._watchers = [asyncio.create_task(self._watch(s), name=f"watch {s.title}") for s in self._servers]

    async def stop(self) -> None:
        """Stop watching, then all servers, last one first. Raises the first failure after trying all."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        self._watchers = []
        results = await asyncio.gather(*(s.stop() for s in reversed(self._servers)), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _watch(self, server: Supervised) -> None:
        loop = asyncio.get_running_loop()
        delay = BACK_OFF[0]
        while True:
            began = loop.time()
            code = await server.wait()
            if loop.time() - began > STEADY:
                delay = BACK_OFF[0]
            _log.warning("%s ended with %s: starting it again in %.2f s", server.title, code, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, BACK_OFF[1])
            try:
                await server.start()
                if self._on_restart is not None:
                    self._on_restart(server.title)
            except ServerFailed as error:
                _log.error("%s", error)
            except Exception:  # whatever it was: a watcher that ends leaves nobody to restart the server
                _log.exception("%s could not be started again", server.title)


def running(data: Path) -> Urls | None:
    """The URLs of the servers that a live process keeps under `data`, else None.

    The owner vouches for its servers: one that was just killed is being restarted on the same port.
    """
    try:
        said = json.loads((data / FILE).read_text("utf-8"))
        if birth(said["pid"]) != said["birth"]:
            return None
        return Urls(said["postgres"], said["nats"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextlib.asynccontextmanager
async def embedded(data: Path, on_restart: Callable[[str], None] | None = None) -> AsyncIterator[Urls]:
    """Both servers under `data`: those that run already, else started and supervised here and stopped on exit.

    Raises AlreadyRunning when another process holds the folder and does not say where its servers are, ServerFailed.
    """
    postgres, nats = Postgres(data), Nats(data)
    supervisor = Supervisor(postgres, nats, on_restart=on_restart)
    found = await _join_or_start(data, supervisor)
    if found is not None:
        yield found
        return
    urls = Urls(postgres.url, nats.url)
    try:
        write_private(data / FILE, json.dumps({**asdict(urls), "pid": os.getpid(), "birth": birth(os.getpid())}))
        yield urls
    finally:
        (data / FILE).unlink(missing_ok=True)
        await supervisor.stop()


async def _join_or_start(data: Path, supervisor: Supervisor) -> Urls | None:
    deadline = asyncio.get_running_loop().time() + OTHER
    while True:
        found = running(data)
        if found is not None:
            return found
        try:
            await supervisor.start()
        except AlreadyRunning:  # its owner is just starting (no file yet) or stopping
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.1)
        else:
            return None
