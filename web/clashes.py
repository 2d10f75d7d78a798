"""What stands against a session, told before it is saved: another session, the working calendar, the phase, the places.

A form that something stands against is shown once more with what was typed; sent again unchanged, it is done, unless
the rules themselves refuse it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from events.message import Command
from idarathon.calendar import commands as ask
from idarathon.calendar import reads
from idarathon.calendar.reads import Clash, SessionPage, SessionRow, Wanted
from idarathon.errors import N_, Refusal
from idarathon.phases.events import to_instant
from idarathon.phases.reads import warnings
from web.cautions import WARNED, Unusual, Warned
from web.formstate import FormState
from web.here import WebRequest
from web.i18n import wall_text
from web.public import Place
from web.typed import typed


class Clashing(Unusual):
    """Something stands against the session; the form says what, and is sent once more to do it all the same."""

    sentence = N_("Something stands against it. Change it, or save it anyway.")

    def __init__(self, warned: tuple[Warned, ...], mark: str) -> None:
        Refusal.__init__(self, field="starts")
        self.warned, self.mark = warned, mark


async def look(request: WebRequest, at: Place, command: Command, found: SessionPage | None) -> None:
    """Raise Clashing when the working calendar, or another session, stands against what is asked: unless it was
    confirmed. What stays as it was is not warned of again."""
    wanted = _wanted(at, command, found)
    if wanted is None or wanted.starts_at <= at.now:  # the rules refuse what has passed, or it only changes its words
        return
    walls = {name: str(getattr(command, name)) for name in ("starts", "ends") if hasattr(command, name)}
    before = {found.starts_wall, found.ends_wall} if found else set()
    warned = tuple(
        Warned(field=name, when=wall_text(wall, at.lang), cautions=said)
        for name, wall in walls.items()
        if wall not in before and (said := warnings(wall, at.lang))
    )
    clashes = await reads.clashes(at.db, at.viewer, wanted)
    if found:
        known = await reads.clashes(at.db, at.viewer, as_it_is(found))
        clashes = clashes if isinstance(command, ask.Publish) else [one for one in clashes if one not in known]
    marks = [f"{one.field}={walls[one.field]}" for one in warned]
    marks += [f"{one.kind}:{one.other.session if one.other else ''}" for one in clashes]
    if marks and (await typed(request)).get(WARNED, [""])[0] != " ".join(marks):
        raise Clashing(warned, " ".join(marks))


def _wanted(at: Place, command: Command, found: SessionPage | None) -> Wanted | None:
    """The session as the command makes it; None for one that changes neither time nor place nor people."""
    if isinstance(command, ask.DraftSession | ask.Revise):
        return _from_texts(at, found, msgspec.structs.asdict(command))
    if found is None:
        return None
    if isinstance(command, ask.Move):
        moved = {"starts": command.starts, "ends": command.ends, "room": command.room or found.room}
        return _from_texts(at, found, _texts(found) | moved)
    return as_it_is(found) if isinstance(command, ask.Publish) else None


def _texts(found: SessionRow) -> dict[str, Any]:
    return {
        "phase": found.phase,
        "starts": found.starts_wall,
        "ends": found.ends_wall,
        "room": found.room,
        "facilitator": found.facilitator,
        "speaker": found.speaker,
        "capacity": found.capacity,
        "audience": found.audience,
        "teams": tuple(found.asked),
    }


def _from_texts(at: Place, found: SessionPage | None, said: dict[str, Any]) -> Wanted | None:
    """None for times that cannot be read: the rules say so by themselves."""
    zone = at.edition.settings.zone
    try:
        starts, ends = to_instant(said["starts"], zone), to_instant(said["ends"], zone)
    except ValueError:
        return None
    if ends <= starts:
        return None
    same = ("phase", "room", "facilitator", "speaker", "capacity", "audience", "teams")
    return Wanted(
        edition=at.edition.edition,
        session=found.session if found else None,
        starts_at=starts,
        ends_at=ends,
        **{name: said[name] for name in same},
    )


def as_it_is(row: SessionRow) -> Wanted:
    """A session that exists, as what can clash."""
    same = ("phase", "room", "facilitator", "speaker", "capacity", "audience")
    known = {name: getattr(row, name) for name in same}
    return Wanted(
        edition=row.edition,
        session=row.session,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        teams=tuple(row.asked),
        **known,
    )


async def barred(at: Place, found: SessionPage | None) -> bool:
    """Whether it is a draft whose publication would be refused as it is, whatever is typed on the page."""
    if found is None or found.status != "draft" or found.ends_at <= at.now:
        return False
    return any(one.blocking for one in await reads.clashes(at.db, at.viewer, as_it_is(found)))


async def clashes(at: Place, found: SessionPage | None, form: FormState | None) -> list[Clash]:
    """What stands against the session: as it was typed when the form came back, else as it is."""
    if found is not None and found.status == "cancelled":
        return []
    as_typed = _typed(at, found, form) if form and form.values else None
    wanted = as_typed or (as_it_is(found) if found else None)
    return await reads.clashes(at.db, at.viewer, wanted) if wanted else []


def _typed(at: Place, found: SessionPage | None, form: FormState) -> Wanted | None:
    """The form's fields, as far as they can be read."""
    known: dict[str, Any] = {
        "capacity": None,
        "audience": "all",
        "teams": (),
        "facilitator": None,
        "room": None,
        "speaker": None,
    }
    known |= _texts(found) if found else {}
    for name in ("phase", "starts", "ends", "room", "speaker", "audience", "facilitator", "capacity"):
        if name in form.values:
            known[name] = form.value(name).strip() or None
    if "audience" in form.values:
        known["teams"] = tuple(form.chosen("teams"))
    try:
        known["capacity"] = int(known["capacity"]) if known["capacity"] else None
        return msgspec.convert(msgspec.to_builtins(_from_texts(at, found, known)), Wanted | None)
    except (ValueError, KeyError, TypeError):
        return None
