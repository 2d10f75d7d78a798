"""Whatever goes wrong is answered with a named refusal: JSON for programs, a page for people, no detail of ours."""

from __future__ import annotations

import re
import secrets
import traceback
from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from litestar import Response
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import Struct

from idarathon.errors import NotSignedIn, Refusal
from web.formstate import FormState
from web.front import look, unknown
from web.here import Here, WebRequest, lang_of
from web.kept import Kept, kept
from web.refusals import MethodNotAllowed, Unexpected, WrongForm, named, sentence
from web.rendering import draw

log = structlog.get_logger()
# Addresses that only take a form, and the page that holds it: where reloading, or another language, leads from the page
# that answered the form.
_FORM_PAGES = [
    (re.compile(pattern), page)
    for pattern, page in (
        (r"(/\w\w/e/[^/]+/board/teams/[^/]+)/(extend|advance|hold|withdraw)", r"\1?act=\2"),
        (r"(/\w\w/e/[^/]+/team/[^/]+/members)/[^/]+", r"\1"),
        (r"(/\w\w/e/[^/]+/manage/(?:teams|challenges)/[^/]+)/[^/]+", r"\1"),
        (r"(/\w\w/e/[^/]+/composition)/place", r"\1"),
        (r"(/\w\w/e/[^/]+/teams/[^/]+)/(?:ask|take-back|stop)", r"\1"),
        (r"(/\w\w/e/[^/]+/settings(?:/roles|/edition)?)/[^/]+", r"\1"),
        (r"(/\w\w/e/[^/]+/programme)/plan", r"\1/edit"),
        (r"(/\w\w/e/[^/]+/people/import)/[^/]+/discard", r"\1"),
        (r"(/\w\w/e/[^/]+/people/slips)/.+", r"\1"),
        (r"(/\w\w/e/[^/]+/(?:bank|sessions|notes|manage/calendar)/[^/]+)/.+", r"\1"),
        (r"(/\w\w/e/[^/]+/jury/prizes)/.+", r"\1"),
        (r"(/\w\w/e/[^/]+/(?:applications|apply|focal))/(?:announce|dates|paper|withdraw|propose)", r"\1"),
        (r"(/\w\w/e/[^/]+/applications/[^/]+)/[^/]+", r"\1"),
        (r"(/\w\w/e/[^/]+/focal)/(?!challenge).+", r"\1"),
        (r"(/\w\w/e/[^/]+/(?:announcements|ceremony|deliberation|jury|mentor/help|mentor/profile))/.+", r"\1"),
        (r"(/\w\w/e/[^/]+/manage/(?:mentors|calendar))/.+", r"\1"),
        (r"(/\w\w/e/[^/]+/team/[^/]+/coaching)/.+", r"\1"),
        (r"(/\w\w/e/[^/]+/mentor/teams/[^/]+/note)/draft", r"\1"),
        (r"(/\w\w/e/[^/]+/manage)/challenge-draft", r"\1/challenges"),
        (r"(/\w\w/e/[^/]+/(?:my-challenge|focal/challenges)/[^/]+)/[^/]+", r"\1"),
        (r"(/\w\w/me/(?:agenda|account|data))/.+", r"\1"),
        (r"(/\w\w/me)/invitations/.+", r"\1"),
        (r"(/\w\w/address/[^/]+)/refuse", r"\1"),
        (r"(/\w\w/admin/accounts)/.+", r"\1"),
        (r"(/\w\w/admin/editions/[^/]+/clone)/.+", r"\1"),
        (r"(/\w\w/admin)/directorates", r"\1/administrations"),
        (r"(/\w\w/admin/(?:parked|erasures))/.+", r"\1"),
        (r"(/\w\w/demo)/[^/]+", r"\1"),
        (r"(/\w\w)/sign-out", r"\1"),
    )
]


class Problem(Struct, frozen=True, omit_defaults=True):
    """A refusal as programs read it."""

    code: str
    status: int
    detail: str
    field: str | None = None


