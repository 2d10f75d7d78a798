"""French is set with ’ and no-break spaces, never with the signs of a keyboard: in the translations and in what the
demo writes.

The facts stand as their sources have them, to the letter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from idarathon import demo
from web import translations
from web.i18n import LANGS
from web.translations import load
from web.typography import faults, french

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
    assert [text for text in said if re.search(r"[^\W\d_] [:;?!]|« | »", text)] == []


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Rôle : %(role)s", "Rôle\u00a0: %(role)s"),
        ("Rôle\u202f:", "Rôle\u00a0:"),
        ("Prêt ? Oui ; non !", "Prêt\u202f? Oui\u202f; non\u202f!"),
        ("Prêt\u00a0? %(one)s? Oui", "Prêt\u202f? %(one)s\u202f? Oui"),
        ("la page « À faire » : %(num)s", "la page «\u00a0À faire\u00a0»\u00a0: %(num)s"),
        ("la page «À faire»", "la page «\u00a0À faire\u00a0»"),
        ("« Prêt ? »", "«\u00a0Prêt\u202f?\u00a0»"),
        ("https://idarathon.ma/?page=2 à 10:30, %(a)s:%(b)s", "https://idarathon.ma/?page=2 à 10:30, %(a)s:%(b)s"),
        ("par https:// et n’y laissez rien (%%)", "par https:// et n’y laissez rien (%%)"),
    ],
)
def test_the_spaces_of_french(typed: str, set_: str) -> None:
    assert (french(typed), french(set_)) == (set_, set_)
    assert [len(faults(text, "fr")) for text in (typed, set_)] == [typed != set_, 0]


def test_the_signs_of_arabic() -> None:
    typed = ["هل أنتم جاهزون?", "نعم, لا", "نعم; لا", "هل أنتم جاهزون؟ نعم، لا؛ 4,5", "https://idarathon.ma/?page=2"]
    assert [len(faults(text, "ar")) for text in typed] == [1, 1, 1, 0, 0]


def test_a_translation_with_a_plain_space_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogs = {lang: load(lang) for lang in LANGS}
    catalogs["fr"]["%(field)s: %(message)s"].string = "%(field)s : %(message)s"
    monkeypatch.setattr(translations, "load", catalogs.__getitem__)
    assert [line.partition(" wants")[0] for line in translations.problems()] == ["fr:"]
