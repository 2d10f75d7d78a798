"""What everyone may read: the editions, and in an edition its phases, challenges, teams and history."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, Router, get
from litestar.params import FromPath, QueryParameter
from msgspec.structs import replace

from web import public
from web.formstate import FormState
from web.here import WebRequest, here, lang_of
from web.public import Place, place
from web.rendering import page
from web.routes.demo import personas

Number = Annotated[int, QueryParameter(name="page", ge=1, le=10_000)]
Before = Annotated[int | None, QueryParameter(name="before", ge=1, le=2**62)]


@get("/", opt={"bare": True})
async def entrance(request: WebRequest) -> Response[Any]:
    """To the home page in the language that the browser prefers."""
    lang = lang_of("", request.headers.get("accept-language", ""))
    return Response("", status_code=303, headers={"Location": f"/{lang}", "Vary": "Accept-Language"})


@get("/", name="home")
async def home(request: WebRequest) -> Response[Any]:
    """The editions."""
    at = here(request)
    view = await public.home(at.db, at.viewer, at.lang, at.now)
    return page(request, "home.html", replace(view, people=await personas(request)))


@get("/e/{slug:str}", name="edition")
async def edition(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """An edition."""
    return page(request, "edition.html", await public.edition_view(await find(request, slug)))


@get("/e/{slug:str}/challenges", name="challenges")
async def challenges(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Its challenges."""
    return page(request, "challenges.html", await public.challenges_view(await find(request, slug)))


@get("/e/{slug:str}/challenges/{challenge:str}", name="challenge")
async def challenge(request: WebRequest, slug: FromPath[str], challenge: FromPath[str]) -> Response[Any]:
    """One challenge."""
    return page(request, "challenge.html", await public.challenge_view(await find(request, slug), challenge))


@get("/e/{slug:str}/teams", name="teams")
async def teams(request: WebRequest, slug: FromPath[str], number: Number = 1) -> Response[Any]:
    """Its teams."""
    return page(request, "teams.html", await public.teams_view(await find(request, slug), number))


@get("/e/{slug:str}/teams/{team:str}", name="team")
async def team(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """One team."""
    return page(request, "team.html", await public.team_view(await find(request, slug), team), form=FormState())


@get("/e/{slug:str}/history", name="timeline")
async def timeline(request: WebRequest, slug: FromPath[str], before: Before = None) -> Response[Any]:
    """Who did what when in the edition."""
    return page(request, "timeline.html", await public.timeline_view(await find(request, slug), before))


@get("/e/{slug:str}/teams/{team:str}/history", name="team-timeline")
async def team_timeline(
    request: WebRequest, slug: FromPath[str], team: FromPath[str], before: Before = None
) -> Response[Any]:
    """Who did what when to a team."""
    return page(request, "timeline.html", await public.timeline_view(await find(request, slug), before, team))


async def find(request: WebRequest, slug: str) -> Place:
    """The edition of the address, as who looks may see it. Raises NotFound."""
    at = here(request)
    return await place(at.db, at.viewer, at.now, at.lang, slug)


HANDLERS = [home, edition, challenges, challenge, teams, team, timeline, team_timeline]
ROUTER = Router("/", route_handlers=HANDLERS)
