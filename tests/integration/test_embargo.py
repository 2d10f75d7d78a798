"""What somebody without a part in an edition is told of it: nothing of what is kept from the public."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from idarathon.calendar import commands as sessions
from tests.integration.test_calendar import drafted, publish
from tests.integration.test_web_live import cookie, opened
from tests.support.panel import Panel
from tests.support.scene import Scene
from tests.support.site import Site, running

PUBLIC = (
    "/api/v1/editions",
    "/api/v1/editions/{slug}",
    "/api/v1/editions/{slug}/phases",
    "/api/v1/editions/{slug}/challenges",
    "/api/v1/editions/{slug}/teams",
    "/api/v1/editions/{slug}/sessions",
    "/api/v1/editions/{slug}/prizes",
    "/api/v1/editions/{slug}/timeline",
    "/api/v1/bank",
    "/fr/e/{slug}",
    "/fr/e/{slug}/teams",
    "/fr/e/{slug}/history",
)
CHANCE = re.compile(r'nonce[=-]"?[^"\' ]+|name="csrf" value="[^"]*"|name="id" value="[^"]*"')  # drawn for each answer


@pytest.fixture
async def site(scene: Scene, database: str, nats_url: str) -> AsyncIterator[Site]:
    async with running(database, nats_url, scene.engine.clock) as site:
        while not site.app.state.services.bus.connected:  # noqa: ASYNC110 (nothing announces it)
            await asyncio.sleep(0.01)
        yield site


async def answers(site: Site, slug: str) -> dict[str, str]:
    """What a visitor reads, but for what is drawn by lot."""
    found = {}
    async with aclosing(site.browser()) as browser:
        for path in PUBLIC:
            answer = await browser.get(path.format(slug=slug))
            assert answer.status_code == 200, path
            found[path] = CHANCE.sub("", answer.text)
    return found


@pytest.mark.world("opened")
async def test_what_the_jury_does_under_embargo_leaves_public_answers_as_they_were(
    scene: Scene, panel: Panel, site: Site
) -> None:
    before = await answers(site, scene.slug)
    await panel.score(panel.president, panel.teams[0], 5, 4)
    assert await answers(site, scene.slug) == before


@pytest.mark.world("closed")
async def test_a_decision_under_embargo_leaves_public_answers_as_they_were(
    scene: Scene, panel: Panel, site: Site
) -> None:
    before = await answers(site, scene.slug)
    await panel.decide()
    assert await answers(site, scene.slug) == before


async def test_who_runs_a_session_follows_who_comes_and_nobody_else_does(scene: Scene, site: Site) -> None:
    host, other, stranger = [await scene.person(name) for name in ("Animatrice", "Agent", "Autre")]
    session = await publish(scene, drafted(scene, facilitator=host))
    await scene.engine.quiet()
    path = f"/fr/e/{scene.slug}/live"
    async with (
        opened(site, path, await cookie(site, host)) as hers,
        opened(site, path, await cookie(site, stranger)) as theirs,
    ):
        await scene.send(sessions.Register(edition=scene.edition, session=session), actor=other)
        assert (await hers.changed())["types"] == ["session.registered"]
        await scene.send(sessions.Cancel(edition=scene.edition, session=session, reason="Report"))
        assert (await theirs.changed())["types"] == ["session.cancelled"]


async def test_who_runs_a_session_has_missed_what_happened_since_its_page_was_drawn(scene: Scene, site: Site) -> None:
    host, other = await scene.person("Animatrice"), await scene.person("Agent")
    session = await publish(scene, drafted(scene, facilitator=host))
    await scene.engine.quiet()
    drawn = await scene.engine.pool.fetchval("SELECT max(position) FROM event")
    await scene.send(sessions.Register(edition=scene.edition, session=session), actor=other)
    await scene.engine.quiet()
    async with opened(site, f"/fr/e/{scene.slug}/live", await cookie(site, host), query=f"after={drawn}") as page:
        assert (await page.changed())["types"] == []
