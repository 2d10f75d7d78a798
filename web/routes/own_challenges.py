"""Mon challenge: its owner's pages under …/my-challenge: where it stands, what to do, who works on it."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.challenges import commands as challenges
from idarathon.errors import N_, NotFound
from idarathon.viewer import Role
from web.forms import redirect, submit
from web.formstate import FormState
from web.here import WebRequest
from web.rendering import page
from web.routes import challenge_desk as views
from web.routes.public import find

Name = FromPath[str]
ACTS: dict[str, tuple[type[Command], str]] = {
    "revise": (challenges.Revise, N_("The challenge is saved.")),
    "submit": (challenges.Submit, N_("The challenge is submitted again. The facilitators examine it.")),
}


@get("/e/{slug:str}/my-challenge", name="my-challenge")
async def show(request: WebRequest, slug: Name) -> Response[Any]:
    """The only one, or a list."""
    at = await find(request, slug)
    views.only(at, Role.OWNER)
    view = await views.listed(at, "owner")
    if len(view.challenges) == 1:
        return await _show_one(request, slug, view.challenges[0].slug)
    return page(request, "challenge/list.html", view)


@get("/e/{slug:str}/my-challenge/{challenge:str}", name="my-challenge-one")
async def show_one(request: WebRequest, slug: Name, challenge: Name) -> Response[Any]:
    """One of them; a focal point's own proposal is shown where it writes it."""
    at = await find(request, slug)
    if at.viewer.account and not at.viewer.has(at.edition.edition, Role.OWNER):
        found = await views.written(at, "focal", challenge)
        return redirect(request, f"{views.root(at, 'focal')}/{found.slug}")
    return await _show_one(request, slug, challenge)


@post("/e/{slug:str}/my-challenge/{challenge:str}/{act:str}", status_code=200)
async def change(request: WebRequest, slug: Name, challenge: Name, act: Name) -> Response[Any]:
    """Revise it, or submit it again."""
    if act not in ACTS:
        raise NotFound
    at = await find(request, slug)
    found = await views.written(at, "owner", challenge)
    kind, said = ACTS[act]
    fixed = {"department": found.department} if act == "revise" else {"owner": at.viewer.account}
    return await submit(
        request,
        kind,
        to=f"{views.root(at, 'owner')}/{found.slug}",
        said=said,
        again=lambda form: _show_one(request, slug, challenge, form),
        edition=at.edition.edition,
        challenge=found.challenge,
        **fixed,
    )


async def _show_one(request: WebRequest, slug: str, challenge: str, form: FormState | None = None) -> Response[Any]:
    at = await find(request, slug)
    return page(request, "challenge/own.html", await views.opened(at, "owner", challenge, form), form=form)


ROUTER = Router("/", route_handlers=[show, show_one, change])
