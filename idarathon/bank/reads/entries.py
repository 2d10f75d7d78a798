"""One entry, its relatives and reuses, with as much as the viewer may know; the entries of an edition; my requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.bank.reads.rows import SQL, EntryRow, PublicReuse, ReuseStatus, texts
from idarathon.editions.events import Lang, Text, text, text_or_none
from idarathon.phases.events import FileRef
from idarathon.viewer import Role, Viewer

__all__ = ["EntryRow", "PublicReuse"]


class Relative(Struct, frozen=True, kw_only=True):
    """The published entry that one derives from (``ancestor``), or one that derives from it."""

    entry: UUID
    title: str
    lang: Lang
    edition_slug: str
    team_slug: str
    ancestor: bool


class Reuse(Struct, frozen=True, kw_only=True):
    """What became of a wish to use an entry. Who asked, message and reason are for who takes part only."""

    reuse: UUID
    entry: UUID
    administration: UUID
    administration_name: Text
    status: ReuseStatus
    requested_at: datetime
    decided_at: datetime | None
    place: str | None
    pilot_at: datetime | None
    since: date | None
    ended_at: datetime | None
    mine: bool
    account_name: str | None
    message: str | None
    reason: str | None


class Entry(EntryRow, frozen=True, kw_only=True):
    """An entry, whole. ``inside``: its team, or who watches its edition, looks. ``contact`` is None once erased;
    ``offered``: the files that it could show, for who is inside."""

    solution: str
    links: list[str]
    offered: list[FileRef]
    files: list[FileRef]
    contact: str | None
    drafted_at: datetime
    completed_at: datetime | None
    withdrawn_at: datetime | None
    challenge_question: Text | None
    lineage: UUID | None
    inside: bool
    withdrawn_reason: str | None
    version: int


class EntryPage(Struct, frozen=True, kw_only=True):
    """An entry's page."""

    entry: Entry
    relatives: list[Relative]
    reuses: list[Reuse]


class Published(Struct, frozen=True, kw_only=True):
    """What a link to a published entry says."""

    title: str
    lang: Lang


class OwnEntry(EntryRow, frozen=True, kw_only=True):
    """An entry for its team and facilitators. ``requested``: how many requests wait for an answer."""

    completed_at: datetime | None
    requested: int


class MyReuse(Struct, frozen=True, kw_only=True):
    """What the viewer asked for."""

    reuse: UUID
    status: ReuseStatus
    requested_at: datetime
    place: str | None
    since: date | None
    administration_name: Text
    entry: UUID
    title: str
    lang: Lang
    edition_slug: str
    team_slug: str
    reason: str | None


async def entry(db: Reader, viewer: Viewer, edition_slug: str, team_slug: str) -> EntryPage | None:
    """One entry by the slugs of its edition and team, if the viewer may see it."""
    row = await db.fetchrow(SQL["find_entry"], edition_slug, team_slug, *_scope(viewer))
    if row is None:
        return None
    found = Entry(**_whole(row))
    relatives = await db.fetch(SQL["list_relatives"], found.entry, found.lineage)
    reuses = await db.fetch(SQL["list_reuses"], found.entry, _answers(viewer, found), viewer.account)
    return EntryPage(
        entry=found,
        relatives=[Relative(**one) for one in relatives],
        reuses=[Reuse(**{**one, "administration_name": text(one["administration_name"])}) for one in reuses],
    )


def _answers(viewer: Viewer, found: Entry) -> bool:
    """Whether the viewer reads every request with its message: who watches the edition, and the team's lead."""
    return viewer.watches(found.edition) or viewer.teams.get(found.team) is Role.LEAD


def _scope(viewer: Viewer) -> tuple[bool, list[UUID], list[UUID]]:
    """Every edition, or these editions, or these teams."""
    watched = [edition for edition in viewer.roles if viewer.watches(edition)]
    return viewer.admin, watched, list(viewer.teams)


def _whole(row: Any) -> dict[str, Any]:
    files = msgspec.json.decode(row["files"], type=list[FileRef])
    offered = msgspec.json.decode(row["offered"], type=list[FileRef]) if row["inside"] else []
    links = msgspec.json.decode(row["links"], type=list[str])
    question = text_or_none(row["challenge_question"])
    return {**texts(row), "files": files, "offered": offered, "links": links, "challenge_question": question}


async def published(db: Reader, team: UUID) -> Published | None:
    """What the team has in the bank for everyone."""
    row = await db.fetchrow(SQL["find_published"], team)
    return Published(**row) if row else None


async def banked(db: Reader, teams: Sequence[UUID]) -> frozenset[UUID]:
    """Which of the teams have something in the bank for everyone."""
    rows = await db.fetch(SQL["list_banked"], list(teams)) if teams else []
    return frozenset(row["team"] for row in rows)


async def entries(db: Reader, viewer: Viewer, edition: UUID, team: UUID | None = None) -> list[OwnEntry]:
    """All entries of an edition for who watches it; of one team also for its members."""
    if not viewer.watches(edition) and team not in viewer.teams:
        return []
    return [OwnEntry(**texts(row)) for row in await db.fetch(SQL["list_entries"], edition, team)]


async def my_reuses(db: Reader, viewer: Viewer) -> list[MyReuse]:
    """What the viewer asked for, the latest first."""
    rows = await db.fetch(SQL["list_my_reuses"], viewer.account) if viewer.account else []
    return [MyReuse(**{**row, "administration_name": text(row["administration_name"])}) for row in rows]


async def home_administration(db: Reader, viewer: Viewer) -> UUID | None:
    """The administration that the viewer belongs to, if it is known."""
    found: UUID | None = await db.fetchval(SQL["home_administration"], viewer.account) if viewer.account else None
    return found
