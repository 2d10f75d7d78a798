"""The public results: each prize with who has it, and for which challenge."""

from __future__ import annotations

import re

import pytest

from idarathon.prizes import commands as prizes
from idarathon.teams import commands as teams
from tests.support.bank import banked, report
from tests.support.panel import Panel
from tests.support.scene import Scene
from tests.support.site import Site


@pytest.mark.world("decided")
async def test_a_prize_stands_with_its_team_and_the_challenge(scene: Scene, panel: Panel, site: Site) -> None:
    team = panel.teams[1]
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    await scene.send(
        teams.AssignChallenge(edition=scene.edition, team=team, challenge=await scene.with_challenge()),
        prizes.OpenCeremony(edition=scene.edition),
        panel.reveal(panel.prizes[1]),
    )
    html = (await site.browser().get(f"/fr/e/{scene.slug}/results")).text
    (shown,) = re.findall(r'<li class="card">.*?</ul>', html, re.DOTALL)
    assert (f'href="/fr/e/{scene.slug}/teams/{slug}"' in shown, "<bdi>Accueil</bdi>" in shown) == (True, True)


@pytest.mark.world("decided")
@pytest.mark.parametrize("publish", [True, False])
async def test_a_winner_has_a_link_to_its_published_entry(
    scene: Scene, panel: Panel, site: Site, publish: bool
) -> None:
    team = panel.teams[1]
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    await scene.send(prizes.OpenCeremony(edition=scene.edition), panel.reveal(panel.prizes[1]))
    await report(scene)
    await banked(scene, team, publish=publish)
    html = (await site.browser().get(f"/fr/e/{scene.slug}/results")).text
    assert (f'href="/fr/e/{scene.slug}/bank/{slug}"' in html) == publish
