"""People without a team, in open intake: they say so, find teams, are found by leads, and leave the list by joining."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from idarathon.teams import commands as teams
from idarathon.teams.projections import TeamAlready
from idarathon.teams.reads import seekers
from idarathon.viewer import Role, Viewer
from tests.integration.test_composition import somebody
from tests.integration.test_join_requests import opened
from tests.support.counting import statements
from tests.support.crew import post
from tests.support.scene import Scene
from tests.support.site import Site


async def enter(scene: Scene, account: UUID, words: str = "") -> None:
    await scene.send(teams.Seek(edition=scene.edition, account=account, words=words), actor=account)


def names(html: str) -> list[str]:
    """Who stands on the list."""
    return [
        part.split("</strong>")[0] for part in html.split('id="seekers-title"')[-1].split('<strong dir="auto">')[1:]
    ]


async def test_somebody_looks_for_a_team_and_is_invited_from_the_list(scene: Scene, site: Site) -> None:
    one = await opened(scene, site)
    seek, own = f"/fr/e/{scene.slug}/teams/seek", f"{one.base}/members"
    salma = await somebody(scene, "woman", region="souss-massa", name="Salma", skills=["data"])
    hers, lead = await site.signed_in(salma), await one.browser()
    assert f'href="{seek}"' in (await hers.get(f"/fr/e/{scene.slug}/teams")).text
    assert f'href="{seek}"' in (await hers.get("/fr/me")).text
    assert f"/teams/{one.slug}#join" in (await hers.get(seek)).text
    assert (await post(hers, seek, words="Je cherche <b>des amis</b>.")).status_code == 303
    page = (await lead.get(own)).text
    assert names(page)[:1] == ["Salma"] and "Je cherche &lt;b&gt;des amis&lt;/b&gt;." in page and "Souss-Massa" in page
    assert names((await (await site.signed_in(scene.facilitator)).get(seek)).text) == ["Salma"]
    desk = f"/fr/e/{scene.slug}/composition"
    assert "Cherche une équipe" in (await (await site.signed_in(scene.facilitator)).get(desk)).text
    task = f'href="{own}#seekers-title"'
    assert task in (await lead.get("/fr/me")).text and task not in (await (await one.browser(1)).get("/fr/me")).text
    for other in (await one.browser(1), await site.signed_in(await scene.person("Anas"))):
        for path in (own, seek, f"/fr/e/{scene.slug}/teams", f"/fr/e/{scene.slug}/history"):
            assert "Salma" not in (await other.get(path)).text
    typed = {"account": str(salma)}
    assert (await post(lead, own, f"{own}/invite-seeker", **typed)).status_code == 303
    page = (await lead.get(own)).text
    assert f"{salma}@" not in page and "/invite-seeker" not in page  # known by its name, and invited once
    assert task not in (await lead.get("/fr/me")).text
    await scene.send(teams.Accept(edition=scene.edition, team=one.team), actor=salma)
    assert "seekers-title" not in (await lead.get(own)).text
    with pytest.raises(TeamAlready):
        await enter(scene, salma)
    events = await scene.engine.pool.fetch("SELECT data::text FROM event WHERE type LIKE 'team.seeker%'")
    assert len(events) == 1 and "amis" not in events[0]["data"]
    await scene.send(teams.Leave(edition=scene.edition, team=one.team), actor=salma)
    await enter(scene, salma)
    assert names((await lead.get(own)).text)[:1] == ["Salma"]
    assert (await post(hers, seek, f"{seek}/stop")).status_code == 303
    assert "seekers-title" not in (await lead.get(own)).text


async def test_what_is_not_shown_is_not_told_and_leads_elsewhere_see_nobody(scene: Scene, site: Site) -> None:
    one = await opened(scene, site)
    await enter(scene, await somebody(scene, "woman", region="oriental", name="Salma"))
    page = (await (await one.browser()).get(f"{one.base}/members")).text
    assert "Oriental" in page.split('id="seekers-title"')[1] and "une femme" not in page  # not shown to others
    for team, found in ((one.team, 1), (uuid4(), 0)):
        viewer = Viewer(account=one.people[0], teams={team: Role.LEAD})
        assert len(await seekers(scene.engine.pool, viewer, scene.edition)) == found


async def test_the_list_and_the_teams_cost_as_much_for_three_as_for_one(scene: Scene, site: Site) -> None:
    one = await opened(scene, site)
    seek, own = f"/fr/e/{scene.slug}/teams/seek", f"{one.base}/members"
    hers, lead = await site.signed_in(await scene.person("Anas")), await one.browser()
    await enter(scene, await scene.person("Salma"))
    costs = [(await statements(site, hers, seek), await statements(site, lead, own))]
    for _ in range(2):
        team = await scene.team(settled=False)
        await scene.send(teams.SetOpenings(edition=scene.edition, team=team, takes=True))
        await enter(scene, await scene.person("Zineb"))
    costs.append((await statements(site, hers, seek), await statements(site, lead, own)))
    assert costs[0] == costs[1]
