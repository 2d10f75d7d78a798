"""Déposer and Récépissé. Made for a slow telephone one minute before the deadline: one small page, one tap, one deposit
however often it is sent, and nothing typed is lost whatever the answer."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import structs

from events.message import Recorded
from idarathon.errors import NotSignedIn, Refusal, Unavailable
from idarathon.phases.commands import Deposit
from idarathon.phases.events import JourneyDeposited
from web import team as views
from web.forms import FormRefused, command_from, execute, redirect, refused
from web.formstate import FormState
from web.front import is_multipart
from web.here import WebRequest, here, services
from web.receiving import arrived
from web.refusals import WrongForm
from web.rendering import page
from web.routes.public import find
from web.sending import sent_files
from web.team import Depositing, distinct
from web.typed import typed

Name = FromPath[str]


@get("/e/{slug:str}/team/{team:str}/deposit/{phase:str}/{key:str}", name="deposit")
async def show(request: WebRequest, slug: Name, team: Name, phase: Name, key: Name) -> Response[Any]:
    """The form for one deliverable, with the last deposit of it in the fields."""
    return _page(request, await views.depositing(await find(request, slug), team, phase, key), FormState())


@post(
    "/e/{slug:str}/team/{team:str}/deposit/{phase:str}/{key:str}",
    status_code=200,
    request_max_body_size=None,
    opt={"streamed": True, "form": True},
)
async def send(request: WebRequest, slug: Name, team: Name, phase: Name, key: Name) -> Response[Any]:
    """Deposit, then the receipt. With files the form is read as it arrives."""
    view = await views.depositing(await find(request, slug), team, phase, key)
    try:
        if is_multipart(request):
            await sent_files(request, view)
        recorded = await execute(request, await _command(request, view))
    except Refusal as refusal:
        if not isinstance(refusal, Unavailable):  # the team may have moved on meanwhile
            view = await views.depositing(await find(request, slug), team, phase, key)
        if isinstance(refusal, WrongForm | NotSignedIn):  # before anything of the form was looked at
            raise
        return _page(request, view, await refused(request, _at_a_field(refusal)))
    return redirect(request, f"{view.base}/receipt/{_position(recorded)}")


@get("/e/{slug:str}/team/{team:str}/receipt/{position:int}", name="receipt")
async def receipt(request: WebRequest, slug: Name, team: Name, position: FromPath[int]) -> Response[Any]:
    """What was deposited, when by the server's clock, and whether in time."""
    origin = services(request).settings.base_url
    view = await views.receipt(await find(request, slug), team, position, origin)
    files = here(request).files
    drawn = frozenset([one.sha256 for one in view.deposit.files if await files.has_preview(one.sha256)])
    return page(request, "team/receipt.html", structs.replace(view, drawn=drawn))


def _page(request: WebRequest, view: Depositing, form: FormState) -> Response[Any]:
    at = here(request)
    progress = {one.upload: 100 * arrived(at, one) // one.size for one in view.sent}
    return page(request, "team/deposit.html", structs.replace(view, progress=progress), form=form)


async def _command(request: WebRequest, view: Depositing) -> Deposit:
    typed_links = (await typed(request)).get("links", [""])[0]
    command = await command_from(
        request,
        Deposit,
        edition=view.edition.edition,
        team=view.team.team,
        phase=view.phase,
        deliverable=view.key,
        links=links(typed_links),
    )
    return distinct(command)


def links(text: str) -> tuple[str, ...]:
    """One link a line. What people type on telephones has no https:// before it."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(_link(line) for line in lines if line)


def _link(line: str) -> str:
    host, _, _ = line.partition("/")
    return line if "://" in line or "." not in host or " " in line else f"https://{line}"


def _at_a_field(refusal: Refusal) -> Refusal:
    """Errors of single links (``links[2]``) stand at the one field of the form."""
    faults = refusal.faults if isinstance(refusal, FormRefused) else [refusal]
    for fault in faults:
        if fault.field and fault.field.startswith("links"):
            fault.field = "links"
        elif fault.field and fault.field.startswith("file"):
            fault.field = "file"
        elif fault.field not in ("title", "text", "lang"):
            fault.field = None
    return refusal


def _position(recorded: list[Recorded]) -> int:
    return next(one.meta.position for one in recorded if isinstance(one.event, JourneyDeposited))


HANDLERS = [show, send, receipt]
