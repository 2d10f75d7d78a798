"""The public list: a question in French, Arabic or English, and filters. Only published entries are ever found here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.bank.events import Licence
from idarathon.bank.reads.rows import SQL, EntryRow, PublicStatus, texts
from idarathon.bank.reads.words import alike, either, plain, query, stems
from idarathon.editions.events import Lang, Text, text, text_or_none

WORDS = 12  # of a question are looked at
MOST = 20_000  # rows of an export
LIKE = 0.45  # word_similarity from which a word may have been meant


class Wanted(Struct, frozen=True, kw_only=True):
    """Which entries; None or "": all. ``maturity``: at least; ``reuse``: some reuse of it is there;
    ``prize``: a revealed one."""

    words: str = ""
    challenge: UUID | None = None
    department: UUID | None = None
    maturity: int | None = None
    licence: Licence | None = None
    edition: UUID | None = None
    reuse: PublicStatus | None = None
    lang: Lang | None = None
    prize: bool | None = None

    @property
    def filters(self) -> tuple[Any, ...]:
        """As the statements take them, in order."""
        drawers = (self.challenge, self.department, self.maturity, self.licence)
        return (*drawers, self.edition, self.reuse, self.lang, self.prize)


class Found(Struct, frozen=True, kw_only=True):
    """A page of what was found; ``meant``: the question had a slip of the pen, and these words were looked for."""

    rows: list[EntryRow]
    total: int
    meant: list[str] = []


class Drawer(Struct, frozen=True):
    """A choice of a filter."""

    id: UUID
    title: Text


class Drawers(Struct, frozen=True, kw_only=True):
    """What the filters offer, by name."""

    editions: list[Drawer]
    challenges: list[Drawer]
    departments: list[Drawer]


class Exported(Struct, frozen=True, kw_only=True):
    """A published entry, whole. ``reuses``: how many administrations use it."""

    edition_slug: str
    team_slug: str
    edition_name: Text
    team_name: str
    challenge_title: Text | None
    department_name: Text | None
    title: str
    problem: str
    solution: str
    lang: Lang
    links: list[str]
    maturity: int
    licence: Licence
    contact: str | None
    keywords: list[str]
    published_at: datetime
    reuses: int


async def search(db: Reader, wanted: Wanted, page: int = 1, size: int = 20) -> Found:
    """A page of the published entries: those that answer best first, without a question the newest."""
    where = (size, size * (page - 1))
    if not wanted.words.strip():
        rows = await db.fetch(SQL["browse_entries"], *wanted.filters, *where)
        return Found(rows=_rows(rows), total=await db.fetchval(SQL["count_entries"], *wanted.filters))
    asked = stems(wanted.words)[:WORDS]
    if not asked:
        return Found(rows=[], total=0)
    found = await _ask(db, query(asked), plain(wanted.words[:500]), wanted, where)
    return found if found.total or page > 1 else await _meant(db, asked, wanted, where)


async def _meant(db: Reader, asked: list[str], wanted: Wanted, where: tuple[int, int]) -> Found:
    """Nothing has these words: look for the likest that the bank has."""
    choices: dict[str, list[str]] = {}
    for row in await db.fetch(SQL["alike_words"], asked):
        if row["likeness"] > LIKE or alike(row["asked"], row["word"]):
            choices.setdefault(row["asked"], []).append(row["word"])
    if len(choices) < len(set(asked)):
        return Found(rows=[], total=0)
    found = await _ask(db, either(list(choices.values())), "", wanted, where)
    return msgspec.structs.replace(found, meant=[words[0] for words in choices.values()] if found.total else [])


async def _ask(db: Reader, tsquery: str, french: str, wanted: Wanted, where: tuple[int, int]) -> Found:
    rows = await db.fetch(SQL["search_entries"], tsquery, french, *wanted.filters, *where)
    return Found(rows=_rows(rows), total=rows[0]["total"] if rows else 0)


def _rows(rows: list[Any]) -> list[EntryRow]:
    return [EntryRow(**{name: value for name, value in texts(row).items() if name != "total"}) for row in rows]


async def drawers(db: Reader) -> Drawers:
    """What the filters offer."""
    found: dict[str, list[Drawer]] = {"edition": [], "challenge": [], "department": []}
    for row in await db.fetch(SQL["list_drawers"]):
        found[row["kind"]].append(Drawer(row["id"], text(row["title"])))
    return Drawers(editions=found["edition"], challenges=found["challenge"], departments=found["department"])


async def export(db: Reader, wanted: Wanted) -> list[Exported]:
    """Every published entry that ``search`` finds, in its order, on one page."""
    asked = bool(wanted.words.strip())
    found = [one.entry for one in (await search(db, wanted, 1, MOST)).rows] if asked else None
    return [_exported(row) for row in await db.fetch(SQL["export_entries"], *wanted.filters, MOST, found)]


def _exported(row: Any) -> Exported:
    names = {key: text_or_none(row[key]) for key in ("challenge_title", "department_name")}
    links = msgspec.json.decode(row["links"], type=list[str])
    return Exported(**{**row, **names, "edition_name": text(row["edition_name"]), "links": links})
