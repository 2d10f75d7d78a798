"""Registering a team oneself, in an edition with open intake."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from uuid import UUID, uuid5

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.editions.reads import EditionPage
from idarathon.errors import Conflict, NotFound, NotSignedIn, Refusal
from idarathon.teams.commands import RESERVED, Register
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.gauges import Rule, rules
from web.here import WebRequest, here
from web.rendering import page
from web.routes.public import find
from web.typed import typed


class NewTeam(Struct, frozen=True, kw_only=True):
    """The page."""

    edition: EditionPage
    base: str
    rules: list[Rule]


@get("/e/{slug:str}/teams/new", name="new-team")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The form. Raises NotFound where facilitators compose the teams."""
    return await _show(request, slug, FormState())


@post("/e/{slug:str}/teams/new", status_code=200)
async def register(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Register the team with the sender as its lead."""
    view = await _view(request, slug)
    try:
        team_slug = await _register(request, view)
    except Refusal as refusal:
        if refusal.field != "lang":
            refusal.field = "name"
        return await _show(request, slug, await refused(request, refusal))
    return redirect(request, f"{view.base}/team/{team_slug}/members")


async def _register(request: WebRequest, view: NewTeam) -> str:
    """The team's part of the address. Two names may lead to one: then a few letters are added."""
    name = (await typed(request)).get("name", [""])[0].strip()
    fixed = {"edition": view.edition.edition, "team": UUID(int=0), "slug": "x", "lead": None}
    wanted = await command_from(request, Register, **fixed, **({"name": name} if name else {}))
    team = uuid5(wanted.id, "team")
    for slug in (slug_of(name, team), f"{slug_of(name, team)[:60]}-{team.hex[:6]}"):
        command = Register(
            id=wanted.id, edition=wanted.edition, team=team, name=wanted.name, slug=slug, lang=wanted.lang
        )
        try:
            events = await execute(request, command)
        except Conflict as refusal:
            if refusal.code != "team_slug_taken":
                raise
        else:
            return str(getattr(events[0].event, "slug", slug))
    raise Conflict


def slug_of(name: str, team: UUID) -> str:
    """A name in letters for an address; those of an Arabic name are made up."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return slug if slug and slug not in RESERVED else f"team-{team.hex[:8]}"


async def _view(request: WebRequest, slug: str) -> NewTeam:
    at = await find(request, slug)
    if here(request).viewer.account is None:
        raise NotSignedIn
    if at.edition.settings.intake != "open":
        raise NotFound
    return NewTeam(edition=at.edition, base=at.base, rules=rules(at.edition.settings.composition, at.lang))


async def _show(request: WebRequest, slug: str, form: FormState) -> Response[Any]:
    return page(request, "team/new.html", await _view(request, slug), form=form)


HANDLERS = [show, register]
