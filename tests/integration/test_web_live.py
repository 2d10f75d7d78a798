"""The live feed, over the real bus: a command, the relay, the tail, the open page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from events.tail import Seen
from idarathon.editions import commands as editions
from idarathon.notices.commands import Tell
from idarathon.people import vault
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support.scene import Scene
from tests.support.site import Site, asked_for, running
from web import live
from web.auth import real_now
from web.cookies import SESSION
from web.live import Change, Feed, Live
from web.refusals import TooManyStreams


@pytest.fixture
async def site(scene: Scene, database: str, nats_url: str) -> AsyncIterator[Site]:
    async with running(database, nats_url, scene.engine.clock) as site:
        while not site.app.state.services.bus.connected:  # noqa: ASYNC110 (nothing announces it)
            await asyncio.sleep(0.01)
        yield site


class Page:
    """An open stream, as ASGI gives it."""

    def __init__(self) -> None:
        self.status = 0
        self.pieces: asyncio.Queue[bytes] = asyncio.Queue()
        self.over = asyncio.Event()

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.pieces.put_nowait(message.get("body", b""))

    async def receive(self) -> Any:
        await self.over.wait()
        return {"type": "http.disconnect"}

    async def changed(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                piece = await self.pieces.get()
                if piece.startswith(b"event: changed"):
                    found: dict[str, Any] = json.loads(piece.split(b"data: ", 1)[1])
                    return found


@asynccontextmanager
async def opened(site: Site, path: str, *headers: tuple[bytes, bytes], query: str = "") -> AsyncIterator[Page]:
    page = Page()
    scope: Any = {**asked_for(path, *headers), "query_string": query.encode()}
    task = asyncio.create_task(site.app(scope, page.receive, page.send))
    await asyncio.wait_for(page.pieces.get(), 5)
    yield page
    page.over.set()
    await asyncio.wait_for(task, 5)


async def test_an_open_page_learns_what_happened(scene: Scene, site: Site) -> None:
    async with opened(site, f"/fr/e/{scene.slug}/live") as page, opened(site, f"/ar/e/{scene.slug}/live") as arabic:
        assert page.status == 200
        team = await scene.team("Toubkal", members=0)
        change = await page.changed()
        assert "team.registered" in change["types"] and change["position"]
        assert 'id="live-news"' in change["html"] and "Toubkal" in change["html"]
        assert "Toubkal" in (await arabic.changed())["html"]
        assert team
    assert site.app.state.services.live.open == 0


async def test_who_is_told_something_learns_it_at_once_and_nobody_else(scene: Scene, site: Site) -> None:
    team = await scene.team("Toubkal")
    member, other = await scene.person("Invitée"), await scene.person("Autre")
    await scene.engine.quiet()
    async with (
        opened(site, f"/fr/e/{scene.slug}/live", await cookie(site, member)) as hers,
        opened(site, f"/fr/e/{scene.slug}/live", await cookie(site, other)) as theirs,
    ):
        await scene.send(teams.Invite(edition=scene.edition, team=team, account=member))
        assert (await hers.changed())["types"] == ["notice.told"]
        await scene.send(teams.Rename(edition=scene.edition, team=team, name="Ourika"))
        assert "notice.told" not in (await theirs.changed())["types"]


async def cookie(site: Site, account: UUID) -> tuple[bytes, bytes]:
    """The header of somebody who is signed in."""
    session = await vault.open_session(site.db, account, real_now())
    return b"cookie", f"{SESSION}={session.token}".encode()


async def test_a_page_that_was_drawn_before_its_person_was_told_looks_again(scene: Scene, site: Site) -> None:
    team, member = await scene.team("Toubkal"), await scene.person("Invitée")
    await scene.engine.quiet()
    drawn = await scene.engine.pool.fetchval("SELECT max(position) FROM event")
    await scene.send(teams.Invite(edition=scene.edition, team=team, account=member))
    await scene.engine.quiet()
    path, other = f"/fr/e/{scene.slug}/live", await scene.person("Autre")
    async with opened(site, path, await cookie(site, member), query=f"after={drawn}") as page:
        assert (await page.changed())["types"] == []
    async with opened(site, path, await cookie(site, other), query=f"after={drawn}") as page:
        await scene.team("Ourika", members=0)
        assert (await page.changed())["types"] == ["team.registered"]


async def test_a_page_that_knows_what_its_person_was_told_does_not_look_again(scene: Scene, site: Site) -> None:
    team, member = await scene.team("Toubkal", members=0), await scene.person("Membre")
    await scene.send(teams.Place(edition=scene.edition, team=team, account=member))
    await scene.engine.quiet()
    await scene.send(Tell(notice=uuid4(), accounts=(member,), kind="held", facts={"phase": "pitch"}))
    last = await scene.engine.pool.fetchval("SELECT max(position) FROM event")
    async with await site.signed_in(member) as browser:
        assert f"/live?after={last}" in (await browser.get(f"/fr/e/{scene.slug}")).text


async def test_many_who_are_told_together_are_told_group_by_group(scene: Scene) -> None:
    feeds, people = Live(_nothing), [uuid4() for _ in range(25)]
    streams = [await feeds.stream(scene.edition, "fr", "", 0, account=one) for one in people]
    for stream in streams:
        await anext(stream)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await feeds.told("notice.told", [*people, uuid4()])
    assert 0.09 < loop.time() - began < 0.5
    for stream in streams:
        assert b"notice.told" in await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
    await feeds.told("notice.told", people)
    assert feeds.open == 0


async def test_every_page_looks_again_after_a_reconnect(scene: Scene, site: Site, nats_server: Any) -> None:
    async with opened(site, f"/fr/e/{scene.slug}/live") as page:
        await asyncio.sleep(0.6)
        while not page.pieces.empty():
            page.pieces.get_nowait()
        await nats_server.stop()
        await asyncio.sleep(0.6)
        await nats_server.start()
        assert (await page.changed())["types"] == []


async def test_streams_end_with_the_server_and_no_new_ones_begin(scene: Scene, site: Site) -> None:
    async with opened(site, f"/fr/e/{scene.slug}/live") as page:
        site.app.state.services.live.close()
        assert await asyncio.wait_for(page.pieces.get(), 1) == b""
    async with site.browser() as browser:
        assert (await browser.get(f"/fr/e/{scene.slug}/live")).status_code == 429


async def _nothing(edition: Any, lang: Any) -> str:
    return f"<p>{lang}</p>"


async def test_a_holder_has_a_few_streams_only(scene: Scene) -> None:
    feeds = Live(_nothing)
    streams = [await feeds.stream(scene.edition, "fr", "one", 2) for _ in range(2)]
    for stream in streams:
        assert await anext(stream) == b"retry: 2000\n\n"
    with pytest.raises(TooManyStreams):
        await feeds.stream(scene.edition, "fr", "one", 2)
    assert await feeds.stream(scene.edition, "fr", "two", 2)
    for stream in streams:
        await stream.aclose()  # type: ignore[attr-defined]
    assert feeds.open == 0


async def test_visitors_leave_room_for_people_who_are_signed_in(scene: Scene) -> None:
    feeds = Live(_nothing, 5, 2)
    streams = [await feeds.stream(scene.edition, "fr", f"address {n}", 9) for n in range(3)]
    for stream in streams:
        await anext(stream)
    with pytest.raises(TooManyStreams):
        await feeds.stream(scene.edition, "fr", "address 4", 9)
    assert await feeds.stream(scene.edition, "fr", "session", 6, account=uuid4())
    for stream in streams:
        await stream.aclose()  # type: ignore[attr-defined]


async def test_visitors_of_whom_no_address_is_known_share_one(
    scene: Scene, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.routes.live.PER_ADDRESS", 1)
    path = f"/fr/e/{scene.slug}/live"
    async with opened(site, path), site.browser() as browser:
        assert (await browser.get(path)).status_code == 429


async def test_a_burst_is_told_at_once_and_then_together(scene: Scene) -> None:
    drawn = []

    async def render(edition: Any, lang: Any) -> str:
        drawn.append(lang)
        return ""

    feeds = Live(render)
    stream = await feeds.stream(scene.edition, "fr", "one", 6)
    assert await anext(stream)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for position in range(1, 101):
        await feeds.follow(Seen("team.registered", position, "team-x", scene.edition))
        if position == 1:
            await anext(stream)
            assert loop.time() - began < 0.05
    second = json.loads((await anext(stream)).split(b"data: ", 1)[1])
    assert second["position"] == 100 and 0.2 < loop.time() - began < 0.5
    assert drawn == ["fr", "fr"]
    await stream.aclose()  # type: ignore[attr-defined]


async def test_a_slow_page_is_told_everything_in_one(scene: Scene) -> None:
    feed = Feed("fr", inside=True)
    feed.put(Change(("a",), 1, "old"))
    feed.put(Change(("b", "a"), 2, "new"))
    messages = feed.messages()
    await anext(messages)
    assert json.loads((await anext(messages)).split(b"data: ", 1)[1]) == {
        "types": ["a", "b"],
        "position": 2,
        "html": "new",
    }


async def test_silence_is_kept_alive_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEP_ALIVE", 0.01)
    messages = Feed("fr", inside=True).messages()
    assert [await anext(messages) for _ in range(2)] == [b"retry: 2000\n\n", b": \n\n"]


async def test_an_open_page_ends_with_what_it_was_opened_by(
    scene: Scene, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A role that is taken back ends it at once; a sign-out, of which the bus knows nothing, at the next breath."""
    browser, agent = await site.signed_in(scene.facilitator), await scene.person("Mentor")
    await scene.grant(agent, Role.MENTOR)
    path, other = f"/fr/e/{scene.slug}/live", await site.signed_in(agent)
    keys = [(b"cookie", f"idarathon={one.cookies['idarathon']}".encode()) for one in (browser, other)]
    async with opened(site, path, keys[0]) as stays, opened(site, path, keys[1]) as loses:
        await scene.send(editions.RevokeRole(edition=scene.edition, account=agent, role=Role.MENTOR))
        await ended(loses)
        assert (await stays.changed())["types"] == ["edition.role_revoked"]
    monkeypatch.setattr(live, "KEEP_ALIVE", 0.05)
    token = await vault.create_token(site.db, agent, "test", scene.engine.clock.now())
    bearer = (b"authorization", f"Bearer {token}".encode())
    async with opened(site, path, keys[0]) as page, opened(site, path, bearer) as by_token:
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        await site.db.execute("UPDATE people_session SET seen_at = $1 WHERE account = $2", long_ago, scene.facilitator)
        await scene.grant(agent, Role.OBSERVER)
        await ended(by_token)
        await breathed(page)
        seen = await site.db.fetchval("SELECT seen_at FROM people_session WHERE account = $1", scene.facilitator)
        assert seen == long_ago  # an open page is no use of a session
        await vault.revoke_session(site.db, browser.cookies["idarathon"], datetime.now(UTC))
        await ended(page)


