"""The keys by which people are known (sessions, links, tokens, feeds): each guard of the vault, told story by story.

Each line is what kills a mutant of ``bench/prove/survivors.py``; the pages have tests of their own.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg

from idarathon.people import vault
from idarathon.people.vault.store import SQL, digest
from tests.integration.test_address_change import change

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def known(db: asyncpg.Pool) -> UUID:
    """Somebody with an account."""
    account = uuid4()
    await db.execute("INSERT INTO account (id, opened_at) VALUES ($1, $2)", account, NOW)
    sql = """INSERT INTO people_person (account, name, email, email_key, lang, created_at)
             VALUES ($1, 'x', $2, $2, 'fr', $3)"""
    await db.execute(sql, account, f"{account}@test.invalid", NOW)
    return account


async def close(db: asyncpg.Pool, account: UUID, closed: bool = True) -> None:
    await db.execute("UPDATE account SET closed = $2 WHERE id = $1", account, closed)


async def opens(db: asyncpg.Pool, token: str, at: datetime = NOW) -> UUID | None:
    """Whose session it is, asked without using it."""
    found = await vault.find_session(db, token, at, touch=False)
    return found.account if found else None


async def test_a_session_lives_as_long_as_it_may(db: asyncpg.Pool) -> None:
    one = await known(db)
    token = (await vault.open_session(db, one, NOW)).token
    assert [await opens(db, key) for key in (token, token[:-1], token + "x", "", token.upper())] == [one, *[None] * 4]
    assert [await opens(db, token, NOW + 3 * DAY + by) for by in (-MINUTE, MINUTE)] == [one, None]  # nobody used it
    for day in range(1, 30):
        await vault.find_session(db, token, NOW + day * DAY)
    assert [await opens(db, token, NOW + 30 * DAY + by) for by in (-MINUTE, MINUTE)] == [one, None]  # always used


async def test_nothing_opens_a_closed_account(db: asyncpg.Pool) -> None:
    one = await known(db)
    token = (await vault.open_session(db, one, NOW)).token
    assert await vault.person_by_email(db, f"{one}@test.invalid") is not None
    await close(db, one)
    assert (await opens(db, token), await vault.person_by_email(db, f"{one}@test.invalid")) == (None, None)
    await close(db, one, closed=False)
    assert await opens(db, token) == one  # so that it was the account that was shut, not the session


async def test_no_use_revives_a_session_that_was_ended(db: asyncpg.Pool) -> None:
    """A second tab's request is in flight while the first one signs out."""
    one, later = await known(db), NOW + 20 * MINUTE
    token = (await vault.open_session(db, one, NOW)).token
    async with db.acquire() as slow, slow.transaction():
        assert await vault.find_session(slow, token, NOW)
        await vault.revoke_session(db, token, later)
        assert await vault.find_session(slow, token, later) is None
    await db.execute(SQL["touch_session"], digest(token), later)
    assert (await opens(db, token, later), await vault.past_holder(db, token)) == (None, one)


async def test_one_ends_ones_own_sessions_and_the_others_stay(db: asyncpg.Pool) -> None:
    one, other = await known(db), await known(db)
    here, there, third = [(await vault.open_session(db, one, NOW)).token for _ in range(3)]
    theirs = (await vault.open_session(db, other, NOW)).token
    (last,) = [row.id for row in await vault.sessions(db, other, NOW, None)]
    assert await vault.end_session(db, one, last, NOW) is False
    await vault.revoke_session(db, third, NOW)
    await vault.revoke_sessions(db, one, NOW, spare=here)
    assert [await opens(db, token) for token in (here, there, third, theirs)] == [one, None, None, other]
    assert [row.here for row in await vault.sessions(db, one, NOW, here)] == [True]
    await vault.revoke_sessions(db, one, NOW)
    assert [await opens(db, token) for token in (here, theirs)] == [None, other]
    assert (await vault.end_session(db, other, last, NOW), await opens(db, theirs)) == (True, None)


async def test_who_came_by_a_mail_is_known_as_such_for_half_an_hour(db: asyncpg.Pool) -> None:
    one = await known(db)
    tokens = [(await vault.open_session(db, one, NOW, by_link=by_link)).token for by_link in (True, False)]
    found = [await vault.find_session(db, token, NOW + by) for token in tokens for by in (29 * MINUTE, 31 * MINUTE)]
    assert [one and one.by_link for one in found] == [True, False, False, False]


async def test_a_link_opens_once_in_time_and_ends_the_others(db: asyncpg.Pool) -> None:
    one = await known(db)
    first, second, late, shut, old, read = [await vault.create_link(db, one, NOW) for _ in range(6)]
    assert [await vault.opens(db, first, NOW + by) for by in (29 * MINUTE, 30 * MINUTE)] == [True, False]
    assert await vault.use_link(db, late, NOW + 30 * MINUTE) is None
    await close(db, one)
    assert (await vault.opens(db, shut, NOW), await vault.use_link(db, shut, NOW)) == (False, None)
    await close(db, one, closed=False)
    assert [await vault.use_link(db, token, NOW) for token in (first[:-1], first, first, second)] == [
        None,
        one,
        None,
        None,
    ]
    assert await vault.opens(db, read, NOW) is False
    fresh, theirs = [await vault.create_link(db, account, NOW) for account in (one, await known(db))]
    await vault.set_password(db, one, "x")
    assert (await vault.use_link(db, fresh, NOW), await vault.opens(db, old, NOW)) == (None, False)
    assert await vault.opens(db, theirs, NOW) is True


