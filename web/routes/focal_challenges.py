"""Proposer un challenge: a focal point writes the challenges of its administration, names their owner, follows them."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.challenges import commands as challenges
from idarathon.challenges.reads import ChallengePage
from idarathon.directory.reads import administrations
from idarathon.errors import N_, Forbidden
from idarathon.people.reads import colleague
from idarathon.viewer import Role
from web.forms import command_from, submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import Missing
from web.rendering import page
from web.routes import challenge_desk as views
from web.routes.facilitator_desk import carry_out, one, own_id
from web.routes.facilitator_teams import slug_of
from web.routes.public import find

Name = FromPath[str]


@get("/e/{slug:str}/focal/challenges", name="focal-challenges")
async def show(request: WebRequest, slug: Name) -> Response[Any]:
    """What the focal point proposes, and where it stands."""
    at = await find(request, slug)
    views.only(at, Role.FOCAL)
    return page(request, "challenge/list.html", await views.listed(at, "focal"))


@get("/e/{slug:str}/focal/challenge-draft", name="propose-challenge")
async def show_draft(request: WebRequest, slug: Name) -> Response[Any]:
    """The form for a new one."""
    return await _show_draft(request, slug)


@post("/e/{slug:str}/focal/challenge-draft", status_code=200)
async def draft(request: WebRequest, slug: Name) -> Response[Any]:
    """Draft it."""
    at = await find(request, slug)
    views.only(at, Role.FOCAL)
    own = await own_id(request)
    titles = [await one(request, f"title.{lang}") for lang in ("fr", "en", "ar")]
    title = next((words for words in titles if words), "")
    address = f"{slug_of(title, 'challenge')[:70]}-{own.hex[-4:]}"  # nobody chooses it, so it must be free
    fixed = {"edition": at.edition.edition, "challenge": own, "slug": address}
    return await submit(
        request,
        challenges.Draft,
        to=f"{views.root(at, 'focal')}/{address}",
        said=N_("The draft is saved. Name its owner to submit it."),
        again=lambda form: _show_draft(request, slug, form),
        department=at.viewer.administration,
        **fixed,
    )


@get("/e/{slug:str}/focal/challenges/{challenge:str}", name="focal-challenge")
async def show_one(request: WebRequest, slug: Name, challenge: Name) -> Response[Any]:
    """One proposal."""
    return await _show_one(request, slug, challenge)


@post("/e/{slug:str}/focal/challenges/{challenge:str}/revise", status_code=200)
async def revise(request: WebRequest, slug: Name, challenge: Name) -> Response[Any]:
    """Correct it."""
    at = await find(request, slug)
    found = await views.written(at, "focal", challenge)
    return await submit(
        request,
        challenges.Revise,
        to=f"{views.root(at, 'focal')}/{found.slug}",
        said=N_("The challenge is saved."),
        again=lambda form: _show_one(request, slug, challenge, form),
        edition=at.edition.edition,
        challenge=found.challenge,
        department=at.viewer.administration,
    )


@post("/e/{slug:str}/focal/challenges/{challenge:str}/submit", status_code=200)
async def hand_in(request: WebRequest, slug: Name, challenge: Name) -> Response[Any]:
    """Submit it with its owner, who is named by the address."""
    at = await find(request, slug)
    found = await views.written(at, "focal", challenge)
    return await carry_out(
        request,
        _submission(request, at, found),
        to=f"{views.root(at, 'focal')}/{found.slug}",
        said=N_("The challenge is submitted. The facilitators examine it."),
        again=lambda form: _show_one(request, slug, challenge, form),
    )


async def _submission(request: WebRequest, at: Place, found: ChallengePage) -> Command:
    """Without an address the owner stays. Raises Missing, or NoColleague."""
    owner, email = found.owner, await one(request, "email")
    if email:
        person = await colleague(at.db, at.viewer, at.edition.edition, email)
        if person is None:
            raise views.NoColleague(field="email")
        owner = person.account
    if owner is None:
        raise Missing(field="email")
    ids = {"edition": at.edition.edition, "challenge": found.challenge}
    own = at.viewer.administration
    return await command_from(request, challenges.Submit, owner=owner, administration=own, **ids)


async def _show_draft(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await find(request, slug)
    views.only(at, Role.FOCAL)
    if at.viewer.administration is None:
        raise Forbidden
    own = [one for one in await administrations(at.db) if one.administration == at.viewer.administration]
    view = views.Proposing(
        edition=at.edition,
        department=own[0].name if own else None,
        root=views.root(at, "focal"),
        form=form or FormState(),
    )
    return page(request, "challenge/propose.html", view, form=form)


async def _show_one(request: WebRequest, slug: str, challenge: str, form: FormState | None = None) -> Response[Any]:
    at = await find(request, slug)
    return page(request, "challenge/own.html", await views.opened(at, "focal", challenge, form), form=form)


ROUTER = Router("/", route_handlers=[show, show_draft, draft, show_one, revise, hand_in])
