"""What a session's events add up to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from events.message import Event
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
    since the code was shown. The dicts are never changed in place."""

    session: UUID | None = None
    edition: UUID | None = None
    details: Details | None = None
    slot: Slot | None = None
    room: str | None = None
    status: Literal["draft", "published", "cancelled"] = "draft"
    people: frozenset[UUID] = frozenset()
    teams: dict[UUID, int] = field(default_factory=dict)
    declined: frozenset[UUID] = frozenset()
    digest: str | None = None
    until: datetime | None = None
    attended: frozenset[UUID] = frozenset()
    missed: dict[UUID, int] = field(default_factory=dict)
    scores: dict[UUID, int] = field(default_factory=dict)
    reminded: frozenset[Before] = frozenset()

    @property
    def exists(self) -> bool:
        """Whether the session was drafted."""
        return self.session is not None

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return len(self.people) + sum(self.teams.values())


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
    return replace(moved, reminded=frozenset(), digest=None, until=None, missed={})


def _team_comes(state: State, e: SessionTeamRegistered) -> State:
    return replace(state, teams=state.teams | {e.team: e.seats}, declined=state.declined - {e.team})


def _team_stays(state: State, e: SessionTeamUnregistered) -> State:
    teams = {team: seats for team, seats in state.teams.items() if team != e.team}
    return replace(state, teams=teams, declined=state.declined | {e.team})


_STEPS: dict[type[Event], Callable[[State, Any], State]] = {
    SessionDrafted: _drafted,
    SessionRevised: lambda s, e: replace(s, details=e.details),
    SessionReplanned: lambda s, e: replace(s, slot=e.slot, room=e.room),
    SessionMoved: _moved,
    SessionPublished: lambda s, e: replace(s, status="published"),
    SessionCancelled: lambda s, e: replace(s, status="cancelled"),
    SessionDropped: lambda s, e: replace(s, status="cancelled"),
    SessionRegistered: lambda s, e: replace(s, people=s.people | {e.account}),
    SessionUnregistered: lambda s, e: replace(s, people=s.people - {e.account}),
    SessionTeamRegistered: _team_comes,
    SessionTeamUnregistered: _team_stays,
    AttendanceOpened: lambda s, e: replace(s, digest=e.digest, until=e.until, missed={}),
    SessionCodeMissed: lambda s, e: replace(s, missed=s.missed | {e.account: s.missed.get(e.account, 0) + 1}),
    SessionAttended: lambda s, e: replace(s, attended=s.attended | {e.account}),
    SessionRated: lambda s, e: replace(s, scores=s.scores | {e.account: e.score}),
    SessionReminded: lambda s, e: replace(s, reminded=s.reminded | {e.before}),
}
