"""What happens in somebody's inbox."""

from typing import Literal, get_args
from uuid import UUID, uuid5

from msgspec import field

from events.message import Event
from idarathon.editions.events import Text
from idarathon.phases.events import Phase

Kind = Literal[
    "invited",
    "placed",
    "join_asked",
    "join_declined",
    "lead_handed_over",
    "lead_missed",
    "lead_missed_desk",
    "advanced",
    "held",
    "extended",
    "extension_ended",
    "withdrawn",
    "deadline_moved",
    "programme_shifted",
    "gate_soon",
    "session_published",
    "session_moved",
    "session_revised",
    "session_asked",
    "session_unasked",
    "session_cancelled",
    "session_soon",
    "mentors_known",
    "note_shared",
    "help_asked",
    "help_answered",
    "jury_opened",
    "recusal_decided",
    "prize_revealed",
    "entry_drafted",
    "entry_published",
    "reuse_requested",
    "reuse_accepted",
    "reuse_declined",
    "challenge_submitted",
    "challenge_returned",
    "challenge_approved",
    "announced",
    "application_received",
    "application_of_yours",
    "authorisation_refused",
    "application_decided",
    "application_proposed",
    "role_granted",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


def notice_id(first: UUID, stream: str, version: int) -> UUID:
    """What is told of which event of which stream, to people from the first on: the same in every run, as ids of
    events are not."""
    return uuid5(first, f"{stream}:{version}")


# The edition is called ``about``: an event's own edition would put each notice into the edition's history and feed.
class NoticeTold(Event, frozen=True, kw_only=True, tag="notice.told"):
    """People are told of an event, at most 500 together. ``facts``: codes and ids, never a name."""

    notice: UUID
    accounts: tuple[UUID, ...]
    kind: Kind
    about: UUID | None = None
    team: UUID | None = None
    facts: dict[str, str] = field(default_factory=dict)


class NoticesRead(Event, frozen=True, kw_only=True, tag="notice.read"):
    """The account has seen what it was told up to this position of the log."""

    account: UUID
    up_to: int


class AnnouncementMade(Event, frozen=True, kw_only=True, tag="announcement.made"):
    """A facilitator tells everybody of the edition ``about``, or those of one challenge, phase or team."""

    announcement: UUID
    about: UUID
    title: Text
    body: Text
    challenge: UUID | None = None
    phase: Phase | None = None
    team: UUID | None = None


EVENTS: tuple[type[Event], ...] = (NoticeTold, NoticesRead, AnnouncementMade)
