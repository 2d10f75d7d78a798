"""Everything that a rule may look at."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol
from uuid import UUID

from events.message import Stamp
from idarathon.jury.decider.state import State
from idarathon.viewer import Role


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def roles(self) -> frozenset[tuple[UUID, Role]]: ...


class Case(NamedTuple):
    """``others``: the further context that flow declares for the command."""

    state: State
    stamp: Stamp
    edition: Edition
    others: tuple[Any, ...]

    def holds(self, account: UUID, *roles: Role) -> bool:
        """Whether somebody has one of the roles in the edition."""
        return any((account, role) in self.edition.roles for role in roles)
