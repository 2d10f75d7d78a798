"""Connections to NATS that never give up and never flood the log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import nats
import structlog
from nats.aio.client import Client

log = structlog.get_logger()


def _quiet() -> Callable[[Exception], Awaitable[None]]:
    """error_cb floods at a reconnect (100 lines in a trial): one line a second is enough."""
    last = 0.0

    async def say(error: Exception) -> None:
        nonlocal last
        if time.monotonic() - last > 1:
            last = time.monotonic()
            log.warning("nats_error", error=str(error) or type(error).__name__)

    return say


async def connect(url: str, name: str, patience: float | None = None) -> Client:
    """A connected client that reconnects for ever. Tries until ``patience`` seconds are over (None: for ever).

    Raises ConnectionError when the patience is over. connect() to a dead server can block over 20 s, hence the timeout.
    """
    deadline = None if patience is None else time.monotonic() + patience
    while True:
        client = Client()
        try:
            await asyncio.wait_for(client.connect(url, name=name, **_OPTIONS, error_cb=_quiet()), 3)
            return client
        except (OSError, TimeoutError, nats.errors.Error) as error:
            await _abandon(client)
            if deadline and time.monotonic() > deadline:
                raise ConnectionError(f"NATS does not answer: {error or type(error).__name__}") from None
        except asyncio.CancelledError:  # a stop in the middle of a connect: the half-open client is nobody's
            await _abandon(client)
            raise
        await asyncio.sleep(0.2)


_OPTIONS: dict[str, Any] = {
    "max_reconnect_attempts": -1,
    "reconnect_time_wait": 0.2,
    "connect_timeout": 2,
    "ping_interval": 5,
    "max_outstanding_pings": 2,
    "allow_reconnect": True,
}


async def _abandon(client: Client) -> None:
    # close() of nats-py 2.16 flushes first, and leaves the socket open when that fails or is cancelled.
    transport: Any = client._transport
    try:
        await asyncio.wait_for(client.close(), 1)
    except (OSError, TimeoutError, AssertionError, nats.errors.Error):  # AssertionError: it never connected
        pass
    finally:
        for left in (transport, client._transport):
            if left:
                left.close()


async def close(client: Client | None) -> None:
    """Close without waiting for a server that is gone: drain() raises while reconnecting."""
    if client is not None:
        await _abandon(client)
