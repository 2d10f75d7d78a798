"""A figure beside its limit, and the little statistics that figures need."""

from __future__ import annotations

import contextlib
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence

from msgspec import Struct
from rich.console import Console
from rich.table import Table


class Figure(Struct, frozen=True, kw_only=True):
    """One measured value. ``at_least``: the limit is a floor; else it is a ceiling. ``note``: the raw figures."""

    name: str
    value: float
    limit: float
    at_least: bool = False
    unit: str = ""
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether the limit is kept."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


Measure = Callable[[], Awaitable[list[Figure]]]


def fact(name: str, holds: bool, note: str = "") -> Figure:
    """Something that is so (1) or is not (0)."""
    return Figure(name=name, value=float(holds), limit=1.0, at_least=True, unit="bool", note=note)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie; the nearest rank, so never an invented one."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Median and range of a few rounds: ``1.20 (1.10 to 1.31)``; the range is the noise of this run."""
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


@contextlib.contextmanager
def frozen() -> Iterator[None]:
    """What a measurement has built so far (scripts, recordings) is not the product's heap: the collector skips it."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


async def seconds(work: Callable[[], Awaitable[object]]) -> float:
    """How long ``work`` takes, in seconds."""
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


def show(figures: Sequence[Figure], title: str) -> bool:
    """Print the table; whether every limit is kept."""
    table = Table(title=title, title_justify="left")
    for heading in ("figure", "value", "limit", "ok"):
        table.add_column(heading, justify="right" if heading in ("value", "limit") else "left")
    table.add_column("raw", overflow="fold")
    for one in figures:
        table.add_row(one.name, _value(one, one.value), _limit(one), "yes" if one.ok else "NO", one.note)
    Console(width=150).print(table)
    return all(one.ok for one in figures)


def _value(figure: Figure, value: float) -> str:
    if figure.unit == "bool":
        return "yes" if value else "no"
    number = f"{value:.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"
    return f"{number} {figure.unit}".rstrip()


def _limit(figure: Figure) -> str:
    if figure.unit == "bool":
        return ""
    return ("≥ " if figure.at_least else "≤ ") + _value(figure, figure.limit)
