"""A mentor of an edition: what it can do, and whether it is there. Context: the edition, and the person's account."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.mentoring import commands as ask
from idarathon.mentoring.decider.refusals import NotAMentor
from idarathon.mentoring.events import MentorDescribed, MentorLeft
from idarathon.people.events import hashed
from idarathon.viewer import Role


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def roles(self) -> frozenset[tuple[UUID, Role]]: ...


class Person(Protocol):
    """What is needed of an account's state."""

    @property
    def open(self) -> bool: ...


class Mentor(Struct, frozen=True, kw_only=True):
    """``described``: what was last said of it; ``returned``: it left once and is there again, yet accompanies nobody of
    before. Also read as context of the assignment."""

    described: MentorDescribed | None = None
    left: bool = False
    returned: bool = False

    @property
    def exists(self) -> bool:
        return self.described is not None

    @property
    def available(self) -> bool:
        """Whether it may be given teams."""
        return self.described is not None and not self.left

    @property
    def capacity(self) -> int:
        return self.described.capacity if self.described else 0


def evolve(state: Mentor, event: Event) -> Mentor:
    """What an event makes of the state. Who is described again is there again."""
    match event:
        case MentorDescribed():
            return Mentor(described=event, returned=state.returned or state.left)
        case MentorLeft():
            return Mentor(described=state.described, left=True)
    return state


def decide(state: Mentor, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    edition: Edition = context[0]
    if not edition.exists:
        raise NotFound(field="edition")
    if isinstance(command, ask.DescribeMentor):
        return _describe(state, command, edition, context[1])
    if isinstance(command, ask.MentorLeaves):
        return _leave(state, command, stamp)
    raise TypeError(f"{type(command).__name__} is not a command of mentors")


def _describe(state: Mentor, command: ask.DescribeMentor, edition: Edition, person: Person) -> list[Event]:
    if not person.open:
        raise NotFound(field="account")
    if (command.account, Role.MENTOR) not in edition.roles:
        raise NotAMentor(field="account")
    described = MentorDescribed(
        edition=command.edition,
        account=command.account,
        skills=tuple(dict.fromkeys(command.skills)),
        languages=tuple(dict.fromkeys(command.languages)),
        capacity=command.capacity,
        challenges=tuple(dict.fromkeys(command.challenges)),
    )
    return [] if state.available and state.described == described else [described]


def _leave(state: Mentor, command: ask.MentorLeaves, stamp: Stamp) -> list[Event]:
    if not state.exists:
        raise NotFound(field="account")
    if state.left:
        return []
    reason = hashed(command.id, stamp.salt, command.reason) if command.reason else None
    return [MentorLeft(edition=command.edition, account=command.account, reason=reason)]
