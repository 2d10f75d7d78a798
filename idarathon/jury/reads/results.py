"""The results, for the few who may see them before the ceremony is over; and what anyone may check of the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Text, text
from idarathon.jury.reads import ranking
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
    """The decision about one prize, as it stands."""

    prize: UUID
    teams: list[UUID]
    reason: str | None
    revealed: bool


class Results(Struct, frozen=True, kw_only=True):
    """The ranking as computed from the sheets that count, the best first; ``awards``: once the president decided;
    ``again``: the prizes that it decides again, as a team with one has withdrawn; ``left``: the teams that are not in
    this ranking, as they have withdrawn."""

    lines: list[Line]
    ranking: Ranking
    awards: list[Award]
    again: list[UUID]
    left: list[Entrant]
    recusals: list[Recusal]


class Minutes(Struct, frozen=True, kw_only=True):
    """What anyone may check of a procès-verbal. ``digest``: the log's seal at the decision, in hex; ``replaced_by``:
    the number of the latest one, when prizes were decided again since."""

    id: UUID
    edition: UUID
    slug: str
    name: Text
    closed_at: datetime
    decided_at: datetime
    position: int
    digest: str
    replaced_by: UUID | None = None


def sees_results(viewer: Viewer, jury: Jury, public: bool) -> bool:
    """Nobody before the closing. Then the president and who runs the edition; once the ceremony is over (``public``)
    also jurors and observers."""
    if jury.stage not in ("closed", "decided"):
        return False
    inner = viewer.runs(jury.edition) or presides(viewer, jury.edition)
    return inner or (public and (judges(viewer, jury.edition) or viewer.watches(jury.edition)))


async def results(db: Reader, viewer: Viewer, jury: Jury, public: bool = False, afresh: bool = False) -> Results | None:
    """The results, or None for who may not see them now. ``public``: the ceremony is over. The ranking is the one that
    was decided upon, whoever withdraws later; ``afresh``: as it is now while there are prizes to be decided again."""
    if not sees_results(viewer, jury, public):
        return None
    teams, awards = await entrants(db, jury.edition), await _awards(db, jury.edition)
    again = _again(awards, teams)
    ranked = await _ranked(db, jury) if jury.stage == "decided" and not (afresh and again) else None
    present = {one.team: one for one in teams if (one.left_at is None if ranked is None else one.team in ranked)}
    recusals = [Recusal(**row) for row in await db.fetch(SQL["list_recusals"], jury.edition, None)]
    counted = await _counted(db, viewer, jury, set(present), recusals)
    found = rank({one.key: one.weight for one in jury.criteria}, counted, jury.official)
    comments: dict[UUID, list[str]] = {}
    for row in await db.fetch(SQL["list_comments"], jury.edition):
        comments.setdefault(row["team"], []).append(row["text"])
    lines = [Line(team=present[one.team], standing=one, comments=comments.get(one.team, [])) for one in found.standings]
    return Results(
        lines=lines,
        ranking=found,
        awards=awards,
        again=again,
        left=[one for one in teams if one.left_at is not None and one.team not in present],
        recusals=recusals,
    )


async def again(db: Reader, viewer: Viewer, edition: UUID) -> list[UUID]:
    """The prizes to be decided again, the first one first: for who runs the edition or presides its jury."""
    if not (viewer.runs(edition) or presides(viewer, edition)):
        return []
    return _again(await _awards(db, edition), await entrants(db, edition))


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
    """The sheets that the decider counts too: of who judged for teams still there; an undecided recusal is one."""
    panel = {one.account for one in await seats(db, viewer, jury.edition) if one.counts}
    barred = {(one.juror, one.team) for one in recusals if one.accepted is not False}
    counted: dict[UUID, dict[UUID, Sheet]] = {}
    for row in await db.fetch(SQL["list_sheets"], jury.edition):
        pair = (row["juror"], row["team"])
        if row["team"] in present and row["juror"] in panel and pair not in barred:
            counted.setdefault(row["team"], {})[row["juror"]] = msgspec.json.decode(row["marks"], type=dict[str, int])
    return counted


async def _awards(db: Reader, edition: UUID) -> list[Award]:
    """The first prize first."""
    return [Award(**{**row, "teams": list(row["teams"])}) for row in await db.fetch(SQL["list_awards"], edition)]


def _again(awards: Sequence[Award], teams: Sequence[Entrant]) -> list[UUID]:
    hidden = [one.prize for one in awards if not one.revealed]
    left = {one.team for one in teams if one.left_at is not None}
    return list(ranking.again(hidden, {one.prize: one.teams for one in awards}, left))


async def _ranked(db: Reader, jury: Jury) -> set[UUID]:
    """The teams of the ranking that the president decided upon."""
    places = msgspec.json.decode(await db.fetchval(SQL["find_places"], jury.edition), type=list[list[UUID]])
    return {team for group in places for team in group}
