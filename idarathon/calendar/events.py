"""What happens to a session. No event carries a person's name or a free text about people."""

import hashlib
from typing import Literal
from uuid import UUID

from msgspec import Struct

from events.message import Event, Instant
from idarathon.editions.events import Text
from idarathon.people.events import Hashed
from idarathon.phases.events import Phase

Kind = Literal["webinar", "workshop"]
Audience = Literal["all", "teams"]  # people register themselves; or leads register their teams
Before = Literal["day", "hour"]  # how long before a session it is recalled


def code_digest(session: UUID, code: str) -> str:
    """What the log keeps of the code that is shown in the room, however it is typed: SHA-256 in hex."""
    plain = "".join(code.split()).upper()
    return hashlib.sha256(session.bytes + plain.encode()).hexdigest()


class Slot(Struct, frozen=True, kw_only=True):
    """When: what people agreed on (wall time and zone), and what that is in UTC."""

    starts_at: Instant
    ends_at: Instant
    starts_wall: str
    ends_wall: str
    zone: str


class Details(Struct, frozen=True, kw_only=True):
    """What a session is, but for when and where. ``teams``: who is asked; empty: every team. ``capacity``: people."""

    kind: Kind
    phase: Phase
    title: Text
    about: Text | None = None
    link: str | None = None
    facilitator: UUID | None = None
    speaker: Hashed | None = None
    capacity: int | None = None
    audience: Audience = "all"
    teams: tuple[UUID, ...] = ()


class SessionDrafted(Event, frozen=True, kw_only=True, tag="session.drafted"):
    """A session is being prepared; facilitators see it."""

    edition: UUID
    session: UUID
    details: Details
    slot: Slot
    room: str | None = None


class SessionRevised(Event, frozen=True, kw_only=True, tag="session.revised"):
    """What the session is, is now this, all of it. ``changed``: the fields that differ; ``public``: it is published;
    ``asked_before``: of a published session whose list of teams differs, the list before; empty: every team."""

    edition: UUID
    session: UUID
    details: Details
    changed: tuple[str, ...] = ()
    public: bool = False
    asked_before: tuple[UUID, ...] | None = None


class SessionReplanned(Event, frozen=True, kw_only=True, tag="session.replanned"):
    """A draft is now for then and there."""

    edition: UUID
    session: UUID
    slot: Slot
    room: str | None = None


class SessionMoved(Event, frozen=True, kw_only=True, tag="session.moved"):
    """A published session is now then and there. ``name``: its title, for who is told."""

    edition: UUID
    session: UUID
    name: Text
    slot: Slot
    room: str | None = None
    was: Slot
    was_room: str | None = None
    reason: Hashed | None = None


class SessionPublished(Event, frozen=True, kw_only=True, tag="session.published"):
    """The session stands in the programme."""

    edition: UUID
    session: UUID
    kind: Kind
    phase: Phase
    name: Text
    slot: Slot
    room: str | None = None
    audience: Audience = "all"
    teams: tuple[UUID, ...] = ()


class SessionCancelled(Event, frozen=True, kw_only=True, tag="session.cancelled"):
    """A published session does not take place."""

    edition: UUID
    session: UUID
    name: Text
    slot: Slot
    reason: Hashed


class SessionDropped(Event, frozen=True, kw_only=True, tag="session.dropped"):
    """A draft comes to nothing."""

    edition: UUID
    session: UUID
    reason: Hashed


class SessionRegistered(Event, frozen=True, kw_only=True, tag="session.registered"):
    """A person comes."""

    edition: UUID
    session: UUID
    account: UUID


class SessionUnregistered(Event, frozen=True, kw_only=True, tag="session.unregistered"):
    """A person does not come after all."""

    edition: UUID
    session: UUID
    account: UUID


class SessionTeamRegistered(Event, frozen=True, kw_only=True, tag="session.team_registered"):
    """A team comes, with so many people."""

    edition: UUID
    session: UUID
    team: UUID
    seats: int


class SessionTeamUnregistered(Event, frozen=True, kw_only=True, tag="session.team_unregistered"):
    """A team does not come."""

    edition: UUID
    session: UUID
    team: UUID


class AttendanceOpened(Event, frozen=True, kw_only=True, tag="session.attendance_opened"):
    """Who types the code in the room until then was there. An earlier code is worth nothing any more."""

    edition: UUID
    session: UUID
    digest: str  # see code_digest
    until: Instant


class SessionAttended(Event, frozen=True, kw_only=True, tag="session.attended"):
    """A person was there."""

    edition: UUID
    session: UUID
    account: UUID


class SessionCodeMissed(Event, frozen=True, kw_only=True, tag="session.code_missed"):
    """A person typed a code that is not the one of the room. It is a fact, since only so many are borne."""

    edition: UUID
    session: UUID
    account: UUID


class SessionRated(Event, frozen=True, kw_only=True, tag="session.rated"):
    """What a person who was there thinks of it, from 1 to 5; the last word counts."""

    edition: UUID
    session: UUID
    account: UUID
    score: int
    comment: Hashed | None = None


class SessionReminded(Event, frozen=True, kw_only=True, tag="session.reminded"):
    """Those who come are to be reminded now."""

    edition: UUID
    session: UUID
    before: Before
    name: Text
    slot: Slot
    room: str | None = None


EVENTS: tuple[type[Event], ...] = (
    SessionDrafted,
    SessionRevised,
    SessionReplanned,
    SessionMoved,
    SessionPublished,
    SessionCancelled,
    SessionDropped,
    SessionRegistered,
    SessionUnregistered,
    SessionTeamRegistered,
    SessionTeamUnregistered,
    AttendanceOpened,
    SessionAttended,
    SessionCodeMissed,
    SessionRated,
    SessionReminded,
)
