"""What every handler needs to know of its request: who looks, in which language, at what time, and the services."""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, TypeAlias

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import ImproperlyConfiguredException
from msgspec import Struct

from events.reading import Connection
from idarathon.clock import Clock
from idarathon.dispatch import Dispatch
from idarathon.files import Files
from idarathon.settings import Settings
from idarathon.viewer import PUBLIC, Viewer
from web.bus import Bus
from web.i18n import DEFAULT_LANG, LANGS, Lang
from web.live import Live

WebRequest: TypeAlias = Request[Any, Any, Any]
AnyConnection: TypeAlias = ASGIConnection[Any, Any, Any, Any]


class Services(Struct, frozen=True, kw_only=True):
    """What a worker has, from its start to its end; on ``app.state.services``."""

    settings: Settings
    db: Connection  # the pool
    clock: Clock
    dispatch: Dispatch
    live: Live
    bus: Bus
    files: Files


class Here(Struct, frozen=True, kw_only=True):
    """One request, as handlers see it. ``binding``: what the CSRF tokens of its session are bound to;
    ``bearer``: it came with an API token instead."""

    services: Services
    lang: Lang
    now: datetime
    viewer: Viewer = PUBLIC
    name: str = ""  # of the person who is signed in
    unread: int = 0  # its notices
    binding: str | None = None
    bearer: bool = False
    by_link: bool = False  # signed in by a mail, a short while ago

    @property
    def db(self) -> Connection:
        return self.services.db

    @property
    def dispatch(self) -> Dispatch:
        return self.services.dispatch

    @property
    def files(self) -> Files:
        return self.services.files

    @property
    def demo(self) -> bool:
        return self.services.settings.demo


def services(connection: AnyConnection) -> Services:
    """The services of this worker."""
    found: Services = connection.app.state.services
    return found


def here(connection: AnyConnection) -> Here:
    """The request as the front door saw it. A route that opted out (``opt={"bare": True}``) has none."""
    found: Here | None = connection.scope["state"].get("here")
    if found is None:
        raise ImproperlyConfiguredException("this route is bare: it has no viewer")
    return found


def client_of(connection: AnyConnection) -> str:
    """The address of who asks; "" when it cannot be known. A proxy of ours stands on loopback and adds the last
    X-Forwarded-For, to the line that it got or on a line of its own; nobody else's word is taken."""
    peer = _one_visitor(connection.client.host if connection.client else "")
    if peer not in ("127.0.0.1", "::/64"):
        return peer
    forwarded = connection.headers.getall("x-forwarded-for", [""])[-1]
    return _one_visitor(forwarded.rpartition(",")[2].strip())


def _one_visitor(address: str) -> str:
    """An address as one visitor has it: of IPv6 the first 64 bits, behind which everybody has as many as they like."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:45]
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, 64), strict=False))


def lang_of(path: str, accept: str = "") -> Lang:
    """The language of an address (its first part), else the one that the browser prefers."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    for lang in LANGS:
        if first == lang:
            return lang
    return preferred(accept)


def preferred(accept: str) -> Lang:
    """The language of an Accept-Language header; French when it says nothing that can be offered."""
    best: tuple[float, Lang] = (0.0, DEFAULT_LANG)
    for part in accept[:500].split(","):
        code, _, quality = part.strip().partition(";q=")
        for lang in LANGS:
            if code.lower().split("-")[0] == lang and (weight := _weight(quality)) > best[0]:
                best = (weight, lang)
    return best[1]


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
