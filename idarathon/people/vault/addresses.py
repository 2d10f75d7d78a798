"""Another address for a person: it changes once it was confirmed from both, the present one and the new one."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid4

import asyncpg
from msgspec import Struct

from events.message import Write
from events.reading import Connection, Reader
from idarathon.people.events import email_key
from idarathon.people.vault.links import welcome
from idarathon.people.vault.store import SQL, digest

CHANGE_LIFE: Final = timedelta(hours=48)  # of the whole change: the present address may be one that is read at work
NEW_LIFE: Final = timedelta(minutes=30)  # of the link to the new address: who asks has it at hand
Side = Literal["new", "old"]


class Change(Struct, frozen=True, kw_only=True):
    """A change of address that waits. ``new_at``, ``old_at``: when it was confirmed from there."""

    account: UUID
    email: str
    expires_at: datetime
    new_at: datetime | None
    old_at: datetime | None


class Opened(Change, frozen=True, kw_only=True):
    """The change that a link belongs to. ``side``: to which address the link was mailed."""

    side: Side

    @property
    def confirmed(self) -> bool:
        """Whether this side has said yes already."""
        return (self.new_at if self.side == "new" else self.old_at) is not None


class Confirmed(Struct, frozen=True, kw_only=True):
    """``changed``: both said yes, and the address is the new one now; ``taken``: it is somebody else's by now."""

    account: UUID
    changed: bool
    taken: bool = False


async def ask_address(db: Connection, account: UUID, email: str, now: datetime, at: datetime) -> None:
    """Ask for both mails, in the place of a change that was asked for before. Nothing is looked up: who asks cannot
    learn whether somebody has the address. ``now``: real time; ``at``: the programme's, as mails count it."""
    row = (account, uuid4(), uuid4(), email.strip(), email_key(email), now, now + CHANGE_LIFE, at)
    await db.execute(SQL["ask_address"], *row)


async def address_token(db: Connection, letter: UUID, side: Side, now: datetime) -> str:
    """The token of the letter's link, made when it is written."""
    token = secrets.token_urlsafe(32)
    if side == "new":
        await db.execute(SQL["set_new_token"], letter, digest(token), now + NEW_LIFE)
    else:
        await db.execute(SQL["set_old_token"], letter, digest(token))
    return token


async def waiting_change(db: Reader, account: UUID, now: datetime) -> Change | None:
    """The change that the person asked for."""
    row = await db.fetchrow(SQL["waiting_change"], account, now)
    return Change(**row) if row else None


async def find_change(db: Reader, token: str, now: datetime) -> Opened | None:
    """The change that a link belongs to, while it waits. Looking does not confirm it: mail programs look."""
    row = await db.fetchrow(SQL["find_change"], digest(token), now)
    return Opened(**row) if row else None


async def confirm_address(db: Connection, token: str, now: datetime, spare: str | None) -> Confirmed | None:
    """Say yes from one side, once. With the second yes the address changes, and every sign-in ends but the one with
    the token ``spare``. None for a link that is over."""
    hashed = digest(token)
    try:
        row = await db.fetchrow(SQL["confirm_address"], hashed, now, digest(spare) if spare else None)
    except asyncpg.UniqueViolationError:  # somebody else's, since it was asked for
        account = await db.fetchval(SQL["drop_change_of"], hashed)
        return Confirmed(account=account, changed=False, taken=True) if account else None
    return Confirmed(**row) if row else None


async def refuse_address(db: Connection, token: str, now: datetime) -> UUID | None:
    """Say no from the present address: the change is over, and so is every sign-in, as whoever asked knew the
    password. Whose it was; None for a link that is over."""
    account: UUID | None = await db.fetchval(SQL["refuse_address"], digest(token), now)
    return account


async def drop_change(db: Connection, account: UUID) -> None:
    """The person thinks better of it."""
    await db.execute(SQL["drop_change"], account)


def set_address(account: UUID, email: str, letter: UUID, now: datetime) -> list[Write]:
    """The rows that give a person another address and invite it there. A constraint refuses them when the present one
    has ever reached it."""
    return [
        (SQL["note_address_set"], (account, now)),
        (SQL["set_address"], (account, email.strip(), email_key(email))),
        welcome(account, letter, now),
    ]
