"""The president's deliberation: both rankings side by side, a choice for every prize, « vérifiez », then final."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events.message import Command
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Refusal
from idarathon.jury import reads
from idarathon.jury.commands import DecideRanking, WantedAward
from idarathon.jury.reads import Award, Entrant, Jury, Line, Results
from idarathon.jury.reads.ranking import due
from idarathon.prizes.reads import Palmares, Prize, palmares
from web.forms import command_from, refused
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import WrongValue
from web.rendering import page
from web.routes.facilitator_desk import carry_out
from web.routes.jury_desk import attending, jury_of
from web.typed import Typed, typed


class Choice(Struct, frozen=True, kw_only=True):
    """One prize before the president. ``open``: it is to be decided, for the first time or again; ``expected``: who
    comes next in the official ranking if what stands above is chosen; ``teams``, ``reason``: what is chosen; ``plain``:
    needs no reason."""

    prize: Prize
    open: bool
    expected: list[UUID]
    teams: list[UUID]
    reason: str
    plain: bool


class Deliberation(Struct, frozen=True, kw_only=True):
    """The page. ``results`` is None until the jury has closed; ``checking``: everything is chosen, to be confirmed;
    ``gone``: the teams whose withdrawal makes the president decide again."""

    edition: EditionPage
    jury: Jury
    prizes: Palmares
    results: Results | None
    choices: list[Choice]
    names: dict[UUID, str]
    gone: list[str]
    presides: bool
    checking: bool
    tied: bool


@get("/e/{slug:str}/deliberation", name="deliberation")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The results, and the decision to take or taken."""
    return await _show(request, slug)


@post("/e/{slug:str}/deliberation", status_code=200)
async def check(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Look once more at what was chosen."""
    values = await typed(request)
    try:
        chosen = await _chosen(request, await attending(request, slug), values)
    except Refusal as refusal:
        return await _show(request, slug, form=await refused(request, refusal))
    return await _show(request, slug, chosen=chosen, checking="change" not in values, form=_kept(values))


@post("/e/{slug:str}/deliberation/decide", status_code=200)
async def decide(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Decide, for good."""
    at = await attending(request, slug)
    return await carry_out(
        request,
        _decision(request, at),
        to=f"{at.base}/deliberation",
        said=N_("The decision is recorded. It stays secret until the ceremony."),
        again=lambda form: _show(request, slug, form=form),
    )


async def _decision(request: WebRequest, at: Place) -> Command:
    awards = await _chosen(request, at, await typed(request))
    return await command_from(request, DecideRanking, edition=at.edition.edition, awards=awards)


async def _chosen(request: WebRequest, at: Place, values: Typed) -> tuple[WantedAward, ...]:
    """What the fields ``teams-<prize>`` and ``reason-<prize>`` say of every prize that is to be decided."""
    found = await palmares(at.db, at.viewer, at.edition.edition)
    again = await reads.again(at.db, at.viewer, at.edition.edition)
    return tuple(_wanted(one, values) for one in found.prizes if not again or one.prize in again)


def _wanted(prize: Prize, values: Typed) -> WantedAward:
    teams = [one for one in values.get(f"teams-{prize.prize}", []) if one]
    reason = values.get(f"reason-{prize.prize}", [""])[0].strip() or None
    try:
        return msgspec.convert({"prize": str(prize.prize), "teams": teams, "reason": reason}, WantedAward)
    except msgspec.ValidationError:
        raise WrongValue(field=f"teams-{prize.prize}") from None


def _kept(values: Typed) -> FormState:
    """The same form once more, with its id."""
    try:
        return FormState(name="decide", id=UUID(values.get("id", [""])[0]), values=values)
    except ValueError:
        return FormState(name="decide", values=values)


async def _show(
    request: WebRequest,
    slug: str,
    *,
    chosen: tuple[WantedAward, ...] = (),
    checking: bool = False,
    form: FormState | None = None,
) -> Response[Any]:
    at = await attending(request, slug)
    jury, prizes = await jury_of(at), await palmares(at.db, at.viewer, at.edition.edition)
    results = await reads.results(at.db, at.viewer, jury, prizes.public, afresh=True)
    if form and not chosen:
        chosen = tuple(_wanted(one, form.values) for one in prizes.prizes)
    names = {one.team: one.name for one in _teams(results)}
    view = Deliberation(
        edition=at.edition,
        jury=jury,
        prizes=prizes,
        results=results,
        choices=_choices(prizes, results, chosen) if results else [],
        names=names,
        gone=_gone(results, names),
        presides=jury.president is not None and jury.president == at.viewer.account,
        checking=checking,
        tied=bool(results) and any(len(group) > 1 for group in (results.ranking.places if results else ())),
    )
    return page(request, "jury/deliberation.html", view, form=form or FormState(name="decide"))


def _teams(results: Results | None) -> list[Entrant]:
    """Those of the ranking and those that have left it."""
    return [*(one.team for one in results.lines), *results.left] if results else []


def _gone(results: Results | None, names: dict[UUID, str]) -> list[str]:
    """The teams that have withdrawn and had a prize that is to be decided again."""
    if results is None:
        return []
    left = {one.team for one in results.left}
    return [names[team] for one in results.awards if one.prize in results.again for team in one.teams if team in left]


def _choices(prizes: Palmares, results: Results, chosen: tuple[WantedAward, ...]) -> list[Choice]:
    """Each prize with what was chosen, decided, or, before anybody chose, what the official ranking says."""
    decided: dict[UUID, Award] = {one.prize: one for one in results.awards if one.prize not in results.again}
    taken = [team for one in decided.values() for team in one.teams] if results.again else []
    found: list[Choice] = []
    typed_ = {one.prize: one for one in chosen if one.prize not in decided}
    for prize in prizes.prizes:
        expected = due(results.ranking.places, taken)
        wanted = typed_.get(prize.prize) or decided.get(prize.prize)
        teams = tuple(wanted.teams) if wanted else expected[:1] if len(expected) == 1 else ()
        found.append(
            Choice(
                prize=prize,
                open=prize.prize not in decided,
                expected=list(expected),
                teams=list(teams),
                reason=(wanted.reason if wanted else None) or "",
                plain=len(expected) < 2 and teams == expected,
            )
        )
        taken.extend(teams)
    return found


__all__ = ["HANDLERS", "Line"]
HANDLERS = [show, check, decide]
