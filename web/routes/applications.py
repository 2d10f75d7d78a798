"""Candidatures: the list with its filters, one read after the other, decisions, and telling."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from litestar import Response, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.applications import commands as ask
from idarathon.errors import N_, NotFound, NotSignedIn, Refusal
from web import applications as views
from web.forms import redirect, refused, submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.refusals import Missing
from web.rendering import page
from web.routes.facilitator_desk import Forms, own_id, running, watching
from web.routes.public import find
from web.sheets import sheet
from web.typed import typed

Name = FromPath[str]
Which = FromPath[UUID]
ACTS: dict[str, tuple[type[Command], str]] = {
    "read": (ask.Read, N_("Your advice is recorded.")),
    "decide": (ask.Decide, N_("The decision is recorded. The applicant is told once it is announced.")),
    "announce": (ask.Announce, N_("The applicant is told.")),
}


@get("/e/{slug:str}/applications", name="applications")
async def show(request: WebRequest, slug: Name) -> Response[Any]:
    """The list."""
    view = await views.desk(await watching(request, slug), request.query_params)
    return page(request, "application/list.html", view)


@get("/e/{slug:str}/applications.csv", name="applications-sheet")
async def download(request: WebRequest, slug: Name) -> Response[Any]:
    """The list as a file, narrowed as on the page."""
    headers, rows = await views.exported(await watching(request, slug), request.query_params)
    return sheet(f"{slug}-applications", headers, rows)


@post("/e/{slug:str}/applications/dates", status_code=200)
async def schedule(request: WebRequest, slug: Name) -> Response[Any]:
    """Say when people apply."""
    at = await running(request, slug)

    async def again(form: FormState) -> Response[Any]:
        return page(request, "application/list.html", await views.desk(at, {}, Forms(form)), form=form)

    said = N_("The dates of the applications are set.")
    return await submit(
        request, ask.Schedule, to=f"{at.base}/applications", said=said, again=again, edition=at.edition.edition
    )


@get("/e/{slug:str}/applications/agreed", name="applications-agreed")
async def preview(request: WebRequest, slug: Name) -> Response[Any]:
    """What would be decided at once: where both readers advise the same."""
    at = await running(request, slug)
    return page(request, "application/agreed.html", await views.agreed(at, FormState()))


@post("/e/{slug:str}/applications/agreed", status_code=200)
async def decide_agreed(request: WebRequest, slug: Name) -> Response[Any]:
    """Decide the ticked ones as both readers advise; what has changed meanwhile is left alone."""
    at = await running(request, slug)
    ticked = set((await typed(request)).get("application", []))
    rows = [one for one in (await views.agreed(at, FormState())).rows if str(one[0].application) in ticked]
    if not ticked:
        form = await refused(request, Missing(field="application"))
        return page(request, "application/agreed.html", await views.agreed(at, form), form=form)
    ids: dict[str, Any] = {"edition": at.edition.edition}
    form_id = await own_id(request)
    done = await _all(
        request,
        [
            ask.Decide(id=uuid5(form_id, f"decide:{row.application}"), **ids, application=row.application, decision=to)
            for row, to in rows
        ],
    )
    return redirect(request, f"{at.base}/applications", N_("Applications decided: %(done)s."), done=done)


@post("/e/{slug:str}/applications/announce", status_code=200)
async def announce_all(request: WebRequest, slug: Name) -> Response[Any]:
    """Tell everybody whose decision was not announced."""
    at = await running(request, slug)
    form_id = await own_id(request)
    ids: dict[str, Any] = {"edition": at.edition.edition}
    done = await _all(
        request,
        [
            ask.Announce(id=uuid5(form_id, f"announce:{row.application}"), **ids, application=row.application)
            for row in await views.unannounced(at)
        ],
    )
    return redirect(request, f"{at.base}/applications", N_("Applicants told: %(done)s."), done=done)


@get("/e/{slug:str}/applications/{application:uuid}", name="application")
async def one(request: WebRequest, slug: Name, application: Which) -> Response[Any]:
    """One application."""
    return await _one(request, slug, application)


@post("/e/{slug:str}/applications/{application:uuid}/{act:str}", status_code=200)
async def settle(request: WebRequest, slug: Name, application: Which, act: Name) -> Response[Any]:
    """Give an advice, decide, or announce."""
    if act not in ACTS:
        raise NotFound
    at = await running(request, slug)
    kind, said = ACTS[act]
    to = f"{at.base}/applications/{application}"
    if act == "read" and "next" in await typed(request):
        after = await views.following(at, application)
        to = f"{at.base}/applications/{after}" if after else f"{at.base}/applications"
    return await submit(
        request,
        kind,
        to=to,
        said=said,
        again=lambda form: _one(request, slug, application, form),
        edition=at.edition.edition,
        application=application,
    )


async def _one(request: WebRequest, slug: str, which: UUID, form: FormState | None = None) -> Response[Any]:
    at = await find(request, slug)
    if at.viewer.account is None:
        raise NotSignedIn
    return page(request, "application/one.html", await views.reading(at, which, form), form=form)


async def _all(request: WebRequest, commands: list[Command]) -> int:
    """Carry them out in the name of who has just been let in; how many were done. A refusal concerns one alone."""
    at = here(request)
    outcomes = await at.dispatch.execute_many(commands, at.viewer.account) if commands else []
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, Refusal):
            raise outcome
    return sum(not isinstance(outcome, Exception) for outcome in outcomes)


HANDLERS = [show, download, schedule, preview, decide_agreed, announce_all, one, settle]
