"""The pages of mentoring: each act through the form that its page draws, over a real database and bus."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from idarathon.mentoring import commands as ask
from idarathon.people import vault
from idarathon.viewer import Role
from tests.support.crew import Crew, crew
from tests.support.mentors import assign, help_asked, mentor, paired, propose, write
from tests.support.scene import Scene
from tests.support.site import Site, fields

TEXT = {"observed": "Équipe soudée.\nتقدم واضح", "decided": "Rencontrer trois usagers"}
STEP = {"step.1.text": "Appeler la commune", "step.1.due": "2026-11-09"}


class Coached:
    """A team with its mentor, and the mentor's browser."""

    def __init__(self, one: Crew, account: UUID, browser: httpx.AsyncClient) -> None:
        self.crew, self.mentor, self.browser = one, account, browser

    @property
    def place(self) -> str:
        return f"/fr/e/{self.crew.scene.slug}"

    @property
    def home(self) -> str:
        return f"{self.place}/mentor/teams/{self.crew.slug}"

    async def notes(self) -> list[Any]:
        sql = "SELECT n.id, n.shared_at, r.text FROM note n JOIN people_remark r ON r.id = n.observed"
        rows: list[Any] = await self.crew.scene.engine.pool.fetch(sql)
        return rows

    async def send(self, page: str, to: str, **typed: str) -> httpx.Response:
        """A form of a page, filled in and sent."""
        answer = await self.browser.get(page)
        assert answer.status_code == 200, answer.text[-1500:]
        return await self.browser.post(to, data={**form_of(answer.text, to), **typed})


def form_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this action."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', html, re.DOTALL)
    assert found, f"no form for {action}"
    return fields(found.group(1))


@pytest.fixture
async def coached(scene: Scene, site: Site) -> Coached:
    one, account = await crew(scene, site), await mentor(scene)
    await paired(scene)
    return Coached(one, account, await site.signed_in(account))


# The mentor


async def test_a_note_in_three_taps(coached: Coached) -> None:
    team = await coached.browser.get(coached.home)
    assert f'href="{coached.home}/note"' in team.text
    answer = await coached.send(f"{coached.home}/note", f"{coached.home}/note", **TEXT, **STEP)
    assert (answer.status_code, answer.headers["location"]) == (303, coached.home)
    page = (await coached.browser.get(coached.home)).text
    assert "Appeler la commune" in page and "تقدم واضح" in page and "Privée" in page


async def test_both_ways_to_record_stand_in_the_one_bar_that_a_telephone_keeps_in_sight(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    (bar,) = re.findall(r'<div class="sticky stack-s">(.*?)</div></div>', page, re.DOTALL)
    assert re.findall(r"</svg>([^<]+)</button>", bar) == ["Enregistrer", "Enregistrer et partager"]


async def test_a_double_tap_is_one_note(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), **TEXT}
    for _ in range(2):
        assert (await coached.browser.post(f"{coached.home}/note", data=data)).status_code == 303
    assert len(await coached.notes()) == 1


async def test_an_empty_note_is_refused_and_nothing_typed_is_lost(coached: Coached) -> None:
    answer = await coached.send(f"{coached.home}/note", f"{coached.home}/note", decided="Seulement ceci", **STEP)
    assert answer.status_code == 400
    assert (
        "Seulement ceci" in answer.text and "Appeler la commune" in answer.text and 'href="#f-observed"' in answer.text
    )


async def test_a_date_that_is_none_is_named(coached: Coached) -> None:
    wrong = {**STEP, "step.1.due": "demain"}
    answer = await coached.send(f"{coached.home}/note", f"{coached.home}/note", **TEXT, **wrong)
    assert answer.status_code == 400 and 'href="#f-step.1.due"' in answer.text


async def test_more_rows_without_javascript(coached: Coached) -> None:
    before = (await coached.browser.get(f"{coached.home}/note")).text
    answer = await coached.send(f"{coached.home}/note", f"{coached.home}/note", **TEXT, **STEP, more="yes")
    assert (before.count("data-step="), answer.text.count("data-step=")) == (3, 4)
    assert "Rencontrer trois usagers" in answer.text and await coached.notes() == []


