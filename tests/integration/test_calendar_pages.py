"""The pages of the calendar, through real forms over a real database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from idarathon.calendar import commands as ask
from idarathon.editions.events import Text
from tests.integration.test_calendar import drafted, publish
from tests.support.crew import Crew, crew
from tests.support.scene import Scene
from tests.support.site import Site, fields

DAY = datetime(2026, 11, 4, 10, tzinfo=UTC)


@pytest.fixture
async def team(scene: Scene, site: Site) -> Crew:
    return await crew(scene, site)


class Hand:
    """A browser that fills in forms as they stand on the page."""

    def __init__(self, browser: httpx.AsyncClient, base: str) -> None:
        self.browser, self.base = browser, base

    async def see(self, path: str) -> str:
        answer = await self.browser.get(self.base + path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-1500:])
        return answer.text

    async def send(self, page: str, action: str, **typed: Any) -> httpx.Response:
        html = await self.see(page)
        forms = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', html, re.DOTALL)
        body = next(body for target, body in forms if target == self.base + action)
        return await self.browser.post(self.base + action, data={**fields(body), **dotted(typed)})

    async def done(self, page: str, action: str, **typed: Any) -> str:
        answer = await self.send(page, action, **typed)
        assert answer.status_code == 303, (answer.status_code, answer.text[-2500:])
        return await self.see(answer.headers["location"].removeprefix(self.base))


def dotted(typed: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "."): value for name, value in typed.items()}


@pytest.fixture
async def desk(scene: Scene, site: Site) -> AsyncIterator[Hand]:
    async with aclosing(await site.signed_in(scene.facilitator)) as browser:
        yield Hand(browser, f"/en/e/{scene.slug}")


async def status(scene: Scene, session: UUID | str) -> str:
    return str(await scene.engine.pool.fetchval("SELECT status FROM session WHERE id = $1", session))


NEW: dict[str, Any] = {
    "kind": "workshop",
    "title__fr": "Écouter les usagers",
    "phase": "definition",
    "starts": "2026-11-04T10:00",
    "ends": "2026-11-04T12:00",
    "audience": "teams",
    "room": "Salle 1",
}


@pytest.mark.parametrize("lang", ["fr", "ar", "en"])
async def test_every_page_is_drawn_in_every_language(scene: Scene, site: Site, team: Crew, lang: str) -> None:
    session = await publish(scene, drafted(scene, room="Salle 1", about=Text(ar="نبذة"), speaker="Amal", capacity=3))
    await scene.send(drafted(scene, room="Salle 1"))
    gone = await publish(scene, drafted(scene, "2026-11-05T10:00", "2026-11-05T12:00"))
    await scene.send(ask.Cancel(edition=scene.edition, session=gone, reason="Report"))
    base = f"/{lang}/e/{scene.slug}"
    everyone = ["/programme", "/programme?week=2026-11-23", f"/sessions/{session}", f"/sessions/{gone}"]
    runs = [
        "/manage/calendar",
        "/manage/calendar/new",
        f"/manage/calendar/{session}",
        f"/manage/calendar/{session}/code",
    ]
    async with aclosing(site.browser()) as browser:
        for path in everyone:
            assert (await browser.get(base + path)).status_code == 200, path
    async with aclosing(await site.signed_in(scene.facilitator)) as browser:
        for path in (*everyone, *runs):
            answer = await browser.get(base + path)
            assert answer.status_code == 200, (path, answer.text[-3000:])
    async with aclosing(await team.browser()) as browser:
        for path in (f"{base}/team/{team.slug}/agenda", f"/{lang}/me/agenda"):
            assert (await browser.get(path)).status_code == 200, path


async def test_a_session_is_drafted_revised_published_moved_and_cancelled(scene: Scene, desk: Hand) -> None:
    shown = await desk.done("/manage/calendar/new", "/manage/calendar/new", **NEW)
    session = re.findall(r"/manage/calendar/([0-9a-f-]{36})/publish", shown)[0]
    own = f"/manage/calendar/{session}"
    assert "Écouter" not in await desk.see("/programme")
    await desk.done(own, f"{own}/revise", **NEW | {"capacity": "20", "title__ar": "الإنصات"})
    await desk.done(own, f"{own}/publish")
    assert "Écouter les usagers" in await desk.see("/programme")
    moved = await desk.done(own, f"{own}/move", starts="2026-11-04T14:00", ends="2026-11-04T16:00", reason="Travaux")
    assert "Moved" in moved
    public = await desk.see(f"/sessions/{session}")
    assert "14:00" in public and "It was to begin on" in public and "Travaux" in public
    refused = await desk.send(own, f"{own}/cancel", reason="")
    assert refused.status_code == 400 and 'href="#f-reason"' in refused.text
    await desk.done(own, f"{own}/cancel", reason="Salle fermée")
    assert await status(scene, session) == "cancelled"
    assert "Salle fermée" in await desk.see(f"/sessions/{session}")


async def test_a_conflict_names_both_sides_before_anything_is_saved(scene: Scene, desk: Hand) -> None:
    await publish(scene, drafted(scene, room="Salle 1", title=Text(fr="L'autre séance")))
    answer = await desk.send("/manage/calendar/new", "/manage/calendar/new", **NEW)
    assert answer.status_code == 200
    assert "Same room, Salle 1, as:" in answer.text and "L&#39;autre séance" in answer.text
    assert "Écouter les usagers" in answer.text
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM session") == 1
    confirmed = await desk.browser.post(
        f"{desk.base}/manage/calendar/new", data={**fields(form_of(answer.text, "/new")), **dotted(NEW)}
    )
    assert confirmed.status_code == 303
    own = confirmed.headers["location"].removeprefix(desk.base)
    shown = await desk.see(own)
    assert "L&#39;autre séance" in shown and "It cannot be published like this." in shown
    assert actions(shown, own) == {"revise", "cancel"}  # no button for what would be refused


def actions(html: str, own: str) -> set[str]:
    """What a session's page has a form for."""
    return set(re.findall(rf'<form[^>]*action="[^"]*{re.escape(own)}/([a-z]+)"', html))


