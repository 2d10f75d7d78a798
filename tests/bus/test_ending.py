"""A web worker that ends while it connects."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from events.ending import end
from web.bus import Bus
from web.live import Live


async def _nothing(edition: Any, lang: Any) -> str:
    return ""


async def test_a_worker_ends_although_its_first_cancellation_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a ``wait_for`` of Python 3.11 loses it that has just been answered."""

    async def deaf(*_: Any) -> Any:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)

    monkeypatch.setattr("events.connecting.connect", deaf)
    bus = Bus("nats://127.0.0.1:1", Live(_nothing))
    bus.start()
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await bus.stop()
    assert [one.get_name() for one in asyncio.all_tasks() if one is not asyncio.current_task()] == []


async def test_what_a_cancelled_task_has_begun_ends_with_it() -> None:
    """As the relay that a leader runs: it loses a cancellation, and its leader is cancelled again meanwhile."""
    going_on = asyncio.Event()

    async def deaf() -> None:
        while not going_on.is_set():
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                if asyncio.get_running_loop().time() > began + 0.8:
                    raise

    async def leads() -> None:
        child = asyncio.create_task(deaf(), name="deaf")
        try:
            await asyncio.sleep(60)
        finally:
            await end([child])

    began = asyncio.get_running_loop().time()
    leader = asyncio.create_task(leads())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await end([leader])
    left = [one for one in asyncio.all_tasks() if one.get_name() == "deaf"]
    going_on.set()
    for one in left:
        one.cancel()
    assert (left, leader.cancelled()) == ([], True)
