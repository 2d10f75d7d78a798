"""The refusals of mentoring."""

from idarathon.errors import N_, Conflict, Forbidden, Rule


class NotAMentor(Rule):
    code = "not_a_mentor"
    sentence = N_("This person is not a mentor of the edition. Give it the role first.")


class MentorGone(Rule):
    code = "mentor_not_available"
    sentence = N_("This mentor is not available in this edition, or no longer. Choose another one.")


class MentorFull(Rule):
    code = "mentor_full"
    sentence = N_("This mentor has its %(most)s teams already. Choose another one, or raise its number of teams.")


class SameDirectorate(Rule):
    code = "same_directorate"
    sentence = N_("This mentor is of the same directorate as a member of the team. Choose another one.")


class TwoMentors(Rule):
    code = "team_has_two_mentors"
    sentence = N_("The team has two mentors already. Remove or replace one of them.")


class PairTwice(Rule):
    code = "pair_twice"
    sentence = N_("A team and a mentor stand together twice. Name each pair once.")


class PairUnknown(Conflict):
    code = "pair_unknown"
    sentence = N_("This mentor and this team no longer stand together in the proposal. Reload the page and look again.")


class TeamChanged(Conflict):
    code = "team_changed"
    sentence = N_("Somebody joined or left a team meanwhile. Reload the page and do it once more.")


class TeamGone(Rule):
    code = "team_withdrawn"
    sentence = N_("The team has withdrawn from the edition. Nothing more can be done for it.")


class ProposalChanged(Conflict):
    code = "proposal_changed"
    sentence = N_("The proposal is not the one that you saw. Reload the page and look before you publish it.")


class NothingProposed(Rule):
    code = "nothing_proposed"
    sentence = N_("There is no proposal yet. Compute one, or put pairs together by hand.")


class NoteTaken(Conflict):
    code = "note_taken"
    sentence = N_("This coaching note exists already. Open it, or begin another one.")


class NotTheAuthor(Forbidden):
    code = "not_the_author"
    sentence = N_("Only who wrote this coaching note changes or shares it. Write one of your own.")


class StepTwice(Rule):
    code = "step_twice"
    sentence = N_("Two next steps have the same key. Give each its own.")


class OwnerOutside(Rule):
    code = "owner_not_in_team"
    sentence = N_("A next step belongs to a member of the team or to you. Choose one of them.")


class HelpTaken(Conflict):
    code = "help_taken"
    sentence = N_("This request exists already. Reload the page.")


class AlreadyClaimed(Conflict):
    code = "help_already_claimed"
    sentence = N_("Another mentor has just taken this request. Choose another one.")


class NotClaimedByYou(Rule):
    code = "help_not_yours"
    sentence = N_("You have not taken this request, or no longer. Take it before you answer.")


class HelpOver(Rule):
    code = "help_closed"
    sentence = N_("This request is closed. Ask again if something is still open.")
