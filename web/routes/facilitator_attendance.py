"""Taking the attendance, for who runs the edition or the session: a code for the whole room, typed on telephones."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.calendar import commands as ask
from idarathon.calendar import reads
from idarathon.calendar.events import code_digest
from idarathon.calendar.reads import SessionPage
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.public import Place
from web.rendering import page
from web.routes.attending import short
from web.routes.facilitator_calendar import session_of
from web.routes.facilitator_desk import running
from web.routes.public import find

Slug = FromPath[str]
One = FromPath[UUID]
ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXYZ"  # no sign that is taken for another one from the last row
LETTERS = 6
MINUTES = (15, 30, 60, 120)


class Code(Struct, frozen=True, kw_only=True):
    """The code to show in the room; None while none is shown. ``address``: the short one under which it is typed;
    ``runs``: the viewer runs the edition, not this session alone."""

    edition: EditionPage
    session: SessionPage
    code: str | None
    until: datetime | None
    present: int
    address: str
    minutes: tuple[int, ...]
    runs: bool


@get("/e/{slug:str}/manage/calendar/{session:uuid}/code", name="session-code")
async def show_code(request: WebRequest, slug: Slug, session: One) -> Response[Any]:
    """The code, large enough for the last row."""
    return await _code(request, slug, session, FormState())


@post("/e/{slug:str}/manage/calendar/{session:uuid}/code", status_code=200)
async def open_code(request: WebRequest, slug: Slug, session: One) -> Response[Any]:
    """Show a new code; an earlier one is worth nothing any more."""
    at = await _in_the_room(request, slug, session)
    found = await session_of(at, session)
    return await submit(
        request,
        ask.OpenAttendance,
        to=f"{at.base}/manage/calendar/{session}/code",
        said=N_("This code is taken from now on."),
        again=lambda form: _code(request, slug, session, form),
        edition=at.edition.edition,
        session=session,
        code=_letters(here(request).services.settings.secret, session, found.shown + 1),
    )


async def _code(request: WebRequest, slug: str, session: UUID, form: FormState) -> Response[Any]:
    at = await _in_the_room(request, slug, session)
    found = await session_of(at, session)
    settings = here(request).services.settings
    code = _letters(settings.secret, session, found.shown) if found.shown else None
    shown = code is not None and code_digest(session, code) == found.digest
    open_now = found.attendance_until is not None and at.now < found.attendance_until
    view = Code(
        edition=at.edition,
        session=found,
        code=code if shown and open_now else None,
        until=found.attendance_until if open_now else None,
        present=await reads.present(at.db, session),
        address=f"{settings.base_url.partition('://')[2]}/p/{short(session)}",
        minutes=MINUTES,
        runs=at.viewer.runs(at.edition.edition),
    )
    return page(request, "facilitator/code.html", view, form=form)


async def _in_the_room(request: WebRequest, slug: str, session: UUID) -> Place:
    """The edition, for who runs it or the session. Raises NotFound, NotSignedIn or Forbidden."""
    at = await find(request, slug)
    return at if session in at.viewer.hosts else await running(request, slug)


def _letters(secret: bytes, session: UUID, number: int) -> str:
    """The code of the n-th time that one is shown: the same when the page is loaded again, and guessed by nobody. It
    need not be kept: the log has its digest."""
    digest = hmac.new(secret, f"attendance\0{session}\0{number}".encode(), "sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LETTERS])


HANDLERS = [show_code, open_code]
