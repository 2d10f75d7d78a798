"""The refusals of teams. Rules across teams are refused by ``projections``."""

from __future__ import annotations

from idarathon.errors import N_, Conflict, Rule


class TeamTaken(Conflict):
    """The id stands for another team."""

    code = "team_taken"
    sentence = N_("This team exists already. Open it, or choose another id.")


class IntakeClosed(Rule):
    """No team begins before the edition is published, nor after its execution."""

    code = "intake_closed"
    sentence = N_("This edition takes no teams at present. Ask one of its facilitators.")


class Composed(Rule):
    """In composed intake facilitators make the teams and put them onto challenges."""

    code = "intake_composed"
    sentence = N_("In this edition facilitators compose the teams and give them their challenge. Ask one of them.")


class LeadIsAnother(Rule):
    """In open intake nobody registers a team for somebody else."""

    code = "lead_is_another"
    sentence = N_(
        "In this edition whoever registers a team is its lead. Leave the lead empty, and hand over afterwards."
    )


class Full(Rule):
    """The team has its maximum."""

    code = "team_full"
    sentence = N_("The team has its %(most)s members already. One must leave before another joins.")


class Gone(Rule):
    """Nothing happens in a withdrawn team."""

    code = "team_withdrawn"
    sentence = N_("This team has withdrawn from the edition. Register another one.")


class NotInvited(Rule):
    """There is no invitation to answer."""

    code = "not_invited"
    sentence = N_("There is no open invitation to this team. Ask its lead for one.")


class NotAMember(Rule):
    """The account does not belong to the team."""

    code = "not_a_member"
    sentence = N_("This person is not a member of the team. Choose one of its members.")


class LeadStays(Rule):
    """A team with members has a lead."""

    code = "lead_must_hand_over"
    sentence = N_("The lead cannot leave the other members without one. Hand over the lead first.")


class ChallengeNotOpen(Rule):
    """Teams take published challenges only."""

    code = "challenge_not_open"
    sentence = N_("This challenge is not open to teams. Choose a published one.")


class SlugReserved(Rule):
    """The address is a page's of the platform."""

    code = "slug_reserved"
    sentence = N_("This address is reserved. Choose another one.")


class TooFew(Rule):
    """A team sets out with its minimum."""

    code = "team_too_few"
    sentence = N_("The team needs %(least)s members before it is confirmed. Invite people first.")


class AskFacilitators(Rule):
    """In composed intake nobody asks a team."""

    code = "requests_not_here"
    sentence = N_("In this edition facilitators compose the teams. Ask one of them.")


class TakesNobody(Rule):
    """The team is full, or takes no requests."""

    code = "team_takes_no_requests"
    sentence = N_("This team takes no requests at present. Choose another team.")


class InvitedAlready(Rule):
    """An invitation waits for an answer."""

    code = "invited_already"
    sentence = N_("This team has invited you. Accept the invitation in your own space.")


class MemberAlready(Rule):
    """Nobody asks to join where it is."""

    code = "member_already"
    sentence = N_("You are in this team already. Open its pages.")


class NotAsked(Rule):
    """There is no request to answer."""

    code = "not_asked"
    sentence = N_("This person does not ask to join any more. Reload the page.")


class WorksThere(Rule):
    """Who judges or runs an edition is in none of its teams."""

    code = "works_in_this_edition"
    sentence = N_("You have a part in running or judging this edition. Look for a team in another one.")
