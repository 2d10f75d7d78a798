"""Who comes to a session, who came, what they think of it, and when they are reminded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from events.message import Command, Event
from idarathon.calendar import commands as ask
from idarathon.calendar import events as was
from idarathon.calendar.decider import refusals as no
from idarathon.calendar.decider.case import Case, Team, require_open, require_places, require_public
from idarathon.calendar.events import code_digest
from idarathon.errors import NotFound, Refusal
from idarathon.people.events import hashed

MISSES = 5  # wrong codes that a person may type; a new code, which somebody in the room shows, starts over
EARLY = timedelta(hours=1)  # before a session its attendance may be taken
LATE = timedelta(hours=12)  # and so long after it
BEFORE: dict[was.Before, timedelta] = {"day": timedelta(hours=24), "hour": timedelta(hours=1)}


def _register(command: ask.Register, case: Case) -> list[Event]:
    require_public(case)
    require_open(case)
    if case.details.audience != "all":
        raise no.ForTeams()
    actor = _actor(case)
    if actor in case.state.people:
        return []
    require_places(case.details.capacity, case.state.taken + 1)
    return [was.SessionRegistered(edition=command.edition, session=command.session, account=actor)]


def _unregister(command: ask.Unregister, case: Case) -> list[Event]:
    """Whoever came may stay away, whomever the session is for by now."""
    require_public(case)
    require_open(case)
    actor = _actor(case)
    if actor not in case.state.people:
        return []
    return [was.SessionUnregistered(edition=command.edition, session=command.session, account=actor)]


def _register_team(command: ask.RegisterTeam, case: Case) -> list[Event]:
    """Once more when the team has grown or shrunk: its places are as many as its members."""
    team = _team(command, case)
    _require_asked(command.team, case)
    seats, before = len(team.members), case.state.teams.get(command.team, 0)
    if command.team in case.state.teams and seats == before:
        return []
    if seats > before:
        require_places(case.details.capacity, case.state.taken - before + seats)
    ids = {"edition": command.edition, "session": command.session}
    return [was.SessionTeamRegistered(**ids, team=command.team, seats=seats)]


def _unregister_team(command: ask.UnregisterTeam, case: Case) -> list[Event]:
    """A team that comes may stay away, even one that is no longer asked."""
    _team(command, case)
    if command.team in case.state.declined:
        return []
    if command.team not in case.state.teams:
        _require_asked(command.team, case)
    return [was.SessionTeamUnregistered(edition=command.edition, session=command.session, team=command.team)]


def _open_attendance(command: ask.OpenAttendance, case: Case) -> list[Event]:
    require_public(case)
    if case.at < case.slot.starts_at - EARLY:
        raise no.AttendanceEarly()
    if case.at > case.slot.ends_at + LATE:
        raise no.SessionOver()
    return [
        was.AttendanceOpened(
            edition=command.edition,
            session=command.session,
            digest=code_digest(command.session, command.code),
            until=case.at + timedelta(minutes=command.minutes),
        )
    ]


def _attend(command: ask.Attend, case: Case) -> list[Event]:
    """Whoever reads the code in the room was there, registered or not. A wrong one is recorded, and counts."""
    require_public(case)
    actor = _actor(case)
    if actor in case.state.attended:
        return []
    if case.state.digest is None or case.state.until is None:
        raise no.AttendanceClosed(field="code")
    if case.at >= case.state.until:
        raise no.CodeExpired(field="code")
    if case.state.missed.get(actor, 0) >= MISSES:
        raise no.CodeTries(field="code")
    if code_digest(command.session, command.code) != case.state.digest:
        return [was.SessionCodeMissed(edition=command.edition, session=command.session, account=actor)]
    return [was.SessionAttended(edition=command.edition, session=command.session, account=actor)]


def _rate(command: ask.Rate, case: Case) -> list[Event]:
    actor = _actor(case)
    if actor not in case.state.attended:
        raise no.NotAttended(field="score")
    said = command.erasable().get("comment")
    if not said and case.state.scores.get(actor) == command.score:
        return []
    comment = hashed(command.id, case.stamp.salt, said, "comment") if said else None
    ids = {"edition": command.edition, "session": command.session}
    return [was.SessionRated(**ids, account=actor, score=command.score, comment=comment)]


def _remind(command: ask.Remind, case: Case) -> list[Event]:
    """Once each, and only while it is of use: not of what began, and no word of tomorrow in the last hour."""
    left = case.slot.starts_at - case.at
    if case.state.status != "published" or command.before in case.state.reminded or left <= timedelta(0):
        return []
    if left > BEFORE[command.before]:
        raise no.ReminderEarly()
    if command.before == "day" and left <= BEFORE["hour"]:
        return []
    ids = {"edition": command.edition, "session": command.session}
    return [
        was.SessionReminded(**ids, before=command.before, name=case.details.title, slot=case.slot, room=case.state.room)
    ]


def _actor(case: Case) -> UUID:
    """Who asks. The system has no place in a room."""
    if case.stamp.actor is None:
        raise NotFound(field="account")
    return case.stamp.actor


def _team(command: ask.RegisterTeam | ask.UnregisterTeam, case: Case) -> Team:
    require_public(case)
    require_open(case)
    team: Team = case.others[0]
    comes = isinstance(command, ask.RegisterTeam)
    if not team.exists or team.edition != command.edition or (comes and team.withdrawn):
        raise NotFound(field="team")
    return team


def _require_asked(team: UUID, case: Case) -> None:
    """Whether the session is for teams, and for this one."""
    if case.details.audience != "teams":
        raise no.ForPeople()
    if case.details.teams and team not in case.details.teams:
        raise no.TeamNotAsked()


# Facts that are a no to who sent the command, and the field that each is about.
ANSWERS: dict[type[Event], tuple[type[Refusal], str]] = {was.SessionCodeMissed: (no.CodeWrong, "code")}
COMING: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.Register: _register,
    ask.Unregister: _unregister,
    ask.RegisterTeam: _register_team,
    ask.UnregisterTeam: _unregister_team,
    ask.OpenAttendance: _open_attendance,
    ask.Attend: _attend,
    ask.Rate: _rate,
    ask.Remind: _remind,
}
