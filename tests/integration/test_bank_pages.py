"""The bank's pages: found, completed, published, asked for, and downloaded, by people in browsers."""

from __future__ import annotations

import re

import pytest

from idarathon.bank import commands as bank
from idarathon.bank.events import entry_id
from tests.support.bank import CONTENT, banked, report
from tests.support.crew import Crew, crew, form, post
from tests.support.scene import Scene
from tests.support.site import Site


@pytest.fixture
async def team(scene: Scene, site: Site) -> Crew:
    """A team whose edition reports, with a draft in the bank."""
    made = await crew(scene, site)
    await report(scene)
    return made


def page(team: Crew, path: str = "") -> str:
    return f"/fr/e/{team.scene.slug}/bank/{team.slug}{path}"


TYPED: dict[str, str] = {
    **{key: str(value) for key, value in CONTENT.items() if key != "keywords"},
    "keywords": "guichet, entreprises ،guichet",
    "links": "example.invalid/code\nhttps://example.invalid/demo",
}


async def types(scene: Scene, prefix: str) -> list[str]:
    rows = await scene.engine.pool.fetch("SELECT type FROM event WHERE stream LIKE $1 ORDER BY position", f"{prefix}-%")
    return [row["type"] for row in rows]


async def test_a_member_completes_and_a_facilitator_publishes(scene: Scene, site: Site, team: Crew) -> None:
    member, staff = await team.browser(1), await site.signed_in(scene.facilitator)
    answer = await post(member, page(team, "/edit"), **TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, page(team))
    assert (await site.browser().get(page(team))).status_code == 404
    answer = await post(staff, page(team), page(team, "/publish"))
    assert answer.status_code == 303
    assert await types(scene, "entry") == ["entry.drafted", "entry.completed", "entry.published"]
    seen = await site.browser().get(page(team))
    assert ("Guichet unique" in seen.text, "https://example.invalid/code" in seen.text) == (True, True)


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(team: Crew) -> None:
    member = await team.browser()
    wrong = {"maturity": "12", "lineage": "https://elsewhere.invalid/", "title": ""}
    answer = await post(member, page(team, "/edit"), **{**TYPED, **wrong})
    found = [name for name in ("maturity", "links", "lineage", "title") if f'id="f-{name}-error"' in answer.text]
    assert (answer.status_code, found) == (400, ["maturity", "lineage", "title"])
    assert "Une plateforme de guichet unique" in answer.text


@pytest.mark.parametrize(("field", "typed"), [("links", "ftp://example.invalid/x"), ("keywords", "x" * 61)])
async def test_one_of_many_that_is_wrong_stands_at_the_one_field(team: Crew, field: str, typed: str) -> None:
    answer = await post(await team.browser(), page(team, "/edit"), **{**TYPED, field: typed})
    assert (answer.status_code, f'id="f-{field}-error"' in answer.text) == (400, True)


async def test_an_entry_derives_from_the_page_whose_address_is_pasted(scene: Scene, site: Site) -> None:
    team, other = await crew(scene, site), await crew(scene, site)
    await report(scene)
    await banked(scene, other.team, title="L’ancêtre")
    member = await team.browser()
    answer = await post(member, page(team, "/edit"), **{**TYPED, "lineage": f"http://127.0.0.1:8000{page(other)}"})
    assert answer.status_code == 303
    assert "L’ancêtre" in (await member.get(page(team))).text


async def test_a_reuse_from_the_request_to_the_pilot(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team)
    agent, lead = await site.signed_in(await scene.person("Agent")), await team.browser()
    asked = {"administration": str(scene.administration), "message": "Pour notre guichet."}
    answer = await post(agent, page(team, "/reuse"), **asked)
    assert (answer.status_code, answer.headers["location"]) == (303, page(team))
    reuse = await scene.engine.pool.fetchval("SELECT id FROM bank_reuse")
    steps = page(team, f"/reuses/{reuse}/")
    assert (await post(lead, page(team), steps + "accept")).status_code == 303
    assert (await post(agent, page(team), steps + "pilot", where="Oujda")).status_code == 303
    seen = (await site.browser().get(page(team))).text
    assert ("Oujda" in seen, "Pour notre guichet." in seen) == (True, False)
    assert await types(scene, "reuse") == ["reuse.requested", "reuse.accepted", "reuse.pilot_started"]
    assert "Oujda" in (await agent.get("/fr/me/reuses")).text


