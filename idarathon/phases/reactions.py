"""What the bus does with journeys. Each asks for at most 500 teams at a time, in the order of their ids.

Pages go on by id, not by what is left: the engine commits a chunk only when it has seen the next.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.deliverables.events import UploadAbandoned
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases import reads
from idarathon.teams.events import TeamConfirmed, TeamWithdrawn

Chunks = AsyncIterator[list[tuple[str, Command]]]


async def begin(recorded: Recorded, db: Reader) -> Chunks:
    """A team is confirmed: its journey starts. The phases are planned: so do those of all teams confirmed before."""
    event = recorded.event
    if isinstance(event, TeamConfirmed):
        yield [(str(event.team), ask.StartJourney(edition=event.edition, team=event.team))]
    if isinstance(event, was.PhasesPlanned):
        edition = event.edition
        async for teams in _pages(lambda after: reads.due_starts(db, edition, after)):
            yield [(str(team), ask.StartJourney(edition=edition, team=team)) for team in teams]


async def end(recorded: Recorded, db: Reader) -> Chunks:
    """A team has withdrawn: its journey ends."""
    event = recorded.event
    if isinstance(event, TeamWithdrawn):
        yield [(str(event.team), ask.WithdrawJourney(edition=event.edition, team=event.team))]


async def admit(recorded: Recorded, db: Reader) -> Chunks:
    """A phase has opened: the teams that wait for it enter."""
    event = recorded.event
    if isinstance(event, was.PhaseOpened):
        edition, phase = event.edition, event.phase
        async for teams in _pages(lambda after: reads.due_entries(db, edition, phase, after)):
            yield [(str(team), ask.Enter(edition=edition, team=team, phase=phase)) for team in teams]


async def examine_all(recorded: Recorded, db: Reader) -> Chunks:
    """A phase has closed: each confirmed team in it is examined, once."""
    event = recorded.event
    if isinstance(event, was.PhaseClosed):
        edition, phase = event.edition, event.phase
        async for teams in _pages(lambda after: reads.due_examinations(db, edition, phase, after)):
            uploads = await reads.under_way(db, teams)
            yield [(str(team), _examine(edition, team, phase, uploads)) for team in teams]


async def examine_deposit(recorded: Recorded, db: Reader) -> Chunks:
    """A deposit came in time after the closing, so inside an extension: perhaps the team is complete now."""
    event = recorded.event
    if isinstance(event, was.JourneyDeposited) and not event.late:
        async for chunk in _one(event, db):
            yield chunk


async def examine_extended(recorded: Recorded, db: Reader) -> Chunks:
    """An extension was granted after the closing: what came late counts now, perhaps the team is complete."""
    event = recorded.event
    if isinstance(event, was.JourneyExtended):
        async for chunk in _one(event, db):
            yield chunk


async def examine_abandoned(recorded: Recorded, db: Reader) -> Chunks:
    """A file does not come any more: the team may have waited for it alone."""
    event = recorded.event
    if isinstance(event, UploadAbandoned):
        async for chunk in _one(event, db):
            yield chunk


async def _one(event: was.JourneyDeposited | was.JourneyExtended | UploadAbandoned, db: Reader) -> Chunks:
    if await reads.phase_closed(db, event.edition, event.phase):
        uploads = await reads.under_way(db, [event.team])
        yield [(str(event.team), _examine(event.edition, event.team, event.phase, uploads))]


def _examine(edition: UUID, team: UUID, phase: was.Phase, uploads: dict[UUID, tuple[UUID, ...]]) -> Command:
    return ask.Examine(edition=edition, team=team, phase=phase, uploads=uploads.get(team, ()))


async def _pages(page: Callable[[UUID], Awaitable[list[UUID]]]) -> AsyncIterator[list[UUID]]:
    after, full = UUID(int=0), True
    while full and (teams := await page(after)):
        yield teams
        after, full = teams[-1], len(teams) == reads.PAGE
