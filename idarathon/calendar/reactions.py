"""What the bus does with sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.calendar import commands as ask
from idarathon.calendar import reads
from idarathon.teams.events import TeamWithdrawn


async def free_seats(recorded: Recorded, db: Reader) -> AsyncIterator[list[tuple[str, Command]]]:
    """A team has withdrawn: its places in sessions that are still to come are free again."""
    event = recorded.event
    if isinstance(event, TeamWithdrawn):
        found = await reads.seats_to_free(db, event.team, recorded.meta.at)
        yield [(str(one), ask.UnregisterTeam(edition=event.edition, session=one, team=event.team)) for one in found]
