"""A coaching note: private until its author shares it; its steps are ticked by the team. Context: edition, team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.mentoring import commands as ask
from idarathon.mentoring.decider.needs import Team, present
from idarathon.mentoring.decider.refusals import NoteTaken, NotTheAuthor, OwnerOutside, StepTwice
from idarathon.mentoring.events import (
    NotedStep,
    NoteRevised,
    NoteShared,
    NoteUnshared,
    NoteWritten,
    StepCompleted,
    StepReopened,
)
from idarathon.people.events import Hashed, hashed

Saying = ask.WriteNote | ask.ReviseNote


class Note(Struct, frozen=True, kw_only=True):
    """A note without its texts. ``steps``, ``done``: keys."""

    note: UUID | None = None
    edition: UUID | None = None
    team: UUID | None = None
    author: UUID | None = None
    shared: bool = False
    steps: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()

    @property
    def exists(self) -> bool:
        return self.note is not None


class Case(NamedTuple):
    """Everything that a rule may look at."""

    state: Note
    stamp: Stamp
    team: Team


def evolve(state: Note, event: Event) -> Note:
    """What an event makes of the state."""
    match event:
        case NoteWritten():
            keys = frozenset(step.key for step in event.steps)
            return Note(note=event.note, edition=event.edition, team=event.team, author=event.author, steps=keys)
        case NoteRevised():
            keys = frozenset(step.key for step in event.steps)
            return replace(state, steps=keys, done=state.done & keys)
        case NoteShared():
            return replace(state, shared=True)
        case NoteUnshared():
            return replace(state, shared=False)
        case StepCompleted():
            return replace(state, done=state.done | {event.key})
        case StepReopened():
            return replace(state, done=state.done - {event.key})
    return state


def decide(state: Note, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal. A note of a team that has withdrawn can still be read, shared
    and taken back, but no longer written or ticked."""
    edition, team = context
    if not edition.exists:
        raise NotFound(field="edition")
    case = Case(state, stamp, team)
    if isinstance(command, ask.WriteNote):
        return _write(command, case)
    rule = _RULES[type(command)]
    place = (command.edition, command.team)  # type: ignore[attr-defined]
    if not state.exists or (state.edition, state.team) != place:
        raise NotFound(field="note")
    return rule(command, case)


def _write(command: ask.WriteNote, case: Case) -> list[Event]:
    if case.state.exists:
        raise NoteTaken(field="note")
    present(case.team, command.edition)
    ids = _ids(command)
    written = NoteWritten(**ids, author=case.stamp.actor, **_said(command, case))
    return [written, *([NoteShared(**ids)] if command.share else [])]


def _revise(command: ask.ReviseNote, case: Case) -> list[Event]:
    _own(case)
    present(case.team, command.edition)
    return [NoteRevised(**_ids(command), **_said(command, case))]


def _share(command: ask.ShareNote, case: Case) -> list[Event]:
    _own(case)
    return [] if case.state.shared else [NoteShared(**_ids(command))]


def _unshare(command: ask.UnshareNote, case: Case) -> list[Event]:
    _own(case)
    return [NoteUnshared(**_ids(command))] if case.state.shared else []


def _complete(command: ask.CompleteStep, case: Case) -> list[Event]:
    _tickable(command.key, case)
    return [] if command.key in case.state.done else [StepCompleted(**_ids(command), key=command.key)]


def _reopen(command: ask.ReopenStep, case: Case) -> list[Event]:
    _tickable(command.key, case)
    return [StepReopened(**_ids(command), key=command.key)] if command.key in case.state.done else []


def _own(case: Case) -> None:
    if case.stamp.actor != case.state.author:
        raise NotTheAuthor()


def _tickable(key: str, case: Case) -> None:
    """A private note does not exist for others than its author."""
    seen = case.state.shared or case.stamp.actor == case.state.author
    if not seen or key not in case.state.steps:
        raise NotFound(field="key")


def _said(command: Saying, case: Case) -> dict[str, Any]:
    keys = [step.key for step in command.steps]
    if len(set(keys)) < len(keys):
        raise StepTwice(field="steps")
    allowed = {*case.team.members, case.stamp.actor, None}
    if any(step.owner not in allowed for step in command.steps):
        raise OwnerOutside(field="steps")
    return {
        "observed": _hashed(command, case, "observed", command.observed),
        "decided": _hashed(command, case, "decided", command.decided) if command.decided else None,
        "steps": tuple(_step(command, case, step) for step in command.steps),
    }


def _step(command: Saying, case: Case, step: ask.Step) -> NotedStep:
    text = _hashed(command, case, f"step.{step.key}", step.text)
    return NotedStep(key=step.key, text=text, owner=step.owner, due=step.due)


def _hashed(command: Command, case: Case, key: str, text: str) -> Hashed:
    return hashed(command.id, case.stamp.salt, text, key)


def _ids(command: Any) -> dict[str, Any]:
    return {"edition": command.edition, "team": command.team, "note": command.note}


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.ReviseNote: _revise,
    ask.ShareNote: _share,
    ask.UnshareNote: _unshare,
    ask.CompleteStep: _complete,
    ask.ReopenStep: _reopen,
}
