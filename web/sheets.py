"""CSV for spreadsheets: UTF-8 with a mark, semicolons (what French and Moroccan Excel opens by a double click), and no
cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from litestar import Response

from web.i18n import MOROCCO

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV injection
MARK = "\ufeff"


def sheet(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response[str]:
    """The rows as a file to download. ``name``: letters, digits and hyphens, without .csv."""
    answer = Response(text(headers, rows), media_type="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def text(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The file's text."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    for row in (headers, *rows):
        writer.writerow([cell(value) for value in row])
    return MARK + written.getvalue()


def cell(value: Any) -> str | int:
    """A value as a spreadsheet takes it for what it is; instants in Moroccan time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")  # as where semicolons stand between cells
    if isinstance(value, datetime):
        return f"{value.astimezone(MOROCCO):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return _harmless(str(value))


def _harmless(text: str) -> str:
    """Also when blanks stand before the sign: they are skipped by some."""
    return "'" + text if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text
