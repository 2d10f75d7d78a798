"""Pulling from a durable consumer without waiting for a full batch.

nats-py's ``fetch(n)`` (2.16.0) sends no_wait together with expires, so that after a first message it waits the whole
timeout for the other n − 1: 2 s between an event and its reaction. Here one pull request stays open and each message is
handed on as it comes.
"""

from __future__ import annotations

import time

import msgspec
import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from events.streams import NAME

_SPENT = {"404", "408"}  # the request is used up; anything else that is not a message means that the consumer is gone


class Gone(nats.errors.Error):
    """The consumer or the stream is not there any more."""


class Pull:
    """At most ``size`` messages in hand at a time; a request lives ``wait`` seconds."""

    def __init__(self, client: Client, consumer: str, size: int, wait: float) -> None:
        self._client, self._size, self._wait = client, size, wait
        self._subject = f"$JS.API.CONSUMER.MSG.NEXT.{NAME}.{consumer}"
        self._asked, self._until = 0, 0.0

    async def open(self) -> None:
        """Subscribe to an inbox of our own."""
        self._inbox = self._client.new_inbox()
        self._subscription: Subscription = await self._client.subscribe(self._inbox)

    async def close(self) -> None:
        """Unsubscribe. Raises what nats-py raises when the server is away."""
        await self._subscription.unsubscribe()

    async def next(self) -> list[Msg]:
        """Messages as soon as there is one; empty after ``wait`` seconds without any. Raises Gone."""
        if self._asked <= 0 or time.monotonic() >= self._until:
            await self._ask()
        left = self._until - time.monotonic()
        try:
            taken = [await self._subscription.next_msg(timeout=max(left, 0) + 0.25)]
        except nats.errors.TimeoutError:
            self._asked = 0
            return []
        while self._subscription.pending_msgs and len(taken) < self._size:
            taken.append(await self._subscription.next_msg(timeout=1))
        return [message for message in taken if self._is_real(message)]

    async def _ask(self) -> None:
        request = {"batch": self._size, "expires": int(self._wait * 1e9)}
        await self._client.publish(self._subject, msgspec.json.encode(request), reply=self._inbox)
        self._asked, self._until = self._size, time.monotonic() + self._wait

    def _is_real(self, message: Msg) -> bool:
        status = (message.headers or {}).get("Status")
        if status is None:
            self._asked -= 1
            return True
        if status not in _SPENT:
            raise Gone(f"consumer answers {status} {(message.headers or {}).get('Description', '')}")
        self._asked = 0
        return False
