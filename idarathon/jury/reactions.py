"""What the bus does for a jury: it brings the finished teams before it, takes those that withdraw away, proposes the
recusals that anybody can see, takes the seat of who may not judge any more, and carries the president's decision to the
prizes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.editions.events import RoleRevoked
from idarathon.jury import commands as ask
from idarathon.jury import events as was
from idarathon.jury.reads import due
from idarathon.mentoring.events import AssignmentPublished
from idarathon.phases.events import JourneyFinished
from idarathon.prizes.commands import Award
from idarathon.teams.events import MemberJoined, TeamWithdrawn

Chunks = AsyncIterator[list[tuple[str, Command]]]
CHUNK = 500


async def admit(recorded: Recorded, db: Reader) -> Chunks:
    """The jury opens, or a team passes the last gate while it is open: finished teams come before it."""
    event = recorded.event
    if not isinstance(event, was.JuryOpened | JourneyFinished):
        return
    after = due.START
    while found := await due.admissions(db, event.edition, after, CHUNK):
        yield [(str(one.team), ask.AdmitTeam(edition=event.edition, team=one.team, name=one.name)) for one in found]
        after = found[-1].team


async def withdraw(recorded: Recorded, db: Reader) -> Chunks:
    """A team has withdrawn: it leaves the jury that it was before."""
    event = recorded.event
    if isinstance(event, TeamWithdrawn) and await due.is_before_jury(db, event.edition, event.team):
        yield [(str(event.team), ask.WithdrawTeam(edition=event.edition, team=event.team))]


async def propose_recusals(recorded: Recorded, db: Reader) -> Chunks:
    """The panel is composed or changed, mentors are known, a team comes before the jury or gets a member: whoever is of
    a team's directorate, or accompanies or accompanied it, may be partial to it."""
    event = recorded.event
    everybody = was.JuryComposed | was.JurorReplaced | AssignmentPublished
    if not isinstance(event, everybody | was.TeamAdmitted | MemberJoined):
        return
    team = event.team if isinstance(event, was.TeamAdmitted | MemberJoined) else None
    if not await due.is_sitting(db, event.edition):
        return
    found = await due.recusals(db, event.edition, team)
    for start in range(0, len(found), CHUNK):
        yield [_recusal(event.edition, one) for one in found[start : start + CHUNK]]


async def unseat(recorded: Recorded, db: Reader) -> Chunks:
    """The panel is composed, a role is taken back, or somebody joins a team: who has the role no more, or is judged in
    the edition, does not judge in it."""
    event = recorded.event
    if not isinstance(event, was.JuryComposed | RoleRevoked | MemberJoined):
        return
    if found := await due.unseatings(db, event.edition):
        yield [(str(one.juror), _unseating(event.edition, one)) for one in found]


async def award(recorded: Recorded, db: Reader) -> Chunks:
    """The president has decided: each prize learns who gets it."""
    event = recorded.event
    if isinstance(event, was.RankingDecided):
        yield [
            (str(one.prize), Award(edition=event.edition, prize=one.prize, teams=one.teams, reason=one.reason))
            for one in event.awards
        ]


def _unseating(edition: UUID, one: due.Unseated) -> Command:
    return ask.UnseatJuror(edition=edition, juror=one.juror, cause=one.cause)


def _recusal(edition: UUID, one: due.Partial) -> tuple[str, Command]:
    asked = ask.ProposeRecusal(edition=edition, juror=one.juror, team=one.team, cause=one.cause)
    return f"{one.team}:{one.juror}", asked
