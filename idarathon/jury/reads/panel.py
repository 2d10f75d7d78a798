"""The jury itself: its stage, rubric, seats, recusals, and how far the sheets are. No mark is read here."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Text, text, text_or_none
from idarathon.jury.events import Cause, Levels, Loss, Official
from idarathon.jury.reads.rows import SQL
from idarathon.viewer import Role, Viewer

Stage = Literal["composing", "open", "closed", "decided"]
Seat = Literal["president", "juror", "alternate", "replaced"]
Cell = Literal["full", "part", "none", "recused", "pending", "unseated"]


class Criterion(Struct, frozen=True, kw_only=True):
    """A line of the rubric."""

    key: str
    title: Text
    weight: int
    levels: Levels


class Jury(Struct, frozen=True, kw_only=True):
    """The jury of an edition. ``version``: of its stream."""

    edition: UUID
    stage: Stage = "composing"
    president: UUID | None = None
    quorum: int = 3
    official: Official = "raw"
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    decided_at: datetime | None = None
    decision: UUID | None = None
    version: int = 0
    criteria: list[Criterion] = []


class Seated(Struct, frozen=True, kw_only=True):
    """Who has a seat. ``directorate`` is None for people from outside the administration; ``unseated``: why it judges
    no more; ``counts``: whether its sheets do."""

    account: UUID
    seat: Seat
    unseated: Loss | None = None
    counts: bool = True
    name: str | None
    directorate: Text | None


class Candidate(Struct, frozen=True, kw_only=True):
    """Who could have one. ``presides``: has the role of president."""

    account: UUID
    name: str | None
    presides: bool


class Recusal(Struct, frozen=True, kw_only=True):
    """A recusal. ``accepted`` is None while it is undecided."""

    juror: UUID
    juror_name: str | None
    team: UUID
    team_name: str
    team_slug: str
    cause: Cause
    accepted: bool | None
    proposed_at: datetime
    decided_at: datetime | None
    reason: str | None
    decision_reason: str | None


class Entrant(Struct, frozen=True, kw_only=True):
    """A team before the jury."""

    team: UUID
    name: str
    slug: str
    lang: str
    challenge_title: Text | None
    left_at: datetime | None


class Progress(Struct, frozen=True, kw_only=True):
    """One row of the matrix: a team, and for each seat how far its sheet is: (state, marks given)."""

    team: Entrant
    cells: list[tuple[Cell, int]]
    full: int


def judges(viewer: Viewer, edition: UUID) -> bool:
    """Whether the viewer has a role of the jury in the edition."""
    return viewer.has(edition, Role.JUROR, Role.PRESIDENT)


def presides(viewer: Viewer, edition: UUID) -> bool:
    """Whether the viewer has the role of its president."""
    return viewer.has(edition, Role.PRESIDENT)


async def jury(db: Reader, viewer: Viewer, edition: UUID) -> Jury | None:
    """The jury with its rubric, for who watches the edition or judges in it; empty while nothing was said of it."""
    if not (viewer.watches(edition) or judges(viewer, edition)):
        return None
    row = await db.fetchrow(SQL["find_jury"], edition)
    criteria = await rubric(db, edition)
    return Jury(**row, criteria=criteria) if row else Jury(edition=edition)


async def rubric(db: Reader, edition: UUID) -> list[Criterion]:
    """The criteria, in their order."""
    return [
        Criterion(
            key=row["key"],
            title=text(row["title"]),
            weight=row["weight"],
            levels=msgspec.json.decode(row["levels"], type=Levels),
        )
        for row in await db.fetch(SQL["list_criteria"], edition)
    ]


async def seats(db: Reader, viewer: Viewer, edition: UUID) -> list[Seated]:
    """Who has a seat, the president first."""
    if not (viewer.watches(edition) or judges(viewer, edition)):
        return []
    rows = await db.fetch(SQL["list_seats"], edition)
    return [Seated(**{**row, "directorate": text_or_none(row["directorate"])}) for row in rows]


async def candidates(db: Reader, viewer: Viewer, edition: UUID) -> list[Candidate]:
    """Who could have a seat, for who runs the edition."""
    if not viewer.runs(edition):
        return []
    return [Candidate(**row) for row in await db.fetch(SQL["list_candidates"], edition)]


async def recusals(db: Reader, viewer: Viewer, edition: UUID) -> list[Recusal]:
    """All of them for who watches the edition or presides its jury, else the viewer's own."""
    everything = viewer.watches(edition) or presides(viewer, edition)
    if not everything and not judges(viewer, edition):
        return []
    rows = await db.fetch(SQL["list_recusals"], edition, None if everything else viewer.account)
    return [Recusal(**row) for row in rows]


async def entrants(db: Reader, edition: UUID) -> list[Entrant]:
    """The teams before the jury, those that left it last."""
    rows = await db.fetch(SQL["list_teams"], edition)
    return [Entrant(**{**row, "challenge_title": text_or_none(row["challenge_title"])}) for row in rows]


async def progress(db: Reader, viewer: Viewer, edition: UUID, panel: list[Seated], criteria: int) -> list[Progress]:
    """How far every sheet is, without a single mark: for who watches the edition, and its president."""
    if not (viewer.watches(edition) or presides(viewer, edition)):
        return []
    given = {(row["team"], row["juror"]): row["marks"] for row in await db.fetch(SQL["list_progress"], edition)}
    stands = {(one.juror, one.team): one.accepted for one in await recusals(db, viewer, edition)}
    rows = []
    for team in await entrants(db, edition):
        cells = [
            _cell(one, given.get((team.team, one.account), 0), criteria, stands.get((one.account, team.team), False))
            for one in panel
        ]
        rows.append(Progress(team=team, cells=cells, full=sum(state == "full" for state, _ in cells)))
    return rows


def _cell(one: Seated, marks: int, criteria: int, recused: bool | None) -> tuple[Cell, int]:
    if one.unseated:
        return ("unseated", marks)
    if recused is not False:
        return ("pending" if recused is None else "recused", marks)
    return ("full" if criteria and marks >= criteria else "part" if marks else "none", marks)
