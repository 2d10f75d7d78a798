"""The read table of accounts. Personal data is the vault's."""

from __future__ import annotations

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.errors import N_, Conflict, Refusal, Rule
from idarathon.people.events import (
    AccountClosed,
    AccountErased,
    AccountOpened,
    AdminGranted,
    AdminRevoked,
    Consented,
    ConsentWithdrawn,
    DirectorateChanged,
    ErasureAsked,
    ErasureTakenBack,
)

SQL = beside(__file__)


class EmailTaken(Conflict):
    """The address stands for another account, whatever its case."""

    code = "email_taken"
    sentence = N_("An account with this address exists already. Use it, or give another address.")


class LeadStays(Rule):
    """No team is left without a lead."""

    code = "erasure_lead_stays"
    sentence = N_(
        "This person leads a team of an edition that goes on. Hand the lead over on the page of its members, or have a "
        "facilitator withdraw the team; then ask again."
    )


class AddressInUse(Rule):
    """The person can be reached, and changes its address itself."""

    code = "address_in_use"
    sentence = N_("This person signs in with its address. It changes the address itself, under “My account”.")


CONSTRAINTS: dict[str, type[Refusal]] = {
    "people_person_email_taken": EmailTaken,
    "people_address_in_use": AddressInUse,
    "account_lead_stays": LeadStays,
}


def accounts(recorded: Recorded) -> list[Write]:
    """Table account."""
    match recorded.event:
        case AccountOpened(account=account, directorate=directorate):
            return [(SQL["add_account"], (account, directorate, recorded.meta.at))]
        case AdminGranted(account=account):
            return [(SQL["set_admin"], (account, True))]
        case AdminRevoked(account=account):
            return [(SQL["set_admin"], (account, False))]
        case AccountClosed(account=account):
            return [(SQL["close_account"], (account,))]
        case ErasureAsked(account=account, due=due):
            return [(SQL["set_erasure_due"], (account, due))]
        case ErasureTakenBack(account=account):
            return [(SQL["set_erasure_due"], (account, None))]
        case AccountErased(account=account):
            return [(SQL["mark_erased"], (account, recorded.meta.at))]
        case DirectorateChanged(account=account, directorate=directorate):
            return [(SQL["set_directorate"], (account, directorate))]
    return []


_CHANGE = (
    AccountOpened,
    AdminGranted,
    AdminRevoked,
    AccountClosed,
    DirectorateChanged,
    ErasureAsked,
    ErasureTakenBack,
    AccountErased,
)


def consents(recorded: Recorded) -> list[Write]:
    """Table consent."""
    at = recorded.meta.at
    match recorded.event:
        case Consented(account=account, purpose=purpose, version=version):
            return [(SQL["set_consent"], (account, purpose, version, at))]
        case ConsentWithdrawn(account=account, purpose=purpose):
            return [(SQL["withdraw_consent"], (account, purpose, at))]
    return []


PROJECTIONS: tuple[Projection, ...] = (
    Projection("account", _CHANGE, accounts),
    Projection("consent", (Consented, ConsentWithdrawn), consents),
)
