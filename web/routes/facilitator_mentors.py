"""Mentors of an edition: what each can do, the proposal with its reasons, edited by hand, then published."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Invalid, NotFound
from idarathon.mentoring import commands as ask
from idarathon.mentoring import reads
from idarathon.mentoring.commands import MOST
from web import coaching as views
from web import leaving
from web.forms import command_from, submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import Missing
from web.rendering import page
from web.routes.facilitator_desk import Forms, carry_out, one, running, watching

Name = FromPath[str]
Chosen = Annotated[str, QueryParameter(name="team", max_length=80)]
FEW = 600  # choices in all the forms of the page


class Assignments(Struct, frozen=True, kw_only=True):
    """The page. ``able``: mentors that can be given teams; ``open``: the slug of the team whose forms are open;
    ``many``: only those are drawn, for every form lists all mentors."""

    edition: EditionPage
    runs: bool
    proposal: reads.Proposal
    able: list[reads.MentorRow]
    most: int
    open: str
    many: bool
    forms: Forms


@get("/e/{slug:str}/manage/mentors", name="mentors")
async def show(request: WebRequest, slug: Name, team: Chosen = "") -> Response[Any]:
    """The proposal and the mentors."""
    return await _show(request, slug, team=team)


@post("/e/{slug:str}/manage/mentors/propose", status_code=200)
async def propose(request: WebRequest, slug: Name) -> Response[Any]:
    """Compute a proposal; what is published stays where possible."""
    at = await running(request, slug)
    return await _act(request, at, _computed(request, at), N_("The proposal is computed. Look at it, then publish it."))


@post("/e/{slug:str}/manage/mentors/complete", status_code=200)
async def complete(request: WebRequest, slug: Name) -> Response[Any]:
    """Keep every pair of the proposal, and find mentors for the teams that have none."""
    at = await running(request, slug)
    return await _act(
        request, at, _completed(request, at), N_("The proposal is completed. Look at it, then publish it.")
    )


@post("/e/{slug:str}/manage/mentors/publish", status_code=200)
async def publish(request: WebRequest, slug: Name) -> Response[Any]:
    """The proposal holds from now on."""
    at = await running(request, slug)
    pairs = await reads.proposed(at.db, at.edition.edition)
    command = command_from(request, ask.PublishAssignment, edition=at.edition.edition, pairs=pairs)
    return await _act(request, at, command, N_("The assignment is published: mentors and teams see each other."))


@post("/e/{slug:str}/manage/mentors/add", status_code=200)
async def add(request: WebRequest, slug: Name) -> Response[Any]:
    """Put a pair into the proposal, or replace the mentor of one."""
    at = await running(request, slug)
    return await _act(request, at, _added(request, at), N_("The pair is in the proposal."))


@post("/e/{slug:str}/manage/mentors/remove", status_code=200)
async def remove(request: WebRequest, slug: Name) -> Response[Any]:
    """Take a pair out of the proposal."""
    at = await running(request, slug)
    command = command_from(request, ask.RemovePair, edition=at.edition.edition)
    return await _act(request, at, command, N_("The pair is no longer in the proposal."))


@get("/e/{slug:str}/manage/mentors/{account:uuid}", name="mentor-described")
async def show_mentor(request: WebRequest, slug: Name, account: FromPath[UUID]) -> Response[Any]:
    """What one mentor can do."""
    return await _show_mentor(request, slug, account)


@post("/e/{slug:str}/manage/mentors/{account:uuid}", status_code=200)
async def describe(request: WebRequest, slug: Name, account: FromPath[UUID]) -> Response[Any]:
    """Say what one mentor can do."""
    at = await running(request, slug)
    return await submit(
        request,
        ask.DescribeMentor,
        to=f"{at.base}/manage/mentors",
        said=N_("The mentor is described."),
        again=partial(_show_mentor, request, slug, account),
        edition=at.edition.edition,
        account=account,
    )


@post("/e/{slug:str}/manage/mentors/{account:uuid}/leaves", status_code=200)
async def leaves(request: WebRequest, slug: Name, account: FromPath[UUID]) -> Response[Any]:
    """The mentor leaves, once it was shown what follows; a new proposal is made by itself."""
    at = await running(request, slug)
    said = N_(
        "The mentor no longer accompanies any team. A new proposal is being computed: look at it, then publish it."
    )
    again = partial(_show_mentor, request, slug, account)
    return await leaving.leave(request, at, account, to=f"{at.base}/manage/mentors", said=said, again=again)


async def _act(request: WebRequest, at: Place, command: Any, said: str) -> Response[Any]:
    to = f"{at.base}/manage/mentors"
    return await carry_out(request, command, to=to, said=said, again=lambda form: _show(request, at.edition.slug, form))


async def _computed(request: WebRequest, at: Place) -> Command:
    facts = await reads.facts(at.db, at.edition.edition)
    plan = await asyncio.to_thread(reads.solve, facts.mentors, facts.teams, facts.published)
    ids: dict[str, Any] = {"edition": at.edition.edition, "because": "asked"}
    return await command_from(request, ask.Propose, pairs=facts.wanted(plan), left_over=plan.left_over, **ids)


async def _completed(request: WebRequest, at: Place) -> Command:
    """What stands counts as load, and only the teams without a mentor are asked about."""
    facts = await reads.facts(at.db, at.edition.edition)
    stands = await reads.proposed(at.db, at.edition.edition)
    mentors, teams = facts.around(stands)
    plan = await asyncio.to_thread(reads.solve, mentors, teams, facts.published)
    pairs = (*stands, *facts.wanted(plan))
    ids: dict[str, Any] = {"edition": at.edition.edition, "because": "asked"}
    return await command_from(request, ask.Propose, pairs=pairs, left_over=plan.left_over, **ids)


async def _added(request: WebRequest, at: Place) -> Command:
    """The team's members, as they are now, and the reasons stand in no form."""
    team, mentor = [await _typed_id(request, name) for name in ("team", "mentor")]
    facts = await reads.facts(at.db, at.edition.edition)
    if team not in facts.members:
        raise NotFound(field="team")
    return await command_from(
        request,
        ask.AddPair,
        edition=at.edition.edition,
        team=team,
        mentor=mentor,
        members=facts.members[team],
        reasons=facts.reasons(team, mentor),
    )


async def _typed_id(request: WebRequest, name: str) -> UUID:
    typed = await one(request, name)
    if not typed:
        raise Missing(field=name)
    try:
        return UUID(typed)
    except ValueError:
        raise Invalid(field=name, detail=name) from None


async def _show(request: WebRequest, slug: str, form: FormState | None = None, team: str = "") -> Response[Any]:
    at = await watching(request, slug)
    found = await reads.proposal(at.db, at.viewer, at.edition.edition)
    if found is None:
        raise NotFound
    able = [one for one in found.mentors if one.available]
    view = Assignments(
        edition=at.edition,
        runs=at.viewer.runs(at.edition.edition),
        proposal=found,
        able=able,
        most=MOST,
        open=team,
        many=len(able) * len(found.teams) > FEW,
        forms=Forms(form, found.version),
    )
    return page(request, "facilitator/mentors.html", view, form=form)


async def _show_mentor(request: WebRequest, slug: str, account: UUID, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    describing, leaves = leaving.two_forms(form, "mentor")
    view = await views.profile(at, account, f"{at.base}/manage/mentors/{account}", leaves)
    return page(request, "facilitator/mentor.html", view, status=leaves.status, form=describing)


HANDLERS = [show, propose, complete, publish, add, remove, show_mentor, describe, leaves]
