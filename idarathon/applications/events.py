"""What happens to applications: an edition's dates for them, each application, and who was asked to apply."""

from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

from events.message import Event, Instant
from idarathon.people.events import Hashed

Advice = Literal["select", "wait", "decline"]
ADVICES: tuple[Advice, ...] = get_args(Advice)
Decision = Literal["selected", "waiting", "declined"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
State = Literal["submitted", "selected", "waiting", "declined", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)
Way = Literal["file", "focal"]  # how a supervisor's authorisation comes: a signed paper, or the focal point's word
MEANT: dict[Advice, Decision] = {"select": "selected", "wait": "waiting", "decline": "declined"}


class Paper(Struct, frozen=True, kw_only=True):
    """A signed authorisation as it is stored. It has no name: file names speak of people."""

    sha256: str
    size: int
    mime: str


class ApplicationsScheduled(Event, frozen=True, kw_only=True, tag="applications.scheduled"):
    """Between these instants people apply to the edition; the wall times are what was agreed on."""

    edition: UUID
    opens_at: Instant
    closes_at: Instant
    opens_wall: str
    closes_wall: str


class ApplicationSubmitted(Event, frozen=True, kw_only=True, tag="application.submitted"):
    """A civil servant applies. ``by``: how the authorisation will come; ``in_grace``: shortly after the closing."""

    edition: UUID
    application: UUID
    account: UUID
    administration: UUID | None = None
    challenge: UUID | None = None
    idea: Hashed
    motivation: Hashed
    skills: Hashed | None = None
    by: Way = "focal"
    in_grace: bool = False


class ApplicationRevised(Event, frozen=True, kw_only=True, tag="application.revised"):
    """Its words are now these, all of them; what was advised about the old ones is void."""

    edition: UUID
    application: UUID
    account: UUID
    challenge: UUID | None = None
    idea: Hashed
    motivation: Hashed
    skills: Hashed | None = None
    by: Way = "focal"


class ApplicationWithdrawn(Event, frozen=True, kw_only=True, tag="application.withdrawn"):
    """Its author takes it back for good."""

    edition: UUID
    application: UUID
    account: UUID


class ApplicationAuthorised(Event, frozen=True, kw_only=True, tag="application.authorised"):
    """The supervisor agrees: a signed paper says so, or the focal point of the administration."""

    edition: UUID
    application: UUID
    account: UUID
    by: Way
    paper: Paper | None = None


class PaperDropped(Event, frozen=True, kw_only=True, tag="application.paper_dropped"):
    """The signed authorisation is kept no longer. That there was one stays."""

    edition: UUID
    application: UUID
    account: UUID


class AuthorisationRefused(Event, frozen=True, kw_only=True, tag="application.authorisation_refused"):
    """The focal point says that the supervisor does not agree. A selection that was not announced falls with it."""

    edition: UUID
    application: UUID
    account: UUID
    reason: Hashed


class ApplicationRead(Event, frozen=True, kw_only=True, tag="application.read"):
    """One of two readers gives its advice."""

    edition: UUID
    application: UUID
    account: UUID
    reader: UUID
    advice: Advice
    words: Hashed | None = None


class ApplicationDecided(Event, frozen=True, kw_only=True, tag="application.decided"):
    """What becomes of it. The applicant is told when that is announced. ``reason``: against both advices."""

    edition: UUID
    application: UUID
    account: UUID
    decision: Decision
    reason: Hashed | None = None


class ApplicationAnnounced(Event, frozen=True, kw_only=True, tag="application.announced"):
    """The applicant is told of the decision."""

    edition: UUID
    application: UUID
    account: UUID
    decision: Decision


class ApplicationProposed(Event, frozen=True, kw_only=True, tag="application.proposed"):
    """A focal point asks somebody of its administration to apply."""

    edition: UUID
    account: UUID
    administration: UUID


EVENTS: tuple[type[Event], ...] = (
    ApplicationsScheduled,
    ApplicationSubmitted,
    ApplicationRevised,
    ApplicationWithdrawn,
    ApplicationAuthorised,
    PaperDropped,
    AuthorisationRefused,
    ApplicationRead,
    ApplicationDecided,
    ApplicationAnnounced,
    ApplicationProposed,
)
