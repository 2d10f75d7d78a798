"""Where all teams of an edition are: the control board, the preview of a closing, and what everyone may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.phases.commands import Fate, fate
from idarathon.phases.events import Phase
from idarathon.phases.reads.rows import SQL, Filter, Status, Word, as_struct
from idarathon.viewer import Viewer

REMIND: tuple[Word, ...] = ("urgent", "watch")


class BoardRow(Struct, frozen=True, kw_only=True):
    """A team on the board. ``missing``: the keys that its gate still needs; ``tasks``: how many it owes besides.

    ``late``: it is held, and something that the gate still needs came too late: a facilitator decides.
    """

    team: UUID
    name: str
    slug: str
    challenge: UUID | None
    phase: Phase
    status: Status
    word: Word
    missing: list[str]
    tasks: int
    deadline: datetime | None
    extended: bool
    below_minimum: bool
    since: datetime
    late: bool


class BoardCount(Struct, frozen=True, kw_only=True):
    """How many teams are in a phase with a status and a word."""

    phase: Phase
    status: Status
    word: Word
    teams: int


class Unconfirmed(Struct, frozen=True, kw_only=True):
    """A team without its minimum: listed, not examined."""

    team: UUID
    name: str
    slug: str
    members: int


class Board(Struct, frozen=True, kw_only=True):
    """A page of the board, worst first; ``total`` teams match; ``counts`` are of all teams."""

    rows: list[BoardRow]
    total: int
    counts: list[BoardCount]
    unconfirmed: list[Unconfirmed]


class BoardFilter(Struct, frozen=True, kw_only=True):
    """Which teams the board shows; None: all."""

    phase: Phase | None = None
    word: Filter | None = None
    challenge: UUID | None = None
    name: str | None = None


async def board(
    db: Reader,
    viewer: Viewer,
    edition: UUID,
    now: datetime,
    wanted: BoardFilter | None = None,
    page: int = 1,
    size: int = 30,
) -> Board | None:
    """The control board, for those who watch the edition; None for others."""
    if not viewer.watches(edition):
        return None
    by = wanted or BoardFilter()
    words = list(REMIND) if by.word == "remind" else [by.word] if by.word else None
    filters = (by.phase, words, by.challenge, by.name or None)
    offset = size * (max(page, 1) - 1)
    found = await db.fetch(SQL["board"], edition, now, *filters, size, offset)
    rows = [row for row in found if row["team"]]
    return Board(
        rows=[as_struct(BoardRow, row) for row in rows],
        total=found[0]["total"],
        counts=msgspec.json.decode(found[0]["counts"], type=list[BoardCount]),
        unconfirmed=[as_struct(Unconfirmed, row) for row in await db.fetch(SQL["unconfirmed"], edition)],
    )


class Standing(Struct, frozen=True, kw_only=True):
    """Where a team is, as everyone may see it."""

    team: UUID
    name: str
    slug: str
    challenge: UUID | None
    phase: Phase
    status: Status
    word: Word


async def standings(db: Reader, viewer: Viewer, edition: UUID, teams: Iterable[UUID], now: datetime) -> list[Standing]:
    """Where these teams of the edition are, by name; before its publication only for those who watch it."""
    rows = await db.fetch(SQL["standings"], edition, viewer.watches(edition), now, list(teams))
    return [as_struct(Standing, row) for row in rows]


class Foreseen(Struct, frozen=True, kw_only=True):
    """What a closing would do with a team, and why."""

    team: UUID
    name: str
    slug: str
    fate: Fate
    missing: list[str] = []
    until: datetime | None = None  # of the extension, or of the grace time


async def close_preview(
    db: Reader, viewer: Viewer, edition: UUID, phase: Phase, now: datetime
) -> list[Foreseen] | None:
    """Each team's fate if the phase closed now: the rule of ``commands.fate``, on which the examination acts."""
    if not viewer.watches(edition):
        return None
    at_gate = [_foreseen(row, now) for row in await db.fetch(SQL["at_gate"], edition, phase, now)]
    rows = await db.fetch(SQL["unconfirmed"], edition)
    listed = [Foreseen(team=row["team"], name=row["name"], slug=row["slug"], fate="unconfirmed") for row in rows]
    return at_gate + listed


def _foreseen(row: Any, now: datetime) -> Foreseen:
    until = None if row["extension_ended"] else row["extension_until"]
    extended = until is not None and now < until
    verdict = fate(
        mode=row["mode"],
        missing=len(row["missing"]),
        absent=len(row["absent"]),
        held=row["status"] == "held",
        by_hand=row["held_by_hand"],
        extended=extended,
        uploading=row["arrives_until"] is not None,
    )
    head = {"team": row["team"], "name": row["name"], "slug": row["slug"]}
    waits = row["arrives_until"] if verdict == "uploading" else until if extended else None
    return Foreseen(**head, fate=verdict, missing=row["missing"], until=waits)
