"""The rules of notices: ``notice-<id>`` is told once; ``inbox-<account>`` knows how far its owner has read;
``announcement-<id>`` is made once.

One event tells up to 500 people: one for each cost 45,000 more events when a gate closed for 15,000 teams. A notice
has a stream of its own because reactions run side by side: in one stream for each person the order of what it
was told would differ from one run to the next, and so would the content of a replayed log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.errors import N_, NotFound, Rule
from idarathon.notices.commands import Announce, Read, Tell
from idarathon.notices.events import AnnouncementMade, NoticesRead, NoticeTold


class TwoAudiences(Rule):
    """An announcement to a phase and a team, or the like."""

    code = "two_audiences"
    sentence = N_("An announcement goes to everybody, or to one challenge, one phase or one team. Choose one of them.")


class State(Struct, frozen=True, kw_only=True):
    """A notice: whether it was told. An inbox: the position in the log up to which it is read."""

    told: bool = False
    read: int = 0


class Person(Protocol):
    """What is needed of an account's state."""

    @property
    def open(self) -> bool: ...


class Place(Protocol):
    """What is needed of the state of an edition, and of a team or a challenge: in which edition it is."""

    @property
    def exists(self) -> bool: ...

    @property
    def edition(self) -> UUID | None: ...


def stream(command: Any) -> str:
    """The stream that decides the command."""
    if isinstance(command, Announce):
        return f"announcement-{command.announcement}"
    return f"notice-{command.notice}" if isinstance(command, Tell) else f"inbox-{command.account}"


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    match event:
        case NoticeTold() | AnnouncementMade():
            return replace(state, told=True)
        case NoticesRead():
            return replace(state, read=max(state.read, event.up_to))
    return state


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to. Context: the accounts that it names, in order."""
    match command:
        case Tell():
            return [] if state.told else _told(command, context)
        case Announce():
            return [] if state.told else _announced(command, context)
        case Read():
            return [] if command.up_to <= state.read else [NoticesRead(account=command.account, up_to=command.up_to)]
    raise TypeError(f"{type(command).__name__} is not a command about notices")


def _announced(command: Announce, context: Sequence[Place]) -> list[Event]:
    """Whom it is for belongs to the edition, which is there. Context: the edition; then the team or the challenge."""
    edition, *named = context
    if sum(one is not None for one in (command.challenge, command.phase, command.team)) > 1:
        raise TwoAudiences
    if not edition.exists or any(one.edition != command.edition for one in named):
        raise NotFound
    return [
        AnnouncementMade(
            announcement=command.announcement,
            about=command.edition,
            title=command.title,
            body=command.body,
            challenge=command.challenge,
            phase=command.phase,
            team=command.team,
        )
    ]


def _told(command: Tell, people: Sequence[Person]) -> list[Event]:
    """Whoever has an open account."""
    accounts = tuple(one for one, person in zip(command.accounts, people, strict=True) if person.open)
    told = NoticeTold(
        notice=command.notice,
        accounts=accounts,
        kind=command.kind,
        about=command.about,
        team=command.team,
        facts=command.facts,
    )
    return [told] if accounts else []
