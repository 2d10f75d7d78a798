"""Looking for a team, in open intake: one stream for each person and edition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec import Struct

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.people.events import hashed
from idarathon.teams import commands as ask
from idarathon.teams.decider.case import Edition
from idarathon.teams.decider.refusals import AskFacilitators, IntakeClosed, WorksThere
from idarathon.teams.events import SeekerEntered, SeekerLeft


class Seeker(Struct, frozen=True):
    """Whether the person looks for a team, as far as it said so itself."""

    seeking: bool = False


class Rules(NamedTuple):
    """The three functions of a stream."""

    initial: Callable[[], Any]
    evolve: Callable[[Any, Event], Any]
    decide: Callable[..., list[Event]]


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"seeker-{command.edition}-{command.account}"


def evolve(state: Seeker, event: Event) -> Seeker:
    """What an event makes of the state."""
    return Seeker(isinstance(event, SeekerEntered)) if isinstance(event, SeekerEntered | SeekerLeft) else state


def decide(state: Seeker, command: Command, stamp: Stamp, edition: Edition, *_: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    if not edition.exists:
        raise NotFound(field="edition")
    if isinstance(command, ask.Seek):
        return _seek(command, stamp, edition)
    stops: Any = command
    return [SeekerLeft(edition=stops.edition, account=stops.account)] if state.seeking else []


def _seek(command: ask.Seek, stamp: Stamp, edition: Edition) -> list[Event]:
    """Said again it counts again: who joined a team since, and left it, looks anew. That the person is in no team is
    looked at in the transaction."""
    if not edition.published or edition.stage == "reporting":
        raise IntakeClosed()
    if edition.settings.intake != "open":
        raise AskFacilitators()
    if any((command.account, role) in edition.roles for role in ask.APART):
        raise WorksThere()
    words = hashed(command.id, stamp.salt, command.words, "words") if command.words.strip() else None
    return [SeekerEntered(edition=command.edition, account=command.account, words=words)]


SEEKER = Rules(Seeker, evolve, decide)
