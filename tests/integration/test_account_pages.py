"""Mon compte: language, password, and where one is signed in."""

from __future__ import annotations

import re
from uuid import UUID

import httpx
import pytest

from idarathon.people import vault
from idarathon.people.reads import me, viewer_of
from tests.support.scene import Scene
from tests.support.site import PASSWORD, Site, fields
from web.account import device
from web.auth import real_now

NEW = "sept zelliges et un riad"


@pytest.fixture
async def account(scene: Scene) -> UUID:
    return await scene.person("Agente")


async def post(browser: httpx.AsyncClient, path: str, **values: str) -> httpx.Response:
    page = fields((await browser.get("/fr/me/account")).text)
    return await browser.post(f"/fr/me/account/{path}", data={"csrf": page["csrf"], **values})


async def changed(
    browser: httpx.AsyncClient, present: str = PASSWORD, new: str = NEW, again: str = ""
) -> httpx.Response:
    return await post(browser, "password", password=present, new=new, again=again or new)


async def opens(site: Site, account: UUID, password: str) -> bool:
    """Whether the password signs the person in."""
    browser = site.browser()
    page = fields((await browser.get("/fr/sign-in")).text)
    data = {"csrf": page["csrf"], "email": f"{account}@test.invalid", "password": password}
    return (await browser.post("/fr/sign-in", data=data)).status_code == 303


async def test_the_new_password_opens_and_the_old_one_does_not(site: Site, account: UUID) -> None:
    browser = await site.signed_in(account)
    assert (await changed(browser)).status_code == 303
    assert [await opens(site, account, one) for one in (NEW, PASSWORD)] == [True, False]


async def test_a_changed_password_ends_every_other_sign_in_and_renews_this_one(site: Site, account: UUID) -> None:
    here, elsewhere = await site.signed_in(account), await site.signed_in(account)
    before = dict(here.cookies)
    await changed(here)
    seen = [(await one.get("/fr/me/account")).status_code for one in (here, elsewhere)]
    assert (seen, dict(here.cookies) == before) == ([200, 303], False)


@pytest.mark.parametrize(
    ("present", "new", "again", "field"),
    [
        ("not the password", NEW, NEW, "password"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, "x" * 1_001, "x" * 1_001, "new"),
        (PASSWORD, PASSWORD, PASSWORD, "new"),
        (PASSWORD, NEW, NEW + "x", "again"),
        ("", "", "x", "new"),
    ],
)
async def test_a_refused_password_changes_nothing(
    site: Site, account: UUID, present: str, new: str, again: str, field: str
) -> None:
    browser = await site.signed_in(account)
    answer = await changed(browser, present, new, again)
    assert re.findall(r'href="#f-(\w+)"', answer.text) == [field]
    assert (answer.status_code // 100, await opens(site, account, PASSWORD)) == (4, True)


async def test_the_address_is_no_password(site: Site, account: UUID) -> None:
    answer = await changed(await site.signed_in(account), new=f"{account}@TEST.invalid")
    assert re.findall(r'href="#f-(\w+)"', answer.text) == ["new"]


async def test_what_was_typed_as_a_password_is_never_shown_again(site: Site, account: UUID) -> None:
    browser = await site.signed_in(account)
    answer = await changed(browser, present="ouvre-toi sésame", new=NEW, again="autre chose encore")
    assert [one in answer.text for one in ("sésame", "zelliges et un", "autre chose")] == [False] * 3


async def test_the_present_password_cannot_be_guessed_here_either(site: Site, account: UUID) -> None:
    browser = await site.signed_in(account)
    codes = [(await changed(browser, present=f"guess {number}")).status_code for number in range(6)]
    assert codes == [401] * 5 + [429]


async def test_the_language_is_the_person_s_and_the_page_goes_on_in_it(site: Site, account: UUID) -> None:
    browser = await site.signed_in(account)
    answer = await post(browser, "language", lang="ar")
    own = await me(site.db, await viewer_of(site.db, account))
    assert own and (answer.headers["location"], own.lang) == ("/ar/me/account", "ar")


async def test_no_other_language_is_taken(site: Site, account: UUID) -> None:
    answer = await post(await site.signed_in(account), "language", lang="de")
    own = await me(site.db, await viewer_of(site.db, account))
    assert own and (answer.status_code, own.lang) == (400, "fr")


async def test_one_device_is_signed_out(site: Site, account: UUID) -> None:
    here, elsewhere = await site.signed_in(account), await site.signed_in(account)
    (path,) = re.findall(r'action="/fr/me/account/(sessions/[^"]+/end)"', (await here.get("/fr/me/account")).text)
    assert (await post(here, path)).status_code == 303
    assert [(await one.get("/fr/me")).status_code for one in (here, elsewhere)] == [200, 303]


async def test_everywhere_else_is_signed_out(site: Site, account: UUID) -> None:
    here, *others = [await site.signed_in(account) for _ in range(3)]
    await post(here, "sessions/end-others")
    assert [(await one.get("/fr/me")).status_code for one in (here, *others)] == [200, 303, 303]


async def test_nobody_ends_the_sign_in_of_another_person(site: Site, scene: Scene, account: UUID) -> None:
    victim, other = await site.signed_in(account), await site.signed_in(await scene.person("Autre"))
    (row,) = await vault.sessions(site.db, account, real_now(), None)
    assert (await post(other, f"sessions/{row.id}/end")).status_code == 404
    assert (await victim.get("/fr/me")).status_code == 200


async def test_the_password_of_a_demo_account_stays(scene: Scene, site: Site) -> None:
    account = await scene.person("Démo")
    sql = "UPDATE people_person SET email = $2, email_key = $2 WHERE account = $1"
    await site.db.execute(sql, account, "agent@demo.idarathon.invalid")
    browser = await site.signed_in(account)
    assert 'type="password"' not in (await browser.get("/fr/me/account")).text
    assert (await changed(browser)).status_code == 403


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("<script>alert(1)</script>", ""),
        (None, ""),
    ],
)
def test_a_device_has_two_names(agent: str | None, told: str) -> None:
    assert device(agent) == told
