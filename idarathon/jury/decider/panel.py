"""Rubric, panel, recusals, and the opening that makes them final."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from events.message import Event
from idarathon.errors import Forbidden
from idarathon.jury import commands as ask
from idarathon.jury import events as was
from idarathon.jury.decider import refusals as no
from idarathon.jury.decider.case import Case
from idarathon.jury.decider.state import State
from idarathon.people.events import Hashed, hashed
from idarathon.viewer import Role


class Shown(Protocol):
    """What is needed of the edition's prizes: all, and those that nobody was shown yet."""

    @property
    def ranked(self) -> Sequence[UUID]: ...
    @property
    def hidden(self) -> Sequence[UUID]: ...


def set_rubric(command: ask.SetRubric, case: Case) -> list[Event]:
    _require_draft(case.state)
    if len({one.key for one in command.criteria}) < len(command.criteria):
        raise no.CriterionTwice(field="criteria")
    criteria = tuple(
        was.Criterion(key=one.key, title=one.title, weight=one.weight, levels=one.levels) for one in command.criteria
    )
    return [] if criteria == case.state.criteria else [was.RubricSet(edition=command.edition, criteria=criteria)]


def compose(command: ask.Compose, case: Case) -> list[Event]:
    _require_draft(case.state)
    seats = (*([command.president] if command.president else ()), *command.jurors, *command.alternates)
    if len(set(seats)) < len(seats):
        raise no.SeatTwice(field="jurors")
    if command.president and not case.holds(command.president, Role.PRESIDENT):
        raise no.SeatWithoutRole(field="president")
    for field, people in (("jurors", command.jurors), ("alternates", command.alternates)):
        if not all(case.holds(one, Role.JUROR, Role.PRESIDENT) for one in people):
            raise no.SeatWithoutRole(field=field)
    composed = was.JuryComposed(
        edition=command.edition,
        president=command.president,
        jurors=command.jurors,
        alternates=command.alternates,
        quorum=command.quorum,
        official=command.official,
    )
    return [] if not case.state.unseated and _same(case.state, composed) else [composed]


def propose_recusal(command: ask.ProposeRecusal, case: Case) -> list[Event]:
    _require_running(case.state)
    own = case.stamp.actor is not None
    if own and command.juror != case.stamp.actor:
        raise Forbidden
    if command.juror not in (*case.state.panel, *case.state.alternates):
        raise no.NotSeated if own else no.NotOnThePanel(field="juror")
    if (command.juror, command.team) in case.state.recusals:
        return []
    if own and not command.reason:
        raise no.ReasonMissing(field="reason")
    return [
        was.RecusalProposed(
            edition=command.edition,
            juror=command.juror,
            team=command.team,
            cause="declared" if own else command.cause,
            reason=reason_of(command, case),
        )
    ]


def decide_recusal(command: ask.DecideRecusal, case: Case) -> list[Event]:
    state = case.state
    _require_running(state)
    about_president = command.juror == state.president
    if about_president and case.stamp.actor == state.president:
        raise no.OwnRecusal
    if not about_president and (case.stamp.actor != state.president or state.president in state.unseated):
        raise no.NotThePresident
    now = state.recusals.get((command.juror, command.team))
    if now is None:
        raise no.RecusalUnknown
    if now == ("accepted" if command.accepted else "declined"):
        return []
    return [
        was.RecusalDecided(
            edition=command.edition,
            juror=command.juror,
            team=command.team,
            accepted=command.accepted,
            reason=reason_of(command, case),
        )
    ]


def replace_juror(command: ask.ReplaceJuror, case: Case) -> list[Event]:
    state = case.state
    _require_replaceable(command, case)
    if command.juror not in state.panel:
        raise no.NotOnThePanel(field="juror")
    again = command.by == command.juror and command.by in state.unseated
    if command.by not in state.alternates and not again:
        raise no.NotAnAlternate(field="by")
    if state.unseated.get(command.by) == "team" or (command.by in state.unseated and not again):
        raise no.MayNotJudge(field="by")
    if not may_sit(command.by, case, presides=command.juror == state.president):
        raise no.SeatWithoutRole(field="by")
    reason = hashed(command.id, case.stamp.salt, command.reason)
    return [was.JurorReplaced(edition=command.edition, juror=command.juror, by=command.by, reason=reason)]


def unseat_juror(command: ask.UnseatJuror, case: Case) -> list[Event]:
    """Until the closing: later the sheets stand. A role that was given back meanwhile is there again."""
    state, juror = case.state, command.juror
    if state.stage in ("closed", "decided") or juror not in (*state.panel, *state.alternates):
        return []
    if state.unseated.get(juror) in (command.cause, "team"):
        return []
    if command.cause == "role" and may_sit(juror, case, presides=juror == state.president):
        return []
    return [was.JurorUnseated(edition=command.edition, juror=juror, cause=command.cause)]


def open_(command: ask.Open, case: Case) -> list[Event]:
    state = case.state
    if state.stage == "open":
        return []
    _require_draft(state)
    seats = len(state.panel)
    if not state.criteria:
        raise no.RubricMissing
    if not all(one.weight > 0 for one in state.criteria):
        raise no.WeightMissing
    if state.president is None:
        raise no.PresidentMissing
    if seats % 2 == 0:
        raise no.PanelEven(seats=seats)
    if state.quorum > seats:
        raise no.QuorumTooHigh(quorum=state.quorum, seats=seats)
    if not case.holds(state.president, Role.PRESIDENT):  # taken back since
        raise no.SeatWithoutRole(field="president")
    if len(state.judging) < seats:
        raise no.SeatLost
    return [was.JuryOpened(edition=command.edition)]


def may_sit(account: UUID, case: Case, *, presides: bool) -> bool:
    """Whether somebody has the role that the seat asks for."""
    return case.holds(account, Role.PRESIDENT) or (not presides and case.holds(account, Role.JUROR))


def reason_of(command: ask.ProposeRecusal | ask.DecideRecusal | ask.Close, case: Case) -> Hashed | None:
    """What the event says of the command's reason, if it gives one."""
    return hashed(command.id, case.stamp.salt, command.reason) if command.reason else None


def _same(state: State, event: was.JuryComposed) -> bool:
    if not state.exists:
        return False
    now = (state.president, state.jurors, state.alternates, state.quorum, state.official)
    return now == (event.president, event.jurors, event.alternates, event.quorum, event.official)


def _require_draft(state: State) -> None:
    if state.stage != "composing":
        raise no.JuryFrozen


def _require_replaceable(command: ask.ReplaceJuror, case: Case) -> None:
    """After the closing the president's seat alone, as it still decides, until every prize is revealed."""
    if case.state.stage not in ("closed", "decided"):
        return
    prizes: Shown = case.others[0]
    if command.juror != case.state.president or (prizes.ranked and not prizes.hidden):
        raise no.JuryOver


def _require_running(state: State) -> None:
    if state.stage in ("closed", "decided"):
        raise no.JuryOver
