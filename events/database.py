"""Connections to PostgreSQL, with the limits that keep one slow transaction from stopping everybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

# Milliseconds. A command waits for the counter row far less than this; more means that something is stuck.
_LIMITS = {"lock_timeout": "5000", "idle_in_transaction_session_timeout": "10000", "jit": "off"}

# PostgreSQL went away, or threw us out: nobody's fault, try again on another connection. InternalClientError: what a
# dying server says between two statements makes asyncpg (0.32.0) fail the next one so.
LOST: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    OSError,
    TimeoutError,
)


async def pool(url: str, size: int = 10) -> asyncpg.Pool:
    """A pool for reads. ssl=False on loopback urls: else asyncpg looks into a HOME that it may not read."""
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        command_timeout=30,
        server_settings=_LIMITS,
        timeout=5,
        reset=_tidy,
        **_tls(url),
    )


async def _tidy(connection: Any) -> None:
    """Between two borrowers. Reads leave nothing behind (LISTEN, SET and advisory locks have connections of their own),
    so that the RESET ALL of asyncpg, a round trip for every statement of a page, is kept for what broke off."""
    if connection.is_in_transaction():
        await connection.reset()


def connector(url: str) -> Callable[[], Awaitable[asyncpg.Connection]]:
    """A function that makes one dedicated connection: for the writer, and for LISTEN and advisory locks."""

    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(url, command_timeout=60, server_settings=_LIMITS, timeout=5, **_tls(url))

    return connect


def _tls(url: str) -> dict[str, Any]:
    return {"ssl": False} if "sslmode=disable" in url or "@127.0.0.1" in url else {}