def form_of(html: str, action: str) -> str:
    forms = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', html, re.DOTALL)
    return next(str(body) for target, body in forms if target.endswith(action))


async def test_a_weekend_is_pointed_out_before_it_is_saved(scene: Scene, desk: Hand) -> None:
    saturday = NEW | {"starts": "2026-11-07T10:00", "ends": "2026-11-07T12:00", "phase": "pitch"}
    answer = await desk.send("/manage/calendar/new", "/manage/calendar/new", **saturday)
    assert answer.status_code == 200 and "Falls on a weekend" in answer.text
    confirmed = await desk.browser.post(
        f"{desk.base}/manage/calendar/new", data={**fields(form_of(answer.text, "/new")), **dotted(saturday)}
    )
    assert confirmed.status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends": "2026-11-04T09:00"}, "ends before it begins"),
        ({"starts": "2026-11-01T09:00", "ends": "2026-11-01T10:00"}, "has passed"),
        ({"link": "javascript:alert(1)"}, "cannot be used"),
        ({"starts": "demain"}, "cannot be used"),
        ({"title__fr": ""}, "Fill in this field"),
        ({"title__fr": "x" * 5_000}, "cannot be used"),
    ],
)
async def test_what_is_wrong_with_a_session_is_said_and_nothing_typed_is_lost(
    scene: Scene, desk: Hand, typed: dict[str, str], said: str
) -> None:
    answer = await desk.send("/manage/calendar/new", "/manage/calendar/new", **NEW | typed)
    assert answer.status_code in (400, 422), answer.text[-2000:]
    assert said in answer.text and "Salle 1" in answer.text
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM session") == 0


async def test_no_typed_value_breaks_the_form(scene: Scene, desk: Hand) -> None:
    wrong = {"kind": "x", "phase": "x", "starts": "2026-13-45T99:99", "ends": "", "facilitator": "x", "teams": "x"}
    wrong |= {"audience": "x", "capacity": "-1", "room": "x" * 500, "link": "https://a b", "speaker": "x" * 500}
    for field, value in {**wrong, "warned": "x" * 5_000}.items():
        answer = await desk.send("/manage/calendar/new", "/manage/calendar/new", **NEW | {field: value})
        refused = field != "warned"
        assert answer.status_code in ((400, 422) if refused else (303,)), (field, answer.status_code)
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM session") == 1


async def test_drafts_are_published_together(scene: Scene, desk: Hand) -> None:
    first, second = drafted(scene), drafted(scene, "2026-11-05T10:00", "2026-11-05T11:00")
    await scene.send(first, second)
    await desk.done("/manage/calendar", "/manage/calendar/publish", session=[str(first.session), str(second.session)])
    assert [await status(scene, one.session) for one in (first, second)] == ["published", "published"]


async def test_a_person_registers_attends_and_rates(scene: Scene, site: Site, desk: Hand) -> None:
    session = await publish(scene, drafted(scene, link="https://visio.invalid/salle", capacity=5))
    path, person = f"/sessions/{session}", await scene.person("Agent")
    async with aclosing(await site.signed_in(person)) as browser:
        me = Hand(browser, f"/en/e/{scene.slug}")
        assert "visio.invalid" not in await me.see(path)
        assert "You are registered" in await me.done(path, f"{path}/register")
        assert "visio.invalid" in await me.see(path)
        scene.engine.clock.set(DAY - timedelta(minutes=5))
        shown = await desk.done(f"/manage/calendar/{session}/code", f"/manage/calendar/{session}/code", minutes="15")
        code = re.findall(r'class="big-code"[^>]*>([^<]+)<', shown)[0]
        assert code in await desk.see(f"/manage/calendar/{session}/code")
        wrong = await me.send(path, f"{path}/attend", code="AAAAAA")
        assert wrong.status_code == 422 and "not the code that is shown" in wrong.text
        assert "attendance is recorded" in await me.done(path, f"{path}/attend", code=code.lower())
        assert "Your opinion: 4 of 5" in await me.done(path, f"{path}/rate", score="4", comment="Clair et utile")
    seen = await desk.see(f"/manage/calendar/{session}")
    assert "4.0 / 5" not in seen and "Clair et utile" in seen and "Agent" in seen


