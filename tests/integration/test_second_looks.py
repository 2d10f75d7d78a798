"""What the facilitator's pages ask about once more before it is done, and what they say of it afterwards."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES
from tests.integration.test_calendar import drafted, publish
from tests.integration.test_facilitator_pages import CLOSED, OPEN, Desk, desk, held, slug_of
from tests.support.scene import Scene

__all__ = ["desk"]
AFTER = datetime(2026, 11, 7, 17, tzinfo=UTC)  # Pitch closed at 16:30 Moroccan time
EDIT = "/programme/edit?edit=inspiration"


def said(html: str) -> str:
    """The words that stand in a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def asked(html: str) -> list[str]:
    """What the page asks to look at twice."""
    found = re.search(r'<div class="notice tone-care" role="alert".*?</ul>', html, re.DOTALL)
    return [said(one) for one in re.findall(r'<span class="warned">.*?</span></span>', found[0])] if found else []


def section(html: str, title: str) -> str:
    """The words of the section that a title names; "" when there is none."""
    found = re.search(rf'<section[^>]*aria-labelledby="{title}".*?</section>', html, re.DOTALL)
    return said(found[0]) if found else ""


async def name_of(scene: Scene, team: UUID) -> str:
    return str(await scene.engine.pool.fetchval("SELECT name FROM team WHERE id = $1", team))


# ── A closing that is pulled forward ──


async def test_a_closing_pulled_forward_names_the_teams_that_lack_something(scene: Scene, desk: Desk) -> None:
    ready, lacking = await scene.team(), await scene.team()
    await scene.at(OPEN)
    await scene.deposit(ready)
    answer = await desk.send(EDIT, "/programme/edit", closes="2026-11-03T10:02")
    assert asked(answer.text) == [
        "The phase would close in 2 minutes, sooner than its teams were told. "
        f"1 team still lacks something: {await name_of(scene, lacking)} ."
    ]


async def test_a_closing_pulled_forward_moves_when_it_is_sent_again(scene: Scene, desk: Desk) -> None:
    await scene.team()
    await scene.at(OPEN)
    answer = await desk.send(EDIT, "/programme/edit", closes="2026-11-03T10:02")
    form = next(body for body in re.findall(r"<form.*?</form>", answer.text, re.DOTALL) if 'name="closes"' in body)
    typed = dict(re.findall(r'name="([^"]+)"[^>]*? value="([^"]*)"', form)) | {"closes": "2026-11-03T10:02"}
    assert (await desk.browser.post(f"{desk.base}/programme/edit", data=typed)).status_code == 303


async def test_a_closing_is_asked_about_again_when_another_team_lacks_something_meanwhile(
    scene: Scene, desk: Desk
) -> None:
    await scene.team()
    await scene.at(OPEN)
    answer = await desk.send(EDIT, "/programme/edit", closes="2026-11-03T10:02")
    form = next(body for body in re.findall(r"<form.*?</form>", answer.text, re.DOTALL) if 'name="closes"' in body)
    typed = dict(re.findall(r'name="([^"]+)"[^>]*? value="([^"]*)"', form)) | {"closes": "2026-11-03T10:02"}
    await scene.team()
    again = await desk.browser.post(f"{desk.base}/programme/edit", data=typed)
    assert (again.status_code, "2 teams still lack something" in asked(again.text)[0]) == (200, True)


async def test_a_closing_pulled_forward_names_a_few_of_many_teams(scene: Scene, desk: Desk) -> None:
    for _ in range(7):
        await scene.team()
    await scene.at(OPEN)
    answer = await desk.send(EDIT, "/programme/edit", closes="2026-11-03T10:02")
    assert asked(answer.text)[0].endswith("and 2 more.")


async def test_a_closing_pulled_forward_is_asked_about_when_no_team_lacks_anything(scene: Scene, desk: Desk) -> None:
    team = await scene.team()
    await scene.at(OPEN)
    await scene.deposit(team)
    answer = await desk.send(EDIT, "/programme/edit", closes="2026-11-03T10:02")
    assert asked(answer.text)[0].endswith("No team lacks anything.")


@pytest.mark.parametrize(
    ("phase", "day", "closes"),
    [("inspiration", "2026-11-03", "T17:00"), ("ideation", "2026-11-05", "T15:30")],
    ids=["later", "far"],
)
async def test_a_closing_that_comes_later_or_is_far_ahead_moves_at_once(
    scene: Scene, desk: Desk, phase: str, day: str, closes: str
) -> None:
    await scene.at(OPEN)
    answer = await desk.send(
        f"/programme/edit?edit={phase}", "/programme/edit", opens=f"{day}T09:00", closes=day + closes
    )
    assert answer.status_code == 303


# ── A shift ──


async def left_behind(desk: Desk, query: str) -> list[str]:
    """The sessions that the preview names."""
    html = await desk.see(f"/programme/shift?{query}")
    found = re.search(r'<div class="notice tone-care">.*?<ul>(.*?)</ul>', html, re.DOTALL)
    return [said(one) for one in re.findall(r"<li>.*?</li>", found[1], re.DOTALL)] if found else []


async def test_the_preview_of_a_shift_names_the_sessions_that_fall_outside_their_phase(
    scene: Scene, desk: Desk
) -> None:
    await publish(scene, drafted(scene))
    found = await left_behind(desk, "after=2026-11-03&days=7")
    assert found == ["Écouter · Definition · Wednesday 4 November 2026 at 10:00, Morocco time"]


