"""What the working calendar says of a moment that somebody typed: told before it is done, and never in the way.

A form whose moments fall on a weekend, a public holiday or the Friday prayer is shown once more with what was typed and
what is unusual about it; sent again with the same moments, it is done. An act with consequences for others passes the
same two steps (``confirmed``).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from idarathon.errors import N_, Refusal
from idarathon.phases.events import to_instant
from idarathon.phases.reads import Caution, warnings
from web.here import WebRequest
from web.i18n import wall_text
from web.public import Place
from web.typed import typed

WARNED = "warned"  # the name of the field that says which moments were confirmed


class Warned(Struct, frozen=True, kw_only=True):
    """A moment of the form (``field``, and ``when`` in words) and why it may be badly chosen."""

    field: str
    when: str
    cautions: list[Caution]


class Unusual(Refusal):
    """Nothing is wrong; somebody should look twice. ``mark``: what to send along to confirm just these moments."""

    code, status = "unusual", 200
    sentence = N_("Choose another moment, or confirm this one at the end of the form.")

    def __init__(self, warned: tuple[Warned, ...], mark: str) -> None:
        super().__init__(field=warned[0].field if warned else None)
        self.warned, self.mark = warned, mark


async def heed(request: WebRequest, at: Place, walls: Mapping[str, str]) -> None:
    """Raise Unusual for those of the wall times, by field, that the working calendar warns of: unless they have passed,
    or were confirmed."""
    to_come = {field: wall for field, wall in walls.items() if to_instant(wall, at.edition.settings.zone) > at.now}
    warned = tuple(
        Warned(field=field, when=wall_text(wall, at.lang), cautions=found)
        for field, wall in to_come.items()
        if (found := warnings(wall, at.lang))
    )
    mark = " ".join(f"{one.field}={to_come[one.field]}" for one in warned)
    if warned and (await typed(request)).get(WARNED, [""])[0] != mark:
        raise Unusual(warned, mark)


async def confirmed(request: WebRequest, mark: str) -> None:
    """Raise Unusual unless just this was confirmed: the page then says what follows from the act, beside its button.
    ``mark``: what it is done to, so that nobody confirms what has changed meanwhile."""
    if (await typed(request)).get(WARNED, [""])[0] != mark:
        raise Unusual((), mark)
