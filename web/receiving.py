"""Takes the bytes of a file as they arrive, from a resumable upload or from a form, and says what has come of them.

What is refused while it arrives is given up at once: nothing of it stays, neither on the disk nor in a deposit.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import structlog
from msgspec import Struct

from events.message import Command
from idarathon.deliverables.commands import Abandon, Begin, Finish
from idarathon.deliverables.events import LIMITS, TYPES
from idarathon.deliverables.reads import Upload, content_used, upload
from idarathon.dispatch import settled
from idarathon.errors import N_, CommandIdTaken, Invalid, NotFound, Refusal, Rule, Unavailable
from idarathon.files import content
from idarathon.files.refusals import CheckFailed, ChecksumWrong, OffsetWrong, UploadBusy
from idarathon.files.spool import BLOCK, Part
from web.here import Here, WebRequest
from web.refusals import TooSlow
from web.signing import signature

log = structlog.get_logger()
DRAINED = 16_000_000  # bytes read on after a refusal, so that the browser hears of it


class UploadGone(Refusal):
    code, status = "upload_gone", 410
    sentence = N_("This file was given up. Begin again.")


class LargerThanSaid(Refusal):
    code, status = "larger_than_said", 413
    sentence = N_("More bytes came than were announced. Choose the file again.")


class UnlikeItsName(Rule):
    code = "file_unlike_its_name"
    sentence = N_("The content of %(name)s is not what its name says. Save it in the right type, and choose it again.")


class CutOff(Invalid):
    """The sender has gone; nobody reads this."""

    code = "cut_off"


class Checksum(Struct, frozen=True):
    """What a part must add up to."""

    algorithm: str
    digest: bytes


class Body:
    """The body of a request as it arrives. Raises CutOff when the sender goes."""

    def __init__(self, request: WebRequest) -> None:
        self._receive = request.receive
        self._over = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._chunks()

    async def _chunks(self) -> AsyncIterator[bytes]:
        while not self._over:
            message: Any = await self._receive()
            self._over = message["type"] == "http.disconnect" or not message.get("more_body", False)
            if message["type"] == "http.disconnect":
                raise CutOff(detail="cut off")
            if message.get("body"):
                yield message["body"]

    async def drain(self) -> None:
        """Read on for a while after a refusal, so that the sender, who is still sending, hears of it."""
        seen = 0
        with contextlib.suppress(CutOff, TooSlow):
            async for chunk in self._chunks():
                seen += len(chunk)
                if seen > DRAINED:
                    return


async def begin(at: Here, command: Begin) -> Upload:
    """Announce a file in the name of who is signed in. Raises a named refusal."""
    at.files.spool.require_room(command.size if command.size <= max(LIMITS.values()) else 0)
    await at.dispatch.execute(command, at.viewer)
    return await found(at, command.upload)


async def found(at: Here, which: UUID) -> Upload:
    """An upload that the viewer may know of. Raises NotFound, or UploadGone."""
    one = await upload(at.db, at.viewer, which)
    if one is None:
        raise NotFound
    if one.abandoned_at:
        raise UploadGone
    return one


def arrived(at: Here, one: Upload) -> int:
    """How many bytes of it are here."""
    return one.size if one.finished else at.files.spool.size(one.upload)


async def receive(
    at: Here, one: Upload, offset: int | None, body: AsyncIterable[bytes], check: Checksum | None = None
) -> int:
    """Add what arrives to an upload and finish it when it is whole; returns how much of it is here then.

    A sender that goes is no refusal of the file: what came stays, and so it does when the log has no room for its end
    now. A refused file is given up.
    """
    if one.finished:
        if offset not in (None, one.size):
            raise OffsetWrong(offset=one.size)
        return one.size
    try:
        async with at.files.spool.part(one.upload, offset) as part:
            if not part.offset:  # begun by a command alone, nobody has asked yet
                at.files.spool.require_room(one.size)
            await _take(part, one.size, body, check)
            if part.offset == one.size:
                await _finish(at, one, part)
            return part.offset
    except (UploadBusy, OffsetWrong, ChecksumWrong, CutOff, TooSlow, Unavailable, CommandIdTaken):
        raise
    except Refusal:
        await give_up(at, one)
        raise


async def receive_all(at: Here, one: Upload, body: AsyncIterable[bytes]) -> None:
    """A file of which nobody knew how long it would be, at most ``one.size``; cut off it is given up."""
    try:
        async with at.files.spool.part(one.upload) as part:
            await _take(part, one.size, body, None)
            await _finish(at, one, part)
    except (Refusal, asyncio.CancelledError):
        await give_up(at, one)
        raise


async def _take(part: Part, size: int, body: AsyncIterable[bytes], check: Checksum | None) -> None:
    start, before = part.offset, part.digest.copy()
    sum_ = hashlib.new(check.algorithm, usedforsecurity=False) if check else None
    try:
        await _write(part, size, body, sum_)
    except BaseException:
        if check:  # nothing says whether what came is sound
            await part.settle()
            part.cut(start, before)
        raise
    if check and sum_ and sum_.digest() != check.digest:
        part.cut(start, before)
        raise ChecksumWrong


async def _write(part: Part, size: int, body: AsyncIterable[bytes], sum_: Any) -> None:
    """Whole blocks while they come, the rest at the end, also of a body that was cut."""
    waiting, first = bytearray(), part.offset == 0
    try:
        async for chunk in body:
            if part.offset + len(waiting) + len(chunk) > size:
                raise LargerThanSaid
            if sum_:
                sum_.update(chunk)
            waiting += chunk
            if len(waiting) >= BLOCK:
                if first:
                    content.glance(bytes(waiting[: content.HEAD]))
                    first = False
                await part.write(waiting)
                waiting = bytearray()
    finally:
        if waiting:
            await part.write(waiting)
        await part.settle()


async def _finish(at: Here, one: Upload, part: Part) -> None:
    """Look at the whole file, keep it, then say so in the log. The part goes last: after a kill it is done anew."""
    mime = await _looked_at(one, part)
    if TYPES[mime][0] != one.kind:
        raise UnlikeItsName(name=one.name)
    await asyncio.to_thread(part.sync)
    sha256 = part.digest.hexdigest()
    await at.files.keep(part.path, sha256)
    ids: dict[str, Any] = {"edition": one.edition, "team": one.team, "upload": one.upload}
    finish = Finish(id=_own_id(at, "finish", one), **ids, sha256=sha256, size=part.offset, mime=mime)
    try:
        await _send(at, finish, one.begun_by)
    except Unavailable:  # perhaps it is recorded all the same: nothing is taken away
        raise
    except Refusal:
        if not await content_used(at.db, sha256):
            await at.files.delete(sha256)
        raise
    if not await at.files.has(sha256):  # another upload of the same bytes was refused in that instant, and took them
        await at.files.keep(part.path, sha256)
    at.files.spool.discard(one.upload)


async def _looked_at(one: Upload, part: Part) -> str:
    """The type of the file. What nobody foresaw is a refusal too: else the upload could neither go on nor end."""
    try:
        return await asyncio.to_thread(content.look, part.path)
    except Refusal:
        raise
    except Exception as error:
        log.exception("file_check_failed", upload=str(one.upload), name=one.name)
        raise CheckFailed(field="file") from error


async def give_up(at: Here, one: Upload) -> None:
    """Keep nothing of an upload."""
    at.files.spool.discard(one.upload)
    ids: dict[str, Any] = {"edition": one.edition, "team": one.team, "upload": one.upload}
    await _send(at, Abandon(id=_own_id(at, "abandon", one), **ids), one.begun_by)


def _own_id(at: Here, what: str, one: Upload) -> UUID:
    """The id of a command of ours: the same in every worker and after a restart, and nobody can take it before us."""
    return UUID(hex=signature(at.services.settings.secret, f"upload-{what}", str(one.upload)))


async def _send(at: Here, command: Command, actor: UUID | None) -> None:
    """The receiving code is part of the system: it needs no leave."""
    settled((await at.dispatch.execute_many([command], actor))[0])


def new_upload() -> UUID:
    """Private things have ids that nobody guesses."""
    return uuid4()
