"""Avis: what the person who is signed in was told, and that it has read it."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post

from idarathon.errors import N_, NotSignedIn
from idarathon.notices.commands import Read
from web import notices as views
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.navigation import account
from web.rendering import fragment, page


@get("/me/notices", name="notices")
async def show(request: WebRequest) -> Response[Any]:
    """The newest first."""
    return await _show(request, FormState())


@post("/me/notices", status_code=200)
async def read(request: WebRequest) -> Response[Any]:
    """Mark them as read, up to the newest that was shown."""
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    to = f"/{at.lang}/me/notices"
    return await submit(
        request,
        Read,
        to=to,
        said=N_("All of it is marked as read."),
        again=lambda form: _show(request, form),
        account=at.viewer.account,
    )


@get("/me/notices/count", name="notices-count")
async def count(request: WebRequest) -> Response[Any]:
    """The bell of the header, for pages that look again."""
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    html = fragment("bell.html", at.lang, account=account(request, at))
    return Response(html, media_type="text/html", headers={"Cache-Control": "no-store"})


async def _show(request: WebRequest, form: FormState) -> Response[Any]:
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    return page(request, "notices.html", await views.notices_view(at), form=form)


HANDLERS = [show, read, count]
