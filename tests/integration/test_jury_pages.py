"""The jury's pages, through their own forms; and that nothing leaks while the results are under embargo."""

from __future__ import annotations

import asyncio
import html
import json
import re
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from litestar.routes import HTTPRoute

from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.jury import commands as jury
from idarathon.jury.reads import Criterion, Entrant, Jury, Line
from idarathon.jury.reads.ranking import Standing
from idarathon.prizes import commands as prizes
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.integration.test_jury import crowd
from tests.integration.test_web_live import opened
from tests.support.panel import Panel
from tests.support.scene import Scene
from tests.support.site import Site
from web import papers


class Visit:
    """A person's browser on the edition."""

    def __init__(self, browser: httpx.AsyncClient, base: str) -> None:
        self.browser, self.base = browser, base

    async def see(self, path: str, status: int = 200) -> str:
        answer = await self.browser.get(self.base + path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-1500:])
        return answer.text

    async def send(self, page: str, action: str, status: int = 303, **typed: Any) -> httpx.Response:
        """Fill in the form of ``page`` that goes to ``action``, as it stands there, and send it."""
        text = await self.see(page)
        forms = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', text, re.DOTALL)
        body = next(body for target, body in forms if target == self.base + action)
        answer = await self.browser.post(self.base + action, data=as_sent(body) | typed)
        assert answer.status_code == status, (answer.status_code, answer.text[-3000:])
        return answer


def as_sent(form: str) -> dict[str, Any]:
    """What a browser sends of a form that nobody touched."""
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and not (re.search(r'type="(radio|checkbox)"', tag) and " checked" not in tag):
            fields.setdefault(name[1], []).append(value[1] if value else "on")
    return fields


async def visit(site: Site, panel: Panel, account: UUID) -> Visit:
    return Visit(await site.signed_in(account), f"/en/e/{panel.scene.slug}")


async def slugs(panel: Panel) -> list[str]:
    rows = await panel.scene.engine.pool.fetch("SELECT id, slug FROM team")
    known = {row["id"]: row["slug"] for row in rows}
    return [known[team] for team in panel.teams]


async def marks(panel: Panel, juror: UUID, team: UUID) -> dict[str, int]:
    row = await panel.scene.engine.pool.fetchval(
        "SELECT marks FROM jury_sheet WHERE juror = $1 AND team = $2", juror, team
    )
    return json.loads(row) if row else {}


async def test_a_facilitator_writes_the_rubric_and_the_prizes(scene: Scene, site: Site) -> None:
    desk = await visit(site, Panel(scene), scene.facilitator)
    levels: dict[str, Any] = {f"level-0-{level}.fr": f"Niveau {level}" for level in range(1, 6)}
    levels |= {"title-0.fr": "Impact", "weight-0": "3"}
    await desk.send("/jury/rubric", "/jury/rubric", **levels)
    row: Any = await scene.engine.pool.fetchrow("SELECT key, weight, levels FROM jury_criterion")
    assert (row["key"], row["weight"], json.loads(row["levels"])[4]) == ("impact-1", 3, {"fr": "Niveau 5"})
    prize: dict[str, Any] = {"name.fr": "Prix", "rank": "1", "dirhams": "5000"}
    await desk.send("/jury/prizes", "/jury/prizes", **prize)
    row = await scene.engine.pool.fetchrow("SELECT rank, amount FROM prize")
    assert tuple(row) == (1, 500_000)


@pytest.mark.world("composed")
async def test_a_prize_is_removed_once_it_was_asked_twice(scene: Scene, panel: Panel, site: Site) -> None:
    desk = await visit(site, panel, scene.facilitator)
    answer = await desk.send("/jury/prizes", "/jury/prizes/remove", 200)
    assert "Nothing is done yet" in answer.text
    rows = await scene.engine.pool.fetchval("SELECT count(*) FROM prize")
    assert rows == 2
    body = re.search(
        r'<form[^>]*/prizes/remove"[^>]*>((?:(?!</form>).)*name="warned".*?)</form>', answer.text, re.DOTALL
    )
    assert body
    done = await desk.browser.post(f"{desk.base}/jury/prizes/remove", data=as_sent(body[1]))
    assert done.status_code == 303, done.text[-2000:]
    left = await scene.engine.pool.fetch("SELECT id FROM prize")
    assert [row["id"] for row in left] == [panel.prizes[1]]


