"""Comptes: open an account, give and take rights, close it. An admin's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from events.message import Command
from idarathon.editions import commands as editions
from idarathon.errors import N_, NotFound, Refusal
from idarathon.people import commands as people
from web.accounts import Sought, accounts_page, admins_only
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest, here
from web.rendering import page
from web.routes.facilitator_desk import one, own_id
from web.routes.profile import chosen_department
from web.typed import typed

Words = Annotated[str, QueryParameter(name="words", max_length=200)]
Number = Annotated[int, QueryParameter(name="number", ge=1, le=100_000)]
Of = Annotated[UUID | None, QueryParameter(name="of")]
In = Annotated[str, QueryParameter(name="administration", max_length=36)]
As = Annotated[str, QueryParameter(name="role", max_length=20)]
Asked = Callable[[WebRequest], Awaitable[Command]]


@get("/admin/accounts", name="accounts")
async def show(
    request: WebRequest, words: Words = "", number: Number = 1, of: Of = None, administration: In = "", role: As = ""
) -> Response[Any]:
    """The list, and the account that is chosen. A form sends what is not chosen as an empty word."""
    sought = Sought(words=words, administration=_id(administration), role=role, number=number)
    return page(request, "facilitator/admin_accounts.html", await accounts_page(here(request), sought, of, None))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@post("/admin/accounts", status_code=200)
async def open_account(request: WebRequest) -> Response[Any]:
    """Open an account; a mail leads the person in."""
    at = here(request)
    admins_only(at)
    try:
        account = await own_id(request)
        where = await chosen_department(at, await typed(request))
        wanted = await command_from(
            request, people.OpenAccount, account=account, invite=True, directorate=where["directorate"], edition=None
        )
        await execute(request, wanted)
    except Refusal as refusal:
        if refusal.code == "email_taken":
            refusal.field = "email"
        return await _again(request, await refused(request, refusal), None)
    return redirect(request, f"/{at.lang}/admin/accounts?of={account}", N_("The account is open. A mail leads in."))


async def _move(request: WebRequest) -> Command:
    where = await chosen_department(here(request), await typed(request))
    return await command_from(request, people.MoveAccount, **where)


def _typed_as(kind: type[Command]) -> Asked:
    async def asked(request: WebRequest) -> Command:
        return await command_from(request, kind)

    return asked


# What is posted to /admin/accounts/<act>, and what the page says afterwards.
ACTS: dict[str, tuple[Asked, str]] = {
    "grant-admin": (_typed_as(people.GrantAdmin), N_("This person runs the platform now.")),
    "revoke-admin": (_typed_as(people.RevokeAdmin), N_("This person no longer runs the platform.")),
    "close": (_typed_as(people.CloseAccount), N_("The account is closed.")),
    "grant-role": (_typed_as(editions.GrantRole), N_("The role is granted.")),
    "revoke-role": (_typed_as(editions.RevokeRole), N_("The role is taken back.")),
    "address": (_typed_as(people.SetAddress), N_("The account has its address. A mail leads in from there.")),
    "move": (_move, N_("The department is recorded.")),
}


@post("/admin/accounts/{act:str}", status_code=200)
async def change(request: WebRequest, act: FromPath[str]) -> Response[Any]:
    """One of ACTS."""
    at = here(request)
    admins_only(at)
    if act not in ACTS:
        raise NotFound
    asked, said = ACTS[act]
    of = await _account(request)
    try:
        await execute(request, await asked(request))
    except Refusal as refusal:
        if refusal.code in ("email_taken", "address_in_use"):
            refusal.field = "email"
        return await _again(request, await refused(request, refusal), of)
    return redirect(request, f"/{at.lang}/admin/accounts?of={of}", said)


async def _account(request: WebRequest) -> UUID:
    """Whose form it is. Raises NotFound."""
    try:
        return UUID(await one(request, "account"))
    except ValueError:
        raise NotFound from None


async def _again(request: WebRequest, form: FormState, of: UUID | None) -> Response[Any]:
    view = await accounts_page(here(request), Sought(), of, form)
    return page(request, "facilitator/admin_accounts.html", view, form=form)


HANDLERS = [show, open_account, change]
