"""Coaching, on the team's own pages: its mentors, the shared notes and their steps, help, what it looks for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.errors import N_
from idarathon.mentoring import commands as ask
from web import coaching as views
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest
from web.rendering import page
from web.routes.public import find
from web.typed import typed

Name = FromPath[str]


@get("/e/{slug:str}/team/{team:str}/coaching", name="own-team-coaching")
async def show(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """The page."""
    return await _show(request, slug, team)


@post("/e/{slug:str}/team/{team:str}/coaching/help", status_code=200)
async def ask_help(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """Ask the mentors of the edition."""
    wanted = (await typed(request)).get("help", [""])[0]
    said = N_("The mentors see your request. The answer comes here.")
    return await _send(request, slug, team, ask.AskHelp, said, help=_uuid(wanted))


@post("/e/{slug:str}/team/{team:str}/coaching/help/{wanted:uuid}/close", status_code=200)
async def close_help(request: WebRequest, slug: Name, team: Name, wanted: FromPath[UUID]) -> Response[Any]:
    """The request is settled."""
    return await _send(request, slug, team, ask.CloseHelp, N_("The request is closed."), help=wanted)


@post("/e/{slug:str}/team/{team:str}/coaching/needs", status_code=200)
async def state_needs(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """Say what the team looks for in a mentor."""
    return await _send(request, slug, team, ask.StateNeeds, N_("What the team looks for is recorded."))


async def _send(
    request: WebRequest, slug: str, team: str, kind: type[Command], said: str, **fixed: Any
) -> Response[Any]:
    view = await views.coached(await find(request, slug), team)
    return await submit(
        request,
        kind,
        to=f"{view.base}/coaching",
        said=said,
        again=lambda form: _show(request, slug, team, form),
        edition=view.edition.edition,
        team=view.team.team,
        **fixed,
    )


async def _show(request: WebRequest, slug: str, team: str, form: FormState | None = None) -> Response[Any]:
    view = await views.coached(await find(request, slug), team)
    return page(request, "team/coaching.html", view, form=form or FormState(name="coaching"))


def _uuid(text: str) -> UUID | str:
    """The id that the form carries; what is none is refused with the command."""
    try:
        return UUID(text)
    except ValueError:
        return text


HANDLERS = [show, ask_help, close_help, state_needs]