@pytest.mark.world("decided")
async def test_a_decided_prize_has_no_button_that_removes_it(scene: Scene, panel: Panel, site: Site) -> None:
    desk = await visit(site, panel, scene.facilitator)
    assert "/prizes/remove" not in await desk.see("/jury/prizes")


async def test_a_rubric_without_levels_is_refused_beside_its_fields(scene: Scene, site: Site) -> None:
    desk = await visit(site, Panel(scene), scene.facilitator)
    typed: dict[str, Any] = {"title-0.fr": "Impact", "weight-0": "3"}
    answer = await desk.send("/jury/rubric", "/jury/rubric", 400, **typed)
    assert 'href="#f-level-0-1.fr"' in answer.text


@pytest.mark.world("composed")
async def test_a_facilitator_composes_and_opens_the_jury(scene: Scene, panel: Panel, site: Site) -> None:
    desk = await visit(site, panel, scene.facilitator)
    seats: dict[str, Any] = {f"seat-{one}": "juror" for one in (*panel.people[1:], panel.alternate)}
    seats[f"seat-{panel.president}"] = "president"
    await desk.send("/jury", "/jury/compose", **seats)
    assert "odd" in await desk.see("/jury")
    await desk.send("/jury", "/jury/compose", **seats | {f"seat-{panel.alternate}": "alternate"})
    await twice(desk, "open")
    assert await scene.engine.pool.fetchval("SELECT stage FROM jury") == "open"


async def twice(desk: Visit, act: str) -> httpx.Response:
    """Press the button of an act that is final, then the one that stands under what follows; what the check says."""
    action = f"{desk.base}/jury/{act}"
    asked = await desk.send("/jury", f"/jury/{act}", 200)
    body = re.search(rf'<form[^>]*action="{action}"[^>]*>(.*?)</form>', asked.text, re.DOTALL)
    assert body
    done = await desk.browser.post(action, data=as_sent(body[1]))
    assert done.status_code == 303, done.text[-2000:]
    return asked


def check(text: str, act: str) -> str:
    """The words of the check before an act that is final."""
    found = text.split(f'id="check-{act}"')[1].split("<form")[0]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found.split(">", 1)[1]).split()))


@pytest.mark.world("composed")
async def test_one_click_opens_no_jury(scene: Scene, panel: Panel, site: Site) -> None:
    desk = await visit(site, panel, scene.facilitator)
    await desk.send("/jury", "/jury/open", 200)
    assert await scene.engine.pool.fetchval("SELECT stage FROM jury") == "composing"


@pytest.mark.world("composed")
async def test_the_check_before_the_opening_says_what_becomes_final(scene: Scene, panel: Panel, site: Site) -> None:
    desk = await visit(site, panel, scene.facilitator)
    said = check((await desk.send("/jury", "/jury/open", 200)).text, "open")
    parts = ("Impact (3), Idee (2)", "Juge 0 , Juge 1 , Juge 2", "Quorum: 2 complete sheets a team.", "raw scores")
    assert [part in said for part in parts] == [True] * 4


async def nearly_scored(scene: Scene) -> Panel:
    """Every team has its quorum; the third juror gave no sheet but one."""
    panel = await Panel(scene).opened()
    for team in panel.teams:
        for juror in panel.people[:2]:
            await panel.score(juror, team, 4, 4)
    await panel.score(panel.people[2], panel.teams[0], 4, 4)
    return panel


async def test_the_check_before_the_closing_says_whose_sheets_are_missing(scene: Scene, site: Site) -> None:
    panel = await nearly_scored(scene)
    desk = await visit(site, panel, scene.facilitator)
    rows = await scene.engine.pool.fetch("SELECT id, name FROM team")
    names = {row["id"]: row["name"] for row in rows}
    said = check((await desk.send("/jury", "/jury/close", 200)).text, "close")
    second, third = (names[team] for team in panel.teams[1:])
    assert f"2 sheets are not complete and will not count: Juge 2 · {second} , {third}" in said


