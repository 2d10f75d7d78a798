"""Membres: who belongs to the team, and what its lead and its members do about it."""

from __future__ import annotations

import re
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import structs

from events.message import Command
from idarathon.errors import N_, Conflict, Invalid, Refusal, Rule
from idarathon.people.reads import person_by_email, profiles
from idarathon.teams import commands as ask
from idarathon.teams.reads import placed
from web import team as views
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest, here
from web.rendering import page
from web.routes.public import find
from web.team import Members, distinct
from web.typed import typed

# What is posted to …/members/<act>, and what the page says afterwards.
ACTS: dict[str, tuple[type[Command], str]] = {
    "cancel": (ask.CancelInvitation, N_("The invitation was cancelled.")),
    "remove": (ask.Remove, N_("The member was removed.")),
    "hand-over": (ask.HandOver, N_("The lead was handed over.")),
    "confirm": (ask.Confirm, N_("The team is confirmed.")),
    "rename": (ask.Rename, N_("The team has its new name.")),
    "challenge": (ask.AssignChallenge, N_("The team has its challenge.")),
}
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class NoAccount(Rule):
    """Only people who have an account can be invited."""

    code = "no_account"
    sentence = N_("Nobody here has this address. Check it, or ask the person to have an account opened.")


class InATeam(Conflict):
    """Told before the invitation: the person could not accept it."""

    code = "already_in_a_team"
    sentence = N_("This person is in a team of this edition already and cannot be invited. Invite somebody else.")


class NoAddress(Invalid):
    """What was typed can be nobody's address."""

    sentence = N_("This is not an e-mail address. Write it like name@example.ma.")


@get("/e/{slug:str}/team/{team:str}/members", name="own-team-members")
async def show(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """The members and, for the lead, who is invited."""
    return await _show(request, slug, team, FormState())


@post("/e/{slug:str}/team/{team:str}/members/invite", status_code=200)
async def invite(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """Invite whoever has the address."""
    view = await views.members(await find(request, slug), team)
    at, email = here(request), (await typed(request)).get("email", [""])[0]
    try:
        if not ADDRESS.fullmatch(email.strip()):
            raise NoAddress
        person = await person_by_email(at.db, at.viewer, email)
        if person is None:
            raise NoAccount
        if await placed(at.db, at.viewer, view.edition.edition, person.account):
            raise InATeam
        command = await command_from(request, ask.Invite, **_ids(view), account=person.account)
        await execute(request, distinct(command))
    except Refusal as refusal:
        refusal.field = "email"
        return await _show(request, slug, team, await refused(request, refusal))
    return redirect(request, f"{view.base}/members", N_("%(name)s is invited."), name=person.name)


@post("/e/{slug:str}/team/{team:str}/members/leave", status_code=200)
async def leave(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """Leave the team."""
    view = await views.members(await find(request, slug), team)
    to = f"/{here(request).lang}/me"
    return await _send(request, view, ask.Leave, to, N_("You have left the team."))


def _act(name: str) -> Any:
    command, said = ACTS[name]

    @post(f"/e/{{slug:str}}/team/{{team:str}}/members/{name}", status_code=200)
    async def act(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
        view = await views.members(await find(request, slug), team)
        return await _send(request, view, command, f"{view.base}/members", said)

    return act


async def _send(request: WebRequest, view: Members, kind: type[Command], to: str, said: str) -> Response[Any]:
    try:
        await execute(request, distinct(await command_from(request, kind, **_ids(view))))
    except Refusal as refusal:
        if refusal.code == "team_name_taken":
            refusal.field = "name"
        return await _show(request, view.edition.slug, view.team.slug, await refused(request, refusal))
    return redirect(request, to, said)


async def _show(request: WebRequest, slug: str, team: str, form: FormState) -> Response[Any]:
    view = await views.members(await find(request, slug), team)
    at, everybody = here(request), [one.account for one in view.team.people]
    seen = await profiles(at.db, at.viewer, everybody, view.edition.edition)
    return page(request, "team/members.html", structs.replace(view, profiles=seen), form=form)


def _ids(view: Members) -> dict[str, Any]:
    return {"edition": view.edition.edition, "team": view.team.team}


HANDLERS = [show, invite, leave, *(_act(name) for name in ACTS)]
