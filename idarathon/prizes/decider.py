"""The rules of an edition's prizes: defined → awarded → revealed, the last one first.

Context: the edition and its jury, whose president decides: a prize is awarded and revealed as the decision stands. To
reveal: the teams that the command names too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.editions.events import Text
from idarathon.errors import N_, Conflict, NotFound, Rule
from idarathon.prizes import commands as ask
from idarathon.prizes import events as was


class PrizesFinal(Rule):
    code = "prizes_final"
    sentence = N_("The president has decided about the prizes, so they are final.")


class RankTaken(Conflict):
    code = "prize_rank_taken"
    sentence = N_("Another prize has this rank. Choose the next one.")


class NotDecided(Rule):
    code = "prizes_not_decided"
    sentence = N_("The president of the jury has not decided yet. The ceremony can open afterwards.")


class DecideAgain(Rule):
    code = "prize_to_decide_again"
    sentence = N_(
        "A team that was to get a prize has withdrawn. The president decides again on the page “Deliberation”, "
        "then the ceremony goes on."
    )


class OnItsWay(Conflict):
    code = "decision_on_its_way"
    sentence = N_("The president's decision has not reached this prize yet. Try again in a moment.")


class WinnersUnnamed(Rule):
    code = "winners_unnamed"
    sentence = N_("Name all teams that a hidden prize goes to, or all teams of the edition: none may have withdrawn.")


class CeremonyNotOpen(Rule):
    code = "ceremony_not_open"
    sentence = N_("The ceremony is not open. Open it, then reveal the prizes.")


class LastFirst(Rule):
    code = "last_prize_first"
    sentence = N_("Prizes are revealed from the last to the first. Reveal the lower ones before.")


class StillHidden(Rule):
    code = "prizes_hidden"
    sentence = N_("Some prizes are not revealed yet. Reveal them, then close the ceremony.")


class Prize(Struct, frozen=True, kw_only=True):
    """A prize. ``teams`` is None while nobody has decided."""

    rank: int
    name: Text
    amount: int | None
    teams: tuple[UUID, ...] | None = None
    revealed: bool = False


class State(Struct, frozen=True, kw_only=True):
    """The prizes of an edition. The dict is never changed in place."""

    prizes: Mapping[UUID, Prize] = field(default_factory=dict)
    ceremony: Literal["before", "open", "over"] = "before"

    @property
    def exists(self) -> bool:
        """Whether there is a prize."""
        return bool(self.prizes)

    @property
    def ranked(self) -> tuple[UUID, ...]:
        """The prizes, the first one first."""
        return tuple(sorted(self.prizes, key=lambda prize: self.prizes[prize].rank))

    @property
    def hidden(self) -> tuple[UUID, ...]:
        """Those that nobody was shown yet, the first one first."""
        return tuple(prize for prize in self.ranked if not self.prizes[prize].revealed)

    def changed(self, prize: UUID, **fields: Any) -> State:
        """The state with some fields of one prize replaced."""
        return replace(self, prizes={**self.prizes, prize: replace(self.prizes[prize], **fields)})


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...


class Jury(Protocol):
    """What is needed of the jury's state. ``awards``: its president's decision about each prize, as it stands;
    ``again``: which of the hidden prizes are to be decided again, because a team has withdrawn."""

    @property
    def awards(self) -> Mapping[UUID, tuple[UUID, ...]]: ...
    def again(self, hidden: Sequence[UUID], /) -> tuple[UUID, ...]: ...


class Team(Protocol):
    """What is needed of a team."""

    @property
    def withdrawn(self) -> bool: ...


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"prizes-{command.edition}"


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    match event:
        case was.PrizeDefined():
            prize = Prize(rank=event.rank, name=event.name, amount=event.amount)
            return replace(state, prizes={**state.prizes, event.prize: prize})
        case was.PrizeRemoved():
            return replace(state, prizes={key: one for key, one in state.prizes.items() if key != event.prize})
        case was.PrizeAwarded():
            return state.changed(event.prize, teams=event.teams)
        case was.CeremonyOpened():
            return replace(state, ceremony="open")
        case was.PrizeRevealed():
            return state.changed(event.prize, revealed=True)
        case was.CeremonyClosed():
            return replace(state, ceremony="over")
    return state


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    edition: Edition = context[0]
    if not edition.exists:
        raise NotFound(field="edition")
    if isinstance(command, ask.Reveal):
        return _reveal(command, state, context[1], context[2:])
    return _RULES[type(command)](command, state, context[1])


def _define(command: ask.Define, state: State, jury: Jury) -> list[Event]:
    if jury.awards:
        raise PrizesFinal
    if any(one.rank == command.rank and prize != command.prize for prize, one in state.prizes.items()):
        raise RankTaken(field="rank")
    if state.prizes.get(command.prize) == Prize(rank=command.rank, name=command.name, amount=command.amount):
        return []
    return [
        was.PrizeDefined(
            edition=command.edition,
            prize=command.prize,
            rank=command.rank,
            name=command.name,
            amount=command.amount,
        )
    ]


def _remove(command: ask.Remove, state: State, jury: Jury) -> list[Event]:
    if jury.awards:
        raise PrizesFinal
    prize = _known(command.prize, state)
    return [was.PrizeRemoved(edition=command.edition, prize=command.prize, name=prize.name)]


def _award(command: ask.Award, state: State, jury: Jury) -> list[Event]:
    """A decision that came late, after a newer one, is no longer the jury's and changes nothing."""
    prize = _known(command.prize, state)
    if prize.teams == command.teams:
        return []
    if prize.revealed or jury.awards.get(command.prize) != command.teams:
        raise PrizesFinal
    return [was.PrizeAwarded(edition=command.edition, prize=command.prize, teams=command.teams, reason=command.reason)]


