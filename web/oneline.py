"""Words of others within a sentence: on one line, set apart, so that a name rewrites nothing that stands beside it."""

from __future__ import annotations

import unicodedata
from typing import Final

CALLED: Final = 60  # signs of a name
_ISOLATES: Final = "\u200e\u200f\u061c"  # marks that turn nothing over


def plain(text: str) -> str:
    """One line without control signs and marks that turn the writing over."""
    kept = (one if one in _ISOLATES or unicodedata.category(one) not in ("Cc", "Cf") else " " for one in text)
    return " ".join("".join(kept).split())


def called(name: str) -> str:
    """A name as a letter says it: whoever made an account known chose it, so it is short and leads nowhere."""
    short = plain(name)[:CALLED]
    return "" if "://" in short or "www." in short.casefold() else short


def apart(text: str) -> str:
    """Text that may be written in the other direction, set apart so that it leaves the sentence around it in order."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
