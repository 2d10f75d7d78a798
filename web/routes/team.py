"""A team's own pages under /{lang}/e/{slug}/team/{team}: what to do, its history. Its forms are in team_*.py."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, Router, get
from litestar.params import FromPath, QueryParameter

from idarathon.errors import Forbidden, NotSignedIn
from idarathon.teams.reads import mine
from web import team as views
from web.forms import redirect
from web.here import WebRequest, here
from web.rendering import page
from web.routes import agenda, files, me, team_asking, team_coaching, team_deposit, team_members, team_new, team_seeking
from web.routes.public import find

Name = FromPath[str]
Before = Annotated[int | None, QueryParameter(name="before", ge=1, le=2**62)]


@get("/e/{slug:str}/team", name="own-team")
async def own_team(request: WebRequest, slug: Name) -> Response[Any]:
    """To the viewer's own team of the edition, or to its own space when it has none."""
    at = await find(request, slug)
    if at.viewer.account is None:
        raise NotSignedIn
    own = [one for one in await mine(at.db, at.viewer) if one.edition == at.edition.edition]
    own.sort(key=lambda one: one.withdrawn_at is not None)
    return redirect(request, f"{at.base}/team/{own[0].slug}" if own else f"/{at.lang}/me")


@get("/e/{slug:str}/team/{team:str}", name="team-todo")
async def todo(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """What the team has to do, until when, and why it is where it is."""
    at = await find(request, slug)
    try:
        return page(request, "team/todo.html", await views.todo(at, team))
    except Forbidden:
        if here(request).viewer.invitations:
            return redirect(request, f"/{at.lang}/me")
        raise


@get("/e/{slug:str}/team/{team:str}/history", name="own-team-history")
async def history(request: WebRequest, slug: Name, team: Name, before: Before = None) -> Response[Any]:
    """Who did what when in the team."""
    return page(request, "team/history.html", await views.history(await find(request, slug), team, before))


HANDLERS = [
    own_team,
    todo,
    history,
    *team_deposit.HANDLERS,
    *files.HANDLERS,
    *team_members.HANDLERS,
    *team_asking.HANDLERS,
    *team_new.HANDLERS,
    *team_seeking.HANDLERS,
    *me.HANDLERS,
    *agenda.HANDLERS,
    *team_coaching.HANDLERS,
]
ROUTER = Router("/", route_handlers=HANDLERS)
