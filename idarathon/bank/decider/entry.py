"""The rules of an entry: drafted by the platform, completed by its team, published and withdrawn by facilitators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.bank import commands as ask
from idarathon.bank import events as was
from idarathon.bank.decider.refusals import Incomplete, OwnAncestor
from idarathon.errors import NotFound
from idarathon.people.events import hashed
from idarathon.phases.events import FileRef

Status = Literal["draft", "published", "withdrawn"]


class Entry(Struct, frozen=True, kw_only=True):
    """An entry. ``completed``: once it was, it stays so."""

    entry: UUID | None = None
    edition: UUID | None = None
    team: UUID | None = None
    title: str = ""
    status: Status = "draft"
    completed: bool = False
    lineage: UUID | None = None
    offered: tuple[FileRef, ...] = ()  # the draft's

    @property
    def exists(self) -> bool:
        """Whether the entry was drafted."""
        return self.entry is not None


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...


class Team(Protocol):
    """What is needed of the team's state."""

    @property
    def edition(self) -> UUID | None: ...
    @property
    def withdrawn(self) -> bool: ...


class Case(NamedTuple):
    """Everything that a rule may look at. ``ancestor``: the entry that this one is said to derive from."""

    state: Entry
    stamp: Stamp
    ancestor: Entry | None


def evolve(state: Entry, event: Event) -> Entry:
    """What an event makes of the state."""
    match event:
        case was.EntryDrafted():
            begun = Entry(entry=event.entry, edition=event.edition, team=event.team, title=event.title)
            return replace(begun, offered=event.files)
        case was.EntryCompleted():
            return replace(state, title=event.title, completed=True, lineage=event.lineage)
        case was.EntryPublished():
            return replace(state, status="published")
        case was.EntryWithdrawn():
            return replace(state, status="withdrawn")
    return state


def decide(state: Entry, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal. Context: edition; for a draft also its team, and for a
    completion the entry that it derives from, when it names one."""
    edition: Edition = context[0]
    if not edition.exists:
        raise NotFound(field="edition")
    if isinstance(command, ask.DraftEntry):
        return _draft(command, state, context[1])
    if not state.exists or state.edition != command.edition:  # type: ignore[attr-defined]
        raise NotFound(field="entry")
    ancestor = context[1] if len(context) > 1 else None
    return _RULES[type(command)](command, Case(state, stamp, ancestor))


def _draft(command: ask.DraftEntry, state: Entry, team: Team) -> list[Event]:
    if team.edition != command.edition or command.entry != was.entry_id(command.edition, command.team):
        raise NotFound(field="team")
    if state.exists or team.withdrawn:
        return []
    return [
        was.EntryDrafted(
            edition=command.edition,
            entry=command.entry,
            team=command.team,
            team_name=command.team_name,
            challenge=command.challenge,
            challenge_title=command.challenge_title,
            title=command.title,
            problem=command.problem,
            solution=command.solution,
            lang=command.lang,
            links=command.links,
            files=command.files,
        )
    ]


def _complete(command: ask.Complete, case: Case) -> list[Event]:
    if case.state.team != command.team:
        raise NotFound(field="team")
    _require_ancestor(command, case)
    return [
        was.EntryCompleted(
            edition=command.edition,
            entry=command.entry,
            title=command.title,
            problem=command.problem,
            solution=command.solution,
            lang=command.lang,
            links=command.links,
            maturity=command.maturity,
            licence=command.licence,
            contact=hashed(command.id, case.stamp.salt, command.contact, "contact"),
            lineage=command.lineage,
            keywords=command.keywords,
            files=_chosen(command, case),
        )
    ]


def _chosen(command: ask.Complete, case: Case) -> tuple[FileRef, ...]:
    """The files of the draft that were ticked, in its order."""
    if not set(command.files) <= {one.upload for one in case.state.offered}:
        raise NotFound(field="files")
    return tuple(one for one in case.state.offered if one.upload in command.files)


def _require_ancestor(command: ask.Complete, case: Case) -> None:
    """The entry that it derives from is another one in the bank."""
    if command.lineage is None:
        return
    if command.lineage == command.entry or (case.ancestor and case.ancestor.lineage == command.entry):
        raise OwnAncestor(field="lineage")
    if case.ancestor is None or case.ancestor.status != "published":
        raise NotFound(field="lineage")


def _publish(command: ask.Publish, case: Case) -> list[Event]:
    if case.state.status == "published":
        return []
    if not case.state.completed:
        raise Incomplete()
    return [was.EntryPublished(edition=command.edition, entry=command.entry, name=case.state.title)]


def _withdraw(command: ask.Withdraw, case: Case) -> list[Event]:
    if case.state.status == "withdrawn":
        return []
    reason = hashed(command.id, case.stamp.salt, command.reason)
    return [was.EntryWithdrawn(edition=command.edition, entry=command.entry, reason=reason)]


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.Complete: _complete,
    ask.Publish: _publish,
    ask.Withdraw: _withdraw,
}
