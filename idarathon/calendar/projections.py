"""The read tables of sessions. A room and a facilitator are in one published session at a time: two indexes say so."""

from __future__ import annotations

from typing import Any

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.calendar import events as was
from idarathon.calendar.events import Details, Slot
from idarathon.editions.events import jsonb
from idarathon.errors import N_, Conflict, Refusal

SQL = beside(__file__)


class RoomTaken(Conflict):
    """Two published sessions in one room."""

    code = "room_taken"
    sentence = N_("The room is taken at this time by another published session. Choose another room or time.")

    def __init__(self, **values: Any) -> None:
        super().__init__(field="room", **values)


class FacilitatorBusy(Conflict):
    """One facilitator in two published sessions."""

    code = "facilitator_busy"
    sentence = N_("The facilitator runs another published session at this time. Choose another time, or somebody else.")

    def __init__(self, **values: Any) -> None:
        super().__init__(field="facilitator", **values)


CONSTRAINTS: dict[str, type[Refusal]] = {
    "session_room_taken": RoomTaken,
    "session_facilitator_busy": FacilitatorBusy,
}


def sessions(recorded: Recorded) -> list[Write]:
    """Table session."""
    at = recorded.meta.at
    match recorded.event:
        case was.SessionDrafted() as e:
            return [(SQL["add_session"], (e.session, e.edition, at, *_details(e.details), *_slot(e.slot, e.room)))]
        case was.SessionRevised() as e:
            return [(SQL["revise_session"], (e.session, at, *_details(e.details), int(e.public)))]
        case was.SessionMoved() as e:
            reason = e.reason.id if e.reason else None
            return [(SQL["move_session"], (e.session, at, *_slot(e.slot, e.room), reason))]
        case was.SessionReplanned() as e:
            return [(SQL["replan_session"], (e.session, at, *_slot(e.slot, e.room)))]
        case was.SessionPublished() as e:
            return [(SQL["publish_session"], (e.session, at))]
        case was.SessionCancelled() | was.SessionDropped() as e:
            return [(SQL["cancel_session"], (e.session, at, e.reason.id))]
        case was.AttendanceOpened() as e:
            return [(SQL["open_attendance"], (e.session, e.digest, e.until))]
        case was.SessionReminded() as e:
            return [(SQL["mark_reminded"], (e.session, e.before == "day"))]
    return []


def seats(recorded: Recorded) -> list[Write]:
    """Table session_seat."""
    at = recorded.meta.at
    match recorded.event:
        case was.SessionRegistered() as e:
            return [(SQL["take_seat"], (e.session, e.edition, e.account, False, 1, at))]
        case was.SessionUnregistered() as e:
            return [(SQL["leave_seat"], (e.session, e.account))]
        case was.SessionTeamRegistered() as e:
            return [(SQL["take_seat"], (e.session, e.edition, e.team, True, e.seats, at))]
        case was.SessionTeamUnregistered() as e:
            return [(SQL["decline_seat"], (e.session, e.edition, e.team, at))]
    return []


def attendance(recorded: Recorded) -> list[Write]:
    """Table session_attendance."""
    match recorded.event:
        case was.SessionAttended() as e:
            return [(SQL["add_attendance"], (e.session, e.account, recorded.meta.at))]
    return []


def ratings(recorded: Recorded) -> list[Write]:
    """Table session_rating."""
    match recorded.event:
        case was.SessionRated() as e:
            comment = e.comment.id if e.comment else None
            return [(SQL["set_rating"], (e.session, e.account, e.score, comment, recorded.meta.at))]
    return []


def _details(one: Details) -> tuple[object, ...]:
    speaker = one.speaker.id if one.speaker else None
    texts = (jsonb(one.title), jsonb(one.about))
    who = (one.link, one.facilitator, speaker, one.capacity, one.audience, list(one.teams))
    return (one.kind, one.phase, *texts, *who)


def _slot(one: Slot, room: str | None) -> tuple[object, ...]:
    key = room.lower() if room else None
    return (one.starts_at, one.ends_at, one.starts_wall, one.ends_wall, one.zone, room, key)


_TIMES = (
    was.SessionDrafted,
    was.SessionRevised,
    was.SessionReplanned,
    was.SessionMoved,
    was.SessionPublished,
    was.SessionCancelled,
    was.SessionDropped,
    was.AttendanceOpened,
    was.SessionReminded,
)
_SEATS = (
    was.SessionRegistered,
    was.SessionUnregistered,
    was.SessionTeamRegistered,
    was.SessionTeamUnregistered,
)
PROJECTIONS: tuple[Projection, ...] = (
    Projection("session", _TIMES, sessions),
    Projection("session_seat", _SEATS, seats),
    Projection("session_attendance", (was.SessionAttended,), attendance),
    Projection("session_rating", (was.SessionRated,), ratings),
)
