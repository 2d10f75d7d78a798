"""What a person reads in its inbox, and who is to be told of an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.editions.events import Text, text_or_none
from idarathon.errors import Forbidden
from idarathon.notices.events import Kind
from idarathon.phases.events import Phase
from idarathon.viewer import Viewer

SQL = beside(__file__)
START = UUID(int=0)  # before every account
TEXTS = ("edition_name", "session_title", "prize_name", "said_title", "said_body", "challenge_title")


class Notice(Struct, frozen=True, kw_only=True):
    """A notice, with the present names of what it is about."""

    notice: UUID
    position: int
    kind: Kind
    facts: dict[str, str]
    told_at: datetime
    unread: bool
    edition_slug: str | None
    edition_name: Text | None
    team_slug: str | None
    team_name: str | None
    session_title: Text | None
    session_starts: datetime | None
    prize_name: Text | None
    entry_title: str | None
    entry_slug: str | None
    said_title: Text | None
    said_body: Text | None
    challenge_title: Text | None = None
    challenge_slug: str | None = None
    by_name: str | None = None  # who invites, while the invitation is open


class Announcement(Struct, frozen=True, kw_only=True):
    """What a facilitator told. At most one of team, challenge and phase says whom; ``readers``: how many people, for
    who runs or watches the edition."""

    id: UUID
    title: Text
    body: Text
    phase: Phase | None
    team: str | None
    challenge: Text | None
    told_at: datetime
    readers: int | None


async def notices(db: Reader, viewer: Viewer, limit: int = 100) -> list[Notice]:
    """The viewer's own notices, the newest first."""
    rows = await db.fetch(SQL["list_notices"], viewer.account, min(limit, 500)) if viewer.account else []
    return [_notice(row) for row in rows]


async def told(db: Reader, which: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Notice]:
    """Some notices by their id and the account that was told; what is not there (a rebuild runs) is left out."""
    rows = await db.fetch(SQL["list_told"], [notice for notice, _ in which], [account for _, account in which])
    return {(row["notice"], row["account"]): _notice(row) for row in rows}


async def others_now(db: Reader, which: Sequence[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Those of some notices that concern a team to which their reader no longer belongs."""
    rows = await db.fetch(SQL["list_of_others"], [notice for notice, _ in which], [account for _, account in which])
    return {(row["notice"], row["account"]) for row in rows}


def _notice(row: Any) -> Notice:
    row = {key: row[key] for key in Notice.__struct_fields__}
    names = {key: text_or_none(row[key]) for key in TEXTS}
    facts = msgspec.json.decode(row["facts"], type=dict[str, str])
    return Notice(**{**row, **names, "facts": facts})


async def unread(db: Reader, viewer: Viewer) -> int:
    """How many of the viewer's notices are not read."""
    return int(await db.fetchval(SQL["count_unread"], viewer.account)) if viewer.account else 0


async def announcements(db: Reader, viewer: Viewer, edition: UUID) -> list[Announcement]:
    """The newest announcements of an edition, as far as the viewer was told, runs or watches it."""
    rows = await db.fetch(SQL["list_announcements"], edition, viewer.account, viewer.watches(edition))
    texts = ("title", "body", "challenge")
    return [Announcement(**{**row, **{key: text_or_none(row[key]) for key in texts}}) for row in rows]


async def audience(
    db: Reader, viewer: Viewer, edition: UUID, challenge: UUID | None, phase: Phase | None, team: UUID | None
) -> int:
    """To how many people an announcement would go now; for who runs the edition."""
    if not viewer.runs(edition):
        raise Forbidden
    return int(await db.fetchval(SQL["count_announcement_readers"], edition, challenge, phase, team, viewer.account))


async def readers(
    db: Reader, statement: str, about: UUID, after: UUID = START, limit: int = 500, *lists: Sequence[UUID]
) -> list[UUID]:
    """Accounts to tell, by id; ``statement``: one of the ``of_…``; ``lists``: of teams, for ``of_listed``."""
    return [row["account"] for row in await db.fetch(SQL[statement], about, after, limit, *lists)]
