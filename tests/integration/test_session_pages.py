"""Keys on the running site: what is planted, tampered with, borrowed or taken back opens nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from idarathon.editions import commands as editions
from idarathon.people import commands as people
from idarathon.people import vault
from idarathon.viewer import Role
from tests.support.crew import form
from tests.support.scene import Scene
from tests.support.site import PASSWORD, Site, running
from web import signing
from web.cookies import FORM, SESSION

NAME = "Facilitatrice"


@pytest.fixture
async def site(scene: Scene, database: str, nats_url: str) -> AsyncIterator[Site]:
    async with running(database, nats_url, scene.engine.clock) as site:
        yield site


async def names(site: Site, path: str = "/fr", **headers: str) -> tuple[int, bool]:
    """The status of a page, and whether it names the facilitator."""
    async with site.browser(**headers) as browser:
        answer = await browser.get(path)
        return answer.status_code, NAME in answer.text


async def test_a_cookie_that_is_not_the_one_is_nobodys(scene: Scene, site: Site) -> None:
    token = (await site.signed_in(scene.facilitator)).cookies[SESSION]
    wrong = (token[:-1], token + "=", token.swapcase(), "", "x" * 7_000, '"', "\\", "%00", "a b", "é".encode().hex())
    for value in wrong:
        assert await names(site, cookie=f"{SESSION}={value}") == (200, False), value[:40]
    assert await names(site, cookie=f"{SESSION}={token}") == (200, True)
    assert await names(site, cookie=f"__Host-{SESSION}={token}") == (200, False)  # this instance is not on https
    for tossed in (f"{SESSION}=planted; {SESSION}={token}", f"{SESSION}={token}; {SESSION}=planted"):
        assert (await names(site, cookie=tossed))[0] == 200


async def test_a_token_counts_in_its_header_only(scene: Scene, site: Site) -> None:
    token = await vault.create_token(site.db, scene.facilitator, "test", scene.engine.clock.now())
    cookie = f"{SESSION}={(await site.signed_in(scene.facilitator)).cookies[SESSION]}"
    board = f"/api/v1/editions/{scene.slug}/board"
    for path in (f"{board}?token={token}", f"{board}?access_token={token}", f"{board}?authorization=Bearer%20{token}"):
        assert (await names(site, path))[0] == 401
    for header in (f"Basic {token}", token, f"Token {token}", f"Bearer {token}x", "Bearer", "Bearer  "):
        assert (await names(site, board, authorization=header))[0] == 401
        assert (await names(site, board, authorization=header, cookie=cookie))[0] == 401  # it does not fall back
    assert (await names(site, "/api/v1/editions", authorization=f"Bearer {token}x"))[0] == 401  # public
    assert (await names(site, board, cookie=f"{SESSION}={token}"))[0] == 401
    assert (await names(site, board, authorization=f"bearer {token}"))[0] == 200
    await vault.revoke_token(site.db, token, datetime.now(UTC))
    assert (await names(site, board, authorization=f"Bearer {token}"))[0] == 401


async def test_the_token_of_a_form_is_its_sessions_own(scene: Scene, site: Site) -> None:
    one, other = await site.signed_in(scene.facilitator), await site.signed_in(await scene.person("Autre"))
    theirs = (await form(other, "/fr/me/account"))["csrf"]
    assert (await sign_out(one, theirs)).status_code == 403
    secret = site.app.state.services.settings.secret
    one.cookies.set(FORM, "planted")  # and a token that was made for it, on a page that anybody gets
    assert (await sign_out(one, signing.token(secret, "planted"))).status_code == 403
    unread = await one.post("/fr/sign-out", files={"a": b"b"})  # no token is looked for in files but by who reads them
    assert (unread.status_code, (await one.get("/fr/me/account")).status_code) == (415, 200)
    own = (await form(one, "/fr/me/account"))["csrf"]
    borrowed = await one.post("/fr/sign-out", data={"csrf": own}, headers={"sec-fetch-site": "cross-site"})
    assert borrowed.status_code == 403
    assert (await sign_out(one, own)).status_code == 303


async def sign_out(browser: httpx.AsyncClient, csrf: str) -> httpx.Response:
    return await browser.post("/fr/sign-out", data={"csrf": csrf})


async def test_signing_in_again_ends_the_session_that_the_browser_had(scene: Scene, site: Site) -> None:
    browser = await site.signed_in(scene.facilitator)
    before = browser.cookies[SESSION]
    page = await form(await site.signed_in(scene.facilitator), "/fr/me/account")
    assert page["csrf"]
    csrf = (await form(browser, "/fr/me/account"))["csrf"]
    sent = {"csrf": csrf, "email": f"{scene.facilitator}@test.invalid", "password": PASSWORD}
    assert (await browser.post("/fr/sign-in", data=sent)).status_code == 303
    after = {one.value for one in browser.cookies.jar if one.name == SESSION} - {before}
    assert [await names(site, cookie=f"{SESSION}={one}") for one in (before, *after)] == [(200, False), (200, True)]


async def test_what_is_taken_back_is_gone_at_the_next_request(scene: Scene, site: Site) -> None:
    board, who = f"/fr/e/{scene.slug}/board", await observer(scene)
    browser = await site.signed_in(who)
    assert (await browser.get(board)).status_code == 200
    await scene.send(editions.RevokeRole(edition=scene.edition, account=who, role=Role.OBSERVER))
    assert (await browser.get(board)).status_code == 403
    await scene.send(people.CloseAccount(account=who))
    assert ((await browser.get(board)).status_code, (await browser.get("/fr/me")).status_code) == (303, 303)


async def observer(scene: Scene) -> UUID:
    account = await scene.person("Observatrice")
    await scene.grant(account, Role.OBSERVER)
    return account
