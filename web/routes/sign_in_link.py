"""Signing in by a link that comes by mail: the first time, and whenever the password is forgotten."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.demo import cast
from idarathon.errors import N_, Refusal, Rule
from idarathon.people import vault
from web.auth import ask_link, real_now, sign_in
from web.forms import redirect, refused
from web.formstate import FormError, FormState
from web.here import WebRequest, client_of, here
from web.refusals import Missing, sentence
from web.rendering import page
from web.typed import typed


class LinkOver(Rule):
    """It was used, or its time is over."""

    code = "link_over"
    sentence = N_("This link has been used already, or is too old. Receive another one.")


class Asked(Struct, frozen=True):
    """The page. ``sent``: what happens now, once an address was given; ``minutes``: how long a link is good."""

    sent: bool = False
    minutes: int = int(vault.LINK_LIFE.total_seconds() // 60)


class Door(Struct, frozen=True):
    """The page behind a link, with the button that uses it."""

    token: str


@get("/sign-in/link", name="sign-in-link")
async def show(request: WebRequest) -> Response[Any]:
    """To what address the link goes."""
    return page(request, "link/ask.html", Asked(sent=request.query_params.get("sent") == "1"), form=FormState())


@post("/sign-in/link", status_code=200)
async def ask(request: WebRequest) -> Response[Any]:
    """The same answer, after the same work, for every address."""
    values, at = await typed(request), here(request)
    email = values.get("email", [""])[0]
    try:
        if not email.strip():
            raise Missing(field="email")
        if at.demo or not cast.is_demo(email):
            await ask_link(at.db, email, client_of(request), at.now)
    except Refusal as refusal:
        return page(request, "link/ask.html", Asked(), form=await refused(request, refusal))
    return redirect(request, f"/{at.lang}/sign-in/link?sent=1")


@get("/sign-in/link/{token:str}", name="sign-in-door")
async def door(request: WebRequest, token: FromPath[str]) -> Response[Any]:
    """A button, so that a mail program that looks at every address does not use the link up."""
    if not await vault.opens(here(request).db, token, real_now()):
        return _over(request)
    return page(request, "link/door.html", Door(token), form=FormState())


@post("/sign-in/link/{token:str}", status_code=200)
async def enter(request: WebRequest, token: FromPath[str]) -> Response[Any]:
    """Once."""
    at = here(request)
    account = await vault.use_link(at.db, token, real_now())
    if account is None:
        return _over(request)
    said = N_("You are signed in. Choose a password if you want one: for half an hour the old one is not asked for.")
    response = redirect(request, f"/{at.lang}/me/account", said)
    await sign_in(response, request, account, by_link=True)
    return response


def _over(request: WebRequest) -> Response[Any]:
    """The link opens nothing: the form for another one."""
    error = FormError("", sentence(LinkOver(), here(request).lang))
    return page(request, "link/ask.html", Asked(), form=FormState(errors=(error,), status=LinkOver.status))


HANDLERS = [show, ask, door, enter]
