"""The refusals of applications. One application a person and edition is a rule of ``projections``."""

from idarathon.errors import N_, Conflict, Forbidden, Rule


class ApplicationTaken(Conflict):
    code = "application_taken"
    sentence = N_("This application exists already. Open it, or begin another one.")


class NoApplications(Rule):
    code = "applications_not_taken"
    sentence = N_("This edition takes no applications: its teams register themselves, or it is not published yet.")


class NotScheduled(Rule):
    code = "applications_not_scheduled"
    sentence = N_("It is not known yet when this edition takes applications. Come back later.")


class NotOpenYet(Rule):
    code = "applications_not_open"
    sentence = N_("Applications open on %(when)s, Moroccan time. What you have written is kept until then.")


class Closed(Rule):
    code = "applications_closed"
    sentence = N_("Applications closed on %(when)s, Moroccan time. Ask a facilitator of the edition.")


class Incompatible(Conflict):
    code = "applicant_has_a_part"
    sentence = N_("Who runs an edition or judges in it does not apply. Ask for the role to be taken back first.")


class OtherAdministration(Rule):
    code = "not_of_this_administration"
    sentence = N_("This person does not work in this administration. Ask for the account to be corrected.")


class ChallengeNotOpen(Rule):
    code = "challenge_not_open"
    sentence = N_("This challenge is not open to teams. Choose a published one.")


class Gone(Rule):
    code = "application_withdrawn"
    sentence = N_("This application was withdrawn. A new one can be sent while applications are open.")


class UnderDecision(Rule):
    code = "application_decided"
    sentence = N_("This application is decided, so it stays as it is. You can still withdraw it.")


class AuthorisationDenied(Rule):
    code = "authorisation_refused"
    sentence = N_("The focal point said that your supervisor does not agree. Speak with the focal point first.")


class OwnAuthorisation(Forbidden):
    code = "own_authorisation"
    sentence = N_("Nobody authorises its own application. Add the paper that your supervisor signed.")


class OwnApplication(Forbidden):
    code = "own_application"
    sentence = N_("Nobody reads or decides its own application. Leave it to another facilitator.")


class AuthorisationMissing(Rule):
    code = "authorisation_missing"
    sentence = N_("The supervisor’s authorisation is missing, so nobody is selected yet. Ask for it first.")


class ReadTwice(Conflict):
    code = "application_read_by_two"
    sentence = N_("Two people have read this application already. Look at their advice and decide.")


class OwnAdvice(Rule):
    code = "application_advised"
    sentence = N_("Both advices are given and known, so yours stays as it is. Decide, with a reason if need be.")


class NotReadByTwo(Rule):
    code = "application_not_read_by_two"
    sentence = N_("An application is decided once two people have read it. Ask another facilitator for its advice.")


class ReasonMissing(Rule):
    code = "decision_reason_missing"
    sentence = N_("This decision is against both advices. Give the reason.")


class Announced(Conflict):
    code = "decision_announced"
    sentence = N_("This decision was announced, so it stays. Only who is on the waiting list can still be decided on.")


class NotDecided(Rule):
    code = "application_not_decided"
    sentence = N_("There is no decision to announce yet. Decide first.")


class WallTimeWrong(Rule):
    code = "wall_time_invalid"
    sentence = N_("This time does not exist in the edition’s time zone. Choose another one.")


class EndsBeforeItBegins(Rule):
    code = "applications_end_first"
    sentence = N_("Applications must close after they open. Correct the dates.")


class ClosingInPast(Rule):
    code = "instant_in_past"
    sentence = N_("%(when)s has passed. Choose a moment that is still to come.")


class HasAPart(Conflict):
    code = "has_a_part_already"
    sentence = N_("This person facilitates or judges this edition. Propose somebody else.")