async def breathed(page: Page) -> None:
    """It has been asked whose it is since this began: before the second piece at the latest."""
    while not page.pieces.empty():
        page.pieces.get_nowait()
    async with asyncio.timeout(5):
        assert await page.pieces.get() and await page.pieces.get()


async def ended(page: Page) -> None:
    """The last piece of an answer is empty."""
    async with asyncio.timeout(5):
        while await page.pieces.get() != b"":
            pass


async def test_whose_page_it_is_cannot_be_told_while_postgresql_is_away() -> None:
    answers = iter((OSError("away"), True, False))

    async def still() -> bool:
        if isinstance(answer := next(answers), Exception):
            raise answer
        return answer

    feed = Feed("fr", inside=True, still=still)
    messages = feed.messages()
    await anext(messages)
    for position in (1, 2):
        feed.doubt()
        feed.put(Change(("team.registered",), position))
        assert f'"position":{position}'.encode() in await anext(messages)
    feed.doubt()
    assert [one async for one in messages] == []


def outside(*types: str) -> Change | None:
    return Change(types, 7, "<p>").outside()


def test_who_has_no_part_in_an_edition_is_not_told_what_is_not_public() -> None:
    assert outside("team.registered", "team.member_invited") == Change(("team.registered",), 7, "<p>")
    assert outside("team.member_invited") is None


