"""Databases in which the demo was played: played once a worker, then copied."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg

from idarathon.clock import Clock
from idarathon.demo.play import play
from idarathon.engine import Engine
from tests.conftest import POSTGRES, TEMPLATE, copy, fresh_database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # the day of the demo: a Monday
_PLAYED: dict[int, str] = {}


@asynccontextmanager
async def played(nats_url: str) -> AsyncIterator[str]:
    """The url of a database in which both editions were played up to NOW."""
    if os.getpid() not in _PLAYED:
        name = "t_" + secrets.token_hex(6)
        admin = await asyncpg.connect(os.environ[POSTGRES])
        async with running(await copy(admin, TEMPLATE, name), nats_url) as engine:
            assert await play(engine, NOW)
        # Connections that were just terminated may still be on their way out; autovacuum leaves by itself.
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = current_user"
        await admin.execute(ours, name)
        await admin.close()
        _PLAYED[os.getpid()] = name
    async with fresh_database(_PLAYED[os.getpid()]) as url:
        yield url


@asynccontextmanager
async def running(url: str, nats_url: str, now: datetime | None = None, ticking: bool = False) -> AsyncIterator[Engine]:
    """An engine whose clock stands at ``now``, or is not set."""
    engine = Engine(url, nats_url, Clock(), ticking)
    if now:
        engine.clock.set(now)
    await engine.start(nats_patience=10)
    try:
        yield engine
    finally:
        await engine.stop()
