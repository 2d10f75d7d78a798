"""The front door: every request but bare ones passes here before its handler. It looks who asks, refuses what no
handler must see, and checks that a form comes from a page of ours."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from idarathon.errors import NotFound
from web import cookies, signing
from web.auth import NOBODY, identify
from web.here import Here, WebRequest, here, lang_of, services
from web.i18n import is_lang
from web.kept import kept
from web.refusals import SignInAgain, TooSlow, WrongForm
from web.typed import typed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PATIENCE = 20.0  # seconds for a body to arrive: servers cut stalled headers, never stalled bodies
STEP = 1_024  # bytes within PATIENCE that a streamed body must bring
LOOPBACK = ("127.0.0.1", "[::1]", "localhost")
LONGEST = 2_000  # letters of a path or a query
_NUL = re.compile(rb"%00|\0")


class FrontDoor(ASGIMiddleware):
    """See the module. A route with ``opt={"bare": True}`` (static files, health) does without."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "bare"

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        arriving = _steady if streamed(scope) else _timely
        timely = receive if scope["method"] in SAFE else arriving(receive)  # type: ignore[typeddict-item]
        request: WebRequest = Request(scope, timely, send)
        refuse_unreadable(scope)
        refuse_other_hosts(request)
        scope["state"]["here"] = await look(request)
        if request.method not in SAFE and not is_multipart(request):
            await check_origin(request)
        await next_app(scope, timely, send)


def streamed(scope: Scope) -> bool:
    """Whether the route takes bodies of any length, as they arrive (``opt={"streamed": True}``)."""
    return bool(scope["route_handler"].opt.get("streamed"))


def is_multipart(request: WebRequest) -> bool:
    """A form with files, to a route that reads it as it arrives (``opt={"form": True}``): its token stands in it, so
    the route itself calls ``check_token`` when it has come to it."""
    reads_it = request.scope["route_handler"].opt.get("form")
    return bool(reads_it) and request.content_type[0] == "multipart/form-data"


def refuse_unreadable(scope: Scope) -> None:
    """What PostgreSQL cannot store is refused here, and a first part of the path that is no language."""
    path, query = scope["path"], scope["query_string"]
    if len(path) > LONGEST or len(query) > LONGEST or "\0" in path or _NUL.search(query):
        raise NotFound
    if any("\ud800" <= letter <= "\udfff" for letter in path):
        raise NotFound
    lang = scope.get("path_params", {}).get("lang")
    if lang is not None and not is_lang(str(lang)):
        raise NotFound


def refuse_other_hosts(request: WebRequest) -> None:
    """The demo answers under its own name only: its password is public, and a page of another site whose name is made
    to lead to this machine (DNS rebinding) would be of the same origin as the demo."""
    settings = services(request).settings
    if settings.demo:
        asked = request.headers.get("host", "").lower()
        name = asked if asked.endswith("]") else asked.rpartition(":")[0] or asked
        if name not in (*LOOPBACK, urlsplit(settings.base_url).hostname):
            raise NotFound


async def look(request: WebRequest) -> Here:
    """Who asks, in which language, at what time."""
    known = services(request)
    if known.settings.demo:
        await known.clock.refresh(known.db)
    who = await identify(request)
    return Here(
        services=known,
        lang=lang_of(request.scope["path"], request.headers.get("accept-language", "")),
        now=known.clock.now(),
        viewer=who.viewer,
        name=who.name,
        unread=who.unread,
        binding=who.csrf,
        bearer=who.bearer,
        by_link=who.by_link,
    )


def unknown(request: WebRequest) -> Here:
    """A request about which nothing can be found out: PostgreSQL is away."""
    known = services(request)
    lang = lang_of(request.scope["path"], request.headers.get("accept-language", ""))
    return Here(services=known, lang=lang, now=known.clock.now(), viewer=NOBODY.viewer)


async def check_origin(request: WebRequest) -> None:
    """A change asked for under a cookie must come from a page of ours. Raises WrongForm, or SignInAgain for a form that
    has outlived the sign-in."""
    at = here(request)
    if at.bearer or (at.binding is None and request.scope["path"].startswith("/api/")):
        return  # no cookie is at work: there is nothing that another site could borrow
    if request.scope["route_handler"].opt.get("keyed"):
        return  # nor here: what the address itself holds is the key
    _same_site(request)
    check_token(request, await _token(request))


def check_token(request: WebRequest, token: str) -> None:
    """Raise as ``check_origin`` does unless the token was made for the sender's session."""
    _same_site(request)
    at, settings = here(request), services(request).settings
    binding = at.binding or cookies.read(request, settings, cookies.FORM)
    if not binding or not signing.token_fits(settings.secret, binding, token):
        raise SignInAgain if at.viewer.account is None and kept(request) else WrongForm


def _same_site(request: WebRequest) -> None:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise WrongForm


async def _token(request: WebRequest) -> str:
    given = request.headers.get("x-csrf-token")
    if given is not None or request.scope["path"].startswith("/api/"):
        return given or ""
    return (await typed(request)).get("csrf", [""])[0]


def _steady(receive: Receive) -> Receive:
    """``receive`` for a body of any length: cut only when it stalls, that is when less than STEP more bytes arrive
    while we wait for PATIENCE. How long we take over what has arrived does not count."""
    loop = asyncio.get_running_loop()
    left, whole, since = PATIENCE, False, 0

    async def received() -> Any:
        nonlocal whole, left, since
        if whole:
            return await receive()
        began = loop.time()
        try:
            async with asyncio.timeout(left):
                message: HTTPReceiveMessage = await receive()  # type: ignore[assignment]
        except TimeoutError:
            raise TooSlow from None
        whole = message["type"] != "http.request" or not message.get("more_body", False)
        since += len(message.get("body", b"") if message["type"] == "http.request" else b"")
        left -= loop.time() - began
        if since >= STEP:
            left, since = PATIENCE, 0
        return message

    return received


def _timely(receive: Receive) -> Receive:
    """``receive`` with one deadline for the whole body. What comes after the body (a disconnect) may take its time."""
    loop = asyncio.get_running_loop()
    deadline, whole = loop.time() + PATIENCE, False

    async def received() -> Any:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message: HTTPReceiveMessage = await receive()  # type: ignore[assignment]
        except TimeoutError:
            raise TooSlow from None
        whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return received
