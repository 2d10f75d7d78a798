"""What accounts refuse, each with what to do next."""

from __future__ import annotations

from idarathon.errors import N_, Conflict, Rule


class AccountTaken(Conflict):
    """The id stands for another account."""

    code = "account_taken"
    sentence = N_("This account exists already. Use it, or choose another id.")


class ClosedAccount(Rule):
    """Nothing more is given to a closed account."""

    code = "account_closed"
    sentence = N_("This account is closed. Open another one for this person.")


class OwnAdmin(Rule):
    """One admin always remains, because nobody revokes or closes itself."""

    code = "own_admin"
    sentence = N_("You cannot take this right from yourself. Ask another admin to do it.")


class UnknownDirectorate(Rule):
    """The administration has no such directorate."""

    code = "unknown_directorate"
    sentence = N_("The directory has no such directorate. Choose one from the list.")


class AdminStays(Rule):
    """An instance is never left without somebody who runs it."""

    code = "admin_stays"
    sentence = N_("This account administers the platform. Another admin takes that right away first; then ask again.")


class ErasureNotDue(Rule):
    """The clock came too early, or the person stays."""

    code = "erasure_not_due"
    sentence = N_("This account is not to be erased now. Its person has not asked for it, or can still take it back.")


class OtherTerms(Rule):
    """Nobody agrees to a text that it was not shown."""

    code = "other_terms"
    sentence = N_("These texts have changed meanwhile. Read them as they are now, and choose again.")


class PartNeeded(Rule):
    """Without this nobody can take part."""

    code = "consent_needed"
    sentence = N_(
        "Without this you cannot take part. If you do not agree, have your data erased on the page “My data”."
    )