def _open_ceremony(command: ask.OpenCeremony, state: State, jury: Jury) -> list[Event]:
    if state.ceremony != "before":
        return []
    if not state.prizes or any(one.teams is None for one in state.prizes.values()):
        raise NotDecided
    if jury.again(state.hidden):
        raise DecideAgain
    return [was.CeremonyOpened(edition=command.edition)]


def _reveal(command: ask.Reveal, state: State, jury: Jury, teams: Sequence[Team]) -> list[Event]:
    """Whether a winner has withdrawn is read of the teams themselves, as the jury learns it a moment later."""
    prize = _known(command.prize, state)
    if prize.revealed:
        return []
    if state.ceremony != "open":
        raise CeremonyNotOpen
    if any(one.rank > prize.rank and not one.revealed for one in state.prizes.values()):
        raise LastFirst(field="prize")
    if jury.again(state.hidden):
        raise DecideAgain(field="prize")
    _require_present(command, {team for one in state.hidden for team in jury.awards.get(one, ())}, teams)
    if jury.awards.get(command.prize) != prize.teams:
        raise OnItsWay(field="prize")
    return [was.PrizeRevealed(edition=command.edition, prize=command.prize, name=prize.name)]


def _require_present(command: ask.Reveal, winners: set[UUID], teams: Sequence[Team]) -> None:
    if not winners <= set(command.teams):
        raise WinnersUnnamed(field="teams")
    gone = {name for name, team in zip(command.teams, teams, strict=True) if team.withdrawn}
    if gone & winners:
        raise DecideAgain(field="prize")


def _close_ceremony(command: ask.CloseCeremony, state: State, _: Jury) -> list[Event]:
    if state.ceremony == "over":
        return []
    if state.ceremony == "before":
        raise CeremonyNotOpen
    if not all(one.revealed for one in state.prizes.values()):
        raise StillHidden
    return [was.CeremonyClosed(edition=command.edition)]


def _known(prize: UUID, state: State) -> Prize:
    try:
        return state.prizes[prize]
    except KeyError:
        raise NotFound(field="prize") from None


_RULES: dict[type[Command], Callable[[Any, State, Jury], list[Event]]] = {
    ask.Define: _define,
    ask.Remove: _remove,
    ask.Award: _award,
    ask.OpenCeremony: _open_ceremony,
    ask.CloseCeremony: _close_ceremony,
}
