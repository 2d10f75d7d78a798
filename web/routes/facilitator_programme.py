"""The programme: planning the five windows, moving one, and shifting all that is still to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Refusal
from idarathon.phases import commands as phases
from idarathon.phases import reads
from idarathon.phases.commands import Slot
from idarathon.phases.events import PHASES, Phase, to_instant
from idarathon.phases.reads import Caution, Moved, PhaseWindow
from web.cautions import heed
from web.forms import FormRefused, command_from, submit
from web.formstate import FormState
from web.here import WebRequest
from web.i18n import MOROCCO
from web.public import Place
from web.refusals import Missing, WrongValue
from web.rendering import page
from web.routes.facilitator_desk import carry_out, phase_of, refresh, running
from web.typed import Typed, typed
from web.words import Words

Edited = Annotated[str, QueryParameter(name="edit", max_length=40)]
After = Annotated[str, QueryParameter(name="after", max_length=20)]
Span = tuple[datetime, datetime]
Days = Annotated[str, QueryParameter(name="days", max_length=5)]


class Edge(Struct, frozen=True, kw_only=True):
    """An opening or a closing, and what the working calendar says of it."""

    wall: str
    instant: datetime
    cautions: list[Caution]


class Row(Struct, frozen=True, kw_only=True):
    """A phase in the programme."""

    number: int
    key: Phase
    window: PhaseWindow
    opens: Edge
    closes: Edge

    @property
    def state(self) -> str:
        return "done" if self.window.closed_at else "current" if self.window.opened_at else "upcoming"


class Programme(Struct, frozen=True, kw_only=True):
    """``edited``: the phase whose form is open. ``proposed``: windows for an edition that has none."""

    edition: EditionPage
    rows: list[Row]
    edited: Row | None
    proposed: list[tuple[Phase, str, str]]


class MovedEdge(Struct, frozen=True, kw_only=True):
    """An instant that a shift moves."""

    moved: Moved
    before: datetime
    after: Edge


class Shift(Struct, frozen=True, kw_only=True):
    """``moved``: None before a day and a number of days were given."""

    edition: EditionPage
    after: str
    days: str
    moved: list[MovedEdge] | None


@get("/e/{slug:str}/programme/edit", name="programme-edit")
async def show(request: WebRequest, slug: FromPath[str], edit: Edited = "") -> Response[Any]:
    """The five windows, or the form for planning them."""
    return await _show(request, slug, edit)


@post("/e/{slug:str}/programme/plan", status_code=200)
async def plan(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Plan all five; unusual moments only when they are sent once more."""
    at = await running(request, slug)
    return await carry_out(
        request,
        _plan(request, at),
        to=f"{at.base}/programme/edit",
        said=N_("The five phases are planned."),
        again=lambda form: _show(request, slug, "", form),
    )


