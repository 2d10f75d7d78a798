"""Signing in by a link that comes by mail."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx
import pytest

from idarathon.people import vault
from idarathon.people.commands import CloseAccount
from tests.support.post_office import Post, PostOffice, address
from tests.support.scene import Scene
from tests.support.site import PASSWORD, Site, fields
from web.auth import count_invitation
from web.refusals import TooManyAttempts

LINK = re.compile(r"http://\S+/sign-in/link/\S+")
NEW = "une nouvelle phrase de passe"


async def ask(browser: httpx.AsyncClient, email: str) -> httpx.Response:
    """Type an address."""
    csrf = fields((await browser.get("/fr/sign-in/link")).text)["csrf"]
    return await browser.post("/fr/sign-in/link", data={"csrf": csrf, "email": email})


async def use(browser: httpx.AsyncClient, link: str) -> httpx.Response:
    """Open the page behind a link and press its button."""
    csrf = fields((await browser.get(link)).text)["csrf"]
    return await browser.post(link, data={"csrf": csrf})


def link_in(office: PostOffice, account: UUID) -> str:
    """The path of the link in the last mail to an account."""
    body = office.to(address(account))[-1].get_body(("plain",))
    found = LINK.search(body.get_content()) if body else None
    assert found is not None
    return urlsplit(found[0]).path


async def sent_link(scene: Scene, site: Site, post: Post, office: PostOffice) -> tuple[UUID, str]:
    """Somebody who has asked for a link, and the link."""
    account = await scene.person("Zineb")
    async with site.browser() as browser:
        await ask(browser, address(account))
    await post.go()
    return account, link_in(office, account)


async def test_a_link_signs_in(scene: Scene, site: Site, post: Post, office: PostOffice) -> None:
    _, link = await sent_link(scene, site, post, office)
    async with site.browser() as browser:
        await use(browser, link)
        assert "Zineb" in (await browser.get("/fr/me")).text


async def test_a_link_signs_in_once(scene: Scene, site: Site, post: Post, office: PostOffice) -> None:
    _, link = await sent_link(scene, site, post, office)
    async with site.browser() as first, site.browser() as second:
        pages = fields((await second.get(link)).text)
        await use(first, link)
        answer = await second.post(link, data={"csrf": pages["csrf"]})
        assert (answer.status_code, (await second.get("/fr/me")).status_code) == (422, 303)


async def test_looking_at_a_link_does_not_use_it_up(scene: Scene, site: Site, post: Post, office: PostOffice) -> None:
    _, link = await sent_link(scene, site, post, office)
    async with site.browser() as browser:
        statuses = [(await browser.get(link)).status_code for _ in range(3)]
        assert (statuses, (await use(browser, link)).status_code) == ([200] * 3, 303)


async def test_a_link_is_over_after_half_an_hour(scene: Scene, db: asyncpg.Pool) -> None:
    account, now = await scene.person("Zineb"), datetime.now(UTC)
    async with db.acquire() as connection:
        token = await vault.create_link(connection, account, now)
        used = await vault.use_link(connection, token, now + timedelta(minutes=30))
    assert used is None


async def test_using_a_link_ends_the_others(scene: Scene, db: asyncpg.Pool) -> None:
    account, now = await scene.person("Zineb"), datetime.now(UTC)
    async with db.acquire() as connection:
        first, second = [await vault.create_link(connection, account, now) for _ in range(2)]
        used = [await vault.use_link(connection, token, now) for token in (second, first)]
    assert used == [account, None]


async def test_a_closed_account_has_no_way_in(scene: Scene, db: asyncpg.Pool) -> None:
    account, now = await scene.person("Zineb"), datetime.now(UTC)
    async with db.acquire() as connection:
        token = await vault.create_link(connection, account, now)
        await scene.send(CloseAccount(account=account))
        assert await vault.use_link(connection, token, now) is None


async def test_no_token_stands_in_the_database(scene: Scene, site: Site, post: Post, office: PostOffice) -> None:
    _, link = await sent_link(scene, site, post, office)
    token = link.rpartition("/")[2]
    tables = await post.db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [str(row) for table in tables for row in await post.db.fetch(f'SELECT * FROM "{table["tablename"]}"')]
    assert [row for row in rows if token in row] == []


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    scene: Scene, site: Site, post: Post, office: PostOffice
) -> None:
    account = await scene.person("Zineb")
    async with site.browser() as browser:
        known, unknown = await ask(browser, address(account)), await ask(browser, "personne@test.invalid")
    await post.go()
    said = [(one.status_code, one.headers["location"], one.text) for one in (known, unknown)]
    assert (said[0], len(office.mails)) == (said[1], 1)


async def test_asking_again_and_again_is_slowed_down(scene: Scene, site: Site) -> None:
    account = await scene.person("Zineb")
    async with site.browser() as browser:
        statuses = [(await ask(browser, address(account))).status_code for _ in range(4)]
    assert statuses == [303, 303, 303, 429]


async def test_who_came_by_a_link_chooses_a_password_without_the_old_one(
    scene: Scene, site: Site, post: Post, office: PostOffice
) -> None:
    account, link = await sent_link(scene, site, post, office)
    async with site.browser() as browser:
        await use(browser, link)
        csrf = fields((await browser.get("/fr/me/account")).text)["csrf"]
        await browser.post("/fr/me/account/password", data={"csrf": csrf, "new": NEW, "again": NEW})
    async with site.browser() as browser:
        csrf = fields((await browser.get("/fr/sign-in")).text)["csrf"]
        answer = await browser.post("/fr/sign-in", data={"csrf": csrf, "email": address(account), "password": NEW})
    assert answer.status_code == 303


async def test_who_came_by_password_still_gives_the_old_one(scene: Scene, site: Site) -> None:
    account = await scene.person("Zineb")
    async with await site.signed_in(account) as browser:
        csrf = fields((await browser.get("/fr/me/account")).text)["csrf"]
        answer = await browser.post("/fr/me/account/password", data={"csrf": csrf, "new": NEW, "again": NEW})
    assert answer.status_code == 401
    assert PASSWORD != NEW


async def test_a_facilitator_invites_somebody_new(scene: Scene, site: Site, post: Post, office: PostOffice) -> None:
    wanted = {"name": "Rachid", "email": "rachid@test.invalid", "lang": "ar", "role": "mentor"}
    async with await site.signed_in(scene.facilitator) as browser:
        page = (await browser.get(f"/fr/e/{scene.slug}/settings/roles")).text
        form = fields(page.partition(f'action="/fr/e/{scene.slug}/settings/roles/invite"')[2].partition("</form>")[0])
        answers = [
            await browser.post(f"/fr/e/{scene.slug}/settings/roles/invite", data={**form, **wanted}) for _ in range(2)
        ]
    await post.go()
    person = await vault.person_by_email(post.db, "rachid@test.invalid")
    roles = await post.db.fetch("SELECT role FROM edition_role WHERE account = $1", person and person.account)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert ([row["role"] for row in roles], [mail["Content-Language"] for mail in office.mails]) == (["mentor"], ["ar"])


async def test_nobody_is_made_known_for_a_role_that_is_not_ones_to_give(scene: Scene, site: Site) -> None:
    wanted = {"name": "Rachid", "email": "rachid@test.invalid", "role": "facilitator"}
    async with await site.signed_in(scene.facilitator) as browser:
        page = (await browser.get(f"/fr/e/{scene.slug}/settings/roles")).text
        form = fields(page.partition(f'action="/fr/e/{scene.slug}/settings/roles/invite"')[2].partition("</form>")[0])
        answer = await browser.post(f"/fr/e/{scene.slug}/settings/roles/invite", data={**form, **wanted})
    assert (answer.status_code, await vault.person_by_email(site.db, "rachid@test.invalid")) == (403, None)


async def test_links_used_at_one_moment_open_one_session(scene: Scene, db: asyncpg.Pool) -> None:
    account, now = await scene.person("Zineb"), datetime.now(UTC)
    async with db.acquire() as connection:
        tokens = [await vault.create_link(connection, account, now) for _ in range(6)]
    used = await asyncio.gather(*(vault.use_link(db, token, now) for token in tokens))
    assert sorted(map(str, used)) == sorted([str(account), *["None"] * 5])


async def test_a_new_password_ends_links_that_were_not_used(scene: Scene, db: asyncpg.Pool) -> None:
    account, now = await scene.person("Zineb"), datetime.now(UTC)
    async with db.acquire() as connection:
        token = await vault.create_link(connection, account, now)
        await vault.set_password(connection, account, "x")
        assert await vault.opens(connection, token, now) is False


async def test_another_way_to_write_an_address_counts_as_the_same(scene: Scene, site: Site) -> None:
    account = await scene.person("Zineb")
    plain = address(account)
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign == "t" else sign for sign in plain)  # full-width letters
    forms = [plain, plain.upper(), wide, f" {plain} "]
    async with site.browser() as browser:
        statuses = [(await ask(browser, form)).status_code for form in forms]
    assert statuses == [303, 303, 303, 429]


@pytest.mark.parametrize("email", ["\u200b@b.cc", "a\u202eb@b.cc", "a..b@b.cc", "<a@b.cc", "a@[.b", "a@b"])
async def test_nobody_is_made_known_under_what_is_no_address(scene: Scene, site: Site, email: str) -> None:
    async with await site.signed_in(scene.facilitator) as browser:
        page = (await browser.get(f"/fr/e/{scene.slug}/settings/roles")).text
        form = fields(page.partition(f'action="/fr/e/{scene.slug}/settings/roles/invite"')[2].partition("</form>")[0])
        wanted = {**form, "name": "Rachid", "email": email, "role": "mentor"}
        answer = await browser.post(f"/fr/e/{scene.slug}/settings/roles/invite", data=wanted)
    assert (answer.status_code, 'id="f-email-error"' in answer.text) == (400, True)


async def test_strangers_are_not_flooded_with_invitations(scene: Scene, db: asyncpg.Pool) -> None:
    async with db.acquire() as connection:
        for _ in range(50):
            await count_invitation(connection, scene.facilitator)
        with pytest.raises(TooManyAttempts):
            await count_invitation(connection, scene.facilitator)