async def test_the_preview_of_a_shift_leads_to_the_session_in_the_calendar(scene: Scene, desk: Desk) -> None:
    session = await publish(scene, drafted(scene))
    html = await desk.see("/programme/shift?after=2026-11-03&days=7")
    found = re.search(r'href="([^"]*/calendar/[^"]*)"', html)
    assert found and str(session) in (await desk.see(found[1].removeprefix(desk.base)))


@pytest.mark.parametrize("query", ["after=2026-11-05&days=7", "after=2027-01-05&days=7"], ids=["later", "nothing"])
async def test_the_preview_of_a_shift_names_no_session_of_a_phase_that_stays(
    scene: Scene, desk: Desk, query: str
) -> None:
    await publish(scene, drafted(scene))
    assert await left_behind(desk, query) == []


async def test_the_preview_of_a_shift_names_no_draft(scene: Scene, desk: Desk) -> None:
    await scene.send(drafted(scene))
    assert await left_behind(desk, "after=2026-11-03&days=7") == []


# ── A team that was advanced by hand ──


async def advanced_to_the_end(scene: Scene) -> str:
    """A team that deposited nothing for Pitch, and that a facilitator let pass; its slug."""
    team = await scene.team()
    await scene.at(AFTER)
    await scene.send(
        *(phases.Advance(edition=scene.edition, team=team, phase=phase, reason="Vu en réunion") for phase in PHASES)
    )
    return await slug_of(scene, team)


async def test_a_team_that_passed_by_decision_is_not_called_up_to_date(scene: Scene, desk: Desk) -> None:
    html = await desk.see(f"/board/teams/{await advanced_to_the_end(scene)}")
    badges = re.findall(r'<span class="badge[^>]*>(.*?)</span>', html.split("<section", 1)[0], re.DOTALL)
    assert [said(one) for one in badges] == ["Passed by decision"]


async def test_what_a_team_passed_without_is_named_once(scene: Scene, desk: Desk) -> None:
    found = section(await desk.see(f"/board/teams/{await advanced_to_the_end(scene)}"), "list-title")
    assert re.findall(r"Pitch deck( · \S+)", found) == [" · Pitch"]


async def test_what_a_team_passed_without_is_said_to_have_been_decided(scene: Scene, desk: Desk) -> None:
    found = section(await desk.see(f"/board/teams/{await advanced_to_the_end(scene)}"), "list-title")
    assert "Pitch deck · Pitch · Not deposited · passed by decision" in found


async def test_the_gate_threatens_no_team_that_has_passed_it(scene: Scene, desk: Desk) -> None:
    found = section(await desk.see(f"/board/teams/{await advanced_to_the_end(scene)}"), "time-title")
    assert found == "Deadline All phases passed"


# ── Reminding ──


async def test_the_task_to_remind_leads_to_exactly_those_teams(scene: Scene, desk: Desk) -> None:
    ready, lacking = await scene.team(), await scene.team()
    await scene.at(OPEN)
    await scene.deposit(ready)
    href = re.findall(r'<a href="([^"]*)">Remind 1 team', await desk.see("/board"))[0].replace("&amp;", "&")
    listed = (await desk.see(href.removeprefix(desk.base).split("#")[0])).split('id="listed"')[1]
    assert re.findall(r'href="[^"]*/board/teams/([^"]*)"', listed) == [await slug_of(scene, lacking)]


async def test_each_team_to_remind_can_be_written_to(scene: Scene, desk: Desk) -> None:
    team = await scene.team()
    await scene.at(OPEN)
    listed = (await desk.see("/board?status=remind")).split('id="listed"')[1]
    assert f'href="{desk.base}/announcements?to=team:{team}"' in listed


async def test_a_team_can_be_written_to_from_its_page(scene: Scene, desk: Desk) -> None:
    team = await scene.team()
    page = await desk.see(f"/board/teams/{await slug_of(scene, team)}")
    assert f'href="{desk.base}/announcements?to=team:{team}"' in page


# ── Extensions ──


async def test_an_extension_is_not_offered_when_no_later_deadline_is_possible(scene: Scene, desk: Desk) -> None:
    _, slug = await held(scene)
    await scene.at(AFTER)
    assert "?act=extend" not in await desk.see(f"/board/teams/{slug}")


async def test_it_is_said_why_no_extension_is_offered(scene: Scene, desk: Desk) -> None:
    _, slug = await held(scene)
    await scene.at(AFTER)
    found = section(await desk.see(f"/board/teams/{slug}"), "acts-title")
    assert "No extension is possible any more: none goes beyond Saturday 7 November 2026 at 16:30" in found


async def test_why_a_team_is_held_is_not_said_while_it_is_extended(scene: Scene, desk: Desk) -> None:
    team, slug = await held(scene)
    until = CLOSED + timedelta(days=1)
    await scene.send(phases.Extend(edition=scene.edition, team=team, phase="inspiration", until=until, reason="Grève"))
    assert "Why it is held" not in await desk.see(f"/board/teams/{slug}")


async def test_the_success_of_an_extension_says_until_when(scene: Scene, desk: Desk) -> None:
    team, slug = await held(scene)
    page = f"/board/teams/{slug}"
    shown = await desk.done(f"{page}?act=extend", f"{page}/extend", until="2026-11-04T16:30", reason="Grève")
    assert f"{await name_of(scene, team)} has more time, until 4 November 2026 at 16:30." in said(shown.text)
