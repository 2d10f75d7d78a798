"""The president's decision about every prize."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from events.message import Event
from idarathon.jury import commands as ask
from idarathon.jury import events as was
from idarathon.jury.decider import refusals as no
from idarathon.jury.decider.case import Case
from idarathon.jury.decider.state import State
from idarathon.jury.reads.ranking import due
from idarathon.people.events import hashed


class Prizes(Protocol):
    """What is needed of the edition's prizes: their ids in the order of their ranks, the first prize first; ``hidden``:
    those that nobody was shown yet."""

    @property
    def ranked(self) -> Sequence[UUID]: ...
    @property
    def hidden(self) -> Sequence[UUID]: ...


def decide_ranking(command: ask.DecideRanking, case: Case) -> list[Event]:
    """Every prize that is to be decided, once. Whatever is not simply the next team of the official ranking needs a
    reason."""
    state, prizes = case.state, case.others[0]
    order = _to_decide(state, prizes)
    if case.stamp.actor is None or case.stamp.actor != state.president:
        raise no.NotThePresident
    wanted = _by_prize(command, order)
    places = state.ranking().places
    given = {team for prize, teams in state.awards.items() if prize not in order for team in teams}
    _require_explained(wanted, order, places, given)
    awards = tuple(_award(wanted[prize], command, case) for prize in order)
    return [was.RankingDecided(edition=command.edition, official=state.official, places=places, awards=awards)]


def _to_decide(state: State, prizes: Prizes) -> Sequence[UUID]:
    """All prizes; after the decision those that a withdrawal has set free. Raises when it is not the time."""
    if state.stage == "decided":
        order = state.again(prizes.hidden)
        if not order:
            raise no.RankingFinal
        return order
    if state.stage != "closed":
        raise no.JuryStillOpen if state.stage == "open" else no.JuryNotOpen
    return prizes.ranked


def _by_prize(command: ask.DecideRanking, order: Sequence[UUID]) -> dict[UUID, ask.WantedAward]:
    if not order:
        raise no.PrizesMissing
    wanted = {one.prize: one for one in command.awards}
    if set(wanted) != set(order) or len(wanted) < len(command.awards):
        raise no.PrizeUndecided(field="awards")
    return wanted


def _require_explained(
    wanted: Mapping[UUID, ask.WantedAward], order: Sequence[UUID], places: Sequence[Sequence[UUID]], given: set[UUID]
) -> None:
    """``given``: who has another prize already; teams are added to it."""
    ranked = {team for group in places for team in group}
    for prize in order:
        teams, field = wanted[prize].teams, f"teams-{prize}"
        if not set(teams) <= ranked:
            raise no.TeamNotRanked(field=field)
        if given & set(teams) or len(set(teams)) < len(teams):
            raise no.AwardedTwice(field=field)
        expected = due(places, given)
        plain = len(expected) < 2 and teams == expected
        if not plain and not wanted[prize].reason:
            tied = len(expected) > 1 and bool(teams) and set(teams) <= set(expected)
            raise (no.TieOpen if tied else no.AwardUnexplained)(field=f"reason-{prize}")
        given.update(teams)


def _award(one: ask.WantedAward, command: ask.DecideRanking, case: Case) -> was.Award:
    reason = hashed(command.id, case.stamp.salt, one.reason, f"reason:{one.prize}") if one.reason else None
    return was.Award(prize=one.prize, teams=tuple(sorted(one.teams, key=str)), reason=reason)
