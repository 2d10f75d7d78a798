"""Sign-ins: a token in a cookie, of which only the digest is kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.reading import Connection, Reader
from idarathon.people.vault.store import SQL, digest

LIFE = timedelta(days=30)  # of a session, whatever happens
IDLE = timedelta(days=3)  # without a request
TOUCH = timedelta(minutes=10)  # between two writes of seen_at
FRESH = timedelta(minutes=30)  # after a sign-in by a link: until then no old password is asked for


class Session(Struct, frozen=True, kw_only=True):
    """A sign-in: whose, and the token that its forms carry. ``by_link``: by a mail, within the last FRESH; ``holder``:
    the account's row of the view ``viewer``, read in the same query."""

    account: UUID
    csrf: str
    by_link: bool
    holder: Mapping[str, Any]


class Opened(Struct, frozen=True, kw_only=True):
    """A new sign-in. ``token`` goes into the cookie and nowhere else."""

    token: str
    csrf: str


async def open_session(db: Connection, account: UUID, now: datetime, agent: str = "", by_link: bool = False) -> Opened:
    """Sign in: always a new token, so that a cookie planted before is worth nothing. ``agent``: what the browser says
    of itself; ``by_link``: who signs in came by a mail."""
    opened = Opened(token=secrets.token_urlsafe(32), csrf=secrets.token_urlsafe(32))
    about = "".join(sign for sign in agent[:200] if sign.isprintable()) or None
    await db.execute(SQL["add_session"], digest(opened.token), account, opened.csrf, now, about, by_link)
    return opened


async def find_session(db: Connection, token: str, now: datetime, touch: bool = True) -> Session | None:
    """Whose session the token opens, if it still does. Notes at most every ten minutes that it was used; ``touch``:
    whether this is a use."""
    hashed = digest(token)
    row = await db.fetchrow(SQL["find_session"], hashed, now - LIFE, now - IDLE, now - FRESH)
    if row is None:
        return None
    if touch and now - row["seen_at"] > TOUCH:
        await db.execute(SQL["touch_session"], hashed, now)
    return Session(account=row["account"], csrf=row["csrf"], by_link=row["by_link"], holder=row)


async def past_holder(db: Connection, token: str) -> UUID | None:
    """Whose session the token opens or once opened."""
    account: UUID | None = await db.fetchval(SQL["find_past_session"], digest(token))
    return account


async def revoke_session(db: Connection, token: str, now: datetime) -> None:
    """Sign out."""
    await db.execute(SQL["revoke_session"], digest(token), now)


async def revoke_sessions(db: Connection, account: UUID, now: datetime, spare: str | None = None) -> None:
    """Sign the account out everywhere, but where the token ``spare`` is used."""
    await db.execute(SQL["revoke_sessions"], account, now, digest(spare) if spare else None)


class SignIn(Struct, frozen=True, kw_only=True):
    """Where an account is signed in. ``here``: by the browser that asks."""

    id: UUID
    created_at: datetime
    seen_at: datetime
    agent: str | None
    here: bool


async def sessions(db: Reader, account: UUID, now: datetime, token: str | None) -> list[SignIn]:
    """The sign-ins of an account that are in use, the one of ``token`` first."""
    rows = await db.fetch(SQL["list_sessions"], account, now - LIFE, now - IDLE, digest(token or ""))
    return [SignIn(**row) for row in rows]


async def end_session(db: Connection, account: UUID, session: UUID, now: datetime) -> bool:
    """End a sign-in of one's own. Returns whether there was one."""
    return await db.execute(SQL["end_session"], session, account, now) != "UPDATE 0"
