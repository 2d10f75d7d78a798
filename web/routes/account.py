"""Mon compte. Nothing here is an event: language, password and sign-ins are personal data, and stay out of the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from idarathon.demo import cast
from idarathon.errors import N_, Forbidden, Invalid, NotFound, Refusal
from idarathon.people import vault
from web.account import SHORTEST, own
from web.auth import LONGEST, check_password, hashed, real_now, sign_in
from web.forms import FormRefused, redirect, refused
from web.formstate import FormState
from web.here import WebRequest, client_of, here
from web.i18n import LANGS
from web.refusals import TooLong, TooShort, WrongValue
from web.routes import address
from web.routes.account_page import show_account, token_of
from web.routes.mail import CHOICES, SAID
from web.typed import typed


class NotTheSame(Invalid):
    """The new password was typed twice, differently."""

    sentence = N_("The two passwords differ. Type the new one twice.")


class TooKnown(Invalid):
    """The new password is the old one, or the address."""

    sentence = N_("Choose another password than the present one, and not your address.")


@get("/me/account", name="my-account")
async def show(request: WebRequest) -> Response[Any]:
    """Language, password, sign-ins."""
    return await show_account(request, FormState())


@post("/me/account/language", status_code=200)
async def speak(request: WebRequest) -> Response[Any]:
    """From now on in this language; the page goes on in it."""
    at = here(request)
    who, lang = await own(at), (await typed(request)).get("lang", [""])[0]
    if lang not in LANGS:
        return await show_account(request, await refused(request, WrongValue(field="lang")))
    await vault.set_lang(at.db, who.account, lang)
    return redirect(request, f"/{lang}/me/account", N_("The platform now speaks to you in this language."))


@post("/me/account/mail", status_code=200)
async def write_to(request: WebRequest) -> Response[Any]:
    """A mail for each notice, one a day, or none."""
    at = here(request)
    who, wants = await own(at), (await typed(request)).get("mail", [""])[0]
    if wants not in CHOICES:
        return await show_account(request, await refused(request, WrongValue(field="mail")))
    await vault.set_mail(at.db, who.account, wants)
    return redirect(request, f"/{at.lang}/me/account", SAID)


@post("/me/account/password", status_code=200)
async def change(request: WebRequest) -> Response[Any]:
    """Another password: every sign-in ends, and this browser gets a new one."""
    at = here(request)
    try:
        account = await _changed(request)
    except Refusal as refusal:
        return await show_account(request, await refused(request, refusal))
    await vault.revoke_sessions(at.db, account, real_now())
    said = N_("Your password is changed. You are signed out everywhere else.")
    response = redirect(request, f"/{at.lang}/me/account", said)
    await sign_in(response, request, account)
    return response


@post("/me/account/sessions/{session:uuid}/end", status_code=200)
async def end(request: WebRequest, session: FromPath[UUID]) -> Response[Any]:
    """Sign out on another device."""
    at = here(request)
    who = await own(at)
    if not await vault.end_session(at.db, who.account, session, real_now()):
        raise NotFound
    return redirect(request, f"/{at.lang}/me/account", N_("That device is signed out."))


@post("/me/account/sessions/end-others", status_code=200)
async def end_others(request: WebRequest) -> Response[Any]:
    """Sign out everywhere but here."""
    at = here(request)
    who = await own(at)
    await vault.revoke_sessions(at.db, who.account, real_now(), spare=token_of(request))
    return redirect(request, f"/{at.lang}/me/account", N_("You are signed out everywhere else."))


async def _changed(request: WebRequest) -> UUID:
    """Keep the new password of who asks, once the present one was given, or the address was shown to be its own."""
    at = here(request)
    who = await own(at)
    if cast.is_demo(who.email):  # everybody knows that password
        raise Forbidden
    values = await typed(request)
    present, new, again = (values.get(name, [""])[0] for name in ("password", "new", "again"))
    if faults := _faults(who.email, present, new, again):
        raise FormRefused(faults)
    if not at.by_link:
        await check_password(at.db, who.email, present, client_of(request))
    await vault.set_password(at.db, who.account, await hashed(new))
    return who.account


def _faults(email: str, present: str, new: str, again: str) -> list[Refusal]:
    if len(new) < SHORTEST:
        return [TooShort(field="new", limit=SHORTEST)]
    if len(new) > LONGEST:
        return [TooLong(field="new", limit=LONGEST)]
    if new == present or new.casefold() == email.casefold():
        return [TooKnown(field="new")]
    return [] if new == again else [NotTheSame(field="again")]


HANDLERS = [show, speak, write_to, change, end, end_others, *address.HANDLERS]
