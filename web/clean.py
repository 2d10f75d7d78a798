"""What PostgreSQL would refuse late is refused at the edge: NUL, lone surrogates, integers over 64 bits, and instants
so far out that they cannot be put into another time zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from web.refusals import WrongValue

_BIG = 2**63
_YEARS = range(1900, 9000)  # of an instant


def clean(value: Any, field: str = "") -> None:
    """Raise WrongValue, with the field's path, when a string or number somewhere in the value cannot be stored."""
    if not _storable(value):
        raise WrongValue(field=field or None)
    for name, one in _parts(value):
        clean(one, f"{field}[{name}]" if isinstance(name, int) else f"{field}.{name}" if field else str(name))


def _storable(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, datetime):
        return value.year in _YEARS
    return not isinstance(value, int) or -_BIG <= value < _BIG


def _parts(value: Any) -> Iterable[tuple[Any, Any]]:
    match value:
        case Mapping():
            for name in value:
                clean(name, "name")
            return value.items()
        case list() | tuple():
            return enumerate(value)
        case msgspec.Struct():
            return ((name, getattr(value, name)) for name in value.__struct_fields__)
    return ()
