"""What PostgreSQL would refuse late is refused at the edge: NUL, lone surrogates, integers over 64 bits, and instants
so far out that they cannot be put into another time zone. So is a text of a command that shows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from events.message import Command
from idarathon.editions.events import shows
from web.refusals import Missing, WrongValue

_BIG = 2**63
_YEARS = range(1900, 9000)  # of an instant


def clean(value: Any, field: str = "") -> None:
    """Raise WrongValue, with the field's path, when a string or number somewhere in the value cannot be stored."""
    if not _storable(value):
        raise WrongValue(field=field or None)
    for name, one in _parts(value):
        clean(one, f"{field}[{name}]" if isinstance(name, int) else f"{field}.{name}" if field else str(name))


def legible(command: Command) -> None:
    """Raise Missing, with the field's path, for a text of which nobody sees anything: a reason made of signs without
    width is none. White space alone is left to fields that may stay empty."""
    for field in msgspec.structs.fields(command):
        _legible(getattr(command, field.name), field.name, field.required)


def _legible(value: Any, field: str, required: bool) -> None:
    if isinstance(value, str):
        if value and not shows(value) and (required or not value.isspace()):
            raise Missing(field=field)
        return
    for name, one in _parts(value):
        _legible(one, f"{field}[{name}]" if isinstance(name, int) else f"{field}.{name}", False)


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
