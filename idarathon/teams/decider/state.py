"""What a team's events add up to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Event
from idarathon.teams.events import (
    ChallengeAssigned,
    InvitationCancelled,
    InvitationDeclined,
    JoinAsked,
    JoinDeclined,
    JoinTakenBack,
    LeadHandedOver,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    OpeningsSet,
    TeamConfirmed,
    TeamFellBelowMinimum,
    TeamMinimumRestored,
    TeamRegistered,
    TeamRenamed,
    TeamWithdrawn,
)


class State(Struct, frozen=True, kw_only=True):
    """A team. Members stand in the order in which they joined."""

    team: UUID | None = None
    edition: UUID | None = None
    name: str = ""
    members: tuple[UUID, ...] = ()
    lead: UUID | None = None
    invited: frozenset[UUID] = frozenset()
    asked: frozenset[UUID] = frozenset()  # who would like to join
    takes: bool = False  # requests
    roles: tuple[str, ...] = ()
    lang: str = ""
    confirmed: bool = False
    below: bool = False  # confirmed, and short of members since
    withdrawn: bool = False
    challenge: UUID | None = None

    @property
    def exists(self) -> bool:
        """Whether the team was registered."""
        return self.team is not None


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    step = _STEPS.get(type(event))
    return step(state, event) if step else state


def _joined(state: State, event: MemberJoined) -> State:
    lead = event.account if event.lead else state.lead
    rest = {"invited": state.invited - {event.account}, "asked": state.asked - {event.account}}
    return replace(state, members=(*state.members, event.account), lead=lead, **rest)


def _left(state: State, event: MemberLeft) -> State:
    members = tuple(member for member in state.members if member != event.account)
    return replace(state, members=members, lead=None if event.account == state.lead else state.lead)


def _uninvited(state: State, event: InvitationDeclined | InvitationCancelled) -> State:
    return replace(state, invited=state.invited - {event.account})


_STEPS: dict[type[Event], Callable[[State, Any], State]] = {
    TeamRegistered: lambda s, e: replace(s, team=e.team, edition=e.edition, name=e.name),
    MemberInvited: lambda s, e: replace(s, invited=s.invited | {e.account}),
    MemberJoined: _joined,
    InvitationDeclined: _uninvited,
    InvitationCancelled: _uninvited,
    OpeningsSet: lambda s, e: replace(s, takes=e.takes, roles=e.roles, lang=e.lang),
    JoinAsked: lambda s, e: replace(s, asked=s.asked | {e.account}),
    JoinTakenBack: lambda s, e: replace(s, asked=s.asked - {e.account}),
    JoinDeclined: lambda s, e: replace(s, asked=s.asked - {e.account}),
    MemberLeft: _left,
    LeadHandedOver: lambda s, e: replace(s, lead=e.account),
    TeamConfirmed: lambda s, e: replace(s, confirmed=True),
    TeamFellBelowMinimum: lambda s, e: replace(s, below=True),
    TeamMinimumRestored: lambda s, e: replace(s, below=False),
    ChallengeAssigned: lambda s, e: replace(s, challenge=e.challenge),
    TeamRenamed: lambda s, e: replace(s, name=e.name),
    TeamWithdrawn: lambda s, e: replace(s, withdrawn=True, invited=frozenset(), asked=frozenset()),
}
