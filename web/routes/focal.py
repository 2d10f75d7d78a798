"""Candidatures de mon administration: a focal point authorises, refuses, and asks colleagues to apply."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from events.message import Command
from idarathon.applications import commands as ask
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn
from idarathon.viewer import Role
from web import applications as views
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.rendering import page
from web.routes.facilitator_desk import one
from web.routes.public import find

Name = FromPath[str]
WordsAsked = Annotated[str, QueryParameter(name="words", max_length=200)]
ACTS: dict[str, tuple[type[Command], str]] = {
    "authorise": (ask.Authorise, N_("The application is authorised.")),
    "refuse": (ask.RefuseAuthorisation, N_("The authorisation is refused. The applicant is told the reason.")),
}


@get("/e/{slug:str}/focal", name="focal")
async def show(request: WebRequest, slug: Name, words: WordsAsked = "") -> Response[Any]:
    """The applications of the administration, and colleagues found by name."""
    return await _show(request, await _at(request, slug), words)


@post("/e/{slug:str}/focal/propose", status_code=200)
async def propose(request: WebRequest, slug: Name) -> Response[Any]:
    """Ask somebody to apply."""
    at = await _at(request, slug)
    words = await one(request, "words")
    return await _send(request, at, ask.Propose, N_("The person is asked to apply, here and by mail."), words)


@post("/e/{slug:str}/focal/{application:uuid}/{act:str}", status_code=200)
async def settle(request: WebRequest, slug: Name, application: FromPath[UUID], act: Name) -> Response[Any]:
    """Authorise, or refuse with a reason."""
    if act not in ACTS:
        raise NotFound
    kind, said = ACTS[act]
    return await _send(request, await _at(request, slug), kind, said, application=application)


async def _send(
    request: WebRequest, at: Place, kind: type[Command], said: str, words: str = "", **fixed: Any
) -> Response[Any]:
    if at.viewer.administration is None:
        raise Forbidden
    return await submit(
        request,
        kind,
        to=f"{at.base}/focal",
        said=said,
        again=lambda form: _show(request, at, words, form),
        edition=at.edition.edition,
        administration=at.viewer.administration,
        **fixed,
    )


async def _at(request: WebRequest, slug: str) -> Place:
    """The edition, for one of its focal points. Raises NotFound, NotSignedIn or Forbidden."""
    at = await find(request, slug)
    if not at.viewer.has(at.edition.edition, Role.FOCAL):
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


async def _show(request: WebRequest, at: Place, words: str = "", form: FormState | None = None) -> Response[Any]:
    return page(request, "application/focal.html", await views.focal(at, words, form), form=form)


HANDLERS = [show, propose, settle]
