"""The live feed of an edition: GET /{lang}/e/{slug}/live."""

from __future__ import annotations

from typing import Any

from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Stream

from web.here import WebRequest, client_of, here
from web.live import PER_ADDRESS, PER_SESSION
from web.routes.public import find


@get("/e/{slug:str}/live", name="live", opt={"uncompressed": True})  # compression would hold each message back
async def live(request: WebRequest, slug: FromPath[str]) -> Stream:
    """Server-sent events. ``changed``: {types, position, html}. Ends when the server does; browsers come back."""
    at = here(request)
    edition = (await find(request, slug)).edition.edition
    holder, limit = (at.binding, PER_SESSION) if at.binding else (client_of(request), PER_ADDRESS)
    inside = at.viewer.admin or edition in at.viewer.roles
    messages: Any = await at.services.live.stream(edition, at.lang, holder, limit, inside)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(messages, media_type="text/event-stream", headers=headers)


ROUTER = Router("/", route_handlers=[live])
