"""Declarations to JetStream: the one stream and the durable consumers. Made at start, and again when they vanish."""

from __future__ import annotations

import contextlib
from uuid import UUID

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, DiscardPolicy, StorageType, StreamConfig, StreamInfo
from nats.js.errors import APIError, NotFoundError

NAME = "IDARATHON"
SUBJECTS = ["idarathon.>"]
DUPLICATE_WINDOW = 120.0  # seconds; only a comfort: the expected sequence and the inbox are what decides


async def info(js: JetStreamContext) -> StreamInfo | None:
    """The stream as the server has it, or None when there is none."""
    try:
        return await js.stream_info(NAME)
    except NotFoundError:
        return None


def belongs(stream: StreamInfo | None, instance: UUID) -> bool:
    """Whether the stream is there and is this log's, not another one's."""
    return stream is not None and (stream.config.metadata or {}).get("instance") == str(instance)


async def declare(js: JetStreamContext, instance: UUID, first: int) -> None:
    """Make the stream so that its next sequence is ``first``. ``instance`` tells this log from another one."""
    config = StreamConfig(
        name=NAME,
        subjects=SUBJECTS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.OLD,
        duplicate_window=DUPLICATE_WINDOW,
        first_seq=first,
        metadata={"instance": str(instance)},
    )
    await js.add_stream(config)


async def drop(js: JetStreamContext) -> None:
    """Delete the stream if it is there: it belongs to another log, or is ahead of this one."""
    try:
        await js.delete_stream(NAME)
    except NotFoundError:
        return


async def declare_consumer(js: JetStreamContext, name: str, subjects: list[str], start: int, ack_wait: float) -> None:
    """Declare a durable pull consumer; its position on the server is kept when it exists already."""
    config = ConsumerConfig(
        durable_name=name,
        filter_subjects=subjects,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ack_wait,  # seconds
        max_deliver=-1,  # the count of attempts that parks is ours: after max_deliver a message would just stop
        max_ack_pending=2048,
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=max(start, 1),
    )
    try:
        current = (await js.consumer_info(NAME, name)).config
    except NotFoundError:
        await js.add_consumer(NAME, config)
        return
    if sorted(current.filter_subjects or []) != sorted(subjects):
        await _redeclare(js, name, config)


async def _redeclare(js: JetStreamContext, name: str, config: ConsumerConfig) -> None:
    """A consumer whose subjects changed starts again at the first unfinished position; the inbox skips the rest."""
    with contextlib.suppress(NotFoundError, APIError):
        await js.delete_consumer(NAME, name)
    await js.add_consumer(NAME, config)
