"""What is past its time goes: each table of the vault by the term that the register gives it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from events.reading import Connection, Reader
from idarathon.people.vault.entries import Kept, Term
from idarathon.people.vault.register import REGISTER

BATCH: Final = 1_000  # rows of a table at once: nobody waits for them
EVERY: Final = timedelta(hours=1)


def _terms() -> Iterator[tuple[Kept, Term]]:
    return ((kept, term) for kept in REGISTER for term in kept.terms)


async def forget(db: Connection, now: datetime, real: datetime) -> dict[str, int]:
    """Delete (or empty) what is past its time, at most a batch of each: how many rows, by table. ``now``: the
    programme's time; ``real``: that of sign-ins."""
    done: dict[str, int] = {}
    for kept, term in _terms():
        status = await db.execute(_statement(kept.table, term), real if term.real else now, BATCH)
        done[kept.table] = done.get(kept.table, 0) + int(status.rpartition(" ")[2])
    return {table: count for table, count in done.items() if count}


async def overdue(db: Reader, now: datetime, real: datetime) -> dict[str, int]:
    """How many rows are past their time, by table."""
    found: dict[str, int] = {}
    for kept, term in _terms():
        count = f'SELECT count(*) FROM "{kept.table}" WHERE {term.over}'  # noqa: S608 (of the register)
        found[kept.table] = found.get(kept.table, 0) + await db.fetchval(count, real if term.real else now)
    return {table: count for table, count in found.items() if count}


def _statement(table: str, term: Term) -> str:
    rows = f'(SELECT ctid FROM "{table}" WHERE {term.over} LIMIT $2 FOR UPDATE SKIP LOCKED)'  # noqa: S608
    if not term.clears:
        return f'DELETE FROM "{table}" WHERE ctid IN {rows}'  # noqa: S608
    emptied = ", ".join(f'"{column}" = NULL' for column in term.clears)
    return f'UPDATE "{table}" SET {emptied} WHERE ctid IN {rows}'  # noqa: S608