async def test_the_jury_closes_when_it_is_confirmed(scene: Scene, site: Site) -> None:
    panel = await nearly_scored(scene)
    await twice(await visit(site, panel, panel.president), "close")
    assert await scene.engine.pool.fetchval("SELECT stage FROM jury") == "closed"


async def test_the_closing_is_asked_about_anew_when_other_sheets_are_missing(scene: Scene, site: Site) -> None:
    panel = await nearly_scored(scene)
    desk = await visit(site, panel, scene.facilitator)
    asked = await desk.send("/jury", "/jury/close", 200)
    body = re.search(r'<form[^>]*/jury/close"[^>]*>(.*?)</form>', asked.text, re.DOTALL)
    assert body
    await panel.score(panel.people[2], panel.teams[1], 4, 4)
    again = await desk.browser.post(f"{desk.base}/jury/close", data=as_sent(body[1]))
    assert "1 sheet is not complete" in check(again.text, "close")


@pytest.mark.world("opened")
async def test_a_juror_scores_by_the_script_and_by_the_button(panel: Panel, site: Site) -> None:
    juror, team = panel.people[1], panel.teams[0]
    slug = (await slugs(panel))[0]
    own = await visit(site, panel, juror)
    form = as_sent(await own.see(f"/reviews/{slug}"))
    for mark in ("4", "5", "4"):  # going back to an earlier mark is no repetition: the script sends a fresh id
        answer = await own.browser.post(
            f"{own.base}/reviews/{slug}",
            data={"csrf": form["csrf"][0], "id": str(uuid4()), "mark-impact": mark},
            headers={"X-Save": "1"},
        )
        assert answer.status_code == 200
    assert answer.json()["marks"] == "1 of 2 criteria"
    assert await marks(panel, juror, team) == {"impact": 4}
    typed: dict[str, Any] = {"mark-idee": "2", "comment": "Clair"}
    await own.send(f"/reviews/{slug}", f"/reviews/{slug}", **typed)
    assert await marks(panel, juror, team) == {"impact": 4, "idee": 2}
    assert "1 of 3 teams done" in await own.see("/reviews")


@pytest.mark.world("opened")
async def test_a_mark_outside_the_scale_is_refused(panel: Panel, site: Site) -> None:
    slug = (await slugs(panel))[0]
    own = await visit(site, panel, panel.people[1])
    answer = await own.send(f"/reviews/{slug}", f"/reviews/{slug}", 422, **{"mark-impact": "6"})
    assert 'href="#f-mark-impact"' in answer.text
    answer = await own.send(f"/reviews/{slug}", f"/reviews/{slug}", 400, **{"mark-impact": "cinq"})
    assert await marks(panel, panel.people[1], panel.teams[0]) == {}


@pytest.mark.world("opened")
async def test_a_juror_recuses_itself_and_the_president_decides(scene: Scene, panel: Panel, site: Site) -> None:
    juror, team = panel.people[1], panel.teams[0]
    own = await visit(site, panel, juror)
    await own.send("/recusals", "/recusals", team=str(team), reason="Ma sœur en est membre")
    assert "has to decide" in await own.see(f"/reviews/{(await slugs(panel))[0]}")
    head = await visit(site, panel, panel.president)
    assert "Ma sœur en est membre" in await head.see("/jury")
    await head.send("/jury", "/jury/recusal")
    accepted = await scene.engine.pool.fetchval("SELECT accepted FROM jury_recusal WHERE juror = $1", juror)
    assert accepted is True


