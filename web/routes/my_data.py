"""Mes données: what is held about me, to download."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from idarathon.people.vault.holdings import holdings
from web.account import own
from web.here import WebRequest, here
from web.holdings import download, packed
from web.rendering import page


@get("/me/data", name="my-data")
async def show(request: WebRequest) -> Response[Any]:
    """What can be done about my data."""
    await own(here(request))
    return page(request, "me/data.html")


@get("/me/data.zip", name="my-data-zip")
async def load(request: WebRequest) -> Response[Any]:
    """All of it."""
    at = here(request)
    who = await own(at)
    return download(packed(await holdings(at.db, who.account, at.lang, at.now), at.lang))


HANDLERS = [show, load]
