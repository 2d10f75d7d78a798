"""What files of participants say, until they are carried out or thrown away."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec
from msgspec import Struct

from events.message import Command, Write
from events.reading import Connection, Reader
from events.sql import beside
from idarathon.rosters.commands import Finish

SQL = beside(__file__, "rosters.sql")
KEPT = timedelta(days=1)  # of a file that nobody confirms


class Kept(Struct, frozen=True, kw_only=True):
    """A line of a file: the key of its address and the person, or what is wrong with it and its cells."""

    line: int
    email_key: str | None = None
    person: Any = None
    cells: list[str] | None = None
    faults: Any = None


class About(Struct, frozen=True, kw_only=True):
    """Whose file it is, and what for. ``administration``: the only one whose people it may bring."""

    account: UUID
    edition: UUID
    administration: UUID | None
    file: str
    header: list[str]
    unread: list[str]
    lang: str


async def stage_roster(db: Connection, about: About, lines: Sequence[Kept], now: datetime) -> UUID:
    """Keep a file; one statement, so all of it or nothing. What nobody confirmed in time goes."""
    roster = uuid4()
    people = [_json(one.person) for one in lines]
    digest = hashlib.sha256(secrets.token_bytes(16) + "\n".join(text or "" for text in people).encode()).hexdigest()
    await db.execute(SQL["forget_stale"], now - KEPT)
    await db.execute(
        SQL["stage"],
        *(roster, about.account, about.edition, about.administration, about.file, about.header, about.unread),
        *(about.lang, digest, now, [one.line for one in lines]),
        [uuid5(roster, str(one.line)) for one in lines],
        [one.email_key for one in lines],
        people,
        [_json(one.cells) for one in lines],
        [_json(one.faults) for one in lines],
    )
    return roster


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


async def discard_roster(db: Connection, account: UUID, roster: UUID) -> None:
    """Throw a file of one's own away, unless it was confirmed."""
    await db.execute(SQL["discard"], roster, account)


def carried_out(command: Command) -> list[Write]:
    """The rows that go with the end of an import; nothing for another command."""
    return [(SQL["erase"], (command.roster,))] if isinstance(command, Finish) else []


async def closed_keys(db: Reader, keys: Sequence[str], administration: UUID | None) -> frozenset[str]:
    """Which of these addresses are of closed accounts; of one administration, if one is given."""
    rows = await db.fetch(SQL["closed_keys"], list(keys), administration)
    return frozenset(row["email_key"] for row in rows)