@pytest.mark.world("closed")
async def test_the_president_checks_then_decides(scene: Scene, panel: Panel, site: Site) -> None:
    head = await visit(site, panel, panel.president)
    first, second = panel.prizes
    swapped: dict[str, Any] = {f"teams-{first}": str(panel.teams[1]), f"teams-{second}": str(panel.teams[0])}
    answer = await head.send("/deliberation", "/deliberation", 200, **swapped)
    assert "Differs from the official ranking" in answer.text and "Decide for good" not in answer.text
    reasons = {f"reason-{first}": "Plus mûr"}
    answer = await head.send("/deliberation", "/deliberation", 200, **swapped, **reasons)
    assert "Decide for good" in answer.text
    body = re.search(r'<form[^>]*action="[^"]*/decide"[^>]*>(.*?)</form>', answer.text, re.DOTALL)
    assert body
    done = await head.browser.post(f"{head.base}/deliberation/decide", data=as_sent(body[1]))
    assert done.status_code == 303, done.text[-2000:]
    rows = await scene.engine.pool.fetch("SELECT prize, teams FROM jury_award")
    assert {row["prize"]: row["teams"] for row in rows} == {first: [panel.teams[1]], second: [panel.teams[0]]}


@pytest.mark.world("decided")
async def test_the_president_decides_again_when_a_winner_has_withdrawn(scene: Scene, panel: Panel, site: Site) -> None:
    first, second = panel.prizes
    await scene.send(teams.Withdraw(edition=scene.edition, team=panel.teams[1], reason="Mutation"))
    await scene.engine.quiet()
    head = await visit(site, panel, panel.president)
    stage = await head.see("/ceremony")
    assert ("decides again" in stage, "/ceremony/open" in stage) == (True, False)
    shown = await head.see("/deliberation")
    assert (f'name="teams-{second}"' in shown, f'name="teams-{first}"' in shown) == (True, False)
    named = await scene.engine.pool.fetchval("SELECT name FROM team WHERE id = $1", panel.teams[1])
    assert f"has withdrawn: {named}." in html.unescape(shown)
    answer = await head.send("/deliberation", "/deliberation", 200, **{f"teams-{second}": str(panel.teams[2])})
    body = re.search(r'<form[^>]*action="[^"]*/decide"[^>]*>(.*?)</form>', answer.text, re.DOTALL)
    assert body
    done = await head.browser.post(f"{head.base}/deliberation/decide", data=as_sent(body[1]))
    assert done.status_code == 303, done.text[-2000:]
    rows = await scene.engine.pool.fetch("SELECT prize, teams FROM jury_award")
    assert {row["prize"]: row["teams"] for row in rows} == {first: [panel.teams[0]], second: [panel.teams[2]]}
    assert "/ceremony/open" in await head.see("/ceremony")


@pytest.mark.world("decided")
async def test_a_prize_stands_on_the_pages_of_edition_and_team_once_it_is_revealed(
    scene: Scene, panel: Panel, site: Site
) -> None:
    public = Visit(site.browser(), f"/en/e/{scene.slug}")
    first, second, _ = await slugs(panel)
    await scene.send(prizes.OpenCeremony(edition=scene.edition))
    assert "prizes-title" not in await public.see("")
    await scene.send(panel.reveal(panel.prizes[1]))
    shown = podium(await public.see(""))
    assert (f"teams/{second}" in shown, "encouragement" in shown) == (True, True)
    assert (f"teams/{first}" in shown, "excellence" in shown) == (False, False)
    assert "encouragement" in won(await public.see(f"/teams/{second}"))
    assert "Prix" not in won(await public.see(f"/teams/{first}"))


def podium(text: str) -> str:
    """The section of an edition's page that shows its prizes; "" when there is none."""
    found = re.search(r"<section[^>]*prizes-title.*?</section>", text, re.DOTALL)
    return found[0] if found else ""


def won(text: str) -> str:
    """The head of a team's page, where its prizes stand; its history below is what everyone may know."""
    return text[text.index('id="team"') :].split("<section")[0]


