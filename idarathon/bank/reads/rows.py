"""The statements, and an entry as lists show it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from events.sql import Statements
from idarathon.bank.events import Licence
from idarathon.editions.events import Lang, Text, text, text_or_none

SQL = Statements(Path(__file__).parent.parent / "queries.sql")
EntryStatus = Literal["draft", "published", "withdrawn"]
ReuseStatus = Literal["requested", "accepted", "declined", "pilot", "service", "stopped"]
PublicStatus = Literal["accepted", "pilot", "service"]  # what everyone may know


class PublicReuse(Struct, frozen=True, kw_only=True):
    """Who uses a prototype, as everyone may know it: accepted, pilot or service."""

    administration: Text
    status: ReuseStatus


class Prize(Struct, frozen=True, kw_only=True):
    """A prize of the team, revealed."""

    rank: int
    name: Text


class EntryRow(Struct, frozen=True, kw_only=True):
    """An entry in a list. ``problem``: its first 400 letters. Maturity and licence are None until it is completed."""

    entry: UUID
    edition: UUID
    edition_slug: str
    edition_name: Text
    team: UUID
    team_slug: str
    team_name: str
    team_lang: Lang
    title: str
    problem: str
    lang: Lang
    challenge: UUID | None
    challenge_slug: str | None
    challenge_title: Text | None
    department_name: Text | None
    maturity: int | None
    licence: Licence | None
    keywords: list[str]
    status: EntryStatus
    published_at: datetime | None
    reuses: list[PublicReuse]
    prizes: list[Prize]


def texts(row: Any) -> dict[str, Any]:
    """The columns of ``bank_shown``, decoded."""
    return {
        **row,
        "edition_name": text(row["edition_name"]),
        "challenge_title": text_or_none(row["challenge_title"]),
        "department_name": text_or_none(row["department_name"]),
        "reuses": msgspec.json.decode(row["reuses"], type=list[PublicReuse]),
        "prizes": msgspec.json.decode(row["prizes"], type=list[Prize]),
    }
