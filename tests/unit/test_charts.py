"""Bars that stand where their figures say."""

from __future__ import annotations

import pytest

from web.charts import BELOW, HEIGHT, LEFT, TOP, WIDTH, Row, columns, scale


@pytest.mark.parametrize(("most", "end"), [(0, 1), (1, 1), (3, 3), (6, 6), (7, 8), (12, 15), (99, 100), (1234, 1500)])
def test_the_scale_ends_at_a_round_figure(most: float, end: float) -> None:
    assert scale(most) == end


def test_the_largest_bar_reaches_the_end_of_the_scale() -> None:
    chart = columns([Row("1", "a", (5,)), Row("2", "b", (10,))])
    assert [(bar.y, bar.height) for bar in chart.bars][1] == (TOP, HEIGHT - BELOW - TOP)


def test_bars_are_as_high_as_their_figures() -> None:
    small, large = columns([Row("1", "a", (5,)), Row("2", "b", (10,))]).bars
    assert small.height * 2 == pytest.approx(large.height, abs=0.2)


def test_stacked_bars_stand_on_each_other() -> None:
    lower, upper = columns([Row("1", "a", (4, 6))], stacked=True).bars
    assert (lower.x, upper.y + upper.height) == (upper.x, lower.y)


def test_nothing_is_drawn_for_nothing() -> None:
    assert columns([Row("1", "a", (0,))]).bars == []


def test_an_empty_chart_is_no_error() -> None:
    assert columns([]).marks == []


def test_from_right_to_left_all_of_it_is_mirrored() -> None:
    rows = [Row("1", "a", (5,)), Row("2", "b", (10,))]
    there, back = columns(rows), columns(rows, mirrored=True)
    assert [round(WIDTH - one.x - one.width, 1) for one in there.bars] == [one.x for one in back.bars]
    assert (back.start, back.end) == (0, WIDTH - LEFT)


def test_bars_stay_within_the_drawing() -> None:
    rows = [Row(str(n), "x", (n, 2 * n, 3 * n)) for n in range(40)]
    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH for bar in columns(rows).bars)
