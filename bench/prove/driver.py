"""Plays a script from outside the engine, as people and the web would, and never gives up before its patience ends.

Whatever dies under it, it repeats what was in flight: command ids are fixed, so that a repetition changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, TypeVar

import asyncpg

from events import database
from events.writer import Writer
from idarathon import flow
from idarathon.clock import Clock, travel
from idarathon.demo.runs import Act, Step
from idarathon.dispatch import Dispatch, settled
from idarathon.engine import behind
from idarathon.errors import Unavailable

T = TypeVar("T")
PATIENCE = 120.0  # seconds for one act, however often something is killed under it
AWAY: tuple[type[Exception], ...] = (*database.LOST, asyncpg.PostgresError, Unavailable)
AT_ONCE = 40  # commands in one call: small, so that kills fall between many calls

Around = Callable[[int], contextlib.AbstractAsyncContextManager[None]]


class Driver:
    """``around(n)`` surrounds the n-th act: what hurts the stage is done there."""

    def __init__(self, url: str, around: Around) -> None:
        self.clock = Clock()
        self._url, self._around = url, around
        self._done = 0

    async def play(self, steps: Sequence[Step]) -> None:
        """Play all steps in the order of their instants; every command must be done in the end."""
        connect = database.connector(self._url)
        writer = Writer(connect, flow.RULES)
        await writer.start()
        self.dispatch = Dispatch(writer, self.clock.now)
        self.db = await database.pool(self._url, 4)
        try:
            ordered = sorted(steps, key=lambda step: step.at)
            await self._act(lambda: self.clock.jump(self.db, ordered[0].at - timedelta(minutes=1)))
            for one in ordered:
                await self._step(one)
        finally:
            await writer.stop()
            self.db.terminate()

    async def _step(self, one: Step) -> None:
        await self._act(lambda: travel(self.clock, self.db, self.dispatch, one.at, self._settle))
        for acts in portions(one):
            await self._act(lambda acts=acts: self._send(one, acts))  # type: ignore[misc]
        await self._act(self._settle)

    async def _send(self, one: Step, acts: Sequence[Act]) -> None:
        outcomes = await self.dispatch.execute_many([act.command for act in acts], acts[0].actor, one.at)
        for outcome in outcomes:
            settled(outcome)

    async def _settle(self) -> None:
        """Wait until the bus has nothing left to do."""
        async with asyncio.timeout(PATIENCE):
            while await behind(self.db):  # noqa: ASYNC110  it is asked, not told
                await asyncio.sleep(0.01)

    async def _act(self, act: Callable[[], Awaitable[T]]) -> None:
        self._done += 1
        async with self._around(self._done):
            await persist(act)


async def persist(act: Callable[[], Awaitable[T]], patience: float = PATIENCE) -> T:
    """Repeat until nothing is away; the last error is raised when the patience is over."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        try:
            return await act()
        except AWAY:
            if asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(0.05)


def portions(one: Step) -> Iterator[Sequence[Act]]:
    """A step in small calls of one person each, in an order that is the same at every run."""
    ordered = sorted(one.acts, key=lambda act: str(act.actor))
    for _, group in groupby(ordered, lambda act: act.actor):
        acts = list(group)
        yield from (acts[start : start + AT_ONCE] for start in range(0, len(acts), AT_ONCE))


def acts_of(steps: Sequence[Step]) -> int:
    """How many acts a play of these steps has: the jump to the beginning, and for each step travel, calls, settling."""
    return 1 + sum(2 + sum(1 for _ in portions(one)) for one in steps)


@contextlib.asynccontextmanager
async def calmly(_: int) -> AsyncIterator[None]:
    """Nothing happens around an act."""
    yield


async def nothing(*_: Any) -> None:
    """No act at all."""
