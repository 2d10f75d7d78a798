"""Teams that keep the conditions of composition now set out; where there are none, the decider has confirmed them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.people.events import DirectorateChanged, ProfileDescribed
from idarathon.teams.commands import Confirm
from idarathon.teams.reads import confirmable, confirmable_of

Chunks = AsyncIterator[list[tuple[str, Command]]]


async def confirm(recorded: Recorded, db: Reader) -> Chunks:
    """Somebody joined, left, or says where it works or who it is: that team, perhaps. The settings changed: all that
    wait, at most 500 at a time."""
    event: Any = recorded.event
    if isinstance(event, ProfileDescribed | DirectorateChanged):
        found = await confirmable_of(db, event.account)
        yield [(str(team), Confirm(edition=edition, team=team)) for edition, team in found]
        return
    only: UUID | None = getattr(event, "team", None)
    after = UUID(int=0)
    while teams := await confirmable(db, event.edition, only, after):
        yield [(str(team), Confirm(edition=event.edition, team=team)) for team in teams]
        after = teams[-1]
