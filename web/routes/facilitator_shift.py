"""Shifting all of the programme that is still to come: first what would move, and which sessions would stay behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from idarathon.calendar.reads import SessionRow, sessions
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_
from idarathon.phases import commands as phases
from idarathon.phases import reads
from idarathon.phases.events import Phase, to_instant
from idarathon.phases.reads import Caution, Moved, PhaseWindow
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.rendering import page
from web.routes.facilitator_desk import refresh, running
from web.typed import typed

After = Annotated[str, QueryParameter(name="after", max_length=20)]
Days = Annotated[str, QueryParameter(name="days", max_length=5)]


class Edge(Struct, frozen=True, kw_only=True):
    """An opening or a closing, and what the working calendar says of it."""

    wall: str
    instant: datetime
    cautions: list[Caution]


class MovedEdge(Struct, frozen=True, kw_only=True):
    """An instant that a shift moves."""

    moved: Moved
    before: datetime
    after: Edge


class Shift(Struct, frozen=True, kw_only=True):
    """``moved``: None before a day and a number of days were given. ``left``: the published sessions that would then
    take place outside their phase."""

    edition: EditionPage
    after: str
    days: str
    moved: list[MovedEdge] | None
    left: list[SessionRow]


@get("/e/{slug:str}/programme/shift", name="programme-shift")
async def preview(request: WebRequest, slug: FromPath[str], after: After = "", days: Days = "") -> Response[Any]:
    """What a shift would move."""
    return await _shift(request, slug, after, days)


@post("/e/{slug:str}/programme/shift", status_code=200)
async def shift(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Shift the programme."""
    at = await running(request, slug)
    values = await typed(request)
    after, days = values.get("after", [""])[0], values.get("days", [""])[0]
    return await submit(
        request,
        phases.Shift,
        to=f"{at.base}/programme/edit",
        said=N_("The programme is shifted."),
        again=lambda form: _shift(request, slug, after, days, form),
        edition=at.edition.edition,
    )


def edge_of(wall: str, instant: datetime, at: Place) -> Edge:
    """What has passed is not warned of."""
    return Edge(wall=wall, instant=instant, cautions=reads.warnings(wall, at.lang) if instant > at.now else [])


async def _shift(request: WebRequest, slug: str, after: str, days: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    version = await reads.phases_version(at.db, at.edition.edition)
    state = refresh(form, version) if form else FormState(name="shift", expected_version=version)
    planned = await reads.windows(at.db, at.edition.edition)
    moved = _moved(planned, after, days, at)
    left = await _left(at, planned, moved) if moved else []
    view = Shift(edition=at.edition, after=after, days=days, moved=moved, left=left)
    return page(request, "facilitator/shift.html", view, form=state)


def _moved(planned: list[PhaseWindow], after: str, days: str, at: Place) -> list[MovedEdge] | None:
    """What would move; None when day or number cannot be read, so that the form alone is shown."""
    try:
        day, number = date.fromisoformat(after), int(days)
        moved = reads.shift_preview(planned, day, number, at.now) if abs(number) <= 365 else []
    except (ValueError, OverflowError):
        return None
    zone = at.edition.settings.zone
    return [
        MovedEdge(
            moved=one,
            before=to_instant(one.before, zone),
            after=edge_of(one.after, to_instant(one.after, zone), at),
        )
        for one in moved
    ]


async def _left(at: Place, planned: Iterable[PhaseWindow], moved: list[MovedEdge]) -> list[SessionRow]:
    """The published sessions to come that would take place outside their phase: they do not move with it."""
    spans = {one.phase: _shifted(one, moved) for one in planned if one.phase in {edge.moved.phase for edge in moved}}
    found = await sessions(at.db, at.viewer, at.edition.edition, after=at.now)
    return [one for one in found if one.status == "published" and _outside(one, spans)]


def _shifted(one: PhaseWindow, moved: list[MovedEdge]) -> tuple[datetime, datetime]:
    """When a phase opens and closes after the shift."""
    then = {edge.moved.edge: edge.after.instant for edge in moved if edge.moved.phase == one.phase}
    return then.get("opens", one.window.opens_at), then.get("closes", one.ends_at)


def _outside(one: SessionRow, spans: dict[Phase, tuple[datetime, datetime]]) -> bool:
    if one.phase not in spans:
        return False
    opens, closes = spans[one.phase]
    return not opens <= one.starts_at < one.ends_at <= closes


HANDLERS = [preview, shift]
