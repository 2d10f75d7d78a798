"""A juror's own pages: which teams it still has to assess, one team a page, and its recusals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events.message import Command
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn, Refusal
from idarathon.jury import reads
from idarathon.jury.commands import ProposeRecusal, Score
from idarathon.jury.events import HIGHEST, LOWEST
from idarathon.jury.reads import Entrant, Jury, OwnSheet, Recusal, Work
from idarathon.teams.reads import TeamRow, teams
from web.files import signed
from web.forms import command_from, execute, redirect, refused, submit
from web.formstate import FormState
from web.here import WebRequest, services
from web.i18n import translator
from web.public import Place
from web.refusals import WrongValue, sentence
from web.rendering import page
from web.routes.facilitator_desk import Forms, one
from web.routes.jury_desk import jury_of
from web.routes.public import find
from web.typed import typed

SCALE = tuple(range(LOWEST, HIGHEST + 1))
SAVED = N_("Saved.")


class Reviews(Struct, frozen=True, kw_only=True):
    """The viewer's sheets. ``done``: the full ones; ``due``: those that can be filled in."""

    edition: EditionPage
    jury: Jury
    seated: bool
    sheets: list[OwnSheet]
    done: int
    due: int


class Review(Struct, frozen=True, kw_only=True):
    """One team beside the rubric. ``following``: the next team whose sheet is not full."""

    edition: EditionPage
    jury: Jury
    team: Entrant
    sheet: OwnSheet
    work: list[Work]
    following: OwnSheet | None
    done: int
    due: int
    scale: tuple[int, ...]
    open: bool


class Recusals(Struct, frozen=True, kw_only=True):
    """The viewer's recusals, and the teams about which it may still declare one."""

    edition: EditionPage
    jury: Jury
    recusals: list[Recusal]
    teams: list[TeamRow]
    seated: bool
    forms: Forms


@get("/e/{slug:str}/reviews", name="reviews")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The list, those still to be done first."""
    at = await judging(request, slug)
    jury = await jury_of(at)
    sheets = await reads.own_sheets(at.db, at.viewer, at.edition.edition, len(jury.criteria))
    done, due = _counts(sheets)
    view = Reviews(edition=at.edition, jury=jury, seated=await _seated(at), sheets=_ordered(sheets), done=done, due=due)
    return page(request, "jury/reviews.html", view)


@get("/e/{slug:str}/reviews/{team:str}", name="review")
async def show_one(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """One team's work and the viewer's sheet for it."""
    return await _show_one(request, slug, team)


@get("/e/{slug:str}/reviews/{team:str}/files/{upload:uuid}", name="review-file")
async def show_file(
    request: WebRequest, slug: FromPath[str], team: FromPath[str], upload: FromPath[UUID]
) -> Response[Any]:
    """To a file of the team's work, for a juror that may score it."""
    at = await judging(request, slug)
    _, sheet, _, _ = await _sheets(at, team)
    work = await reads.work(at.db, at.viewer, at.edition.edition, sheet.team.team)
    if sheet.state in ("recused", "pending") or upload not in {file.upload for part in work for file in part.files}:
        raise NotFound
    return redirect(request, signed(services(request).settings.secret, upload))