class ErrorPage(Struct, frozen=True):
    """A refusal as people read it. ``kept``: what they had typed; ``again``: it may go back into its form at once."""

    status: int
    sentence: str
    sign_in: str | None = None
    kept: Kept | None = None
    again: bool = False


def answer(request: WebRequest, error: Exception) -> Response[Any]:
    """Litestar's exception handler for everything."""
    refusal = named(error) or _reported(request, error)
    path = request.scope["path"]
    if path.startswith(("/api/", "/health/", "/metrics")):
        return problem(request, refusal)
    if path.startswith("/static/"):
        return Response(refusal.code, media_type="text/plain", status_code=refusal.status)
    if isinstance(refusal, NotSignedIn) and request.method == "GET":
        return _to_sign_in(request)
    if isinstance(refusal, MethodNotAllowed) and request.method == "GET" and (page := form_page(path)):
        return Response("", status_code=303, headers={"Location": page, "Cache-Control": "no-store"})
    return Late(request, refusal)


def form_page(path: str) -> str | None:
    """The page that holds the form which is sent to this path."""
    found = ((pattern.fullmatch(quote(path)), page) for pattern, page in _FORM_PAGES)
    return next((match.expand(page) for match, page in found if match), None)


def problem(request: WebRequest, refusal: Refusal) -> Response[bytes]:
    """The refusal as JSON."""
    lang = lang_of("", request.headers.get("accept-language", ""))
    body = Problem(refusal.code, refusal.status, sentence(refusal, lang), refusal.field)
    headers = {"Cache-Control": "no-store", "Content-Language": lang}
    return Response(
        msgspec.json.encode(body), status_code=refusal.status, media_type="application/json", headers=headers
    )


class Late(Response[str]):
    """An error page. The router refuses before anybody has looked who asks; this looks, then draws."""

    def __init__(self, request: WebRequest, refusal: Refusal) -> None:
        super().__init__("")
        self._request, self._refusal = request, refusal

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIApp:  # type: ignore[override]
        return self._answer

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await error_page(self._request, self._refusal)
        await response.to_asgi_response(app=None, request=self._request)(scope, receive, send)


async def error_page(request: WebRequest, refusal: Refusal) -> Response[Any]:
    """The page for a refusal; one line of text when even that cannot be drawn."""
    try:
        at: Here | None = request.scope["state"].get("here") or await look(request)
    except Exception:
        at = None
    at = at or unknown(request)
    sign_in = f"/{at.lang}/sign-in" if isinstance(refusal, NotSignedIn) else None
    again = isinstance(refusal, WrongForm) and at.viewer.account is not None
    view = ErrorPage(refusal.status, sentence(refusal, at.lang), sign_in, kept(request), again)
    try:
        return draw(request, at, "error.html", view, status=refusal.status, form=FormState())
    except Exception:
        log.error("error_page_failed", trace=traceback.format_exc())
        return Response(view.sentence, media_type="text/plain", status_code=refusal.status)


def _to_sign_in(request: WebRequest) -> Response[Any]:
    lang = lang_of(request.scope["path"], request.headers.get("accept-language", ""))
    query = request.scope["query_string"].decode("latin-1")
    wanted = quote(request.scope["path"]) + (f"?{query}" if query else "")
    address = f"/{lang}/sign-in?next={quote(wanted, safe='')}"
    return Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def _public(request: WebRequest) -> str:
    """The path without the keys that some addresses hold (links by mail, calendars)."""
    return "/".join("…" if len(part) >= 40 else part for part in request.scope["path"].split("/"))


def _reported(request: WebRequest, error: Exception) -> Unexpected:
    reference = secrets.token_hex(4)
    trace = "".join(traceback.format_exception(error))  # without the local variables: they hold cookies and passwords
    log.error("unexpected", reference=reference, method=request.method, path=_public(request), trace=trace)
    return Unexpected(reference=reference)
