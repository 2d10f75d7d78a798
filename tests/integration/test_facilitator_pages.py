"""The facilitator's and the admin's pages: every act through the real form, over a real database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pytest

from idarathon.calendar.commands import Publish
from idarathon.editions.events import Text
from idarathon.people.commands import GrantAdmin
from idarathon.phases import commands as phases
from idarathon.viewer import Role
from tests.integration.test_calendar import drafted
from tests.support.scene import Scene
from tests.support.site import Site, fields

OPEN = datetime(2026, 11, 3, 10, tzinfo=UTC)  # Inspiration is open: 9:00 to 16:30
CLOSED = datetime(2026, 11, 3, 17, tzinfo=UTC)


@pytest.fixture
async def desk(scene: Scene, site: Site) -> AsyncIterator[Desk]:
    async with aclosing(await site.signed_in(scene.facilitator)) as browser:
        yield Desk(browser, f"/en/e/{scene.slug}")


@pytest.fixture
async def office(scene: Scene, site: Site) -> AsyncIterator[Desk]:
    """An admin's browser, outside any edition."""
    admin = await scene.person("Administratrice")
    await scene.send(GrantAdmin(account=admin))
    async with aclosing(await site.signed_in(admin)) as browser:
        yield Desk(browser, "/en")


class Desk:
    """A browser that fills in forms as they stand on the page."""

    def __init__(self, browser: httpx.AsyncClient, base: str) -> None:
        self.browser, self.base = browser, base

    async def see(self, path: str) -> str:
        answer = await self.browser.get(self.base + path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-1500:])
        return answer.text

    async def send(self, page: str, action: str, **typed: str | list[str]) -> httpx.Response:
        """Fill in the form of ``page`` that goes to ``action`` (a path below the base) and send it."""
        html = await self.see(page)
        forms = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', html, re.DOTALL)
        found = [body for target, body in forms if target == self.base + action]
        assert found, (action, [target for target, _ in forms])
        chosen = next(
            (body for body in found if all(str(v) in body for k, v in typed.items() if k == "account")), found[0]
        )
        return await self.browser.post(self.base + action, data={**fields(chosen), **_dotted(typed)})

    async def done(self, page: str, action: str, **typed: str | list[str]) -> httpx.Response:
        answer = await self.send(page, action, **typed)
        assert answer.status_code == 303, (
            answer.status_code,
            re.findall(r'role="alert".*?</ul>', answer.text, re.S),
            answer.text[-800:],
        )
        shown = await self.browser.get(answer.headers["location"])
        assert shown.status_code == 200, shown.text[-1500:]
        assert 'class="notice tone-good"' in shown.text
        return shown


def _dotted(typed: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    return {name.replace("__", "."): value for name, value in typed.items()}


async def slug_of(scene: Scene, team: UUID) -> str:
    return str(await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team))


async def held(scene: Scene) -> tuple[UUID, str]:
    """A team that lacks its notebook after the closing."""
    team = await scene.team()
    await scene.at(OPEN)
    await scene.at(CLOSED)
    assert (await scene.journey(team))[0] == "held"
    return team, await slug_of(scene, team)


# ── Who may ──

PAGES = (
    "/board",
    "/board/close/inspiration",
    "/programme/edit",
    "/programme/shift",
    "/programme/gates/pitch",
    "/manage/teams",
    "/manage/challenges",
    "/manage/challenge-draft",
    "/settings",
    "/settings/edition",
    "/settings/roles",
)