@post("/e/{slug:str}/programme/edit", status_code=200)
async def schedule(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Move one window; to an unusual moment only when it is sent once more."""
    at = await running(request, slug)
    phase = phase_of((await typed(request)).get("phase", [""])[0])
    return await carry_out(
        request,
        _schedule(request, at, phase),
        to=f"{at.base}/programme/edit",
        said=N_("The window is moved."),
        again=lambda form: _show(request, slug, phase, form),
    )


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


async def _show(request: WebRequest, slug: str, edit: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    rows = [_row(one, at) for one in await reads.windows(at.db, at.edition.edition)]
    open_for = next((row for row in rows if row.key == edit and row.state != "done"), None)
    proposed = [] if rows else _proposed(at)
    version = await reads.phases_version(at.db, at.edition.edition)
    state = refresh(form, version) if form else FormState(expected_version=version)
    view = Programme(edition=at.edition, rows=rows, edited=open_for, proposed=proposed)
    return page(request, "facilitator/programme.html", view, form=state)


def _row(one: PhaseWindow, at: Place) -> Row:
    window = one.window
    return Row(
        number=Words.number(one.phase),
        key=one.phase,
        window=one,
        opens=_edge(window.opens_wall, window.opens_at, at),
        closes=_edge(window.closes_wall, one.ends_at, at),
    )


def _edge(wall: str, instant: datetime, at: Place) -> Edge:
    """What has passed is not warned of."""
    return Edge(wall=wall, instant=instant, cautions=reads.warnings(wall, at.lang) if instant > at.now else [])


def _proposed(at: Place) -> list[tuple[Phase, str, str]]:
    """Two working weeks for each phase, from Monday week on."""
    today = at.now.astimezone(MOROCCO).date()
    first = today + timedelta(days=14 - today.weekday())
    starts = [first + timedelta(weeks=2 * number) for number in range(len(PHASES))]
    ends = [start + timedelta(days=11) for start in starts]
    return [(p, f"{start}T09:00", f"{end}T16:30") for p, start, end in zip(PHASES, starts, ends, strict=True)]


async def _plan(request: WebRequest, at: Place) -> Command:
    values = await typed(request)
    faults: list[Refusal] = []
    slots = [slot for phase in PHASES if (slot := _slot(values, phase, faults))]
    if faults:
        raise FormRefused(faults)
    command = await command_from(request, phases.Plan, edition=at.edition.edition, windows=tuple(slots))
    if _in_order([_span(one, at) for one in slots]):
        await heed(request, at, {f"{s.phase}.{edge}": getattr(s, edge) for s in slots for edge in ("opens", "closes")})
    return command


async def _schedule(request: WebRequest, at: Place, phase: Phase) -> Command:
    """What stays as it was is not warned of again, nor what the rules refuse: confirming it would do nothing."""
    command = await command_from(request, phases.Schedule, edition=at.edition.edition, phase=phase)
    planned = await reads.windows(at.db, at.edition.edition)
    before = {wall for one in planned if one.phase == phase for wall in (one.window.opens_wall, one.window.closes_wall)}
    typed_walls = {"opens": command.opens, "closes": command.closes}
    new = _span(command, at)
    if _in_order([new if one.phase == phase else (one.window.opens_at, one.ends_at) for one in planned]):
        await heed(request, at, {field: wall for field, wall in typed_walls.items() if wall not in before})
    return command


def _span(said: Slot | phases.Schedule, at: Place) -> Span | None:
    """The instants that were typed; None for what is not on the clocks."""
    try:
        return to_instant(said.opens, at.edition.settings.zone), to_instant(said.closes, at.edition.settings.zone)
    except ValueError:
        return None


def _in_order(typed_spans: list[Span | None]) -> bool:
    """Whether each window runs forwards, and ends before the next one begins."""
    spans = [one for one in typed_spans if one]
    forwards = len(spans) == len(typed_spans) and all(opens < closes for opens, closes in spans)
    return forwards and all(end <= start for (_, end), (start, _) in pairwise(spans))


def _slot(values: Typed, phase: Phase, faults: list[Refusal]) -> Slot | None:
    """The window typed for one phase; what is wrong with it goes to ``faults``."""
    walls = {edge: values.get(f"{phase}.{edge}", [""])[0].strip()[:16] for edge in ("opens", "closes")}
    for edge, wall in walls.items():
        if not wall:
            faults.append(Missing(field=f"{phase}.{edge}"))
    if not all(walls.values()):
        return None
    try:
        return msgspec.convert({"phase": phase, **walls}, Slot)
    except msgspec.ValidationError:
        faults.append(WrongValue(field=f"{phase}.opens"))
        return None


async def _shift(request: WebRequest, slug: str, after: str, days: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    version = await reads.phases_version(at.db, at.edition.edition)
    state = refresh(form, version) if form else FormState(name="shift", expected_version=version)
    moved = _moved(await reads.windows(at.db, at.edition.edition), after, days, at)
    view = Shift(edition=at.edition, after=after, days=days, moved=moved)
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
            after=_edge(one.after, to_instant(one.after, zone), at),
        )
        for one in moved
    ]


HANDLERS = [show, plan, schedule, preview, shift]
