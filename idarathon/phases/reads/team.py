"""Where one team is, was, and what it handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Text
from idarathon.phases.events import FileRef, Kinds, Mode, Phase
from idarathon.phases.reads.rows import SQL, Status, Word, as_struct
from idarathon.viewer import Role, Viewer


class Passage(Struct, frozen=True, kw_only=True):
    """A team's time in a phase. ``outcome``: advance, conditional, override, withdrawn; None while it lasts."""

    team: UUID
    phase: Phase
    entered_at: datetime
    left_at: datetime | None
    outcome: str | None


async def passages(db: Reader, viewer: Viewer, edition: UUID, team: UUID | None = None) -> list[Passage]:
    """Who was in which phase from when to when, of one team or all."""
    rows = await db.fetch(SQL["passages"], edition, viewer.watches(edition), team)
    return [as_struct(Passage, row) for row in rows]


class Deposited(Struct, frozen=True, kw_only=True):
    """Something that a team handed in. ``counts``: towards the gate; ``by``: who did it, while the name is kept;
    ``code``: by which everyone can check it."""

    position: int
    phase: Phase
    deliverable: str
    title: str
    text: str
    links: list[str]
    lang: str
    at: datetime
    late: bool
    in_extension: bool
    counts: bool
    by: str | None
    files: list[FileRef]
    in_grace: bool
    code: str | None


class Item(Struct, frozen=True, kw_only=True):
    """A deliverable on a checklist, with its deposits, oldest first."""

    phase: Phase
    key: str
    title: Text
    kinds: Kinds
    deposits: list[Deposited] = []

    @property
    def done(self) -> bool:
        """Whether it counts as handed in."""
        return any(one.counts for one in self.deposits)


class TeamJourney(Struct, frozen=True, kw_only=True):
    """A team's own page. ``checklist``: of the phase where it is or for which it waits; ``tasks``: owed of earlier
    ones; ``deposits``: all, oldest first. ``grace_until``: until when files that began in time still
    count; ``held_*``: why it is held; ``extension_reason``: why it has longer."""

    team: UUID
    edition: UUID
    name: str
    slug: str
    version: int
    below_minimum: bool
    phase: Phase
    status: Status
    word: Word
    since: datetime
    mode: Mode
    missing: list[str]
    deadline: datetime | None
    ends_at: datetime
    closed_at: datetime | None
    extension_until: datetime | None
    extended: bool
    extension_reason: str | None
    grace_until: datetime | None
    held_missing: list[str]
    held_by_hand: bool
    held_reason: str | None
    checklist: list[Item]
    tasks: list[Item]
    deposits: list[Deposited]
    passages: list[Passage]


async def team_journey(db: Reader, viewer: Viewer, team: UUID, now: datetime) -> TeamJourney | None:
    """The page of a team for its members and those who watch its edition; None for others, and before it starts."""
    row = await db.fetchrow(SQL["team_journey"], team, *_scope(viewer), now)
    if row is None:
        return None
    edition, phase = row["edition"], row["phase"]
    deposits = [_deposited(one) for one in await db.fetch(SQL["deposits"], team)]
    checklist = await db.fetch(SQL["checklist"], edition, phase)
    tasks = await db.fetch(SQL["tasks"], team, edition)
    passed = await db.fetch(SQL["passages"], edition, True, team)
    return as_struct(
        TeamJourney,
        row,
        checklist=[_item(one, phase, one["key"], deposits) for one in checklist],
        tasks=[_item(one, one["phase"], one["deliverable"], deposits) for one in tasks],
        deposits=deposits,
        passages=[as_struct(Passage, one) for one in passed],
    )


def _scope(viewer: Viewer) -> tuple[bool, list[UUID], list[UUID]]:
    """Every edition, or these editions, or these teams."""
    watched = {Role.FACILITATOR, Role.OBSERVER}
    editions = [edition for edition, roles in viewer.roles.items() if roles & watched]
    return viewer.admin, editions, [*viewer.teams, *viewer.coaches]


def _item(row: Any, phase: Phase, key: str, deposits: Sequence[Deposited]) -> Item:
    mine = [one for one in deposits if (one.phase, one.deliverable) == (phase, key)]
    title = msgspec.json.decode(row["title"], type=Text)
    return Item(phase=phase, key=key, title=title, kinds=row["kinds"], deposits=mine)


def _deposited(row: Any) -> Deposited:
    files = msgspec.json.decode(row["files"], type=list[FileRef])
    return as_struct(Deposited, row, links=msgspec.json.decode(row["links"], type=list[str]), files=files)
