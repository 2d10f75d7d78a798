"""Where the bars of a chart stand: plain geometry, drawn by templates/report/charts.html. Right to left, all of it is
mirrored. The figures stand in a table beside every chart, so a drawing carries no long words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

WIDTH, HEIGHT = 640, 240  # of the drawing, in its own units
LEFT, TOP, BELOW = 44, 12, 28  # room for the scale, above, and for what stands under the bars
TICKS = 5


class Row(Struct, frozen=True):
    """What stands over one place: ``mark`` is short, ``label`` says it in words, ``values`` are one a series."""

    mark: str
    label: str
    values: tuple[float, ...]


class Bar(Struct, frozen=True):
    """A rectangle. ``series``: from 1 on; ``tip``: what it stands for."""

    x: float
    y: float
    width: float
    height: float
    series: int
    tip: str


class Mark(Struct, frozen=True):
    """A word or figure at a place."""

    x: float
    y: float
    text: str


class Chart(Struct, frozen=True, kw_only=True):
    """A drawing of WIDTH × HEIGHT."""

    bars: list[Bar]
    marks: list[Mark]
    ticks: list[Mark]
    start: float  # where the lines of the scale begin and end
    end: float


def columns(rows: Sequence[Row], *, stacked: bool = False, mirrored: bool = False) -> Chart:
    """Upright bars: beside each other, or the series of a place on top of each other."""
    top = scale(max((_height_of(row, stacked) for row in rows), default=0))
    slot = (WIDTH - LEFT) / max(len(rows), 1)
    bars = [bar for place, row in enumerate(rows) for bar in _bars(row, LEFT + place * slot, slot, top, stacked)]
    marks = [Mark(round(LEFT + (place + 0.5) * slot, 1), HEIGHT - 8, row.mark) for place, row in enumerate(rows)]
    ticks = [Mark(LEFT - 8, round(_y(value, top), 1), _plain(value)) for value in _steps(top)]
    chart = Chart(bars=bars, marks=marks, ticks=ticks, start=LEFT, end=WIDTH)
    return _mirror(chart) if mirrored else chart


def scale(most: float) -> float:
    """The end of the scale: 1, 2 or 5 times a power of ten times at most TICKS, not below ``most``."""
    if most <= 0:
        return 1.0
    step = most / TICKS
    power = 10.0 ** math.floor(math.log10(step))
    nice = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step - 1e-9)
    return max(1.0, math.ceil(most / max(nice, 1.0) - 1e-9) * max(nice, 1.0))


def _steps(top: float) -> list[float]:
    step = next(factor for factor in _factors() if top / factor <= TICKS)
    return [step * number for number in range(int(top / step) + 1)]


def _factors() -> list[float]:
    return [factor * 10.0**power for power in range(9) for factor in (1, 2, 5)]


def _height_of(row: Row, stacked: bool) -> float:
    return sum(row.values) if stacked else max(row.values, default=0)


def _bars(row: Row, start: float, slot: float, top: float, stacked: bool) -> list[Bar]:
    room = min(0.72 * slot, 96)
    wide = room if stacked else room / max(len(row.values), 1)
    left, under, bars = start + (slot - room) / 2, 0.0, []
    for series, value in enumerate(row.values, 1):
        x = left if stacked else left + (series - 1) * wide
        upper, lower = _y(under + value, top), _y(under, top)
        if value > 0:
            tip = f"{row.label}: {_plain(value)}"
            bars.append(Bar(round(x, 1), round(upper, 1), round(wide, 1), round(lower - upper, 1), series, tip))
        under += value if stacked else 0
    return bars


def _y(value: float, top: float) -> float:
    return HEIGHT - BELOW - (HEIGHT - BELOW - TOP) * value / top


def _plain(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _mirror(chart: Chart) -> Chart:
    bars = [
        Bar(round(WIDTH - one.x - one.width, 1), one.y, one.width, one.height, one.series, one.tip)
        for one in chart.bars
    ]
    marks, ticks = (
        [Mark(round(WIDTH - one.x, 1), one.y, one.text) for one in some] for some in (chart.marks, chart.ticks)
    )
    return Chart(bars=bars, marks=marks, ticks=ticks, start=0, end=WIDTH - LEFT)