async def test_what_is_typed_is_kept_and_comes_back(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), **TEXT, **STEP}
    draft = f"{coached.home}/note/draft"
    answer = await coached.browser.post(draft, data=data, headers={"X-Draft": "1"})
    assert answer.json() == {"said": "enregistré à 8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00"}
    back = (await coached.browser.get(f"{coached.home}/note")).text
    assert "تقدم واضح" in back and "Appeler la commune" in back and "Brouillon" in back
    assert await coached.notes() == []
    log = await coached.crew.scene.engine.pool.fetchval("SELECT count(*) FROM event WHERE type LIKE 'note.%'")
    assert log == 0


async def test_the_button_keeps_a_draft_without_javascript(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), "observed": "À moitié"}
    answer = await coached.browser.post(f"{coached.home}/note/draft", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{coached.home}/note")
    assert "À moitié" in (await coached.browser.get(f"{coached.home}/note")).text


async def test_a_draft_ends_with_its_note(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), **TEXT}
    await coached.browser.post(f"{coached.home}/note/draft", data=data, headers={"X-Draft": "1"})
    await coached.browser.post(f"{coached.home}/note", data=data)
    assert await coached.crew.scene.engine.pool.fetchval("SELECT count(*) FROM people_draft") == 0
    assert "Équipe soudée" not in (await coached.browser.get(f"{coached.home}/note")).text


async def test_a_draft_of_a_mentor_is_nobody_elses(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), **TEXT}
    await coached.browser.post(f"{coached.home}/note/draft", data=data, headers={"X-Draft": "1"})
    other = await mentor(coached.crew.scene, "Autre")
    browser = await coached.crew.site.signed_in(other)
    assert (await browser.get(f"{coached.home}/note")).status_code == 403


async def test_a_text_that_is_too_long_for_a_draft_is_refused(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), "observed": "x" * 120_001}
    answer = await coached.browser.post(f"{coached.home}/note/draft", data=data, headers={"X-Draft": "1"})
    assert answer.status_code == 413


async def test_a_shared_note_stands_on_the_teams_page_and_its_step_is_ticked_there(coached: Coached) -> None:
    lead = await coached.crew.browser()
    shelf = f"{coached.crew.base}/coaching"
    await coached.send(f"{coached.home}/note", f"{coached.home}/note", **TEXT, **STEP)
    assert "Équipe soudée" not in (await lead.get(shelf)).text
    (note,) = await coached.notes()
    shared = await coached.send(coached.home, f"{coached.place}/notes/{note['id']}/share")
    assert shared.status_code == 303
    page = (await lead.get(shelf)).text
    assert "Équipe soudée" in page and "Appeler la commune" in page
    tick = f"{coached.place}/notes/{note['id']}/steps/1/done"
    answer = await lead.post(tick, data=form_of(page, tick))
    assert (answer.status_code, answer.headers["location"]) == (303, shelf)
    done = await coached.crew.scene.engine.pool.fetchval("SELECT done_by FROM note_step")
    assert done == coached.crew.people[0]
    await coached.send(coached.home, f"{coached.place}/notes/{note['id']}/unshare")
    assert "Équipe soudée" not in (await lead.get(shelf)).text


async def test_a_private_note_is_not_found_by_others(coached: Coached, scene: Scene) -> None:
    note = await write(scene, coached.crew.team, coached.mentor, "Confidentiel")
    address = f"{coached.place}/notes/{note}"
    lead, boss = await coached.crew.browser(), await coached.crew.site.signed_in(scene.facilitator)
    nobody = coached.crew.site.browser()
    readers = (coached.browser, lead, boss, nobody)
    assert [(await one.get(address)).status_code for one in readers] == [200, 404, 404, 303]


async def test_the_author_changes_a_note(coached: Coached, scene: Scene) -> None:
    note = await write(scene, coached.crew.team, coached.mentor, steps=(ask.Step(key="1", text="Relancer"),))
    edit = f"{coached.place}/notes/{note}/edit"
    page = (await coached.browser.get(edit)).text
    assert "Bonne dynamique" in page and "Relancer" in page
    answer = await coached.send(edit, edit, observed="Relu", **{"step.1.text": "Relancer la commune"})
    assert answer.status_code == 303
    shown = (await coached.browser.get(f"{coached.place}/notes/{note}")).text
    assert "Relu" in shown and "Relancer la commune" in shown and "Bonne dynamique" not in shown


async def test_today_shows_the_last_note_and_the_open_steps(coached: Coached, scene: Scene) -> None:
    await write(scene, coached.crew.team, coached.mentor, steps=(ask.Step(key="1", text="Relancer"),))
    page = (await coached.browser.get(f"{coached.place}/mentor")).text
    assert "Bonne dynamique" in page and "Relancer" in page and f'href="{coached.home}/note"' in page


