"""The live feed of an edition: GET /{lang}/e/{slug}/live."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from litestar import Router, get
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from idarathon.editions.reads import hosted, went_on
from web.auth import still
from web.here import WebRequest, client_of, here
from web.live import PER_ADDRESS, PER_SESSION
from web.routes.public import find

Drawn = Annotated[int | None, QueryParameter(name="after", ge=0, le=2**62)]


@get("/e/{slug:str}/live", name="live", opt={"uncompressed": True})  # compression would hold each message back
async def live(request: WebRequest, slug: FromPath[str], after: Drawn = None) -> Stream:
    """Server-sent events. ``changed``: {types, position, html}. Ends when the server does; browsers come back.
    ``after``: the position at which the page was drawn; what happened since is told at once."""
    at = here(request)
    edition = (await find(request, slug)).edition.edition
    holder, limit = _holder(request)
    inside = at.viewer.admin or edition in at.viewer.roles
    me = at.viewer.account
    missed = None if after is None else partial(went_on, at.db, at.viewer, edition, after)
    also = frozenset(hosted(at.viewer))
    theirs = partial(still, request, at.viewer) if me else None
    messages: Any = await at.services.live.stream(edition, at.lang, holder, limit, inside, missed, me, also, theirs)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(messages, media_type="text/event-stream", headers=headers)


def _holder(request: WebRequest) -> tuple[str, int]:
    """Who holds a stream, and how many may be held: a session, or what visitors have no other name for, the address.
    Those of whom no address is known share one, or nothing would bound them."""
    at = here(request)
    if at.viewer.account:
        return at.binding or str(at.viewer.account), PER_SESSION
    return f"address {client_of(request)}", PER_ADDRESS


ROUTER = Router("/", route_handlers=[live])
