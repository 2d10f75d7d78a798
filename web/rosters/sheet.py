"""From the bytes of a CSV file to its columns and lines, whatever program and language saved it."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from idarathon.errors import N_, Rule, TooLarge
from web.rosters.words import COLUMNS, fold

BYTES: Final = 2_000_000
PEOPLE: Final = 5_000
CELLS: Final = 200  # in a line
_DELIMITERS = (";", ",", "\t")
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, .xls


class RosterTooLarge(TooLarge):
    """More than one import takes."""

    code = "roster_too_large"
    sentence = N_("A list has at most 5,000 people and 2 MB. Cut it into several files.")


class RosterUnreadable(Rule):
    """No CSV, or a broken one."""

    code = "roster_unreadable"
    sentence = N_(
        "This file cannot be read as a list (line %(line)s). Save it in your spreadsheet as CSV, if possible in UTF-8."
    )


class RosterWorkbook(Rule):
    """An Excel workbook."""

    code = "roster_workbook"
    sentence = N_("This is a spreadsheet, not a CSV file. In Excel choose “Save as”, then “CSV UTF-8”.")


class RosterColumns(Rule):
    """The first line does not say what stands where."""

    code = "roster_columns"
    sentence = N_(
        "The first line must name the columns, among them the name and the e-mail address. Begin with the template."
    )


class RosterColumnTwice(Rule):
    """Two columns that mean one thing."""

    code = "roster_column_twice"
    sentence = N_("Two columns mean the same: %(column)s. Leave one of them.")


class RosterEmpty(Rule):
    """Nobody is in it."""

    code = "roster_empty"
    sentence = N_("Nobody is in this list: below the names of the columns there is no line.")


class Line(Struct, frozen=True):
    """``number``: of the line in the file at which it begins, from 1."""

    number: int
    cells: list[str]


class Sheet(Struct, frozen=True, kw_only=True):
    """``columns``: what each column is, None for one that nobody reads; ``header``: what it is called in the file."""

    header: list[str]
    columns: list[str | None]
    lines: list[Line]

    @property
    def unread(self) -> list[str]:
        """The columns of which nothing is taken."""
        named = zip(self.header, self.columns, strict=True)
        return [name for name, column in named if column is None and name.strip()]


def read(content: bytes) -> Sheet:
    """The columns and lines of a file. Raises a named refusal for what is no list."""
    if len(content) > BYTES:
        raise RosterTooLarge
    if content.startswith(_WORKBOOK):
        raise RosterWorkbook
    best: tuple[int, str, str] = (0, "", "")
    for text in _texts(content):
        for delimiter in _DELIMITERS:
            known = sum(one is not None for one in map(column_of, _first(text, delimiter)))
            best = max(best, (known, text, delimiter), key=lambda one: one[0])
    known, text, delimiter = best
    if not known:
        raise RosterColumns
    return _sheet(text, delimiter)


def column_of(name: str) -> str | None:
    """What a column is by what it is called; a remark in parentheses does not count."""
    return COLUMNS.get(fold(re.sub(r"\(.*?\)", " ", name)))


def _texts(content: bytes) -> Iterator[str]:
    """The file's text as UTF-8, with a mark or without, else as Windows writes French, else as it writes Arabic."""
    wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    for encodings in (("utf-16",), ()) if wide else (("utf-8-sig",), ("cp1252", "cp1256")):
        read = False
        for encoding in encodings:
            try:
                yield _without_hint(content.decode(encoding))
                read = True
            except UnicodeDecodeError:
                continue
        if read:
            return


def _without_hint(text: str) -> str:
    """Excel's own first line « sep=; » says what the delimiter is, and is no line of the list."""
    head, _, rest = text.partition("\n")
    return "\n" + rest if re.fullmatch(r"sep=.\r?", head) else text


def _reader(text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    began = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(began, cells)
            began = reader.line_num + 1
    except csv.Error:
        raise RosterUnreadable(line=began) from None


def _first(text: str, delimiter: str) -> Sequence[str]:
    try:
        return next(iter(_reader(text, delimiter)), Line(1, [])).cells[:CELLS]
    except RosterUnreadable:
        return []


def _sheet(text: str, delimiter: str) -> Sheet:
    lines = _reader(text, delimiter)
    header = next(lines).cells
    columns = [column_of(name) for name in header]
    _refuse_unless_clear(header, columns)
    found: list[Line] = []
    for line in lines:
        if len(found) == PEOPLE:
            raise RosterTooLarge
        found.append(line)
    if not found:
        raise RosterEmpty
    return Sheet(header=header, columns=columns, lines=found)


def _refuse_unless_clear(header: list[str], columns: list[str | None]) -> None:
    seen: set[str] = set()
    for name, column in zip(header, columns, strict=True):
        if column in seen:
            raise RosterColumnTwice(column=name.strip())
        seen |= {column} if column else set()
    if not {"name", "email"} <= seen or len(header) > CELLS:
        raise RosterColumns
