"""The texts that people agree to. Their version is ``TERMS`` of idarathon/people/events.py: whoever changes a text here
counts it up and adds the new digest below, so that everybody is asked again and the log says to what they agreed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from idarathon.errors import N_
from idarathon.people.events import TERMS, Consent
from idarathon.people.reads import Agreed

TEXTS: Final[dict[Consent, str]] = {
    "part": N_(
        "I have read what is kept about me, why and how long, and agree that it is kept so that I can take part."
    ),
    "results": N_("My name may be published with the results of my team."),
    "photo": N_("Photographs and films of sessions in which I can be recognised may be published."),
}
# Of the English texts, by version.
DIGESTS: Final = {1: "cf9cb6e848b935433b251a581652c5532f66bec19b70551d8d876a27ac63c777"}


class Asked(Struct, frozen=True, kw_only=True):
    """A text, and what the person said to it. ``since``: of the last answer."""

    purpose: Consent
    text: str
    given: bool
    version: int | None = None
    since: datetime | None = None
    withdrawn: bool = False


def digest() -> str:
    """What a version says."""
    return hashlib.sha256("\n".join(TEXTS.values()).encode()).hexdigest()


def asked(rows: Sequence[Agreed]) -> list[Asked]:
    """All texts with the person's answers."""
    known = {row.purpose: row for row in rows}
    return [_asked(purpose, text, known.get(purpose)) for purpose, text in TEXTS.items()]


def _asked(purpose: Consent, text: str, row: Agreed | None) -> Asked:
    if row is None:
        return Asked(purpose=purpose, text=text, given=False)
    since, gone = row.withdrawn_at or row.at, row.withdrawn_at is not None
    given = not gone and row.version == TERMS
    return Asked(purpose=purpose, text=text, given=given, version=row.version, since=since, withdrawn=gone)


def answered(rows: Sequence[Agreed]) -> bool:
    """Whether the person has said yes to what taking part needs, as it stands now."""
    return any(one.purpose == "part" and one.given for one in asked(rows))
