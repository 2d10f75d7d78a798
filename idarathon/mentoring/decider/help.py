"""A request for help by a team: asked → claimed → answered, by one mentor; then closed. Context: edition, team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.mentoring import commands as ask
from idarathon.mentoring.decider.needs import Team, present
from idarathon.mentoring.decider.refusals import AlreadyClaimed, HelpOver, HelpTaken, NotClaimedByYou
from idarathon.mentoring.events import HelpAnswered, HelpAsked, HelpClaimed, HelpClosed, HelpReleased
from idarathon.people.events import hashed

Status = Literal["open", "claimed", "answered", "closed"]


class Help(Struct, frozen=True, kw_only=True):
    """A request. ``mentor``: who has claimed it."""

    help: UUID | None = None
    edition: UUID | None = None
    team: UUID | None = None
    status: Status = "open"
    mentor: UUID | None = None

    @property
    def exists(self) -> bool:
        return self.help is not None


class Case(NamedTuple):
    """Everything that a rule may look at."""

    state: Help
    stamp: Stamp
    team: Team


def evolve(state: Help, event: Event) -> Help:
    """What an event makes of the state."""
    match event:
        case HelpAsked():
            return Help(help=event.help, edition=event.edition, team=event.team)
        case HelpClaimed():
            return replace(state, status="claimed", mentor=event.account)
        case HelpReleased():
            return replace(state, status="open", mentor=None)
        case HelpAnswered():
            return replace(state, status="answered")
        case HelpClosed():
            return replace(state, status="closed")
    return state


def decide(state: Help, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    edition, team = context
    if not edition.exists:
        raise NotFound(field="edition")
    case = Case(state, stamp, team)
    if isinstance(command, ask.AskHelp):
        return _ask(command, case)
    rule = _RULES[type(command)]
    place = (command.edition, command.team)  # type: ignore[attr-defined]
    if not state.exists or (state.edition, state.team) != place:
        raise NotFound(field="help")
    return rule(command, case)


def _ask(command: ask.AskHelp, case: Case) -> list[Event]:
    if case.state.exists:
        raise HelpTaken(field="help")
    present(case.team, command.edition)
    return [HelpAsked(**_ids(command), text=hashed(command.id, case.stamp.salt, command.text, "text"))]


def _claim(command: ask.ClaimHelp, case: Case) -> list[Event]:
    if case.state.status == "closed":
        raise HelpOver()
    if case.state.status == "open":
        return [HelpClaimed(**_ids(command), account=case.stamp.actor)]
    if case.state.mentor != case.stamp.actor:
        raise AlreadyClaimed()
    return []


def _release(command: ask.ReleaseHelp, case: Case) -> list[Event]:
    """By who has taken it; by the platform itself when that mentor has left."""
    if case.stamp.actor is not None:
        _mine(case)
    return [HelpReleased(**_ids(command))] if case.state.status == "claimed" else []


def _answer(command: ask.AnswerHelp, case: Case) -> list[Event]:
    _mine(case)
    return [HelpAnswered(**_ids(command), text=hashed(command.id, case.stamp.salt, command.text, "text"))]


def _close(command: ask.CloseHelp, case: Case) -> list[Event]:
    return [] if case.state.status == "closed" else [HelpClosed(**_ids(command))]


def _mine(case: Case) -> None:
    if case.state.status == "closed":
        raise HelpOver()
    if case.state.status == "open" or case.state.mentor != case.stamp.actor:
        raise NotClaimedByYou()


def _ids(command: Any) -> dict[str, Any]:
    return {"edition": command.edition, "team": command.team, "help": command.help}


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.ClaimHelp: _claim,
    ask.ReleaseHelp: _release,
    ask.AnswerHelp: _answer,
    ask.CloseHelp: _close,
}
