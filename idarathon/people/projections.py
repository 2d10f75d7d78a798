"""The read table of accounts. Personal data is the vault's."""

from __future__ import annotations

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.errors import N_, Conflict, Refusal
from idarathon.people.events import AccountClosed, AccountOpened, AdminGranted, AdminRevoked, DirectorateChanged

SQL = beside(__file__)


class EmailTaken(Conflict):
    """The address stands for another account, whatever its case."""

    code = "email_taken"
    sentence = N_("An account with this address exists already. Use it, or give another address.")


CONSTRAINTS: dict[str, type[Refusal]] = {"people_person_email_taken": EmailTaken}


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
        case DirectorateChanged(account=account, directorate=directorate):
            return [(SQL["set_directorate"], (account, directorate))]
    return []


_CHANGE = (AccountOpened, AdminGranted, AdminRevoked, AccountClosed, DirectorateChanged)
PROJECTIONS: tuple[Projection, ...] = (Projection("account", _CHANGE, accounts),)
