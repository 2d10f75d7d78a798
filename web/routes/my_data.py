"""Mes données: what is held about me, to download; and the way out."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from msgspec import Struct

from idarathon.demo import cast
from idarathon.dispatch import settled
from idarathon.errors import N_, Forbidden, Invalid, Refusal
from idarathon.people import commands as people
from idarathon.people.events import email_key
from idarathon.people.reads import Erasing, Me, erasure_of
from idarathon.people.vault.holdings import holdings
from web.account import own
from web.auth import check_password
from web.forms import execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest, client_of, here
from web.holdings import download, packed, papers_of
from web.rendering import page
from web.typed import typed


class OtherAddress(Invalid):
    """What was typed is not the address of who asks: nobody is erased by a slip of the hand."""

    sentence = N_("This is not your address. Type it as it stands above.")


class DataPage(Struct, frozen=True, kw_only=True):
    """``known``: the password need not be given, since its owner came by a mail; ``fixed``: an account of the demo."""

    me: Me
    erasing: Erasing | None
    known: bool
    fixed: bool


@get("/me/data", name="my-data")
async def show(request: WebRequest) -> Response[Any]:
    """What can be done about my data."""
    return await _show(request, FormState())


@get("/me/data.zip", name="my-data-zip")
async def load(request: WebRequest) -> Response[Any]:
    """All of it."""
    at = here(request)
    who = await own(at)
    held = await holdings(at.db, who.account, at.lang, at.now)
    return download(packed(held, at.lang, await papers_of(held, at.files)))


@post("/me/data/erase", status_code=200)
async def erase(request: WebRequest) -> Response[Any]:
    """In two weeks, unless it is taken back."""
    at = here(request)
    who = await own(at)
    try:
        await _confirmed(request, who)
        # Not by the API's door: a session that is borrowed has no password.
        wish = people.AskErasure(account=who.account)
        settled((await at.dispatch.execute_many([wish], who.account))[0])
    except Refusal as refusal:
        return await _show(request, await refused(request, refusal))
    return redirect(
        request, f"/{at.lang}/me/data", N_("Your request is recorded. Until that day you can take it back here.")
    )


@post("/me/data/keep", status_code=200)
async def keep(request: WebRequest) -> Response[Any]:
    """Stay after all."""
    at = here(request)
    who = await own(at)
    await execute(request, people.TakeBackErasure(account=who.account))
    return redirect(request, f"/{at.lang}/me/data", N_("Your account stays, with all that is in it."))


async def _confirmed(request: WebRequest, who: Me) -> None:
    """Raise unless the person typed its own address, and its password where it did not come by a mail just now."""
    at, values = here(request), await typed(request)
    if cast.is_demo(who.email):  # everybody can sign in to it
        raise Forbidden
    if email_key(values.get("address", [""])[0]) != email_key(who.email):
        raise OtherAddress(field="address")
    if not at.by_link:
        await check_password(at.db, who.email, values.get("password", [""])[0], client_of(request))


async def _show(request: WebRequest, form: FormState) -> Response[Any]:
    at = here(request)
    who = await own(at)
    wish = await erasure_of(at.db, at.viewer)
    view = DataPage(me=who, erasing=wish, known=at.by_link, fixed=cast.is_demo(who.email))
    return page(request, "me/data.html", view, form=form)


HANDLERS = [show, load, erase, keep]
