"""Mon compte: the language in which the platform speaks to a person, its password, and where it is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from idarathon.demo import cast
from idarathon.errors import NotSignedIn
from idarathon.people import vault
from idarathon.people.reads import Me, me
from web.here import Here

SHORTEST: Final = 12  # signs of a password; length is what counts (NIST SP 800-63B), so nothing is said of their kinds
BROWSERS: Final = (
    ("Firefox", "Firefox"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


class SignedIn(Struct, frozen=True, kw_only=True):
    """A line of the list. ``device``: the browser's and the system's names, "" when they are not known."""

    id: UUID
    device: str
    since: datetime
    seen: datetime
    here: bool


class AccountPage(Struct, frozen=True, kw_only=True):
    """The page. ``fixed``: the password is a demo account's, which everybody knows and nobody changes; ``known``: the
    present one need not be given, since its owner came by a mail; ``shortest``: of a new password."""

    me: Me
    sessions: list[SignedIn]
    fixed: bool
    known: bool
    change: vault.Change | None  # of the address, until it is confirmed
    shortest: int = SHORTEST


async def own(at: Here) -> Me:
    """Who looks. Raises NotSignedIn."""
    found = await me(at.db, at.viewer)
    if found is None:
        raise NotSignedIn
    return found


async def account_page(at: Here, token: str | None, now: datetime) -> AccountPage:
    """``token``: of the browser that asks; ``now``: real time, as sign-ins count it."""
    who = await own(at)
    rows = await vault.sessions(at.db, who.account, now, token)
    lines = [_line(row) for row in rows]
    change = await vault.waiting_change(at.db, who.account, now)
    return AccountPage(me=who, sessions=lines, fixed=cast.is_demo(who.email), known=at.by_link, change=change)


def device(agent: str | None) -> str:
    """What a browser says of itself, in two words: "Firefox · Android"."""
    said = agent or ""
    names = (next((name for mark, name in marks if mark in said), "") for marks in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in names if name)


def _line(row: vault.SignIn) -> SignedIn:
    return SignedIn(id=row.id, device=device(row.agent), since=row.created_at, seen=row.seen_at, here=row.here)
