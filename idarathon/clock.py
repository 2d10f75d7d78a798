"""The clock service: the only source of time, and the knock on the door when something is due.

What is due is a query over read tables (the timers of ``flow``), never a pickled job. A window that closed while
everything was down is found by the same query at the next start, and handled once: command ids are fixed by what is
due.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from events.message import Command
from events.reading import Connection, Reader
from idarathon import flow
from idarathon.dispatch import Dispatch
from idarathon.people import vault

log = structlog.get_logger()
LONGEST_NAP = timedelta(seconds=30)  # how late a change of the read tables that nobody announced is seen
LEADER_LOCK = 0x1DA2C10C


class Clock:
    """Real time plus the demo's offset (zero outside the demo), or a fixed time for replay and tests."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)
        self._fixed: datetime | None = None

    def now(self) -> datetime:
        """The programme's present instant, UTC."""
        return self._fixed or datetime.now(UTC) + self.ahead

    @property
    def is_fixed(self) -> bool:
        """Whether the clock stands still between two ``set``."""
        return self._fixed is not None

    def set(self, instant: datetime) -> None:
        """Stop at an instant: replay and tests only. Time never runs backwards."""
        if self._fixed and instant < self._fixed:
            raise ValueError("time runs forwards")
        self._fixed = instant

    async def refresh(self, db: Reader) -> None:
        """Read the demo's offset, which another process may have changed."""
        self.ahead = await db.fetchval("SELECT ahead FROM clock_offset")

    async def jump(self, db: Connection, to: datetime) -> None:
        """Set demo time to an instant, for every process and over restarts."""
        self.ahead = to - datetime.now(UTC)
        await db.execute("UPDATE clock_offset SET ahead = $1", self.ahead)
        await db.execute("SELECT pg_notify('clock', '')")


async def tick(db: Reader, dispatch: Dispatch, now: datetime) -> int:
    """Send what is due at ``now``, oldest first, until nothing is. Returns how many commands recorded something."""
    done = set[UUID]()
    while due := [item for timer in flow.TIMERS for item in await timer.due(db, now)]:
        due.sort(key=lambda item: (item.instant, item.rank))
        outcomes = await dispatch.execute_many([_fixed(item) for item in due], at=now)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                log.warning("timer_refused", refusal=str(outcome))
        recorded = {outcome[0].meta.id for outcome in outcomes if isinstance(outcome, list) and outcome}
        if recorded <= done:  # a repeated command answers what it first recorded: that is no progress
            break
        done |= recorded
    return len(done)


async def next_due(db: Reader, now: datetime) -> datetime | None:
    """The next instant after ``now`` at which something is due; None when nothing is planned."""
    instants = [await timer.next_due(db, now) for timer in flow.TIMERS]
    return min((instant for instant in instants if instant), default=None)


async def travel(
    clock: Clock, db: Connection, dispatch: Dispatch, to: datetime, settle: Callable[[], Awaitable[None]]
) -> None:
    """Demo time goes on to ``to`` by way of every due instant, so that each gate closes at its own time.

    ``settle`` waits until the bus has done what follows from it.
    """
    await tick(db, dispatch, clock.now())
    while (instant := await next_due(db, clock.now())) and instant <= to:
        await clock.jump(db, instant)
        await tick(db, dispatch, clock.now())
        await settle()
    if to > clock.now():
        await clock.jump(db, to)
    await settle()


def _fixed(item: flow.Due) -> Command:
    """The same due thing sent by two clocks, or twice by one, is one command."""
    return msgspec.structs.replace(
        item.command, id=uuid5(NAMESPACE_URL, f"clock:{item.key}:{item.instant.isoformat()}")
    )


class Ticker:
    """Wakes up at the next due instant. ``wake`` after a commit: what is due may have changed. Personal data that is
    past its time goes on the way: that is no event, for the log knows nothing of it."""

    def __init__(self, clock: Clock, db: Connection, dispatch: Dispatch) -> None:
        self._clock, self._db, self._dispatch = clock, db, dispatch
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._woken = asyncio.Event()
        self._forgot: datetime | None = None

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Tick for ever, one tick at a time."""
        self._scheduler.start()
        try:
            while True:
                self._woken.clear()
                await self._tick()
                await self._woken.wait()
                await asyncio.sleep(0.05)  # a burst of commits is looked at once
        finally:
            self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        now = self._clock.now()
        try:
            await tick(self._db, self._dispatch, now)
            await self.forget(now)
            due = await next_due(self._db, now)
        except Exception as error:  # PostgreSQL is away: the next knock tries again
            log.warning("tick_failed", error=repr(error))
            due = now + timedelta(seconds=1)
        at = min(due or now + LONGEST_NAP, now + LONGEST_NAP) - self._clock.ahead
        self._scheduler.add_job(
            self.wake, "date", run_date=at, id="tick", replace_existing=True, misfire_grace_time=None, coalesce=True
        )

    async def forget(self, now: datetime) -> None:
        """Once an hour; again at the next knock while there is more than a batch of it."""
        if self._forgot and now - self._forgot < vault.EVERY:
            return
        done = await vault.forget(self._db, now, datetime.now(UTC))
        self._forgot = None if max(done.values(), default=0) >= vault.BATCH else now
        if done:
            log.info("forgotten", rows=done)
