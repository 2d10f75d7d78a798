"""What stands against a time, a room or a list of teams, before it is saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.calendar.events import Audience
from idarathon.calendar.reads.rows import SQL, Status
from idarathon.editions.events import Text, text
from idarathon.phases.events import Phase
from idarathon.viewer import Viewer


class Choice(Struct, frozen=True, kw_only=True):
    """A team or a person that a form offers. ``members``: of a team."""

    id: UUID
    name: str
    members: int = 0


class Other(Struct, frozen=True, kw_only=True):
    """The other side of a clash."""

    session: UUID
    edition_slug: str
    title: Text
    starts_at: datetime
    ends_at: datetime
    status: Status


class Clash(Struct, frozen=True, kw_only=True):
    """What stands against a time, room or list of teams. ``blocking``: publishing it will be refused. ``what``: the
    room or the person; ``teams``: those in both; ``mentors``: those with a team in each; ``figures``: people and
    places, or the phase's window."""

    kind: Literal["room", "facilitator", "speaker", "team", "mentor", "capacity", "phase"]
    blocking: bool = False
    other: Other | None = None
    what: str | None = None
    teams: list[str] = []
    mentors: list[str] = []
    people: int = 0
    capacity: int = 0
    opens_at: datetime | None = None
    ends_at: datetime | None = None


class Wanted(Struct, frozen=True, kw_only=True):
    """A session as it is about to be: what can clash. ``session``: itself, when it exists."""

    edition: UUID
    session: UUID | None
    phase: Phase
    starts_at: datetime
    ends_at: datetime
    room: str | None = None
    facilitator: UUID | None = None
    speaker: str | None = None
    capacity: int | None = None
    audience: Audience = "all"
    teams: tuple[UUID, ...] = ()


async def choices(db: Reader, viewer: Viewer, edition: UUID) -> tuple[list[Choice], list[Choice]]:
    """The teams and the people that a facilitator may choose for a session."""
    if not viewer.runs(edition):
        return [], []
    teams = await db.fetch(SQL["list_edition_teams"], edition)
    people = await db.fetch(SQL["list_hosts"], edition)
    return (
        [Choice(id=row["team"], name=row["name"], members=row["members"]) for row in teams],
        [Choice(id=row["account"], name=row["name"]) for row in people],
    )


async def clashes(db: Reader, viewer: Viewer, wanted: Wanted) -> list[Clash]:
    """What stands against a session, each with its other side, for who runs the edition; the refused ones first."""
    if not viewer.runs(wanted.edition):
        return []
    rows = await db.fetch(
        SQL["list_clashes"],
        wanted.edition,
        wanted.session,
        wanted.starts_at,
        wanted.ends_at,
        " ".join(wanted.room.split()).lower() if wanted.room else None,
        wanted.facilitator,
        wanted.speaker,
        wanted.audience == "teams",
        list(wanted.teams),
    )
    around = await db.fetchrow(SQL["find_surroundings"], wanted.edition, wanted.phase, list(wanted.teams))
    found = [clash for row in rows for clash in _clashes(row)] + _around(wanted, around)
    return sorted(found, key=lambda one: not one.blocking)


def _clashes(row: Any) -> list[Clash]:
    """What one other session has in common. Only published ones get in the way of publishing."""
    other = Other(
        session=row["session"],
        edition_slug=row["edition_slug"],
        title=text(row["title"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        status=row["status"],
    )
    hard = row["status"] == "published"
    found = []
    if row["room_too"]:
        found.append(Clash(kind="room", blocking=hard, other=other, what=row["room"]))
    if row["facilitator_too"]:
        found.append(Clash(kind="facilitator", blocking=hard, other=other, what=row["facilitator_name"]))
    if row["speaker_too"]:
        found.append(Clash(kind="speaker", other=other, what=row["speaker_name"]))
    if row["teams"]:
        found.append(Clash(kind="team", other=other, teams=row["teams"]))
    if row["mentors"]:
        found.append(Clash(kind="mentor", other=other, mentors=row["mentors"]))
    return found


def _around(wanted: Wanted, row: Any) -> list[Clash]:
    """The places and the phase."""
    found = []
    if wanted.audience == "teams" and wanted.capacity is not None and row["people"] > wanted.capacity:
        found.append(Clash(kind="capacity", people=row["people"], capacity=wanted.capacity))
    if row["opens_at"] and not row["opens_at"] <= wanted.starts_at < wanted.ends_at <= row["ends_at"]:
        found.append(Clash(kind="phase", opens_at=row["opens_at"], ends_at=row["ends_at"]))
    return found