@pytest.mark.parametrize("lang", ["fr", "ar", "en"])
async def test_every_page_is_drawn_in_every_language(scene: Scene, desk: Desk, lang: str) -> None:
    await scene.with_challenge()
    _, slug = await held(scene)
    await scene.team(members=2)
    for path in (*PAGES, f"/board/teams/{slug}", f"/manage/teams/{slug}?words=membre", "/manage/challenges/accueil"):
        answer = await desk.browser.get(f"/{lang}/e/{scene.slug}{path}")
        assert answer.status_code == 200, (path, answer.text[-1500:])
        assert f'<html lang="{lang}"' in answer.text
        ids = re.findall(r'\bid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids)), (path, sorted(i for i in ids if ids.count(i) > 1))


async def test_others_are_refused(scene: Scene, site: Site) -> None:
    team, slug = await held(scene)
    pages = (*PAGES, f"/board/teams/{slug}", f"/manage/teams/{slug}")
    member = await scene.engine.pool.fetchval("SELECT account FROM team_member WHERE team = $1 LIMIT 1", team)
    observer = await scene.person("Observatrice")
    await scene.grant(observer, Role.OBSERVER)
    async with (
        site.browser() as stranger,
        aclosing(await site.signed_in(member)) as mate,
        aclosing(await site.signed_in(observer)) as watcher,
    ):
        for path in pages:
            url = f"/fr/e/{scene.slug}{path}"
            assert (await stranger.get(url)).status_code == 303, path
            assert (await mate.get(url)).status_code == 403, path
            watched = path == "/board" or path.startswith("/board/teams/")
            assert (await watcher.get(url)).status_code == (200 if watched else 403), path
        page = await watcher.get(f"/fr/e/{scene.slug}/board/teams/{slug}")
        assert 'name="reason"' not in page.text
        forged = {**fields(page.text), "reason": "x", "phase": "inspiration"}
        url = f"/fr/e/{scene.slug}/board/teams/{slug}/advance"
        assert (await watcher.post(url, data=forged)).status_code == 403
        for admin in ("/fr/admin/editions", "/fr/admin/administrations", "/fr/admin/parked"):
            assert (await mate.get(admin)).status_code == 403
            assert (await stranger.get(admin)).status_code == 303
    assert await scene.journey(team) == ("held", "inspiration")


# ── The board ──


async def test_the_board_says_what_to_do_and_where_each_team_is(scene: Scene, desk: Desk) -> None:
    team, slug = await held(scene)
    await scene.team("Souss", members=2)
    html = await desk.see("/board")
    assert (
        f"Decide for the team {await scene.engine.pool.fetchval('SELECT name FROM team WHERE id = $1', team)}" in html
    )
    assert "Complete the team Souss" in html
    assert "Late deposit" not in html
    await scene.deposit(team)
    assert "Late deposit" in await desk.see("/board")
    assert slug in await desk.see("/board?phase=inspiration&status=held")
    assert f"/board/teams/{slug}" not in (await desk.see("/board?phase=pitch")).split('id="list"')[1]
    assert (await desk.browser.get(desk.base + "/board?phase=nowhere")).status_code == 404
    assert (await desk.browser.get(desk.base + "/board?page=9")).status_code == 404


async def test_teams_of_an_open_phase_are_to_be_reminded(scene: Scene, desk: Desk) -> None:
    await scene.team()
    await scene.at(OPEN)
    assert "Remind 1 team: Inspiration closes in 6 hours" in await desk.see("/board")


async def test_the_board_asks_as_often_for_three_teams_as_for_one(scene: Scene, site: Site, desk: Desk) -> None:
    await scene.team()
    await scene.at(OPEN)
    one = await _queries(site, desk, "/board")
    await scene.team()
    await scene.team()
    assert await _queries(site, desk, "/board") == one


async def test_reminders_do_not_push_out_what_happened(scene: Scene, desk: Desk) -> None:
    await scene.team("Toubkal")
    drafts = [drafted(scene, title=Text(fr=f"Atelier {number}")) for number in range(8)]
    await scene.send(*drafts, *(Publish(edition=scene.edition, session=one.session) for one in drafts))
    await scene.at(datetime(2026, 11, 4, 9, 30, tzinfo=UTC))
    page = await desk.see("/board")
    told = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<span class="dot">.*?<p>(.*?)</p>', page, re.DOTALL)]
    assert [one for one in told if "recalled" in one] == []
    assert any(one.endswith("and 7 more like it") and "New in the programme" in one for one in told)
    assert any("Toubkal" in one for one in told)
    assert "was recalled" in await desk.see("/history")


async def _queries(site: Site, desk: Desk, path: str) -> int:
    """How many statements the page needs. Of several visits the least: now and then a session is touched besides."""
    counts = []
    pool = site.app.state.services.db
    for _ in range(4):
        seen: list[object] = []
        async with AsyncExitStack() as held:
            connections = [await held.enter_async_context(pool.acquire()) for _ in range(pool.get_size())]
            for connection in connections:
                connection.add_query_logger(seen.append)
        await desk.see(path)
        async with AsyncExitStack() as held:
            connections = [await held.enter_async_context(pool.acquire()) for _ in range(pool.get_size())]
            for connection in connections:
                connection.remove_query_logger(seen.append)
        counts.append(len(seen))
    assert min(counts) > 5
    return min(counts)


# ── Acts on a team ──


async def test_an_extension_lets_what_came_late_count(scene: Scene, desk: Desk) -> None:
    team, slug = await held(scene)
    await scene.deposit(team)
    page = f"/board/teams/{slug}"
    assert "with this extension it counts" in await desk.see(f"{page}?act=extend")
    await desk.done(f"{page}?act=extend", f"{page}/extend", until="2026-11-04T16:30", reason="Grève des transports")
    await scene.engine.quiet()
    assert await scene.journey(team) == ("waiting", "definition")


async def test_advance_hold_and_withdraw(scene: Scene, desk: Desk) -> None:
    team, slug = await held(scene)
    page = f"/board/teams/{slug}"
    await desk.done(f"{page}?act=advance", f"{page}/advance", reason="Vu en réunion")
    assert await scene.journey(team) == ("waiting", "definition")
    await scene.at(datetime(2026, 11, 4, 10, tzinfo=UTC))
    shown = await desk.done(f"{page}?act=hold", f"{page}/hold", reason="Sujet à revoir")
    assert "Sujet à revoir" in shown.text
    assert await scene.journey(team) == ("held", "definition")
    await desk.done(f"{page}?act=withdraw", f"{page}/withdraw", reason="Mutation")
    await scene.engine.quiet()
    assert (await scene.journey(team))[0] == "withdrawn"
    assert 'name="reason"' not in await desk.see(page)


async def test_a_refused_act_loses_nothing_that_was_typed(scene: Scene, desk: Desk) -> None:
    team, slug = await held(scene)
    page = f"/board/teams/{slug}"
    answer = await desk.send(
        f"{page}?act=extend", f"{page}/extend", until="2027-01-05T10:00", reason="Un motif & <rien>"
    )
    assert answer.status_code == 422
    assert 'value="2027-01-05T10:00"' in answer.text and "Un motif &amp; &lt;rien&gt;" in answer.text
    assert 'href="#f-until"' in answer.text and 'id="f-until"' in answer.text
    answer = await desk.send(f"{page}?act=extend", f"{page}/extend", until="soon", reason=" ")
    assert answer.status_code == 400
    assert 'href="#f-until"' in answer.text and 'href="#f-reason"' in answer.text
    assert await scene.journey(team) == ("held", "inspiration")


async def test_an_unusual_end_of_an_extension_is_pointed_out_and_granted_when_sent_again(
    scene: Scene, desk: Desk
) -> None:
    await scene.send(
        phases.Schedule(edition=scene.edition, phase="pitch", opens="2026-11-17T09:00", closes="2026-11-27T16:30")
    )
    _, slug = await held(scene)
    page = f"/board/teams/{slug}"
    wanted = {"until": "2026-11-06T13:00", "reason": "Grève & pluie"}  # a public holiday, and a Friday
    answer = await desk.send(f"{page}?act=extend", f"{page}/extend", **wanted)
    assert answer.status_code == 200
    assert _moments(answer.text) == [
        ("until", "6 November 2026 at 13:00", "Public holiday: Green March, During the Friday prayer (12:30 to 14:30)")
    ]
    assert 'value="2026-11-06T13:00"' in answer.text and "Grève &amp; pluie" in answer.text
    main = answer.text.split("<main", 1)[1]
    assert "data-live-src" not in main  # nothing that happens elsewhere takes the text away
    assert await _extension(scene) is None
    other = {**wanted, "until": "2026-11-08T10:00"}
    answer = await _send_again(desk, answer, f"{page}/extend", **other)  # another moment is another question
    assert _moments(answer.text) == [("until", "8 November 2026 at 10:00", "Falls on a weekend")]
    await _again(desk, answer, f"{page}/extend", **other)
    assert await _extension(scene) == datetime(2026, 11, 8, 10, tzinfo=UTC)


async def _extension(scene: Scene) -> datetime | None:
    sql = "SELECT data->>'until' FROM event WHERE type = 'journey.extended'"
    until: str | None = await scene.engine.pool.fetchval(sql)
    return datetime.fromisoformat(until) if until else None


def _moments(html: str) -> list[tuple[str, str, str]]:
    """(field, moment, what is unusual) as the page asks to look twice."""
    found = re.findall(r'<li><a href="#f-([^"]+)">([^<]+)</a>(.*?)</li>', html)
    return [(field, when, ", ".join(re.findall(r"<span>([^<]+)</span>", said))) for field, when, said in found]


async def _send_again(desk: Desk, answer: httpx.Response, action: str, **typed: str) -> httpx.Response:
    form = fields(_form(answer.text, desk.base + action))
    return await desk.browser.post(desk.base + action, data={**form, **_dotted(typed)})


async def _again(desk: Desk, answer: httpx.Response, action: str, **typed: str) -> None:
    assert (await _send_again(desk, answer, action, **typed)).status_code == 303


async def test_who_acts_second_is_told_so_and_may_go_on(scene: Scene, desk: Desk) -> None:
    team, slug = await held(scene)
    page = f"{desk.base}/board/teams/{slug}"
    stale = fields(_form((await desk.browser.get(page + "?act=advance")).text, page + "/advance"))
    await scene.deposit(team)  # somebody else acts
    answer = await desk.browser.post(page + "/advance", data={**stale, "reason": "Accord oral"})
    assert answer.status_code == 409 and "Somebody else acted first" in answer.text and "Accord oral" in answer.text
    again = fields(_form(answer.text, page + "/advance"))
    assert (await desk.browser.post(page + "/advance", data={**again, "reason": "Accord oral"})).status_code == 303
    assert await scene.journey(team) == ("waiting", "definition")


def _form(html: str, action: str) -> str:
    return next(
        str(body)
        for to, body in re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', html, re.S)
        if to == action
    )


# ── The programme ──


async def test_closing_now_does_what_was_previewed(scene: Scene, desk: Desk) -> None:
    ready, lacking = await scene.team(), await scene.team()
    await scene.team("Souss", members=1)
    await scene.at(OPEN)
    await scene.deposit(ready)
    html = await desk.see("/board/close/inspiration")
    fates = re.findall(r'id="fate-(\w+)".*?</section>', html, re.S)
    assert fates == ["held", "advance", "unconfirmed"]
    await desk.done("/board/close/inspiration", "/board/close/inspiration", reason="Tout le monde est prêt")
    await scene.engine.quiet()
    assert await scene.journey(ready) == ("waiting", "definition")
    assert await scene.journey(lacking) == ("held", "inspiration")
    assert "closed already" in await desk.see("/board/close/inspiration")


async def test_a_window_moves_with_a_warning(scene: Scene, desk: Desk) -> None:
    unusual = {"opens": "2026-11-14T09:00", "closes": "2026-11-18T16:30"}
    answer = await desk.send("/programme/edit?edit=pitch", "/programme/edit", **unusual)
    assert answer.status_code == 200 and "Move it anyway" in answer.text
    assert _moments(answer.text) == [
        ("opens", "14 November 2026 at 09:00", "Falls on a weekend"),
        ("closes", "18 November 2026 at 16:30", "Public holiday: Independence Day"),
    ]
    assert "14 November" not in await desk.see("/programme/edit")
    await _again(desk, answer, "/programme/edit", **unusual)
    html = await desk.see("/programme/edit")
    assert "Falls on a weekend" in html and "Public holiday" in html
    answer = await desk.send(
        "/programme/edit?edit=pitch", "/programme/edit", opens="2026-11-19T09:00", closes="2026-11-18T16:30"
    )
    assert answer.status_code == 422 and 'value="2026-11-19T09:00"' in answer.text


async def test_a_window_that_would_be_refused_is_not_to_be_confirmed(scene: Scene, desk: Desk) -> None:
    """On a Saturday, and it closes before it opens: the rules speak first."""
    when = {"opens": "2026-11-28T10:00", "closes": "2026-11-28T09:00"}
    answer = await desk.send("/programme/edit?edit=pitch", "/programme/edit", phase="pitch", **when)
    assert (answer.status_code, "Move it anyway" in answer.text) == (422, False)
    assert "closes before it opens" in answer.text


@pytest.mark.parametrize(("path", "shown"), [("/board", "More"), ("/settings", "Settings")])
async def test_the_least_used_sections_stand_in_a_menu(scene: Scene, desk: Desk, path: str, shown: str) -> None:
    html = await desk.see(path)
    menu = re.findall(r'<details class="pop over"[^>]*>(.*?)</details>', html, re.S)[0]
    entries = ["Jury and prizes", "Bank", "Announcements", "Report", "Settings", "People and roles"]
    assert re.findall(r"<a [^>]*>([^<]*)</a>", menu) == entries
    assert re.sub(r"<[^>]*>", "", menu.partition("</summary>")[0]).rpartition(": ")[2] == shown


async def test_the_shift_moves_what_its_preview_shows(scene: Scene, desk: Desk) -> None:
    await scene.at(OPEN)
    html = await desk.see("/programme/shift?after=2026-11-05&days=7")
    assert "6 instants move" in html
    await desk.done("/programme/shift?after=2026-11-05&days=7", "/programme/shift")
    walls = await scene.engine.pool.fetch(
        "SELECT opens_wall FROM phase WHERE edition = $1 ORDER BY ordinal", scene.edition
    )
    assert [row["opens_wall"][:10] for row in walls] == [
        "2026-11-03",
        "2026-11-04",
        "2026-11-12",
        "2026-11-13",
        "2026-11-14",
    ]
    assert "Nothing would move" in await desk.see("/programme/shift?after=2027-11-05&days=7")
    assert "Give a day" in await desk.see("/programme/shift?after=x&days=7")


async def test_a_gate_changes_until_its_phase_opens(scene: Scene, desk: Desk) -> None:
    page = "/programme/gates/pitch"
    typed = {"title-1__fr": "Vidéo de démonstration", "title-1__ar": "شريط", "kinds-1": "link", "mode": "lenient"}
    await desk.done(page, page, **{"title-0__fr": "Support", "kinds-0": "any", **typed})
    row = await scene.engine.pool.fetch(
        "SELECT key, kinds FROM requirement WHERE edition = $1 AND phase = 'pitch' ORDER BY ordinal", scene.edition
    )
    assert [(one["key"], one["kinds"]) for one in row] == [("support", "any"), ("video_de_demonstration", "link")]
    assert "The gate of the phase Pitch was set." in await desk.see("/history")
    await desk.done(page, page, **{"title-0__fr": "Support", "remove-1": "yes", "mode": "blocking"})
    await scene.at(OPEN)
    assert "stays as it is" in await desk.see("/programme/gates/inspiration")


# ── Teams and challenges ──


async def test_a_team_is_composed(scene: Scene, desk: Desk) -> None:
    await scene.with_challenge()
    people = [await scene.person(f"Zineb {number}") for number in range(3)]
    await desk.done("/manage/teams", "/manage/teams", name="Équipe du Gharb", slug="", lang="fr")
    page = "/manage/teams/equipe-du-gharb"
    for person in people[:2]:
        await desk.done(f"{page}?words=zineb", f"{page}/place", account=str(person))
    await desk.done(f"{page}?words=zineb", f"{page}/invite", account=str(people[2]))
    await desk.done(page, f"{page}/cancel", account=str(people[2]))
    await desk.done(page, f"{page}/lead", account=str(people[1]))
    await desk.done(page, f"{page}/remove", account=str(people[0]))
    await desk.done(page, f"{page}/challenge", challenge=str(scene.challenge))
    await desk.done(page, f"{page}/rename", name="Le Gharb")
    html = await desk.see(page)
    assert "Le Gharb" in html and "Zineb 1" in html and "Zineb 0" not in html
    answer = await desk.send(page, f"{page}/rename", name="x" * 200)
    assert answer.status_code == 400 and "x" * 200 in answer.text
    answer = await desk.send("/manage/teams", "/manage/teams", name="Le Gharb", slug="autre", lang="fr")
    assert answer.status_code == 409 and 'value="Le Gharb"' in answer.text


async def test_a_challenge_goes_all_its_way(scene: Scene, desk: Desk) -> None:
    owner = await scene.person("Porteuse Amal")
    draft = "/manage/challenge-draft"
    answer = await desk.send(draft, draft, title__fr="Files d'attente", question__fr="")
    assert answer.status_code == 400 and "Files d&#39;attente" in answer.text and 'href="#f-question"' in answer.text
    await desk.done(draft, draft, title__fr="Files d'attente", question__fr="Comment les réduire ?")
    page = "/manage/challenges/files-d-attente"
    await desk.done(page, f"{page}/revise", title__fr="Files d'attente", title__ar="الطوابير", question__fr="Comment ?")
    await desk.done(f"{page}?words=amal", f"{page}/submit", owner=str(owner))
    for act in ("approve", "publish"):
        await desk.done(page, f"{page}/{act}")
    await desk.done(page, f"{page}/close", reason="Assez d'équipes")
    status = await scene.engine.pool.fetchval("SELECT status FROM challenge WHERE slug = 'files-d-attente'")
    assert status == "closed"


# ── Settings and roles ──


async def test_the_checklist_and_the_stages(scene: Scene, desk: Desk) -> None:
    await desk.done(
        "/settings", "/settings/plan", item="Salle plénière", stage="execution", due="2026-10-01", required="yes"
    )
    assert "Salle plénière" in await desk.see("/board")
    await desk.done("/settings", "/settings/complete", stage="execution", item="Salle plénière")
    assert "Salle plénière" not in (await desk.see("/board")).split('id="phases-title"')[0]
    await desk.done("/settings", "/settings/reopen", stage="execution", item="Salle plénière")
    await desk.done("/settings", "/settings/advance")
    stage = await scene.engine.pool.fetchval("SELECT stage FROM edition WHERE id = $1", scene.edition)
    assert stage == "challenge_definition"


async def test_the_settings_of_an_edition(scene: Scene, desk: Desk) -> None:
    page = "/settings/edition"
    typed: dict[str, str | list[str]] = {
        "organiser": str(scene.administration),
        "intake": "open",
        "team_min": "2",
        "team_max": "5",
        "languages": ["fr", "ar"],
    }
    await desk.done(page, page, **typed, partners="Université | جامعة\nFondation")
    await desk.done(page, f"{page}/name", name__fr="Troisième édition", name__ar="الدورة الثالثة")
    html = await desk.see(page)
    assert "Université | جامعة | \nFondation" in html and "Troisième édition" in html
    answer = await desk.send(page, page, **{**typed, "team_min": "deux", "team_max": ""})
    assert answer.status_code == 400 and 'value="deux"' in answer.text
    assert 'href="#f-team_min"' in answer.text and 'href="#f-team_max"' in answer.text


async def test_roles_are_granted_and_taken_back(scene: Scene, desk: Desk) -> None:
    mentor = await scene.person("Mentor Driss")
    page = "/settings/roles"
    await desk.done(f"{page}?words=driss", f"{page}/grant", account=str(mentor), role="mentor")
    assert "Mentor Driss" in await desk.see(page)
    answer = await desk.send(page, f"{page}/revoke", who=f"mentor {mentor}x")
    assert answer.status_code == 400 and "Mentor Driss" in answer.text
    shown = await desk.done(page, f"{page}/revoke", who=f"mentor {mentor}")
    assert "Mentor Driss" not in shown.text
    answer = await desk.send(f"{page}?words=driss", f"{page}/grant", account=str(mentor), role="facilitator")
    assert answer.status_code == 403 and "Mentor Driss" in answer.text


# ── The admin ──


async def test_the_admin_registers_an_administration_and_creates_an_edition(scene: Scene, office: Desk) -> None:
    page = "/admin/administrations"
    await office.done(page, page, name__fr="Ministère de la Transition", kind="ministère")
    organiser = await scene.engine.pool.fetchval(
        "SELECT id FROM administration WHERE name->>'fr' LIKE 'Ministère de la%'"
    )
    await office.done(
        page, "/admin/directorates", administration=str(organiser), name__fr="Direction du numérique", region="Rabat"
    )
    answer = await office.send(
        "/admin/editions", "/admin/editions", name__ar="دورة", team_min="", team_max="6", intake="composed"
    )
    assert answer.status_code == 400 and "دورة" in answer.text and 'href="#f-organiser"' in answer.text
    shown = await office.done(
        "/admin/editions",
        "/admin/editions",
        name__fr="Édition 2027",
        organiser=str(organiser),
        intake="composed",
        team_min="3",
        team_max="6",
        languages=["fr", "ar"],
    )
    assert "Not published" in shown.text
    base = f"{office.base}/e/edition-2027"
    for path in PAGES[2:4]:
        assert (await office.browser.get(base + path)).status_code == 200
    assert "Plan the five phases" in (await office.browser.get(f"{base}/board")).text
    planned = Desk(office.browser, base)
    answer = await planned.send("/programme/edit", "/programme/plan", **_windows(pitch__closes=""))
    assert answer.status_code == 400 and 'href="#f-pitch.closes"' in answer.text
    unusual = _windows(pitch__closes="2027-01-09T16:30")
    answer = await planned.send("/programme/edit", "/programme/plan", **unusual)
    assert _moments(answer.text) == [("pitch.closes", "9 January 2027 at 16:30", "Falls on a weekend")]
    await _again(planned, answer, "/programme/plan", **unusual)
    assert "9 January 2027" in await planned.see("/programme/edit")


def _windows(**more: str) -> dict[str, str]:
    days = ("2027-01-04", "2027-01-05", "2027-01-06", "2027-01-07", "2027-01-08")
    phases = ("inspiration", "definition", "ideation", "prototyping", "pitch")
    walls: dict[str, str] = {}
    for phase, day in zip(phases, days, strict=True):
        walls |= {f"{phase}__opens": f"{day}T09:00", f"{phase}__closes": f"{day}T16:30"}
    return walls | more


async def test_a_parked_message_is_shown_with_its_error_and_replayed(scene: Scene, office: Desk) -> None:
    await scene.team()
    row = await scene.engine.pool.fetchrow("SELECT id, position FROM event WHERE type = 'team.confirmed' LIMIT 1")
    assert row
    await scene.engine.pool.execute(
        "INSERT INTO parked (consumer, event_id, position, error, attempts, parked_at) "
        "VALUES ('begin-journeys', $1, $2, 'RuntimeError: <broken>', 5, now())",
        row["id"],
        row["position"],
    )
    await scene.engine.pool.execute(
        "UPDATE inbox SET outcome = 'parked' WHERE consumer = 'begin-journeys' AND event_id = $1", row["id"]
    )
    assert "RuntimeError: &lt;broken&gt;" in await office.see("/admin/parked")
    await office.done("/admin/parked", f"/admin/parked/begin-journeys/{row['id']}")
    assert "No message waits" in await office.see("/admin/parked")
    token = fields(await office.see("/admin/editions"))["csrf"]
    gone = await office.browser.post(f"/en/admin/parked/begin-journeys/{uuid4()}", data={"csrf": token})
    assert gone.status_code == 404


async def test_an_admin_registers_a_team_in_composed_intake(scene: Scene, office: Desk) -> None:
    page = f"/e/{scene.slug}/manage/teams"
    await office.done(page, page, name="Toubkal")
    assert await scene.engine.pool.fetchval("SELECT name FROM team") == "Toubkal"
