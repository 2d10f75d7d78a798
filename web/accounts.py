"""Comptes: who has an account, for who runs the platform."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Struct

from idarathon.directory.reads import Directorate
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionRow, editions
from idarathon.errors import Forbidden, NotFound, NotSignedIn
from idarathon.people.reads import AccountRow, accounts
from web.formstate import FormState
from web.here import Here
from web.profile import departments
from web.routes.facilitator_desk import Forms

PAGE: Final = 50  # accounts


class Sought(Struct, frozen=True, kw_only=True):
    """Which accounts the list shows: of whom, where, and with which role."""

    words: str = ""
    administration: UUID | None = None
    role: str = ""
    number: int = 1

    def asked(self, number: int) -> str:
        """The same search at another page, for an address."""
        said = {"words": self.words, "administration": self.administration or "", "role": self.role}
        return urlencode({**{name: value for name, value in said.items() if value}, "number": number})


class Accounts(Struct, frozen=True, kw_only=True):
    """The page. ``chosen``: the one whose rights are looked at; ``previous``, ``next``: addresses of other pages."""

    rows: list[AccountRow]
    chosen: AccountRow | None
    sought: Sought
    number: int
    previous: str | None
    next: str | None
    editions: list[EditionRow]
    departments: list[tuple[Text, list[Directorate]]]
    forms: Forms


def admins_only(at: Here) -> None:
    """Raises Forbidden or NotSignedIn."""
    if not at.viewer.admin:
        raise Forbidden if at.viewer.account else NotSignedIn


async def accounts_page(at: Here, sought: Sought, of: UUID | None, form: FormState | None) -> Accounts:
    """A page of the list, and the account that is chosen, if one is. Raises NotFound."""
    admins_only(at)
    chosen = await accounts(at.db, at.viewer, account=of, limit=1) if of else []
    if of and not chosen:
        raise NotFound
    number = sought.number
    rows = await accounts(
        at.db,
        at.viewer,
        sought.words,
        limit=PAGE + 1,
        skip=PAGE * (number - 1),
        administration=sought.administration,
        role=sought.role,
    )
    return Accounts(
        rows=rows[:PAGE],
        chosen=chosen[0] if chosen else None,
        sought=sought,
        number=number,
        previous=f"/{at.lang}/admin/accounts?{sought.asked(number - 1)}" if number > 1 else None,
        next=f"/{at.lang}/admin/accounts?{sought.asked(number + 1)}" if len(rows) > PAGE else None,
        editions=await editions(at.db, at.viewer) if chosen else [],
        departments=await departments(at),
        forms=Forms(form),
    )
