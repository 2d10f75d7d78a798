"""Asking to join a team in open intake: the team says whom it looks for, somebody asks, the lead answers."""

from __future__ import annotations

from uuid import UUID

import pytest

from idarathon.editions.commands import ChangeSettings, WantedSettings
from idarathon.teams import commands as teams
from idarathon.teams.projections import AlreadyInATeam, TooManyRequests
from tests.support.crew import Crew, crew, post
from tests.support.scene import Scene
from tests.support.site import Site


async def opened(scene: Scene, site: Site, takes: bool = True) -> Crew:
    """A team of an edition with open intake."""
    settings = WantedSettings(organiser=scene.administration, intake="open")
    await scene.send(ChangeSettings(edition=scene.edition, settings=settings))
    one = await crew(scene, site)
    await scene.send(teams.SetOpenings(edition=scene.edition, team=one.team, takes=takes))
    return one


def ask(scene: Scene, team: UUID) -> teams.AskToJoin:
    return teams.AskToJoin(edition=scene.edition, team=team, words="Je dessine.")


async def told(scene: Scene, account: UUID) -> list[str]:
    await scene.engine.quiet()
    rows = await scene.engine.pool.fetch("SELECT kind FROM notice WHERE account = $1 ORDER BY position", account)
    return [row["kind"] for row in rows]


async def test_somebody_asks_and_the_lead_takes_one_and_declines_another(scene: Scene, site: Site) -> None:
    one = await opened(scene, site, takes=False)
    lead, own = await one.browser(), f"{one.base}/members"
    salma, anas = await scene.person("Salma"), await scene.person("Anas")
    hers, his = await site.signed_in(salma), await site.signed_in(anas)
    public = f"/fr/e/{scene.slug}/teams/{one.slug}"
    assert 'id="join"' not in (await hers.get(public)).text
    roles = "Une designer\n\n  Un juriste "
    assert (await post(lead, own, f"{own}/openings", takes="yes", roles=roles, lang="fr")).status_code == 303
    page = (await hers.get(public)).text
    assert "<li>Une designer</li><li>Un juriste</li>" in page
    assert 'id="join"' in (await site.browser().get(public)).text
    for browser, words in ((hers, "Je dessine."), (his, "Je connais la loi.")):
        answer = await post(browser, public, f"{public}/ask", words=words)
        assert (answer.status_code, answer.headers["location"]) == (303, public)
    assert "Je dessine." in (await lead.get(own)).text
    assert "Je dessine." not in (await (await one.browser(1)).get(own)).text  # a member who does not lead
    assert "/members#requests-title" in (await lead.get("/fr/me")).text
    assert (await post(lead, own, f"{own}/decline-request", account=str(anas))).status_code == 400  # without a reason
    no = await post(lead, own, f"{own}/decline-request", account=str(anas), reason="Nous cherchons une designer.")
    assert no.status_code == 303
    assert (await post(lead, own, f"{own}/accept-request", account=str(salma))).status_code == 303
    assert salma in await scene.members(one.team)
    assert (await told(scene, one.people[0]))[-2:] == ["join_asked", "join_asked"]
    assert (await told(scene, salma), await told(scene, anas)) == (["placed"], ["join_declined"])
    events = await scene.engine.pool.fetch("SELECT data::text FROM event WHERE type LIKE 'team.join%'")
    assert not [row for row in events if "dessine" in row["data"] or "designer" in row["data"]]


async def test_a_request_is_taken_back_and_sent_again(scene: Scene, site: Site) -> None:
    one = await opened(scene, site)
    browser, public = await site.signed_in(await scene.person("Salma")), f"/fr/e/{scene.slug}/teams/{one.slug}"
    await post(browser, public, f"{public}/ask")
    assert "/take-back" in (await browser.get(public)).text
    await post(browser, public, f"{public}/take-back")
    assert "/take-back" not in (await browser.get(public)).text
    assert (await post(browser, public, f"{public}/ask")).status_code == 303
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM team_request") == 1


async def test_who_joined_elsewhere_is_not_taken_and_nobody_waits_for_more_than_three(scene: Scene, site: Site) -> None:
    one = await opened(scene, site)
    salma, others = await scene.person("Salma"), [await scene.team(settled=False) for _ in range(3)]
    for team in others:
        await scene.send(teams.SetOpenings(edition=scene.edition, team=team, takes=True))
    await scene.send(*(ask(scene, team) for team in (one.team, *others[:2])), actor=salma)
    with pytest.raises(TooManyRequests):
        await scene.send(ask(scene, others[2]), actor=salma)
    await scene.send(teams.AcceptRequest(edition=scene.edition, team=others[0], account=salma))
    with pytest.raises(AlreadyInATeam):
        await scene.send(teams.AcceptRequest(edition=scene.edition, team=one.team, account=salma))
    with pytest.raises(AlreadyInATeam):
        await scene.send(ask(scene, others[2]), actor=salma)
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM team_request WHERE team = $1", others[2]) == 0