async def test_a_mentor_describes_itself(scene: Scene, site: Site) -> None:
    account = await scene.person("Nouvelle")
    await scene.grant(account, Role.MENTOR)
    browser = await site.signed_in(account)
    profile = f"/fr/e/{scene.slug}/mentor/profile"
    page = (await browser.get(profile)).text
    answer = await browser.post(
        profile, data={**form_of(page, profile), "skills": ["law", "data"], "languages": ["fr", "zgh"], "capacity": "4"}
    )
    assert answer.status_code == 303, answer.text
    row = await scene.engine.pool.fetchrow("SELECT skills, languages, capacity FROM mentor WHERE account = $1", account)
    assert row and tuple(row) == (["law", "data"], ["fr", "zgh"], 4)


# Help


async def test_help_is_asked_for_taken_and_answered(coached: Coached, scene: Scene) -> None:
    lead, shelf, desk = await coached.crew.browser(), f"{coached.crew.base}/coaching", f"{coached.place}/mentor/help"
    page = (await lead.get(shelf)).text
    sent = await lead.post(f"{shelf}/help", data={**form_of(page, f"{shelf}/help"), "text": "Qui connaît la loi ?"})
    assert sent.status_code == 303, sent.text
    asked = await scene.engine.pool.fetchval("SELECT id FROM help_request")
    assert "Qui connaît la loi ?" in (await coached.browser.get(desk)).text
    assert (await coached.send(desk, f"{desk}/{asked}/claim")).status_code == 303
    answered = await coached.send(desk, f"{desk}/{asked}/answer", text="Moi : l’article 7.")
    assert answered.status_code == 303, answered.text
    shown = (await lead.get(shelf)).text
    assert "l’article 7." in shown
    await lead.post(f"{shelf}/help/{asked}/close", data=form_of(shown, f"{shelf}/help/{asked}/close"))
    assert await scene.engine.pool.fetchval("SELECT status FROM help_request") == "closed"


async def test_a_request_that_another_has_taken_says_so(coached: Coached, scene: Scene) -> None:
    asked, desk = await help_asked(scene, coached.crew.team), f"{coached.place}/mentor/help"
    page = (await coached.browser.get(desk)).text
    other = await mentor(scene, "Autre")
    await scene.send(ask.ClaimHelp(edition=scene.edition, team=coached.crew.team, help=asked), actor=other)
    answer = await coached.browser.post(f"{desk}/{asked}/claim", data=form_of(page, f"{desk}/{asked}/claim"))
    assert answer.status_code == 409 and "Un autre mentor" in answer.text


# The facilitator


async def test_the_facilitator_proposes_edits_and_publishes(scene: Scene, site: Site) -> None:
    await crew(scene, site)
    one, two = await mentor(scene, "Première"), await mentor(scene, "Seconde", capacity=1)
    boss, base = await site.signed_in(scene.facilitator), f"/fr/e/{scene.slug}/manage/mentors"

    async def act(path: str, **typed: str) -> httpx.Response:
        page = (await boss.get(base)).text
        return await boss.post(f"{base}/{path}", data={**form_of(page, f"{base}/{path}"), "instead_of": "", **typed})

    assert (await act("propose")).status_code == 303
    page = (await boss.get(base)).text
    assert "parle français" in page
    team = await scene.engine.pool.fetchval("SELECT id FROM team")
    pairs = await scene.engine.pool.fetch("SELECT mentor FROM assignment_pair")
    assert len(pairs) in (1, 2)
    for row in pairs:
        removed = await act("remove", team=str(team), mentor=str(row["mentor"]))
        assert removed.status_code == 303, removed.text
    for account in (one, two):
        assert (await act("add", team=str(team), mentor=str(account))).status_code == 303
    assert (await act("publish")).status_code == 303
    rows = await scene.engine.pool.fetch("SELECT mentor FROM coach ORDER BY mentor")
    assert [row["mentor"] for row in rows] == sorted((one, two))


