"""Given these events, when this command, then those events: deciders are tested without anything else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from events.message import Command, Event, Stamp

NOON = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)
SALT = b"salt of the tests"


def fold(decider: Any, *events: Event) -> Any:
    """The state after some events: also what a decider gets as context."""
    state = decider.initial()
    for event in events:
        state = decider.evolve(state, event)
    return state


def run(
    decider: Any,
    events: tuple[Event, ...] | list[Event],
    command: Command,
    *context: Any,
    at: datetime = NOON,
    actor: UUID | None = None,
    admin: bool = False,
) -> list[Event]:
    """What a decider (a module, or an object with its functions) makes of a command after some events."""
    stamp = Stamp(at=at, actor=actor, admin=admin, salt=SALT)
    decided: list[Event] = decider.decide(fold(decider, *events), command, stamp, *context)
    return decided
