"""The life that both embedded servers share: lock, port, start, restart in place, stop."""

from __future__ import annotations

import abc
import asyncio
import contextlib
import os
from pathlib import Path
from typing import Final

from idarathon.servers.child import Child, Steps
from idarathon.servers.process import (
    CHANGE_DATA,
    Account,
    Lock,
    ServerFailed,
    choose_port,
    inhabitants,
    make_data,
    password,
    port_is_free,
    write_private,
)

POLL: Final = 0.01  # seconds between looks at a file or at /proc, where the kernel offers nothing to await
READY: Final = 60.0  # seconds a server may take to get ready; PostgreSQL replays its log after a crash


async def gone(folder: Path, program: str, who: Account, seconds: float) -> bool:
    """Wait until no process called `program` works in `folder`; False when `seconds` were not enough."""
    deadline = asyncio.get_running_loop().time() + seconds
    while inhabitants(folder, program, who):
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(POLL)
    return True


async def evict(folder: Path, program: str, who: Account, steps: Steps) -> None:
    """End every process called `program` in `folder`, by each signal in turn. Raises ServerFailed when one stays."""
    if not inhabitants(folder, program, who):
        return
    for sig, seconds in steps:
        for pid in inhabitants(folder, program, who):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sig)
        if await gone(folder, program, who, seconds):
            return
    left = inhabitants(folder, program, who)
    raise ServerFailed(f"an earlier {program} does not leave {folder}: end process {left}, or {CHANGE_DATA}")


class Server(abc.ABC):
    """The life of one embedded server: lock, port, start, wait, restart in place, stop. Not for two tasks at once."""

    name: str  # also the folder's and the program's name in every file under the data folder
    title: str
    stop_steps: Steps

    def __init__(self, data: Path) -> None:
        """Touch nothing yet. `data` is the folder that holds this server's files."""
        self._data = data
        self._lock: Lock | None = None
        self._child: Child | None = None
        self._port: int | None = None
        self._password = ""

    @property
    def folder(self) -> Path:
        """Where the server keeps its data."""
        return self._data / self.name

    @property
    def pid(self) -> int:
        """The process id; another one after each restart. Raises RuntimeError before start."""
        if self._child is None:
            raise RuntimeError(f"{self.title} was not started")
        return self._child.pid

    @property
    def port(self) -> int:
        """The port on 127.0.0.1; the same after a restart in place. Raises RuntimeError before start."""
        if self._port is None:
            raise RuntimeError(f"{self.title} was not started")
        return self._port

    @property
    @abc.abstractmethod
    def url(self) -> str:
        """Where clients connect, with the password. Raises RuntimeError before start."""

    async def start(self) -> None:
        """Start and return once it accepts clients; on one that runs it does nothing.

        After a crash it starts again on the same port. Raises AlreadyRunning, ServerFailed.
        """
        if self._child is not None and self._child.alive:
            return
        first = self._lock is None
        self._take()
        try:
            self._password = password(self._data / f"{self.name}.password")
            await self._prepare()
            await self._launch()
        except BaseException as error:
            await self._abandon(release=first)
            if isinstance(error, OSError):
                text = f"{self.title} failed on {error.filename or self._data} ({error.strerror}): {CHANGE_DATA}"
                raise ServerFailed(text) from error
            raise

    def _take(self) -> None:
        if self._lock is None:
            self._data = make_data(self._data)
            self._lock = Lock(self._data / f"{self.name}.lock")

    async def _launch(self) -> None:
        memory = self._data / f"{self.name}.port"
        tries = 1 if self._port else 3  # clients know the port of a restart: it cannot be chosen again
        for left in reversed(range(tries)):
            port = self._port or choose_port(memory)
            if self._port and not port_is_free(port):
                raise ServerFailed(f"port {port} on 127.0.0.1 was taken by another program: end that program")
            child = self._child = self._spawn(port)
            try:
                await self._until_ready(child)
                break
            except ServerFailed:  # another try only if somebody took the port between our look and the server's
                if not left or child.alive or port_is_free(port):
                    raise
        self._port = port
        write_private(memory, f"{port}\n")

    async def _until_ready(self, child: Child) -> None:
        deadline = asyncio.get_running_loop().time() + READY
        while not self._is_ready(child.pid):
            if not child.alive:
                raise ServerFailed(f"{self.title} ended at its start: {child.complaint()} (see {self.log})")
            if asyncio.get_running_loop().time() > deadline:
                raise ServerFailed(f"{self.title} was not ready after {READY:.0f} s: see {self.log}")
            await asyncio.sleep(POLL)

    async def _abandon(self, *, release: bool) -> None:
        if self._child is not None:
            await self._child.end(self.stop_steps)
        if release:
            self._release()

    def _release(self) -> None:
        self._child = self._port = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    async def stop(self) -> None:
        """End it cleanly, by force if need be (under a minute), and release the folder; harmless twice."""
        try:
            await self._abandon(release=False)
        finally:
            self._release()

    async def wait(self) -> int:
        """Wait for the process to end; its exit code, negative for a signal. Raises RuntimeError before start."""
        if self._child is None:
            raise RuntimeError(f"{self.title} was not started")
        return await self._child.wait()

    @property
    def log(self) -> Path:
        """The file that receives the server's output."""
        return self._data / f"{self.name}.log"

    @abc.abstractmethod
    async def _prepare(self) -> None:
        """Make the folder fit for a start: initialised, and no process of an earlier life left in it."""

    @abc.abstractmethod
    def _spawn(self, port: int) -> Child: ...

    @abc.abstractmethod
    def _is_ready(self, pid: int) -> bool: ...
