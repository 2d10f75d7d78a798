"""The edition's preparation: stages with their checklists, publication, and the settings."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command
from idarathon.directory.reads import Administration, administrations
from idarathon.editions import commands as editions
from idarathon.editions.commands import WantedSettings
from idarathon.editions.events import GAUGES, LANGS, STAGES, Stage
from idarathon.editions.reads import ChecklistItem, EditionPage, StaffMember, checklist, staff
from idarathon.errors import N_, NotFound, Refusal
from web.forms import FormRefused, command_from, submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import Missing, WrongValue
from web.rendering import page
from web.routes.facilitator_desk import Forms, carry_out, running
from web.routes.facilitator_tasks import item_words
from web.typed import Typed, typed

StageWord = Annotated[str, QueryParameter(name="stage", max_length=40)]
ItemWord = Annotated[str, QueryParameter(name="item", max_length=80)]
ACTS: dict[str, tuple[type[Command], str]] = {
    "plan": (editions.PlanItem, N_("The checklist is saved.")),
    "complete": (editions.CompleteItem, N_("The item is done.")),
    "reopen": (editions.ReopenItem, N_("The item is open again.")),
    "publish": (editions.Publish, N_("The edition is published. Everyone can read it.")),
    "advance": (editions.AdvanceStage, N_("The edition is in its next stage.")),
}


class StageList(Struct, frozen=True, kw_only=True):
    """A stage and its checklist. ``open``: required items that are not done."""

    stage: Stage
    number: int
    state: str
    items: list[tuple[ChecklistItem, str]]

    @property
    def open(self) -> int:
        return sum(item.required and item.done_at is None for item, _ in self.items)


class SettingsPage(Struct, frozen=True, kw_only=True):
    """``edited``: the item whose form is open; None: the form is for a new one. ``people``: possible owners."""

    edition: EditionPage
    stages: list[StageList]
    edited: ChecklistItem | None
    people: list[StaffMember]
    forms: Forms

    @property
    def present(self) -> StageList:
        return next(one for one in self.stages if one.stage == self.edition.stage)

    @property
    def next(self) -> StageList | None:
        return next((one for one in self.stages if one.number == self.present.number + 1), None)


class EditionSettings(Struct, frozen=True, kw_only=True):
    """Name and settings."""

    edition: EditionPage
    administrations: list[Administration]
    forms: Forms


@get("/e/{slug:str}/settings", name="settings")
async def show(request: WebRequest, slug: FromPath[str], stage: StageWord = "", item: ItemWord = "") -> Response[Any]:
    """The stages and their checklists."""
    return await _show(request, slug, stage, item)


@post("/e/{slug:str}/settings/{act:str}", status_code=200)
async def change(request: WebRequest, slug: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Plan or tick an item, publish, or go on to the next stage."""
    if act not in ACTS:
        raise NotFound
    at = await running(request, slug)
    values = await typed(request)
    stage, item = values.get("stage", [""])[0], values.get("item", [""])[0]
    kind, said = ACTS[act]
    return await submit(
        request,
        kind,
        to=f"{at.base}/settings" + (f"#{stage}" if stage in STAGES else ""),
        said=said,
        again=lambda form: _show(request, slug, stage, item, form),
        edition=at.edition.edition,
    )


