"""Attempts to sign in, counted for all workers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from events.reading import Connection
from idarathon.people.vault.store import SQL, digest

PRUNED = 100  # attempts for each time that what is over of them is thrown away


class Limit(Struct, frozen=True, kw_only=True):
    """So many attempts at once against ``of``, and then one each ``pause``."""

    of: str
    at_once: int
    pause: timedelta

    @property
    def key(self) -> bytes:
        return digest(self.of)


async def count_attempt(db: Connection, limits: Sequence[Limit], now: datetime) -> timedelta | None:
    """Count an attempt against each limit. How long to wait where one is reached: then it counts against none, so that
    nobody is locked out by somebody else's impatience."""
    if secrets.randbelow(PRUNED) == 0:
        await db.execute(SQL["prune_attempts"], now)
    rooms = [limit.pause * (limit.at_once - 1) for limit in limits]
    keys, pauses = [limit.key for limit in limits], [limit.pause for limit in limits]
    wait: timedelta | None = await db.fetchval(SQL["count_attempt"], keys, pauses, rooms, now)
    return wait


async def forgive_attempt(db: Connection, own: Limit, others: Sequence[Limit], now: datetime) -> None:
    """It was the right password: forget what was mistyped there (``own``), and this attempt elsewhere."""
    await db.execute(SQL["forgive_attempt"], own.key, None, now)
    for limit in others:
        await db.execute(SQL["forgive_attempt"], limit.key, limit.pause, now)
