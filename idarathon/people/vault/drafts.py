"""What people were writing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from events.message import Write
from events.reading import Connection, Reader
from idarathon.people.vault.store import SQL


class Draft(Struct, frozen=True, kw_only=True):
    """What somebody was writing. ``fields``: the form's, by name."""

    fields: dict[str, list[str]]
    at: datetime


async def keep_draft(db: Connection, account: UUID, key: str, fields: dict[str, list[str]], now: datetime) -> None:
    """Keep what a form holds, in the place of what was kept of it before; but not of what its writer typed later
    (``stamp``: see the query), whichever arrives first."""
    await db.execute(SQL["keep_draft"], account, key, msgspec.json.encode(fields).decode(), now)


async def find_draft(db: Reader, account: UUID, key: str) -> Draft | None:
    """What the account was writing under this key."""
    row = await db.fetchrow(SQL["find_draft"], account, key)
    return Draft(fields=msgspec.json.decode(row["data"], type=dict[str, list[str]]), at=row["at"]) if row else None


def drop_draft(account: UUID, key: str) -> Write:
    """The row that ends a draft: in the transaction of the command that it became."""
    return SQL["drop_draft"], (account, key)


async def forget_draft(db: Connection, account: UUID, key: str) -> None:
    """Throw a draft away."""
    statement, row = drop_draft(account, key)
    await db.execute(statement, *row)
