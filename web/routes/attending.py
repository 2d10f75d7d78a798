"""The short address of a session, made to be typed from a screen: to the form where the code of the room is entered.

It is no secret and opens nothing: the page that it leads to asks what it always asks. The code itself is not part of
it, for an address that finds a session by its code would be a way around the few tries that everybody has.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from idarathon.calendar.reads import SessionRow, sessions
from idarathon.editions.reads import editions
from idarathon.errors import NotFound, NotSignedIn
from idarathon.people.reads import me
from web.here import Here, WebRequest, here

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no sign that is taken for another one from the last row
LETTERS = 5
AROUND = timedelta(hours=36)  # longer than any session and the time around it in which its attendance is taken


def short(session: UUID) -> str:
    """The letters that stand for a session: always the same, and its own among those of a few days."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in hashlib.sha256(session.bytes).digest()[:LETTERS])


@get("/p/{token:str}", include_in_schema=False)
async def to_session(request: WebRequest, token: FromPath[str]) -> Response[Any]:
    """To the session of these days that has these letters, in the language of who is signed in; first to sign in."""
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    found = await _find(at, token.strip().lower())
    own = await me(at.db, at.viewer)
    to = f"/{own.lang if own else at.lang}/e/{found.edition_slug}/sessions/{found.session}#action"
    return Response("", status_code=303, headers={"Location": to, "Cache-Control": "no-store"})


async def _find(at: Here, letters: str) -> SessionRow:
    """Raises NotFound. Of two with the same letters the one whose attendance is being taken."""
    near = {"after": at.now - AROUND, "before": at.now + AROUND}
    rows = [
        one for row in await editions(at.db, at.viewer) for one in await sessions(at.db, at.viewer, row.edition, **near)
    ]
    found = [one for one in rows if one.published_at and short(one.session) == letters]
    if not found:
        raise NotFound
    return max(
        found, key=lambda one: (one.attendance_until is not None and at.now < one.attendance_until, one.starts_at)
    )
