"""From the lines of a list to people, each with every fault that it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from idarathon.editions.events import shows
from idarathon.people.commands import UNSEEN, Email
from idarathon.people.events import email_key
from web.rosters.sheet import Line, Sheet
from web.rosters.words import WORDS, fold

NAME = 200


class Fault(Struct, frozen=True):
    """What is wrong in a line. ``column``: one of sheet.COLUMNS, or "" for the whole line."""

    column: str
    code: str
    value: str = ""


class Person(Struct, frozen=True, kw_only=True):
    """Somebody to import. ``role``: of viewer.GRANTED, or "" for a participant."""

    name: str
    email: str
    directorate: UUID | None = None
    region: str | None = None
    level: str | None = None
    gender: str | None = None
    langs: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    role: str = ""


class Entry(Struct, frozen=True, kw_only=True):
    """A line that was read: a person, or faults."""

    line: int
    cells: list[str]
    person: Person | None
    faults: tuple[Fault, ...] = ()


class Known(Struct, frozen=True, kw_only=True):
    """The names of the directory, folded. ``own``: the only administration whose people are taken (a focal point's)."""

    administrations: Mapping[str, UUID]
    directorates: Mapping[UUID, Mapping[str, UUID]]  # by administration
    own: UUID | None = None
    shown: Mapping[UUID, str] = {}  # the directorates of an administration as one may write them, to say what to choose
    twins: Mapping[tuple[UUID, str], str] = {}  # names that two of one administration have, and what tells them apart


class _Wrong(Exception):
    def __init__(self, code: str, value: str = "") -> None:
        self.code, self.value = code, value


def entries(sheet: Sheet, known: Known, closed: frozenset[str] = frozenset()) -> list[Entry]:
    """Every line of the sheet. ``closed``: keys of the addresses of closed accounts."""
    seen: dict[str, int] = {}
    return [_entry(line, sheet, known, closed, seen) for line in sheet.lines]


def keys(sheet: Sheet) -> list[str]:
    """By what the addresses of the sheet are found."""
    which = sheet.columns.index("email")
    found = (email_key(line.cells[which]) for line in sheet.lines if len(line.cells) > which)
    return list({key for key in found if key})


def _entry(line: Line, sheet: Sheet, known: Known, closed: frozenset[str], seen: dict[str, int]) -> Entry:
    cells = {name: text.strip() for name, text in zip(sheet.columns, line.cells, strict=False) if name}
    faults: list[Fault] = []
    if any(text.strip() for text in line.cells[len(sheet.columns) :]):
        faults.append(Fault("", "cells_many"))
    fields: dict[str, Any] = {}
    for column, field, reader in _READERS:
        try:
            fields[field] = reader(cells, known)
        except _Wrong as wrong:
            faults.append(Fault(column, wrong.code, wrong.value))
    key = email_key(fields.get("email", ""))
    if key:
        faults += _address_faults(key, line, closed, seen)
    fields.pop("administration", None)  # the directorate says it
    kept = [text.replace("\0", "\ufffd") for text in line.cells]
    return Entry(line=line.number, cells=kept, person=None if faults else Person(**fields), faults=tuple(faults))


def _address_faults(key: str, line: Line, closed: frozenset[str], seen: dict[str, int]) -> list[Fault]:
    first = seen.setdefault(key, line.number)
    if first != line.number:
        return [Fault("email", "email_twice", str(first))]
    return [Fault("email", "email_closed")] if key in closed else []


Cells = Mapping[str, str]


def _name(cells: Cells, _: Known) -> str:
    parts = [cells.get("given", ""), cells.get("name", "")]
    name = " ".join(part for part in parts if part)
    if not cells.get("name"):
        raise _Wrong("name_missing")
    if len(name) > NAME:
        raise _Wrong("name_long")
    if UNSEEN.search(name) or not shows(name):
        raise _Wrong("name_signs")
    return name


def _email(cells: Cells, _: Known) -> str:
    email = cells.get("email", "")
    if not email:
        raise _Wrong("email_missing")
    try:
        msgspec.convert(email, Email)
    except msgspec.ValidationError:
        raise _Wrong("email_wrong") from None
    if email_key(email) is None:
        raise _Wrong("email_wrong")
    return email


def _administration(cells: Cells, known: Known) -> UUID | None:
    word = fold(cells.get("administration", ""))
    if not word:
        return known.own
    found = known.administrations.get(word)
    if found is None:
        raise _Wrong("administration_unknown")
    if known.own and found != known.own:
        raise _Wrong("administration_other")
    return found


def _directorate(cells: Cells, known: Known) -> UUID | None:
    try:
        administration = _administration(cells, known)
    except _Wrong:
        return None  # said already
    word = fold(cells.get("directorate", ""))
    if administration is None:
        return _anywhere(word, known) if word else None
    below = known.directorates.get(administration, {})
    if not word:
        if len(below) == 1 or len(set(below.values())) == 1:
            return next(iter(below.values()))
        raise _Wrong("directorate_missing" if below else "directorate_unknown", known.shown.get(administration, ""))
    if twins := known.twins.get((administration, word)):
        raise _Wrong("directorate_twin", twins)
    if word not in below:
        raise _Wrong("directorate_unknown")
    return below[word]


def _anywhere(word: str, known: Known) -> UUID:
    found = {names[word] for names in known.directorates.values() if word in names}
    if len(found) != 1:
        raise _Wrong("directorate_which" if found else "directorate_unknown")
    return found.pop()


def _one_of(column: str) -> Callable[[Cells, Known], str | None]:
    def reader(cells: Cells, _: Known) -> str | None:
        word = fold(cells.get(column, ""))
        if word and word not in WORDS[column]:
            raise _Wrong(f"{column}_unknown")
        return WORDS[column].get(word)

    return reader


def _several(column: str) -> Callable[[Cells, Known], tuple[str, ...]]:
    def reader(cells: Cells, _: Known) -> tuple[str, ...]:
        codes = []
        for part in _parts(cells.get(column, "")):
            if fold(part) not in WORDS[column]:
                raise _Wrong(f"{column}_unknown", part[:80])
            codes.append(WORDS[column][fold(part)])
        return tuple(dict.fromkeys(codes))

    return reader


def _role(cells: Cells, known: Known) -> str:
    role = _one_of("role")(cells, known) or ""
    if role and known.own:
        raise _Wrong("role_denied")
    return role


def _parts(text: str) -> Sequence[str]:
    """What stands between commas; semicolons, bars, dots in the middle and line breaks count as commas."""
    return [part for part in (" ".join(one.split()) for one in re.split(r"[,;|/·،؛\n]", text)) if part]


_READERS: tuple[tuple[str, str, Callable[[Cells, Known], Any]], ...] = (
    ("name", "name", _name),
    ("email", "email", _email),
    ("administration", "administration", _administration),
    ("directorate", "directorate", _directorate),
    ("region", "region", _one_of("region")),
    ("level", "level", _one_of("level")),
    ("gender", "gender", _one_of("gender")),
    ("langs", "langs", _several("langs")),
    ("skills", "skills", _several("skills")),
    ("role", "role", _role),
)
