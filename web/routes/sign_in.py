"""Signing in and out. The exemplary form page: others are written in its manner (see the package's docstring)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from msgspec import Struct

from idarathon.demo import cast
from idarathon.editions.reads import EditionRow, editions
from idarathon.errors import N_, Refusal, WrongPassword
from web.auth import begin, check_password, local_path, remember, sign_in, sign_out, somebody_elses
from web.forms import redirect, refused
from web.formstate import FormState
from web.here import WebRequest, client_of, here
from web.kept import Kept, carried
from web.navigation import address
from web.public import takes_applications
from web.rendering import draw, page
from web.routes import sign_in_link
from web.typed import typed

_NOT_YOURS = N_("What somebody else had typed on this computer was not taken over.")


class SignIn(Struct, frozen=True):
    """``next``: where to go on to; ``kept``: what was typed before the last sign-in ended; ``applying``: editions
    to which an official may apply now."""

    next: str
    kept: Kept | None = None
    applying: Sequence[EditionRow] = ()


class Resume(Struct, frozen=True):
    """The way back to the form, just after signing in."""

    kept: Kept


@get("/sign-in", name="sign-in")
async def show(request: WebRequest) -> Response[Any]:
    """The empty form; who is signed in already goes on."""
    wanted = local_path(request.query_params.get("next"), _home(request))
    if here(request).viewer.account:
        return redirect(request, wanted)
    return page(request, "sign_in.html", SignIn(wanted, applying=await _applying(request)), form=FormState())


@post("/sign-in", status_code=200)
async def enter(request: WebRequest) -> Response[Any]:
    """Check the password and open a session."""
    values, at = await typed(request), here(request)
    wanted = local_path(values.get("next", [""])[0], _home(request))
    client, kept = client_of(request), carried(values)
    try:
        email, password = values.get("email", [""])[0], values.get("password", [""])[0]
        if cast.is_demo(email) and not at.demo:  # the password of demo accounts is public
            raise WrongPassword(field="password")
        person = await check_password(at.db, email, password, client)
    except Refusal as refusal:
        view = SignIn(wanted, kept, await _applying(request))
        return page(request, "sign_in.html", view, form=await refused(request, refusal))
    others = kept is not None and await somebody_elses(request, person.account)
    if kept and not others:
        return await _resume(request, person.account, kept)
    response = redirect(request, _home(request), _NOT_YOURS) if others else redirect(request, wanted)
    await sign_in(response, request, person.account)
    return response


@post("/sign-out", status_code=200)
async def leave(request: WebRequest) -> Response[Any]:
    """End the session."""
    response = redirect(request, f"/{here(request).lang}", N_("You are signed out."))
    await sign_out(response, request)
    return response


async def _resume(request: WebRequest, account: UUID, kept: Kept) -> Response[Any]:
    """A redirect would have to carry the text in its address; this page has it in a form under the new session."""
    who = await begin(request, account)
    at = msgspec.structs.replace(here(request), viewer=who.viewer, name=who.name, binding=who.csrf)
    response = draw(request, at, "resume.html", Resume(kept), status=200)
    remember(response, request, who)
    return response


async def _applying(request: WebRequest) -> list[EditionRow]:
    at = here(request)
    return [row for row in await editions(at.db, at.viewer) if takes_applications(row, at.now)]


def _home(request: WebRequest) -> str:
    """Where a person's own tasks are."""
    lang = here(request).lang
    return address(request, "own-space", lang=lang) or f"/{lang}"


ROUTER = Router("/", route_handlers=[show, enter, leave, *sign_in_link.HANDLERS])
