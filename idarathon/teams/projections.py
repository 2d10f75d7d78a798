"""The read tables of teams. One person in one team of an edition is the index ``team_member_one_team``."""

from __future__ import annotations

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.errors import N_, Conflict, Refusal, Rule
from idarathon.teams.events import (
    ChallengeAssigned,
    InvitationCancelled,
    InvitationDeclined,
    JoinAsked,
    JoinDeclined,
    JoinTakenBack,
    LeadHandedOver,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    OpeningsSet,
    SeekerEntered,
    SeekerLeft,
    TeamConfirmed,
    TeamFellBelowMinimum,
    TeamMinimumRestored,
    TeamRegistered,
    TeamRenamed,
    TeamWithdrawn,
)

SQL = beside(__file__)


class SlugTaken(Conflict):
    """Slugs are never reused in an edition."""

    code = "team_slug_taken"
    sentence = N_("Another team of this edition has this address. Choose another one.")


class NameTaken(Conflict):
    """Two teams that take part do not have the same name."""

    code = "team_name_taken"
    sentence = N_("Another team of this edition has this name. Choose another one.")


class AlreadyInATeam(Conflict):
    """A person is in at most one team of an edition."""

    code = "already_in_a_team"
    sentence = N_("This person is in a team of this edition already. It must leave that team first.")


class TooManyRequests(Rule):
    """Three answers at once are enough to wait for."""

    code = "team_request_limit"
    sentence = N_("You wait for the answers of three teams. Take one request back before you ask another team.")


class TeamAlready(Conflict):
    """Who is in a team looks for none."""

    code = "seeker_has_a_team"
    sentence = N_("You are in a team of this edition already. Leave it before you look for another one.")


class NotAnnounced(Rule):
    """A place would tell what was decided on an application."""

    code = "place_before_announcement"
    sentence = N_(
        "The decision on this person’s application is not announced yet, and a place would tell it. "
        "Announce the decisions first."
    )


class TooFewWomen(Rule):
    """A condition of composition; these are refused by ``require_composition`` (migration 255)."""

    code = "composition_women"
    sentence = N_("This team would lack women: the edition makes it a condition. Find a woman for the team first.")


class TooFewMen(Rule):
    code = "composition_men"
    sentence = N_("This team would lack men: the edition makes it a condition. Find a man for the team first.")


class TooFewRegions(Rule):
    code = "composition_regions"
    sentence = N_("This team would lack regions: the edition makes it a condition. Find somebody from another region.")


class TooFewLocal(Rule):
    code = "composition_local"
    sentence = N_(
        "This team would lack people of local services: the edition makes it a condition. Find one of them first."
    )


class OneAdministration(Rule):
    code = "composition_administration"
    sentence = N_(
        "This team would have too many people of one administration: the edition makes it a condition. "
        "Choose somebody of another one."
    )


CONSTRAINTS: dict[str, type[Refusal]] = {
    "team_slug_taken": SlugTaken,
    "team_name_taken": NameTaken,
    "team_member_one_team": AlreadyInATeam,
    "team_request_limit": TooManyRequests,
    "team_seeker_no_team": TeamAlready,
    "team_place_announced": NotAnnounced,
    "team_composition_women": TooFewWomen,
    "team_composition_men": TooFewMen,
    "team_composition_regions": TooFewRegions,
    "team_composition_local": TooFewLocal,
    "team_composition_administration": OneAdministration,
}


def teams(recorded: Recorded) -> list[Write]:
    """Table team."""
    at = recorded.meta.at
    match recorded.event:
        case TeamRegistered() as e:
            return [(SQL["add_team"], (e.team, e.edition, e.slug, e.name, e.lang, at))]
        case MemberJoined() | MemberLeft() as e:
            return [(SQL["count_members"], (e.team, 1 if isinstance(e, MemberJoined) else -1))]
        case TeamConfirmed() as e:
            return [(SQL["confirm_team"], (e.team, at))]
        case TeamFellBelowMinimum() | TeamMinimumRestored() as e:
            return [(SQL["flag_minimum"], (e.team, isinstance(e, TeamFellBelowMinimum)))]
        case ChallengeAssigned() as e:
            return [(SQL["set_challenge"], (e.team, e.challenge))]
        case TeamRenamed() as e:
            return [(SQL["rename_team"], (e.team, e.name))]
        case TeamWithdrawn() as e:
            return [(SQL["withdraw_team"], (e.team, at, e.reason.id))]
    return []


