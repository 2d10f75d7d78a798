"""The rules of a jury: composing → open → closed → decided.

Context: the edition; then, as flow says, the team's journey and the team (AdmitTeam), the prizes (ReplaceJuror), or the
prizes and the teams that are to get one (DecideRanking).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.jury import commands as ask
from idarathon.jury.decider import panel, scoring, verdict
from idarathon.jury.decider.case import Case
from idarathon.jury.decider.state import State, evolve, initial

__all__ = ["State", "decide", "evolve", "initial", "stream"]


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"jury-{command.edition}"


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    edition = context[0]
    if not edition.exists:
        raise NotFound(field="edition")
    return _RULES[type(command)](command, Case(state, stamp, edition, context[1:]))


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.SetRubric: panel.set_rubric,
    ask.Compose: panel.compose,
    ask.ProposeRecusal: panel.propose_recusal,
    ask.DecideRecusal: panel.decide_recusal,
    ask.ReplaceJuror: panel.replace_juror,
    ask.UnseatJuror: panel.unseat_juror,
    ask.Open: panel.open_,
    ask.AdmitTeam: scoring.admit_team,
    ask.WithdrawTeam: scoring.withdraw_team,
    ask.Score: scoring.score,
    ask.Close: scoring.close,
    ask.DecideRanking: verdict.decide_ranking,
}