@get("/e/{slug:str}/settings/edition", name="edition-settings")
async def show_edition(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Name, tagline, intake, sizes, languages, organiser, partners."""
    return await _show_edition(request, slug)


@post("/e/{slug:str}/settings/edition/name", status_code=200)
async def rename(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Give the edition another name."""
    at = await running(request, slug)
    return await submit(
        request,
        editions.Rename,
        to=f"{at.base}/settings/edition",
        said=N_("The edition has its new name."),
        again=lambda form: _show_edition(request, slug, form),
        edition=at.edition.edition,
    )


@post("/e/{slug:str}/settings/edition", status_code=200)
async def change_settings(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Replace the settings."""
    at = await running(request, slug)
    return await carry_out(
        request,
        _change_settings(request, at),
        to=f"{at.base}/settings/edition",
        said=N_("The settings are saved."),
        again=lambda form: _show_edition(request, slug, form),
    )


def settings_of(values: Typed, zone: str = "Africa/Casablanca") -> WantedSettings:
    """The settings that a form holds. Raises FormRefused with every field that cannot be read."""
    faults: list[Refusal] = []
    sizes = {name: _number(values, name, faults) for name in ("team_min", "team_max")}
    grace = {"grace_minutes": _number(values, "grace_minutes", faults)} if "grace_minutes" in values else {}
    organiser = values.get("organiser", [""])[0]
    if not organiser:
        faults.append(Missing(field="organiser"))
    partners = [line.strip() for line in values.get("partners", [""])[0].splitlines() if line.strip()]
    data = {
        "organiser": organiser,
        "partners": [_partner(line) for line in partners],
        "intake": values.get("intake", ["composed"])[0],
        "languages": [lang for lang in LANGS if lang in values.get("languages", [])],
        "zone": zone,
        "composition": _composition(values, faults),
        **sizes,
        **grace,
    }
    if faults:
        raise FormRefused(faults)
    return _converted(data)


def _converted(data: dict[str, Any]) -> WantedSettings:
    try:
        return msgspec.convert(data, WantedSettings)
    except msgspec.ValidationError as error:
        field = next((name for name in data if f"$.{name}" in str(error)), "partners")
        raise FormRefused([WrongValue(field=field)]) from None


def _composition(values: Typed, faults: list[Refusal]) -> dict[str, Any]:
    """The rules of composition. A form without them (a program's) asks for none."""
    asked = [gauge for gauge in GAUGES if f"composition_{gauge}" in values]
    numbers: dict[str, Any] = {gauge: _number(values, f"composition_{gauge}", faults) for gauge in asked}
    blocking = [gauge for gauge in asked if values.get(f"composition_{gauge}_blocks") == ["yes"]]
    return {**numbers, "blocking": blocking}


def _partner(line: str) -> dict[str, str]:
    """One line of the partners: "French | Arabic | English", or one name."""
    parts = [part.strip() for part in line.split("|")]
    return {lang: part for lang, part in zip(("fr", "ar", "en"), parts, strict=False) if part} or {"fr": line}


def _number(values: Typed, name: str, faults: list[Refusal]) -> int:
    text = values.get(name, [""])[0].strip()
    if not text:
        faults.append(Missing(field=name))
    elif not (text.isascii() and text.isdigit() and len(text) < 4):
        faults.append(WrongValue(field=name))
    else:
        return int(text)
    return 1


async def _change_settings(request: WebRequest, at: Place) -> Command:
    wanted = settings_of(await typed(request), at.edition.settings.zone)
    return await command_from(request, editions.ChangeSettings, edition=at.edition.edition, settings=wanted)


async def _show(
    request: WebRequest, slug: str, stage: str = "", item: str = "", form: FormState | None = None
) -> Response[Any]:
    at = await running(request, slug)
    items = await checklist(at.db, at.viewer, at.edition.edition)
    view = SettingsPage(
        edition=at.edition,
        stages=[_stage(at, one, items) for one in STAGES],
        edited=next((one for one in items if (one.stage, one.item) == (stage, item)), None),
        people=await staff(at.db, at.viewer, at.edition.edition),
        forms=Forms(form, at.edition.version),
    )
    return page(request, "facilitator/settings.html", view, form=form)


def _stage(at: Place, stage: Stage, items: list[ChecklistItem]) -> StageList:
    number, present = STAGES.index(stage), STAGES.index(at.edition.stage)
    state = "done" if number < present else "current" if number == present else "upcoming"
    mine = [(one, item_words(one.item, at.lang)) for one in items if one.stage == stage]
    return StageList(stage=stage, number=number + 1, state=state, items=mine)


async def _show_edition(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    view = EditionSettings(
        edition=at.edition,
        administrations=await administrations(at.db),
        forms=Forms(form, at.edition.version),
    )
    return page(request, "facilitator/edition.html", view, form=form)


HANDLERS = [show, change, show_edition, rename, change_settings]
