"""Another address, confirmed from both."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx

from idarathon.people import vault
from idarathon.people.commands import SetAddress
from idarathon.people.projections import AddressInUse, EmailTaken
from idarathon.people.reads import me, viewer_of
from tests.support.post_office import Post, PostOffice, address
from tests.support.scene import Scene
from tests.support.site import PASSWORD, Site, fields

LINK = re.compile(r"http://\S+/address/\S+")
NEW = "nouvelle@test.invalid"


async def ask(browser: httpx.AsyncClient, email: str = NEW, password: str = PASSWORD) -> httpx.Response:
    csrf = fields((await browser.get("/fr/me/account")).text)["csrf"]
    return await browser.post("/fr/me/account/address", data={"csrf": csrf, "email": email, "password": password})


async def press(browser: httpx.AsyncClient, link: str, act: str = "") -> httpx.Response:
    """Open the page behind a link and press a button of it."""
    csrf = fields((await browser.get(link)).text).get("csrf", "")
    return await browser.post(link + act, data={"csrf": csrf})


def link_to(office: PostOffice, to: str) -> str:
    """The path of the link in the last mail to an address."""
    body = office.to(to)[-1].get_body(("plain",))
    found = LINK.search(body.get_content()) if body else None
    assert found is not None
    return urlsplit(found[0]).path


async def email_of(site: Site, account: UUID) -> str:
    own = await me(site.db, await viewer_of(site.db, account))
    assert own is not None
    return own.email


async def change(db: asyncpg.Pool, account: UUID, email: str, now: datetime) -> tuple[str, str]:
    """A change that was asked for and mailed: the tokens to the new address and to the present one."""
    await vault.ask_address(db, account, email, now, now)
    row = await db.fetchrow("SELECT id, old_letter FROM people_address_change WHERE account = $1", account)
    assert row is not None
    new = await vault.address_token(db, row["id"], "new", now)
    return new, await vault.address_token(db, row["old_letter"], "old", now)


async def test_the_address_changes_once_both_said_yes(scene: Scene, site: Site, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    here, elsewhere = await site.signed_in(account), await site.signed_in(account)
    assert (await ask(here)).status_code == 303
    await post.go()
    new, old = link_to(office, NEW), link_to(office, address(account))
    answers = [await press(here, new)]
    seen = [await email_of(site, account)]
    answers += [await press(here, new)]  # used up
    answers += [await press(here, old)]
    seen.append(await email_of(site, account))
    assert [one.status_code for one in answers] == [303, 422, 303]
    assert seen == [address(account), NEW]
    statuses = [(await one.get("/fr/me/account")).status_code for one in (here, elsewhere)]
    assert (statuses, (await here.get(old)).status_code) == ([200, 303], 422)


async def test_the_mails_are_in_the_language_of_the_person(
    scene: Scene, site: Site, post: Post, office: PostOffice
) -> None:
    account = await scene.person("Zineb")
    await vault.set_lang(site.db, account, "ar")
    await ask(await site.signed_in(account))
    await post.go()
    said = {str(mail["To"]).split("<")[-1].strip("> "): mail["Content-Language"] for mail in office.mails}
    assert said == {NEW: "ar", address(account): "ar"}


async def test_the_present_address_can_refuse(scene: Scene, site: Site, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    browser = await site.signed_in(account)
    await ask(browser)
    await post.go()
    new, old = link_to(office, NEW), link_to(office, address(account))
    await press(browser, new)
    assert "/refuse" not in (await browser.get(new)).text
    answer = await press(site.browser(), old, "/refuse")
    over = [(await site.browser().get(link)).status_code for link in (new, old)]
    assert (answer.status_code, over, await email_of(site, account)) == (303, [422, 422], address(account))
    assert (await browser.get("/fr/me/account")).status_code == 303


async def test_nobody_learns_by_asking_whether_an_address_is_taken(
    scene: Scene, site: Site, post: Post, office: PostOffice
) -> None:
    account, other = await scene.person("Zineb"), await scene.person("Rachid")
    browser = await site.signed_in(account)
    said = []
    for email in ("personne@test.invalid", address(other)):
        answer = await ask(browser, email)
        said.append((answer.status_code, answer.headers["location"], answer.text))
    await post.go()
    mailed = link_to(office, address(other))
    first = await press(site.browser(), link_to(office, address(account)))
    taken = await press(site.browser(), mailed)
    assert (said[0], first.status_code, taken.status_code) == (said[1], 303, 422)
    assert (await email_of(site, account), await email_of(site, other)) == (address(account), address(other))


async def test_without_the_password_nothing_is_asked_for(scene: Scene, site: Site) -> None:
    account = await scene.person("Zineb")
    browser = await site.signed_in(account)
    wrong = [
        await ask(browser, password="une autre phrase"),
        await ask(browser, email="pas une adresse"),
        await ask(browser, email=address(account).upper()),
    ]
    found = [(one.status_code, re.findall(r'href="#f-([\w-]+)"', one.text)) for one in wrong]
    assert found == [(401, ["address-password"]), (400, ["email"]), (400, ["email"])]
    assert NEW in wrong[0].text and 'id="f-address-password"' in wrong[0].text
    assert await vault.waiting_change(site.db, account, datetime.now(UTC)) is None


async def test_the_links_have_their_time(scene: Scene, db: asyncpg.Pool) -> None:
    account, now = await scene.person("Zineb"), datetime.now(UTC)
    new, old = await change(db, account, NEW, now)
    half_hour, two_days = now + vault.NEW_LIFE, now + vault.CHANGE_LIFE
    found = [
        await vault.confirm_address(db, new, half_hour, None),
        await vault.confirm_address(db, old, two_days, None),
        await vault.confirm_address(db, old, two_days - timedelta(seconds=1), None),
    ]
    assert found == [None, None, vault.Confirmed(account=account, changed=False)]


async def test_both_links_at_one_moment_change_it_once(scene: Scene, db: asyncpg.Pool) -> None:
    account, now = await scene.person("Zineb"), datetime.now(UTC)
    tokens = await change(db, account, NEW, now)
    done = await asyncio.gather(*(vault.confirm_address(db, one, now, None) for one in (*tokens, *tokens)))
    assert sorted(one.changed for one in done if one) == [False, True]


async def test_another_password_ends_a_change_that_waits(scene: Scene, db: asyncpg.Pool) -> None:
    account, now = await scene.person("Zineb"), datetime.now(UTC)
    new, _ = await change(db, account, NEW, now)
    await vault.set_password(db, account, "x")
    assert await vault.find_change(db, new, now) is None


async def test_an_admin_sets_an_address_only_where_the_present_one_never_worked(
    scene: Scene, site: Site, post: Post, office: PostOffice
) -> None:
    account, other = await scene.person("Zineb"), await scene.person("Rachid")
    outcomes = await scene.engine.dispatch.execute_many(
        [
            SetAddress(account=account, email=address(other)),
            SetAddress(account=account, email=NEW),
        ]
    )
    assert isinstance(outcomes[0], EmailTaken)
    await post.go()
    assert (await email_of(site, account), len(office.to(NEW))) == (NEW, 1)
    async with site.db.acquire() as connection:
        now = datetime.now(UTC)
        token = await vault.create_link(connection, account, now)
        await vault.use_link(connection, token, now)
    (again,) = await scene.engine.dispatch.execute_many([SetAddress(account=account, email="autre@test.invalid")])
    assert (type(again), await email_of(site, account)) == (AddressInUse, NEW)
