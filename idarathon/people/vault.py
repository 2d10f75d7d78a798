"""Personal data, remarks, sign-in sessions and tokens: the only writes outside the log. All of it can be erased.

What belongs to a command is returned as rows and written in the command's transaction; sessions, passwords and tokens
are no events, and are written at once through a connection.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from events.message import Command, Stamp, Write
from events.reading import Connection, Reader
from events.sql import beside
from idarathon.people.commands import OpenAccount
from idarathon.people.events import email_key, erasable, remark_id

SQL = beside(__file__)

LIFE = timedelta(days=30)  # of a session, whatever happens
IDLE = timedelta(days=3)  # without a request
TOUCH = timedelta(minutes=10)  # between two writes of seen_at
PRUNED = 100  # attempts for each time that what is over of them is thrown away


class Session(Struct, frozen=True, kw_only=True):
    """A sign-in: whose, and the token that its forms carry."""

    account: UUID
    csrf: str


class Opened(Struct, frozen=True, kw_only=True):
    """A new sign-in. ``token`` goes into the cookie and nowhere else."""

    token: str
    csrf: str


class Credentials(Struct, frozen=True, kw_only=True):
    """What signing in needs. ``password_hash`` is None while no password was set."""

    account: UUID
    name: str
    lang: str
    password_hash: str | None


def remember(command: Command, stamp: Stamp) -> list[Write]:
    """The row that keeps the name and address of ``OpenAccount``; nothing for another command."""
    if not isinstance(command, OpenAccount):
        return []
    email = command.email.strip()
    row = (command.account, command.name.strip(), email, email_key(email), command.lang, stamp.at)
    return [(SQL["add_person"], row)]


def remark(command: Command, stamp: Stamp, stream: str) -> list[Write]:
    """The rows that keep the erasable texts of a command; its event has ``Hashed`` with the same ids."""
    return [
        (SQL["add_remark"], (remark_id(command.id, key), stamp.salt, text, stream))
        for key, text in erasable(command).items()
    ]


async def person_by_email(db: Reader, email: str) -> Credentials | None:
    """Who signs in with this address, whatever its case. For signing in only; pages use ``reads``."""
    key = email_key(email)
    row = await db.fetchrow(SQL["find_by_email"], key) if key else None
    return Credentials(**row) if row else None


async def set_password(db: Connection, account: UUID, password_hash: str) -> None:
    """Keep the hash of a new password. End the other sessions with ``revoke_sessions``."""
    await db.execute(SQL["set_password"], account, password_hash)


async def set_lang(db: Connection, account: UUID, lang: str) -> None:
    """The language in which the platform speaks to the person."""
    await db.execute(SQL["set_lang"], account, lang)


async def open_session(db: Connection, account: UUID, now: datetime, agent: str = "") -> Opened:
    """Sign in: always a new token, so that a cookie planted before is worth nothing. ``agent``: what the browser says
    of itself."""
    opened = Opened(token=secrets.token_urlsafe(32), csrf=secrets.token_urlsafe(32))
    about = "".join(sign for sign in agent[:200] if sign.isprintable()) or None
    await db.execute(SQL["add_session"], _digest(opened.token), account, opened.csrf, now, about)
    return opened


async def find_session(db: Connection, token: str, now: datetime) -> Session | None:
    """Whose session the token opens, if it still does. Notes at most every ten minutes that it was used."""
    digest = _digest(token)
    row = await db.fetchrow(SQL["find_session"], digest, now - LIFE, now - IDLE)
    if row is None:
        return None
    if now - row["seen_at"] > TOUCH:
        await db.execute(SQL["touch_session"], digest, now)
    return Session(account=row["account"], csrf=row["csrf"])


async def past_holder(db: Connection, token: str) -> UUID | None:
    """Whose session the token opens or once opened."""
    account: UUID | None = await db.fetchval(SQL["find_past_session"], _digest(token))
    return account


async def revoke_session(db: Connection, token: str, now: datetime) -> None:
    """Sign out."""
    await db.execute(SQL["revoke_session"], _digest(token), now)


async def revoke_sessions(db: Connection, account: UUID, now: datetime, spare: str | None = None) -> None:
    """Sign the account out everywhere, but where the token ``spare`` is used."""
    await db.execute(SQL["revoke_sessions"], account, now, _digest(spare) if spare else None)


class SignIn(Struct, frozen=True, kw_only=True):
    """Where an account is signed in. ``here``: by the browser that asks."""

    id: UUID
    created_at: datetime
    seen_at: datetime
    agent: str | None
    here: bool


async def sessions(db: Reader, account: UUID, now: datetime, token: str | None) -> list[SignIn]:
    """The sign-ins of an account that are in use, the one of ``token`` first."""
    rows = await db.fetch(SQL["list_sessions"], account, now - LIFE, now - IDLE, _digest(token or ""))
    return [SignIn(**row) for row in rows]


async def end_session(db: Connection, account: UUID, session: UUID, now: datetime) -> bool:
    """End a sign-in of one's own. Returns whether there was one."""
    return await db.execute(SQL["end_session"], session, account, now) != "UPDATE 0"