async def test_one_link_used_at_one_moment_opens_once(db: asyncpg.Pool) -> None:
    one = await known(db)
    links = [await vault.create_link(db, one, NOW) for _ in range(4)]
    used = await asyncio.gather(*(vault.use_link(db, token, NOW) for token in (*links, *links)))
    assert sorted(map(str, used)) == sorted([str(one), *["None"] * 7])


async def test_a_token_ends_by_itself_with_its_account_and_for_nobody_else(db: asyncpg.Pool) -> None:
    one, other = await known(db), await known(db)
    first, second = [await vault.create_token(db, one, "test", NOW) for _ in range(2)]
    theirs = await vault.create_token(db, other, "test", NOW)
    await vault.revoke_token(db, first, NOW)
    found = [await vault.find_token(db, token) for token in (first, second, theirs, second[:-1], second[4:], "")]
    assert found == [None, one, other, None, None, None]
    await close(db, one)
    assert await vault.find_token(db, second) is None


async def test_a_feed_ends_by_itself_with_its_account_and_its_team(db: asyncpg.Pool) -> None:
    one, other = await known(db), await known(db)
    mine, gone, teams = [await vault.create_feed(db, one, team, NOW) for team in (None, None, uuid4())]
    feeds = {token: await vault.find_feed(db, token) for token in (mine, gone, teams)}
    assert [bool(feeds[token]) for token in (mine, gone, teams)] == [True, True, False]  # it is in no such team
    last = feeds[gone]
    assert last and await vault.revoke_feed(db, other, last.id, NOW) is False
    assert await vault.revoke_feed(db, one, last.id, NOW) is True
    assert [bool(await vault.find_feed(db, token)) for token in (mine, gone)] == [True, False]
    await close(db, one)
    assert await vault.find_feed(db, mine) is None


async def test_a_change_of_address_wants_both_and_ends_what_opened_before(db: asyncpg.Pool) -> None:
    one, other = await known(db), await known(db)
    (first, _), theirs = await change(db, one, "a@test.invalid", NOW), await change(db, other, "c@test.invalid", NOW)
    assert await vault.confirm_address(db, first, NOW, None) == vault.Confirmed(account=one, changed=False)
    _, second = await change(db, one, "b@test.invalid", NOW)  # what was said about the first one does not count
    assert await vault.confirm_address(db, second, NOW, None) == vault.Confirmed(account=one, changed=False)
    assert await vault.confirm_address(db, second, NOW, None) is None
    new, old = await change(db, one, "b@test.invalid", NOW)
    after = NOW + 2 * DAY
    assert [await vault.find_change(db, token, NOW) for token in (first, second)] == [None, None]
    assert [await vault.find_change(db, old, after), await vault.waiting_change(db, one, after)] == [None, None]
    assert [await vault.refuse_address(db, *how) for how in ((new, NOW), (old, after))] == [None, None]
    assert [await vault.confirm_address(db, *how, None) for how in ((new, NOW + 30 * MINUTE), (old, after))] == [
        None,
        None,
    ]
    await close(db, one)
    assert [await vault.find_change(db, old, NOW), await vault.confirm_address(db, old, NOW, None)] == [None, None]
    await close(db, one, closed=False)
    here, there = [(await vault.open_session(db, one, NOW)).token for _ in range(2)]
    link, their_link = await vault.create_link(db, one, NOW), await vault.create_link(db, other, NOW)
    said = [await vault.confirm_address(db, token, NOW, here) for token in (new, new, old)]
    assert [found and found.changed for found in said] == [False, None, True]
    assert [await opens(db, token) for token in (here, there)] == [one, None]
    assert [await vault.opens(db, token, NOW) for token in (link, their_link)] == [False, True]
    await vault.drop_change(db, one)
    session = (await vault.open_session(db, other, NOW)).token
    assert (await vault.refuse_address(db, theirs[1], NOW), await opens(db, session)) == (other, None)
    await db.execute(SQL["set_address"], other, "d@test.invalid", "d@test.invalid")
    assert await vault.opens(db, their_link, NOW) is False


async def test_a_slip_opens_once_in_time_and_the_newest_only(db: asyncpg.Pool) -> None:
    one, week = await known(db), NOW + 7 * DAY
    await db.execute("UPDATE people_person SET email = 'agent-1', email_key = 'agent-1' WHERE account = $1", one)
    by = vault.Printing(one, uuid4(), None)

    async def slip(minutes: int) -> str:
        made = await vault.issue_slip(db, one, by, NOW + minutes * MINUTE)
        assert made
        return made.token

    first = await slip(0)
    assert [await vault.slip_opens(db, first.upper(), at) for at in (week - MINUTE, week)] == ["x", None]
    assert await vault.use_slip(db, first, week) is None
    assert await vault.issue_slip(db, one, vault.Printing(one, uuid4(), uuid4()), NOW) is None  # elsewhere
    assert [await vault.use_slip(db, first, NOW) for _ in range(2)] == [one, None]
    assert await vault.slip_opens(db, first, NOW) is None
    second, third = [await slip(minutes) for minutes in (1, 2)]
    (number,) = [row["id"] for row in await db.fetch("SELECT id FROM people_slip WHERE ended_at IS NULL")]
    assert await vault.use_slip(db, second, NOW) is None
    assert [await vault.revoke_slip(db, number, place, NOW) for place in (uuid4(), None)] == [False, True]
    assert await vault.use_slip(db, third, NOW) is None
    fourth = await slip(3)
    await close(db, one)
    assert (await vault.slip_opens(db, fourth, NOW), await vault.use_slip(db, fourth, NOW)) == (None, None)
    await close(db, one, closed=False)
    assert await vault.slip_opens(db, fourth, NOW) == "x"
    await vault.set_password(db, one, "x")
    assert await vault.use_slip(db, fourth, NOW) is None
