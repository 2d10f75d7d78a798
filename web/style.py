"""The living page of components: tokens read from the style sheet itself, and every macro with the call that draws it.

An example is a file of web/templates/style: it is drawn, and its own text is shown as the call.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from msgspec import Struct

from idarathon.errors import N_
from web.rendering import TEMPLATES
from web.static_files import FOLDER

Shade = Literal["device", "light", "night"]
EXAMPLES: tuple[tuple[str, str], ...] = (
    ("button", N_("Buttons")),
    ("badge", N_("Status")),
    ("field", N_("Form")),
    ("card", N_("Cards")),
    ("phases", N_("The five phases")),
    ("rosette", N_("Rosettes")),
    ("table", N_("Tables and figures")),
    ("tabs", N_("Tabs")),
    ("dialog", N_("Dialog")),
    ("notice", N_("Messages")),
    ("empty", N_("Nothing there yet")),
    ("progress", N_("Progress")),
    ("timeline", N_("History")),
    ("tasks", N_("To do")),
    ("moment", N_("Dates and languages")),
)
# What stands on what; "" for a fill that is never text.
PAIRS: tuple[tuple[str, str], ...] = (
    ("--ink", "--paper"),
    ("--ink", "--plaster"),
    ("--ink-soft", "--paper"),
    ("--ink-soft", "--sunk"),
    ("--link", "--paper"),
    ("--on-action", "--action"),
    ("--good", "--paper"),
    ("--bad", "--paper"),
    ("--care", "--paper"),
    ("--calm", "--paper"),
    ("--edge", "--paper"),
    ("--on-light-tile", "--tile-ciel"),
    ("--on-dark-tile", "--tile-indigo"),
    ("--on-light-tile", "--tile-saffron"),
    ("--on-dark-tile", "--tile-terre"),
    ("--on-dark-tile", "--tile-menthe"),
)
LENGTHS = ("--gap", "--gap-s", "--gap-l", "--radius", "--target", "--column", "--text")
_TOKEN = re.compile(r"^ {4}(--[a-z-]+): (.+);$", re.M)
_SHADES = re.compile(r"light-dark\((#[0-9a-f]{6,8}), (#[0-9a-f]{6,8})\)")


class Swatch(Struct, frozen=True):
    """A colour on another, by day or by night."""

    over: str
    under: str
    contrast: float


class Pair(Struct, frozen=True):
    """Two tokens, in both shades."""

    name: str
    on: str
    shades: tuple[Swatch, Swatch]


class Example(Struct, frozen=True):
    """A component. ``source``: the call that draws it."""

    name: str
    title: str
    source: str


class Style(Struct, frozen=True, kw_only=True):
    """The page."""

    shade: Shade
    pairs: list[Pair]
    lengths: list[tuple[str, str]]
    examples: list[Example]


@cache
def style(shade: Shade) -> Style:
    """Everything on the page, which changes with the program only."""
    known = tokens()
    return Style(
        shade=shade,
        pairs=[_pair(known, name, on) for name, on in PAIRS],
        lengths=[(name, known[name]) for name in LENGTHS],
        examples=[Example(name, title, _source(name)) for name, title in EXAMPLES],
    )


def tokens() -> dict[str, str]:
    """The custom properties of the style sheet."""
    return dict(_TOKEN.findall((FOLDER / "site.css").read_text("utf-8")))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 measures it: 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _pair(known: dict[str, str], name: str, on: str) -> Pair:
    over, under = _both(known[name]), _both(known[on])
    light, night = (Swatch(a, b, round(contrast(a, b), 2)) for a, b in zip(over, under, strict=True))
    return Pair(name, on, (light, night))


def _both(value: str) -> tuple[str, str]:
    found = _SHADES.fullmatch(value)
    if found is None:
        raise ValueError(f"not a colour by day and by night: {value}")
    return found[1], found[2]


def _source(name: str) -> str:
    return (TEMPLATES / "style" / f"{name}.html").read_text("utf-8").strip()
