"""The rubric's editor: criteria with their weights and what each level means; and the edition's prizes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events.message import Command
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Refusal
from idarathon.jury.commands import SetRubric, WantedCriterion
from idarathon.jury.reads import Criterion, Jury
from idarathon.prizes.commands import Define, Remove
from idarathon.prizes.reads import Palmares, palmares
from web.cautions import confirmed
from web.forms import FormRefused, command_from
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import Missing, WrongValue
from web.rendering import page
from web.routes.facilitator_desk import Forms, carry_out, one, refresh, running
from web.routes.facilitator_teams import slug_of
from web.routes.jury_desk import jury_of
from web.typed import Typed, typed

MOST, BLANK = 12, 1  # criteria of a rubric; empty cards for more
LANGS, LEVELS = ("fr", "ar", "en"), (1, 2, 3, 4, 5)


class Line(Struct, frozen=True, kw_only=True):
    """A criterion in the form. ``key``: "" for one that is still to be written."""

    number: int
    key: str = ""
    titles: dict[str, str] = {}
    weight: int = 1
    levels: list[dict[str, str]] = []


class RubricPage(Struct, frozen=True, kw_only=True):
    """The form, or the rubric as it is once the jury has opened."""

    edition: EditionPage
    jury: Jury
    lines: list[Line]


class PrizesPage(Struct, frozen=True, kw_only=True):
    """The prizes; ``forms``: one for each, and one for a new one."""

    edition: EditionPage
    prizes: Palmares
    forms: Forms


@get("/e/{slug:str}/jury/rubric", name="rubric")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The rubric."""
    return await _show(request, slug)


@post("/e/{slug:str}/jury/rubric", status_code=200)
async def save(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Set it."""
    at = await running(request, slug)
    return await carry_out(
        request,
        _rubric(request, at),
        to=f"{at.base}/jury/rubric",
        said=N_("The rubric is saved."),
        again=lambda form: _show(request, slug, form),
    )


@get("/e/{slug:str}/jury/prizes", name="prizes")
async def show_prizes(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The prizes of the edition."""
    return await _show_prizes(request, slug)


@post("/e/{slug:str}/jury/prizes", status_code=200)
async def define(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Add one, or change one."""
    at = await running(request, slug)
    return await carry_out(
        request,
        _prize(request, at),
        to=f"{at.base}/jury/prizes",
        said=N_("The prize is saved."),
        again=lambda form: _show_prizes(request, slug, form),
    )


@post("/e/{slug:str}/jury/prizes/remove", status_code=200)
async def remove(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Take one away, once it was asked twice."""
    at = await running(request, slug)
    return await carry_out(
        request,
        _removal(request, at),
        to=f"{at.base}/jury/prizes",
        said=N_("The prize is removed."),
        again=lambda form: _show_prizes(request, slug, form),
    )


async def _show(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    jury = await jury_of(at)
    state = refresh(form, jury.version) if form else FormState(name="rubric", expected_version=jury.version)
    view = RubricPage(edition=at.edition, jury=jury, lines=_lines(jury.criteria))
    return page(request, "jury/rubric.html", view, form=state)


async def _show_prizes(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    found = await palmares(at.db, at.viewer, at.edition.edition)
    view = PrizesPage(edition=at.edition, prizes=found, forms=Forms(form, found.version))
    return page(request, "jury/prizes.html", view, form=form)


def _lines(criteria: list[Criterion]) -> list[Line]:
    def words(text: Any) -> dict[str, str]:
        return {lang: getattr(text, lang) or "" for lang in LANGS}

    known = [
        Line(
            number=number,
            key=one.key,
            titles=words(one.title),
            weight=one.weight,
            levels=[words(level) for level in one.levels],
        )
        for number, one in enumerate(criteria)
    ]
    empty = [dict.fromkeys(LANGS, "") for _ in LEVELS]
    blank = range(len(known), min(MOST, len(known) + max(BLANK, 3 - len(known))))
    return known + [Line(number=number, titles=dict.fromkeys(LANGS, ""), levels=empty) for number in blank]


async def _rubric(request: WebRequest, at: Place) -> Command:
    values = await typed(request)
    faults: list[Refusal] = []
    wanted = [one for number in range(MOST) if (one := _wanted(values, number, faults))]
    if faults:
        raise FormRefused(faults)
    if not wanted:
        raise Missing(field="title-0.fr")
    return await command_from(request, SetRubric, edition=at.edition.edition, criteria=tuple(wanted))


def _wanted(values: Typed, number: int, faults: list[Refusal]) -> WantedCriterion | None:
    """The criterion of one card; None for a card that is empty or taken away."""
    title, key = _text(values, f"title-{number}"), _one(values, f"key-{number}")
    if _one(values, f"remove-{number}") == "yes" or (not title and not key):
        return None
    levels = [_text(values, f"level-{number}-{level}") for level in LEVELS]
    missing = [f"level-{number}-{level}.fr" for level, words in zip(LEVELS, levels, strict=True) if not words]
    missing += [] if title else [f"title-{number}.fr"]
    if missing:
        faults.extend(Missing(field=field) for field in missing)
        return None
    key = key or f"{slug_of(next(iter(title.values())), 'critere')[:30].strip('-')}-{number + 1}"
    weight = _one(values, f"weight-{number}") or "0"
    try:
        return msgspec.convert(
            {"key": key, "title": title, "weight": weight, "levels": levels}, WantedCriterion, strict=False
        )
    except msgspec.ValidationError:
        faults.append(WrongValue(field=f"weight-{number}"))
        return None


async def _prize(request: WebRequest, at: Place) -> Command:
    """A new prize has an id that follows from its form, so that a form sent twice makes one."""
    known, form = await one(request, "prize"), await one(request, "id")
    try:
        prize = UUID(known) if known else uuid5(UUID(form), "prize")
    except ValueError:
        raise WrongValue(field="prize") from None
    amount = await one(request, "dirhams")
    if amount and not (amount.isascii() and amount.isdigit() and len(amount) < 9):
        raise WrongValue(field="dirhams")
    centimes = int(amount) * 100 if amount else None
    return await command_from(request, Define, edition=at.edition.edition, prize=prize, amount=centimes)


async def _removal(request: WebRequest, at: Place) -> Command:
    await confirmed(request, await one(request, "prize"))
    return await command_from(request, Remove, edition=at.edition.edition)


def _one(values: Typed, name: str) -> str:
    return values.get(name, [""])[0].strip()


def _text(values: Typed, name: str) -> dict[str, str]:
    return {lang: words for lang in LANGS if (words := _one(values, f"{name}.{lang}"))}


HANDLERS = [show, save, show_prizes, define, remove]
