"""What the bus does for the bank: at the end of an edition each team's work becomes a draft of an entry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.bank.commands import DraftEntry
from idarathon.bank.events import entry_id
from idarathon.bank.reads.due import START, Work, due_drafts
from idarathon.editions.events import StageAdvanced

Chunks = AsyncIterator[list[tuple[str, Command]]]
LONGEST, LINKS = 200, 100  # letters of a title, links of a draft


async def draft_entries(recorded: Recorded, db: Reader) -> Chunks:
    """The edition reports: at most 500 teams at a time, by id."""
    event = recorded.event
    if not isinstance(event, StageAdvanced) or event.stage != "reporting":
        return
    after = START
    while works := await due_drafts(db, event.edition, after):
        yield [(str(work.team), _draft(event.edition, work)) for work in works]
        after = works[-1].team


def _draft(edition: UUID, work: Work) -> Command:
    return DraftEntry(
        edition=edition,
        entry=entry_id(edition, work.team),
        team=work.team,
        team_name=work.team_name,
        challenge=work.challenge,
        challenge_title=work.challenge_title,
        title=(work.title or work.team_name)[:LONGEST],
        problem=work.problem,
        solution=work.solution,
        lang=work.lang,
        links=work.links[:LINKS],
        files=work.files,
    )
