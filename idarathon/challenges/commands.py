"""What may be asked of a challenge: by the edition's facilitators, and by its owner while it is being written."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from events.message import Command
from idarathon.challenges.events import Part
from idarathon.editions.events import Slug, Text

TITLE, QUESTION = 200, 1_000
Reason = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]


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
    """Hand the challenge in with its owner; once more with another owner replaces the owner; after changes were
    requested, once something was revised. ``administration``: the only one that the owner may be of (a focal point's
    own), and the challenge too."""

    edition: UUID
    challenge: UUID
    owner: UUID
    administration: UUID | None = None


class RequestChanges(Command, frozen=True, kw_only=True):
    """Give a submitted challenge back to be revised. ``remarks``: on parts of its content."""

    edition: UUID
    challenge: UUID
    reason: Reason
    remarks: dict[Part, Reason] = field(default_factory=dict)

    def erasable(self) -> dict[str, str]:
        """What the vault keeps: the reason, and the remarks by part."""
        return {"reason": self.reason, **{remark_key(part): text for part, text in self.remarks.items()}}


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
    reason: Reason


def remark_key(part: Part) -> str:
    """By what the vault knows the remark on a part among the texts of its command."""
    return f"remark:{part}"


COMMANDS: dict[str, type[Command]] = {
    "challenges.draft": Draft,
    "challenges.revise": Revise,
    "challenges.submit": Submit,
    "challenges.request_changes": RequestChanges,
    "challenges.approve": Approve,
    "challenges.publish": Publish,
    "challenges.close": Close,
}
