"""The programme: planning the five windows, and moving one. facilitator_shift.py shifts all that is still to come."""

from __future__ import annotations

from datetime import datetime, timedelta
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
from idarathon.phases.reads import PhaseWindow
from web.cautions import Sooner, heed
from web.forms import FormRefused, command_from
from web.formstate import FormState
from web.here import WebRequest
from web.i18n import MOROCCO
from web.public import Place
from web.refusals import Missing, WrongValue
from web.rendering import page
from web.routes import facilitator_shift
from web.routes.facilitator_desk import carry_out, phase_of, refresh, running
from web.routes.facilitator_shift import Edge, edge_of
from web.typed import Typed, typed
from web.words import Words

Edited = Annotated[str, QueryParameter(name="edit", max_length=40)]
SOON = timedelta(hours=48)  # a closing that is pulled forward to within it is asked about
Span = tuple[datetime, datetime]


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
        opens=edge_of(window.opens_wall, window.opens_at, at),
        closes=edge_of(window.closes_wall, one.ends_at, at),
    )


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
    if new and _in_order([new if one.phase == phase else (one.window.opens_at, one.ends_at) for one in planned]):
        moved = {field: wall for field, wall in typed_walls.items() if wall not in before}
        known = next((one for one in planned if one.phase == phase), None)
        await heed(request, at, moved, await _sooner(at, known, new[1]))
    return command


async def _sooner(at: Place, known: PhaseWindow | None, closes: datetime) -> dict[str, Sooner]:
    """What is to be said of a closing that comes sooner than planned, and soon."""
    left = closes - at.now
    if known is None or closes >= known.ends_at or left >= SOON:
        return {}
    foreseen = await reads.close_preview(at.db, at.viewer, at.edition.edition, known.phase, at.now) or []
    lacking = [one.name for one in foreseen if one.missing and not (one.until and one.until > closes)]
    return {"closes": Sooner(left=left, lacking=lacking if known.opened_at else None)}


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


HANDLERS = [show, plan, schedule, *facilitator_shift.HANDLERS]
