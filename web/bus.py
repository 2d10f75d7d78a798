"""The worker's connection to NATS: made in the background, since pages and commands work without it."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events import connecting
from events.ending import end
from events.tail import tail
from web.live import Live

NOTICES = "idarathon.*.notice.*"  # told to people, and read by one of them, on this page or another
LOOK = 0.5  # seconds between two looks whether the connection was lost in the meantime


class Addressed(Struct):
    """Whom an event about notices names."""

    accounts: tuple[UUID, ...] = ()  # of notice.told
    account: UUID | None = None  # of notice.read


class Bus:
    """Connects, follows the tail and the notices, and tells every page to look again after a reconnect."""

    def __init__(self, url: str, live: Live) -> None:
        self._url, self._live = url, live
        self._client: Any = None
        self._task: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        return self._client is not None and bool(self._client.is_connected)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._task = asyncio.create_task(self._run(), name="bus")

    async def stop(self) -> None:
        if self._task:
            await end([self._task])
        await connecting.close(self._client)

    async def _noticed(self, message: Any) -> None:
        """The tail says of an event that it happened; of this one it must be known to whom."""
        whom = msgspec.json.decode(message.data, type=Addressed)
        people = (*whom.accounts, *([whom.account] if whom.account else []))
        await self._live.told(message.subject.split(".", 2)[2], people)

    async def _run(self) -> None:
        self._client = await connecting.connect(self._url, "web")
        await tail(self._client, self._live.follow)
        await self._client.subscribe(NOTICES, cb=self._noticed)
        self._live.everything()
        seen = self._client.stats["reconnects"]
        while True:
            await asyncio.sleep(LOOK)
            now = self._client.stats["reconnects"]
            if now != seen and self.connected:
                seen = now
                self._live.everything()
