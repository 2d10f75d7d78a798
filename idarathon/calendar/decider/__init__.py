"""The rules of a session: prepared, published, moved or cancelled; who comes, who came. One stream each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events.message import Command, Event, Stamp
from idarathon.calendar import commands as ask
from idarathon.calendar import events as was
from idarathon.calendar.decider import refusals as no
from idarathon.calendar.decider.case import Case, Edition, require_open, require_places
from idarathon.calendar.decider.coming import ANSWERS, COMING
from idarathon.calendar.decider.slots import changes, details_of, slot_of, tidy, to_come
from idarathon.calendar.decider.state import State, evolve, initial
from idarathon.calendar.events import Details
from idarathon.errors import NotFound
from idarathon.people.events import hashed

__all__ = ["ANSWERS", "State", "decide", "evolve", "initial", "stream"]


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"session-{command.session}"


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal.

    Context: the edition; then for a description the facilitator's account, if it names one, and its teams; for
    RegisterTeam and UnregisterTeam the team.
    """
    edition: Edition = context[0]
    if not edition.exists:
        raise NotFound(field="edition")
    if isinstance(command, ask.DraftSession):
        return _draft(command, state, stamp, edition, context[1:])
    rule = _RULES[type(command)]
    if state.details is None or state.slot is None or state.edition != command.edition:  # type: ignore[attr-defined]
        raise NotFound(field="session")
    return rule(command, Case(state, state.details, state.slot, stamp, edition, context[1:]))


def _draft(
    command: ask.DraftSession, state: State, stamp: Stamp, edition: Edition, others: tuple[Any, ...]
) -> list[Event]:
    if state.exists:
        raise no.SessionTaken(field="session")
    _require_known(command, others)
    slot = to_come(slot_of(command.starts, command.ends, edition.zone), stamp.at)
    details = details_of(command, stamp)
    ids = {"edition": command.edition, "session": command.session}
    return [was.SessionDrafted(**ids, details=details, slot=slot, room=tidy(command.room))]


def _revise(command: ask.Revise, case: Case) -> list[Event]:
    require_open(case)
    _require_known(command, case.others)
    events: list[Event] = []
    details = details_of(command, case.stamp)
    changed = changes(case.details, details)
    if changed:
        require_places(details.capacity, case.state.taken)
        ids = {"edition": command.edition, "session": command.session}
        public = case.state.status == "published"
        other = public and "teams" in changed and case.details.audience == details.audience
        before = case.details.teams if other else None
        events.append(was.SessionRevised(**ids, details=details, changed=changed, public=public, asked_before=before))
    return [*events, *_moved(command, case, tidy(command.room), details)]


def _move(command: ask.Move, case: Case) -> list[Event]:
    """A move that names no room stays where it is."""
    require_open(case)
    return _moved(command, case, tidy(command.room) or case.state.room, case.details)


def _moved(command: ask.Move | ask.Revise, case: Case, room: str | None, details: Details) -> list[Event]:
    slot = slot_of(command.starts, command.ends, case.edition.zone)
    if slot == case.slot and room == case.state.room:
        return []
    if slot.starts_at != case.slot.starts_at and case.state.attended:
        raise no.AttendedAlready(field="starts")
    if slot != case.slot:
        to_come(slot, case.at)
    ids = {"edition": command.edition, "session": command.session}
    if case.state.status == "draft":
        return [was.SessionReplanned(**ids, slot=slot, room=room)]
    said = command.reason if isinstance(command, ask.Move) else None
    return [
        was.SessionMoved(
            **ids,
            name=details.title,
            slot=slot,
            room=room,
            was=case.slot,
            was_room=case.state.room,
            reason=hashed(command.id, case.stamp.salt, said) if said else None,
        )
    ]


def _publish(command: ask.Publish, case: Case) -> list[Event]:
    if case.state.status == "published":
        return []
    require_open(case)
    return [
        was.SessionPublished(
            edition=command.edition,
            session=command.session,
            kind=case.details.kind,
            phase=case.details.phase,
            name=case.details.title,
            slot=case.slot,
            room=case.state.room,
            audience=case.details.audience,
            teams=case.details.teams,
        )
    ]


def _cancel(command: ask.Cancel, case: Case) -> list[Event]:
    if case.state.status == "cancelled":
        return []
    require_open(case)
    ids = {"edition": command.edition, "session": command.session}
    reason = hashed(command.id, case.stamp.salt, command.reason)
    if case.state.status == "draft":
        return [was.SessionDropped(**ids, reason=reason)]
    return [was.SessionCancelled(**ids, name=case.details.title, slot=case.slot, reason=reason)]


def _require_known(command: ask.DraftSession | ask.Revise, others: tuple[Any, ...]) -> None:
    """The facilitator is an account that is open, the teams are the edition's."""
    rest = list(others)
    if command.facilitator and rest and not rest.pop(0).open:
        raise NotFound(field="facilitator")
    if any(not one.exists or one.edition != command.edition for one in rest):
        raise NotFound(field="teams")


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.Revise: _revise,
    ask.Move: _move,
    ask.Publish: _publish,
    ask.Cancel: _cancel,
    **COMING,
}
