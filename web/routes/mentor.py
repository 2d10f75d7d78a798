"""A mentor's own pages under /{lang}/e/{slug}/mentor: Aujourd'hui, its teams, requests for help, what it can do."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.errors import N_, NotFound
from idarathon.mentoring import commands as ask
from idarathon.mentoring.reads import requests
from web import coaching as views
from web import leaving
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.rendering import page
from web.routes import notes
from web.routes.public import find

Name = FromPath[str]
# What is posted to …/mentor/help/{help}/<act>.
ACTS: dict[str, tuple[type[Command], str]] = {
    "claim": (ask.ClaimHelp, N_("The request is yours. The team sees that you answer it.")),
    "release": (ask.ReleaseHelp, N_("The request is open to the other mentors again.")),
    "answer": (ask.AnswerHelp, N_("Your answer is on the team’s page.")),
}


@get("/e/{slug:str}/mentor", name="mentor-today")
async def today(request: WebRequest, slug: Name) -> Response[Any]:
    """The mentor's teams, those that wait longest first."""
    return page(request, "mentor/today.html", await views.today(await find(request, slug)))


@get("/e/{slug:str}/mentor/teams/{team:str}", name="mentor-team")
async def team(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """One of its teams."""
    return page(request, "mentor/team.html", await views.watched(await find(request, slug), team))


@get("/e/{slug:str}/mentor/help", name="mentor-help")
async def help_desk(request: WebRequest, slug: Name) -> Response[Any]:
    """The requests for help of the edition."""
    return await _help(request, slug)


@post("/e/{slug:str}/mentor/help/{wanted:uuid}/{act:str}", status_code=200)
async def act_on_help(request: WebRequest, slug: Name, wanted: FromPath[UUID], act: Name) -> Response[Any]:
    """Take a request, give it back, or answer it."""
    if act not in ACTS:
        raise NotFound
    at = await find(request, slug)
    views.mentors_only(at)
    kind, said = ACTS[act]
    team = await _asking(at, wanted)
    return await submit(
        request,
        kind,
        to=f"{at.base}/mentor/help#h-{wanted}",
        said=said,
        again=lambda form: _help(request, slug, form),
        edition=at.edition.edition,
        team=team,
        help=wanted,
        expected_version=None,
    )


@get("/e/{slug:str}/mentor/profile", name="mentor-profile")
async def profile(request: WebRequest, slug: Name) -> Response[Any]:
    """What the mentor can do, in its own words."""
    return await _profile(request, slug)


@post("/e/{slug:str}/mentor/profile", status_code=200)
async def describe(request: WebRequest, slug: Name) -> Response[Any]:
    """Describe oneself."""
    at = await find(request, slug)
    views.mentors_only(at)
    return await submit(
        request,
        ask.DescribeMentor,
        to=f"{at.base}/mentor",
        said=N_("Your skills and your availability are recorded."),
        again=lambda form: _profile(request, slug, form),
        edition=at.edition.edition,
        account=at.viewer.account,
    )


@post("/e/{slug:str}/mentor/profile/leaves", status_code=200)
async def leaves(request: WebRequest, slug: Name) -> Response[Any]:
    """Accompany nobody any more; first it is shown what follows."""
    at = await find(request, slug)
    views.mentors_only(at)
    if at.viewer.account is None:
        raise NotFound
    said = N_("You no longer accompany any team. The facilitators find mentors for your teams.")
    again = partial(_profile, request, slug)
    return await leaving.leave(request, at, at.viewer.account, to=f"{at.base}/mentor", said=said, again=again)


async def _profile(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await find(request, slug)
    views.mentors_only(at)
    if at.viewer.account is None:
        raise NotFound
    describing, leaves = leaving.two_forms(form, "profile")
    view = await views.profile(at, at.viewer.account, f"{at.base}/mentor/profile", leaves)
    return page(request, "mentor/profile.html", view, status=leaves.status, form=describing)


async def _help(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    view = await views.help_desk(await find(request, slug))
    return page(request, "mentor/help.html", view, form=form or FormState(name="help"))


async def _asking(at: Place, wanted: UUID) -> UUID:
    """The team that asks. Raises NotFound."""
    found = await requests(at.db, at.viewer, at.edition.edition)
    team = next((one.team for one in found if one.help == wanted), None)
    if team is None:
        raise NotFound
    return team


HANDLERS = [today, team, help_desk, act_on_help, profile, describe, leaves]
ROUTER = Router("/", route_handlers=[*HANDLERS, *notes.HANDLERS])