@pytest.mark.world("decided")
async def test_the_ceremony_reveals_the_last_prize_first(scene: Scene, panel: Panel, site: Site) -> None:
    head = await visit(site, panel, scene.facilitator)
    await head.send("/ceremony", "/ceremony/open")
    names = await scene.engine.pool.fetch("SELECT id, name FROM team")
    named = {row["id"]: row["name"] for row in names}
    assert named[panel.teams[1]] not in await head.see("/ceremony")
    await head.send("/ceremony", "/ceremony/reveal")
    shown = await head.see("/ceremony")
    assert named[panel.teams[1]] in shown and named[panel.teams[0]] not in shown
    await head.send("/ceremony", "/ceremony/reveal")
    await head.send("/ceremony", "/ceremony/close")
    public = await Visit(site.browser(), head.base).see("/results")
    assert public.index(named[panel.teams[0]]) < public.index(named[panel.teams[1]])


@pytest.mark.world("decided")
async def test_minutes_and_certificate_are_the_same_bytes_twice(scene: Scene, panel: Panel, site: Site) -> None:
    head = await visit(site, panel, panel.president)
    for lang in ("fr", "ar"):
        base = head.base.replace("/en/", f"/{lang}/")
        first, second = [await head.browser.get(f"{base}/minutes") for _ in range(2)]
        assert first.status_code == 200, first.text[-1000:]
        assert first.content[:5] == b"%PDF-" and first.content == second.content
    number = await scene.engine.pool.fetchval("SELECT decision FROM jury")
    public = site.browser()
    moved = await public.get(f"/verifier/pv/{number}", headers={"Accept-Language": "ar"})
    assert (moved.status_code, moved.headers["location"]) == (303, f"/ar/verifier/pv/{number}")
    digest = await scene.engine.pool.fetchval(
        "SELECT encode(digest, 'hex') FROM event WHERE type = 'jury.ranking_decided'"
    )
    checked = await public.get(f"/en/verifier/pv/{number}")
    assert digest in checked.text
    assert (await public.get(f"/en/verifier/pv/{uuid4()}")).status_code == 404
    await scene.send(prizes.OpenCeremony(edition=scene.edition))
    slug = (await slugs(panel))[0]
    assert (await head.browser.get(f"{head.base}/certificates/{slug}")).status_code == 404  # it watches nothing
    desk = await visit(site, panel, scene.facilitator)
    await desk.see(f"/certificates/{slug}", 404)
    for prize in reversed(panel.prizes):
        await scene.send(panel.reveal(prize))
    paper = await desk.browser.get(f"{desk.base}/certificates/{slug}")
    assert paper.content[:5] == b"%PDF-"


SECRET = "Zzyzx-lauréate"


@pytest.mark.world("closed")
async def test_nothing_leaks_while_the_results_are_under_embargo(scene: Scene, panel: Panel, site: Site) -> None:
    """Every address, as everybody who must not know: no winner stands beside a prize, and no mark is shown."""
    await scene.send(
        jury.DecideRanking(
            edition=scene.edition,
            awards=(
                jury.WantedAward(prize=panel.prizes[0], teams=(panel.teams[2],), reason=SECRET),
                jury.WantedAward(prize=panel.prizes[1], teams=(), reason=SECRET),
            ),
        ),
        actor=panel.president,
    )
    await scene.engine.quiet()
    await scene.send(prizes.OpenCeremony(edition=scene.edition))
    winner, prize, slug = panel.teams[2], panel.prizes[0], (await slugs(panel))[2]
    everybody = await crowd(panel)
    for who in ("public", "member", "juror", "observer"):
        account = everybody[who]
        browser = await site.signed_in(account) if account else site.browser()
        token = await site.program(account) if account else site.browser()
        for path in await addresses(site, panel):
            client = token if path.startswith("/api/") else browser
            if path.endswith("/live"):
                continue
            answer = await client.get(path)
            text = answer.text if "pdf" not in answer.headers.get("content-type", "") else ""
            assert answer.headers.get("content-type", "") != "application/pdf", (who, path)
            assert SECRET not in text, (who, path)
            assert not beside(text, str(prize), str(winner)), (who, path)
            assert not re.search(r"marks\W+impact|impact\W{1,4}[1-5]", text), (who, path)
            assert podium(text) == "", (who, path)
            if path.endswith(f"/e/{scene.slug}/teams/{slug}"):
                assert "Prix" not in won(text), (who, path)


