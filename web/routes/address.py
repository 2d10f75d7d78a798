"""Another address: asked for under Mon compte, confirmed from the present one and from the new one."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.demo import cast
from idarathon.errors import N_, Forbidden, Invalid, Refusal, Rule
from idarathon.people import vault
from idarathon.people.commands import Email
from idarathon.people.events import email_key
from idarathon.people.reads import Me
from web import cookies
from web.account import own
from web.auth import check_password, count_address, real_now
from web.forms import redirect, refused
from web.formstate import FormError, FormState
from web.here import WebRequest, client_of, here
from web.refusals import sentence
from web.rendering import page
from web.routes.account_page import show_account
from web.routes.team_members import NoAddress
from web.typed import typed

_ASKED = N_("Two mails are on their way, to your present address and to the new one. Confirm the change from both.")


class SameAddress(Invalid):
    """It is the present one."""

    sentence = N_("This is your present address already. Type another one.")


class ChangeOver(Rule):
    """The link was used, refused or replaced, or its time is over."""

    code = "change_over"
    sentence = N_("This link has been used already, or is too old. Ask for the change again, under “My account”.")


class AddressTaken(Rule):
    """Somebody else had it first; whoever reads this has shown that the mailbox is its own."""

    code = "address_taken"
    sentence = N_("This address belongs to another account by now, so nothing was changed. Choose another address.")


class Door(Struct, frozen=True, kw_only=True):
    """The page behind a link. ``change``: None when it is over."""

    token: str
    change: vault.OpenedChange | None


@post("/me/account/address", status_code=200)
async def ask(request: WebRequest) -> Response[Any]:
    """Ask for the two mails: the same answer, after the same work, whoever has the new address."""
    at = here(request)
    who = await own(at)
    try:
        email = await _wanted(request, who)
        await count_address(at.db, who.account, email)
        await vault.ask_address(at.db, who.account, email, real_now(), at.now)
    except Refusal as refusal:
        return await show_account(request, await refused(request, refusal))
    return redirect(request, f"/{at.lang}/me/account#address-title", _ASKED)


@post("/me/account/address/cancel", status_code=200)
async def cancel(request: WebRequest) -> Response[Any]:
    """Keep the present one after all."""
    at = here(request)
    await vault.drop_change(at.db, (await own(at)).account)
    return redirect(request, f"/{at.lang}/me/account#address-title", N_("Your address stays as it is."))


@get("/address/{token:str}", name="address-door")
async def door(request: WebRequest, token: FromPath[str]) -> Response[Any]:
    """What is to change, and the buttons: a mail program that looks at every address confirms nothing."""
    change = await vault.find_change(here(request).db, token, real_now())
    if change is None:
        return _over(request, ChangeOver())
    return page(request, "link/address.html", Door(token=token, change=change), form=FormState())


@post("/address/{token:str}", status_code=200)
async def confirm(request: WebRequest, token: FromPath[str]) -> Response[Any]:
    """Yes, from one side; after both the address is the new one."""
    at = here(request)
    spare = cookies.read(request, at.services.settings, cookies.SESSION)
    done = await vault.confirm_address(at.db, token, real_now(), spare)
    if done is None or done.taken:
        return _over(request, AddressTaken() if done else ChangeOver())
    if not done.changed:
        said = N_("Confirmed. The address changes once it is confirmed from the other one too.")
        return redirect(request, f"/{at.lang}/address/{token}", said)
    to = "me/account" if at.viewer.account == done.account else "sign-in"
    return redirect(request, f"/{at.lang}/{to}", N_("The address is changed. Every other device is signed out."))


@post("/address/{token:str}/refuse", status_code=200)
async def refuse(request: WebRequest, token: FromPath[str]) -> Response[Any]:
    """No, from the present address: somebody who knows the password has asked."""
    at = here(request)
    if await vault.refuse_address(at.db, token, real_now()) is None:
        return _over(request, ChangeOver())
    said = N_(
        "The address stays as it is, and every device is signed out. Somebody may know your password: "
        "receive a link by mail, and choose another one."
    )
    return redirect(request, f"/{at.lang}/sign-in/link", said)


async def _wanted(request: WebRequest, who: Me) -> str:
    """The new address, once the password was right. Raises what is wrong."""
    if cast.is_demo(who.email):
        raise Forbidden
    values = await typed(request)
    email, password = (values.get(name, [""])[0] for name in ("email", "password"))
    try:
        msgspec.convert(email.strip(), Email)
    except msgspec.ValidationError:
        raise NoAddress(field="email") from None
    if email_key(email) in (None, email_key(who.email)):
        raise SameAddress(field="email")
    if not here(request).by_link:
        try:
            await check_password(here(request).db, who.email, password, client_of(request))
        except Refusal as refusal:
            refusal.field = refusal.field and "address-password"
            raise
    return email


def _over(request: WebRequest, refusal: Refusal) -> Response[Any]:
    error = FormError("", sentence(refusal, here(request).lang))
    form = FormState(errors=(error,), status=refusal.status)
    return page(request, "link/address.html", Door(token="", change=None), form=form)


HANDLERS = [ask, cancel, door, confirm, refuse]
