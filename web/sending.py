"""The files of a deposit's form, when they come with the form itself: without JavaScript, in one go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from idarathon.deliverables.commands import Begin, kind_of
from idarathon.deliverables.events import LIMITS
from idarathon.errors import Refusal
from web.front import check_token
from web.here import WebRequest, here
from web.multiparts import Form
from web.receiving import begin, new_upload, receive_all
from web.refusals import TooSlow
from web.team import Depositing

SLACK = 100_000  # bytes of a form beside its file
FILES = "files"  # the field that names uploads


async def sent_files(request: WebRequest, view: Depositing) -> None:
    """Read the form; every file in it becomes an upload, named in the field FILES as one sent before would be.

    Raises the first refusal, when all of the form is read: what was typed is then known, and nothing is lost.
    """
    form, faults = Form(request), list[Refusal]()

    async def take(name: str, content: AsyncIterator[bytes]) -> None:
        check_token(request, form.values.get("csrf", [""])[0])
        if not faults:
            try:
                upload = await _take(request, view, name, content)
                form.values.setdefault(FILES, []).append(upload)
            except TooSlow:
                raise
            except Refusal as refusal:
                faults.append(refusal)

    try:
        await form.read(take)
    except Refusal:
        await form.body.drain()
        raise
    check_token(request, form.values.get("csrf", [""])[0])
    if faults:
        faults[0].field = "file"
        raise faults[0]


async def _take(request: WebRequest, view: Depositing, name: str, content: AsyncIterator[bytes]) -> str:
    at, kind = here(request), kind_of(name)
    ids: dict[str, Any] = {"edition": view.edition.edition, "team": view.team.team}
    size = _at_most(request, LIMITS[kind]) if kind else 1
    about: dict[str, Any] = {"phase": view.phase, "deliverable": view.key, "name": name[:5_000] or "file"}
    one = await begin(at, Begin(**ids, **about, upload=new_upload(), size=size))
    await receive_all(at, one, content)
    return str(one.upload)


def _at_most(request: WebRequest, limit: int) -> int:
    """How long a file of a form may be: nobody says, but it is no longer than the form."""
    length = request.headers.get("content-length", "")
    whole = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else limit
    return whole if whole > limit + SLACK else max(1, min(whole, limit))
