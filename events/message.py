"""What travels: commands (requests) and events (facts), and what surrounds them.

Events are msgspec Structs whose tag is the explicit type string (``team.registered``), never a class path, so that a
class can be renamed while the log keeps its meaning. Commands forbid unknown fields, events do not: an old program must
be able to read a newer event.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
import uuid_utils.compat as uuids
from msgspec import Meta, Struct, field

# Aware, always: msgspec lets naive datetimes pass unless told otherwise (0.22.0).
Instant = Annotated[datetime, Meta(tz=True)]


def new_id() -> UUID:
    """A UUIDv7: ids of events and commands sort by the time at which they were made."""
    return uuids.uuid7()


class Event(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something that happened; past tense. Subclasses give ``tag="domain.fact"``. New fields need defaults."""


class Command(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that somebody asks for; imperative. It carries its own id: sent twice, it happens once."""

    id: UUID = field(default_factory=new_id)
    expected_version: Annotated[int, Meta(ge=0)] | None = None  # the version of the stream that the sender saw


class Stamp(Struct, frozen=True, kw_only=True):
    """What dispatch adds to a command, and no caller can: who, when, and a salt for hashes of free text."""

    at: datetime
    actor: UUID | None  # None: the system itself (clock, reaction)
    admin: bool = False  # the actor administers the instance
    salt: bytes = b""


class Metadata(Struct, frozen=True, kw_only=True):
    """Where an event stands in the log. ``position`` is gapless from 1; ``version`` is gapless from 1 per stream."""

    id: UUID
    position: int
    stream: str
    version: int
    at: datetime
    actor: UUID | None
    command_id: UUID
    correlation: UUID  # the id of the command that began it all
    causation: UUID | None  # the id of the event that made a reaction send the command
    edition: UUID | None


class Recorded(Struct, frozen=True, kw_only=True):
    """An event as the log keeps it."""

    meta: Metadata
    event: Event


# Rows for one named statement: what a projection or the vault returns. It never touches a connection.
Statement = str
Write = tuple[Statement, tuple[Any, ...]]


def encode(event: Event) -> str:
    """The canonical text of an event, which the log stores and seals byte for byte."""
    return msgspec.json.encode(event).decode()