def beside(text: str, prize: str, winner: str) -> bool:
    """Whether a winner's id stands within 400 letters after its prize's."""
    return any(winner in text[found.start() : found.start() + 400] for found in re.finditer(re.escape(prize), text))


async def addresses(site: Site, panel: Panel) -> list[str]:
    """All GET addresses, with the edition, the winning team and whatever else they name."""
    team = (await slugs(panel))[2]
    number = await panel.scene.engine.pool.fetchval("SELECT decision FROM jury")
    known = {"lang": "fr", "slug": panel.scene.slug, "team": team, "name": team, "phase": "pitch", "key": "support"}
    known |= {"position": "1", "challenge": "accueil", "number": str(number)}
    routes = [one for one in site.app.routes if isinstance(one, HTTPRoute) and "GET" in one.methods]
    found = []
    for route in routes:
        path = route.path_format
        for name in re.findall(r"{(\w+)}", path):
            path = path.replace(f"{{{name}}}", known.get(name, str(uuid4())))
        found.append(path)
    return sorted(found)


@pytest.mark.world("closed")
async def test_the_live_stream_tells_the_public_of_a_prize_only_when_it_is_revealed(
    scene: Scene, panel: Panel, site: Site
) -> None:
    while not site.app.state.services.bus.connected:  # noqa: ASYNC110 (nothing announces it)
        await asyncio.sleep(0.01)
    async with opened(site, f"/fr/e/{scene.slug}/live") as page:
        awards = zip(panel.prizes, panel.teams, strict=False)
        wanted = tuple(jury.WantedAward(prize=prize, teams=(team,)) for prize, team in awards)
        await scene.send(jury.DecideRanking(edition=scene.edition, awards=wanted), actor=panel.president)
        await scene.engine.quiet()
        await scene.send(prizes.OpenCeremony(edition=scene.edition))
        told: list[dict[str, Any]] = []
        while not told or "ceremony.opened" not in told[-1]["types"]:
            told.append(await page.changed())
        assert {one for change in told for one in change["types"]} == {"ceremony.opened"}
        assert not any(beside(json.dumps(change), str(panel.prizes[0]), str(panel.teams[0])) for change in told)
        await scene.send(panel.reveal(panel.prizes[1]))
        assert (await page.changed())["types"] == ["prize.revealed"]


@pytest.mark.world("decided")
async def test_the_history_tells_no_mark_and_no_winner_even_to_who_watches(
    scene: Scene, panel: Panel, site: Site
) -> None:
    program = await site.program(scene.facilitator)
    rows = (await program.get(f"/api/v1/editions/{scene.slug}/timeline")).json()
    facts = [row["facts"] for row in rows if row["type"].startswith(("jury.", "prize."))]
    assert {"marks", "awards", "places", "teams", "comment"}.isdisjoint({key for one in facts for key in one})
    assert str(panel.teams[0]) not in json.dumps([row for row in rows if row["type"] == "prize.awarded"])


@pytest.mark.world("opened")
async def test_who_has_no_part_in_the_jury_opens_none_of_its_pages(scene: Scene, panel: Panel, site: Site) -> None:
    everybody = await crowd(panel)
    member = await visit(site, panel, everybody["member"] or uuid4())
    for path in (
        "/jury",
        "/jury/rubric",
        "/jury/prizes",
        "/deliberation",
        "/ceremony",
        "/reviews",
        "/recusals",
        "/minutes",
    ):
        await member.see(path, 403)
    agent = await scene.person("Jurée d’ailleurs")
    await scene.grant(agent, Role.JUROR)
    own = await visit(site, panel, agent)
    assert "no seat" in await own.see("/reviews")


