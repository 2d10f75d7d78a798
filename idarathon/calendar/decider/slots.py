"""The times and the description of a session, out of a command."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from events.message import Stamp
from idarathon.calendar import commands as ask
from idarathon.calendar.decider import refusals as no
from idarathon.calendar.events import Details, Slot
from idarathon.people.events import hashed
from idarathon.phases.events import to_instant

LONGEST = timedelta(hours=24)


def slot_of(starts: str, ends: str, zone: str) -> Slot:
    """From wall times. Raises TimeInvalid, SessionBackwards or SessionTooLong."""
    begin, end = _instant(starts, zone, "starts"), _instant(ends, zone, "ends")
    if end <= begin:
        raise no.SessionBackwards(field="ends")
    if end - begin > LONGEST:
        raise no.SessionTooLong(field="ends", hours=int(LONGEST.total_seconds() // 3600))
    return Slot(starts_at=begin, ends_at=end, starts_wall=starts, ends_wall=ends, zone=zone)


def _instant(wall: str, zone: str, field: str) -> datetime:
    try:
        return to_instant(wall, zone)
    except ValueError:
        raise no.TimeInvalid(field=field, wall=wall.replace("T", " "), zone=zone) from None


def to_come(slot: Slot, at: datetime) -> Slot:
    """The slot, unless it has begun."""
    if slot.starts_at <= at:
        raise no.SessionInPast(field="starts")
    return slot


def details_of(command: ask.DraftSession | ask.Revise, stamp: Stamp) -> Details:
    """What the session is."""
    said = command.speaker
    return Details(
        kind=command.kind,
        phase=command.phase,
        title=command.title,
        about=command.about,
        link=command.link,
        facilitator=command.facilitator,
        speaker=hashed(command.id, stamp.salt, said, "speaker") if said else None,
        capacity=command.capacity,
        audience=command.audience,
        teams=tuple(dict.fromkeys(command.teams)) if command.audience == "teams" else (),
    )


def changes(old: Details, new: Details) -> tuple[str, ...]:
    """The fields that differ. A speaker's name cannot be compared, so a name that is given again counts as another."""
    fields = msgspec.structs.fields(Details)
    return tuple(one.name for one in fields if getattr(old, one.name) != getattr(new, one.name))


def tidy(room: str | None) -> str | None:
    """A room, always written in the same way."""
    return " ".join(room.split()) if room else None
