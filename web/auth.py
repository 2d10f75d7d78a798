"""Who asks: a sign-in session in a cookie, or an API token. And signing in itself.

Sessions live in PostgreSQL: a new token at every sign-in, its SHA-256 kept, revocation wins. They count real time: the
demo's clock may run days ahead.
"""

from __future__ import annotations

import asyncio
import math
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct
from pwdlib import PasswordHash

from events.message import Command
from events.reading import Connection
from idarathon.errors import NotSignedIn, WrongPassword
from idarathon.people import reads, vault
from idarathon.people.commands import OpenAccount, OpenWithoutMail
from idarathon.people.events import email_key
from idarathon.viewer import PUBLIC, Viewer
from web import cookies
from web.here import AnyConnection, Services, services
from web.refusals import TooManyAttempts

LONGEST = 1_000  # letters of a password: argon2 would hash any length
MONTH = 30 * 86_400  # seconds
_THREADS = ThreadPoolExecutor(4, "argon2")  # it takes 64 MB at a time


class Identity(Struct, frozen=True, kw_only=True):
    """Who asks, and by which key. ``token``: of the cookie; ``bearer``: an API token, which no other site can send."""

    viewer: Viewer = PUBLIC
    name: str = ""
    token: str | None = None
    csrf: str | None = None
    bearer: bool = False
    unread: int = 0  # notices
    by_link: bool = False  # signed in by a mail, a short while ago


NOBODY = Identity()


async def identify(connection: AnyConnection) -> Identity:
    """Who asks. A wrong or revoked API token is refused; a wrong or revoked cookie is nobody's."""
    known = services(connection)
    header = connection.headers.get("authorization", "")
    if header:
        return await _by_token(known.db, header)
    token = cookies.read(connection, known.settings, cookies.SESSION)
    session = await vault.find_session(known.db, token, real_now()) if token else None
    return _identity(reads.visitor_in(session.holder), session.csrf, token, session.by_link) if session else NOBODY


async def still(connection: AnyConnection, before: Viewer) -> bool:
    """Whether the key that a request came with opens what it opened: for an answer that goes on. This is no use of a
    session, which would else never be idle."""
    known = services(connection)
    if header := connection.headers.get("authorization", ""):
        try:
            return (await _by_token(known.db, header)).viewer == before
        except NotSignedIn:
            return False
    token = cookies.read(connection, known.settings, cookies.SESSION)
    session = await vault.find_session(known.db, token, real_now(), touch=False) if token else None
    return session is not None and reads.visitor_in(session.holder).viewer == before


def _identity(who: reads.Visitor, csrf: str, token: str | None, by_link: bool) -> Identity:
    return Identity(viewer=who.viewer, name=who.name, token=token, csrf=csrf, unread=who.unread, by_link=by_link)


async def _by_token(db: Connection, header: str) -> Identity:
    scheme, _, token = header.partition(" ")
    account = await vault.find_token(db, token.strip()) if scheme.lower() == "bearer" else None
    if account is None:
        raise NotSignedIn
    return Identity(viewer=await reads.viewer_of(db, account), bearer=True)


async def check_password(db: Connection, email: str, password: str, client: str) -> vault.Credentials:
    """Whose address and password these are. Takes as long for an address that nobody has. Raises WrongPassword."""
    own, *others = limits(email, client)
    if wait := await vault.count_attempt(db, [own, *others], real_now()):
        raise TooManyAttempts(seconds=math.ceil(wait.total_seconds()))
    person = await vault.person_by_email(db, email)
    known = person.password_hash if person else None
    fits = await asyncio.get_running_loop().run_in_executor(_THREADS, _fits, password[:LONGEST], known)
    if person is None or known is None or not fits or len(password) > LONGEST:
        raise WrongPassword(field="password")
    await vault.forgive_attempt(db, own, others, real_now())
    return person


def limits(email: str, client: str) -> list[vault.Limit]:
    """What an attempt counts against, before the password is looked at: the address from here, the address, and who
    asks. Behind one client there may be a whole administration, and what is right is forgiven."""
    address = _one(email)
    both = vault.Limit(of=f"pair {address} {client}", at_once=5, pause=timedelta(seconds=30))
    anywhere = vault.Limit(of=f"address {address}", at_once=30, pause=timedelta(seconds=10))
    asking = vault.Limit(of=f"client {client}", at_once=100, pause=timedelta(seconds=3))
    return [both, anywhere, asking] if client else [both, anywhere]


