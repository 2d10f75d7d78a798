"""How often a password may be tried: counted for all workers, slower and slower, and nobody is locked out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from idarathon.people import vault
from idarathon.people.commands import GrantAdmin, OpenWithoutMail
from idarathon.people.vault import attempts
from web.auth import count_opening, limits
from web.refusals import TooManyAttempts

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)
WAIT = timedelta(seconds=30)
A = UUID(int=7)


async def tries(db: asyncpg.Pool, count: int, email: str = "a@b.ma", client: str = "1.1.1.1", after: float = 0) -> int:
    """How many of so many attempts may be made ``after`` some seconds."""
    now = NOON + timedelta(seconds=after)
    waits = [await vault.count_attempt(db, limits(email, client), now) for _ in range(count)]
    return waits.count(None)


async def test_five_at_once_from_one_place_and_then_one_each_half_minute(db: asyncpg.Pool) -> None:
    made = [
        await tries(db, 8),
        await tries(db, 8, after=29),
        await tries(db, 8, after=31),
        await tries(db, 8, after=400),
    ]
    assert made == [5, 0, 1, 5]


async def test_an_address_is_the_same_whatever_its_case(db: asyncpg.Pool) -> None:
    assert [await tries(db, 3, "A@b.ma"), await tries(db, 3, " a@B.ma")] == [3, 2]


async def test_other_people_and_other_places_are_not_concerned(db: asyncpg.Pool) -> None:
    await tries(db, 8)
    assert [await tries(db, 1, "c@b.ma"), await tries(db, 1, client="2.2.2.2")] == [1, 1]


async def test_thirty_against_one_address_from_wherever(db: asyncpg.Pool) -> None:
    assert sum([await tries(db, 1, client=f"10.0.0.{number}") for number in range(40)]) == 30


async def test_a_hundred_from_one_client_against_whomever(db: asyncpg.Pool) -> None:
    assert sum([await tries(db, 1, f"{number}@b.ma") for number in range(110)]) == 100


async def test_who_hammers_from_one_place_takes_no_turn_from_the_others(db: asyncpg.Pool) -> None:
    await tries(db, 200)
    assert sum([await tries(db, 1, client=f"10.0.0.{number}") for number in range(40)]) == 25


async def test_attempts_sent_at_once_to_many_workers_are_all_counted(db: asyncpg.Pool) -> None:
    asked = (vault.count_attempt(db, limits("a@b.ma", "1.1.1.1"), NOON) for _ in range(40))
    assert [await one for one in asyncio.as_completed(list(asked))].count(None) == 5


async def test_of_two_at_one_moment_the_second_waits_for_the_first(db: asyncpg.Pool) -> None:
    last = [vault.Limit(of="the last one", at_once=1, pause=WAIT)]
    async with db.acquire() as first, asyncio.timeout(10):
        async with first.transaction():
            assert await vault.count_attempt(first, last, NOON) is None
            second = asyncio.create_task(vault.count_attempt(db, last, NOON))
            while not await first.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
                pass
        assert await second == WAIT


async def test_how_long_to_wait_is_said(db: asyncpg.Pool) -> None:
    await tries(db, 5)
    assert await vault.count_attempt(db, limits("a@b.ma", "1.1.1.1"), NOON + timedelta(seconds=10)) == timedelta(
        seconds=20
    )


async def test_who_types_it_right_is_never_slowed_down(db: asyncpg.Pool) -> None:
    own, *others = limits("a@b.ma", "1.1.1.1")
    for _ in range(150):
        assert await vault.count_attempt(db, [own, *others], NOON) is None
        await vault.forgive_attempt(db, own, others, NOON)


async def test_what_is_over_is_thrown_away(db: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    await tries(db, 1)
    monkeypatch.setattr(attempts, "PRUNED", 1)
    await tries(db, 1, "c@b.ma", "2.2.2.2", after=3_600)
    assert await db.fetchval("SELECT count(*) FROM people_attempt") == 3


async def test_no_address_is_kept(db: asyncpg.Pool) -> None:
    await tries(db, 1)
    assert [len(row["key"]) for row in await db.fetch("SELECT key FROM people_attempt")] == [32] * 3


async def test_fifty_accounts_without_mail_at_once_by_one_person_and_nothing_else_is_counted(db: asyncpg.Pool) -> None:
    opened = OpenWithoutMail(account=A, administration=A, directorate=A, edition=A, name="Agente")
    for _ in range(50):
        await count_opening(db, A, opened)
    with pytest.raises(TooManyAttempts):
        await count_opening(db, A, opened)
    await count_opening(db, A, GrantAdmin(account=A))
    await count_opening(db, UUID(int=8), opened)