class Limit(Struct, frozen=True, kw_only=True):
    """So many attempts at once against ``of``, and then one each ``pause``."""

    of: str
    at_once: int
    pause: timedelta

    @property
    def key(self) -> bytes:
        return _digest(self.of)


async def count_attempt(db: Connection, limits: Sequence[Limit], now: datetime) -> timedelta | None:
    """Count an attempt against each limit. How long to wait where one is reached: then it counts against none, so that
    nobody is locked out by somebody else's impatience."""
    if secrets.randbelow(PRUNED) == 0:
        await db.execute(SQL["prune_attempts"], now)
    rooms = [limit.pause * (limit.at_once - 1) for limit in limits]
    keys, pauses = [limit.key for limit in limits], [limit.pause for limit in limits]
    wait: timedelta | None = await db.fetchval(SQL["count_attempt"], keys, pauses, rooms, now)
    return wait


async def forgive_attempt(db: Connection, own: Limit, others: Sequence[Limit], now: datetime) -> None:
    """It was the right password: forget what was mistyped there (``own``), and this attempt elsewhere."""
    await db.execute(SQL["forgive_attempt"], own.key, None, now)
    for limit in others:
        await db.execute(SQL["forgive_attempt"], limit.key, limit.pause, now)


async def create_token(db: Connection, account: UUID, label: str, now: datetime) -> str:
    """A token for programs. Shown once: only its digest is kept."""
    token = "ida_" + secrets.token_urlsafe(32)
    await db.execute(SQL["add_token"], _digest(token), account, label, now)
    return token


async def find_token(db: Reader, token: str) -> UUID | None:
    """Whose token it is, unless it was revoked or its account closed."""
    account: UUID | None = await db.fetchval(SQL["find_token"], _digest(token))
    return account


async def revoke_token(db: Connection, token: str, now: datetime) -> None:
    """End a token."""
    await db.execute(SQL["revoke_token"], _digest(token), now)


class Feed(Struct, frozen=True, kw_only=True):
    """A secret address of a calendar: whose, and of which team when it is not the person's own."""

    id: UUID
    account: UUID
    team: UUID | None
    created_at: datetime


async def create_feed(db: Connection, account: UUID, team: UUID | None, now: datetime) -> str:
    """The token of a new address. Shown once: only its digest is kept."""
    token = secrets.token_urlsafe(32)
    await db.execute(SQL["add_feed"], _digest(token), uuid4(), account, team, now)
    return token


async def find_feed(db: Reader, token: str) -> Feed | None:
    """What an address leads to, unless it was revoked, its account closed, or the person has left the team."""
    row = await db.fetchrow(SQL["find_feed"], _digest(token))
    return Feed(**row) if row else None


async def feeds(db: Reader, account: UUID) -> list[Feed]:
    """The addresses of an account that are in use, the oldest first."""
    return [Feed(**row) for row in await db.fetch(SQL["list_feeds"], account)]


async def revoke_feed(db: Connection, account: UUID, feed: UUID, now: datetime) -> bool:
    """End an address of one's own. Returns whether there was one."""
    return await db.execute(SQL["revoke_feed"], feed, account, now) != "UPDATE 0"


def _digest(token: str) -> bytes:
    """Sent tokens may hold anything, also what is no valid text."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


class Draft(Struct, frozen=True, kw_only=True):
    """What somebody was writing. ``fields``: the form's, by name."""

    fields: dict[str, list[str]]
    at: datetime


async def keep_draft(db: Connection, account: UUID, key: str, fields: dict[str, list[str]], now: datetime) -> None:
    """Keep what a form holds, in the place of what was kept of it before; but not of what its writer typed later
    (``stamp``: see the query), whichever arrives first."""
    await db.execute(SQL["keep_draft"], account, key, msgspec.json.encode(fields).decode(), now)


async def find_draft(db: Reader, account: UUID, key: str) -> Draft | None:
    """What the account was writing under this key."""
    row = await db.fetchrow(SQL["find_draft"], account, key)
    return Draft(fields=msgspec.json.decode(row["data"], type=dict[str, list[str]]), at=row["at"]) if row else None


def drop_draft(account: UUID, key: str) -> Write:
    """The row that ends a draft: in the transaction of the command that it became."""
    return SQL["drop_draft"], (account, key)


async def forget_draft(db: Connection, account: UUID, key: str) -> None:
    """Throw a draft away."""
    statement, row = drop_draft(account, key)
    await db.execute(statement, *row)
