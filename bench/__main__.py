"""`python -m bench [NAME …]`: one table, figure beside limit; exits 1 when a limit is missed, 2 for a wrong name."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import sys

import structlog

from bench.measure import Figure, show

NAMES = ("commands", "relay", "close", "live", "board", "bank", "report", "sessions", "pages")


def main(names: list[str]) -> int:
    """Measure what is named, or everything."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"bench: no such figure: {', '.join(unknown)} (there are {', '.join(NAMES)})", file=sys.stderr)
        return 2
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    figures: list[Figure] = []
    for name in names or NAMES:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        figures += asyncio.run(importlib.import_module(f"bench.{name}").measure())
        gc.collect()
    return 0 if show(figures, "make bench") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
