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
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import WrongValue
from web.rendering import page
from web.routes.facilitator_desk import Forms
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
    teams about which a recusal waits; ``shown``: the people who have a seat that scores."""

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
    runs: bool
    presides: bool
    forms: Forms


@get("/e/{slug:str}/jury", name="jury")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The jury and how far it is."""
    return await _show(request, slug)


@post("/e/{slug:str}/jury/{act:str}", status_code=200)
async def do(request: WebRequest, slug: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Take one step with it."""
    at = await attending(request, slug)
    if act not in ACTS:
        raise NotFound
    kind, said = ACTS[act]
    fixed = _seats(await typed(request)) if act == "compose" else {}
    return await submit(
        request,
        kind,
        to=f"{at.base}/jury",
        said=said,
        again=lambda form: _show(request, slug, form),
        edition=at.edition.edition,
        **fixed,
    )


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
    shown = [one for one in seats if one.seat in ("president", "juror")]
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
