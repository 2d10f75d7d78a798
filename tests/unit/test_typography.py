"""French is set with ’, never with the straight sign of a keyboard: in the translations and in what the demo writes.

The facts stand as their sources have them, to the letter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from idarathon import demo
from web.translations import load

STRAIGHT = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
DEMO = Path(demo.__file__).parent


def texts(file: Path) -> Iterator[str]:
    """What a Python file says, without its docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_the_french_translations() -> None:
    said = [str(message.string) for message in load("fr") if message.id and isinstance(message.string, str)]
    said += [form for message in load("fr") if isinstance(message.string, tuple) for form in message.string]
    assert [text for text in said if STRAIGHT.search(text)] == []


def test_what_the_demo_writes() -> None:
    said = [text for file in DEMO.rglob("*.py") for text in texts(file)]
    assert [text for text in said if STRAIGHT.search(text)] == []