def test_to_look_again_at_everything_outlives_what_happens_meanwhile() -> None:
    everything, one = Change((), 0), Change(("team.registered",), 7)
    assert (everything.outside(), one.after(everything).types, everything.after(one).types) == (everything, (), ())


async def test_the_public_is_not_even_told_that_somebody_was_invited(scene: Scene, site: Site) -> None:
    team, agent = await scene.team(), await scene.person("Agente")
    token = await vault.create_token(site.db, scene.facilitator, "test", scene.engine.clock.now())
    path, bearer = f"/fr/e/{scene.slug}/live", (b"authorization", f"Bearer {token}".encode())
    async with opened(site, path) as public, opened(site, path, bearer) as inside:
        await scene.send(teams.Invite(edition=scene.edition, team=team, account=agent))
        assert (await inside.changed())["types"] == ["team.member_invited"]
        await scene.send(teams.Rename(edition=scene.edition, team=team, name="Toubkal"))
        assert (await public.changed())["types"] == ["team.renamed"]


async def test_what_happened_since_a_page_was_drawn_is_told_at_once(scene: Scene, site: Site) -> None:
    path = f"/fr/e/{scene.slug}"
    async with site.browser() as browser:
        drawn = int((await browser.get(f"/api/v1/editions/{scene.slug}")).json()["position"])
        assert f"{path}/live?after={drawn}" in (await browser.get(path)).text
    async with opened(site, f"{path}/live", query=f"after={drawn}") as page:
        assert page.pieces.empty()
    await scene.team("Toubkal", members=0)
    async with opened(site, f"{path}/live", query=f"after={drawn}") as page:
        assert (await page.changed())["types"] == []
