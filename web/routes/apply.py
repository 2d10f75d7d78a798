"""Candidater: the form one thing a page, its check, what was sent, the signed authorisation, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import msgspec
from litestar import Response, Router, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.applications import commands as ask
from idarathon.applications import reads
from idarathon.dispatch import settled
from idarathon.errors import N_, NotFound, NotSignedIn, Refusal
from idarathon.people import vault
from web import applying as views
from web.applying import STEPS, Applying, applicant
from web.files import disposition
from web.forms import command_from, redirect, refused, submit
from web.formstate import FormError, FormState
from web.here import WebRequest, here
from web.i18n import time_text, translator
from web.papers_sent import TAKEN, sent_paper
from web.public import Place
from web.refusals import Missing, WrongForm, sentence
from web.rendering import page
from web.routes import focal
from web.routes.facilitator_desk import own_id
from web.routes.files import SAFE
from web.routes.public import find
from web.typed import typed

Name = FromPath[str]
SENT, CHANGED = N_("Your application is sent."), N_("Your application is changed.")


@get("/e/{slug:str}/apply", name="apply")
async def show(request: WebRequest, slug: Name) -> Response[Any]:
    """What was sent, or where to begin."""
    return await _show(request, await applicant(request, slug))


@get("/e/{slug:str}/apply/{step:str}", name="apply-step")
async def step(request: WebRequest, slug: Name, step: Name) -> Response[Any]:
    """One thing of the form, or the check of all."""
    view, form = await views.applying(await applicant(request, slug), _known(step))
    return _draw(request, view, form)


@post("/e/{slug:str}/apply/{step:str}", status_code=200)
async def keep(request: WebRequest, slug: Name, step: Name) -> Response[Any]:
    """Keep what stands on this page, and go on to the next. For the script that saves meanwhile: what to say."""
    if step not in STEPS:
        raise NotFound
    at = await applicant(request, slug)
    view, form = await views.applying(at, step)
    fields, when = await views.keep(request, at, dict(form.values))
    lang = here(request).lang
    if request.headers.get("x-draft"):
        said = translator(lang).gettext(N_("saved at %(time)s"), time=time_text(when, lang))
        body = msgspec.json.encode({"said": said})
        return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})
    if "later" in await typed(request):
        return redirect(request, f"{at.base}/apply", N_("Your draft is kept. Nobody else sees it."))
    open_ones = [name for name in views.missing(fields) if name in STEPS[step]]
    if open_ones:
        errors = tuple(FormError(name, sentence(Missing(), lang)) for name in open_ones)
        return _draw(request, view, msgspec.structs.replace(form, values=fields, errors=errors, status=400))
    after = view.steps[view.number : view.number + 1]
    return redirect(request, f"{at.base}/apply/{after[0] if after else 'check'}")


@post("/e/{slug:str}/apply", status_code=200)
async def send(request: WebRequest, slug: Name) -> Response[Any]:
    """Send it, or the change of what was sent; the draft ends with it."""
    at = await applicant(request, slug)
    view, _ = await views.applying(at, "check")
    try:
        command = await _command(request, at, view)
        ended = [vault.drop_draft(at.viewer.account, views.draft_key(at.edition.edition))] if at.viewer.account else []
        await here(request).dispatch.execute(command, at.viewer, ended)
    except Refusal as refusal:
        return _draw(request, view, await refused(request, refusal))
    return redirect(request, f"{at.base}/apply", CHANGED if view.own else SENT)


async def _command(request: WebRequest, at: Place, view: Applying) -> Command:
    ids = {"edition": at.edition.edition}
    if view.own:
        return await command_from(request, ask.Revise, **ids, application=view.own.application)
    fresh = uuid5(await own_id(request), "application")  # sent twice it is one
    where = {"account": at.viewer.account, "administration": at.viewer.administration}
    return await command_from(request, ask.Submit, **ids, **where, application=fresh)


@post("/e/{slug:str}/apply/withdraw", status_code=200)
async def withdraw(request: WebRequest, slug: Name) -> Response[Any]:
    """Take it back."""
    at = await applicant(request, slug)
    return await submit(
        request,
        ask.Withdraw,
        to=f"{at.base}/apply",
        said=N_("Your application is withdrawn."),
        again=lambda form: _show(request, at, form),
        edition=at.edition.edition,
        application=await _own(at),
    )


@post(
    "/e/{slug:str}/apply/paper",
    status_code=200,
    request_max_body_size=None,
    opt={"streamed": True, "form": True},
)
async def attach(request: WebRequest, slug: Name) -> Response[Any]:
    """Add the signed authorisation."""
    at = await applicant(request, slug)
    try:
        which = await _own(at)
        paper = await sent_paper(request)
        ids: dict[str, Any] = {"edition": at.edition.edition, "application": which, "account": at.viewer.account}
        # The receiving code is part of the system: it needs no leave.
        settled((await here(request).dispatch.execute_many([ask.Attach(**ids, paper=paper)], at.viewer.account))[0])
    except Refusal as refusal:
        if isinstance(refusal, WrongForm | NotSignedIn):
            raise
        return await _show(request, at, await refused(request, refusal))
    return redirect(request, f"{at.base}/apply", N_("The signed authorisation is here."))


@get("/e/{slug:str}/applications/{application:uuid}/paper", name="application-paper")
async def paper(request: WebRequest, slug: Name, application: FromPath[UUID]) -> Response[bytes]:
    """The signed authorisation, to be saved."""
    at = await find(request, slug)
    if at.viewer.account is None:
        raise NotSignedIn
    found = await reads.paper(at.db, at.viewer, at.edition.edition, application)
    if found is None:
        raise NotFound
    try:
        pieces = [piece async for piece in here(request).files.read(found.sha256, 0, found.size)]
    except FileNotFoundError:
        raise NotFound from None
    name = translator(at.lang).gettext("authorisation")
    headers = {**SAFE, "Content-Disposition": disposition(f"{name}.{TAKEN[found.mime]}")}
    return Response(b"".join(pieces), media_type=found.mime, headers=headers)


async def _own(at: Place) -> UUID:
    """The viewer's application. Raises NotFound."""
    found = await reads.own(at.db, at.viewer, at.edition.edition)
    if found is None:
        raise NotFound
    return found.application


def _known(step: str) -> str:
    if step not in STEPS and step != "check":
        raise NotFound
    return step


def _draw(request: WebRequest, view: Applying, form: FormState) -> Response[Any]:
    name = "application/check.html" if view.step == "check" else "application/step.html"
    return page(request, name, view, form=form)


async def _show(request: WebRequest, at: Place, form: FormState | None = None) -> Response[Any]:
    view, _ = await views.applying(at)
    return page(request, "application/own.html", view, form=form or FormState(name="application"))


ROUTER = Router("/", route_handlers=[show, step, keep, send, withdraw, attach, paper, *focal.HANDLERS])
