"""What the bus does about mentors: who loses role or account leaves, and who leaves gives back what it had taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.editions.events import RoleRevoked
from idarathon.mentoring import commands as ask
from idarathon.mentoring import events as was
from idarathon.mentoring import reads
from idarathon.people.events import AccountClosed
from idarathon.viewer import Role

Chunks = AsyncIterator[list[tuple[str, Command]]]


async def leave(recorded: Recorded, db: Reader) -> Chunks:
    """The role of a mentor was taken back: it leaves, if it was described."""
    event = recorded.event
    if isinstance(event, RoleRevoked) and event.role is Role.MENTOR:
        yield [(str(event.account), ask.MentorLeaves(edition=event.edition, account=event.account))]


async def close(recorded: Recorded, db: Reader) -> Chunks:
    """A mentor's account was closed: it leaves its editions."""
    event = recorded.event
    if isinstance(event, AccountClosed):
        found = await reads.mentored(db, event.account)
        yield [(str(one), ask.MentorLeaves(edition=one, account=event.account)) for one in found]


async def release(recorded: Recorded, db: Reader) -> Chunks:
    """A mentor has left: what it had taken and not answered is open to the others again."""
    event = recorded.event
    if isinstance(event, was.MentorLeft):
        found = await reads.claimed_by(db, event.edition, event.account)
        yield [(str(one), ask.ReleaseHelp(edition=event.edition, team=team, help=one)) for one, team in found]


async def propose_again(recorded: Recorded, db: Reader) -> Chunks:
    """A mentor has left: its teams get another one where there is one, and all other pairs stay where possible."""
    event = recorded.event
    if isinstance(event, was.MentorLeft):
        command = await _proposal(db, event.edition)
        yield [("proposal", command)] if command else []


async def _proposal(db: Reader, edition: UUID) -> Command | None:
    """None while nothing was proposed in the edition."""
    facts = await reads.facts(db, edition)
    stood = facts.proposed or facts.published
    if not stood:
        return None
    plan = await asyncio.to_thread(reads.solve, facts.mentors, facts.teams, stood)
    return ask.Propose(edition=edition, pairs=facts.wanted(plan), left_over=plan.left_over, because="mentor_left")
