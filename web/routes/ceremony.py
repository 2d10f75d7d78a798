"""The ceremony's screen, which reveals prizes from the last to the first, and the public results."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events.message import Command
from idarathon.bank.reads import banked
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn
from idarathon.jury.reads import again as again_
from idarathon.jury.reads import entrants
from idarathon.prizes import commands as ask
from idarathon.prizes.reads import Palmares, palmares
from idarathon.viewer import Role
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.rendering import page
from web.routes.facilitator_desk import Forms
from web.routes.public import find

ACTS: dict[str, tuple[type[Command], str]] = {
    "open": (ask.OpenCeremony, N_("The ceremony is open.")),
    "reveal": (ask.Reveal, N_("The prize is revealed.")),
    "close": (ask.CloseCeremony, N_("The ceremony is over: the results are public.")),
}


class Stage(Struct, frozen=True, kw_only=True):
    """The presenter's screen: nothing on it is secret, for it is shown to the room. ``again``: the president has to
    decide again before anything more is revealed."""

    edition: EditionPage
    prizes: Palmares
    again: bool
    forms: Forms


class Public(Struct, frozen=True, kw_only=True):
    """The public results. ``banked``: which winners have an entry in the bank."""

    edition: EditionPage
    prizes: Palmares
    minutes: bool
    banked: frozenset[UUID]


@get("/e/{slug:str}/ceremony", name="ceremony")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """What was revealed, and the next prize."""
    return await _show(request, slug)


@post("/e/{slug:str}/ceremony/{act:str}", status_code=200)
async def do(request: WebRequest, slug: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Open, reveal the next prize, close."""
    at = await _presenting(request, slug)
    if act not in ACTS:
        raise NotFound
    kind, said = ACTS[act]
    known = {"teams": await _entrants(at)} if kind is ask.Reveal else {}
    return await submit(
        request,
        kind,
        to=f"{at.base}/ceremony#stage",
        said=said,
        again=lambda form: _show(request, slug, form),
        edition=at.edition.edition,
        **known,
    )


@get("/e/{slug:str}/results", name="results")
async def results(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The prizes that were revealed."""
    at = await find(request, slug)
    found = await palmares(at.db, at.viewer, at.edition.edition)
    kept = await banked(at.db, [one.team for prize in found.prizes for one in prize.winners])
    view = Public(edition=at.edition, prizes=found, minutes=found.public, banked=kept)
    return page(request, "jury/results.html", view)


async def _presenting(request: WebRequest, slug: str) -> Place:
    """The edition, for who runs it or presides its jury. Raises NotFound, NotSignedIn or Forbidden."""
    at = await find(request, slug)
    if not (at.viewer.runs(at.edition.edition) or at.viewer.has(at.edition.edition, Role.PRESIDENT)):
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


async def _entrants(at: Place) -> tuple[UUID, ...]:
    """All teams that came before the jury: of each the rules look whether it has withdrawn."""
    return tuple(one.team for one in await entrants(at.db, at.edition.edition))


async def _show(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await _presenting(request, slug)
    found = await palmares(at.db, at.viewer, at.edition.edition)
    again = bool(await again_(at.db, at.viewer, at.edition.edition))
    view = Stage(edition=at.edition, prizes=found, again=again, forms=Forms(form, found.version))
    return page(request, "jury/ceremony.html", view, form=form)


HANDLERS = [show, do, results]
