"""Who asks: a sign-in session in a cookie, or an API token. And signing in itself.

Sessions live in PostgreSQL: a new token at every sign-in, its SHA-256 kept, revocation wins. They count real time: the
demo's clock may run days ahead.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct
from pwdlib import PasswordHash

from events.reading import Connection
from idarathon.errors import NotSignedIn, WrongPassword
from idarathon.people import reads, vault
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


NOBODY = Identity()


async def identify(connection: AnyConnection) -> Identity:
    """Who asks. A wrong or revoked API token is refused; a wrong or revoked cookie is nobody's."""
    known = services(connection)
    header = connection.headers.get("authorization", "")
    if header:
        return await _by_token(known.db, header)
    token = cookies.read(connection, known.settings, cookies.SESSION)
    session = await vault.find_session(known.db, token, real_now()) if token else None
    return await _identity(known.db, session.account, token, session.csrf) if session else NOBODY


async def _identity(db: Connection, account: UUID, token: str | None, csrf: str) -> Identity:
    viewer = await reads.viewer_of(db, account)
    me = await reads.me(db, viewer)
    return Identity(viewer=viewer, name=me.name if me else "", token=token, csrf=csrf, unread=me.unread if me else 0)


async def _by_token(db: Connection, header: str) -> Identity:
    scheme, _, token = header.partition(" ")
    account = await vault.find_token(db, token.strip()) if scheme.lower() == "bearer" else None
    if account is None:
        raise NotSignedIn
    return Identity(viewer=await reads.viewer_of(db, account), bearer=True)


async def check_password(db: Connection, email: str, password: str, client: str) -> vault.Credentials:
    """Whose address and password these are. Takes as long for an address that nobody has. Raises WrongPassword."""
    THROTTLE.begin(email, client)
    person = await vault.person_by_email(db, email)
    known = person.password_hash if person else None
    fits = await asyncio.get_running_loop().run_in_executor(_THREADS, _fits, password[:LONGEST], known)
    if person is None or known is None or not fits or len(password) > LONGEST:
        raise WrongPassword(field="password")
    THROTTLE.succeeded(email, client)
    return person


async def hashed(password: str) -> str:
    """The hash to keep of a password."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _hasher().hash, password)


async def sign_in(response: Response[Any], connection: AnyConnection, account: UUID) -> None:
    """Open a session for the account and end the one that the browser had."""
    remember(response, connection, await begin(connection, account))


async def begin(connection: AnyConnection, account: UUID) -> Identity:
    """``sign_in`` in two steps, for a page that is drawn for who has just signed in; ``remember`` is the second."""
    known = services(connection)
    await _end(connection, known)
    opened = await vault.open_session(known.db, account, real_now())
    return await _identity(known.db, account, opened.token, opened.csrf)


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


class Throttle:
    """Failed attempts, per worker: by address and client, by address, by client. Each opens again after a while."""

    LIMITS = (("pair", 5), ("address", 30), ("client", 100))
    WINDOW = 15 * 60.0  # seconds
    KEPT = 20_000  # keys

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def check(self, email: str, client: str) -> None:
        """Raise TooManyAttempts while one of the limits is reached."""
        now = time.monotonic()
        for key, limit in self._keys(email, client):
            recent = [at for at in self._failures.get(key, ()) if now - at < self.WINDOW]
            if len(recent) >= limit:
                raise TooManyAttempts(minutes=int((self.WINDOW - (now - recent[0])) // 60) + 1)

    def begin(self, email: str, client: str) -> None:
        """Count an attempt before the password is looked at: else many sent at once would all pass ``check``."""
        self.check(email, client)
        self.failed(email, client)

    def failed(self, email: str, client: str) -> None:
        """Count an attempt."""
        now = time.monotonic()
        for key, limit in self._keys(email, client):
            recent = [at for at in self._failures.pop(key, []) if now - at < self.WINDOW]
            self._failures[key] = [*recent, now][-limit:]
        while len(self._failures) > self.KEPT:
            self._failures.popitem(last=False)

    def succeeded(self, email: str, client: str) -> None:
        """Forget what this person mistyped here, and the attempt that ``begin`` counted."""
        (pair, _), *others = self._keys(email, client)
        self._failures.pop(pair, None)
        for key, _ in others:
            if recent := self._failures.pop(key, [])[:-1]:
                self._failures[key] = recent

    def _keys(self, email: str, client: str) -> list[tuple[tuple[str, str], int]]:
        address = email.strip().casefold()[:254]
        names = {"pair": f"{address} {client}", "address": address, "client": client}
        return [((kind, names[kind]), limit) for kind, limit in self.LIMITS if names[kind]]


THROTTLE = Throttle()
