"""What a session's events add up to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Event
from idarathon.calendar.decider.roll import Roll
from idarathon.calendar.events import (
    AttendanceOpened,
    Before,
    Details,
    SessionAttended,
    SessionCancelled,
    SessionCodeMissed,
    SessionDrafted,
    SessionDropped,
    SessionMoved,
    SessionPublished,
    SessionRated,
    SessionRegistered,
    SessionReminded,
    SessionReplanned,
    SessionRevised,
    SessionTeamRegistered,
    SessionTeamUnregistered,
    SessionUnregistered,
    Slot,
)


class State(Struct, frozen=True, kw_only=True):
    """A session. ``teams``: those that come, with their seats; ``missed``: how many wrong codes a person has typed
    since the code was shown; ``scores``: what each has given."""

    session: UUID | None = None
    edition: UUID | None = None
    details: Details | None = None
    slot: Slot | None = None
    room: str | None = None
    status: Literal["draft", "published", "cancelled"] = "draft"
    people: Roll = Roll()
    teams: Roll = Roll()
    declined: Roll = Roll()
    digest: str | None = None
    until: datetime | None = None
    attended: Roll = Roll()
    missed: Roll = Roll()
    scores: Roll = Roll()
    reminded: frozenset[Before] = frozenset()

    @property
    def exists(self) -> bool:
        """Whether the session was drafted."""
        return self.session is not None

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return len(self.people) + self.teams.total()


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    step = _STEPS.get(type(event))
    return step(state, event) if step else state


def _drafted(_: State, e: SessionDrafted) -> State:
    return State(session=e.session, edition=e.edition, details=e.details, slot=e.slot, room=e.room)


def _moved(state: State, e: SessionMoved) -> State:
    """At another time everybody is reminded anew, and the code of today is none of then; in another room only, not."""
    moved = replace(state, slot=e.slot, room=e.room)
    if state.slot and state.slot.starts_at == e.slot.starts_at:
        return moved
    return replace(moved, reminded=frozenset(), digest=None, until=None, missed=Roll())


def _team_comes(state: State, e: SessionTeamRegistered) -> State:
    return replace(state, teams=state.teams.put(e.team, e.seats), declined=state.declined.drop(e.team))


def _team_stays(state: State, e: SessionTeamUnregistered) -> State:
    return replace(state, teams=state.teams.drop(e.team), declined=state.declined.put(e.team))


_STEPS: dict[type[Event], Callable[[State, Any], State]] = {
    SessionDrafted: _drafted,
    SessionRevised: lambda s, e: replace(s, details=e.details),
    SessionReplanned: lambda s, e: replace(s, slot=e.slot, room=e.room),
    SessionMoved: _moved,
    SessionPublished: lambda s, e: replace(s, status="published"),
    SessionCancelled: lambda s, e: replace(s, status="cancelled"),
    SessionDropped: lambda s, e: replace(s, status="cancelled"),
    SessionRegistered: lambda s, e: replace(s, people=s.people.put(e.account)),
    SessionUnregistered: lambda s, e: replace(s, people=s.people.drop(e.account)),
    SessionTeamRegistered: _team_comes,
    SessionTeamUnregistered: _team_stays,
    AttendanceOpened: lambda s, e: replace(s, digest=e.digest, until=e.until, missed=Roll()),
    SessionCodeMissed: lambda s, e: replace(s, missed=s.missed.put(e.account, s.missed.get(e.account, 0) + 1)),
    SessionAttended: lambda s, e: replace(s, attended=s.attended.put(e.account)),
    SessionRated: lambda s, e: replace(s, scores=s.scores.put(e.account, e.score)),
    SessionReminded: lambda s, e: replace(s, reminded=s.reminded | {e.before}),
}
