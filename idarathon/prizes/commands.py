"""What may be asked of the prizes: by facilitators and the jury's president, and by the bus."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.editions.events import Text
from idarathon.people.events import Hashed

NAME = 120  # characters


class Define(Command, frozen=True, kw_only=True):
    """Add a prize, or rename it, until the president has decided."""

    edition: UUID
    prize: UUID
    rank: Annotated[int, Meta(ge=1, le=30)]
    name: Text
    amount: Annotated[int, Meta(ge=0, le=100_000_000_00)] | None = None  # centimes of MAD

    def __post_init__(self) -> None:
        self.name.within(NAME)


class Remove(Command, frozen=True, kw_only=True):
    """Take a prize away, until the president has decided."""

    edition: UUID
    prize: UUID


class Award(Command, frozen=True, kw_only=True):
    """Carry the president's decision to a prize."""

    edition: UUID
    prize: UUID
    teams: Annotated[tuple[UUID, ...], Meta(max_length=20)] = ()
    reason: Hashed | None = None


class OpenCeremony(Command, frozen=True, kw_only=True):
    """Begin to reveal."""

    edition: UUID


class Reveal(Command, frozen=True, kw_only=True):
    """Show who gets the next prize: the last one first. ``teams``: all those that get a prize which nobody was shown,
    and any others: whether one has withdrawn is read of each, also when the jury does not know it yet."""

    edition: UUID
    prize: UUID
    teams: Annotated[tuple[UUID, ...], Meta(max_length=2_000)] = ()


class CloseCeremony(Command, frozen=True, kw_only=True):
    """Everything is revealed."""

    edition: UUID


COMMANDS: dict[str, type[Command]] = {
    "prizes.define": Define,
    "prizes.remove": Remove,
    "prizes.award": Award,
    "prizes.open_ceremony": OpenCeremony,
    "prizes.reveal": Reveal,
    "prizes.close_ceremony": CloseCeremony,
}
