"""Show 5: everything that `make bench` measures."""

from __future__ import annotations

import importlib

from bench.__main__ import NAMES
from bench.measure import Figure


async def measure() -> list[Figure]:
    """All figures, one after the other."""
    return [figure for name in NAMES for figure in await importlib.import_module(f"bench.{name}").measure()]