def members(recorded: Recorded) -> list[Write]:
    """Table team_member."""
    match recorded.event:
        case MemberJoined() as e:
            return [(SQL["add_member"], (e.edition, e.team, e.account, e.lead, recorded.meta.at))]
        case MemberLeft() as e:
            return [(SQL["drop_member"], (e.team, e.account))]
        case LeadHandedOver() as e:
            return [(SQL["set_lead"], (e.team, e.account))]
        case TeamWithdrawn() as e:
            return [(SQL["free_members"], (e.team,))]
    return []


def invitations(recorded: Recorded) -> list[Write]:
    """Table team_invitation: the open ones."""
    meta = recorded.meta
    match recorded.event:
        case MemberInvited() as e:
            return [(SQL["add_invitation"], (e.edition, e.team, e.account, meta.at, meta.actor))]
        case MemberJoined() | InvitationDeclined() | InvitationCancelled() as e:
            return [(SQL["drop_invitation"], (e.team, e.account))]
        case TeamWithdrawn() as e:
            return [(SQL["drop_invitations"], (e.team,))]
    return []


def openings(recorded: Recorded) -> list[Write]:
    """Table team_opening."""
    match recorded.event:
        case OpeningsSet() as e:
            return [(SQL["set_opening"], (e.team, e.takes, list(e.roles), e.lang))]
    return []


def requests(recorded: Recorded) -> list[Write]:
    """Table team_request: those that wait."""
    match recorded.event:
        case JoinAsked() as e:
            words = e.words.id if e.words else None
            return [(SQL["add_request"], (e.edition, e.team, e.account, words, recorded.meta.at))]
        case MemberJoined() | JoinTakenBack() | JoinDeclined() as e:
            return [(SQL["drop_request"], (e.team, e.account))]
        case TeamWithdrawn() as e:
            return [(SQL["drop_requests"], (e.team,))]
    return []


def seekers(recorded: Recorded) -> list[Write]:
    """Table team_seeker. Whoever joins a team looks for none."""
    match recorded.event:
        case SeekerEntered() as e:
            words = e.words.id if e.words else None
            return [(SQL["add_seeker"], (e.edition, e.account, words, recorded.meta.at))]
        case SeekerLeft() | MemberJoined() as e:
            return [(SQL["end_seeking"], (e.edition, e.account))]
    return []


def sides(recorded: Recorded) -> list[Write]:
    """Table edition_side, the rows of who is judged. Those of jurors come from the editions' projection."""
    match recorded.event:
        case MemberJoined() as e:
            return [(SQL["add_side"], (e.edition, e.account, str(e.team)))]
        case MemberLeft() as e:
            return [(SQL["drop_side"], (e.edition, e.account, str(e.team)))]
        case TeamWithdrawn() as e:
            return [(SQL["drop_sides"], (e.edition, str(e.team)))]
    return []


PROJECTIONS: tuple[Projection, ...] = (
    Projection(
        "team",
        (
            TeamRegistered,
            MemberJoined,
            MemberLeft,
            TeamConfirmed,
            TeamFellBelowMinimum,
            TeamMinimumRestored,
            ChallengeAssigned,
            TeamRenamed,
            TeamWithdrawn,
        ),
        teams,
    ),
    Projection("team_member", (MemberJoined, MemberLeft, LeadHandedOver, TeamWithdrawn), members),
    Projection(
        "team_invitation",
        (MemberInvited, MemberJoined, InvitationDeclined, InvitationCancelled, TeamWithdrawn),
        invitations,
    ),
    Projection("team_opening", (OpeningsSet,), openings),
    Projection("team_request", (JoinAsked, MemberJoined, JoinTakenBack, JoinDeclined, TeamWithdrawn), requests),
    Projection("team_seeker", (SeekerEntered, SeekerLeft, MemberJoined), seekers),
    Projection("edition_side", (MemberJoined, MemberLeft, TeamWithdrawn), sides),
)
