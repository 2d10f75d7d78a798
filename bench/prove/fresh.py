"""Show 1: a fresh clone in a temporary folder; demo, its second start, Ctrl-C, a killed web parent; test; check."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bench.http import Wire, answers
from bench.measure import Figure, fact
from bench.program import free_port
from bench.prove.processes import command, family, gone, listeners
from bench.world import folder

ROOT = Path(__file__).parents[2]
SET_UP, SECOND, END, TESTS = 600.0, 5.0, 5.0, 480.0  # seconds
FEEDS = 5  # open pages
LIVE = "/fr/e/idarathon-2020/live"


class Demo:
    """`make demo` in a process group of its own, as a terminal would have it."""

    def __init__(self, clone: Path, data: Path, port: int) -> None:
        self.port = port
        self._clone, self._data = clone, data
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> float:
        """Seconds until it is ready to be used."""
        began = time.monotonic()
        with (self._clone / "demo.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *("make", "demo", f"PORT={self.port}", f"DATA={self._data}"),
                cwd=self._clone,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        await answers(self.port, "/health/ready", SET_UP)
        return time.monotonic() - began

    @property
    def pids(self) -> set[int]:
        """Everything that it has started."""
        return family(self._process.pid) if self._process else set()

    async def interrupt(self) -> tuple[float, set[int]]:
        """Ctrl-C: seconds until everything has ended, and what has not after twice the time allowed."""
        pids, began = self.pids, time.monotonic()
        if self._process:
            os.killpg(self._process.pid, signal.SIGINT)
        left = await gone(pids, 2 * END)
        return time.monotonic() - began, left

    async def end(self) -> None:
        """Whatever happened before: nothing of it stays."""
        for pid in self.pids if self._process and self._process.returncode is None else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


async def measure() -> list[Figure]:
    """In the order in which a stranger would do it."""
    with folder("idarathon clone é ") as place:  # a path with spaces
        clone = place / "idarathon"
        _copy(clone)
        demo = Demo(clone, place / "data", free_port())
        try:
            figures = [*await _demo(demo), *await _web_killed(demo)]
        finally:
            await demo.end()
        return [*figures, await _make(clone, "test", TESTS), await _make(clone, "check", 300.0)]


def _copy(clone: Path) -> None:
    """What a clone of the present tree would hold: files that are tracked, or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)


async def _demo(demo: Demo) -> list[Figure]:
    first = await demo.start()
    await demo.interrupt()
    second = await demo.start()
    async with _open_pages(demo.port):
        took, left = await demo.interrupt()
    return [
        Figure(name="make demo in a fresh clone: ready", value=first, limit=SET_UP, unit="s"),
        Figure(name="second start: ready", value=second, limit=SECOND, unit="s"),
        Figure(name=f"Ctrl-C with {FEEDS} pages open: all ended", value=took, limit=END, unit="s", note=_named(left)),
    ]


async def _web_killed(demo: Demo) -> list[Figure]:
    """SIGKILL of the web parent, then of everything's parent: nobody else listens on the port at the next start."""
    await demo.start()
    before = demo.pids
    web = min(pid for pid in before if "idarathon web" in command(pid))
    os.kill(web, signal.SIGKILL)
    await gone({web}, END)
    await answers(demo.port, "/health/ready", 30)
    strangers = listeners(demo.port) - demo.pids
    shared = listeners(demo.port) & before
    await _kill_parent(demo)
    again = await demo.start()
    orphans = listeners(demo.port) - demo.pids
    _, left = await demo.interrupt()
    return [
        fact("web parent killed: the next one shares its port with nobody", not strangers | shared, _named(strangers)),
        fact("demo itself killed: so does the next start", not orphans, _named(orphans)),
        Figure(name="start after a kill -9 of everything's parent: ready", value=again, limit=30.0, unit="s"),
        fact("and it ends on Ctrl-C", not left, _named(left)),
    ]


async def _kill_parent(demo: Demo) -> None:
    """SIGKILL the demo's own process; its children are told by the kernel."""
    pids = demo.pids
    os.kill(min(pid for pid in pids if "idarathon demo" in command(pid)), signal.SIGKILL)
    await gone(pids, 30)


@contextlib.asynccontextmanager
async def _open_pages(port: int) -> AsyncIterator[None]:
    """Live pages that stay open until the server hangs up."""
    wires = [Wire(port) for _ in range(FEEDS)]
    feeds = [wire.feed(LIVE) for wire in wires]
    for feed in feeds:
        await anext(feed)
    try:
        yield
    finally:
        for wire in wires:
            wire.close()


async def _make(clone: Path, target: str, limit: float) -> Figure:
    """Seconds that a make target takes; one that fails is over its limit."""
    began = time.monotonic()
    child = await asyncio.create_subprocess_exec(
        *("make", target), cwd=clone, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await child.communicate()
    took = time.monotonic() - began
    last = (out.decode(errors="replace").strip().splitlines() or [""])[-1]
    if child.returncode != 0:
        return fact(f"make {target}", False, last[:200])
    return Figure(name=f"make {target}", value=took, limit=limit, unit="s", note=last[:200])


def _named(pids: set[int]) -> str:
    return "; ".join(f"{pid} {command(pid)[:80]}" for pid in sorted(pids))
