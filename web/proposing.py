"""A proposal that places everybody without a team, shown before it is carried out."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec import Struct

from idarathon.editions.reads import EditionPage
from idarathon.teams.reads import Candidate, Composed, Open, Placed, composed, lacking, placed_into, pool, proposal
from web.formstate import FormState
from web.gauges import Missing, brings, missing
from web.public import Place


class Line(Struct, frozen=True, kw_only=True):
    """A team of a proposal, with who would join and what would be missing."""

    team: Composed
    joining: list[tuple[Candidate, str]]
    after: list[Missing]


class Proposal(Struct, frozen=True, kw_only=True):
    """The page of a proposal. ``digest``: what is confirmed; ``left``: people for whom there is no seat."""

    edition: EditionPage
    lines: list[Line]
    placed: list[Placed]
    left: int
    digest: str
    form: FormState


async def proposed(at: Place, form: FormState) -> Proposal:
    """A proposal for everybody who is selected or known, computed beside the loop: a second for 1,500 people."""
    everybody = await pool(at.db, at.viewer, at.edition.edition)
    teams = await composed(at.db, at.viewer, at.edition.edition)
    room = [Open(team=one.team, members=one.members, made=one.made) for one in teams]
    who = [(one.account, one.facts) for one in everybody]
    placed = await asyncio.to_thread(proposal, at.edition.settings, room, who)
    known = {one.account: one for one in everybody}
    return Proposal(
        edition=at.edition,
        lines=[_line(at, one, rows, known) for one in teams if (rows := [p for p in placed if p.team == one.team])],
        placed=placed,
        left=len(everybody) - len(placed),
        digest=digest_of(placed),
        form=form,
    )


def digest_of(placed: Sequence[Placed]) -> str:
    """By what a proposal is known again: when people or teams have changed since, it is another one."""
    return hashlib.sha256(msgspec.json.encode([(one.team, one.account) for one in placed])).hexdigest()


def _line(at: Place, team: Composed, rows: Sequence[Placed], known: Mapping[UUID, Candidate]) -> Line:
    joining = [(known[row.account], brings(row.brings, at.lang)) for row in rows]
    made = placed_into(team.made, [one.facts for one, _ in joining])
    after = lacking(at.edition.settings.composition, made)
    return Line(team=team, joining=joining, after=missing(after, at.lang))
