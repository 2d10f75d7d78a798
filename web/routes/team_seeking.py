"""Looking for a team, in open intake."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from idarathon.errors import N_, NotSignedIn
from idarathon.teams.commands import Seek, StopSeeking
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.rendering import page
from web.routes.public import Number, find
from web.seeking import seek_view


@get("/e/{slug:str}/teams/seek", name="seek-team")
async def show(request: WebRequest, slug: FromPath[str], number: Number = 1) -> Response[Any]:
    """One's own search, and the teams that take requests."""
    return await _show(request, slug, FormState(), number)


@post("/e/{slug:str}/teams/seek", status_code=200)
async def seek(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Say that one looks for a team."""
    return await _send(
        request, slug, Seek, N_("The leads of the teams and the facilitators see that you look for a team.")
    )


@post("/e/{slug:str}/teams/seek/stop", status_code=200)
async def stop(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Look no longer."""
    return await _send(request, slug, StopSeeking, N_("You are no longer on the list."))


async def _send(request: WebRequest, slug: str, kind: type[Seek | StopSeeking], said: str) -> Response[Any]:
    at = await find(request, slug)
    account = here(request).viewer.account
    if account is None:
        raise NotSignedIn
    return await submit(
        request,
        kind,
        to=f"{at.base}/teams/seek",
        said=said,
        again=lambda form: _show(request, slug, form),
        edition=at.edition.edition,
        account=account,
    )


async def _show(request: WebRequest, slug: str, form: FormState, number: int = 1) -> Response[Any]:
    return page(request, "team/seek.html", await seek_view(await find(request, slug), number), form=form)


HANDLERS = [show, seek, stop]
