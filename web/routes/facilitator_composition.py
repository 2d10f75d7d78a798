"""Composition: place people without a team, one by one with the effect shown before, or all by a proposal."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid5

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from idarathon.dispatch import refusal_of
from idarathon.errors import N_, Conflict
from idarathon.teams.commands import Place as PlacePerson
from web.composing import FILTERS, composition
from web.forms import redirect, refused, submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.proposing import Proposal, proposed
from web.rendering import page
from web.routes.facilitator_desk import one, own_id, running, watching

Word = Annotated[str, QueryParameter(max_length=80)]
Number = Annotated[int, QueryParameter(name="page", ge=1, le=1_000)]
TeamNumber = Annotated[int, QueryParameter(name="teams", ge=1, le=1_000)]


class OtherProposal(Conflict):
    """People or teams have changed since the proposal was shown."""

    code = "proposal_changed"
    sentence = N_("People or teams have changed since: this is the proposal of now. Look at it, then carry it out.")


@get("/e/{slug:str}/composition", name="team-composition")
async def show(
    request: WebRequest,
    slug: FromPath[str],
    team: Word = "",
    person: Word = "",
    number: Number = 1,
    teams: TeamNumber = 1,
) -> Response[Any]:
    """The pool and the teams."""
    return await _show(request, slug, team, person, number, teams, FormState())


@post("/e/{slug:str}/composition/place", status_code=200)
async def place(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Put somebody into a team."""
    at, into, who = await running(request, slug), await one(request, "into"), await one(request, "who")
    return await submit(
        request,
        PlacePerson,
        to=f"{at.base}/composition" + (f"?{urlencode({'team': into})}" if into else ""),
        said=N_("The person is in the team."),
        again=lambda form: _show(request, slug, into, "" if into else who, 1, 1, form),
        edition=at.edition.edition,
    )


@get("/e/{slug:str}/composition/proposal", name="composition-proposal")
async def show_proposal(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Who would join which team."""
    at = await running(request, slug)
    return page(request, "facilitator/proposal.html", await proposed(at, FormState()))


@post("/e/{slug:str}/composition/proposal", status_code=200)
async def carry_out(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Place everybody as it was shown. Each command is one of its own: what became impossible meanwhile is told."""
    at = await running(request, slug)
    view = await proposed(at, FormState())
    form_id = await own_id(request)
    if view.digest != await one(request, "digest"):
        form = await refused(request, OtherProposal())
        return page(request, "facilitator/proposal.html", await proposed(at, FormState(errors=form.errors)), form=form)
    return await _carry_out(request, view, f"{at.base}/composition", form_id)


async def _carry_out(request: WebRequest, view: Proposal, to: str, form_id: Any) -> Response[Any]:
    edition = view.edition.edition
    commands = [
        PlacePerson(id=uuid5(form_id, f"{row.team} {row.account}"), edition=edition, team=row.team, account=row.account)
        for row in view.placed
    ]
    at = here(request)
    outcomes = await at.dispatch.execute_many(commands, at.viewer.account)
    failed = [one for one in outcomes if isinstance(one, Exception)]
    for broken in failed:
        if refusal_of(broken) is None:
            raise broken
    if failed:
        said = N_("%(done)s people are placed; %(failed)s could not be, because something changed meanwhile.")
        return redirect(request, to, said, done=len(commands) - len(failed), failed=len(failed))
    return redirect(request, to, N_("%(done)s people are placed."), done=len(commands))


async def _show(
    request: WebRequest, slug: str, team: str, person: str, number: int, teams: int, form: FormState
) -> Response[Any]:
    at = await watching(request, slug)
    chosen = {name: request.query_params.get(name, "")[:80] for name in FILTERS}
    view = await composition(at, chosen, team, person, number, teams, form)
    return page(request, "facilitator/composition.html", view, form=form)


HANDLERS = [show, place, show_proposal, carry_out]
