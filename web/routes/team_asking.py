"""Asking to join a team in open intake, and the team's answer."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from events.message import Command
from idarathon.errors import N_, NotSignedIn, Refusal
from idarathon.teams import commands as ask
from web import public
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest, here
from web.membership import members
from web.rendering import page
from web.routes.public import find
from web.team import distinct
from web.typed import typed

# What is posted to …/teams/<team>/<act> of the public page, and to …/members/<act>, and what is said afterwards.
PUBLIC: dict[str, tuple[type[Command], str]] = {
    "ask": (ask.AskToJoin, N_("Your request is sent. The team answers it; you find the answer in your notices.")),
    "take-back": (ask.TakeBackRequest, N_("Your request is taken back.")),
}
ANSWERS: dict[str, tuple[type[Command], str]] = {
    "accept-request": (ask.AcceptRequest, N_("The person is in the team.")),
    "decline-request": (ask.DeclineRequest, N_("The request is declined.")),
}


def _public(name: str) -> Any:
    kind, said = PUBLIC[name]

    @post(f"/e/{{slug:str}}/teams/{{team:str}}/{name}", status_code=200)
    async def act(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
        at = await find(request, slug)
        if here(request).viewer.account is None:
            raise NotSignedIn
        view = await public.team_view(at, team)
        try:
            ids = {"edition": at.edition.edition, "team": view.team.team}
            await execute(request, await command_from(request, kind, **ids))
        except Refusal as refusal:
            form = await refused(request, refusal)
            return page(request, "team.html", await public.team_view(at, team), form=form)
        return redirect(request, f"{at.base}/teams/{view.team.slug}", said)

    return act


def _answer(name: str) -> Any:
    kind, said = ANSWERS[name]

    @post(f"/e/{{slug:str}}/team/{{team:str}}/members/{name}", status_code=200)
    async def act(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
        return await _send(request, slug, team, kind, said)

    return act


@post("/e/{slug:str}/team/{team:str}/members/openings", status_code=200)
async def openings(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """Say whether the team takes requests, and whom it looks for: one role a line."""
    lines = (await typed(request)).get("roles", [""])[0].splitlines()
    roles = tuple(" ".join(line.split()) for line in lines if line.strip())
    return await _send(request, slug, team, ask.SetOpenings, N_("It is saved. Everyone sees it."), roles=roles)


async def _send(
    request: WebRequest, slug: str, team: str, kind: type[Command], said: str, **fixed: Any
) -> Response[Any]:
    at = await find(request, slug)
    view = await members(at, team)
    ids = {"edition": view.edition.edition, "team": view.team.team}
    try:
        await execute(request, distinct(await command_from(request, kind, **ids, **fixed)))
    except Refusal as refusal:
        form: FormState = await refused(request, refusal)
        return page(request, "team/members.html", await members(at, team), form=form)
    return redirect(request, f"{view.base}/members", said)


HANDLERS = [openings, *(_public(name) for name in PUBLIC), *(_answer(name) for name in ANSWERS)]
