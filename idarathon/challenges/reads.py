"""What pages read of challenges."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.editions.events import Text, text, text_or_none
from idarathon.viewer import Role, Viewer

SQL = beside(__file__)

Status = Literal["draft", "submitted", "approved", "published", "closed"]


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


def _scope(viewer: Viewer, edition: UUID) -> tuple[Any, ...]:
    sees_all = viewer.watches(edition) or viewer.has(edition, Role.FOCAL)
    return edition, sees_all, list(viewer.challenges), edition in viewer.roles


def _texts(row: Any, *optional: str) -> dict[str, Any]:
    texts = {key: text_or_none(row[key]) for key in optional}
    return {**row, "title": text(row["title"]), "question": text(row["question"]), **texts}
