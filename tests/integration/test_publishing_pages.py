"""What may be published, moved and ticked in the facilitator's calendar: a button stands only where it can succeed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from uuid import UUID

import pytest

from tests.integration.test_calendar import drafted, publish
from tests.integration.test_calendar_pages import NEW, Hand, actions, form_of, status
from tests.support.scene import Scene
from tests.support.site import Site, fields


@pytest.fixture
async def desk(scene: Scene, site: Site) -> AsyncIterator[Hand]:
    async with aclosing(await site.signed_in(scene.facilitator)) as browser:
        yield Hand(browser, f"/en/e/{scene.slug}")


async def test_publishing_what_another_session_bars_is_refused(scene: Scene, desk: Hand) -> None:
    own = f"/manage/calendar/{await scene_draft(scene)}"
    opened = await desk.see(own)
    await publish(scene, drafted(scene, room="Salle 1"))
    form = fields(form_of(opened, f"{own}/publish"))
    first = await desk.browser.post(f"{desk.base}{own}/publish", data=form)
    again = (
        form | {"warned": re.findall(r'name="warned" value="([^"]*)"', first.text)[0]}
        if "warned" in first.text
        else form
    )
    second = await desk.browser.post(f"{desk.base}{own}/publish", data=again)
    assert [("Publish it anyway" in one.text, "publish" in actions(one.text, own)) for one in (first, second)] == [
        (False, False),
        (False, False),
    ]
    assert await status(scene, own.rpartition("/")[2]) == "draft"


async def scene_draft(scene: Scene) -> UUID:
    """A draft in room 1."""
    command = drafted(scene, room="Salle 1")
    await scene.send(command)
    session: UUID = command.session
    return session


async def test_what_only_warns_can_be_published_all_the_same(scene: Scene, desk: Hand) -> None:
    command = drafted(scene, "2026-11-07T10:00", "2026-11-07T12:00", phase="inspiration")  # outside its phase
    await scene.send(command)
    own = f"/manage/calendar/{command.session}"
    warned = await desk.send(own, f"{own}/publish")
    assert "Publish it anyway" in warned.text
    done = await desk.browser.post(f"{desk.base}{own}/publish", data=fields(form_of(warned.text, f"{own}/publish")))
    assert (done.status_code, await status(scene, command.session)) == (303, "published")


async def test_a_move_that_would_be_refused_is_not_offered_all_the_same(scene: Scene, desk: Hand) -> None:
    await publish(scene, drafted(scene, room="Salle 1"))
    session = await publish(scene, drafted(scene, room="Salle 2"))
    own = f"/manage/calendar/{session}"
    answer = await desk.send(own, f"{own}/move", starts=NEW["starts"], ends=NEW["ends"], room="Salle 1")
    assert ("Two published sessions share neither" in answer.text, "Move it anyway" in answer.text) == (True, False)
    assert "confirm it at the end of the form" not in answer.text


async def test_a_barred_draft_cannot_be_ticked(scene: Scene, desk: Hand) -> None:
    await publish(scene, drafted(scene, room="Salle 1"))
    session = await scene_draft(scene)
    box = re.findall(rf'<input type="checkbox" id="d-{session}"[^>]*>', await desk.see("/manage/calendar"))
    assert [one.endswith("disabled>") for one in box] == [True]


async def test_publishing_nothing_says_so(scene: Scene, desk: Hand) -> None:
    await scene_draft(scene)
    said = await desk.done("/manage/calendar", "/manage/calendar/publish")
    assert ("Nothing was ticked" in said, "see it now" in said) == (True, False)


async def test_the_rooms_of_the_edition_are_offered(scene: Scene, desk: Hand) -> None:
    for room in ("Salle 2", "Salle 1", "Salle 2"):
        await scene.send(drafted(scene, room=room))
    shown = await desk.see("/manage/calendar/new")
    assert re.findall(r'<option value="([^"]*)"></option>', shown) == ["Salle 1", "Salle 2"]
    assert len(re.findall(r'<input[^>]*name="room"[^>]*list="rooms"', shown)) == 1
