"""What people do in the bank: complete an entry, publish and withdraw it, ask for a reuse and say how it goes on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.bank import commands as ask
from idarathon.bank import reads
from idarathon.errors import N_, NotFound, NotSignedIn, Refusal
from web import bank as views
from web.bank import Completing
from web.forms import FormRefused, execute, redirect, refused, submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.public import Place
from web.refusals import WrongValue
from web.rendering import page
from web.routes.facilitator_desk import Forms, one, own_id, with_fixed
from web.routes.public import find
from web.routes.team_deposit import links

Name = FromPath[str]
ACTS: dict[str, tuple[type[Command], str]] = {
    "accept": (ask.AcceptReuse, N_("The request is accepted.")),
    "decline": (ask.DeclineReuse, N_("The request is declined.")),
    "pilot": (ask.StartPilot, N_("The pilot is recorded.")),
    "service": (ask.PutInService, N_("It is recorded that the prototype is in service.")),
    "stop": (ask.StopReuse, N_("It is recorded that the reuse has ended.")),
}
MANY = ("links", "keywords")  # fields of one line or more that are typed as one text


@get("/e/{slug:str}/bank/{team:str}/edit", name="complete-entry")
async def show(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """The form that completes an entry."""
    view = await views.completing(await find(request, slug), team)
    return _form(request, view, FormState(expected_version=view.found.entry.version))


@post("/e/{slug:str}/bank/{team:str}/edit", status_code=200)
async def complete(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """Save it, then the entry's page."""
    at = await find(request, slug)
    view = await views.completing(at, team)
    try:
        await execute(request, await _completed(request, at, view))
    except Refusal as refusal:
        return _form(request, view, await refused(request, _at_one_field(refusal)))
    return redirect(request, view.base, N_("The entry is saved."))


def _form(request: WebRequest, view: Completing, form: FormState) -> Response[Any]:
    return page(request, "bank/edit.html", view, form=form)


async def _completed(request: WebRequest, at: Place, view: Completing) -> Command:
    entry, address = view.found.entry, await one(request, "lineage")
    ancestor = await _ancestor(at, address)

    def lineage() -> UUID | None:
        if address and ancestor is None:
            raise WrongValue(field="lineage")
        return ancestor

    return await with_fixed(
        request,
        ask.Complete,
        {"lineage": lineage},
        {"lineage": None},
        edition=entry.edition,
        entry=entry.entry,
        team=entry.team,
        links=links(await one(request, "links")),
        keywords=keywords(await one(request, "keywords")),
    )


async def _ancestor(at: Place, address: str) -> UUID | None:
    slugs = views.ancestor_of(address)
    found = await reads.entry(at.db, at.viewer, *slugs) if slugs else None
    return found.entry.entry if found else None


def keywords(text: str) -> tuple[str, ...]:
    """Words between commas, French or Arabic, each once."""
    parts = (part.strip() for part in text.replace("،", ",").replace("\n", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _at_one_field(refusal: Refusal) -> Refusal:
    """Errors of single links or keywords (``links[2]``) stand at the one field of the form."""
    for fault in refusal.faults if isinstance(refusal, FormRefused) else [refusal]:
        for name in MANY:
            if fault.field and fault.field.startswith(name):
                fault.field = name
    return refusal


@post("/e/{slug:str}/bank/{team:str}/publish", status_code=200)
async def publish(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """Let everyone find it."""
    said = N_("The entry is published: everyone finds it in the bank.")
    return await _act(request, slug, team, ask.Publish, said)


@post("/e/{slug:str}/bank/{team:str}/withdraw", status_code=200)
async def withdraw(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """Archive it."""
    return await _act(request, slug, team, ask.Withdraw, N_("The entry is withdrawn from the bank."))


@post("/e/{slug:str}/bank/{team:str}/reuses/{reuse:uuid}/{act:str}", status_code=200)
async def step(request: WebRequest, slug: Name, team: Name, reuse: FromPath[UUID], act: Name) -> Response[Any]:
    """Say how a reuse goes on."""
    if act not in ACTS:
        raise NotFound
    kind, said = ACTS[act]
    at = await find(request, slug)
    entry = (await views.entry_view(at, team)).found.entry
    return await _act(request, slug, team, kind, said, reuse=reuse, team=entry.team)


async def _act(
    request: WebRequest, slug: str, name: str, kind: type[Command], said: str, **fixed: UUID
) -> Response[Any]:
    view = await views.entry_view(await find(request, slug), name)
    entry = view.found.entry

    async def again(form: FormState) -> Response[Any]:
        fresh = await views.entry_view(await find(request, slug), name)
        return page(request, "bank/entry.html", msgspec.structs.replace(fresh, forms=Forms(form)), form=form)

    ids = {"edition": entry.edition, "entry": entry.entry, **fixed}
    return await submit(request, kind, to=view.base, said=said, again=again, **ids)


@get("/e/{slug:str}/bank/{team:str}/reuse", name="request-reuse")
async def show_request(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """The form that asks for a reuse."""
    return page(request, "bank/request.html", await views.requesting(await find(request, slug), team), form=FormState())


@post("/e/{slug:str}/bank/{team:str}/reuse", status_code=200)
async def request_reuse(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """Ask, then the entry's page, where the request stands."""
    view = await views.requesting(await find(request, slug), team)
    entry = view.found.entry

    async def again(form: FormState) -> Response[Any]:
        return page(request, "bank/request.html", view, form=form)

    said = N_("The request is sent. The team and the facilitators answer on this page.")
    ids = {"edition": entry.edition, "entry": entry.entry, "reuse": await own_id(request)}
    return await submit(request, ask.RequestReuse, to=view.base, said=said, again=again, **ids)


@get("/e/{slug:str}/manage/bank", name="manage-bank")
async def manage(request: WebRequest, slug: Name) -> Response[Any]:
    """All entries of the edition, and what each needs next."""
    return page(request, "bank/manage.html", await views.edition_bank(await find(request, slug)))


@get("/me/reuses", name="own-reuses")
async def mine(request: WebRequest) -> Response[Any]:
    """What I asked for."""
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    return page(request, "bank/mine.html", views.MyReuses(reuses=await reads.my_reuses(at.db, at.viewer)))


HANDLERS = [show, complete, publish, withdraw, step, show_request, request_reuse, manage, mine]
