"""Coaching notes, as far as the viewer may read them, and a mentor's teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Text, text, text_or_none
from idarathon.mentoring.reads.rows import SQL, as_struct
from idarathon.viewer import Viewer

QUIET = timedelta(days=7)  # without a note: the facilitators are told
MOST = 200


class StepRow(Struct, frozen=True, kw_only=True):
    """A next step. ``text`` and names are None when they were erased."""

    key: str
    text: str | None
    owner: UUID | None
    owner_name: str | None
    due: date | None
    done_at: datetime | None
    done_by_name: str | None


class NoteRow(Struct, frozen=True, kw_only=True):
    """A coaching note. ``observed`` and ``decided`` are None when they were erased."""

    note: UUID
    edition: UUID
    team: UUID
    team_slug: str
    team_name: str
    team_lang: str
    author: UUID | None
    author_name: str | None
    observed: str | None
    decided: str | None
    written_at: datetime
    revised_at: datetime | None
    shared_at: datetime | None
    version: int
    steps: list[StepRow]

    @property
    def open(self) -> list[StepRow]:
        """What is still to be done."""
        return [step for step in self.steps if step.done_at is None]


class Accompanied(Struct, frozen=True, kw_only=True):
    """A team of a mentor. ``waiting``: since when nobody has written about it; ``asking``: open requests for help;
    ``notes``: the last ones that the mentor may read, newest first."""

    team: UUID
    slug: str
    name: str
    lang: str
    challenge: Text | None
    since: datetime
    waiting: datetime
    open_steps: int
    asking: int
    notes: list[NoteRow]

    @property
    def last(self) -> NoteRow | None:
        """The last note."""
        return self.notes[0] if self.notes else None

    @property
    def steps(self) -> list[tuple[NoteRow, StepRow]]:
        """The open steps, with the note in which each stands."""
        return [(note, step) for note in self.notes for step in note.open]


class Meeting(Struct, frozen=True, kw_only=True):
    """The next session of a mentor. ``teams``: the names of those of its teams that are expected there."""

    session: UUID
    kind: str
    title: Text
    starts_at: datetime
    ends_at: datetime
    room: str | None
    online: bool
    teams: list[str]


class TeamMate(Struct, frozen=True, kw_only=True):
    """Who is in a team. ``name`` is None when it was erased."""

    account: UUID
    name: str | None
    lead: bool


class Quiet(Struct, frozen=True, kw_only=True):
    """A team about which nobody has written for ``QUIET``; ``last``: None when nobody ever has, ``since``: then it is
    since it has mentors."""

    team: UUID
    slug: str
    name: str
    last: datetime | None
    since: datetime


class Coaching(Struct, frozen=True, kw_only=True):
    """The coaching of one team, in figures, for who watches. ``asking``: open requests for help."""

    mentors: list[str]
    since: datetime | None
    last: datetime | None
    notes: int
    shared: int
    asking: int

    def quiet(self, now: datetime) -> bool:
        """Whether the team has mentors, and none has written for a while."""
        latest = self.last or self.since
        return bool(self.mentors) and latest is not None and now - latest >= QUIET


async def notes(
    db: Reader, viewer: Viewer, edition: UUID, team: UUID | None = None, limit: int = MOST
) -> list[NoteRow]:
    """The notes of an edition, or of one team, that the viewer may read, newest first: its own; and shared ones of its
    team, of teams that it accompanies, or all of them when it watches the edition."""
    return await _notes(db, viewer, edition, team=team, limit=limit)


async def note(db: Reader, viewer: Viewer, edition: UUID, wanted: UUID) -> NoteRow | None:
    """One note, if the viewer may read it."""
    found = await _notes(db, viewer, edition, wanted=wanted, limit=1)
    return found[0] if found else None


async def _notes(
    db: Reader,
    viewer: Viewer,
    edition: UUID,
    *,
    team: UUID | None = None,
    wanted: UUID | None = None,
    among: Sequence[UUID] | None = None,
    limit: int,
) -> list[NoteRow]:
    if viewer.account is None:
        return []
    own = [*viewer.teams, *viewer.coaches]
    scope = (viewer.account, own, viewer.watches(edition), min(limit, 1_000))
    rows = await db.fetch(SQL["list_notes"], edition, team, wanted, *scope, among)
    return [_row(row) for row in rows]


def _row(row: Any) -> NoteRow:
    return as_struct(NoteRow, row, steps=msgspec.json.decode(row["steps"], type=list[StepRow]))


async def accompanied(db: Reader, viewer: Viewer, edition: UUID) -> list[Accompanied]:
    """The viewer's teams as a mentor, those that wait longest first."""
    rows = await db.fetch(SQL["list_accompanied"], edition, viewer.account) if viewer.account else []
    teams = [row["team"] for row in rows]
    written = await _notes(db, viewer, edition, among=teams, limit=1_000) if teams else []
    return [
        as_struct(
            Accompanied,
            row,
            challenge=text_or_none(row["challenge"]),
            notes=[one for one in written if one.team == row["team"]],
        )
        for row in rows
    ]


async def next_meeting(db: Reader, viewer: Viewer, edition: UUID, now: datetime) -> Meeting | None:
    """The next session that the viewer as a mentor runs, has registered for, or that its teams come to."""
    row = await db.fetchrow(SQL["next_meeting"], edition, viewer.account, now) if viewer.account else None
    return as_struct(Meeting, row, title=text(row["title"])) if row else None


async def mates(db: Reader, viewer: Viewer, edition: UUID, team: UUID) -> list[TeamMate]:
    """Who is in a team: for its members, its mentors and who watches the edition."""
    if team not in viewer.teams and team not in viewer.coaches and not viewer.watches(edition):
        return []
    return [as_struct(TeamMate, row) for row in await db.fetch(SQL["list_team_people"], team)]


async def quiet(db: Reader, viewer: Viewer, edition: UUID, now: datetime) -> list[Quiet]:
    """The teams about which nobody has written for a while, for who watches the edition; the longest first."""
    if not viewer.watches(edition):
        return []
    return [as_struct(Quiet, row) for row in await db.fetch(SQL["list_uncoached"], edition, now - QUIET)]


async def coaching(db: Reader, viewer: Viewer, edition: UUID, team: UUID) -> Coaching | None:
    """The coaching of a team, for who watches the edition."""
    if not viewer.watches(edition):
        return None
    return as_struct(Coaching, await db.fetchrow(SQL["list_coaching"], team))
