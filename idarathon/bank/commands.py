"""What may be asked of the bank: of an entry by its team and the facilitators, of a reuse by who takes part in it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.bank.events import Licence
from idarathon.editions.events import Lang, Text
from idarathon.phases.events import FileRef

Title = Annotated[str, Meta(min_length=1, max_length=200)]
Story = Annotated[str, Meta(min_length=1, max_length=10_000)]
Reason = Annotated[str, Meta(min_length=1, max_length=2_000)]
Link = Annotated[str, Meta(pattern=r"^https?://[^\s]+\Z", max_length=2_000)]
Links = Annotated[tuple[Link, ...], Meta(max_length=20)]
Keyword = Annotated[str, Meta(min_length=1, max_length=60)]
Maturity = Annotated[int, Meta(ge=1, le=9)]


class DraftEntry(Command, frozen=True, kw_only=True):
    """Begin an entry out of what a team handed in; drafted twice, it stays as it is."""

    edition: UUID
    entry: UUID
    team: UUID
    team_name: Annotated[str, Meta(min_length=1, max_length=200)]
    challenge: UUID | None = None
    challenge_title: Text | None = None
    title: Title
    problem: Annotated[str, Meta(max_length=20_000)] = ""
    solution: Annotated[str, Meta(max_length=20_000)] = ""
    lang: Lang
    links: Annotated[tuple[Annotated[str, Meta(max_length=2_000)], ...], Meta(max_length=100)] = ()
    files: tuple[FileRef, ...] = ()


class Complete(Command, frozen=True, kw_only=True):
    """Replace the content, all of it. ``maturity``: technology readiness level, 1 (an idea) to 9 (in service);
    ``files``: the uploads, of those in the draft, that everyone may have."""

    edition: UUID
    entry: UUID
    team: UUID
    title: Title
    problem: Story
    solution: Story
    lang: Lang
    links: Links = ()
    maturity: Maturity
    licence: Licence
    contact: Annotated[str, Meta(min_length=1, max_length=300)]
    lineage: UUID | None = None
    keywords: Annotated[tuple[Keyword, ...], Meta(max_length=12)] = ()
    files: tuple[UUID, ...] = ()

    def erasable(self) -> dict[str, str]:
        """Whom to ask: an organisational unit, yet people write names."""
        return {"contact": self.contact}


class Publish(Command, frozen=True, kw_only=True):
    """Let everyone find the entry."""

    edition: UUID
    entry: UUID


class Withdraw(Command, frozen=True, kw_only=True):
    """Archive the entry; it can be published again."""

    edition: UUID
    entry: UUID
    reason: Reason


class RequestReuse(Command, frozen=True, kw_only=True):
    """Ask, for an administration, to use a published prototype."""

    edition: UUID
    entry: UUID
    reuse: UUID
    administration: UUID
    message: Reason

    def erasable(self) -> dict[str, str]:
        """What the requester says."""
        return {"message": self.message}


class AcceptReuse(Command, frozen=True, kw_only=True):
    """Agree to a request."""

    edition: UUID
    entry: UUID
    team: UUID
    reuse: UUID


class DeclineReuse(Command, frozen=True, kw_only=True):
    """Say no to a request, and why."""

    edition: UUID
    entry: UUID
    team: UUID
    reuse: UUID
    reason: Reason


class StartPilot(Command, frozen=True, kw_only=True):
    """Say where the prototype is tried."""

    edition: UUID
    entry: UUID
    team: UUID
    reuse: UUID
    where: Annotated[str, Meta(min_length=1, max_length=200)]


class PutInService(Command, frozen=True, kw_only=True):
    """Say since when the prototype serves people."""

    edition: UUID
    entry: UUID
    team: UUID
    reuse: UUID
    since: date


class StopReuse(Command, frozen=True, kw_only=True):
    """Say that it ended, and why."""

    edition: UUID
    entry: UUID
    team: UUID
    reuse: UUID
    reason: Reason


COMMANDS: dict[str, type[Command]] = {
    "bank.draft_entry": DraftEntry,
    "bank.complete": Complete,
    "bank.publish": Publish,
    "bank.withdraw": Withdraw,
    "bank.request_reuse": RequestReuse,
    "bank.accept_reuse": AcceptReuse,
    "bank.decline_reuse": DeclineReuse,
    "bank.start_pilot": StartPilot,
    "bank.put_in_service": PutInService,
    "bank.stop_reuse": StopReuse,
}
