"""Who asked to be erased, and erasing somebody who asked otherwise: an admin's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn, Refusal
from idarathon.people import commands as people
from idarathon.people import vault
from idarathon.people.reads import Erasing, Found, person_by_email
from idarathon.people.reads import erasures as asked
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import Here, WebRequest, here
from web.refusals import Missing
from web.rendering import page
from web.typed import typed

Address = Annotated[str, QueryParameter(name="email", max_length=254)]


class ErasuresPage(Struct, frozen=True, kw_only=True):
    """``late``: how many rows are past their time. ``words``: the address looked for; ``found``: whose."""

    asked: list[Erasing]
    late: dict[str, int]
    words: str
    found: Found | None


@get("/admin/erasures", name="erasures")
async def show(request: WebRequest, email: Address = "") -> Response[Any]:
    """Requests, and a person by its exact address."""
    return await _show(request, email, FormState())


@post("/admin/erasures/{account:uuid}", status_code=200)
async def erase(request: WebRequest, account: FromPath[UUID]) -> Response[Any]:
    """At once."""
    at = _admin(request)
    values = await typed(request)
    try:
        if values.get("sure", [""])[0] != "yes":
            raise Missing(field="sure")
        await execute(request, await command_from(request, people.EraseAccount, account=account))
    except Refusal as refusal:
        return await _show(request, values.get("email", [""])[0], await refused(request, refusal))
    return redirect(request, f"/{at.lang}/admin/erasures", N_("This person is erased."))


def _admin(request: WebRequest) -> Here:
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    if not at.viewer.admin:
        raise Forbidden
    return at


async def _show(request: WebRequest, email: str, form: FormState) -> Response[Any]:
    at = _admin(request)
    found = await person_by_email(at.db, at.viewer, email) if email.strip() else None
    if form.errors and email and found is None:
        raise NotFound
    view = ErasuresPage(
        asked=await asked(at.db, at.viewer),
        late=await vault.overdue(at.db, at.now, datetime.now(UTC)),
        words=email,
        found=found,
    )
    return page(request, "facilitator/erasures.html", view, form=form)


HANDLERS = [show, erase]
