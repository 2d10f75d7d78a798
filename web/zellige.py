"""Zellige: the rosette that every team has, drawn from its id alone, and the frieze of stars and crosses.

Everything is eight-fold. Colours are classes (z-indigo, z-saffron, …) so that one drawing serves day, night and print
under a content security policy without inline styles; `image` writes plain colours for files that stand alone.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import permutations
from typing import Final

from markupsafe import Markup

Point = tuple[float, float]
Shape = Sequence[Point]
Layer = tuple[str, list[Shape]]

TILES: Final[dict[str, str]] = {
    "indigo": "#2f3aa8",
    "saffron": "#e7a51b",
    "terre": "#b94f34",
    "menthe": "#2b8763",
    "ciel": "#4aa3c7",
    "craie": "#fffdf8",
}
_GLAZES: Final = [name for name in TILES if name != "craie"]
_THREES: Final = list(permutations(_GLAZES, 3))
_EIGHTH: Final = math.tau / 8
# The waist of a star made of two squares laid across each other, against its tips.
_KHATAM: Final = math.cos(_EIGHTH) / math.cos(_EIGHTH / 2)


def _at(radius: float, angle: float) -> Point:
    return radius * math.sin(angle), -radius * math.cos(angle)


def _star(tip: float, waist: float, turn: float = 0.0) -> Shape:
    return [_at(waist if i % 2 else tip, turn + i * _EIGHTH / 2) for i in range(16)]


def _ring(shape: Callable[[float], Shape], turn: float = 0.0) -> list[Shape]:
    return [shape(turn + k * _EIGHTH) for k in range(8)]


def _kite(inner: float, middle: float, outer: float, spread: float) -> Callable[[float], Shape]:
    return lambda a: [_at(inner, a), _at(middle, a - spread), _at(outer, a), _at(middle, a + spread)]


def _shield(inner: float, middle: float, outer: float, spread: float) -> Callable[[float], Shape]:
    return lambda a: [
        _at(inner, a),
        _at(middle, a - spread),
        _at(outer, a - spread * 0.62),
        _at(outer, a + spread * 0.62),
        _at(middle, a + spread),
    ]


def _layers(key: str) -> list[Layer]:
    """The tiles of a rosette, from the rim to the heart, each with its glaze."""
    seed = int.from_bytes(hashlib.blake2s(key.encode(), digest_size=8).digest())

    def pick(choices: int) -> int:
        nonlocal seed
        seed, choice = divmod(seed, choices)
        return choice

    first, second, third = _THREES[pick(len(_THREES))]
    turn = pick(2) * _EIGHTH / 2
    tip, waist = ((30.0, 30 * _KHATAM), (31.0, 18.5), (28.0, 14.0))[pick(3)]
    petal = (_kite, _shield)[pick(2)](waist + 2.5, 36.0, 48.0, 0.27 + 0.035 * pick(3))
    petals = _ring(petal, turn + _EIGHTH / 2)
    points = _ring(_kite(tip + 2.5, 39.0, (44.0, 48.0)[pick(2)], 0.085), turn)
    heart = (_star(13, 13 * _KHATAM, turn), _star(15, 7, turn), _star(11, 11 * math.cos(_EIGHTH / 2), turn))[pick(3)]
    if pick(2):
        rim = [(second, petals[::2]), (third, petals[1::2]), (first, points)]
    else:
        rim = [(second, petals), (third, points)]
    return [*rim, (first, [_star(tip, waist, turn)]), ("craie", [heart]), (second, [_star(6, 6 * _KHATAM, turn)])]


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"


def _path(shapes: Iterable[Shape]) -> str:
    return "".join(
        "M" + "L".join(f"{_number(x)} {_number(y)}".replace(" -", "-") for x, y in shape) + "z" for shape in shapes
    )


def _draw(key: str, paint: Callable[[str], str]) -> str:
    return "".join(f'<path {paint(glaze)} d="{_path(shapes)}"/>' for glaze, shapes in _layers(key))


@lru_cache(maxsize=4096)
def rosette(key: object, size: int = 64, label: str = "") -> Markup:
    """The rosette of whatever has this id, for a page. Without a label it is decoration and says nothing aloud."""
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    drawing = _draw(str(key), lambda glaze: f'class="z-{glaze}"')
    svg = f'<svg class="zellige" viewBox="-50 -50 100 100" width="{size:d}" height="{size:d}" {said}>{drawing}</svg>'
    return Markup(svg)  # noqa: S704 (numbers and class names of our own, and an escaped label)


def image(key: str) -> str:
    """The same rosette as a file of its own: favicon, long lists, mails."""
    drawing = _draw(key, lambda glaze: f'fill="{TILES[glaze]}"')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100">{drawing}</svg>'


@lru_cache(maxsize=4)
def band(tile: int = 28) -> Markup:
    """The frieze under the header: stars of two crossed squares, and the crosses that are left between them."""
    half = tile / 2
    order = ("saffron", "ciel", "terre", "saffron", "menthe", "ciel")

    def moved(shape: Shape, place: int) -> Shape:
        return [(x + half + place * tile, y + half) for x, y in shape]

    stars, hearts = _star(half, half * _KHATAM), _star(half * 0.42, half * 0.42 * _KHATAM)
    tiles = "".join(
        f'<path class="z-{glaze}" d="{_path([moved(stars, place)])}"/>' for place, glaze in enumerate(order)
    )
    eyes = f'<path class="z-indigo" d="{_path([moved(hearts, place) for place in range(len(order))])}"/>'
    width = tile * len(order)
    return Markup(  # noqa: S704 (numbers and class names of our own)
        f'<svg class="band" aria-hidden="true" width="100%" height="{tile}"><defs>'
        f'<pattern id="frieze" width="{width}" height="{tile}" patternUnits="userSpaceOnUse">'
        f'<rect class="z-indigo" width="{width}" height="{tile}"/>{tiles}{eyes}</pattern></defs>'
        f'<rect width="100%" height="{tile}" fill="url(#frieze)"/></svg>'
    )


if __name__ == "__main__":
    print(image("idarathon"))
