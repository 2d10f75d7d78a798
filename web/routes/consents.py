"""Mes accords: what I agree to. Asked by a task in one's own space (web/tasks/consents.py)."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from msgspec import Struct

from idarathon.errors import N_
from idarathon.people import commands as people
from idarathon.people.events import TERMS
from idarathon.people.reads import consents
from web.account import own
from web.consents import Asked, asked
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.rendering import page


class ConsentPage(Struct, frozen=True, kw_only=True):
    """The texts of the present version, each with the answer."""

    texts: list[Asked]
    version: int = TERMS


@get("/me/consent", name="my-consents")
async def show(request: WebRequest) -> Response[Any]:
    """The texts."""
    return await _show(request, FormState())


@post("/me/consent", status_code=200)
async def agree(request: WebRequest) -> Response[Any]:
    """All answers at once; what is not ticked is withdrawn."""
    at = here(request)
    who = await own(at)
    return await submit(
        request,
        people.SetConsents,
        to=f"/{at.lang}/me/consent",
        said=N_("Your answers are recorded. You can change them here at any time."),
        again=lambda form: _show(request, form),
        account=who.account,
    )


async def _show(request: WebRequest, form: FormState) -> Response[Any]:
    at = here(request)
    await own(at)
    return page(request, "me/consent.html", ConsentPage(texts=asked(await consents(at.db, at.viewer))), form=form)


HANDLERS = [show, agree]
