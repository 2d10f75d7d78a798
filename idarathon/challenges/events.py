"""What happens to a challenge."""

from typing import Literal, get_args
from uuid import UUID

from msgspec import field

from events.message import Event
from idarathon.editions.events import Text
from idarathon.people.events import Hashed

Part = Literal["title", "question", "context", "expected", "resources", "department"]  # of the content
PARTS: tuple[Part, ...] = get_args(Part)


class ChallengeDrafted(Event, frozen=True, kw_only=True, tag="challenge.drafted"):
    """A challenge is being written. ``department`` is an administration."""

    edition: UUID
    challenge: UUID
    slug: str
    title: Text
    question: Text
    context: Text | None = None
    expected: Text | None = None
    resources: Text | None = None
    department: UUID | None = None


class ChallengeRevised(Event, frozen=True, kw_only=True, tag="challenge.revised"):
    """The content is now this, all of it; the slug stays."""

    edition: UUID
    challenge: UUID
    title: Text
    question: Text
    context: Text | None = None
    expected: Text | None = None
    resources: Text | None = None
    department: UUID | None = None


class ChallengeSubmitted(Event, frozen=True, kw_only=True, tag="challenge.submitted"):
    """The challenge has an owner and awaits approval."""

    edition: UUID
    challenge: UUID
    owner: UUID


class ChallengeChangesRequested(Event, frozen=True, kw_only=True, tag="challenge.changes_requested"):
    """It goes back to who wrote it, with a reason; ``remarks``: on parts of the content."""

    edition: UUID
    challenge: UUID
    reason: Hashed
    remarks: dict[Part, Hashed] = field(default_factory=dict)


class ChallengeApproved(Event, frozen=True, kw_only=True, tag="challenge.approved"):
    """The edition's facilitators take the challenge; its content is final."""

    edition: UUID
    challenge: UUID


class ChallengePublished(Event, frozen=True, kw_only=True, tag="challenge.published"):
    """Everyone can read the challenge, and teams can take it."""

    edition: UUID
    challenge: UUID


class ChallengeClosed(Event, frozen=True, kw_only=True, tag="challenge.closed"):
    """No further team can take the challenge; it stays readable."""

    edition: UUID
    challenge: UUID
    reason: Hashed


EVENTS: tuple[type[Event], ...] = (
    ChallengeDrafted,
    ChallengeRevised,
    ChallengeSubmitted,
    ChallengeChangesRequested,
    ChallengeApproved,
    ChallengePublished,
    ChallengeClosed,
)
