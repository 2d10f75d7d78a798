"""Teams come before the jury, jurors score them, the jury closes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Protocol
from uuid import UUID

from events.message import Event
from idarathon.jury import commands as ask
from idarathon.jury import events as was
from idarathon.jury.decider import refusals as no
from idarathon.jury.decider.case import Case
from idarathon.jury.decider.panel import may_sit, reason_of
from idarathon.jury.decider.state import State, evolve
from idarathon.jury.events import HIGHEST, LOWEST
from idarathon.people.events import hashed


class Journey(Protocol):
    """What is needed of a team's journey."""

    @property
    def edition(self) -> UUID | None: ...
    @property
    def status(self) -> str: ...


class Team(Protocol):
    """What is needed of a team."""

    @property
    def withdrawn(self) -> bool: ...


def admit_team(command: ask.AdmitTeam, case: Case) -> list[Event]:
    journey: Journey = case.others[0]
    team: Team = case.others[1]
    require_open(case.state)
    if command.team in case.state.teams or command.team in case.state.left:
        return []
    if journey.edition != command.edition or journey.status != "finished":
        raise no.JourneyNotFinished(field="team")
    if team.withdrawn:
        raise no.TeamGone(field="team")
    return [was.TeamAdmitted(edition=command.edition, team=command.team, name=command.name)]


def withdraw_team(command: ask.WithdrawTeam, case: Case) -> list[Event]:
    """Also after the decision: whatever prize the team was to get, and nobody was shown, is then decided again."""
    if command.team not in case.state.teams:
        return []
    return [was.TeamLeft(edition=command.edition, team=command.team)]


def score(command: ask.Score, case: Case) -> list[Event]:
    """The sender's own marks. Saying again what stands there records nothing."""
    state, juror = case.state, case.stamp.actor
    require_open(state)
    if juror is None or juror not in state.judging:
        raise no.NotSeated
    if command.team not in state.teams:
        raise no.TeamNotAdmitted(field="team")
    _require_unbiased(state, juror, command.team)
    _require_marks(command.marks, state)
    if not command.marks and not command.comment:
        raise no.NothingScored
    now = state.sheets.get(command.team, {}).get(juror, {})
    marks = {key: mark for key, mark in command.marks.items() if now.get(key) != mark}
    if not marks and not command.comment:
        return []
    comment = hashed(command.id, case.stamp.salt, command.comment, "comment") if command.comment else None
    return [was.Scored(edition=command.edition, team=command.team, juror=juror, marks=marks, comment=comment)]


def close(command: ask.Close, case: Case) -> list[Event]:
    """Whoever has lost the role, and nobody has said so yet, is unseated first: those sheets must not count."""
    if case.state.stage in ("closed", "decided"):
        return []
    require_open(case.state)
    lost = _lost(command.edition, case)
    state = reduce(evolve, lost, case.state)
    if not state.teams:
        raise no.TeamsMissing
    if state.president in state.unseated:
        raise no.PresidentLost
    if state.undecided:
        raise no.RecusalsOpen(teams=_names(state.undecided, state))
    counted = state.counted()
    short = [team for team in state.teams if len(counted[team]) < state.quorum]
    if short:
        raise no.QuorumMissing(quorum=state.quorum, teams=_names(short, state))
    return [*lost, was.JuryClosed(edition=command.edition, reason=reason_of(command, case))]


def _lost(edition: UUID, case: Case) -> list[Event]:
    state = case.state
    gone = (one for one in state.judging if not may_sit(one, case, presides=one == state.president))
    return [was.JurorUnseated(edition=edition, juror=one, cause="role") for one in gone]


def _names(teams: Iterable[UUID], state: State) -> str:
    return ", ".join(sorted(state.teams[team] for team in teams))


def require_open(state: State) -> None:
    """Raises unless the jury scores now."""
    if state.stage == "composing":
        raise no.JuryNotOpen
    if state.stage != "open":
        raise no.JuryOver


def _require_unbiased(state: State, juror: UUID, team: UUID) -> None:
    verdict = state.recusals.get((juror, team), "declined")
    if verdict == "accepted":
        raise no.Recused
    if verdict == "pending":
        raise no.RecusalUndecided


def _require_marks(marks: dict[str, int], state: State) -> None:
    for key, mark in marks.items():
        if key not in state.weights:
            raise no.CriterionUnknown(field=f"mark-{key}"[:80], criterion=key[:80])
        if not LOWEST <= mark <= HIGHEST:
            raise no.OutOfScale(field=f"mark-{key}", value=mark)