async def ask_link(db: Connection, email: str, client: str, now: datetime) -> None:
    """Have a link sent to an address, if somebody has it; nothing tells whether. ``now``: the programme's time. Raises
    TooManyAttempts."""
    address = _one(email)
    own = vault.Limit(of=f"link {address}", at_once=3, pause=timedelta(minutes=5))
    asking = vault.Limit(of=f"links {client}", at_once=60, pause=timedelta(seconds=10))
    if wait := await vault.count_attempt(db, [own, asking] if client else [own], real_now()):
        raise TooManyAttempts(seconds=math.ceil(wait.total_seconds()))
    await vault.ask_link(db, email_key(email) or "", now)


async def count_invitation(db: Connection, account: UUID | None) -> None:
    """Fifty people at once, and then one each ten minutes: enough to set up an edition, too little to flood strangers.
    Raises TooManyAttempts."""
    limit = vault.Limit(of=f"invites {account}", at_once=50, pause=timedelta(minutes=10))
    if wait := await vault.count_attempt(db, [limit], real_now()):
        raise TooManyAttempts(seconds=math.ceil(wait.total_seconds()))


async def count_opening(db: Connection, account: UUID | None, command: Command) -> None:
    """An account is opened for somebody, by a page or by the API: as many as people are invited. Of those without mail,
    which flood nobody, one more each minute. Raises TooManyAttempts."""
    if isinstance(command, OpenAccount):
        await count_invitation(db, account)
    elif isinstance(command, OpenWithoutMail):
        limit = vault.Limit(of=f"opens {account}", at_once=50, pause=timedelta(minutes=1))
        if wait := await vault.count_attempt(db, [limit], real_now()):
            raise TooManyAttempts(seconds=math.ceil(wait.total_seconds()))


async def count_address(db: Connection, account: UUID, email: str) -> None:
    """Few changes of address by one person, and few mails to one address: nobody is to be flooded. Raises
    TooManyAttempts."""
    own = vault.Limit(of=f"moves {account}", at_once=3, pause=timedelta(minutes=10))
    there = vault.Limit(of=f"moves to {_one(email)}", at_once=3, pause=timedelta(hours=1))
    if wait := await vault.count_attempt(db, [own, there], real_now()):
        raise TooManyAttempts(seconds=math.ceil(wait.total_seconds()))


def _one(email: str) -> str:
    """What all ways to write an address have in common: by it the account is found, so by it attempts are counted."""
    return (email_key(email) or email.strip().casefold())[:254]


async def hashed(password: str) -> str:
    """The hash to keep of a password."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _hasher().hash, password)


async def sign_in(response: Response[Any], connection: AnyConnection, account: UUID, by_link: bool = False) -> None:
    """Open a session for the account and end the one that the browser had."""
    remember(response, connection, await begin(connection, account, by_link))


async def begin(connection: AnyConnection, account: UUID, by_link: bool = False) -> Identity:
    """``sign_in`` in two steps, for a page that is drawn for who has just signed in; ``remember`` is the second."""
    known = services(connection)
    await _end(connection, known)
    agent = connection.headers.get("user-agent", "")
    opened = await vault.open_session(known.db, account, real_now(), agent, by_link)
    return _identity(await reads.visitor(known.db, account), opened.csrf, opened.token, by_link)


def remember(response: Response[Any], connection: AnyConnection, who: Identity) -> None:
    """Give the browser the key of the session that ``begin`` opened."""
    cookies.write(response, services(connection).settings, cookies.SESSION, who.token or "", MONTH)


async def somebody_elses(connection: AnyConnection, account: UUID) -> bool:
    """Whether the last session of this browser was another person's."""
    known = services(connection)
    token = cookies.read(connection, known.settings, cookies.SESSION)
    holder = await vault.past_holder(known.db, token) if token else None
    return holder not in (None, account)


async def sign_out(response: Response[Any], connection: AnyConnection) -> None:
    """End the browser's session."""
    known = services(connection)
    await _end(connection, known)
    cookies.drop(response, known.settings, cookies.SESSION)
    response.headers["Clear-Site-Data"] = '"storage"'  # drafts that pages keep: the computer may be shared


async def _end(connection: AnyConnection, known: Services) -> None:
    token = cookies.read(connection, known.settings, cookies.SESSION)
    if token:
        await vault.revoke_session(known.db, token, real_now())


def real_now() -> datetime:
    """Not the programme's time."""
    return datetime.now(UTC)


def local_path(wanted: str | None, otherwise: str) -> str:
    """``wanted`` if it leads to a page of this site, else ``otherwise``. ``//host`` and ``/\\host`` lead elsewhere."""
    if not wanted or len(wanted) > 2_000 or not wanted.isascii() or not wanted.isprintable():
        return otherwise
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted or " " in wanted:
        return otherwise
    return wanted


def _fits(password: str, known: str | None) -> bool:
    try:
        return _hasher().verify(password, known or _nobodys_hash())
    except Exception:  # a hash that this program cannot read opens nothing
        return False


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")
