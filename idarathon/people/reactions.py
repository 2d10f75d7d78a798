"""What the bus does about people: who is erased leaves the teams of editions that go on, takes its applications back,
and the papers that it sent go."""

from __future__ import annotations

from collections.abc import AsyncIterator

from events.message import Command, Recorded
from events.reading import Reader
from idarathon import files
from idarathon.applications.commands import Withdraw
from idarathon.people.events import AccountClosed, AccountErased
from idarathon.people.reads import led_teams, own_applications, own_papers, own_teams
from idarathon.teams.commands import MissLead, Remove

Chunks = AsyncIterator[list[tuple[str, Command]]]
NONE: list[list[tuple[str, Command]]] = []


async def leave_teams(recorded: Recorded, db: Reader) -> Chunks:
    """The team becomes smaller, by its own events. Teams of editions that are over keep their count."""
    event = recorded.event
    if isinstance(event, AccountErased):
        account = event.account
        found = await own_teams(db, account)
        yield [(str(team), Remove(edition=edition, team=team, account=account)) for edition, team in found]
        open_still = await own_applications(db, account)
        yield [(str(one), Withdraw(edition=edition, application=one)) for edition, one in open_still]


async def miss_leads(recorded: Recorded, db: Reader) -> Chunks:
    """An account was closed: the teams that it leads need another lead. Who is erased leads nobody."""
    event = recorded.event
    if isinstance(event, AccountClosed):
        found = await led_teams(db, event.account)
        yield [(str(team), MissLead(edition=edition, team=team, account=event.account)) for edition, team in found]


async def drop_papers(recorded: Recorded, db: Reader) -> Chunks:
    """Signed authorisations lie beside the vault, by their hash: a paper that is nobody else's is deleted. Done anew
    without harm; a process without files (replay) does nothing."""
    event, kept = recorded.event, files.bound()
    if kept and isinstance(event, AccountErased):
        for sha256 in await own_papers(db, event.account):
            await kept.delete(sha256)
    for nothing in NONE:
        yield nothing
