"""The rules of a reuse: requested → accepted → pilot → in service, or declined; what was accepted may stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.bank import commands as ask
from idarathon.bank import events as was
from idarathon.bank.decider.entry import Entry
from idarathon.bank.decider.refusals import NoLongerThere, NotPublished, NotThere, NotYetThere, NotYourReuse
from idarathon.errors import N_, Conflict, NotFound
from idarathon.people.events import hashed
from idarathon.viewer import Role

Status = Literal["requested", "accepted", "declined", "pilot", "service", "stopped"]


class ReuseTaken(Conflict):
    """The id stands for another request."""

    code = "reuse_taken"
    sentence = N_("This request exists already. Open it, or send a new one.")


class Reuse(Struct, frozen=True, kw_only=True):
    """A reuse. ``account``: who asked; None for the platform itself. ``where``, ``since``: pilot and service."""

    reuse: UUID | None = None
    edition: UUID | None = None
    entry: UUID | None = None
    account: UUID | None = None
    status: Status = "requested"
    where: str | None = None
    since: date | None = None

    @property
    def exists(self) -> bool:
        """Whether it was requested."""
        return self.reuse is not None


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def zone(self) -> str: ...
    @property
    def roles(self) -> frozenset[tuple[UUID, Role]]: ...


class Case(NamedTuple):
    """Everything that a rule may look at. ``other``: the administration that asks, else the team."""

    state: Reuse
    stamp: Stamp
    edition: Edition
    entry: Entry
    other: Any


def evolve(state: Reuse, event: Event) -> Reuse:
    """What an event makes of the state."""
    match event:
        case was.ReuseRequested():
            return Reuse(reuse=event.reuse, edition=event.edition, entry=event.entry, account=event.account)
        case was.ReuseAccepted():
            return replace(state, status="accepted")
        case was.ReuseDeclined():
            return replace(state, status="declined")
        case was.PilotStarted():
            return replace(state, status="pilot", where=event.where)
        case was.PutInService():
            return replace(state, status="service", since=event.since)
        case was.ReuseStopped():
            return replace(state, status="stopped")
    return state


def decide(state: Reuse, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal. Context: edition, entry, and the administration or team."""
    case = Case(state, stamp, *context)
    if not case.edition.exists or case.entry.edition != command.edition:  # type: ignore[attr-defined]
        raise NotFound(field="entry")
    if isinstance(command, ask.RequestReuse):
        return _request(command, case)
    if not state.exists or state.entry != case.entry.entry or case.entry.team != command.team:  # type: ignore[attr-defined]
        raise NotFound(field="reuse")
    return _RULES[type(command)](command, case)


def _request(command: ask.RequestReuse, case: Case) -> list[Event]:
    if case.state.exists:
        raise ReuseTaken(field="reuse")
    if not case.other.exists:
        raise NotFound(field="administration")
    if case.entry.status != "published":
        raise NotPublished()
    return [
        was.ReuseRequested(
            edition=command.edition,
            entry=command.entry,
            reuse=command.reuse,
            administration=command.administration,
            account=case.stamp.actor,
            message=hashed(command.id, case.stamp.salt, command.message, "message"),
        )
    ]


def _accept(command: ask.AcceptReuse, case: Case) -> list[Event]:
    if _already("accepted", ("requested",), case):
        return []
    if case.entry.status != "published":
        raise NoLongerThere()
    return [was.ReuseAccepted(edition=command.edition, entry=command.entry, reuse=command.reuse)]


def _decline(command: ask.DeclineReuse, case: Case) -> list[Event]:
    if _already("declined", ("requested",), case):
        return []
    reason = hashed(command.id, case.stamp.salt, command.reason)
    return [was.ReuseDeclined(edition=command.edition, entry=command.entry, reuse=command.reuse, reason=reason)]


def _pilot(command: ask.StartPilot, case: Case) -> list[Event]:
    _require_part(case)
    if _already("pilot", ("accepted",), case):
        return _same(case.state.where == command.where)
    return [was.PilotStarted(edition=command.edition, entry=command.entry, reuse=command.reuse, where=command.where)]


def _serve(command: ask.PutInService, case: Case) -> list[Event]:
    _require_part(case)
    if _already("service", ("accepted", "pilot"), case):
        return _same(case.state.since == command.since)
    if command.since > _today(case.stamp.at, case.edition.zone):
        raise NotYetThere(field="since")
    return [was.PutInService(edition=command.edition, entry=command.entry, reuse=command.reuse, since=command.since)]


def _stop(command: ask.StopReuse, case: Case) -> list[Event]:
    _require_part(case)
    if _already("stopped", ("accepted", "pilot", "service"), case):
        return []
    reason = hashed(command.id, case.stamp.salt, command.reason)
    return [was.ReuseStopped(edition=command.edition, entry=command.entry, reuse=command.reuse, reason=reason)]


def _already(wanted: Status, before: tuple[Status, ...], case: Case) -> bool:
    """Whether the step was taken; refuses it when it does not follow from where the reuse is."""
    status = case.state.status
    if status != wanted and status not in before:
        raise NotThere()
    return status == wanted


def _same(said: bool) -> list[Event]:
    """Nothing new is said; a step that was taken at another place or day is refused, not dropped in silence."""
    if not said:
        raise NotThere()
    return []


def _require_part(case: Case) -> None:
    """Who asked, the team's lead, the edition's facilitators, an admin, or the platform itself."""
    actor = case.stamp.actor
    takes_part = actor is None or case.stamp.admin or actor in (case.state.account, case.other.lead)
    if not takes_part and (actor, Role.FACILITATOR) not in case.edition.roles:
        raise NotYourReuse()


def _today(at: datetime, zone: str) -> Any:
    return at.astimezone(ZoneInfo(zone)).date()


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.AcceptReuse: _accept,
    ask.DeclineReuse: _decline,
    ask.StartPilot: _pilot,
    ask.PutInService: _serve,
    ask.StopReuse: _stop,
}
