"""The rules of the directory, one stream per administration: nothing in it is registered twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.directory.commands import RegisterAdministration, RegisterDirectorate
from idarathon.directory.events import AdministrationRegistered, DirectorateRegistered
from idarathon.errors import N_, Conflict, NotFound

DirectoryCommand = RegisterAdministration | RegisterDirectorate


class AdministrationTaken(Conflict):
    """The id stands in the directory."""

    code = "administration_taken"
    sentence = N_("This administration is already in the directory. Use the one that is there.")


class DirectorateTaken(Conflict):
    """The id stands in the directory."""

    code = "directorate_taken"
    sentence = N_("This directorate is already in the directory. Use the one that is there.")


class State(Struct, frozen=True, kw_only=True):
    """An administration and the ids of its directorates."""

    administration: UUID | None = None
    directorates: frozenset[UUID] = frozenset()

    @property
    def exists(self) -> bool:
        """Whether the administration is registered."""
        return self.administration is not None


def stream(command: DirectoryCommand) -> str:
    """The stream that decides the command."""
    return f"administration-{command.administration}"


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    match event:
        case AdministrationRegistered():
            return replace(state, administration=event.administration)
        case DirectorateRegistered():
            return replace(state, directorates=state.directorates | {event.directorate})
    return state


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    match command:
        case RegisterAdministration():
            return _register_administration(state, command)
        case RegisterDirectorate():
            return _register_directorate(state, command)
    raise TypeError(f"{type(command).__name__} is not a command of the directory")


def _register_administration(state: State, command: RegisterAdministration) -> list[Event]:
    if state.exists:
        raise AdministrationTaken(field="administration")
    return [
        AdministrationRegistered(administration=command.administration, name=command.name, kind=command.kind),
    ]


def _register_directorate(state: State, command: RegisterDirectorate) -> list[Event]:
    if not state.exists:
        raise NotFound(field="administration")
    if command.directorate in state.directorates:
        raise DirectorateTaken(field="directorate")
    return [
        DirectorateRegistered(
            administration=command.administration,
            directorate=command.directorate,
            name=command.name,
            region=command.region,
        )
    ]
