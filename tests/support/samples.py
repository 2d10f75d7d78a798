"""A valid value of any Struct, made from its types alone, so that a new field or class is covered by itself."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

INSTANT = datetime(2026, 11, 9, 9, 30, tzinfo=UTC)
SPECIAL = {"Text": {"fr": "Texte", "ar": "نص", "en": "Text"}, "Hashed": {"id": str(UUID(int=7)), "digest": "ab" * 32}}
CANDIDATES = (
    "valeur",
    "2026-11-09T09:00",
    "une-valeur",
    "a@test.invalid",
    "https://test.invalid/",
    "oriental",
    "+212 537 00 00 00",
)
WALLS = {"opens": "2026-11-09T09:00", "closes": "2026-11-09T16:30", "zone": "Africa/Casablanca"}


def sample(cls: type[Any]) -> Any:
    """An instance of a Struct class with every field filled."""
    return msgspec.convert(_struct(inspect.type_info(cls)), cls, strict=False)


def _struct(info: Any) -> Any:
    if info.cls.__name__ in SPECIAL:
        return SPECIAL[info.cls.__name__]
    return {field.encode_name: _field(field) for field in info.fields if field.name not in {"id", "expected_version"}}


def _field(field: Any) -> Any:
    known = {"opens_wall": WALLS["opens"], "closes_wall": WALLS["closes"], **WALLS}
    if field.name in known and isinstance(field.type, inspect.StrType):
        return known[field.name]
    return _value(field.type)


def _value(info: Any) -> Any:
    match info:
        case inspect.StructType():
            return _struct(info)
        case inspect.UnionType():
            return _value(next(t for t in info.types if not isinstance(t, inspect.NoneType)))
        case inspect.VarTupleType() | inspect.ListType() | inspect.FrozenSetType() | inspect.SetType():
            return [_value(info.item_type)]
        case inspect.TupleType():
            return [_value(one) for one in info.item_types]
        case inspect.DictType():
            return {_value(info.key_type): _value(info.value_type)}
        case inspect.LiteralType():
            return info.values[0]
        case inspect.EnumType():
            return list(info.cls)[1].value
    return _plain(info)


def _plain(info: Any) -> Any:
    match info:
        case inspect.StrType():
            return _string(info)
        case inspect.IntType():
            return info.ge or 1
        case inspect.BoolType():
            return True
        case inspect.DateTimeType():
            return INSTANT.isoformat()
        case inspect.DateType():
            return date(2026, 11, 9).isoformat()
        case inspect.UUIDType():
            return str(UUID(int=1))
    raise TypeError(f"no sample for {info}")


def _string(info: Any) -> str:
    for candidate in (*CANDIDATES, "ab" * 32):
        if info.pattern is None or re.search(info.pattern, candidate):
            return candidate
    raise TypeError(f"no sample for {info.pattern}")
