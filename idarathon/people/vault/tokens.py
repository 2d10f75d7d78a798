"""Tokens of programs, and secret addresses of calendars."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from events.reading import Connection, Reader
from idarathon.people.vault.store import SQL, digest


async def create_token(db: Connection, account: UUID, label: str, now: datetime) -> str:
    """A token for programs. Shown once: only its digest is kept."""
    token = "ida_" + secrets.token_urlsafe(32)
    await db.execute(SQL["add_token"], digest(token), account, label, now)
    return token


async def find_token(db: Reader, token: str) -> UUID | None:
    """Whose token it is, unless it was revoked or its account closed."""
    account: UUID | None = await db.fetchval(SQL["find_token"], digest(token))
    return account


async def revoke_token(db: Connection, token: str, now: datetime) -> None:
    """End a token."""
    await db.execute(SQL["revoke_token"], digest(token), now)


class Feed(Struct, frozen=True, kw_only=True):
    """A secret address of a calendar: whose, and of which team when it is not the person's own."""

    id: UUID
    account: UUID
    team: UUID | None
    created_at: datetime


async def create_feed(db: Connection, account: UUID, team: UUID | None, now: datetime) -> str:
    """The token of a new address. Shown once: only its digest is kept."""
    token = secrets.token_urlsafe(32)
    await db.execute(SQL["add_feed"], digest(token), uuid4(), account, team, now)
    return token


async def find_feed(db: Reader, token: str) -> Feed | None:
    """What an address leads to, unless it was revoked, its account closed, or the person has left the team."""
    row = await db.fetchrow(SQL["find_feed"], digest(token))
    return Feed(**row) if row else None


async def feeds(db: Reader, account: UUID) -> list[Feed]:
    """The addresses of an account that are in use, the oldest first."""
    return [Feed(**row) for row in await db.fetch(SQL["list_feeds"], account)]


async def revoke_feed(db: Connection, account: UUID, feed: UUID, now: datetime) -> bool:
    """End an address of one's own. Returns whether there was one."""
    return await db.execute(SQL["revoke_feed"], feed, account, now) != "UPDATE 0"