async def test_a_refused_pair_is_named(scene: Scene, site: Site) -> None:
    first, second = await crew(scene, site), await crew(scene, site)
    one = await mentor(scene, capacity=1)
    await propose(scene)
    boss, base = await site.signed_in(scene.facilitator), f"/fr/e/{scene.slug}/manage/mentors"
    page = (await boss.get(base)).text
    held = await scene.engine.pool.fetchval("SELECT team FROM assignment_pair")
    free = second.team if held == first.team else first.team
    form = {**form_of(page, f"{base}/add"), "team": str(free), "mentor": str(one)}
    answer = await boss.post(f"{base}/add", data=form)
    assert answer.status_code == 422 and "Ce mentor a déjà" in answer.text


async def test_a_mentor_who_is_full_cannot_be_chosen(scene: Scene, site: Site) -> None:
    await crew(scene, site), await crew(scene, site)
    full = await mentor(scene, "Pleine", capacity=1)
    await propose(scene)
    free = await mentor(scene, "Libre", capacity=1)
    boss = await site.signed_in(scene.facilitator)
    page = (await boss.get(f"/fr/e/{scene.slug}/manage/mentors")).text
    options = {
        account: set(re.findall(rf'<option value="{account}"([^>]*)>([^<]*)<', page)) for account in (full, free)
    }
    assert options == {full: {(" disabled", "Pleine (1/1, complet)")}, free: {("", "Libre (0/1)")}}


async def test_too_few_mentors_make_a_partial_proposal_and_no_error(scene: Scene, site: Site) -> None:
    await crew(scene, site)
    boss, base = await site.signed_in(scene.facilitator), f"/fr/e/{scene.slug}/manage/mentors"
    page = (await boss.get(base)).text
    assert (await boss.post(f"{base}/propose", data=form_of(page, f"{base}/propose"))).status_code == 303
    assert "Aucun mentor" in (await boss.get(base)).text


async def test_a_mentor_leaves_and_the_page_says_that_a_new_proposal_waits(scene: Scene, site: Site) -> None:
    await crew(scene, site)
    one = await mentor(scene, capacity=1)
    await paired(scene)
    await mentor(scene, "Remplaçante")
    boss, base = await site.signed_in(scene.facilitator), f"/fr/e/{scene.slug}/manage/mentors"
    page = (await boss.get(base)).text
    leaves = f"{base}/{one}/leaves"
    caution = await boss.post(leaves, data=form_of(page, leaves))
    assert caution.status_code == 200 and "Une nouvelle proposition d’affectations" in caution.text
    assert await left(scene) == []
    data = {**form_of(caution.text, leaves), "reason": "Mutation"}
    assert (await boss.post(leaves, data=data)).status_code == 303
    await scene.engine.quiet()
    page = (await boss.get(base)).text
    assert "Un mentor est parti" in page and "Remplaçante" in page


async def left(scene: Scene) -> list[UUID]:
    """The mentors who have left."""
    rows = await scene.engine.pool.fetch("SELECT account FROM mentor WHERE left_at IS NOT NULL")
    return [row["account"] for row in rows]


async def test_a_mentor_leaves_by_itself_once_it_has_read_what_follows(coached: Coached, scene: Scene) -> None:
    leaves = f"{coached.place}/mentor/profile/leaves"
    caution = await coached.send(f"{coached.place}/mentor/profile", leaves, reason="Mutation à Fès")
    assert caution.status_code == 200 and "Mutation à Fès" in caution.text
    assert "1 équipe perd" in caution.text and await left(scene) == []
    answer = await coached.browser.post(leaves, data={**form_of(caution.text, leaves), "reason": "Mutation à Fès"})
    assert answer.headers["location"] == f"{coached.place}/mentor" and await left(scene) == [coached.mentor]
    assert "Vous n’accompagnez plus d’équipe" in (await coached.browser.get(f"{coached.place}/mentor")).text
    own = f"{coached.place}/mentor/profile"
    await coached.send(own, own, capacity="2", languages="fr")
    assert await left(scene) == []


async def test_who_got_another_team_meanwhile_is_shown_once_more_what_follows(coached: Coached, scene: Scene) -> None:
    leaves = f"{coached.place}/mentor/profile/leaves"
    caution = await coached.send(f"{coached.place}/mentor/profile", leaves)
    await assign(scene, await scene.team("Ourika"), coached.mentor)
    again = await coached.browser.post(leaves, data=form_of(caution.text, leaves))
    assert again.status_code == 200 and "2 équipes perdent" in again.text and await left(scene) == []


