"""What happens to a list of participants. Who stands in it is the vault's to know, until it is carried out."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from events.message import Event

Invite = Literal["none", "roles", "all"]  # who is invited by a mail: nobody, who gets a role, everybody who is new


class RosterConfirmed(Event, frozen=True, kw_only=True, tag="roster.confirmed"):
    """The people of a list are to be made known to the platform. ``digest``: a salted SHA-256 of what was looked at."""

    roster: UUID
    edition: UUID
    people: int
    digest: str
    left_out: int = 0
    administration: UUID | None = None
    invite: Invite = "roles"


class RosterImported(Event, frozen=True, kw_only=True, tag="roster.imported"):
    """All of them are known: so many accounts were opened, so many were there, so many could not be used."""

    roster: UUID
    edition: UUID
    opened: int
    known: int
    refused: int = 0


EVENTS: tuple[type[Event], ...] = (RosterConfirmed, RosterImported)
