"""The president's decision about every prize."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

from events.message import Event
from idarathon.jury import commands as ask
from idarathon.jury import events as was
from idarathon.jury.decider import refusals as no
from idarathon.jury.decider.case import Case
from idarathon.jury.decider.state import State
from idarathon.jury.reads.ranking import due, overtakes
from idarathon.people.events import hashed


class Prizes(Protocol):
    """What is needed of the edition's prizes: their ids in the order of their ranks, the first prize first; ``hidden``:
    those that nobody was shown yet."""

    @property
    def ranked(self) -> Sequence[UUID]: ...
    @property
    def hidden(self) -> Sequence[UUID]: ...


class Team(Protocol):
    """What is needed of a team that is to get a prize."""

    @property
    def team(self) -> UUID | None: ...
    @property
    def withdrawn(self) -> bool: ...


def decide_ranking(command: ask.DecideRanking, case: Case) -> list[Event]:
    """Every prize that is to be decided, once. Whatever is not simply the next team of the official ranking needs a
    reason."""
    state, prizes = case.state, case.others[0]
    order = _to_decide(state, prizes)
    if case.stamp.actor is None or case.stamp.actor != state.president:
        raise no.NotThePresident
    wanted = _by_prize(command, order)
    _require_present(wanted, case.others[1:])
    places = state.ranking().places
    held = {prize: teams for prize, teams in state.awards.items() if prize not in order}
    _require_explained(wanted, order, Given(places, tuple(prizes.ranked), held))
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


def _require_present(wanted: Mapping[UUID, ask.WantedAward], teams: Sequence[Team]) -> None:
    """Also when the jury does not know yet that a team has withdrawn."""
    gone = {team.team for team in teams if team.withdrawn}
    for prize, one in wanted.items():
        if gone & set(one.teams):
            raise no.TeamGone(field=f"teams-{prize}")


class Given(NamedTuple):
    """What an award is measured by: the official ranking, all prizes with the first one first, and who keeps one."""

    places: Sequence[Sequence[UUID]]
    ranked: tuple[UUID, ...]
    held: Mapping[UUID, Sequence[UUID]]


def _require_explained(wanted: Mapping[UUID, ask.WantedAward], order: Sequence[UUID], known: Given) -> None:
    ranked = {team for group in known.places for team in group}
    given = {team for teams in known.held.values() for team in teams}
    for prize in order:
        teams, field = wanted[prize].teams, f"teams-{prize}"
        if not set(teams) <= ranked:
            raise no.TeamNotRanked(field=field)
        if given & set(teams) or len(set(teams)) < len(teams):
            raise no.AwardedTwice(field=field)
        expected = due(known.places, given)
        plain = len(expected) < 2 and teams == expected and not overtakes(prize, teams, *known)
        if not plain and not wanted[prize].reason:
            tied = len(expected) > 1 and bool(teams) and set(teams) <= set(expected)
            raise (no.TieOpen if tied else no.AwardUnexplained)(field=f"reason-{prize}")
        given.update(teams)


def _award(one: ask.WantedAward, command: ask.DecideRanking, case: Case) -> was.Award:
    reason = hashed(command.id, case.stamp.salt, one.reason, f"reason:{one.prize}") if one.reason else None
    return was.Award(prize=one.prize, teams=tuple(sorted(one.teams, key=str)), reason=reason)
