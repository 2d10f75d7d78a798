"""The admin's pages: editions, administrations, and the messages that a consumer gave up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events.message import Command
from idarathon.directory import commands as directory
from idarathon.directory.reads import Administration, Directorate, administrations, directorates
from idarathon.dispatch import ParkedMessage, parked, replay_parked
from idarathon.editions import commands as editions
from idarathon.editions import reads
from idarathon.editions.reads import EditionRow
from idarathon.errors import N_, Forbidden, NotSignedIn, Refusal
from web.forms import FormRefused, command_from, redirect
from web.formstate import FormState
from web.here import Here, WebRequest, here
from web.rendering import page
from web.routes.facilitator_desk import Forms, carry_out, one, own_id
from web.routes.facilitator_settings import settings_of
from web.routes.facilitator_teams import slug_of
from web.typed import typed


class Editions(Struct, frozen=True, kw_only=True):
    """All editions, and what the form for a new one needs."""

    editions: list[EditionRow]
    administrations: list[Administration]
    forms: Forms


class Directory(Struct, frozen=True, kw_only=True):
    """The administrations with their directorates."""

    administrations: list[tuple[Administration, list[Directorate]]]
    forms: Forms


class ParkedPage(Struct, frozen=True, kw_only=True):
    """What waits for somebody's decision."""

    messages: list[ParkedMessage]


@get("/admin/editions", name="editions-admin")
async def show_editions(request: WebRequest) -> Response[Any]:
    """The editions and the form for a new one."""
    return await _show_editions(request)


@post("/admin/editions", status_code=200)
async def create(request: WebRequest) -> Response[Any]:
    """Create an edition."""
    at = _admin(request)
    values = await typed(request)
    name = next((values[f"name.{lang}"][0] for lang in ("fr", "en", "ar") if values.get(f"name.{lang}", [""])[0]), "")
    slug = await one(request, "slug") or slug_of(name, "edition")
    return await carry_out(
        request,
        _create(request, slug),
        to=f"/{at.lang}/e/{slug}/settings",
        said=N_("The edition is created. Its preparation begins."),
        again=lambda form: _show_editions(request, form),
    )


@get("/admin/administrations", name="administrations")
async def show_directory(request: WebRequest) -> Response[Any]:
    """The administrations and their directorates."""
    return await _show_directory(request)


@post("/admin/administrations", status_code=200)
async def register_administration(request: WebRequest) -> Response[Any]:
    """Register an administration."""
    at = _admin(request)
    return await carry_out(
        request,
        _administration(request),
        to=f"/{at.lang}/admin/administrations",
        said=N_("The administration is registered."),
        again=lambda form: _show_directory(request, form),
    )


@post("/admin/directorates", status_code=200)
async def register_directorate(request: WebRequest) -> Response[Any]:
    """Register a directorate."""
    at = _admin(request)
    return await carry_out(
        request,
        _directorate(request),
        to=f"/{at.lang}/admin/administrations",
        said=N_("The directorate is registered."),
        again=lambda form: _show_directory(request, form),
    )


@get("/admin/parked", name="parked")
async def show_parked(request: WebRequest) -> Response[Any]:
    """The messages that a consumer gave up, with the error."""
    at = _admin(request)
    return page(request, "facilitator/parked.html", ParkedPage(messages=await parked(at.db, at.viewer)))


@post("/admin/parked/{consumer:str}/{event:uuid}", status_code=200)
async def replay(request: WebRequest, consumer: FromPath[str], event: FromPath[UUID]) -> Response[Any]:
    """Ask the consumer for another try."""
    at = _admin(request)
    await replay_parked(at.db, at.viewer, consumer, event)
    return redirect(request, f"/{at.lang}/admin/parked", N_("The consumer tries it again."))


def _admin(request: WebRequest) -> Here:
    at = here(request)
    if not at.viewer.admin:
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


async def _create(request: WebRequest, slug: str) -> Command:
    faults: list[Refusal] = []
    fixed: dict[str, Any] = {"edition": await own_id(request), "slug": slug, "demo": False}
    try:
        fixed["settings"] = settings_of(await typed(request))
    except FormRefused as refusal:
        faults = refusal.faults
        fixed["settings"] = None
    try:
        command = await command_from(request, editions.Create, **fixed)
    except FormRefused as others:
        raise FormRefused([*others.faults, *faults]) from None
    except Refusal:
        if faults:
            raise FormRefused(faults) from None
        raise
    return command


async def _administration(request: WebRequest) -> Command:
    return await command_from(request, directory.RegisterAdministration, administration=await own_id(request))


async def _directorate(request: WebRequest) -> Command:
    return await command_from(request, directory.RegisterDirectorate, directorate=await own_id(request))


async def _show_editions(request: WebRequest, form: FormState | None = None) -> Response[Any]:
    at = _admin(request)
    view = Editions(
        editions=await reads.editions(at.db, at.viewer),
        administrations=await administrations(at.db),
        forms=Forms(form),
    )
    return page(request, "facilitator/admin_editions.html", view, form=form)


async def _show_directory(request: WebRequest, form: FormState | None = None) -> Response[Any]:
    at = _admin(request)
    under: dict[UUID, list[Directorate]] = {}
    for directorate in await directorates(at.db):
        under.setdefault(directorate.administration, []).append(directorate)
    pairs = [(row, under.get(row.administration, [])) for row in await administrations(at.db)]
    view = Directory(administrations=pairs, forms=Forms(form))
    return page(request, "facilitator/admin_directory.html", view, form=form)


HANDLERS = [
    show_editions,
    create,
    show_directory,
    register_administration,
    register_directorate,
    show_parked,
    replay,
]
