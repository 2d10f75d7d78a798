"""The rules of taking an edition up again: its preparation at once, all else by what follows from edition.cloned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from events.message import Event
from idarathon.editions import commands as ask
from idarathon.editions.decider.refusals import ClonedIntoPast, ClonedOutOfTime, EditionTaken
from idarathon.editions.decider.state import State
from idarathon.editions.events import EditionCloned, EditionCreated, ItemPlanned, later
from idarathon.errors import NotFound
from idarathon.phases.events import Phase, Window
from idarathon.viewer import Role


class Step(Protocol):
    """What is needed of a phase."""

    @property
    def window(self) -> Window: ...


class Programme(Protocol):
    """What is needed of the phases of the edition that is cloned."""

    @property
    def steps(self) -> Mapping[Phase, Step]: ...


def clone(command: ask.Clone, state: State, source: State, programme: Programme, at: datetime) -> list[Event]:
    """The new edition with its checklist. Raises a refusal when its programme could not be."""
    if state.exists:
        raise EditionTaken(field="edition")
    if not source.exists or source.edition != command.source:
        raise NotFound(field="source")
    _require_future(command, source, programme, at)
    created = EditionCreated(
        edition=command.edition,
        slug=command.slug,
        name=command.name,
        tagline=command.tagline,
        settings=source.settings,
        demo=source.demo,
    )
    cloned = EditionCloned(edition=command.edition, source=command.source, days=command.days)
    return [created, *_items(command, source), cloned]


def _items(command: ask.Clone, source: State) -> list[Event]:
    """All of the checklist, none of it done. Who owned an item still does if it comes along: as a facilitator."""
    staff = {account for account, role in source.roles if role is Role.FACILITATOR}
    return [
        ItemPlanned(
            edition=command.edition,
            stage=stage,
            item=name,
            owner=item.owner if item.owner in staff else None,
            due=item.due + timedelta(days=command.days) if item.due else None,
            required=item.required,
        )
        for (stage, name), item in source.items.items()
    ]


def _require_future(command: ask.Clone, source: State, programme: Programme, at: datetime) -> None:
    """Every wall time exists in the zone, and the first opening is still to come."""
    walls = [wall for step in programme.steps.values() for wall in (step.window.opens_wall, step.window.closes_wall)]
    try:
        to_come = ask.clonable([later(wall, command.days) for wall in walls], source.zone, at)
    except (ValueError, OverflowError):
        raise ClonedOutOfTime(field="days") from None
    if not to_come:
        raise ClonedIntoPast(field="days")
