"""Show 7: the browser test that tells the story of a facilitator and a team over a closing gate."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bench.measure import Figure, fact

TESTS = Path(__file__).parents[2] / "tests" / "browser"
PATIENCE = 600.0  # seconds


async def measure() -> list[Figure]:
    """Runs tests/browser in a child: a pytest of its own, with servers of its own."""
    if not TESTS.is_dir():
        return [fact("browser test", False, f"{TESTS} does not exist")]
    child = await asyncio.create_subprocess_exec(
        sys.executable, *("-m", "pytest", "-q", str(TESTS)), stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, _ = await child.communicate()
    except TimeoutError:
        child.kill()
        raise
    last = out.decode().strip().splitlines()[-1:] or ["no output"]
    return [fact("browser test: a facilitator and a team over a closing gate", child.returncode == 0, last[0])]
