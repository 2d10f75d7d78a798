"""Where a new stream begins while the log goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from events import database as connections
from events.writer import Writer
from idarathon import flow
from idarathon.dispatch import Dispatch, settled
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.engine import first_needed, last_position
from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES
from tests.support.scene import START


@pytest.fixture
async def dispatch(database: str) -> AsyncIterator[Dispatch]:
    """Commands are done, and nobody reacts."""
    writer = Writer(connections.connector(database), flow.RULES)
    await writer.start()
    yield Dispatch(writer, lambda: START)
    await writer.stop()


class Meanwhile:
    """Reads, and after the first look lets something happen, once."""

    def __init__(self, db: asyncpg.Pool, happens: Callable[[], Awaitable[None]]) -> None:
        self._db, self._happens, self._looks = db, happens, 0

    async def fetch(self, *args: Any) -> Any:
        return await self._looked(await self._db.fetch(*args))

    async def fetchrow(self, *args: Any) -> Any:
        return await self._looked(await self._db.fetchrow(*args))

    async def fetchval(self, *args: Any) -> Any:
        return await self._looked(await self._db.fetchval(*args))

    async def _looked(self, found: Any) -> Any:
        self._looks += 1
        if self._looks == 1:
            await self._happens()
        return found


async def planned(dispatch: Dispatch) -> None:
    """An edition whose phases are planned, and then one of them moved: heard by the first and by a later reaction."""
    edition = uuid4()
    slots = tuple(
        phases.Slot(phase=phase, opens=f"2026-11-0{day}T09:00", closes=f"2026-11-0{day}T16:30")
        for day, phase in enumerate(PHASES, 3)
    )
    settings = editions.WantedSettings(organiser=uuid4())
    outcomes = await dispatch.execute_many(
        [
            editions.Create(edition=edition, slug="une", name=Text(fr="Une"), settings=settings),
            phases.Plan(edition=edition, windows=slots),
            phases.Schedule(edition=edition, phase="pitch", opens="2026-11-09T09:00", closes="2026-11-10T16:30"),
        ]
    )
    assert [len(settled(one)) > 0 for one in outcomes] == [True] * 3


async def test_an_event_between_two_looks_is_not_missed(db: asyncpg.Pool, dispatch: Dispatch) -> None:
    before = await last_position(db)
    assert await first_needed(Meanwhile(db, lambda: planned(dispatch))) == before + 1  # type: ignore[arg-type]
    assert await last_position(db) > before


async def test_what_nobody_has_finished_is_needed(db: asyncpg.Pool, dispatch: Dispatch) -> None:
    await planned(dispatch)
    heard = await db.fetchval("SELECT min(position) FROM event WHERE type = 'phases.planned'")
    assert await first_needed(db) == heard


async def test_nothing_is_needed_of_an_empty_log(db: asyncpg.Pool) -> None:
    assert await first_needed(db) == 1
