"""Real calendar programs on a running site: vdirsyncer fetches a person's secret address, khal shows what is there."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from idarathon.calendar import commands as ask
from idarathon.editions.events import Text
from idarathon.people import vault
from tests.integration.test_calendar import drafted, publish
from tests.support.crew import Crew, crew
from tests.support.scene import Scene
from tests.support.site import Site, fields

BIN = Path(sys.executable).parent


@pytest.fixture
async def team(scene: Scene, site: Site) -> Crew:
    return await crew(scene, site)


@asynccontextmanager
async def listening(site: Site) -> AsyncIterator[str]:
    """The site on a port of loopback: each connection is one request, passed on to the application."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, path, _ = head.split("\r\n", 1)[0].split(" ")
        async with aclosing(site.browser()) as browser:
            answer = await browser.request(method, path)
        kept = [(k, v) for k, v in answer.headers.items() if k in ("content-type", "etag")]
        lines = [f"HTTP/1.1 {answer.status_code} OK", *(f"{k}: {v}" for k, v in kept)]
        lines += [f"Content-Length: {len(answer.content)}", "Connection: close", "", ""]
        writer.write("\r\n".join(lines).encode() + (b"" if method == "HEAD" else answer.content))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


class Telephone:
    """vdirsyncer and khal with settings of their own."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        (home / "vdirsyncer").write_text(
            f"""[general]
status_path = "{home}/status/"
[pair agenda]
a = "site"
b = "phone"
collections = null
conflict_resolution = "a wins"
[storage site]
type = "http"
url = "{url}"
[storage phone]
type = "filesystem"
path = "{home}/events/"
fileext = ".ics"
"""
        )
        (home / "khal").write_text(
            f"""[calendars]
