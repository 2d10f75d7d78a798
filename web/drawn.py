"""Pages that are the same for everybody are drawn once for the same values: at a ceremony all ask for one page at once.

A page is kept only when it was drawn for nobody in particular, holds no form, and its templates never asked what time
it is. It is found again by everything else that it was made of, so what changes is drawn anew with the first request.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

import msgspec
from jinja2.runtime import Context

from web.here import Here, WebRequest

PAGES: Final = 64  # kept by a worker; the largest have some 130 kB
_kept: dict[bytes, str] = {}


class Looked:
    """Whether a template has looked at the clock."""

    def __init__(self) -> None:
        self.at_clock = False


class Watched(Context):
    """The values of a template. Passed as ``looked``, a Looked learns when ``now`` is read."""

    def resolve_or_missing(self, key: str) -> Any:
        if key == "now" and (looked := self.parent.get("looked")):
            looked.at_clock = True
        return super().resolve_or_missing(key)


def key(request: WebRequest, at: Here, name: str, view: msgspec.Struct | None) -> bytes | None:
    """What the page is made of; None for somebody's page, and for one whose values cannot be told apart."""
    if at.viewer.account or at.demo:
        return None
    scope = request.scope
    asked = (name, at.lang, scope["path"], scope["query_string"], at.services.settings.operator)
    try:
        return blake2b(msgspec.json.encode((asked, view)), digest_size=20).digest()
    except TypeError:
        return None


def find(key: bytes | None) -> str | None:
    """The page as it was drawn for these values."""
    return _kept.get(key) if key else None


def keep(key: bytes, html: str) -> None:
    """For whoever asks next; the one that was kept first goes."""
    if len(_kept) >= PAGES:
        _kept.pop(next(iter(_kept)), None)
    _kept[key] = html
