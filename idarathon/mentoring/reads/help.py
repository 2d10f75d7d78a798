"""Requests for help: for the team that asks, for the mentors of its edition, and for who watches it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.mentoring.reads.rows import SQL, as_struct
from idarathon.viewer import Role, Viewer

MOST = 200


class Answer(Struct, frozen=True, kw_only=True):
    """What a mentor has answered. ``text`` and ``name`` are None when they were erased."""

    text: str | None
    name: str | None
    at: datetime


class Request(Struct, frozen=True, kw_only=True):
    """A request for help. ``mentor``: who has claimed it."""

    help: UUID
    edition: UUID
    team: UUID
    team_slug: str
    team_name: str
    team_lang: str
    asked_by: str | None
    asked_at: datetime
    text: str | None
    status: Literal["open", "claimed", "answered", "closed"]
    mentor: UUID | None
    mentor_name: str | None
    claimed_at: datetime | None
    answered_at: datetime | None
    answers: list[Answer]


async def requests(
    db: Reader, viewer: Viewer, edition: UUID, team: UUID | None = None, limit: int = MOST
) -> list[Request]:
    """The requests of an edition, or of one team, that the viewer may read: open ones first, the oldest first."""
    everything = viewer.watches(edition) or viewer.has(edition, Role.MENTOR)
    rows = await db.fetch(SQL["list_help"], edition, team, everything, list(viewer.teams), limit)
    return [_request(row) for row in rows]


async def claimed_by(db: Reader, edition: UUID, mentor: UUID) -> list[tuple[UUID, UUID]]:
    """The requests that a mentor has taken and not answered: (request, team)."""
    return [(row["help"], row["team"]) for row in await db.fetch(SQL["list_claimed"], edition, mentor)]


def _request(row: Any) -> Request:
    return as_struct(Request, row, answers=msgspec.json.decode(row["answers"], type=list[Answer]))
