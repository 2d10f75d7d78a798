"""Nothing typed is lost when the sign-in has ended before the form was sent: over a real database and bus."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import httpx
import pytest

from idarathon.people import vault
from tests.support.crew import Crew, crew, form
from tests.support.scene import Scene
from tests.support.site import PASSWORD, Site, fields

pytestmark = pytest.mark.world("team")

OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
TEXT = 'Ce que "nous"\n<b>avons</b> vu & noté.'
WRITTEN = {"title": "Notre carnet", "text": TEXT, "links": "", "lang": "fr"}
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def one(scene: Scene, site: Site) -> Crew:
    found = await crew(scene, site)
    await scene.at(OPEN)
    return found


async def outlived(one: Crew) -> tuple[httpx.AsyncClient, dict[str, str]]:
    """A browser with a form that is filled in, and whose sign-in has ended."""
    browser = await one.browser()
    data = {**await form(browser, one.deposit), **WRITTEN}
    await vault.revoke_sessions(one.site.db, one.people[0], datetime.now(UTC))
    return browser, data


def typed_into(page: httpx.Response) -> str:
    """What stands in the text field of a page, as a browser reads it."""
    (found,) = re.findall(r'<textarea id="f-text"[^>]*>\n?(.*?)</textarea>', page.text, re.S)
    return html.unescape(found)


def hidden(page: httpx.Response, action: str) -> dict[str, str]:
    """The hidden fields of the page's form for this address."""
    (body,) = re.findall(rf'<form[^>]* action="{action}"[^>]*>(.*?)</form>', page.text, re.S)
    return {name: html.unescape(value) for name, value in fields(body).items()}


async def test_a_form_that_has_outlived_the_sign_in_comes_back_filled_in_after_signing_in(one: Crew) -> None:
    browser, data = await outlived(one)
    page = await browser.post(one.deposit, data=data, headers=HERE)
    assert page.status_code == 401 and html.escape(TEXT, quote=False) in page.text.replace("&#34;", '"')
    person = {"email": f"{one.people[0]}@test.invalid", "password": "wrong one"}
    page = await browser.post("/fr/sign-in", data={**hidden(page, "/fr/sign-in"), **person})
    assert page.status_code == 401 and "wrong one" not in page.text
    page = await browser.post("/fr/sign-in", data={**hidden(page, "/fr/sign-in"), **person, "password": PASSWORD})
    assert page.status_code == 200 and PASSWORD not in page.text
    page = await browser.post(one.deposit, data=hidden(page, one.deposit))
    assert (page.status_code, typed_into(page)) == (200, TEXT)
    assert not await one.deposits()
    answer = await browser.post(one.deposit, data={**hidden(page, one.deposit), **WRITTEN})
    assert answer.status_code == 303
    assert [row["text"] for row in await one.deposits()] == [TEXT]


async def test_an_old_token_under_a_new_sign_in_leads_back_to_the_form(one: Crew) -> None:
    _, data = await outlived(one)
    browser = await one.browser()
    page = await browser.post(one.deposit, data=data, headers={"Origin": "http://127.0.0.1:8000"})
    assert page.status_code == 403
    page = await browser.post(one.deposit, data=hidden(page, one.deposit))
    assert (page.status_code, typed_into(page)) == (200, TEXT)
    assert not await one.deposits()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
async def test_what_another_site_sends_does_not_come_back_in_a_form_of_ours(one: Crew, headers: dict[str, str]) -> None:
    gone, data = await outlived(one)
    for browser in (gone, await one.browser()):
        page = await browser.post(one.deposit, data=data, headers=headers)
        assert page.status_code == 403
        assert "Notre carnet" not in page.text


async def test_the_page_carries_neither_the_old_token_nor_a_password(one: Crew) -> None:
    browser, data = await outlived(one)
    page = await browser.post(one.deposit, data={**data, "password": "secret word"}, headers=HERE)
    assert data["csrf"] not in page.text and "secret word" not in page.text


async def test_the_form_that_comes_back_needs_a_token_of_the_new_sign_in(one: Crew) -> None:
    browser, data = await outlived(one)
    page = await browser.post(one.deposit, data=data, headers=HERE)
    person = {"email": f"{one.people[0]}@test.invalid", "password": PASSWORD}
    sign_in = hidden(page, "/fr/sign-in")
    page = await browser.post("/fr/sign-in", data={**sign_in, **person})
    back = hidden(page, one.deposit)
    assert (await browser.post(one.deposit, data={**back, "csrf": sign_in["csrf"]})).status_code == 403
    assert (await browser.post(one.deposit, data=back)).status_code == 200
    assert not await one.deposits()


async def test_what_one_person_typed_does_not_go_on_under_anothers_name(one: Crew) -> None:
    browser, data = await outlived(one)
    await one.site.signed_in(one.people[1])
    page = await browser.post(one.deposit, data=data, headers=HERE)
    other = {"email": f"{one.people[1]}@test.invalid", "password": PASSWORD}
    answer = await browser.post("/fr/sign-in", data={**hidden(page, "/fr/sign-in"), **other})
    assert (answer.status_code, answer.headers["location"]) == (303, "/fr/me")
    assert TEXT not in html.unescape((await browser.get("/fr/me")).text)


async def test_nobody_keeps_a_page_that_shows_what_was_typed(one: Crew) -> None:
    browser, data = await outlived(one)
    page = await browser.post(one.deposit, data=data, headers=HERE)
    assert (page.status_code, page.headers["cache-control"]) == (401, "no-store")


async def test_signing_out_forgets_the_drafts_of_pages(one: Crew) -> None:
    browser = await one.browser()
    answer = await browser.post("/fr/sign-out", data={"csrf": (await form(browser, one.deposit))["csrf"]})
    assert (answer.status_code, answer.headers["clear-site-data"]) == (303, '"storage"')
