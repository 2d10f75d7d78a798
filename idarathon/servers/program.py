"""A program of our own as a supervised child: the web server and the engine of `serve` and `demo`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence

from idarathon.servers.child import dies_with_parent

GRACE = 4.0  # seconds between SIGTERM and SIGKILL: Ctrl-C ends everything within 5


class Program:
    """`python -m idarathon …` in a session of its own (Ctrl-C is the parent's to handle), ended when we end."""

    def __init__(self, title: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.title = title
        self._arguments = arguments
        self._environment = {**os.environ, **environment}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Spawn it; readiness is asked of its own health page."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "idarathon",
            *self._arguments,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )

    async def wait(self) -> int:
        """The exit code, once it ended."""
        return await self._process.wait() if self._process else 0

    async def stop(self) -> None:
        """SIGTERM, then SIGKILL after the grace."""
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), GRACE)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
