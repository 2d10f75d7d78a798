"""All that is held about one person, as the register says where it stands: for its person to download."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.people.vault.entries import Kept, Trace
from idarathon.people.vault.register import REGISTER
from idarathon.people.vault.store import SQL
from idarathon.people.vault.words import PERSONS, TRACES, WORDS

Rows = list[dict[str, Any]]


class Said(Struct, frozen=True, kw_only=True):
    """A free text, and the act that it belongs to."""

    id: UUID
    type: str
    at: datetime
    edition: str | None
    text: str


class Act(Struct, frozen=True, kw_only=True):
    """Something that the person did."""

    type: str
    at: datetime
    edition: str | None


class Holdings(Struct, frozen=True, kw_only=True):
    """``vault`` and ``traces``: rows by table; ``written``: free texts by the person; ``about``: those about it that it
    may read; ``called``: names of the editions and teams whose numbers stand in the rows."""

    account: UUID
    at: datetime
    vault: dict[str, Rows]
    written: list[Said]
    about: list[Said]
    traces: dict[str, Rows]
    acts: list[Act]
    called: dict[str, str]


async def holdings(db: Reader, account: UUID, lang: str, now: datetime) -> Holdings:
    """Everything about the account. Secrets (digests of passwords and tokens) and other people are left out."""
    types = [one for words in WORDS for one in words.types]
    told = [(one, field) for words in WORDS if words.told for field in words.about for one in words.types]
    about = [list(column) for column in zip(*told, strict=True)] or [[], []]
    called = await db.fetch(SQL["list_called"], lang, account)
    return Holdings(
        account=account,
        at=now,
        vault={one.table: await _kept(db, one, account) for one in REGISTER if one.by},
        written=[Said(**row) for row in await db.fetch(SQL["list_words"], account, types)],
        about=[Said(**row) for row in await db.fetch(SQL["list_words_about"], account, *about)],
        traces={one.table: await _traced(db, one, account) for one in TRACES},
        acts=[Act(**row) for row in await db.fetch(SQL["list_acts"], account)],
        called={row["id"]: row["name"] for row in called},
    )


async def _kept(db: Reader, kept: Kept, account: UUID) -> Rows:
    columns = ", ".join(f'"{column}"' for column in kept.shown)
    held = f'SELECT {columns} FROM "{kept.table}" WHERE "{kept.by}" = $1'  # noqa: S608 (names of the register)
    return await _rows(db, held, account)


async def _traced(db: Reader, trace: Trace, account: UUID) -> Rows:
    columns = ", ".join(f'"{column}"' for column in trace.by)
    held = f'SELECT t.* FROM "{trace.table}" t WHERE $1 IN ({columns}) AND {trace.told}'  # noqa: S608 (of the register)
    rows = await _rows(db, held, account)
    return [_own(_as_told(row) if trace.table == "application" else row, str(account)) for row in rows]


def _as_told(row: dict[str, Any]) -> dict[str, Any]:
    """An application as its author knows of it: a decision is not known before it is announced."""
    state, told = row["state"], row["announced"]
    if state == told:
        return row
    return {**row, "state": state if state == "withdrawn" else told or "submitted", "reason": None, "decided_at": None}


async def _rows(db: Reader, statement: str, account: UUID) -> Rows:
    found = await db.fetch(f"SELECT row_to_json(t)::text AS line FROM ({statement}) t ORDER BY 1", account)  # noqa: S608
    return [msgspec.json.decode(row["line"]) for row in found]


def _own(value: Any, account: str) -> Any:
    """Without the numbers of other people, and without digests of secrets."""
    if isinstance(value, list):
        return [_own(one, account) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _own(one, account)
        for key, one in value.items()
        if not key.endswith("_hash") and (key not in PERSONS or one is None or one == account)
    }