async def test_who_has_asked_sees_the_state_of_the_request_where_the_button_was(
    scene: Scene, site: Site, team: Crew
) -> None:
    await banked(scene, team.team)
    agent, other = await site.signed_in(await scene.person("Agent")), await site.signed_in(await scene.person("Autre"))
    await post(agent, page(team, "/reuse"), administration=str(scene.administration), message="x")
    pages = [(await one.get(page(team))).text for one in (agent, other)]
    assert [(f'href="{page(team, "/reuse")}"' in html, 'href="/fr/me/reuses"' in html) for html in pages] == [
        (False, True),
        (True, False),
    ]


async def test_who_was_declined_may_ask_again(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team)
    agent = await site.signed_in(await scene.person("Agent"))
    await post(agent, page(team, "/reuse"), administration=str(scene.administration), message="x")
    reuse = await scene.engine.pool.fetchval("SELECT id FROM bank_reuse")
    await post(await team.browser(), page(team), page(team, f"/reuses/{reuse}/decline"), reason="Pas encore prêt")
    assert f'href="{page(team, "/reuse")}"' in (await agent.get(page(team))).text


async def test_my_space_leads_to_my_reuses_when_there_are_any(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team)
    agent, seen = await site.signed_in(await scene.person("Agent")), []
    seen.append('href="/fr/me/reuses"' in (await agent.get("/fr/me")).text)
    await post(agent, page(team, "/reuse"), administration=str(scene.administration), message="x")
    seen.append('href="/fr/me/reuses"' in (await agent.get("/fr/me")).text)
    assert seen == [False, True]


async def test_who_takes_part_has_the_buttons_from_the_pilot_to_the_service(
    scene: Scene, site: Site, team: Crew
) -> None:
    await banked(scene, team.team)
    agent = await site.signed_in(await scene.person("Agent"))
    await post(agent, page(team, "/reuse"), administration=str(scene.administration), message="x")
    reuse = await scene.engine.pool.fetchval("SELECT id FROM bank_reuse")
    steps = page(team, f"/reuses/{reuse}/")
    staff, other = await site.signed_in(scene.facilitator), await site.signed_in(await scene.person("Autre"))
    await post(staff, page(team), steps + "accept")
    buttons = {"agent": agent, "staff": staff, "lead": await team.browser(), "member": await team.browser(1)}
    seen = {
        who: steps + "pilot" in (await one.get(page(team))).text for who, one in (buttons | {"other": other}).items()
    }
    assert seen == {"agent": True, "staff": True, "lead": True, "member": False, "other": False}
    await post(agent, page(team), steps + "pilot", where="Oujda")
    assert (await post(agent, page(team), steps + "service", since="2026-11-02")).status_code == 303
    assert (await types(scene, "reuse"))[-1] == "reuse.put_in_service"


async def test_the_page_of_an_entry_follows_what_happens_to_it(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team)
    seen = (await site.browser().get(page(team))).text
    assert f'data-live="entry. reuse. prize.revealed" data-live-src="{page(team)}"' in seen
    assert f'data-live-feed="/fr/e/{scene.slug}/live' in seen


async def test_a_teams_page_leads_to_its_entry_once_it_is_published(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team, publish=False)
    own = f"/fr/e/{scene.slug}/teams/{team.slug}"
    assert page(team) not in (await (await team.browser()).get(own)).text
    await scene.send(bank.Publish(edition=scene.edition, entry=entry_id(scene.edition, team.team)))
    assert f'<a href="{page(team)}">' in (await site.browser().get(own)).text


async def test_a_step_out_of_order_is_refused_on_the_page(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team)
    lead, staff = await team.browser(), await site.signed_in(scene.facilitator)
    await post(staff, page(team, "/reuse"), administration=str(scene.administration), message="x")
    reuse = await scene.engine.pool.fetchval("SELECT id FROM bank_reuse")
    answer = await post(lead, page(team), page(team, f"/reuses/{reuse}/pilot"), where="Oujda")
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


