"""Named statements: SQL lives in ``queries.sql`` beside its only callers.

A file is a list of ``-- name: verb_noun`` lines, each followed by comment lines that describe it and by one statement.
"""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"^-- name: (\w+)[ \t]*$", re.MULTILINE)


class Statements(dict[str, str]):
    """The statements of one file by name; ``sql["find_team"]`` raises KeyError with the file's name."""

    def __init__(self, path: Path) -> None:
        super().__init__(_parse(path.read_text(encoding="utf-8"), path))
        self.path = path

    def __missing__(self, name: str) -> str:
        raise KeyError(f"{name} is not in {self.path.name} of {self.path.parent.name}")


def beside(module_file: str, name: str = "queries.sql") -> Statements:
    """The statements of the file ``name`` in the folder of ``module_file`` (pass ``__file__``)."""
    return Statements(Path(module_file).with_name(name))


def _parse(text: str, path: Path) -> dict[str, str]:
    parts = _NAME.split(text)
    names, bodies = parts[1::2], parts[2::2]
    if len(set(names)) != len(names):
        raise ValueError(f"a name stands twice in {path}")
    return {name: body.strip().rstrip(";") for name, body in zip(names, bodies, strict=True)}
