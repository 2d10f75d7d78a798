"""The refusals of editions."""

from __future__ import annotations

from idarathon.errors import N_, Conflict, NotFound, Rule


class EditionTaken(Conflict):
    """The id stands for another edition."""

    code = "edition_taken"
    sentence = N_("This edition exists already. Open it, or choose another id.")


class ClonedIntoPast(Rule):
    """The phases of a clone are planned, and what is over cannot be."""

    code = "cloned_into_past"
    sentence = N_("The first phase would open in the past. Choose a later day.")


class ClonedOutOfTime(Rule):
    """A wall time that does not exist."""

    code = "cloned_out_of_time"
    sentence = N_("With this number of days a phase would fall on a time that does not exist. Choose another day.")


class JurorConflict(Conflict):
    """Who judges does not run what is judged. Against team members it is a rule across streams: ``projections``."""

    code = "juror_conflict"
    sentence = N_(
        "Nobody can be a facilitator and a juror of the same edition. "
        "Choose another person, or take the other role back first."
    )


class ChecklistIncomplete(Rule):
    """Required items of the present stage are open."""

    code = "checklist_incomplete"
    sentence = N_("The checklist of this stage is not done: %(items)s. Complete these items first.")


class ItemUnknown(NotFound):
    """The stage has no such item."""

    code = "item_unknown"
    sentence = N_("The checklist has no such item. Add it first, or choose another one.")


class StagePassed(Rule):
    """Nothing can be required any more in a stage that is over."""

    code = "stage_passed"
    sentence = N_(
        "This stage is over: nothing can be required in it any more. Choose the present stage or a later one."
    )


class Unpublished(Rule):
    """Only a published edition goes on."""

    code = "edition_unpublished"
    sentence = N_("The edition is not published. Publish it first.")


class LastStage(Rule):
    """There is no stage after reporting."""

    code = "last_stage"
    sentence = N_("The edition is in its last stage. There is nothing to go on to.")


class TeamSizeWrong(Rule):
    """1 ≤ minimum ≤ maximum ≤ TEAM_MAX."""

    code = "team_size_wrong"
    sentence = N_(
        "A team needs at least 1 and at most %(limit)s people, the minimum not above the maximum. Correct both."
    )


class ZoneUnknown(Rule):
    """Not a zone of the IANA database."""

    code = "zone_unknown"
    sentence = N_("The time zone %(zone)s is unknown. Choose one such as Africa/Casablanca.")


class LanguageMissing(Rule):
    """At least one language, each once."""

    code = "language_missing"
    sentence = N_("An edition needs at least one language, each named once. Correct the list.")


class RoleNotGranted(Rule):
    """Member, lead, owner, agent and public follow from what people do; admin is of the whole platform."""

    code = "role_not_granted"
    sentence = N_(
        "This role is not granted in an edition. Choose facilitator, mentor, juror, president, focal or observer."
    )


class CompositionImpossible(Rule):
    """No team could keep the rules of composition."""

    code = "composition_impossible"
    sentence = N_("No team can keep this rule: write a number from 0 to %(most)s, women and men together at most that.")
