"""What a team looks for in a mentor. Context: the edition and the team."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.mentoring import commands as ask
from idarathon.mentoring.decider.refusals import TeamGone
from idarathon.mentoring.events import NeedsStated


class Team(Protocol):
    """What is needed of the team's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def edition(self) -> UUID | None: ...
    @property
    def members(self) -> tuple[UUID, ...]: ...
    @property
    def withdrawn(self) -> bool: ...


class Needs(Struct, frozen=True, kw_only=True):
    """``stated``: what was last said."""

    stated: NeedsStated | None = None


def evolve(state: Needs, event: Event) -> Needs:
    """What an event makes of the state."""
    return Needs(stated=event) if isinstance(event, NeedsStated) else state


def present(team: Team, edition: UUID) -> None:
    """Raises NotFound for a team of another edition, and TeamGone for one that has withdrawn."""
    if not team.exists or team.edition != edition:
        raise NotFound(field="team")
    if team.withdrawn:
        raise TeamGone(field="team")


def decide(state: Needs, command: Command, _stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    edition, team = context
    if not edition.exists:
        raise NotFound(field="edition")
    if not isinstance(command, ask.StateNeeds):
        raise TypeError(f"{type(command).__name__} is not a command of needs")
    present(team, command.edition)
    stated = NeedsStated(
        edition=command.edition,
        team=command.team,
        skills=tuple(dict.fromkeys(command.skills)),
        languages=tuple(dict.fromkeys(command.languages)),
    )
    return [] if state.stated == stated else [stated]
