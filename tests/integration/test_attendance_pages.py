"""The short address of a session's attendance, as it is shown on the wall."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta

import pytest

from tests.integration.test_calendar import drafted, publish
from tests.integration.test_calendar_pages import DAY, Hand, code_of
from tests.support.scene import Scene
from tests.support.site import Site
from web.routes.attending import short


@pytest.fixture
async def desk(scene: Scene, site: Site) -> AsyncIterator[Hand]:
    async with aclosing(await site.signed_in(scene.facilitator)) as browser:
        yield Hand(browser, f"/en/e/{scene.slug}")


async def test_the_address_on_the_wall_is_short_and_leads_to_the_form(scene: Scene, site: Site, desk: Hand) -> None:
    session = await publish(scene, drafted(scene))
    scene.engine.clock.set(DAY - timedelta(minutes=5))
    room = f"/manage/calendar/{session}/code"
    shown = await desk.done(room, room, minutes="60")
    address = re.findall(r'class="big-address"><bdi dir="ltr">([^<]+)<', shown)[0]
    assert address == f"127.0.0.1:8000/p/{short(session)}"
    path = address.partition("/")[2]
    async with aclosing(await site.signed_in(await scene.person("Agent"))) as browser:
        answer = await browser.get(f"/{path.upper().replace('P/', 'p/')}", headers={"accept-language": "en"})
        place = f"/fr/e/{scene.slug}/sessions/{session}"  # the language of the account
        assert (answer.status_code, answer.headers["location"]) == (303, f"{place}#action")
        assert f'action="{place}/attend"' in (await browser.get(place)).text
    async with aclosing(site.browser()) as browser:
        answer = await browser.get(f"/{path}", headers={"accept-language": "ar"})
        assert answer.headers["location"] == f"/ar/sign-in?next=%2Fp%2F{short(session)}"


async def test_the_code_of_a_room_is_no_address(scene: Scene, site: Site, desk: Hand) -> None:
    session = await publish(scene, drafted(scene))
    scene.engine.clock.set(DAY - timedelta(minutes=5))
    room = f"/manage/calendar/{session}/code"
    code = code_of(await desk.done(room, room, minutes="60")).replace(" ", "")
    async with aclosing(await site.signed_in(await scene.person("Agent"))) as browser:
        assert (await browser.get(f"/p/{code}")).status_code == 404
