"""How French and Arabic set their punctuation; translations that set it otherwise are refused.

French: a no-break space before « : » and inside the guillemets, a narrow one before « ; », « ? » and « ! », so that no
line begins with a sign. Arabic has a comma, a semicolon and a question mark of its own.
"""

from __future__ import annotations

import re
from typing import Final

WIDE, NARROW = "\u00a0", "\u202f"

_SPACE: Final = f"[ {WIDE}{NARROW}]"
# A sign after a space, or at the end of a word; so neither https:// nor 10:30 nor ?page=2.
_BEFORE: Final = rf"(?:{_SPACE}+|(?<=[\w)%’”])(?=[^\w\s]+(?:\s|$)))"
_NARROWLY: Final = re.compile(rf"{_BEFORE}([;?!])")
_WIDELY: Final = re.compile(rf"{_BEFORE}(:)(?!//)|{_SPACE}*(»)")
_OPENING: Final = re.compile(rf"«{_SPACE}*")
_LATIN: Final = re.compile(r"[,;?](?=\s|$)")


def french(text: str) -> str:
    """The same text with the spaces that French wants."""
    widely = _WIDELY.sub(lambda sign: WIDE + (sign[1] or sign[2]), text)
    return _OPENING.sub(f"«{WIDE}", _NARROWLY.sub(rf"{NARROW}\1", widely))


def faults(text: str, lang: str) -> list[str]:
    """What a reader of the language would call a fault of the type."""
    if lang == "fr" and french(text) != text:
        return ["wants no-break spaces: U+00A0 before : and inside « », U+202F before ; ? !"]
    if lang == "ar" and _LATIN.search(text):
        return ["wants the Arabic signs ، ؛ ؟"]
    return []
