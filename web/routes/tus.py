"""Resumable uploads by tus 1.0 (creation, termination, checksum) under /api/v1/uploads: for our pages and for programs.

HEAD is a GET here (web/site.py). A file is announced with what it is for in Upload-Metadata: edition, team, phase,
deliverable, filename. Whoever may deposit for the team may send, go on from another device, and give up.
"""

from __future__ import annotations

import binascii
import contextlib
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post, route
from litestar.enums import HttpMethod
from litestar.params import FromPath

from idarathon.deliverables.commands import Abandon, Begin
from idarathon.deliverables.events import LIMITS
from idarathon.deliverables.reads import Upload
from idarathon.errors import N_, Invalid, NotFound, NotSignedIn, Refusal
from idarathon.files.refusals import UploadBusy
from web.clean import clean
from web.forms import execute
from web.here import Here, WebRequest, here
from web.receiving import Body, Checksum, arrived, begin, found, new_upload, receive
from web.refusals import UnsupportedMedia

VERSION = {"Tus-Resumable": "1.0.0"}
ABOUT = {
    **VERSION,
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,termination,checksum",
    "Tus-Checksum-Algorithm": "sha1,sha256",
    "Tus-Max-Size": str(max(LIMITS.values())),
}
ALGORITHMS = ("sha1", "sha256")
_NUMBER = re.compile(r"[0-9]{1,15}\Z")
STREAMED: dict[str, Any] = {"streamed": True}
Which = FromPath[UUID]


class OtherVersion(Refusal):
    code, status = "tus_version", 412
    sentence = N_("This server speaks tus 1.0.0 only. Use a client of that version.")


@route("/uploads", http_method=[HttpMethod.OPTIONS], status_code=204)
async def about(request: WebRequest) -> Response[None]:
    """What is spoken here."""
    return _said(ABOUT)


@route("/uploads/{upload:uuid}", http_method=[HttpMethod.OPTIONS], status_code=204)
async def about_one(request: WebRequest, upload: Which) -> Response[None]:
    """What is spoken here."""
    return _said(ABOUT)


@post("/uploads", status_code=201, request_max_body_size=None, opt=STREAMED)
async def create(request: WebRequest) -> Response[None]:
    """Announce a file; its address is the answer."""
    _version(request)
    length = _number(request, "upload-length")
    told = _metadata(request.headers.get("upload-metadata", ""))
    wanted = {**{name: told.get(name, "") for name in ("edition", "team", "phase", "deliverable")}, "size": length}
    data = {**wanted, "name": told.get("filename", ""), "upload": str(new_upload())}
    command = msgspec.convert(data, Begin, strict=False)
    clean(command)
    if here(request).viewer.account is None:
        raise NotSignedIn
    one = await begin(here(request), command)
    return _said({"Location": f"/api/v1/uploads/{one.upload}", "Upload-Offset": "0"}, 201)


@get("/uploads/{upload:uuid}")
async def ask(request: WebRequest, upload: Which) -> Response[None]:
    """How much has arrived. What arrived whole just before the server was killed is finished now."""
    one = await _own(here(request), upload)
    offset = arrived(here(request), one)
    if offset == one.size and not one.finished:
        with contextlib.suppress(UploadBusy):
            await receive(here(request), one, offset, _nothing())
    return _said({"Upload-Offset": str(offset), "Upload-Length": str(one.size)}, 200)


@patch("/uploads/{upload:uuid}", status_code=204, request_max_body_size=None, opt=STREAMED)
async def go_on(request: WebRequest, upload: Which) -> Response[None]:
    """Add bytes."""
    _version(request)
    if request.headers.get("content-type", "") != "application/offset+octet-stream":
        raise UnsupportedMedia
    offset, check = _number(request, "upload-offset"), _checksum(request.headers.get("upload-checksum"))
    one = await _own(here(request), upload)
    body = Body(request)
    try:
        offset = await receive(here(request), one, offset, body, check)
    except Refusal as refusal:
        if refusal.status in (413, 422, 460, 507):
            await body.drain()
        raise
    return _said({"Upload-Offset": str(offset)})


@delete("/uploads/{upload:uuid}", status_code=204)
async def end(request: WebRequest, upload: Which) -> Response[None]:
    """Give a file up."""
    _version(request)
    one = await _own(here(request), upload)
    await execute(request, Abandon(edition=one.edition, team=one.team, upload=one.upload))
    here(request).files.spool.discard(one.upload)
    return _said({})


async def _own(at: Here, which: UUID) -> Upload:
    """The upload, for a member of its team."""
    if at.viewer.account is None:
        raise NotSignedIn
    one = await found(at, which)
    if one.team not in at.viewer.teams:
        raise NotFound
    return one


async def _nothing() -> AsyncIterator[bytes]:
    for piece in tuple[bytes, ...]():
        yield piece


def _said(headers: dict[str, str], status: int = 204) -> Response[None]:
    return Response(None, status_code=status, headers={"Cache-Control": "no-store", **VERSION, **headers})


def _version(request: WebRequest) -> None:
    if request.headers.get("tus-resumable") != VERSION["Tus-Resumable"]:
        raise OtherVersion


def _number(request: WebRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not _NUMBER.match(text):
        raise Invalid(detail=name)
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """``key base64,key base64``. Raises Invalid."""
    found: dict[str, str] = {}
    for pair in header.split(",") if header else []:
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise Invalid(detail="Upload-Metadata") from None
    return found


def _checksum(header: str | None) -> Checksum | None:
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Invalid(detail="Upload-Checksum")
    try:
        return Checksum(algorithm, b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        raise Invalid(detail="Upload-Checksum") from None


HANDLERS = [about, about_one, create, ask, go_on, end]
