"""What the bus does about people: who is erased leaves the teams of editions that go on."""

from __future__ import annotations

from collections.abc import AsyncIterator

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.people.events import AccountErased
from idarathon.people.reads import own_teams
from idarathon.teams.commands import Remove

Chunks = AsyncIterator[list[tuple[str, Command]]]


async def leave_teams(recorded: Recorded, db: Reader) -> Chunks:
    """The team becomes smaller, by its own events. Teams of editions that are over keep their count."""
    event = recorded.event
    if isinstance(event, AccountErased):
        found = await own_teams(db, event.account)
        yield [(str(team), Remove(edition=edition, team=team, account=event.account)) for edition, team in found]
