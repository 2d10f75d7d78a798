"""Membres: who belongs to the team, what it is made of, who asks to join."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct, field

from idarathon.challenges.reads import ChallengeRow, challenges
from idarathon.people.reads import Seen, profiles
from idarathon.teams.reads import Opening, Request, effect, made, opening, requests, team_gauge
from web.gauges import GaugeView, brings, made_of
from web.public import Place
from web.seeking import Seekers, nobody, people
from web.team import Team, fields, own


class Asking(Struct, frozen=True, kw_only=True):
    """Somebody who asks to join, and what it would bring."""

    one: Request
    brings: str


class Members(Team, frozen=True, kw_only=True):
    """Membres. ``challenges``: those that the lead may choose, in open intake; ``made``: who the team is made of;
    ``sets_out``: nothing but the lead's word is missing for the team to be confirmed."""

    challenges: list[ChallengeRow]
    made: GaugeView | None = None
    requests: Sequence[Asking] = ()
    opening: Opening | None = None
    seekers: Seekers | None = None  # while the team has room
    profiles: dict[UUID, Seen] = field(default_factory=dict)  # what the members let each other see

    @property
    def sets_out(self) -> bool:
        enough = self.team.members >= self.edition.settings.team_min
        return not self.team.confirmed_at and enough and self.made is not None and not self.made.blocked


async def members(at: Place, slug: str, number: int = 1) -> Members:
    """The page of who belongs to the team. ``number``: the page of those who look for a team."""
    head = await own(at, slug, "members")
    choosing = head.manages and at.edition.settings.intake == "open" and not head.team.withdrawn_at
    rows = await challenges(at.db, at.viewer, at.edition.edition) if choosing else []
    return Members(
        **fields(head),
        challenges=[one for one in rows if one.status == "published"],
        made=await made_of(at, head.team.team),
        profiles=await profiles(at.db, at.viewer, [one.account for one in head.team.people], at.edition.edition),
        requests=await _requests(at, head.team.team) if choosing else [],
        seekers=await _seekers(at, head, number) if choosing else None,
        opening=await opening(at.db, at.viewer, at.edition.edition, head.team.team) if choosing else None,
    )


async def _seekers(at: Place, head: Team, number: int) -> Seekers | None:
    if head.team.members >= at.edition.settings.team_max:
        return None
    has = await team_gauge(at.db, at.viewer, at.edition.edition, head.team.team) or nobody()
    return await people(at, number, has, {one.account for one in head.team.invited})


async def _requests(at: Place, team: UUID) -> list[Asking]:
    rows = await requests(at.db, at.viewer, at.edition.edition, team)
    has = (await team_gauge(at.db, at.viewer, at.edition.edition, team) if rows else None) or made(())
    found = [(row, effect(at.edition.settings, has, row.facts)) for row in rows]
    return [Asking(one=row, brings=brings(one.brings, at.lang)) for row, one in found]
