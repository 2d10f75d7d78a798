"""What pages read of challenges."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.challenges.events import Part
from idarathon.editions.events import Text, text, text_or_none
from idarathon.viewer import Role, Viewer

SQL = beside(__file__)

Status = Literal["draft", "submitted", "changes_requested", "approved", "published", "closed"]


class ChallengeRow(Struct, frozen=True, kw_only=True):
    """A challenge in a list. ``teams``: how many work on it."""

    challenge: UUID
    edition: UUID
    slug: str
    title: Text
    question: Text
    status: Status
    department: UUID | None
    department_name: Text | None
    teams: int


class ChallengePage(ChallengeRow, frozen=True, kw_only=True):
    """A challenge. Owner and reason are None for who may not know them."""

    context: Text | None
    expected: Text | None
    resources: Text | None
    owner: UUID | None
    owner_name: str | None
    published_at: datetime | None
    closed_at: datetime | None
    closed_reason: str | None
    version: int


class OwnRow(ChallengeRow, frozen=True, kw_only=True):
    """A challenge of who looks. ``rounds``: how often changes were requested."""

    owner_name: str | None
    submitted_at: datetime | None
    rounds: int


class Round(Struct, frozen=True, kw_only=True):
    """Changes that were requested, and when it was submitted again. Texts are None when they were erased."""

    asked_at: datetime
    asked_by: str | None
    reason: str | None
    remarks: dict[Part, str]
    answered_at: datetime | None


async def challenges(db: Reader, viewer: Viewer, edition: UUID) -> list[ChallengeRow]:
    """The challenges of an edition that the viewer may see, the oldest first."""
    rows = await db.fetch(SQL["list_challenges"], *_scope(viewer, edition))
    return [ChallengeRow(**_texts(row, "department_name")) for row in rows]


async def challenge(db: Reader, viewer: Viewer, edition: UUID, slug: str) -> ChallengePage | None:
    """One challenge by its slug, if the viewer may see it."""
    row = await db.fetchrow(SQL["find_challenge"], *_scope(viewer, edition), slug)
    if row is None:
        return None
    return ChallengePage(**_texts(row, "department_name", "context", "expected", "resources"))


async def owned(db: Reader, viewer: Viewer, edition: UUID) -> list[OwnRow]:
    """The challenges of an edition that the viewer owns, the newest first."""
    return await _own(db, edition, viewer.challenges)


async def proposed(db: Reader, viewer: Viewer, edition: UUID) -> list[OwnRow]:
    """The challenges that the viewer proposes in an edition as a focal point, the newest first."""
    return await _own(db, edition, _proposals(viewer, edition))


async def _own(db: Reader, edition: UUID, which: frozenset[UUID]) -> list[OwnRow]:
    rows = await db.fetch(SQL["list_own"], edition, list(which)) if which else []
    return [OwnRow(**_texts(row, "department_name")) for row in rows]


async def rounds(db: Reader, viewer: Viewer, edition: UUID, challenge: UUID) -> list[Round]:
    """What was asked of a challenge, the newest first: for who watches the edition, its owner and who proposes it."""
    mine = viewer.challenges | _proposals(viewer, edition)
    if challenge not in mine and not viewer.watches(edition):
        return []
    rows = await db.fetch(SQL["list_rounds"], challenge)
    return [Round(**{**row, "remarks": msgspec.json.decode(row["remarks"], type=dict[Part, str])}) for row in rows]


def _proposals(viewer: Viewer, edition: UUID) -> frozenset[UUID]:
    """Who is a focal point no more has no proposals any more."""
    return viewer.proposals if viewer.has(edition, Role.FOCAL) else frozenset()


def _scope(viewer: Viewer, edition: UUID) -> tuple[Any, ...]:
    own = viewer.challenges | _proposals(viewer, edition)
    return edition, viewer.watches(edition), list(own), edition in viewer.roles


def _texts(row: Any, *optional: str) -> dict[str, Any]:
    texts = {key: text_or_none(row[key]) for key in optional}
    return {**row, "title": text(row["title"]), "question": text(row["question"]), **texts}