@post("/e/{slug:str}/reviews/{team:str}", status_code=200)
async def score(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """Save marks: all of the page's by its button, or one at a time by the script, which is told in JSON."""
    at = await judging(request, slug)
    found = await _sheets(at, team)
    scripted = request.headers.get("x-save") == "1"
    try:
        await execute(request, await _score(request, at, found[1].team.team))
    except Refusal as refusal:
        if scripted:
            return _told(sentence(refusal, at.lang), refusal.status)
        return await _show_one(request, slug, team, await refused(request, refusal))
    if not scripted:
        onward = await one(request, "onward")
        following = found[3].team.slug if found[3] and onward else found[1].team.slug
        return redirect(request, f"{at.base}/reviews/{following}", N_("Your marks are saved."))
    _, sheet, sheets, _ = await _sheets(at, team)
    done, due = _counts(sheets)
    gettext = translator(at.lang).gettext
    given, asked = len(sheet.marks), len(found[0].criteria)
    progress = gettext(N_("%(done)s of %(due)s teams done"), done=done, due=due)
    marks = gettext(N_("%(given)s of %(asked)s criteria"), given=given, asked=asked)
    return _told(gettext(SAVED), 200, progress=progress, marks=marks, full=sheet.state == "full")


@get("/e/{slug:str}/recusals", name="recusals")
async def show_recusals(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The viewer's recusals."""
    return await _show_recusals(request, slug)


@post("/e/{slug:str}/recusals", status_code=200)
async def propose(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Declare one."""
    at = await judging(request, slug)
    return await submit(
        request,
        ProposeRecusal,
        to=f"{at.base}/recusals",
        said=N_("Your recusal is before the president. Until it is decided you do not score this team."),
        again=lambda form: _show_recusals(request, slug, form),
        edition=at.edition.edition,
        juror=at.viewer.account,
        cause="declared",
    )


async def judging(request: WebRequest, slug: str) -> Place:
    """The edition, for who has a role of its jury. Raises NotFound, NotSignedIn or Forbidden."""
    at = await find(request, slug)
    if not reads.judges(at.viewer, at.edition.edition):
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


async def _score(request: WebRequest, at: Place, team: UUID) -> Command:
    """The marks of the fields ``mark-<criterion>``."""
    marks: dict[str, int] = {}
    for name, given in (await typed(request)).items():
        if name.startswith("mark-") and given[0]:
            try:
                marks[name.removeprefix("mark-")] = int(given[0][:20])
            except ValueError:
                raise WrongValue(field=name[:80]) from None
    return await command_from(request, Score, edition=at.edition.edition, team=team, marks=marks)


async def _show_one(request: WebRequest, slug: str, team: str, form: FormState | None = None) -> Response[Any]:
    at = await judging(request, slug)
    jury, sheet, sheets, following = await _sheets(at, team)
    done, due = _counts(sheets)
    view = Review(
        edition=at.edition,
        jury=jury,
        team=sheet.team,
        sheet=sheet,
        work=await reads.work(at.db, at.viewer, at.edition.edition, sheet.team.team),
        following=following,
        done=done,
        due=due,
        scale=SCALE,
        open=jury.stage == "open" and sheet.state not in ("recused", "pending") and await _seated(at),
    )
    return page(request, "jury/review.html", view, form=form or FormState(name="sheet"))


async def _sheets(at: Place, slug: str) -> tuple[Jury, OwnSheet, list[OwnSheet], OwnSheet | None]:
    """The jury, the sheet for the team, all sheets, and the next that is not full.

    Raises Forbidden when the team is not before the jury.
    """
    jury = await jury_of(at)
    sheets = await reads.own_sheets(at.db, at.viewer, at.edition.edition, len(jury.criteria))
    place = next((number for number, one in enumerate(sheets) if one.team.slug == slug), None)
    if place is None:
        raise Forbidden
    others = (*sheets[place + 1 :], *sheets[:place])
    following = next((one for one in others if one.state in ("none", "part")), None)
    return jury, sheets[place], sheets, following


async def _show_recusals(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await judging(request, slug)
    edition = at.edition.edition
    mine = [one for one in await reads.recusals(at.db, at.viewer, edition) if one.juror == at.viewer.account]
    named = {one.team for one in mine}
    rows = await teams(at.db, at.viewer, edition, limit=500)
    view = Recusals(
        edition=at.edition,
        jury=await jury_of(at),
        recusals=mine,
        teams=[row for row in rows if row.confirmed_at and not row.withdrawn_at and row.team not in named],
        seated=await _seated(at, alternates=True),
        forms=Forms(form),
    )
    return page(request, "jury/recusals.html", view, form=form)


async def _seated(at: Place, alternates: bool = False) -> bool:
    kinds = ("president", "juror", "alternate") if alternates else ("president", "juror")
    seats = await reads.seats(at.db, at.viewer, at.edition.edition)
    return any(one.account == at.viewer.account and one.seat in kinds and not one.unseated for one in seats)


def _counts(sheets: list[OwnSheet]) -> tuple[int, int]:
    open_ = [one for one in sheets if one.state not in ("recused", "pending")]
    return sum(one.state == "full" for one in open_), len(open_)


def _ordered(sheets: list[OwnSheet]) -> list[OwnSheet]:
    """What there is to do first; each group by name."""
    order = {"part": 0, "none": 1, "pending": 2, "full": 3, "recused": 4}
    return sorted(sheets, key=lambda one: order[one.state])


def _told(said: str, status: int, **more: Any) -> Response[bytes]:
    body = msgspec.json.encode({"said": said, **more})
    return Response(body, status_code=status, media_type="application/json", headers={"Cache-Control": "no-store"})


HANDLERS = [show, show_one, show_file, score, show_recusals, propose]
