"""Closing a phase now: first what would become of every team, then, if one still wants to, for good."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotFound
from idarathon.phases import commands as phases
from idarathon.phases import reads
from idarathon.phases.commands import Fate
from idarathon.phases.events import Phase, following
from idarathon.phases.reads import Foreseen, PhaseWindow
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place, titles
from web.rendering import page
from web.routes.facilitator_desk import phase_of, refresh, running

FATES: tuple[Fate, ...] = ("held", "conditional", "extended", "uploading", "advance", "unconfirmed")


class ClosePreview(Struct, frozen=True, kw_only=True):
    """Every team's fate, the worst first, in groups. ``next``: the phase after it."""

    edition: EditionPage
    phase: Phase
    window: PhaseWindow
    next: PhaseWindow | None
    fates: list[tuple[Fate, list[Foreseen]]]
    titles: dict[str, str]


@get("/e/{slug:str}/board/close/{phase:str}", name="close-phase")
async def show(request: WebRequest, slug: FromPath[str], phase: FromPath[str]) -> Response[Any]:
    """What closing the phase now would do."""
    return await _show(request, slug, phase)


@post("/e/{slug:str}/board/close/{phase:str}", status_code=200)
async def close(request: WebRequest, slug: FromPath[str], phase: FromPath[str]) -> Response[Any]:
    """Close it."""
    at = await running(request, slug)
    return await submit(
        request,
        phases.Close,
        to=f"{at.base}/board",
        said=N_("The phase is closed. The bus now examines its teams."),
        again=lambda form: _show(request, slug, phase, form),
        edition=at.edition.edition,
        phase=phase_of(phase),
    )


async def _show(request: WebRequest, slug: str, name: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    version = await reads.phases_version(at.db, at.edition.edition)
    state = refresh(form, version) if form else FormState(name="close", expected_version=version)
    return page(request, "facilitator/close.html", await _view(at, phase_of(name)), form=state)


async def _view(at: Place, phase: Phase) -> ClosePreview:
    planned = await reads.windows(at.db, at.edition.edition)
    by_phase = {one.phase: one for one in planned}
    foreseen = await reads.close_preview(at.db, at.viewer, at.edition.edition, phase, at.now)
    if phase not in by_phase or foreseen is None:
        raise NotFound
    after = following(phase)
    return ClosePreview(
        edition=at.edition,
        phase=phase,
        window=by_phase[phase],
        next=by_phase.get(after) if after else None,
        fates=[(fate, [one for one in foreseen if one.fate == fate]) for fate in FATES],
        titles=titles(planned, at.lang),
    )


HANDLERS = [show, close]
