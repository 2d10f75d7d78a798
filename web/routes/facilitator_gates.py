"""The gate of a phase: which deliverables it asks for, and whether it blocks. Frozen once the phase has opened."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events.message import Command
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotFound, Refusal
from idarathon.phases import commands as phases
from idarathon.phases import reads
from idarathon.phases.commands import WantedRequirement
from idarathon.phases.events import Phase
from idarathon.phases.reads import PhaseWindow
from web.forms import FormRefused, command_from
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import Missing, WrongValue
from web.rendering import page
from web.routes.facilitator_desk import carry_out, phase_of, refresh, running
from web.typed import Typed, typed

MOST, BLANK = 12, 2  # deliverables of a gate; empty rows for more
LANGS = ("fr", "ar", "en")


class Line(Struct, frozen=True, kw_only=True):
    """A deliverable in the form. ``key``: "" for one that is still to be written."""

    number: int
    key: str
    titles: dict[str, str]
    kinds: str


class GatePage(Struct, frozen=True, kw_only=True):
    """The form."""

    edition: EditionPage
    phase: Phase
    window: PhaseWindow
    lines: list[Line]


@get("/e/{slug:str}/programme/gates/{phase:str}", name="gate")
async def show(request: WebRequest, slug: FromPath[str], phase: FromPath[str]) -> Response[Any]:
    """What the gate asks for."""
    return await _show(request, slug, phase)


@post("/e/{slug:str}/programme/gates/{phase:str}", status_code=200)
async def save(request: WebRequest, slug: FromPath[str], phase: FromPath[str]) -> Response[Any]:
    """Set the gate."""
    at = await running(request, slug)
    return await carry_out(
        request,
        _gate(request, at, phase_of(phase)),
        to=f"{at.base}/programme/edit",
        said=N_("The gate is set."),
        again=lambda form: _show(request, slug, phase, form),
    )


async def _show(request: WebRequest, slug: str, name: str, form: FormState | None = None) -> Response[Any]:
    at, phase = await running(request, slug), phase_of(name)
    planned = {one.phase: one for one in await reads.windows(at.db, at.edition.edition)}
    if phase not in planned:
        raise NotFound
    version = await reads.phases_version(at.db, at.edition.edition)
    state = refresh(form, version) if form else FormState(name="gate", expected_version=version)
    rows = _lines(planned[phase])
    view = GatePage(edition=at.edition, phase=phase, window=planned[phase], lines=rows)
    return page(request, "facilitator/gate.html", view, form=state)


def _lines(window: PhaseWindow) -> list[Line]:
    known = [
        Line(
            number=number,
            key=one.key,
            titles={lang: getattr(one.title, lang) or "" for lang in LANGS},
            kinds=one.kinds,
        )
        for number, one in enumerate(window.requires)
    ]
    blank = range(len(known), min(MOST, len(known) + BLANK))
    return known + [Line(number=number, key="", titles=dict.fromkeys(LANGS, ""), kinds="any") for number in blank]


async def _gate(request: WebRequest, at: Place, phase: Phase) -> Command:
    values = await typed(request)
    faults: list[Refusal] = []
    taken: set[str] = set()
    wanted = [one for number in range(MOST) if (one := _wanted(values, number, taken, faults))]
    if faults:
        raise FormRefused(faults)
    fixed = {"edition": at.edition.edition, "phase": phase, "requires": tuple(wanted)}
    return await command_from(request, phases.SetGate, **fixed)


def _wanted(values: Typed, number: int, taken: set[str], faults: list[Refusal]) -> WantedRequirement | None:
    """The deliverable of one row; None for a row that is empty or taken away."""

    def one(name: str) -> str:
        return values.get(name, [""])[0].strip()

    title = {lang: words for lang in LANGS if (words := one(f"title-{number}.{lang}"))}
    key = one(f"key-{number}")
    if one(f"remove-{number}") == "yes" or (not title and not key):
        return None
    if not title:
        faults.append(Missing(field=f"title-{number}.fr"))
        return None
    key = key or _key(next(iter(title.values())), number, taken)
    taken.add(key)
    try:
        return msgspec.convert(
            {"key": key, "title": title, "kinds": one(f"kinds-{number}") or "any"}, WantedRequirement
        )
    except msgspec.ValidationError:
        faults.append(WrongValue(field=f"title-{number}.{next(iter(title))}"))
        return None


def _key(title: str, number: int, taken: set[str]) -> str:
    """A key out of a title: what programs call the deliverable."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30]
    key = key if re.match(r"[a-z]", key) else f"livrable_{number + 1}"
    return key if key not in taken else f"{key}_{number + 1}"


HANDLERS = [show, save]
