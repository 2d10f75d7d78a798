"""The statements, and sessions as Structs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from msgspec import Struct

from events.sql import Statements
from idarathon.calendar.events import Audience, Kind
from idarathon.editions.events import Text
from idarathon.phases.events import Phase

SQL = Statements(Path(__file__).parent.parent / "queries.sql")
Status = Literal["draft", "published", "cancelled"]
TeamState = Literal["asked", "registered", "declined"]


class SessionRow(Struct, frozen=True, kw_only=True):
    """A session, as far as the viewer may know it. ``taken``: places; ``asked``: teams, none: all of them; the viewer's
    own: ``registered``, ``attended``, ``score``, ``hosts`` (runs it), ``team`` and what that has said.
    ``outgrown``: the team has other places than members; ``moved_from``: when it was to begin before its last move.
    The link is for who comes or is asked to."""

    session: UUID
    edition: UUID
    edition_slug: str
    edition_name: Text
    kind: Kind
    phase: Phase
    title: Text
    about: Text | None
    starts_at: datetime
    ends_at: datetime
    starts_wall: str
    ends_wall: str
    room: str | None
    link: str | None
    speaker: str | None
    facilitator: UUID | None
    facilitator_name: str | None
    capacity: int | None
    taken: int
    audience: Audience
    asked: tuple[UUID, ...]
    status: Status
    published_at: datetime | None
    updated_at: datetime
    sequence: int
    moved_from: datetime | None
    cancelled_at: datetime | None
    reason: str | None
    attendance_until: datetime | None
    registered: bool
    attended: bool
    score: int | None
    hosts: bool
    team: UUID | None
    team_slug: str | None
    team_name: str | None
    team_state: TeamState | None
    outgrown: bool = False

    @property
    def full(self) -> bool:
        """Whether all places are taken."""
        return self.capacity is not None and self.taken >= self.capacity

    def stage(self, now: datetime) -> Literal["ahead", "on", "over"]:
        """Whether it is to come, under way or over."""
        return "over" if self.ends_at <= now else "on" if self.starts_at <= now else "ahead"


class SessionPage(SessionRow, frozen=True, kw_only=True):
    """One session. ``shown``: how often a code was shown, ``digest``: of the last one, for who runs the session."""

    version: int
    shown: int
    digest: str | None


class Seat(Struct, frozen=True, kw_only=True):
    """Who comes: a person or a team. ``attended``: of a person; ``members``: that a team has now."""

    holder: UUID
    team: bool
    seats: int
    declined: bool
    name: str | None
    slug: str | None
    members: int | None
    attended: bool


class Present(Struct, frozen=True, kw_only=True):
    """Who was there."""

    account: UUID
    name: str | None
    team_name: str | None
    at: datetime


class Comment(Struct, frozen=True, kw_only=True):
    """What somebody wrote."""

    score: int
    text: str


class Attendance(Struct, frozen=True, kw_only=True):
    """Everything about who comes and who came, for who watches the edition. ``average``: of three opinions or more."""

    seats: list[Seat]
    present: list[Present]
    comments: list[Comment]
    ratings: int
    average: float | None
