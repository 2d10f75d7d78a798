"""Membres: who belongs to the team, and what its lead and its members do about it."""

from __future__ import annotations

import re
from typing import Annotated, Any
from uuid import uuid5

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from events.message import Command
from idarathon.errors import N_, Forbidden, Invalid, Refusal, Rule
from idarathon.people.commands import OpenAccount
from idarathon.people.reads import person_by_email
from idarathon.teams import commands as ask
from web.auth import count_invitation
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest, here
from web.membership import Members, members
from web.rendering import page
from web.routes.public import find
from web.team import distinct
from web.typed import typed

Seekers = Annotated[int, QueryParameter(name="seekers", ge=1, le=10_000)]
# What is posted to …/members/<act>, and what the page says afterwards.
ACTS: dict[str, tuple[type[Command], str]] = {
    "invite-seeker": (ask.Invite, N_("The invitation is sent.")),
    "cancel": (ask.CancelInvitation, N_("The invitation was cancelled.")),
    "remove": (ask.Remove, N_("The member was removed.")),
    "hand-over": (ask.HandOver, N_("The lead was handed over.")),
    "confirm": (ask.Confirm, N_("The team is confirmed.")),
    "rename": (ask.Rename, N_("The team has its new name.")),
    "challenge": (ask.AssignChallenge, N_("The team has its challenge.")),
}


class NoRoom(Rule):
    """Nobody is brought here for a team that cannot take it."""

    code = "team_has_no_room"
    sentence = N_("The team has no room at present. One must leave before another is invited.")


class NoAddress(Invalid):
    """What was typed can be nobody's address."""

    sentence = N_("This is not an e-mail address. Write it like name@example.ma.")


@get("/e/{slug:str}/team/{team:str}/members", name="own-team-members")
async def show(request: WebRequest, slug: FromPath[str], team: FromPath[str], number: Seekers = 1) -> Response[Any]:
    """The members and, for the lead, who is invited and who looks for a team."""
    return page(request, "team/members.html", await members(await find(request, slug), team, number), form=FormState())


@post("/e/{slug:str}/team/{team:str}/members/invite", status_code=200)
async def invite(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """Invite whoever has the address. The answer is the same whether or not somebody here has it."""
    view = await members(await find(request, slug), team)
    email = (await typed(request)).get("email", [""])[0]
    try:
        await _invite(request, view, email)
    except Refusal as refusal:
        refusal.field = "email"
        return await _show(request, slug, team, await refused(request, refusal))
    said = N_("%(email)s is invited. Who is new here gets a mail with a link that opens an account, within seven days.")
    return redirect(request, f"{view.base}/members", said, email=email.strip())


async def _invite(request: WebRequest, view: Members, email: str) -> None:
    at = here(request)
    if not view.manages:
        raise Forbidden
    if view.team.withdrawn_at or view.team.members >= view.edition.settings.team_max:
        raise NoRoom
    wanted = await _account(request, view, email.strip())
    await count_invitation(at.db, at.viewer.account)
    found = await person_by_email(at.db, at.viewer, email, closed=True)
    account = found.account if found else wanted.account
    invite = distinct(await command_from(request, ask.Invite, **_ids(view), account=account))
    if found:
        await execute(request, invite)
    else:
        await _open(request, wanted, invite)


async def _account(request: WebRequest, view: Members, email: str) -> OpenAccount:
    """The account of who is new, named after its address until it says another name. Raises NoAddress."""
    form = (await typed(request)).get("id", [""])[0]
    name = re.sub(r"[\W\d_]+", " ", email.partition("@")[0]).strip().title() or email
    fields = {"name": name[:200], "email": email, "lang": view.team.lang, "invite": True}
    made_up = {"id": uuid5(view.team.team, form + email), "account": uuid5(view.edition.edition, form + email)}
    try:
        known = {key: str(value) for key, value in made_up.items()}
        return msgspec.convert({**fields, **known, "edition": str(view.edition.edition)}, OpenAccount)
    except msgspec.ValidationError:
        raise NoAddress from None


async def _open(request: WebRequest, wanted: OpenAccount, invite: ask.Invite) -> None:
    """In the platform's own name: no rule of access lets a lead open accounts, for by the API it would learn whether an
    address is taken. The rules for it stand in ``_invite``. In one transaction, so that the mail to who is new says
    what it is invited to."""
    at = here(request)
    await at.dispatch.execute(invite, at.viewer, first=[wanted])


@post("/e/{slug:str}/team/{team:str}/members/leave", status_code=200)
async def leave(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """Leave the team."""
    view = await members(await find(request, slug), team)
    to = f"/{here(request).lang}/me"
    return await _send(request, view, ask.Leave, to, N_("You have left the team."))


def _act(name: str) -> Any:
    command, said = ACTS[name]

    @post(f"/e/{{slug:str}}/team/{{team:str}}/members/{name}", status_code=200)
    async def act(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
        view = await members(await find(request, slug), team)
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
    return page(request, "team/members.html", await members(await find(request, slug), team), form=form)


def _ids(view: Members) -> dict[str, Any]:
    return {"edition": view.edition.edition, "team": view.team.team}


HANDLERS = [show, invite, leave, *(_act(name) for name in ACTS)]
