"""What may be asked of lists of participants."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.rosters.events import Invite

Count = Annotated[int, Meta(ge=0, le=5_000)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Confirm(Command, frozen=True, kw_only=True):
    """Import a list that was looked at. ``people`` and ``left_out``: how many lines it takes and how many it leaves;
    ``administration``: the only one that its people may be of (a focal point's own)."""

    roster: UUID
    edition: UUID
    people: Annotated[int, Meta(ge=1, le=5_000)]
    digest: Digest
    left_out: Count = 0
    administration: UUID | None = None
    invite: Invite = "roles"


class Finish(Command, frozen=True, kw_only=True):
    """Everybody on the list has an account. What was kept of it is erased."""

    roster: UUID
    edition: UUID
    opened: Count
    known: Count
    refused: Count = 0


COMMANDS: dict[str, type[Command]] = {
    "rosters.confirm": Confirm,
    "rosters.finish": Finish,
}
