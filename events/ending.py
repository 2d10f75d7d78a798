"""Ending background tasks for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until each has ended, however they end.

    Once is not enough: before Python 3.12 a cancellation that meets the end of a ``wait_for`` is lost, and nats-py is
    full of them. An engine's relay that had just been woken went on for ever. Who ends them may be cancelled itself
    meanwhile, by such an ``end`` further out: it is only done when they are.
    """
    everyone = list(tasks)
    waiting, cancelled = set(everyone), False
    while waiting:
        for task in waiting:
            task.cancel()
        try:
            await asyncio.wait(waiting, timeout=0.5)
        except asyncio.CancelledError:
            cancelled = True
        waiting = {task for task in waiting if not task.done()}
    await asyncio.gather(*everyone, return_exceptions=True)
    if cancelled:
        raise asyncio.CancelledError
