"""What the working calendar says of a moment that somebody typed: told before it is done, and never in the way.

A form whose moments fall on a weekend, a public holiday or the Friday prayer, or end a phase sooner than its teams were
told, is shown once more with what was typed and what is unusual about it; sent again with the same moments, it is done.
An act with consequences for others passes the same two steps (``confirmed``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

import msgspec
from msgspec import Struct

from idarathon.errors import N_, Refusal
from idarathon.phases.events import to_instant
from idarathon.phases.reads import Caution, warnings
from web.here import WebRequest
from web.i18n import Lang, wall_text
from web.public import Place
from web.typed import typed

WARNED = "warned"  # the name of the field that says which moments were confirmed


class Sooner(Struct, frozen=True, kw_only=True):
    """A closing that comes soon, and sooner than planned: how long is ``left``. ``lacking``: the teams that would be
    examined without something; None for a phase that has not opened."""

    left: timedelta
    lacking: list[str] | None


class Warned(Struct, frozen=True, kw_only=True):
    """A moment of the form (``field``, and ``when`` in words) and why it may be badly chosen."""

    field: str
    when: str
    cautions: list[Caution]
    sooner: Sooner | None = None


class Unusual(Refusal):
    """Nothing is wrong; somebody should look twice. ``mark``: what to send along to confirm just these moments."""

    code, status = "unusual", 200
    sentence = N_("Choose another moment, or confirm this one at the end of the form.")

    def __init__(self, warned: tuple[Warned, ...], mark: str) -> None:
        super().__init__(field=warned[0].field if warned else None)
        self.warned, self.mark = warned, mark


async def heed(
    request: WebRequest, at: Place, walls: Mapping[str, str], sooner: Mapping[str, Sooner] | None = None
) -> None:
    """Raise Unusual for those of the wall times, by field, that the working calendar warns of, or that close a phase
    ``sooner``: unless they have passed, or were confirmed."""
    to_come = {field: wall for field, wall in walls.items() if to_instant(wall, at.edition.settings.zone) > at.now}
    looked = [_looked(field, wall, at.lang, (sooner or {}).get(field)) for field, wall in to_come.items()]
    warned = tuple(one for one in looked if one.cautions or one.sooner)
    mark = " ".join(f"{one.field}={to_come[one.field]}{_soon(one.sooner)}" for one in warned)
    if warned and (await typed(request)).get(WARNED, [""])[0] != mark:
        raise Unusual(warned, mark)


def _soon(sooner: Sooner | None) -> str:
    """Which teams were named: nobody confirms for others. A digest, as names may be long."""
    if sooner is None:
        return ""
    named = msgspec.json.encode(sorted(sooner.lacking or []))
    return "!" + hashlib.sha256(named).hexdigest()[:16]


def _looked(field: str, wall: str, lang: Lang, sooner: Sooner | None) -> Warned:
    return Warned(field=field, when=wall_text(wall, lang), cautions=warnings(wall, lang), sooner=sooner)


async def confirmed(request: WebRequest, mark: str) -> None:
    """Raise Unusual unless just this was confirmed: the page then says what follows from the act, beside its button.
    ``mark``: what it is done to, so that nobody confirms what has changed meanwhile."""
    if (await typed(request)).get(WARNED, [""])[0] != mark:
        raise Unusual((), mark)