async def test_the_list_is_searched_and_filtered_by_its_address(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team)
    browser = site.browser()
    found = {
        query: "Guichet unique" in (await browser.get(f"/fr/bank?{query}")).text
        for query in ("words=entreprise", "words=introuvable", "maturity=4&licence=", "maturity=9", "licence=mit")
    }
    assert found == {
        "words=entreprise": True,
        "words=introuvable": False,
        "maturity=4&licence=": True,
        "maturity=9": False,
        "licence=mit": False,
    }


UNTOLD = ("reuse=requested", "reuse=declined", "reuse=stopped")  # who asked in vain is nobody else's business


@pytest.mark.parametrize("query", ["maturity=x", "edition=1", "licence=gpl", "reuse=all", "page=2", "lang=de", *UNTOLD])
async def test_a_filter_that_nobody_could_have_chosen_is_not_found(site: Site, team: Crew, query: str) -> None:
    assert (await site.browser().get(f"/fr/bank?{query}")).status_code in (400, 404)


async def test_the_sheet_opens_and_runs_nothing(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team, title="=cmd|' /C calc'!A0")
    answer = await site.browser().get("/fr/bank.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith("\ufeffÉdition;Équipe;".encode())
    assert "\"'=cmd" in answer.text or ";'=cmd" in answer.text


async def test_the_sheet_answers_the_question_of_its_address(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team)
    rows = {
        query: len((await site.browser().get(f"/fr/bank.csv?{query}")).text.splitlines()) - 1
        for query in ("words=entreprise", "words=introuvable", "words=entreprise&maturity=9")
    }
    assert rows == {"words=entreprise": 1, "words=introuvable": 0, "words=entreprise&maturity=9": 0}


async def test_the_api_gives_what_the_pages_show(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team)
    browser = site.browser()
    found = (await browser.get("/api/v1/bank?words=guichet")).json()
    assert (found["total"], found["rows"][0]["title"]) == (1, "Guichet unique")
    one = (await browser.get(f"/api/v1/editions/{scene.slug}/bank/{team.slug}")).json()
    assert (one["entry"]["contact"], one["reuses"]) == ("Direction des usagers", [])


async def test_hostile_titles_are_shown_and_do_nothing(scene: Scene, site: Site, team: Crew) -> None:
    await banked(scene, team.team, title="<script>alert(1)</script>\u202egnp.exe", keywords=('"><img src=x>',))
    seen = (await site.browser().get(page(team))).text
    assert ("<script>alert" in seen, "<img src=x>" in seen) == (False, False)


async def test_the_facilitators_list_says_what_comes_next(scene: Scene, site: Site, team: Crew) -> None:
    staff = await site.signed_in(scene.facilitator)
    answer = await staff.get(f"/fr/e/{scene.slug}/manage/bank")
    assert "À compléter par l’équipe" in answer.text
    assert await form(staff, page(team)) != {}


@pytest.mark.parametrize(
    ("lang", "heads"),
    [
        ("fr", "Édition;Équipe;Challenge;Département;Titre"),
        ("ar", "الدورة;الفريق;التحدي;القطاع الوزاري;العنوان"),
        ("en", "Edition;Team;Challenge;Department;Title"),
    ],
)
async def test_the_sheet_has_headers_in_the_language_of_its_page(site: Site, team: Crew, lang: str, heads: str) -> None:
    first = (await site.browser().get(f"/{lang}/bank.csv")).text.splitlines()[0].lstrip("\ufeff")
    assert ";".join(first.split(";")[:5]) == heads


async def test_the_page_of_a_finished_edition_leads_to_what_everyone_may_read(
    scene: Scene, site: Site, team: Crew
) -> None:
    browser, base = site.browser(), f"/fr/e/{scene.slug}"
    outcome = re.findall(r'id="outcome">(.*?)</div>', (await browser.get(base)).text)[0]
    links = re.findall(r'href="([^"]*)"', outcome)
    assert links == [f"{base}/report", f"/fr/bank?edition={scene.edition}"]  # and the results, once there are some
    assert [(await browser.get(one)).status_code for one in links] == [200, 200]
