"""Who accompanies whom: what the solver asks, what facilitators see of the proposal, and the pairs that hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events.reading import Reader
from idarathon.editions.events import Text, text_or_none
from idarathon.mentoring.commands import Wanted
from idarathon.mentoring.events import LeftOver
from idarathon.mentoring.reads.matching import Mentor, Plan, Team, reasons
from idarathon.mentoring.reads.rows import SQL, as_struct
from idarathon.viewer import Viewer


class Facts(Struct, frozen=True, kw_only=True):
    """The question for the solver. ``members`` by team; ``proposed``, ``published``: pairs as (team, mentor)."""

    mentors: list[Mentor]
    teams: list[Team]
    members: dict[UUID, tuple[UUID, ...]]
    proposed: frozenset[tuple[UUID, UUID]]
    published: frozenset[tuple[UUID, UUID]]

    def wanted(self, plan: Plan) -> tuple[Wanted, ...]:
        """The pairs of a plan as a command names them."""
        return tuple(
            Wanted(team=one.team, mentor=one.mentor, members=self.members[one.team], reasons=one.reasons)
            for one in plan.pairs
        )

    def around(self, stands: Iterable[Wanted]) -> tuple[list[Mentor], list[Team]]:
        """The question that is left when these pairs stand: they are load, and their teams need nobody."""
        kept = list(stands)
        load, served = Counter(pair.mentor for pair in kept), {pair.team for pair in kept}
        mentors = [replace(one, load=load[one.id]) for one in self.mentors]
        return mentors, [one for one in self.teams if one.id not in served]

    def reasons(self, team: UUID, mentor: UUID) -> tuple[str, ...]:
        """Why a pair that somebody makes by hand goes together."""
        one = next((one for one in self.mentors if one.id == mentor), None)
        group = next((group for group in self.teams if group.id == team), None)
        return (*(reasons(one, group) if one and group else ()), "by_hand")


async def facts(db: Reader, edition: UUID) -> Facts:
    """What the assignment of an edition is computed from: for who runs it, and for the reaction."""
    teams = await db.fetch(SQL["wanting_teams"], edition)
    return Facts(
        mentors=[_mentor(row) for row in await db.fetch(SQL["able_mentors"], edition)],
        teams=[_team(row) for row in teams],
        members={row["id"]: tuple(row["members"]) for row in teams},
        proposed=await _stands(db, edition, True),
        published=await _stands(db, edition, False),
    )


async def _stands(db: Reader, edition: UUID, proposed: bool) -> frozenset[tuple[UUID, UUID]]:
    rows = await db.fetch(SQL["standing_pairs"], edition, proposed)
    return frozenset((row["team"], row["mentor"]) for row in rows)


def _mentor(row: Any) -> Mentor:
    return msgspec.convert(dict(row), Mentor, strict=False)


def _team(row: Any) -> Team:
    return msgspec.convert({key: row[key] for key in Team.__struct_fields__}, Team, strict=False)


async def proposed(db: Reader, edition: UUID) -> tuple[Wanted, ...]:
    """The proposal as the command that publishes it names it."""
    rows = await db.fetch(SQL["proposed_pairs"], edition)
    return tuple(
        Wanted(team=row["team"], mentor=row["mentor"], members=tuple(row["members"]), reasons=tuple(row["reasons"]))
        for row in rows
    )


class MentorRow(Struct, frozen=True, kw_only=True):
    """A mentor, for who watches. ``proposed``: teams in the proposal; ``teams``: those that it accompanies."""

    account: UUID
    name: str | None
    directorate: Text | None
    described: bool
    has_role: bool
    skills: list[str]
    languages: list[str]
    capacity: int
    challenges: list[UUID]
    left_at: datetime | None
    left_reason: str | None
    proposed: int
    teams: int
    notes: int

    @property
    def available(self) -> bool:
        """Whether it can be given teams."""
        return self.described and self.has_role and self.left_at is None

    @property
    def load(self) -> int:
        """How many teams the proposal gives it: what another pair is measured by, published or not."""
        return self.proposed

    @property
    def full(self) -> bool:
        """Whether one more team is refused."""
        return self.load >= self.capacity


class PairRow(Struct, frozen=True, kw_only=True):
    """A pair of the proposal. ``gone``: the mentor has left; ``clash``: somebody of its directorate has joined the team
    since; ``published``: the pair holds already."""

    mentor: UUID
    name: str | None
    reasons: list[str]
    gone: bool
    published: bool
    clash: bool


class PairedTeam(Struct, frozen=True, kw_only=True):
    """A team and its mentors to be. ``why``: the proposal found nobody for it."""

    team: UUID
    slug: str
    name: str
    lang: str
    members: int
    confirmed: bool
    challenge: Text | None
    skills: list[str]
    languages: list[str]
    pairs: list[PairRow]
    why: str | None


class Proposal(Struct, frozen=True, kw_only=True):
    """The assignment of an edition as facilitators see it. ``same``: the proposal is what is published."""

    mentors: list[MentorRow]
    teams: list[PairedTeam]
    proposed_at: datetime | None = None
    because: str | None = None
    edited_at: datetime | None = None
    published_at: datetime | None = None
    same: bool = True
    version: int = 0

    @property
    def pairs(self) -> int:
        """How many pairs the proposal has."""
        return sum(len(one.pairs) for one in self.teams)


async def mentors(db: Reader, viewer: Viewer, edition: UUID) -> list[MentorRow]:
    """The mentors of an edition, for who watches it; the ones who have left last."""
    if not viewer.watches(edition):
        return []
    rows = await db.fetch(SQL["list_mentors"], edition)
    return [as_struct(MentorRow, row, directorate=text_or_none(row["directorate"])) for row in rows]


async def mentor(db: Reader, viewer: Viewer, edition: UUID, account: UUID) -> MentorRow | None:
    """One of them: for who watches the edition, and for itself."""
    if not viewer.watches(edition) and viewer.account != account:
        return None
    rows = [row for row in await db.fetch(SQL["list_mentors"], edition) if row["account"] == account]
    return as_struct(MentorRow, rows[0], directorate=text_or_none(rows[0]["directorate"])) if rows else None


async def proposal(db: Reader, viewer: Viewer, edition: UUID) -> Proposal | None:
    """The proposal and what holds, for who watches the edition."""
    if not viewer.watches(edition):
        return None
    head = await db.fetchrow(SQL["find_assignment"], edition)
    left = msgspec.json.decode(head["left_over"], type=list[LeftOver]) if head else []
    why = {one.team: one.why for one in left}
    rows = await db.fetch(SQL["list_paired_teams"], edition)
    names = ("proposed_at", "because", "edited_at", "published_at", "same", "version")
    return Proposal(
        mentors=await mentors(db, viewer, edition),
        teams=[_paired(row, why) for row in rows],
        **({name: head[name] for name in names} if head else {}),
    )


def _paired(row: Any, why: dict[UUID, str]) -> PairedTeam:
    pairs = msgspec.json.decode(row["pairs"], type=list[PairRow])
    alone = None if pairs else why.get(row["team"])
    return as_struct(PairedTeam, row, challenge=text_or_none(row["challenge"]), pairs=pairs, why=alone)


async def mentored(db: Reader, account: UUID) -> list[UUID]:
    """The editions in which somebody is a mentor who has not left."""
    return [row["edition"] for row in await db.fetch(SQL["list_mentored"], account)]


async def pending(db: Reader, viewer: Viewer, edition: UUID) -> bool:
    """Whether a mentor has left and the new proposal waits for who runs the edition."""
    return viewer.runs(edition) and bool(await db.fetchval(SQL["is_pending"], edition))


class Paired(Struct, frozen=True, kw_only=True):
    """A pair that holds."""

    team: UUID
    team_slug: str
    team_name: str
    mentor: UUID
    mentor_name: str | None
    reasons: list[str]
    since: datetime


async def pairs(db: Reader, viewer: Viewer, edition: UUID, team: UUID | None = None) -> list[Paired]:
    """Who accompanies whom: all for who watches the edition, else the viewer's own pairs and those of its teams."""
    own = [*viewer.teams, *viewer.coaches]
    rows = await db.fetch(SQL["list_pairs"], edition, viewer.watches(edition), viewer.account, own)
    return [as_struct(Paired, row) for row in rows if team is None or row["team"] == team]


class Needs(Struct, frozen=True, kw_only=True):
    """What a team looks for in a mentor."""

    skills: list[str] = []
    languages: list[str] = []


async def needs(db: Reader, team: UUID) -> Needs:
    """What a team looks for; the page of the team has asked who looks."""
    row = await db.fetchrow(SQL["find_needs"], team)
    return as_struct(Needs, row) if row else Needs()
