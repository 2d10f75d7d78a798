"""What live pages follow: every relayed event, as it comes, without durability. A page that missed one reads again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec
from msgspec import Struct
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from events.message import Metadata
from events.relay import METADATA


class Seen(Struct, frozen=True):
    """That something happened; a page needs no more to know what to read again."""

    type: str
    position: int
    stream: str
    edition: UUID | None


Follow = Callable[[Seen], Awaitable[None]]


async def tail(client: Client, follow: Follow) -> Subscription:
    """Call ``follow`` for every event from now on. nats-py subscribes again by itself after a reconnect."""

    async def seen(message: Msg) -> None:
        headers = message.headers or {}
        if METADATA in headers:
            meta = msgspec.json.decode(headers[METADATA], type=Metadata)
            await follow(Seen(message.subject.split(".", 2)[2], meta.position, meta.stream, meta.edition))

    return await client.subscribe("idarathon.>", cb=seen)
