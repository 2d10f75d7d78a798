"""The facilitator's calendar: the week, drafts and their publication, a session's form, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command
from idarathon.calendar import commands as ask
from idarathon.calendar import reads
from idarathon.calendar.reads import Attendance, Choice, Clash, SessionPage, SessionRow
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotFound, Refusal
from idarathon.phases.events import PHASES
from idarathon.phases.reads import Caution, warnings, windows
from web import calendar
from web.calendar import Week
from web.clashes import as_it_is, barred, clashes, look
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.rendering import page
from web.routes.facilitator_desk import Forms, own_id, running
from web.typed import typed

Slug = FromPath[str]
One = FromPath[UUID]
WeekOf = Annotated[str, QueryParameter(name="week", max_length=20)]
DRAFTS = 60  # whose conflicts are looked for at once


class Drafted(Struct, frozen=True, kw_only=True):
    """A draft, what stands against its publication, and what the working calendar says."""

    row: SessionRow
    clashes: list[Clash]
    cautions: list[Caution]


class Desk(Struct, frozen=True, kw_only=True):
    """Calendrier."""

    edition: EditionPage
    week: Week
    drafts: list[Drafted]
    troubled: list[Drafted]  # published sessions to come that something stands against since
    published: int
    forms: Forms


class Editing(Struct, frozen=True, kw_only=True):
    """A session's form. ``session``: None for a new one; ``clashes``: what stands against it, as typed or as it is;
    ``barred``: as it is, its publication would be refused; ``rooms``: those that the edition has used."""

    edition: EditionPage
    session: SessionPage | None
    teams: list[Choice]
    people: list[Choice]
    phases: tuple[str, ...]
    proposed: dict[str, str]
    clashes: list[Clash]
    barred: bool
    rooms: list[str]
    forms: Forms
    coming: Attendance | None
    over: bool


@get("/e/{slug:str}/manage/calendar", name="manage-calendar")
async def show(request: WebRequest, slug: Slug, week: WeekOf = "") -> Response[Any]:
    """The week with its drafts, and what waits for publication."""
    return await _desk(request, slug, week)


@post("/e/{slug:str}/manage/calendar/publish", status_code=200)
async def publish_all(request: WebRequest, slug: Slug) -> Response[Any]:
    """Publish the drafts that are ticked, in the order of their time; stops at the first that is refused."""
    at = await running(request, slug)
    chosen = (await typed(request)).get("session", [])
    drafts = [row for row in await _drafts(at) if str(row.session) in chosen]
    if not drafts:
        return redirect(request, f"{at.base}/manage/calendar", N_("Nothing was ticked, so nothing is published."))
    try:
        for row in drafts:
            await execute(request, ask.Publish(edition=at.edition.edition, session=row.session))
    except Refusal as refusal:
        return await _desk(request, slug, "", await refused(request, refusal))
    return redirect(request, f"{at.base}/manage/calendar", N_("Published. Those whom it concerns see it now."))


@get("/e/{slug:str}/manage/calendar/new", name="session-new")
async def show_new(request: WebRequest, slug: Slug) -> Response[Any]:
    """The form for a new session."""
    return await _edit(request, slug, None)


@post("/e/{slug:str}/manage/calendar/new", status_code=200)
async def draft(request: WebRequest, slug: Slug) -> Response[Any]:
    """Draft it; what stands against it is shown before."""
    at = await running(request, slug)
    session = await own_id(request)
    try:
        command = await command_from(request, ask.DraftSession, edition=at.edition.edition, session=session)
        await look(request, at, command, None)
        await execute(request, command)
    except Refusal as refusal:
        return await _edit(request, slug, None, await refused(request, refusal))
    return redirect(request, f"{at.base}/manage/calendar/{session}", N_("The draft is saved."))


@get("/e/{slug:str}/manage/calendar/{session:uuid}", name="session-edit")
async def show_one(request: WebRequest, slug: Slug, session: One) -> Response[Any]:
    """One session with all that can be done to it."""
    return await _edit(request, slug, session)


@post("/e/{slug:str}/manage/calendar/{session:uuid}/{act:str}", status_code=200)
async def change(request: WebRequest, slug: Slug, session: One, act: FromPath[str]) -> Response[Any]:
    """Revise, move, publish or cancel it."""
    at = await running(request, slug)
    if act not in ACTS:
        raise NotFound
    found, (kind, said) = await session_of(at, session), ACTS[act]
    try:
        command = await command_from(request, kind, edition=at.edition.edition, session=session)
        await look(request, at, command, found)
        await execute(request, command)
    except Refusal as refusal:
        return await _edit(request, slug, session, await refused(request, refusal))
    return redirect(request, f"{at.base}/manage/calendar/{session}", said)


ACTS: dict[str, tuple[type[Command], str]] = {
    "revise": (ask.Revise, N_("The session is saved.")),
    "move": (ask.Move, N_("The session is moved. Those whom it concerns are told.")),
    "publish": (ask.Publish, N_("The session is published.")),
    "cancel": (ask.Cancel, N_("The session is cancelled. Those whom it concerns are told.")),
}


async def _desk(request: WebRequest, slug: str, week: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    rows = await reads.sessions(at.db, at.viewer, at.edition.edition)
    drafts = [row for row in rows if row.status == "draft" and row.ends_at > at.now]
    view = Desk(
        edition=at.edition,
        week=calendar.week(_alive(rows), calendar.monday_of(rows, week, at.now), at.now),
        drafts=[await _drafted(at, row) for row in drafts[:DRAFTS]],
        troubled=await _troubled(at, rows),
        published=sum(row.status == "published" for row in rows),
        forms=Forms(form),
    )
    return page(request, "facilitator/calendar.html", view, form=form)


def _alive(rows: Sequence[SessionRow]) -> list[SessionRow]:
    """Without what was cancelled before anybody knew of it."""
    return [row for row in rows if row.status != "cancelled" or row.published_at]


async def _troubled(at: Place, rows: Sequence[SessionRow]) -> list[Drafted]:
    """A shifted phase, or a second draft that was published all the same, leaves sessions behind."""
    ahead = [row for row in rows if row.status == "published" and row.starts_at > at.now]
    return [one for row in ahead[:DRAFTS] if (one := await _drafted(at, row)).clashes]


async def _drafts(at: Place) -> list[SessionRow]:
    return [row for row in await reads.sessions(at.db, at.viewer, at.edition.edition) if row.status == "draft"]


async def _drafted(at: Place, row: SessionRow) -> Drafted:
    found = await reads.clashes(at.db, at.viewer, as_it_is(row))
    return Drafted(row=row, clashes=found, cautions=warnings(row.starts_wall, at.lang))


async def _edit(request: WebRequest, slug: str, session: UUID | None, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    found = await session_of(at, session) if session else None
    teams, people = await reads.choices(at.db, at.viewer, at.edition.edition)
    view = Editing(
        edition=at.edition,
        session=found,
        teams=teams,
        people=people,
        phases=PHASES,
        proposed=await _proposed(at) if found is None else {},
        clashes=await clashes(at, found, form),
        barred=await barred(at, found),
        rooms=await _rooms(at),
        forms=Forms(form, found.version if found else None),
        coming=await reads.attendance(at.db, at.viewer, at.edition.edition, session) if session else None,
        over=found is not None and found.ends_at <= at.now,
    )
    return page(request, "facilitator/session.html", view, form=form)


async def session_of(at: Place, session: UUID) -> SessionPage:
    """The session of the address. Raises NotFound."""
    found = await reads.session(at.db, at.viewer, at.edition.edition, session)
    if found is None:
        raise NotFound
    return found


async def _rooms(at: Place) -> list[str]:
    rows = await reads.sessions(at.db, at.viewer, at.edition.edition)
    return sorted({row.room for row in rows if row.room})


async def _proposed(at: Place) -> dict[str, str]:
    """Two hours on the next working morning, in the phase that is under way."""
    planned = await windows(at.db, at.edition.edition)
    phase = next((one.phase for one in planned if one.ends_at > at.now), PHASES[0])
    days = (calendar.local(at.now).date() + timedelta(days=number) for number in range(1, 15))
    day = next(day for day in days if not warnings(f"{day}T10:00", at.lang))
    return {"phase": phase, "starts": f"{day}T10:00", "ends": f"{day}T12:00"}


HANDLERS = [show, publish_all, show_new, draft, show_one, change]
