"""What an edition's events add up to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from events.message import Event
from idarathon.editions.events import (
    EditionCreated,
    EditionPublished,
    EditionRenamed,
    EditionSettingsChanged,
    ItemCompleted,
    ItemPlanned,
    ItemReopened,
    RoleGranted,
    RoleRevoked,
    Settings,
    Stage,
    StageAdvanced,
    Text,
)
from idarathon.viewer import Role


class Item(Struct, frozen=True, kw_only=True):
    """An item of a checklist."""

    owner: UUID | None
    due: date | None
    required: bool
    done: bool = False


class State(Struct, frozen=True, kw_only=True):
    """An edition. The dict is never changed in place."""

    edition: UUID | None = None
    name: Text | None = None
    tagline: Text | None = None
    stage: Stage = "preparation"
    published: bool = False
    demo: bool = False
    settings: Settings = Settings(organiser=UUID(int=0))
    items: dict[tuple[Stage, str], Item] = field(default_factory=dict)
    roles: frozenset[tuple[UUID, Role]] = frozenset()

    @property
    def exists(self) -> bool:
        """Whether the edition was created."""
        return self.edition is not None

    @property
    def zone(self) -> str:
        """The IANA time zone in which its wall times are meant."""
        return self.settings.zone

    @property
    def grace_minutes(self) -> int:
        """How long after a deadline a file that began to arrive before it still counts."""
        return self.settings.grace_minutes


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    step = _STEPS.get(type(event))
    return step(state, event) if step else state


def _with_item(state: State, event: ItemPlanned | ItemCompleted | ItemReopened) -> State:
    key = (event.stage, event.item)
    if isinstance(event, ItemPlanned):
        done = key in state.items and state.items[key].done
        item = Item(owner=event.owner, due=event.due, required=event.required, done=done)
    else:
        item = replace(state.items[key], done=isinstance(event, ItemCompleted))
    return replace(state, items=state.items | {key: item})


_STEPS: dict[type[Event], Callable[[State, Any], State]] = {
    EditionCreated: lambda s, e: replace(
        s, edition=e.edition, name=e.name, tagline=e.tagline, settings=e.settings, demo=e.demo
    ),
    EditionSettingsChanged: lambda s, e: replace(s, settings=e.settings),
    EditionRenamed: lambda s, e: replace(s, name=e.name, tagline=e.tagline),
    ItemPlanned: _with_item,
    ItemCompleted: _with_item,
    ItemReopened: _with_item,
    EditionPublished: lambda s, e: replace(s, published=True),
    StageAdvanced: lambda s, e: replace(s, stage=e.stage),
    RoleGranted: lambda s, e: replace(s, roles=s.roles | {(e.account, e.role)}),
    RoleRevoked: lambda s, e: replace(s, roles=s.roles - {(e.account, e.role)}),
}
