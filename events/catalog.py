"""Type string ↔ class, and the upcasters that turn an old version's data into the newest's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from events.message import Event

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownType(LookupError):
    """The log holds an event that this program does not know: it is older than the log."""


class Catalog:
    """Every event class that the program knows. ``upcasters``: old type string → pure function to the newest data."""

    def __init__(self, classes: Iterable[type[Event]], upcasters: dict[str, Upcaster] | None = None) -> None:
        self.classes: dict[str, type[Event]] = {type_of(cls): cls for cls in classes}
        self.upcasters = dict(upcasters or {})
        self._decoders = {name: msgspec.json.Decoder(cls) for name, cls in self.classes.items()}

    def decode(self, type_: str, data: str | bytes) -> Event:
        """The event of a log row. Raises UnknownType, or msgspec.ValidationError for damaged data."""
        if type_ in self.upcasters:
            raw = self.upcasters[type_](msgspec.json.decode(data))
            return self.decode(raw["type"], msgspec.json.encode(raw))
        try:
            return self._decoders[type_].decode(data)
        except KeyError:
            raise UnknownType(f"event type {type_!r} is not in the catalog") from None


def type_of(cls: type[Event]) -> str:
    """The explicit type string of an event class, for example ``team.registered``."""
    tag = cls.__struct_config__.tag
    if not isinstance(tag, str) or "." not in tag:
        raise TypeError(f"{cls.__name__} needs a tag such as 'domain.fact'")
    return tag


def subject_of(type_: str, edition: object | None) -> str:
    """The NATS subject of an event: idarathon.<edition>.<domain>.<event>; ``-`` when it belongs to no edition."""
    return f"idarathon.{edition or '-'}.{type_}"
