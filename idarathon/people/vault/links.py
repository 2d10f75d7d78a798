"""Links that come by mail and open a session once: for who has no password, or has forgotten it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from events.message import Write
from events.reading import Connection, Reader
from idarathon.people.vault.store import SQL, digest

LINK_LIFE: Final = timedelta(minutes=30)  # of one that was asked for
WELCOME_LIFE: Final = timedelta(days=7)  # of an invitation


async def create_link(db: Connection, account: UUID, now: datetime, life: timedelta = LINK_LIFE) -> str:
    """The token of a new link, made when the mail is written: it stands in no table."""
    token = secrets.token_urlsafe(32)
    await db.execute(SQL["add_link"], digest(token), account, now, now + life)
    return token


async def opens(db: Reader, token: str, now: datetime) -> bool:
    """Whether the link still opens a session. Looking does not use it up: mail programs look."""
    found: bool = await db.fetchval(SQL["link_opens"], digest(token), now)
    return found


async def use_link(db: Connection, token: str, now: datetime) -> UUID | None:
    """Whose session it opens, once; None when it was used, is over, or never was. The account's other links end."""
    account: UUID | None = await db.fetchval(SQL["use_link"], digest(token), now)
    return account


def welcome(account: UUID, letter: UUID, now: datetime) -> Write:
    """The row that asks for the mail to a new account, for the transaction that opens it; each ``letter`` once."""
    return SQL["ask_welcome"], (letter, account, now)


async def ask_link(db: Connection, email_key: str, now: datetime) -> None:
    """Ask for a mail with a link. One statement, whether or not somebody has this address. ``now``: the programme's."""
    await db.execute(SQL["ask_link"], email_key, now)
