"""NATS is transport: while it is away pages read, commands commit, and what happened is relayed later."""

from __future__ import annotations

from idarathon.servers.nats import Nats
from tests.support.scene import Scene
from tests.support.site import Site


async def test_without_nats_pages_read_and_commands_commit_and_are_relayed_later(
    scene: Scene, site: Site, nats_server: Nats
) -> None:
    browser = site.browser()
    await nats_server.stop()
    page = await browser.get(f"/fr/e/{scene.slug}")
    team = await scene.team(settled=False)
    ready = await browser.get("/health/ready")
    assert (page.status_code, ready.status_code, ready.json()["ready"]) == (200, 503, False)
    assert await scene.journey(team) == ("", "")
    await nats_server.start()
    await scene.engine.quiet()
    assert await scene.journey(team) == ("waiting", "inspiration")
    await browser.aclose()
