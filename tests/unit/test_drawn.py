"""A page is drawn once for the same values: for nobody in particular, and never with the time of before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment
from msgspec import Struct

from web import drawn


class View(Struct, frozen=True):
    name: str


class Strange(Struct, frozen=True):
    thing: object


def key(view: Struct | None, *, account: str | None = None, path: str = "/fr", lang: str = "fr") -> bytes | None:
    request: Any = SimpleNamespace(scope={"path": path, "query_string": b""})
    settings = SimpleNamespace(operator="")
    at: Any = SimpleNamespace(
        viewer=SimpleNamespace(account=account), demo=False, lang=lang, services=SimpleNamespace(settings=settings)
    )
    return drawn.key(request, at, "home.html", view)


def test_the_same_values_are_the_same_page() -> None:
    assert key(View("a")) == key(View("a"))


@pytest.mark.parametrize("other", [key(View("b")), key(View("a"), path="/ar"), key(View("a"), lang="ar"), key(None)])
def test_other_values_are_another_page(other: bytes) -> None:
    assert other != key(View("a"))


def test_somebodys_page_is_never_kept() -> None:
    assert key(View("a"), account="b") is None


def test_values_that_cannot_be_told_apart_are_not_kept() -> None:
    assert key(Strange(object())) is None


@pytest.mark.parametrize(
    ("template", "looks"),
    [("{{ now }}", True), ("{% if false %}{{ now }}{% endif %}", True), ("{{ page }}", False), ("now", False)],
)
def test_a_template_that_asks_for_the_time_is_noticed(template: str, looks: bool) -> None:
    env = Environment(autoescape=True)
    env.context_class = drawn.Watched
    looked = drawn.Looked()
    env.from_string(template).render(now=1, page=2, looked=looked)
    assert looked.at_clock == looks


def test_only_so_many_pages_are_kept() -> None:
    names = [b"page %d" % number for number in range(drawn.PAGES + 1)]
    for name in names:
        drawn.keep(name, "drawn")
    assert (drawn.find(names[0]), drawn.find(names[-1]), drawn.find(None)) == (None, "drawn", None)
