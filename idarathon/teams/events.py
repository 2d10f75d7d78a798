"""What happens to a team and to who belongs to it."""

from uuid import UUID

from events.message import Event
from idarathon.editions.events import Lang
from idarathon.people.events import Hashed


class TeamRegistered(Event, frozen=True, kw_only=True, tag="team.registered"):
    """There is a team. Its lead, if it has one yet, joins by ``team.member_joined``."""

    edition: UUID
    team: UUID
    name: str
    slug: str
    lang: Lang


class MemberInvited(Event, frozen=True, kw_only=True, tag="team.member_invited"):
    """The account may join by accepting."""

    edition: UUID
    team: UUID
    account: UUID


class MemberJoined(Event, frozen=True, kw_only=True, tag="team.member_joined"):
    """The account belongs to the team: placed by a facilitator, or of its own will. ``lead``: as its lead."""

    edition: UUID
    team: UUID
    account: UUID
    by_placement: bool
    lead: bool = False


class InvitationDeclined(Event, frozen=True, kw_only=True, tag="team.invitation_declined"):
    """The account does not want to join."""

    edition: UUID
    team: UUID
    account: UUID


class InvitationCancelled(Event, frozen=True, kw_only=True, tag="team.invitation_cancelled"):
    """The team takes its invitation back."""

    edition: UUID
    team: UUID
    account: UUID


class OpeningsSet(Event, frozen=True, kw_only=True, tag="team.openings_set"):
    """Whether the team takes requests to join, and whom it looks for, in its language."""

    edition: UUID
    team: UUID
    takes: bool
    roles: tuple[str, ...] = ()
    lang: Lang = "fr"


class JoinAsked(Event, frozen=True, kw_only=True, tag="team.join_asked"):
    """The account would like to join."""

    edition: UUID
    team: UUID
    account: UUID
    words: Hashed | None = None


class JoinTakenBack(Event, frozen=True, kw_only=True, tag="team.join_taken_back"):
    """The account no longer asks."""

    edition: UUID
    team: UUID
    account: UUID


class JoinDeclined(Event, frozen=True, kw_only=True, tag="team.join_declined"):
    """The team does not take the account. Who is taken joins by ``team.member_joined``."""

    edition: UUID
    team: UUID
    account: UUID
    reason: Hashed


class MemberLeft(Event, frozen=True, kw_only=True, tag="team.member_left"):
    """The account no longer belongs to the team. ``removed``: somebody else decided it."""

    edition: UUID
    team: UUID
    account: UUID
    removed: bool


class LeadHandedOver(Event, frozen=True, kw_only=True, tag="team.lead_handed_over"):
    """The account, a member, is the lead now."""

    edition: UUID
    team: UUID
    account: UUID


class LeadMissed(Event, frozen=True, kw_only=True, tag="team.lead_missed"):
    """The account, the lead, is closed: the other members need another one."""

    edition: UUID
    team: UUID
    account: UUID


class TeamConfirmed(Event, frozen=True, kw_only=True, tag="team.confirmed"):
    """The team has its minimum for the first time: its journey can start."""

    edition: UUID
    team: UUID


class TeamFellBelowMinimum(Event, frozen=True, kw_only=True, tag="team.fell_below_minimum"):
    """A confirmed team has fewer members than it needs: flagged, not undone."""

    edition: UUID
    team: UUID


class TeamMinimumRestored(Event, frozen=True, kw_only=True, tag="team.minimum_restored"):
    """It has enough again."""

    edition: UUID
    team: UUID


class ChallengeAssigned(Event, frozen=True, kw_only=True, tag="team.challenge_assigned"):
    """The team works on this challenge."""

    edition: UUID
    team: UUID
    challenge: UUID


class TeamRenamed(Event, frozen=True, kw_only=True, tag="team.renamed"):
    """The team has another name; its slug stays."""

    edition: UUID
    team: UUID
    name: str


class TeamWithdrawn(Event, frozen=True, kw_only=True, tag="team.withdrawn"):
    """The team is out of the edition for good; its people are free to join another."""

    edition: UUID
    team: UUID
    reason: Hashed


class SeekerEntered(Event, frozen=True, kw_only=True, tag="team.seeker_entered"):
    """The account looks for a team of the edition, or says it in other words."""

    edition: UUID
    account: UUID
    words: Hashed | None = None


class SeekerLeft(Event, frozen=True, kw_only=True, tag="team.seeker_left"):
    """The account no longer looks for a team. Who joins one does not, either."""

    edition: UUID
    account: UUID


EVENTS: tuple[type[Event], ...] = (
    TeamRegistered,
    MemberInvited,
    MemberJoined,
    InvitationDeclined,
    InvitationCancelled,
    OpeningsSet,
    JoinAsked,
    JoinTakenBack,
    JoinDeclined,
    MemberLeft,
    LeadHandedOver,
    LeadMissed,
    TeamConfirmed,
    TeamFellBelowMinimum,
    TeamMinimumRestored,
    ChallengeAssigned,
    TeamRenamed,
    TeamWithdrawn,
    SeekerEntered,
    SeekerLeft,
)
