"""Mon espace: what there is to do, and the answers to invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.errors import N_, NotFound, NotSignedIn, Refusal
from idarathon.teams.commands import Accept, Decline
from idarathon.teams.reads import Invitation, invitations
from web import me as views
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest, here
from web.rendering import page
from web.routes import account, mail, notices, profile
from web.team import distinct


@get("/me", name="own-space")
async def show(request: WebRequest) -> Response[Any]:
    """What there is to do."""
    return await _show(request, FormState())


@post("/me/invitations/{team:uuid}/accept", status_code=200)
async def accept(request: WebRequest, team: FromPath[UUID]) -> Response[Any]:
    """Join, then the team's own page."""
    one = await _invitation(request, team)
    to = f"/{here(request).lang}/e/{one.edition_slug}/team/{one.slug}"
    return await _answer(request, one, Accept, to, N_("You are now a member of the team."))


@post("/me/invitations/{team:uuid}/decline", status_code=200)
async def decline(request: WebRequest, team: FromPath[UUID]) -> Response[Any]:
    """Say no."""
    one = await _invitation(request, team)
    return await _answer(request, one, Decline, f"/{here(request).lang}/me", N_("You declined the invitation."))


async def _answer(request: WebRequest, one: Invitation, kind: type[Command], to: str, said: str) -> Response[Any]:
    try:
        await execute(request, distinct(await command_from(request, kind, edition=one.edition, team=one.team)))
    except Refusal as refusal:
        return await _show(request, await refused(request, refusal))
    return redirect(request, to, said)


async def _invitation(request: WebRequest, team: UUID) -> Invitation:
    """My invitation to the team. Raises NotFound when it was answered or cancelled."""
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    one = next((one for one in await invitations(at.db, at.viewer) if one.team == team), None)
    if one is None:
        raise NotFound
    return one


async def _show(request: WebRequest, form: FormState) -> Response[Any]:
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    return page(request, "team/me.html", await views.me(at), form=form)


HANDLERS = [show, accept, decline, *notices.HANDLERS, *account.HANDLERS, *profile.HANDLERS, *mail.HANDLERS]
