"""CSV that a spreadsheet opens, and never runs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from web.sheets import cell, text


@pytest.mark.parametrize(
    "hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula(hostile: str) -> None:
    assert cell(hostile) == "'" + hostile


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (-3, -3),
        (2.5, "2,5"),
        (True, "1"),
        ("Guichet", "Guichet"),
        (date(2026, 11, 9), "2026-11-09"),
        (datetime(2026, 11, 9, 9, 0, tzinfo=UTC), "2026-11-09 09:00"),
    ],
)
def test_what_is_no_text_stays_what_it_is(value: Any, written: Any) -> None:
    assert cell(value) == written


def test_a_file_begins_with_its_mark_and_keeps_lines_in_their_cells() -> None:
    assert text(("a", "é"), [("x;y", 'l1\nl"2')]) == '\ufeffa;é\r\n"x;y";"l1\nl""2"\r\n'
