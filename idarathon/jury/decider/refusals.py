"""The jury's refusals."""

from __future__ import annotations

from idarathon.errors import N_, Conflict, Forbidden, Rule


class JuryFrozen(Rule):
    code = "jury_frozen"
    sentence = N_(
        "The jury has opened, so its rubric, panel and quorum are final. Replace a juror by an alternate if needed."
    )


class CriterionTwice(Rule):
    code = "criterion_twice"
    sentence = N_("Two criteria have the same key. Give each its own.")


class SeatTwice(Rule):
    code = "seat_twice"
    sentence = N_("Somebody has two seats. Give each person one.")


class SeatWithoutRole(Rule):
    code = "seat_without_role"
    sentence = N_(
        "Everybody on the panel needs the role of juror, and its president that of president. Give the roles first."
    )


class RubricMissing(Rule):
    code = "rubric_missing"
    sentence = N_("There is no rubric yet. Write it, then open the jury.")


class WeightMissing(Rule):
    code = "weight_missing"
    sentence = N_("A criterion weighs nothing. Give each a weight of at least 1, or take it away.")


class PresidentMissing(Rule):
    code = "president_missing"
    sentence = N_("The jury has no president. Name one, then open the jury.")


class PanelEven(Rule):
    code = "panel_even"
    sentence = N_("The panel has %(seats)s seats with its president. Make the number odd, then open the jury.")


class QuorumTooHigh(Rule):
    code = "quorum_too_high"
    sentence = N_("The quorum of %(quorum)s is more than the %(seats)s seats. Lower it.")


class JuryNotOpen(Rule):
    code = "jury_not_open"
    sentence = N_("The jury is not open. Wait until it opens.")


class JuryOver(Rule):
    code = "jury_closed"
    sentence = N_("The jury has closed: nothing is scored or changed any more.")


class JuryStillOpen(Rule):
    code = "jury_still_open"
    sentence = N_("The jury still scores. Close it first.")


class NotSeated(Forbidden):
    code = "not_seated"
    sentence = N_("You have no seat on this jury. Ask a facilitator of the edition.")


class NotOnThePanel(Rule):
    code = "not_on_the_panel"
    sentence = N_("This person has no seat on the panel. Choose somebody who has.")


class NotAnAlternate(Rule):
    code = "not_an_alternate"
    sentence = N_("Only an alternate can take a seat. Choose one of the alternates.")


class MayNotJudge(Rule):
    code = "may_not_judge"
    sentence = N_("This person may not judge here: the role was taken back, or they are in a team. Choose another one.")


class SeatLost(Rule):
    code = "seat_lost"
    sentence = N_("Somebody on the panel may not judge any more. Compose the panel again, then open the jury.")


class PresidentLost(Rule):
    code = "president_lost"
    sentence = N_("The president may not judge any more. Give the seat to an alternate, then close the jury.")


class RecusalsOpen(Rule):
    code = "recusals_open"
    sentence = N_("Recusals wait for a decision about: %(teams)s. Decide them first, then close the jury.")


class NotThePresident(Forbidden):
    code = "not_the_president"
    sentence = N_("Only the president of the jury decides this.")


class OwnRecusal(Forbidden):
    code = "own_recusal"
    sentence = N_("Nobody decides in their own matter: a facilitator decides about the president's recusal.")


class ReasonMissing(Rule):
    code = "reason_missing"
    sentence = N_("Say why, in a few words.")


class RecusalUnknown(Rule):
    code = "recusal_unknown"
    sentence = N_("Nobody has proposed this recusal. Reload the page and choose one of the list.")


class Recused(Rule):
    code = "recused"
    sentence = N_("You do not score this team: your recusal was accepted. Go on with the next team.")


class RecusalUndecided(Rule):
    code = "recusal_undecided"
    sentence = N_(
        "You may score this team once the president has decided about your recusal. Go on with the next team."
    )


class TeamNotAdmitted(Rule):
    code = "team_not_admitted"
    sentence = N_("This team is not before the jury. Choose one of the list.")


class TeamGone(Rule):
    code = "team_gone"
    sentence = N_("This team has withdrawn from the edition. Reload the page and choose among the others.")


class JourneyNotFinished(Rule):
    code = "journey_not_finished"
    sentence = N_("This team has not passed the last gate, so it does not come before the jury.")


class CriterionUnknown(Rule):
    code = "criterion_unknown"
    sentence = N_("The rubric has no criterion “%(criterion)s”. Use those of the rubric.")


class OutOfScale(Rule):
    code = "out_of_scale"
    sentence = N_("%(value)s is not on the scale. Give a mark from 1 to 5.")


class NothingScored(Rule):
    code = "nothing_scored"
    sentence = N_("There is nothing to save. Give a mark or write a comment.")


class TeamsMissing(Rule):
    code = "teams_missing"
    sentence = N_("No team is before the jury yet. Wait for the end of the last phase, then close the jury.")


class QuorumMissing(Rule):
    code = "quorum_missing"
    sentence = N_("Too few full sheets (%(quorum)s are needed) for: %(teams)s. Wait for them, then close the jury.")


class RankingFinal(Conflict):
    code = "ranking_final"
    sentence = N_("The president has decided, and the decision is final.")


class PrizesMissing(Rule):
    code = "prizes_missing"
    sentence = N_("This edition has no prizes yet. Define them first.")


class PrizeUndecided(Rule):
    code = "prize_undecided"
    sentence = N_("Decide about every prize, each once: award it, share it, or withhold it.")


class TeamNotRanked(Rule):
    code = "team_not_ranked"
    sentence = N_("A team that is not in the ranking gets no prize. Choose among the ranked ones.")


class AwardedTwice(Rule):
    code = "awarded_twice"
    sentence = N_("A team gets one prize only. Choose again.")


class TieOpen(Rule):
    code = "tie_open"
    sentence = N_("Teams are tied for a prize, and the criteria do not part them. Choose, and say why.")


class AwardUnexplained(Rule):
    code = "award_unexplained"
    sentence = N_("A prize does not go to the next team of the official ranking. Say why.")
