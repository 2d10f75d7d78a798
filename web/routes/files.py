"""Getting a team's files: who may is asked at the address inside the edition, which leads to a short-lived signed one.

A file is only ever saved: another type than its own is never guessed, nothing in it runs, and no page may frame it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from idarathon.deliverables import reads
from idarathon.deliverables.reads import Stored, Upload, stored
from idarathon.errors import NotFound
from web import team as views
from web.errors import problem
from web.files import RangeWrong, disposition, of_signed, signed, wanted
from web.forms import redirect
from web.here import WebRequest, here, services
from web.routes.public import find
from web.site import HEAD

Name = FromPath[str]
Which = FromPath[UUID]
SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
}


@get("/e/{slug:str}/team/{team:str}/files/{upload:uuid}", name="team-file")
async def show(request: WebRequest, slug: Name, team: Name, upload: Which) -> Response[Any]:
    """To the file, for the team and those who watch its edition."""
    one = await _theirs(request, slug, team, upload)
    return redirect(request, signed(services(request).settings.secret, one.upload))


@get("/e/{slug:str}/team/{team:str}/files/{upload:uuid}/preview", name="team-file-preview")
async def preview(request: WebRequest, slug: Name, team: Name, upload: Which) -> Response[bytes]:
    """A small picture of it, drawn by us."""
    one = await _theirs(request, slug, team, upload)
    image = await here(request).files.preview(one.sha256 or "")
    if image is None:  # not drawn yet, or not to be drawn: no error of anybody's
        return Response(b"", status_code=204, headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": "private, max-age=86400", "Content-Security-Policy": SAFE["Content-Security-Policy"]}
    return Response(image, media_type="image/webp", headers=headers)


async def _theirs(request: WebRequest, slug: str, team: str, which: UUID) -> Upload:
    at = await find(request, slug)
    head = await views.own(at, team)
    one = await reads.upload(at.db, at.viewer, which)
    if one is None or one.team != head.team.team or not one.finished or one.abandoned_at:
        raise NotFound
    return one


@get("/files/{token:str}", opt={"uncompressed": True}, include_in_schema=False)
async def load(request: WebRequest, token: Name) -> Response[Any]:
    """The bytes, whole or in part."""
    one = await stored(here(request).db, of_signed(services(request).settings.secret, token))
    if one is None:
        raise NotFound
    mark = f'"{one.sha256}"'
    headers = {**SAFE, "ETag": mark, "Content-Disposition": disposition(one.name)}
    if request.headers.get("if-none-match") == mark:
        return Response(None, status_code=304, headers=headers)
    try:
        part = wanted(request.headers.get("range"), one.size, request.headers.get("if-range", mark) == mark)
    except RangeWrong as refusal:
        told = problem(request, refusal)
        told.headers.update({**SAFE, "Content-Range": f"bytes */{one.size}"})
        return told
    if part.status == 206:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{one.size}"
    headers["Content-Length"] = str(part.end - part.start)
    only_head = bool(request.scope.get(HEAD))
    body = _nothing() if only_head else _bytes(request, one, part.start, part.end)
    return Stream(body, status_code=part.status, media_type=one.mime, headers=headers)


async def _bytes(request: WebRequest, one: Stored, start: int, end: int) -> AsyncIterator[bytes]:
    async for piece in here(request).files.read(one.sha256, start, end):
        yield piece


async def _nothing() -> AsyncIterator[bytes]:
    yield b""


HANDLERS = [show, preview]
