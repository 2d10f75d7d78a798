"""What a rule of a team may look at."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol
from uuid import UUID

from events.message import Stamp
from idarathon.editions.events import Settings, Stage
from idarathon.teams.decider.state import State
from idarathon.viewer import Role


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def published(self) -> bool: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def roles(self) -> frozenset[tuple[UUID, Role]]: ...


class Challenge(Protocol):
    """What is needed of a challenge's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def edition(self) -> UUID | None: ...
    @property
    def status(self) -> str: ...


class Case(NamedTuple):
    """Everything that a rule may look at. ``others``: the state of the challenge, or of the account, of the command."""

    state: State
    stamp: Stamp
    edition: Edition
    others: tuple[Any, ...]
