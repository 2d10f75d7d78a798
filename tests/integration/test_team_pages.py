"""A team's own pages: each act through the form that the page draws, over a real database and bus."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from idarathon.editions import commands as editions
from idarathon.phases import commands as phases
from idarathon.phases.events import Requirement
from idarathon.editions.events import Text
from idarathon.teams import commands as teams
from tests.support.scene import Scene
from tests.support.site import Site, fields, running

OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
CLOSED = datetime(2026, 11, 3, 16, 30, tzinfo=UTC)


@pytest.fixture
async def site(scene: Scene, database: str, nats_url: str) -> AsyncIterator[Site]:
    async with running(database, nats_url, scene.engine.clock) as site:
        yield site


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


WRITTEN = {
    "title": "Notre carnet",
    "text": "Ce que\nnous avons vu.",
    "links": "exemple.ma/carnet\n\nhttps://exemple.ma/b",
    "lang": "fr",
}


async def test_a_deposit_through_the_form_gives_a_receipt_in_time(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    answer = await browser.post(one.deposit, data={**await form(browser, one.deposit), **WRITTEN})
    assert answer.status_code == 303, answer.text
    receipt = await browser.get(answer.headers["location"])
    assert "Notre carnet" in receipt.text and "https://exemple.ma/carnet" in receipt.text
    assert "Reçu dans les délais" in receipt.text and "09:30:00" in receipt.text
    assert [(row["title"], row["late"]) for row in await one.deposits()] == [("Notre carnet", False)]
