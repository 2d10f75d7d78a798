"""What a rule about a session may look at, and what several of them require."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from events.message import Stamp
from idarathon.calendar.decider import refusals as no
from idarathon.calendar.decider.state import State
from idarathon.calendar.events import Details, Slot


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def zone(self) -> str: ...


class Team(Protocol):
    """What is needed of a team's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def edition(self) -> UUID | None: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def members(self) -> tuple[UUID, ...]: ...


class Person(Protocol):
    """What is needed of an account's state: whether it is there and not closed."""

    @property
    def open(self) -> bool: ...


class Case(NamedTuple):
    """Everything that a rule may look at, of a session that exists. ``others``: the states that flow passes beside the
    edition: the facilitator's account and the teams that the command names."""

    state: State
    details: Details
    slot: Slot
    stamp: Stamp
    edition: Edition
    others: tuple[Any, ...]

    @property
    def at(self) -> datetime:
        return self.stamp.at


def require_open(case: Case) -> None:
    """Whether facilitators may still change it."""
    if case.state.status == "cancelled":
        raise no.SessionCancelledAlready()
    if case.at >= case.slot.ends_at:
        raise no.SessionOver()


def require_public(case: Case) -> None:
    """Whether it stands in the programme."""
    if case.state.status == "cancelled":
        raise no.SessionCancelledAlready()
    if case.state.status == "draft":
        raise no.NotPublished()


def require_places(capacity: int | None, wanted: int) -> None:
    """Whether so many places are there."""
    if capacity is not None and wanted > capacity:
        raise no.SessionFull(field="capacity", capacity=capacity)
