"""A mail that is ready to go, and how sending it can fail."""

from __future__ import annotations

from msgspec import Struct


class Letter(Struct, frozen=True, kw_only=True):
    """``text``: the whole message (RFC 5322), CRLF at line ends. ``id``: the same however often it is written."""

    id: str
    to: str
    text: bytes


# Exception
# ├── Away         nothing was taken, and nothing else would be now: try again later
# ├── Turned       this letter was not taken: now (``for_good`` false) or ever
# └── Unsure       the text was handed over, and the answer is lost: it may have been sent
class Away(Exception):
    """The mail server cannot be reached, or takes nothing from us."""


class Turned(Exception):
    """The mail server answered no to this letter."""

    def __init__(self, answer: str, for_good: bool) -> None:
        super().__init__(answer)
        self.for_good = for_good


class Unsure(Exception):
    """Whether the mail server has taken the letter is not known."""
