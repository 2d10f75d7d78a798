"""Mon compte drawn, for the handlers of its several forms."""

from __future__ import annotations

from typing import Any

from litestar import Response

from web import cookies
from web.account import account_page
from web.auth import real_now
from web.formstate import FormState
from web.here import WebRequest, here
from web.rendering import page


async def show_account(request: WebRequest, form: FormState) -> Response[Any]:
    """The page, with what was typed into the form that was refused."""
    view = await account_page(here(request), token_of(request), real_now())
    return page(request, "account.html", view, form=form)


def token_of(request: WebRequest) -> str | None:
    """The key of the browser's sign-in."""
    return cookies.read(request, here(request).services.settings, cookies.SESSION)