@pytest.mark.world("opened")
async def test_the_desk_says_who_judges_no_more_and_which_recusal_waits(scene: Scene, panel: Panel, site: Site) -> None:
    first, second = panel.people[1:]
    for team in panel.teams:
        await panel.score(panel.president, team, 4, 4)
        await panel.score(second, team, 4, 4)
    desk = await visit(site, panel, scene.facilitator)
    assert "/jury/close" in await desk.see("/jury")
    await scene.send(editions.RevokeRole(edition=scene.edition, account=first, role=Role.JUROR))
    recusal = jury.ProposeRecusal(edition=scene.edition, juror=second, team=panel.teams[0], reason="Un cousin")
    await scene.send(recusal, actor=second)
    await scene.engine.quiet()
    shown = await desk.see("/jury")
    assert ("Judges no more: the role was taken back" in shown, "Recusals to decide first" in shown) == (True, True)
    assert "/jury/close" not in shown
    await desk.send("/jury", "/jury/replace", juror=str(first), by=str(panel.alternate), reason="Rôle retiré")
    assert "Judges no more" not in (await desk.see("/jury")).split('id="panel"')[0]


@pytest.mark.world("closed")
async def test_a_facilitator_replaces_the_president_of_a_closed_jury(scene: Scene, panel: Panel, site: Site) -> None:
    await scene.grant(panel.alternate, Role.PRESIDENT)
    desk = await visit(site, panel, scene.facilitator)
    await desk.send("/jury", "/jury/replace", juror=str(panel.president), by=str(panel.alternate), reason="Malade")
    assert await scene.engine.pool.fetchval("SELECT president FROM jury") == panel.alternate


@pytest.mark.world("decided")
async def test_minutes_that_were_replaced_name_those_that_hold(scene: Scene, panel: Panel, site: Site) -> None:
    old = await scene.engine.pool.fetchval("SELECT decision FROM jury")
    await scene.send(teams.Withdraw(edition=scene.edition, team=panel.teams[1], reason="Mutation"))
    await scene.engine.quiet()
    wanted = (jury.WantedAward(prize=panel.prizes[1], teams=(panel.teams[2],)),)
    await scene.send(jury.DecideRanking(edition=scene.edition, awards=wanted), actor=panel.president)
    new = await scene.engine.pool.fetchval("SELECT decision FROM jury")
    shown = (await site.browser().get(f"/en/verifier/pv/{old}")).text
    assert ("Replaced by:" in shown, f"/en/verifier/pv/{new}" in shown) == (True, True)
    assert "Replaced by:" not in (await site.browser().get(f"/en/verifier/pv/{new}")).text


def line(place: int, name: str, raw: float, impact: float) -> Line:
    team = Entrant(team=uuid4(), name=name, slug=name, lang="fr", challenge_title=None, left_at=None)
    standing = Standing(
        team=team.team,
        raw=raw,
        adjusted=raw,
        sheets=3,
        raw_place=1,
        adjusted_place=1,
        place=place,
        criteria={"impact": impact, "idee": 4.0},
    )
    return Line(team=team, standing=standing, comments=[])


def parted(*lines: Line) -> list[str]:
    levels = (Text(fr="…"),) * 5
    rubric = [Criterion(key=key, title=Text(fr=key), weight=1, levels=levels) for key in ("impact", "idee")]
    return papers.ties(Jury(edition=uuid4(), criteria=rubric), list(lines), "en")


def test_the_minutes_say_which_criterion_parts_two_teams_of_one_score() -> None:
    lines = line(1, "Rouge", 4.0, 4.5), line(2, "Bleue", 4.0, 4.0), line(3, "Verte", 3.0, 3.0)
    assert parted(*lines) == ["Rouge before Bleue by “impact, idee”: 4.25 against 4.00"]


def test_the_minutes_show_more_decimals_where_two_say_too_little() -> None:
    lines = line(1, "Rouge", 4.0041, 4.0), line(2, "Bleue", 4.0039, 4.0)
    assert parted(*lines) == ["Rouge before Bleue by “Score”: 4.00410 against 4.00390"]


def test_the_minutes_say_nothing_of_teams_that_stay_tied() -> None:
    assert parted(line(1, "Rouge", 4.0, 4.0), line(1, "Bleue", 4.0, 4.0)) == []