[[agenda]]
path = {home}/events/
[locale]
local_timezone = Africa/Casablanca
default_timezone = Africa/Casablanca
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
timeformat = %H:%M
[sqlite]
path = {home}/khal.db
"""
        )

    async def synced(self) -> list[str]:
        """What the person sees after the next synchronisation: beginning, title and status of each event."""
        await self._run("vdirsyncer", "-c", f"{self.home}/vdirsyncer", "discover")
        await self._run("vdirsyncer", "-c", f"{self.home}/vdirsyncer", "sync")
        shown = await self._run(
            "khal", "-c", f"{self.home}/khal", "list", "--day-format", "", "--format",
            "{start-date} {start-time} {title} {cancelled}", "2026-11-01", "30d",
        )  # fmt: skip
        return [line.strip() for line in shown.splitlines() if line.strip()]

    async def _run(self, program: str, *arguments: str) -> str:
        process = await asyncio.create_subprocess_exec(
            BIN / program,
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            stdin=asyncio.subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home), "NO_COLOR": "1"},
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return said.decode()


async def test_a_persons_sessions_arrive_move_and_go(scene: Scene, site: Site, team: Crew, tmp_path: Path) -> None:
    person = team.people[1]
    ours = await publish(
        scene, drafted(scene, kind="workshop", audience="teams", teams=(team.team,), title=Text(fr="Atelier, à nous"))
    )
    late = drafted(
        scene, "2026-11-05T14:00", "2026-11-05T16:00", title=Text(fr="Webinaire"), about=Text(fr="Merci\r\nATTENDEE:x")
    )
    webinar = await publish(scene, late)
    await publish(scene, drafted(scene, "2026-11-06T10:00", "2026-11-06T11:00", title=Text(fr="Pour d'autres")))
    await scene.send(ask.Register(edition=scene.edition, session=webinar), actor=person)
    token = await vault.create_feed(site.db, person, None, scene.engine.clock.now())
    async with listening(site) as base:
        telephone = Telephone(tmp_path, f"{base}/fr/feed/{token}.ics")
        assert await telephone.synced() == [
            "2026-11-04 10:00 Atelier, à nous",
            "2026-11-05 14:00 Webinaire",
        ]
        ids: dict[str, Any] = {"edition": scene.edition}
        await scene.send(
            ask.Move(**ids, session=ours, starts="2026-11-07T09:30", ends="2026-11-07T11:00"),
            ask.Cancel(**ids, session=webinar, reason="L'intervenante est souffrante"),
        )
        assert await telephone.synced() == [
            "2026-11-05 14:00 Annulée : Webinaire CANCELLED",
            "2026-11-07 09:30 Atelier, à nous",
        ]
        await scene.send(ask.UnregisterTeam(**ids, session=ours, team=team.team))
        assert [line[-9:] for line in await telephone.synced()] == ["CANCELLED"]


async def _get(site: Site, path: str, **headers: str) -> httpx.Response:
    async with aclosing(site.browser(**headers)) as browser:
        return await browser.get(path)


async def test_an_address_is_made_shown_once_and_revoked(scene: Scene, site: Site, team: Crew) -> None:
    ours = await publish(scene, drafted(scene, kind="workshop", audience="teams", link="https://visio.invalid/x"))
    async with aclosing(await team.browser(1)) as browser:
        form = fields((await browser.get("/fr/me/agenda")).text)
        made = await browser.post("/fr/me/agenda/feeds", data={**form, "team": str(team.team)})
        path = re.findall(r"/fr/feed/[^\"<]+\.ics", made.text)[0]
        assert path not in (await browser.get("/fr/me/agenda")).text
        answer = await _get(site, path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert str(ours) in answer.text and "visio.invalid" in answer.text
        assert (await _get(site, path, **{"If-None-Match": answer.headers["etag"]})).status_code == 304
        feed = re.findall(r"/feeds/([0-9a-f-]{36})/revoke", made.text)[0]
        gone = await browser.post(f"/fr/me/agenda/feeds/{feed}/revoke", data=form)
        assert gone.status_code == 303
    assert (await _get(site, path)).status_code == 404


async def test_an_address_that_nobody_made_leads_nowhere(site: Site) -> None:
    for token in ("x", "x" * 1_500, "%2e%2e", "é", "a.ics.ics", "%0d%0aX-Evil:1", "\u202e"):
        assert (await _get(site, f"/fr/feed/{token}")).status_code == 404, token


async def test_who_has_left_the_team_reads_its_calendar_no_more(scene: Scene, site: Site, team: Crew) -> None:
    person = team.people[2]
    token = await vault.create_feed(site.db, person, team.team, scene.engine.clock.now())
    assert (await _get(site, f"/fr/feed/{token}.ics")).status_code == 200
    await site.db.execute("DELETE FROM team_member WHERE account = $1", person)
    assert (await _get(site, f"/fr/feed/{token}.ics")).status_code == 404


async def test_only_the_digest_of_an_address_is_kept(scene: Scene, site: Site) -> None:
    token = await vault.create_feed(site.db, scene.facilitator, None, scene.engine.clock.now())
    rows = await site.db.fetch("SELECT t::text AS row FROM people_feed t")
    assert len(rows) == 1 and token not in rows[0]["row"]


async def test_nobody_revokes_an_address_of_somebody_else(scene: Scene, site: Site, team: Crew) -> None:
    await vault.create_feed(site.db, scene.facilitator, None, scene.engine.clock.now())
    feed: UUID = (await vault.feeds(site.db, scene.facilitator))[0].id
    async with aclosing(await team.browser()) as browser:
        form = fields((await browser.get("/fr/me/agenda")).text)
        assert (await browser.post(f"/fr/me/agenda/feeds/{feed}/revoke", data=form)).status_code == 404
        stranger = await browser.post("/fr/me/agenda/feeds", data={**form, "team": str(scene.edition)})
        assert stranger.status_code == 404


async def test_the_public_feed_is_the_programme_without_links(scene: Scene, site: Site) -> None:
    await publish(scene, drafted(scene, link="https://visio.invalid/x", title=Text(fr="Ouvert", ar="مفتوح")))
    await scene.send(drafted(scene, title=Text(fr="Brouillon")))
    body = (await _get(site, f"/ar/e/{scene.slug}/calendar.ics")).text
    assert "SUMMARY:مفتوح\r\n" in body
    assert "visio.invalid" not in body and "Brouillon" not in body