async def test_a_day_that_was_typed_is_shown_in_words_when_the_sign_in_has_ended(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), **TEXT, **STEP}
    await vault.revoke_sessions(coached.crew.site.db, coached.mentor, datetime.now(UTC))
    answer = await coached.browser.post(f"{coached.home}/note", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    (shown,) = re.findall(r'<textarea id="f-kept-text"[^>]*>(.*?)</textarea>', answer.text, re.S)
    assert "9 novembre 2026" in shown and "2026-11-09" not in shown


async def test_of_one_writer_nothing_earlier_replaces_what_was_typed_later(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), **TEXT}
    for stamp, observed in (("7.2", "Presque tout"), ("7.1", "Presque"), ("8.1", "Un autre appareil")):
        typed = {**data, "stamp": stamp, "observed": observed}
        await coached.browser.post(f"{coached.home}/note/draft", data=typed, headers={"X-Draft": "1"})
        again = (await coached.browser.get(f"{coached.home}/note")).text
        assert form_of(again, f"{coached.home}/note")["stamp"] == ("7.2" if stamp == "7.1" else stamp)


async def test_hostile_text_is_shown_as_text(coached: Coached) -> None:
    hostile = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}"
    await coached.send(f"{coached.home}/note", f"{coached.home}/note", observed=hostile, share="yes")
    for browser, path in (
        (coached.browser, coached.home),
        (await coached.crew.browser(), f"{coached.crew.base}/coaching"),
    ):
        page = (await browser.get(path)).text
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page


async def test_keystrokes_that_arrive_after_the_note_do_not_come_back(coached: Coached) -> None:
    page = (await coached.browser.get(f"{coached.home}/note")).text
    data = {**form_of(page, f"{coached.home}/note"), **TEXT}
    await coached.browser.post(f"{coached.home}/note", data=data)
    await coached.browser.post(f"{coached.home}/note/draft", data=data, headers={"X-Draft": "1"})
    assert "Équipe soudée" not in (await coached.browser.get(f"{coached.home}/note")).text


async def test_a_draft_of_a_revision_comes_back_until_it_is_sent(coached: Coached, scene: Scene) -> None:
    note = await write(scene, coached.crew.team, coached.mentor)
    edit = f"{coached.place}/notes/{note}/edit"
    data = {**form_of((await coached.browser.get(edit)).text, edit), "observed": "À moitié relu"}
    await coached.browser.post(f"{edit}/draft", data=data, headers={"X-Draft": "1"})
    again = (await coached.browser.get(edit)).text
    assert "À moitié relu" in again
    await coached.browser.post(edit, data={**form_of(again, edit), "observed": "Relu"})
    assert "À moitié relu" not in (await coached.browser.get(edit)).text


async def test_a_proposal_is_completed_and_what_stands_stays(scene: Scene, site: Site) -> None:
    await crew(scene, site)
    await crew(scene, site)
    await mentor(scene, capacity=1)
    await propose(scene)
    before = await scene.engine.pool.fetch("SELECT team, mentor FROM assignment_pair")
    await mentor(scene, "Seconde", capacity=2)
    boss, base = await site.signed_in(scene.facilitator), f"/fr/e/{scene.slug}/manage/mentors"
    page = (await boss.get(base)).text
    answer = await boss.post(f"{base}/complete", data=form_of(page, f"{base}/complete"))
    assert answer.status_code == 303, answer.text
    after = await scene.engine.pool.fetch("SELECT team, mentor FROM assignment_pair")
    assert len({row["team"] for row in after}) == 2
    assert {tuple(row) for row in before} <= {tuple(row) for row in after}


async def test_with_many_mentors_only_the_chosen_team_has_forms(
    scene: Scene, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.routes.facilitator_mentors.FEW", 0)
    one = await crew(scene, site)
    await mentor(scene)
    await propose(scene)
    boss, base = await site.signed_in(scene.facilitator), f"/fr/e/{scene.slug}/manage/mentors"
    assert f'action="{base}/add"' not in (await boss.get(base)).text
    assert f'action="{base}/add"' in (await boss.get(f"{base}?team={one.slug}")).text


async def test_who_acted_first_is_not_overrun(scene: Scene, site: Site) -> None:
    await crew(scene, site)
    await mentor(scene)
    await propose(scene)
    boss, base = await site.signed_in(scene.facilitator), f"/fr/e/{scene.slug}/manage/mentors"
    page = (await boss.get(base)).text
    await propose(scene)
    answer = await boss.post(f"{base}/publish", data=form_of(page, f"{base}/publish"))
    assert answer.status_code == 409
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM coach") == 0
