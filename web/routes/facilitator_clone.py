"""Reprendre une édition: an admin makes a new edition of an earlier one, looks at what it would be, and follows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.editions.commands import Clone, clonable
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionPage
from idarathon.editions.reads.source import Cloning, Source, SourceItem, SourceSession, cloning, source
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn, Refusal
from idarathon.phases.events import Phase, to_instant
from idarathon.phases.reads import Caution, warnings
from web.forms import execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest
from web.i18n import wall_text
from web.public import Place
from web.refusals import Missing, WrongValue
from web.rendering import page
from web.routes.facilitator_desk import one, own_id, running, with_fixed
from web.routes.facilitator_tasks import item_words
from web.routes.facilitator_teams import slug_of
from web.routes.public import find
from web.typed import typed

YEAR = 364  # days: 52 weeks, so that Mondays stay Mondays
TYPED = ("name.fr", "name.ar", "name.en", "tagline.fr", "tagline.ar", "tagline.en", "slug", "first_day", "days")


class Moment(Struct, frozen=True):
    """A wall time of the new edition. ``past``: it would be over before it is planned."""

    when: str
    cautions: list[Caution]
    past: bool


class Form(Struct, frozen=True, kw_only=True):
    """What the new edition is called and when it begins. ``first``: the first day of the earlier one, ``proposed``
    that of the new one; None without a programme. ``days``: how far apart they are."""

    source: Source
    first: date | None
    proposed: date | None
    days: int
    form: FormState


class Check(Struct, frozen=True, kw_only=True):
    """What would be made. ``possible``: whether it can be; else why not is shown."""

    source: Source
    name: Text
    slug: str
    days: int
    weekdays: bool
    possible: bool
    windows: list[tuple[Phase, Moment, Moment]]
    sessions: list[tuple[SourceSession, Moment, Moment]]
    items: list[tuple[SourceItem, str, list[Caution]]]
    organiser: Text | None
    form: FormState
    typed: list[tuple[str, str]]


class Followed(Struct, frozen=True, kw_only=True):
    """How far it has come."""

    edition: EditionPage
    cloning: Cloning


@get("/admin/editions/{slug:str}/clone", name="clone-edition")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The form."""
    at = await _admin(request, slug)
    return await _show(request, at, FormState())


@post("/admin/editions/{slug:str}/clone/check", status_code=200)
async def check(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """What it would be, before it is."""
    at = await _admin(request, slug)
    found = await _source(at)
    try:
        asked = await _asked(request, found)
        view = await _check(request, at, found, asked)
    except Refusal as refusal:
        return await _show(request, at, await refused(request, refusal))
    return page(request, "facilitator/clone_check.html", view)


@post("/admin/editions/{slug:str}/clone/edit", status_code=200)
async def edit(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Back to the form, with what was typed."""
    at = await _admin(request, slug)
    return await _show(request, at, FormState(id=await own_id(request), values=await typed(request)))


@post("/admin/editions/{slug:str}/clone", status_code=200)
async def clone(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Make it."""
    at = await _admin(request, slug)
    try:
        asked = await _asked(request, await _source(at))
        await execute(request, asked)
    except Refusal as refusal:
        return await _show(request, at, await refused(request, refusal))
    return redirect(
        request, f"/{at.lang}/e/{asked.slug}/settings/clone", N_("The edition is created. The rest follows.")
    )


@get("/e/{slug:str}/settings/clone", name="clone-progress")
async def follow(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """How much has been taken over."""
    at = await running(request, slug)
    found = await cloning(at.db, at.viewer, at.edition.edition)
    if found is None:
        raise NotFound
    return page(request, "facilitator/clone_progress.html", Followed(edition=at.edition, cloning=found))


async def _admin(request: WebRequest, slug: str) -> Place:
    at = await find(request, slug)
    if not at.viewer.admin:
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


async def _source(at: Place) -> Source:
    found = await source(at.db, at.viewer, at.edition.edition)
    if found is None:
        raise NotFound
    return found


async def _asked(request: WebRequest, found: Source) -> Clone:
    """The command. Raises FormRefused."""
    values = {name: await one(request, name) for name in TYPED}
    name = next((words for lang in ("fr", "en", "ar") if (words := values[f"name.{lang}"])), "")
    return await with_fixed(
        request,
        Clone,
        {"days": lambda: _days(values["first_day"], values["days"], _first(found))},
        {"days": 0},
        edition=await own_id(request),
        source=found.edition,
        slug=values["slug"] or slug_of(name, "edition"),
        expected_version=None,
    )


def _days(first_day: str, days: str, first: date | None) -> int:
    """By how much everything moves: the number of days, else what is between the first days. Raises a refusal."""
    if not days and not (first_day and first):
        raise Missing(field="days" if first is None else "first_day")
    try:
        if days or first is None:
            return int(days)
        return (date.fromisoformat(first_day) - first).days
    except ValueError:
        raise WrongValue(field="days" if days else "first_day") from None


def _first(found: Source) -> date | None:
    return date.fromisoformat(found.windows[0].opens[:10]) if found.windows else None


async def _show(request: WebRequest, at: Place, form: FormState) -> Response[Any]:
    found = await _source(at)
    first = _first(found)
    days = YEAR
    while first and first + timedelta(days=days) <= at.now.date():
        days += YEAR
    proposed = first + timedelta(days=days) if first else None
    view = Form(source=found, first=first, proposed=proposed, days=days, form=form)
    return page(request, "facilitator/clone.html", view, form=form)


async def _check(request: WebRequest, at: Place, found: Source, asked: Clone) -> Check:
    """Raises WrongValue for days that lead out of the calendar."""
    try:
        moved = found.moved(asked.days)
        possible = clonable(moved.walls, found.settings.zone, at.now)
        windows = [(one.phase, _moment(at, one.opens), _moment(at, one.closes)) for one in moved.windows]
        sessions = [(one, _moment(at, one.starts), _moment(at, one.ends)) for one in moved.sessions]
    except (ValueError, OverflowError):
        raise WrongValue(field="days") from None
    return Check(
        source=found,
        name=asked.name,
        slug=asked.slug,
        days=asked.days,
        weekdays=asked.days % 7 == 0,
        possible=possible,
        windows=windows,
        sessions=sessions,
        items=[
            (one, item_words(one.item, at.lang), warnings(f"{one.due}T09:00", at.lang) if one.due else [])
            for one in moved.items
        ],
        organiser=at.edition.organiser_name,
        form=FormState(id=await own_id(request)),
        typed=[(name, await one(request, name)) for name in TYPED],
    )


def _moment(at: Place, wall: str) -> Moment:
    when = wall_text(wall, at.lang)
    return Moment(when, warnings(wall, at.lang), to_instant(wall, at.edition.settings.zone) <= at.now)


HANDLERS = [show, check, edit, clone, follow]
