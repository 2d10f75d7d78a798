"""Composing teams: register one, find people and place or invite them, give it its challenge, rename, hand over."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command, new_id
from idarathon.challenges.reads import ChallengeRow, challenges
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotFound
from idarathon.people.reads import Person, persons
from idarathon.teams import commands as teams
from idarathon.teams import reads
from idarathon.teams.reads import TeamPage, TeamRow
from web.forms import command_from, submit
from web.formstate import FormState
from web.gauges import GaugeView, gauge_view, names
from web.here import WebRequest
from web.public import Place
from web.rendering import page
from web.routes.facilitator_desk import Forms, carry_out, one, own_id, running

Words = Annotated[str, QueryParameter(name="words", max_length=200)]
Number = Annotated[int, QueryParameter(name="page", ge=1, le=10_000)]
SIZE = 50  # teams on a page
ACTS: dict[str, tuple[type[Command], str]] = {
    "place": (teams.Place, N_("The person is in the team.")),
    "invite": (teams.Invite, N_("The person is invited.")),
    "cancel": (teams.CancelInvitation, N_("The invitation is taken back.")),
    "remove": (teams.Remove, N_("The person is no longer in the team.")),
    "lead": (teams.HandOver, N_("The team has another lead.")),
    "challenge": (teams.AssignChallenge, N_("The team has its challenge.")),
    "confirm": (teams.Confirm, N_("The team is confirmed.")),
    "rename": (teams.Rename, N_("The team has its new name.")),
}


class Composition(Struct, frozen=True, kw_only=True):
    """All teams, those that need people first."""

    edition: EditionPage
    teams: list[TeamRow]
    counts: reads.Counts
    page: int
    pages: int


class TeamComposition(Struct, frozen=True, kw_only=True):
    """One team. ``found``: people whose name or address contains ``words``; None before anybody searched."""

    edition: EditionPage
    team: TeamPage
    words: str
    found: list[Person] | None
    challenges: list[ChallengeRow]
    forms: Forms
    made: GaugeView


@get("/e/{slug:str}/manage/teams", name="composition")
async def show(request: WebRequest, slug: FromPath[str], number: Number = 1) -> Response[Any]:
    """The teams and the form for another one."""
    return await _show(request, slug, number=number)


@post("/e/{slug:str}/manage/teams", status_code=200)
async def register(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Register a team."""
    at = await running(request, slug)
    name = await one(request, "name")
    address = await one(request, "slug") or slug_of(name, "equipe")
    return await carry_out(
        request,
        _register(request, at, address),
        to=f"{at.base}/manage/teams/{address}",
        said=N_("%(team)s is registered. Now find its members."),
        again=lambda form: _show(request, slug, form),
        team=name[:120],
    )


@get("/e/{slug:str}/manage/teams/{name:str}", name="composition-team")
async def show_team(request: WebRequest, slug: FromPath[str], name: FromPath[str], words: Words = "") -> Response[Any]:
    """One team and its people."""
    return await _show_team(request, slug, name, words)


@post("/e/{slug:str}/manage/teams/{name:str}/{act:str}", status_code=200)
async def change(request: WebRequest, slug: FromPath[str], name: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Do one thing to a team."""
    if act not in ACTS:
        raise NotFound
    at = await running(request, slug)
    found, words = await _team(at, name), await one(request, "words")
    kind, said = ACTS[act]
    return await submit(
        request,
        kind,
        to=f"{at.base}/manage/teams/{found.slug}",
        said=said,
        again=lambda form: _show_team(request, slug, name, words, form),
        edition=at.edition.edition,
        team=found.team,
    )


def slug_of(name: str, fallback: str) -> str:
    """An address out of a name; a fresh one for a name without Latin letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or f"{fallback}-{new_id().hex[-6:]}"


async def _register(request: WebRequest, at: Place, address: str) -> Command:
    fixed = {"edition": at.edition.edition, "team": await own_id(request), "slug": address, "lead": None}
    return await command_from(request, teams.Register, **fixed)


async def _show(request: WebRequest, slug: str, form: FormState | None = None, number: int = 1) -> Response[Any]:
    at = await running(request, slug)
    counts = await reads.counts(at.db, at.viewer, at.edition.edition)
    pages = max(1, -(-counts.teams // SIZE))
    if number > pages:
        raise NotFound
    rows = await reads.teams_for_desk(at.db, at.viewer, at.edition.edition, SIZE, SIZE * (number - 1))
    view = Composition(edition=at.edition, teams=rows, counts=counts, page=number, pages=pages)
    return page(request, "facilitator/teams.html", view, form=form or FormState(name="register"))


async def _show_team(
    request: WebRequest, slug: str, name: str, words: str, form: FormState | None = None
) -> Response[Any]:
    at = await running(request, slug)
    found = await _team(at, name)
    listed = await challenges(at.db, at.viewer, at.edition.edition)
    view = TeamComposition(
        edition=at.edition,
        team=found,
        words=words,
        found=await persons(at.db, at.viewer, at.edition.edition, words) if words.strip() else None,
        challenges=[row for row in listed if row.status == "published" or row.challenge == found.challenge],
        forms=Forms(form, found.version),
        made=await _made_of(at, found),
    )
    return page(request, "facilitator/team_people.html", view, form=form)


async def _made_of(at: Place, found: TeamPage) -> GaugeView:
    has = await reads.team_gauge(at.db, at.viewer, at.edition.edition, found.team) or reads.made(())
    return gauge_view(has, at.edition.settings.composition, at.lang, await names(at.db, at.lang))


async def _team(at: Place, name: str) -> TeamPage:
    found = await reads.team(at.db, at.viewer, at.edition.edition, name)
    if found is None:
        raise NotFound
    return found


HANDLERS = [show, register, show_team, change]
