"""The results, for the few who may see them before the ceremony is over; and what anyone may check of the minutes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Text, text
from idarathon.jury.reads.panel import Entrant, Jury, Recusal, entrants, judges, presides, seats
from idarathon.jury.reads.ranking import Ranking, Sheet, Standing, rank
from idarathon.jury.reads.rows import SQL
from idarathon.viewer import Viewer


class Line(Struct, frozen=True, kw_only=True):
    """A team's result with its team, and what jurors wrote about it."""

    team: Entrant
    standing: Standing
    comments: list[str]


class Award(Struct, frozen=True, kw_only=True):
    """The decision about one prize."""

    prize: UUID
    teams: list[UUID]
    reason: str | None


class Results(Struct, frozen=True, kw_only=True):
    """The ranking as computed from the sheets that count, the best first; ``awards``: once the president decided."""

    lines: list[Line]
    ranking: Ranking
    awards: list[Award]
    left: list[Entrant]
    recusals: list[Recusal]


class Minutes(Struct, frozen=True, kw_only=True):
    """What anyone may check of a procès-verbal. ``digest``: the log's seal at the closing, in hex."""

    id: UUID
    edition: UUID
    slug: str
    name: Text
    closed_at: datetime
    decided_at: datetime
    position: int
    digest: str


def sees_results(viewer: Viewer, jury: Jury, public: bool) -> bool:
    """Nobody before the closing. Then the president and who runs the edition; once the ceremony is over (``public``)
    also jurors and observers."""
    if jury.stage not in ("closed", "decided"):
        return False
    inner = viewer.runs(jury.edition) or presides(viewer, jury.edition)
    return inner or (public and (judges(viewer, jury.edition) or viewer.watches(jury.edition)))


async def results(db: Reader, viewer: Viewer, jury: Jury, public: bool = False) -> Results | None:
    """The results, or None for who may not see them now. ``public``: the ceremony is over."""
    if not sees_results(viewer, jury, public):
        return None
    teams = await entrants(db, jury.edition)
    present = {one.team: one for one in teams if one.left_at is None}
    recusals = [Recusal(**row) for row in await db.fetch(SQL["list_recusals"], jury.edition, None)]
    counted = await _counted(db, viewer, jury, set(present), recusals)
    ranking = rank({one.key: one.weight for one in jury.criteria}, counted, jury.official)
    comments: dict[UUID, list[str]] = {}
    for row in await db.fetch(SQL["list_comments"], jury.edition):
        comments.setdefault(row["team"], []).append(row["text"])
    lines = [
        Line(team=present[one.team], standing=one, comments=comments.get(one.team, [])) for one in ranking.standings
    ]
    return Results(
        lines=lines,
        ranking=ranking,
        awards=await _awards(db, jury.edition),
        left=[one for one in teams if one.left_at is not None],
        recusals=recusals,
    )


async def minutes(db: Reader, number: UUID) -> Minutes | None:
    """What everyone may know of the minutes with this number: nothing of who won."""
    row = await db.fetchrow(SQL["find_minutes"], number)
    return Minutes(**{**row, "name": text(row["name"]), "digest": row["digest"].hex()}) if row else None


async def decision(db: Reader, edition: UUID) -> UUID | None:
    """The number of an edition's procès-verbal, which tells nothing by itself."""
    number: UUID | None = await db.fetchval(SQL["find_decision"], edition)
    return number


async def _counted(
    db: Reader, viewer: Viewer, jury: Jury, present: set[UUID], recusals: list[Recusal]
) -> dict[UUID, dict[UUID, Sheet]]:
    """The sheets that the decider counts too: of seated jurors for teams still there; an undecided recusal is one."""
    panel = {one.account for one in await seats(db, viewer, jury.edition) if one.seat in ("president", "juror")}
    barred = {(one.juror, one.team) for one in recusals if one.accepted is not False}
    counted: dict[UUID, dict[UUID, Sheet]] = {}
    for row in await db.fetch(SQL["list_sheets"], jury.edition):
        pair = (row["juror"], row["team"])
        if row["team"] in present and row["juror"] in panel and pair not in barred:
            counted.setdefault(row["team"], {})[row["juror"]] = msgspec.json.decode(row["marks"], type=dict[str, int])
    return counted


async def _awards(db: Reader, edition: UUID) -> list[Award]:
    return [
        Award(prize=row["prize"], teams=list(row["teams"]), reason=row["reason"])
        for row in await db.fetch(SQL["list_awards"], edition)
    ]
