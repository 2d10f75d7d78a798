"""Printed slips that open a session once, for agents without working mail. The view slip_holder says for whom."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from msgspec import Struct

from events.reading import Connection, Reader
from events.sql import beside
from idarathon.editions.events import Text, text_or_none
from idarathon.people.vault.store import digest

SQL = beside(__file__, "slips.sql")
SLIP_LIFE: Final = timedelta(days=7)
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no sign that is taken for another one when it is typed from paper
GROUPS, LETTERS = 4, 5  # 99 random bits


class Slip(Struct, frozen=True, kw_only=True):
    """A new slip. ``token`` is printed and stands nowhere else; ``sign_in_name``: of who has no mail address."""

    account: UUID
    name: str
    lang: str
    sign_in_name: str | None
    token: str
    expires_at: datetime


class Holder(Struct, frozen=True, kw_only=True):
    """Somebody who may be given a slip. ``slip``: the one that still opens, until ``expires_at``."""

    account: UUID
    name: str
    sign_in_name: str | None
    directorate: Text | None
    slip: UUID | None
    expires_at: datetime | None


class Printing(Struct, frozen=True):
    """Who prints, in which edition, and the only administration that it may print for (None: any)."""

    account: UUID
    edition: UUID
    administration: UUID | None


async def slip_holders(db: Reader, administration: UUID | None, words: str, now: datetime) -> list[Holder]:
    """Who may be given a slip; without words those who have no mail, or have a slip."""
    rows = await db.fetch(SQL["list_holders"], administration, words.strip(), now)
    return [Holder(**{**row, "directorate": text_or_none(row["directorate"])}) for row in rows]


async def issue_slip(db: Connection, account: UUID, by: Printing, now: datetime) -> Slip | None:
    """A new slip, which ends the ones before; None for who may not be given one."""
    token = "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    over = now + SLIP_LIFE
    made: tuple[Any, ...] = (uuid4(), account, _digest(token), by.edition, by.account, now, over, by.administration)
    row = await db.fetchrow(SQL["add_slip"], *made)
    return Slip(**row, token=token, expires_at=over) if row else None


async def revoke_slip(db: Connection, slip: UUID, administration: UUID | None, now: datetime) -> bool:
    """End a slip. Returns whether there was one, of the administration if one is given."""
    return await db.execute(SQL["revoke_slip"], slip, now, administration) != "UPDATE 0"


async def slip_opens(db: Reader, token: str, now: datetime) -> str | None:
    """Whose name the page behind the address greets; looking does not use the slip up."""
    name: str | None = await db.fetchval(SQL["slip_opens"], _digest(token), now)
    return name


async def use_slip(db: Connection, token: str, now: datetime) -> UUID | None:
    """Whose session it opens, once; None when it was used, ended or never was, or its person is more than it was."""
    account: UUID | None = await db.fetchval(SQL["use_slip"], _digest(token), now)
    return account


def _digest(token: str) -> bytes:
    """Typed from paper it may come in capitals."""
    return digest(token.lower())
