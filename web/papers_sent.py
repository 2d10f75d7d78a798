"""A signed authorisation, as it comes with a form: a small PDF or photograph, looked at before it is kept."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from idarathon.applications.events import Paper
from idarathon.errors import N_, Refusal, Rule
from idarathon.files import content
from web.front import check_token, is_multipart
from web.here import WebRequest, here
from web.multiparts import Form
from web.refusals import Missing, UnsupportedMedia

MB = 1_000_000
MOST = 5 * MB
TAKEN = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class PaperTooLarge(Refusal):
    code, status = "paper_too_large", 413
    sentence = N_("The authorisation is too large: at most %(limit)s MB. Photograph it anew, or save it as a PDF.")


class PaperType(Rule):
    code = "paper_type"
    sentence = N_("The authorisation is a PDF or a photograph (JPG, PNG). Save it as one of these.")


async def sent_paper(request: WebRequest) -> Paper:
    """Read the form and keep the file in it. Raises a named refusal."""
    if not is_multipart(request):
        raise UnsupportedMedia
    form, came, faults = Form(request), list[bytes](), list[Refusal]()

    async def take(name: str, pieces: AsyncIterator[bytes]) -> None:
        check_token(request, form.values.get("csrf", [""])[0])
        try:
            came.append(await _small(pieces))
        except Refusal as fault:
            faults.append(fault)

    try:
        await form.read(take)
    except Refusal:
        await form.body.drain()
        raise
    check_token(request, form.values.get("csrf", [""])[0])
    if faults or not came:
        raise faults[0] if faults else Missing(field="file")
    return await _keep(request, came[0])


async def _small(pieces: AsyncIterator[bytes]) -> bytes:
    whole = bytearray()
    async for piece in pieces:
        whole += piece
        if len(whole) > MOST:
            raise PaperTooLarge(field="file", limit=MOST // MB)
    return bytes(whole)


async def _keep(request: WebRequest, paper: bytes) -> Paper:
    mime = await asyncio.to_thread(_looked_at, paper)
    if mime not in TAKEN:
        raise PaperType(field="file")
    sha256 = hashlib.sha256(paper).hexdigest()
    await here(request).files.put(sha256, paper)
    return Paper(sha256=sha256, size=len(paper), mime=mime)


def _looked_at(paper: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper"
        path.write_bytes(paper)
        return content.look(path)
