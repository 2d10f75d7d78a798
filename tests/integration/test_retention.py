"""What is past its time goes, by the register's terms and by the clock; what is not stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from idarathon.clock import Clock, Ticker
from idarathon.people import vault

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
PHASE = """
INSERT INTO phase (edition, phase, ordinal, opens_at, closes_at, ends_at, opens_wall, closes_wall, zone, mode, known_at)
VALUES ($1, 'pitch', 5, $2, $2, $2, '', '', '', 'hard', $2)"""
PROFILE = """INSERT INTO people_profile (account, access_needs, phone, region, changed_at)
VALUES ($1, 'x', '1', 'oriental', $2)"""


async def old_and_new(db: Any, who: UUID, real: datetime) -> None:
    """Of everything a row that is past its time, and one that is not."""
    for number, days in enumerate((400, 1)):
        then, real_then = NOW - timedelta(days=days), real - timedelta(days=days)
        token = uuid4().bytes
        await db.execute("INSERT INTO people_draft VALUES ($1, $2, '{}', $3)", who, str(number), then)
        await db.execute(
            "INSERT INTO people_mail (letter, account, asked_at, due_at, ended_at) VALUES ($1, $2, $3, $3, $3)",
            *(uuid4(), who, then),
        )
        await db.execute("INSERT INTO people_session VALUES ($1, $2, 'x', $3, $3)", token, who, real_then)
        await db.execute("INSERT INTO people_link VALUES ($1, $2, $3, $3)", token, who, real_then)
        await db.execute("INSERT INTO people_token VALUES ($1, $2, 'x', $3, $3)", token, who, real_then)
        await db.execute("INSERT INTO people_feed VALUES ($1, $2, $3, NULL, $4, $4)", token, uuid4(), who, real_then)
    await db.execute("INSERT INTO people_attempt VALUES ('a', $1), ('b', $2)", real - timedelta(1), real + timedelta(1))
    for ended in (NOW - timedelta(days=200), NOW - timedelta(days=10)):
        edition, account = uuid4(), uuid4()
        await db.execute(PHASE, edition, ended)
        await db.execute("INSERT INTO edition_role VALUES ($1, $2, 'mentor')", edition, account)
        await db.execute(PROFILE, account, NOW - timedelta(days=300))


async def test_each_term_of_the_register_is_kept_by_the_clock(db: asyncpg.Pool) -> None:
    real = datetime.now(UTC)
    await old_and_new(db, uuid4(), real)
    rows = ("draft", "mail", "session", "link", "token", "feed", "attempt")
    past = {**{f"people_{name}": 1 for name in rows}, "people_profile": 2}  # access needs, and a telephone number
    assert await vault.overdue(db, NOW, real) == past
    await Ticker(Clock(), db, None).forget(NOW)  # type: ignore[arg-type]
    assert await vault.overdue(db, NOW, real) == {}
    left = {name: await db.fetchval(f"SELECT count(*) FROM people_{name}") for name in rows}
    assert left == dict.fromkeys(rows, 1)
    kept = await db.fetch("SELECT access_needs, phone, region FROM people_profile ORDER BY access_needs")
    assert [tuple(row) for row in kept] == [("x", "1", "oriental"), (None, None, "oriental")]
