"""Ending background tasks for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until each has ended, however they end.

    Once is not enough: before Python 3.12 a cancellation that meets the end of a ``wait_for`` is lost, and nats-py is
    full of them. An engine's relay that had just been woken went on for ever.
    """
    everyone = list(tasks)
    waiting = set(everyone)
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=0.5)
    await asyncio.gather(*everyone, return_exceptions=True)
