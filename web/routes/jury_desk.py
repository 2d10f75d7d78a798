"""The jury before who runs the edition, and its president: panel, recusals, progress, opening and closing. No mark is
shown here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from events.message import Command
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn
from idarathon.jury import commands as ask
from idarathon.jury import reads
from idarathon.jury.reads import Candidate, Jury, Progress, Recusal, Seated
from idarathon.prizes.reads import Palmares, palmares
from web.cautions import confirmed
from web.forms import command_from
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import WrongValue
from web.rendering import page
from web.routes.facilitator_desk import Forms, carry_out
from web.routes.public import find
from web.typed import Typed, typed

ACTS: dict[str, tuple[type[Command], str]] = {
    "compose": (ask.Compose, N_("The panel is saved.")),
    "open": (ask.Open, N_("The jury is open: teams that have passed the last gate come before it.")),
    "close": (ask.Close, N_("The jury is closed.")),
    "replace": (ask.ReplaceJuror, N_("The alternate has taken the seat.")),
    "recusal": (ask.DecideRecusal, N_("The recusal is decided.")),
}


class Desk(Struct, frozen=True, kw_only=True):
    """The page. ``lacks``: codes of what opening still needs; ``short``: teams with too few full sheets; ``undecided``:
    teams about which a recusal waits; ``shown``: the people who have a seat that scores; ``missing``: who of them has
    not completed the sheets of which teams."""

    edition: EditionPage
    jury: Jury
    seats: list[Seated]
    shown: list[Seated]
    candidates: list[Candidate]
    recusals: list[Recusal]
    progress: list[Progress]
    prizes: Palmares
    lacks: list[str]
    short: list[str]
    undecided: list[str]
    missing: list[tuple[Seated, list[str]]]
    runs: bool
    presides: bool
    forms: Forms


@get("/e/{slug:str}/jury", name="jury")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The jury and how far it is."""
    return await _show(request, slug)


@post("/e/{slug:str}/jury/{act:str}", status_code=200)
async def do(request: WebRequest, slug: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Take one step with it; what is final only when it is sent once more."""
    at = await attending(request, slug)
    if act not in ACTS:
        raise NotFound
    return await carry_out(
        request,
        _command(request, at, act),
        to=f"{at.base}/jury",
        said=ACTS[act][1],
        again=lambda form: _show(request, slug, form),
    )


async def _command(request: WebRequest, at: Place, act: str) -> Command:
    if act in ("open", "close"):
        await confirmed(request, await _mark(at, act))
    fixed = _seats(await typed(request)) if act == "compose" else {}
    return await command_from(request, ACTS[act][0], edition=at.edition.edition, **fixed)


async def _mark(at: Place, act: str) -> str:
    """What is confirmed: closing is asked about anew when other sheets are missing than were shown."""
    if act == "open":
        return act
    jury = await jury_of(at)
    shown = _scoring(await reads.seats(at.db, at.viewer, at.edition.edition))
    rows = await reads.progress(at.db, at.viewer, at.edition.edition, shown, len(jury.criteria))
    return " ".join([act, *(f"{one.account}:{len(teams)}" for one, teams in _missing(shown, rows))])


def _scoring(seats: list[Seated]) -> list[Seated]:
    return [one for one in seats if one.seat in ("president", "juror")]


def _missing(shown: list[Seated], rows: list[Progress]) -> list[tuple[Seated, list[str]]]:
    """Who has not completed the sheets of which teams that are still before the jury."""
    here = [row for row in rows if row.team.left_at is None]
    names = [[row.team.name for row in here if row.cells[place][0] in ("none", "part")] for place in range(len(shown))]
    return [(one, teams) for one, teams in zip(shown, names, strict=True) if teams]


def _seats(values: Typed) -> dict[str, Any]:
    """What the fields ``seat-<account>`` say; of two presidents the second is a juror, which the rules then refuse."""
    chosen = [(name.removeprefix("seat-"), given[0]) for name, given in values.items() if name.startswith("seat-")]
    heads = [account for account, seat in chosen if seat == "president"]
    try:
        return {
            "president": UUID(heads[0]) if heads else None,
            "jurors": tuple(UUID(account) for account, seat in chosen if seat == "juror" or account in heads[1:]),
            "alternates": tuple(UUID(account) for account, seat in chosen if seat == "alternate"),
        }
    except ValueError:
        raise WrongValue(field="jurors") from None


async def attending(request: WebRequest, slug: str) -> Place:
    """The edition, for who watches it or presides its jury. Raises NotFound, NotSignedIn or Forbidden."""
    at = await find(request, slug)
    edition = at.edition.edition
    if not (at.viewer.watches(edition) or reads.presides(at.viewer, edition)):
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


async def jury_of(at: Place) -> Jury:
    """The jury. Raises Forbidden for who may not see it."""
    found = await reads.jury(at.db, at.viewer, at.edition.edition)
    if found is None:
        raise Forbidden if at.viewer.account else NotSignedIn
    return found


async def _show(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await attending(request, slug)
    jury, edition = await jury_of(at), at.edition.edition
    seats = await reads.seats(at.db, at.viewer, edition)
    shown = _scoring(seats)
    rows = await reads.progress(at.db, at.viewer, edition, shown, len(jury.criteria))
    here = [row for row in rows if row.team.left_at is None]
    recusals = await reads.recusals(at.db, at.viewer, edition)
    view = Desk(
        edition=at.edition,
        jury=jury,
        seats=seats,
        shown=shown,
        candidates=await reads.candidates(at.db, at.viewer, edition),
        recusals=recusals,
        progress=rows,
        prizes=await palmares(at.db, at.viewer, edition),
        lacks=lacks(jury, shown),
        short=[one.team.name for one in here if one.full < jury.quorum],
        undecided=[one.team.name for one in here if any(state == "pending" for state, _ in one.cells)],
        missing=_missing(shown, here),
        runs=at.viewer.runs(edition),
        presides=jury.president is not None and jury.president == at.viewer.account,
        forms=Forms(form, jury.version),
    )
    return page(request, "jury/desk.html", view, form=form)


def lacks(jury: Jury, panel: list[Seated]) -> list[str]:
    """What the rules of opening still ask for, as codes."""
    found = {
        "rubric": not jury.criteria,
        "weights": any(one.weight < 1 for one in jury.criteria),
        "president": jury.president is None,
        "seats": any(one.unseated for one in panel),
        "odd": len(panel) % 2 == 0,
        "quorum": bool(panel) and jury.quorum > len(panel),
    }
    return [code for code, missing in found.items() if missing]


HANDLERS = [show, do]
