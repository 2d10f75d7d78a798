"""A team with its people on the running site, and how a browser fills in a form of its pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx

from tests.support.scene import Scene
from tests.support.site import Site, fields


class Crew:
    """A team with its people and its lead's browser."""

    def __init__(self, scene: Scene, site: Site, team: UUID, slug: str, people: list[UUID]) -> None:
        self.scene, self.site, self.team, self.slug, self.people = scene, site, team, slug, people

    @property
    def base(self) -> str:
        return f"/fr/e/{self.scene.slug}/team/{self.slug}"

    @property
    def deposit(self) -> str:
        return f"{self.base}/deposit/inspiration/carnet"

    async def browser(self, place: int = 0) -> httpx.AsyncClient:
        return await self.site.signed_in(self.people[place])

    async def deposits(self) -> list[Any]:
        sql = "SELECT position, title, text, links::text, late, counts FROM deposit WHERE team = $1 ORDER BY position"
        rows: list[Any] = await self.scene.engine.pool.fetch(sql, self.team)
        return rows


async def crew(scene: Scene, site: Site, members: int = 3) -> Crew:
    team = await scene.team(members=members)
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    rows = await scene.engine.pool.fetch(
        "SELECT account FROM team_member WHERE team = $1 ORDER BY lead DESC, joined_at", team
    )
    return Crew(scene, site, team, slug, [row["account"] for row in rows])


async def form(browser: httpx.AsyncClient, path: str) -> dict[str, str]:
    """The hidden fields of the first form of a page that is posted to ``path``, or of the page."""
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text[-2000:]
    return fields(answer.text)


async def post(browser: httpx.AsyncClient, path: str, to: str | None = None, **typed: str) -> httpx.Response:
    """What a browser sends when the form of the page is filled in and sent."""
    return await browser.post(to or path, data={**await form(browser, path), **typed})
