"""`python -m bench.prove [NAME …]`: the named proofs, or all; exits 1 when one fails, 2 for a wrong name."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import sys
import time
import traceback

import structlog

from bench.measure import Figure, fact, show

# In the order of the Show list.
NAMES = (
    *("fresh", "replay", "order", "kills", "figures", "bytes", "uploads", "browser", "juries", "pairs"),
    *("mails", "faces", "hands", "weights", "lighthouse", "people", "timing", "hostile", "matrix", "survivors"),
)


def main(names: list[str]) -> int:
    """Run what is named, or everything; a proof that breaks is one that failed."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"prove: no such proof: {', '.join(unknown)} (there are {', '.join(NAMES)})", file=sys.stderr)
        return 2
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.ERROR)  # the supervisor's: servers end all the time here
    figures: list[Figure] = []
    began = time.monotonic()
    for name in names or NAMES:
        print(f"proving {name} …", file=sys.stderr, flush=True)
        figures += _prove(name)
        gc.collect()
    minutes = (time.monotonic() - began) / 60
    return 0 if show(figures, f"make prove ({minutes:.1f} minutes)") else 1


def _prove(name: str) -> list[Figure]:
    try:
        return asyncio.run(importlib.import_module(f"bench.prove.{name}").measure())
    except Exception as error:
        traceback.print_exc()
        return [fact(f"{name}: could be measured", False, repr(error))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