async def test_a_code_is_not_found_by_trying(scene: Scene, site: Site, desk: Hand) -> None:
    session = await publish(scene, drafted(scene))
    path, person = f"/sessions/{session}", await scene.person("Agent")
    scene.engine.clock.set(DAY - timedelta(minutes=5))
    room = f"/manage/calendar/{session}/code"
    first = code_of(await desk.done(room, room, minutes="60"))
    async with aclosing(await site.signed_in(person)) as browser:
        me = Hand(browser, f"/en/e/{scene.slug}")
        wrong = [await me.send(path, f"{path}/attend", code=f"AAAAA{n}") for n in range(2, 7)]
        assert [one.status_code for one in wrong] == [422] * 5
    async with aclosing(await site.signed_in(person)) as browser:  # signing in anew changes nothing
        me = Hand(browser, f"/en/e/{scene.slug}")
        no = await me.send(path, f"{path}/attend", code=first)
        assert no.status_code == 429 and "Ask the facilitator in the room to show a new one" in no.text
        second = code_of(await desk.done(room, room, minutes="60"))
        assert "attendance is recorded" in await me.done(path, f"{path}/attend", code=second)


def code_of(html: str) -> str:
    """The code that a page shows to the room."""
    return str(re.findall(r'class="big-code"[^>]*>([^<]+)<', html)[0])


async def test_who_runs_a_session_takes_its_attendance_and_no_other_ones(scene: Scene, site: Site) -> None:
    host = await scene.person("Animatrice")
    own, other = await publish(scene, drafted(scene, facilitator=host)), await publish(scene, drafted(scene))
    scene.engine.clock.set(DAY - timedelta(minutes=5))
    async with aclosing(await site.signed_in(host)) as browser:
        me, room = Hand(browser, f"/en/e/{scene.slug}"), f"/manage/calendar/{own}/code"
        assert f'{room}"' in await me.see(f"/sessions/{own}")
        assert code_of(await me.done(room, room, minutes="15"))
        assert (await browser.get(f"{me.base}/manage/calendar/{other}/code")).status_code == 403
        assert (await browser.get(f"{me.base}/manage/calendar/{own}")).status_code == 403


async def test_a_lead_says_whether_the_team_comes(scene: Scene, desk: Hand, team: Crew) -> None:
    session = await publish(scene, drafted(scene, kind="workshop", audience="teams", capacity=3))
    path = f"/sessions/{session}"
    async with aclosing(await team.browser()) as browser:
        lead = Hand(browser, f"/en/e/{scene.slug}")
        assert "To be confirmed" in await lead.see(f"/team/{team.slug}/agenda")
        assert f'{path}"' in await lead.see(f"/team/{team.slug}")
        assert "is registered" in await lead.done(path, f"{path}/register-team")
        assert "does not come" in await lead.done(path, f"{path}/unregister-team")
    async with aclosing(await team.browser(1)) as browser:
        member = await Hand(browser, f"/en/e/{scene.slug}").see(path)
        assert f"{path}/register-team" not in member
    assert "does not come" in await desk.see(f"/manage/calendar/{session}")


async def test_who_is_not_signed_in_is_asked_to(scene: Scene, site: Site) -> None:
    session = await publish(scene, drafted(scene))
    async with aclosing(site.browser()) as browser:
        html = (await browser.get(f"/en/e/{scene.slug}/sessions/{session}")).text
    assert f"/en/sign-in?next=/en/e/{scene.slug}/sessions/{session}" in html


async def test_hostile_words_are_only_words(scene: Scene, site: Site) -> None:
    title = Text(fr='<script>alert(1)</script>"', ar="\u200fعنوان")
    session = await publish(scene, drafted(scene, title=title, room="<b>Salle</b>"))
    async with aclosing(site.browser()) as browser:
        for path in ("/programme", f"/sessions/{session}"):
            html = (await browser.get(f"/fr/e/{scene.slug}{path}")).text
            assert "<script>alert" not in html and "<b>Salle" not in html


async def test_the_api_lists_sessions(scene: Scene, site: Site) -> None:
    session = await publish(scene, drafted(scene, link="https://visio.invalid/x"))
    await scene.send(drafted(scene))
    async with aclosing(site.browser()) as browser:
        rows = (await browser.get(f"/api/v1/editions/{scene.slug}/sessions")).json()
    assert [(row["session"], row["link"]) for row in rows] == [(str(session), None)]
