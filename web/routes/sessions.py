"""The programme for everyone, a session's own page with its one action, and both as iCalendar."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command
from idarathon.calendar import commands as ask
from idarathon.calendar import reads
from idarathon.calendar.reads import SessionPage
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotFound
from idarathon.viewer import PUBLIC
from web import calendar, i18n, ical
from web.calendar import Action, AgendaDay, Week
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.public import Place
from web.rendering import page
from web.routes.public import find

Day = Annotated[str, QueryParameter(name="week", max_length=20)]
Slug = FromPath[str]
One = FromPath[UUID]
ACTS: dict[str, tuple[type[Command], str]] = {
    "register": (ask.Register, N_("You are registered.")),
    "unregister": (ask.Unregister, N_("You are no longer registered.")),
    "register-team": (ask.RegisterTeam, N_("Your team is registered.")),
    "unregister-team": (ask.UnregisterTeam, N_("The facilitator sees that your team does not come.")),
    "attend": (ask.Attend, N_("Your attendance is recorded.")),
    "rate": (ask.Rate, N_("Thank you. Your opinion is recorded.")),
}
OF_TEAMS = frozenset({"register-team", "unregister-team"})


class Programme(Struct, frozen=True, kw_only=True):
    """Programme. ``ahead``: to come or under way; ``past``: what is over; ``feed``: its address as iCalendar."""

    edition: EditionPage
    week: Week
    ahead: list[AgendaDay]
    past: list[AgendaDay]
    feed: str


class Shown(Struct, frozen=True, kw_only=True):
    """A session's page."""

    edition: EditionPage
    session: SessionPage
    action: Action
    manages: bool
    hosts: bool  # it runs this session, and may take the attendance
    under_way: bool


@get("/e/{slug:str}/programme", name="programme")
async def programme(request: WebRequest, slug: Slug, week: Day = "") -> Response[Any]:
    """A week, and all sessions day by day. Drafts stand in the facilitators' calendar only."""
    at = await find(request, slug)
    rows = [one for one in await reads.sessions(at.db, at.viewer, at.edition.edition) if one.published_at]
    ahead, past = calendar.split(rows, at.now)
    view = Programme(
        edition=at.edition,
        week=calendar.week(rows, calendar.monday_of(rows, week, at.now), at.now),
        ahead=ahead,
        past=past,
        feed=f"{here(request).services.settings.base_url}{at.base}/calendar.ics",
    )
    return page(request, "calendar/programme.html", view)


@get("/e/{slug:str}/calendar.ics", name="public-feed")
async def public_feed(request: WebRequest, slug: Slug) -> Response[Any]:
    """The programme, the same for everyone who asks."""
    at = await find(request, slug)
    rows = await reads.sessions(at.db, PUBLIC, at.edition.edition)
    name = i18n.text(at.edition.name, at.lang).text
    body = ical.calendar(rows, name, at.lang, here(request).services.settings.base_url)
    return ical.answer(request, body, at.edition.slug)


@get("/e/{slug:str}/sessions/{session:uuid}", name="session")
async def show(request: WebRequest, slug: Slug, session: One) -> Response[Any]:
    """One session."""
    return await _show(request, slug, session, FormState())


@get("/e/{slug:str}/sessions/{session:uuid}/event.ics", name="session-event")
async def event(request: WebRequest, slug: Slug, session: One) -> Response[Any]:
    """One session, to be added to a calendar."""
    at = await find(request, slug)
    found = await _session(at, session)
    if found.status == "draft":
        raise NotFound
    name = i18n.text(found.title, at.lang).text
    body = ical.calendar([found], name, at.lang, here(request).services.settings.base_url)
    return ical.answer(request, body, f"session-{session}")


@post("/e/{slug:str}/sessions/{session:uuid}/{act:str}", status_code=200)
async def change(request: WebRequest, slug: Slug, session: One, act: FromPath[str]) -> Response[Any]:
    """Come, stay away, be there, give an opinion."""
    if act not in ACTS:
        raise NotFound
    at = await find(request, slug)
    found = await _session(at, session)
    kind, said = ACTS[act]
    fixed: dict[str, Any] = {"edition": at.edition.edition, "session": session}
    if act in OF_TEAMS:
        if found.team is None:
            raise NotFound
        fixed["team"] = found.team
    return await submit(
        request,
        kind,
        to=f"{at.base}/sessions/{session}",
        said=said,
        again=lambda form: _show(request, slug, session, form),
        **fixed,
    )


async def _show(request: WebRequest, slug: str, session: UUID, form: FormState) -> Response[Any]:
    at = await find(request, slug)
    found = await _session(at, session)
    view = Shown(
        edition=at.edition,
        session=found,
        action=calendar.action(found, at.viewer, at.now),
        manages=at.viewer.runs(at.edition.edition),
        hosts=session in at.viewer.hosts,
        under_way=found.starts_at <= at.now < found.ends_at,
    )
    return page(request, "calendar/session.html", view, form=form)


async def _session(at: Place, session: UUID) -> SessionPage:
    found = await reads.session(at.db, at.viewer, at.edition.edition, session)
    if found is None:
        raise NotFound
    return found


HANDLERS = [programme, public_feed, show, event, change]
ROUTER = Router("/", route_handlers=HANDLERS)
