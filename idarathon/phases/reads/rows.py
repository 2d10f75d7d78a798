"""The statements, and rows as Structs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

from msgspec import Struct

from events.sql import Statements

SQL = Statements(Path(__file__).parent.parent / "queries.sql")
T = TypeVar("T", bound=Struct)
Status = Literal["in", "waiting", "held", "finished", "withdrawn"]
# Where a team stands, in the words shown everywhere; the worst first.
Word = Literal["held", "urgent", "watch", "extended", "in_progress", "up_to_date", "withdrawn"]

# One of them, or "remind": those of an open phase that still lack something, with less than three days left.
Filter = Word | Literal["remind"]


def as_struct(cls: type[T], row: Any, **more: Any) -> T:
    """A Struct of the row's columns of the same names."""
    names = [name for name in cls.__struct_fields__ if name not in more]
    return cls(**{name: row[name] for name in names}, **more)
