"""Files on pages: their signed addresses, their names in headers, and the part of them that a browser asks for."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import quote
from uuid import UUID

from idarathon.deliverables.commands import safe_name
from idarathon.errors import N_, NotFound, Refusal
from web import signing
from web.auth import real_now

LIFE = 600  # seconds of a signed address
PURPOSE = "file"
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z")


class LinkExpired(Refusal):
    code, status = "link_expired", 410
    sentence = N_("This address of a file was good for a few minutes. Open the file from its page again.")


class RangeWrong(Refusal):
    code, status = "range_wrong", 416
    sentence = N_("This file has no such part. Load all of it.")


def signed(secret: bytes, upload: UUID) -> str:
    """A short-lived address of a file, for whoever holds it."""
    until = int(real_now().timestamp()) + LIFE
    return f"/files/{signing.sign(secret, PURPOSE, f'{upload}.{until}')}"


def of_signed(secret: bytes, token: str) -> UUID:
    """Which upload a signed address is of. Raises NotFound or LinkExpired."""
    upload, _, until = (signing.unsign(secret, PURPOSE, token) or "").partition(".")
    if not until:
        raise NotFound
    if int(until) < real_now().timestamp():
        raise LinkExpired
    return UUID(upload)


def disposition(name: str) -> str:
    """Content-Disposition for saving under the name: RFC 6266 with both spellings, whatever the name holds."""
    plain = safe_name(name)
    spare = plain.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return f"attachment; filename=\"{spare}\"; filename*=UTF-8''{quote(plain, safe='')}"


class Wanted(NamedTuple):
    """A part of a file: bytes from ``start`` up to ``end``."""

    start: int
    end: int
    status: Literal[200, 206]


def wanted(header: str | None, size: int, same: bool = True) -> Wanted:
    """What a Range header asks for; several ranges, another unit, or a file that has changed mean: all of it.

    Raises RangeWrong for a part that the file does not have.
    """
    found = _RANGE.match(header or "") if same else None
    if not found or not (found[1] or found[2]):
        return Wanted(0, size, 200)
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(size, int(found[2]) + 1 if found[2] else size)
    if start >= size or end <= start:
        if found[1] and found[2] and int(found[2]) < int(found[1]):
            return Wanted(0, size, 200)
        raise RangeWrong
    return Wanted(start, end, 206)
