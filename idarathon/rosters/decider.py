"""The rules of lists of participants, one stream per list."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.errors import N_, Conflict, NotFound
from idarathon.rosters.commands import Confirm, Finish
from idarathon.rosters.events import RosterConfirmed, RosterImported


class RosterTaken(Conflict):
    """The id stands for another list."""

    code = "roster_taken"
    sentence = N_("Another list has this number. Choose the file again.")


class State(Struct, frozen=True, kw_only=True):
    """A list. ``digest``: of what was confirmed."""

    digest: str | None = None
    finished: bool = False


class Place(Protocol):
    """What is needed of the state of an edition."""

    @property
    def exists(self) -> bool: ...


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"roster-{command.roster}"


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    match event:
        case RosterConfirmed():
            return replace(state, digest=event.digest)
        case RosterImported():
            return replace(state, finished=True)
    return state


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to. Context: the edition."""
    match command:
        case Confirm():
            return _confirmed(state, command, *context)
        case Finish():
            return _finished(state, command)
    raise TypeError(f"{type(command).__name__} is not a command about lists")


def _confirmed(state: State, command: Confirm, edition: Place) -> list[Event]:
    """Confirmed twice it is one import."""
    if not edition.exists:
        raise NotFound(field="edition")
    if state.digest is not None:
        if state.digest != command.digest:
            raise RosterTaken
        return []
    return [
        RosterConfirmed(
            roster=command.roster,
            edition=command.edition,
            people=command.people,
            digest=command.digest,
            left_out=command.left_out,
            administration=command.administration,
            invite=command.invite,
        )
    ]


def _finished(state: State, command: Finish) -> list[Event]:
    if state.digest is None:
        raise NotFound(field="roster")
    if state.finished:
        return []
    ids: dict[str, UUID] = {"roster": command.roster, "edition": command.edition}
    return [RosterImported(**ids, opened=command.opened, known=command.known, refused=command.refused)]
