"""The statements, and rows as Structs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from events.sql import Statements

SQL = Statements(Path(__file__).parent.parent / "queries.sql")
T = TypeVar("T", bound=Struct)


def as_struct(cls: type[T], row: Any, **more: Any) -> T:
    """A Struct of the row's columns of the same names."""
    names = [name for name in cls.__struct_fields__ if name not in more]
    return cls(**{name: row[name] for name in names}, **more)
