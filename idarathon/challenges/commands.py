"""What may be asked of a challenge: by the edition's facilitators, and by its owner while it is being written."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.editions.events import Slug, Text

TITLE, QUESTION = 200, 1_000


class _Written(Command, frozen=True, kw_only=True):
    """What a challenge says."""

    edition: UUID
    challenge: UUID
    title: Text
    question: Text
    context: Text | None = None
    expected: Text | None = None
    resources: Text | None = None
    department: UUID | None = None

    def __post_init__(self) -> None:
        self.title.within(TITLE)
        self.question.within(QUESTION)


class Draft(_Written, frozen=True, kw_only=True):
    """Begin a challenge."""

    slug: Slug


class Revise(_Written, frozen=True, kw_only=True):
    """Replace the content, all of it, until the challenge is approved."""


class Submit(Command, frozen=True, kw_only=True):
    """Hand the challenge in with its owner; once more with another owner replaces the owner."""

    edition: UUID
    challenge: UUID
    owner: UUID


class Approve(Command, frozen=True, kw_only=True):
    """Take the challenge into the edition."""

    edition: UUID
    challenge: UUID


class Publish(Command, frozen=True, kw_only=True):
    """Show it to everyone."""

    edition: UUID
    challenge: UUID


class Close(Command, frozen=True, kw_only=True):
    """Let no further team take it."""

    edition: UUID
    challenge: UUID
    reason: Annotated[str, Meta(min_length=1, max_length=2_000)]


COMMANDS: dict[str, type[Command]] = {
    "challenges.draft": Draft,
    "challenges.revise": Revise,
    "challenges.submit": Submit,
    "challenges.approve": Approve,
    "challenges.publish": Publish,
    "challenges.close": Close,
}
