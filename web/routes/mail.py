"""Which mails somebody gets, by the address at the end of each: its signature is the key, so nobody has to sign in."""

from __future__ import annotations

from typing import Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.errors import N_, NotFound
from idarathon.people import vault
from idarathon.people.vault import Wants
from web import signing
from web.forms import redirect, refused
from web.formstate import FormState
from web.here import WebRequest, here
from web.letters import PURPOSE
from web.refusals import WrongValue
from web.rendering import page
from web.typed import typed

CHOICES: Final[tuple[Wants, ...]] = get_args(Wants)
ONE_CLICK: Final = b"List-Unsubscribe"  # what a mail program sends (RFC 8058)
SAID: Final = N_("Your choice is kept: it holds from the next mail on.")


class Choice(Struct, frozen=True):
    """The page. ``wants``: what holds now."""

    key: str
    wants: Wants


@get("/mail/{key:str}", name="mail")
async def show(request: WebRequest, key: FromPath[str]) -> Response[Any]:
    """The three choices. Nothing changes by looking: mail programs look at every address."""
    return await _show(request, key, FormState())


@post("/mail/{key:str}", status_code=200, opt={"keyed": True})
async def choose(request: WebRequest, key: FromPath[str]) -> Response[Any]:
    """The form, or the one click of a mail program: no more mails."""
    account, at = _account(request, key), here(request)
    if ONE_CLICK in (await request.body())[:1_000]:  # as a form of either kind
        await vault.set_mail(at.db, account, "none")
        return Response("", status_code=200, headers={"Cache-Control": "no-store"})
    wants = (await typed(request)).get("mail", [""])[0]
    if wants not in CHOICES:
        return await _show(request, key, await refused(request, WrongValue(field="mail")))
    await vault.set_mail(at.db, account, wants)
    return redirect(request, f"/{at.lang}/mail/{key}", SAID)


def _account(request: WebRequest, key: str) -> UUID:
    """Whose address it is. Raises NotFound."""
    value = signing.unsign(here(request).services.settings.secret, PURPOSE, key)
    if value is None:
        raise NotFound
    return UUID(value)


async def _show(request: WebRequest, key: str, form: FormState) -> Response[Any]:
    at = here(request)
    wants = await vault.wants_mail(at.db, _account(request, key))
    if wants is None:
        raise NotFound
    return page(request, "mail/choice.html", Choice(key, wants), form=form)


HANDLERS = [show, choose]
