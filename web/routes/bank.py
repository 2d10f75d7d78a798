"""The bank of prototypes, for everyone: the list with its search and filters, an entry, and the list as a file."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get
from litestar.params import FromPath, QueryParameter

from idarathon.bank import reads
from idarathon.errors import N_, NotFound
from web import bank as views
from web.files import signed
from web.forms import redirect
from web.here import WebRequest, here, services
from web.i18n import translator
from web.rendering import page
from web.routes import bank_acts
from web.routes.facilitator_desk import Forms
from web.routes.public import Number, find
from web.sheets import sheet

Choice = Annotated[str, QueryParameter(max_length=300)]
COLUMNS: tuple[str, ...] = (
    *(N_("Edition"), N_("Team"), N_("Challenge"), N_("Department"), N_("Title"), N_("The problem"), N_("The solution")),
    *(N_("Language"), N_("Maturity"), N_("Licence"), N_("Contact"), N_("Keywords"), N_("Links"), N_("Published")),
    *(N_("Reuses"), N_("Address")),
)


@get("/bank", name="bank")
async def bank(request: WebRequest, number: Number = 1) -> Response[Any]:
    """The published entries. Question and filters stand in the address."""
    at = here(request)
    return page(request, "bank/list.html", await views.bank_view(at, views.wanted(given(request)), number))


@get("/bank.csv", name="bank-sheet")
async def bank_sheet(request: WebRequest) -> Response[Any]:
    """The published entries that the list shows for the same address, on all its pages."""
    at = here(request)
    wanted = views.wanted(given(request))
    heads = [translator(at.lang).gettext(one) for one in COLUMNS]
    return sheet("banque-de-prototypes", heads, [_row(request, one) for one in await reads.export(at.db, wanted)])


@get("/e/{slug:str}/bank/{team:str}", name="bank-entry")
async def entry(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """One entry."""
    view = await views.entry_view(await find(request, slug), team)
    return page(request, "bank/entry.html", msgspec.structs.replace(view, forms=Forms()))


@get("/e/{slug:str}/bank/{team:str}/files/{which:uuid}", name="bank-file")
async def file(request: WebRequest, slug: FromPath[str], team: FromPath[str], which: FromPath[UUID]) -> Response[Any]:
    """To a file that the entry shows, by a short-lived address."""
    entry = (await views.entry_view(await find(request, slug), team)).found.entry
    if which not in {one.upload for one in entry.files}:
        raise NotFound
    return redirect(request, signed(services(request).settings.secret, which))


def given(request: WebRequest) -> dict[str, str]:
    """What the address says; of a name that stands twice the last."""
    known = reads.Wanted.__struct_fields__
    return {name: value for name, value in request.query_params.items() if name in known}


def _row(request: WebRequest, one: reads.Exported) -> tuple[Any, ...]:
    lang, base = here(request).lang, here(request).services.settings.base_url
    names = [
        text.pick(lang)[1] if text else "" for text in (one.edition_name, one.challenge_title, one.department_name)
    ]
    what = (names[0], one.team_name, names[1], names[2], one.title, one.problem, one.solution, one.lang, one.maturity)
    how = (one.licence, one.contact, ", ".join(one.keywords), " ".join(one.links), one.published_at, one.reuses)
    return (*what, *how, f"{base}/{lang}/e/{one.edition_slug}/bank/{one.team_slug}")


ROUTER = Router("/", route_handlers=[bank, bank_sheet, entry, file, *bank_acts.HANDLERS])
