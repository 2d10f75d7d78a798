"""What may be asked of an inbox: the platform tells, its owner has read."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from events.message import Command
from idarathon.editions.events import Text
from idarathon.notices.events import Kind
from idarathon.phases.events import Phase


class Tell(Command, frozen=True, kw_only=True):
    """Tell people of an event; told twice, it is told once. ``notice``: see notice_id; ``about``: the edition."""

    notice: UUID
    accounts: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=500)]
    kind: Kind
    about: UUID | None = None
    team: UUID | None = None
    facts: dict[str, str] = field(default_factory=dict)


class Read(Command, frozen=True, kw_only=True):
    """Mark your own notices as read, up to a position of the log."""

    account: UUID
    up_to: Annotated[int, Meta(ge=0, lt=2**62)]


class Announce(Command, frozen=True, kw_only=True):
    """Tell everybody of the edition, or those of one challenge, one phase or one team. It goes out for good."""

    edition: UUID
    announcement: UUID
    title: Text
    body: Text
    challenge: UUID | None = None
    phase: Phase | None = None
    team: UUID | None = None

    def __post_init__(self) -> None:
        self.title.within(150)
        self.title.readable()
        self.body.within(5_000)


COMMANDS: dict[str, type[Command]] = {"notices.tell": Tell, "notices.read": Read, "notices.announce": Announce}
