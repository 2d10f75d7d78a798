"""Why the bank says no."""

from __future__ import annotations

from idarathon.errors import N_, Forbidden, Rule


class Incomplete(Rule):
    """What is published can be used: it needs problem, solution, maturity, licence and contact."""

    code = "entry_incomplete"
    sentence = N_("This entry was never completed. Fill in problem, solution, maturity, licence and contact first.")


class OwnAncestor(Rule):
    """No entry derives from itself, nor from one that derives from it. Longer ways round: see the projections."""

    code = "entry_own_ancestor"
    sentence = N_("An entry cannot derive from itself, nor from one that derives from it. Choose another entry.")


class NotPublished(Rule):
    """Only what everyone can find may be asked for."""

    code = "entry_not_published"
    sentence = N_("This entry is not in the bank at present. Choose another one.")


class NoLongerThere(Rule):
    """What was withdrawn is not given away."""

    code = "entry_withdrawn"
    sentence = N_(
        "This entry is not in the bank at present. Publish it again before you accept, or decline the request."
    )


class NotThere(Rule):
    """The steps of a reuse are taken in order."""

    code = "reuse_not_now"
    sentence = N_(
        "A reuse is requested, accepted, tried in a pilot, put in service or stopped, in this order. "
        "Reload the page and take a step that it offers."
    )


class NotYourReuse(Forbidden):
    """Who asked, the lead of the team and the facilitators say how a reuse goes on."""

    code = "not_your_reuse"
    sentence = N_(
        "Only who asked for the reuse, the team lead or a facilitator can say how it goes on. Ask one of them."
    )


class NotYetThere(Rule):
    """Nothing is in service from tomorrow on."""

    code = "reuse_day_to_come"
    sentence = N_("This day has not come yet. Enter the day on which the service began.")
