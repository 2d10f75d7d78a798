"""The report of an edition of 150 teams, signed in as a facilitator, against a bare page of the same rows."""

from __future__ import annotations

import statistics

from bench.board import inspired, rate, served, signed_in
from bench.measure import Figure, spread
from bench.story import Story
from bench.world import World, world

TEAMS, ROUNDS = 150, 5


async def measure() -> list[Figure]:
    """Pages a second of ours over those of the bare one; both are asked by the same client, in turns."""
    story = Story("report", TEAMS)
    async with world() as here:
        url = await here.create("report")
        cookie = await _prepare(here, url, story)
        async with served(here, url, story) as (ours, bare):
            path = f"/fr/e/{story.name}-{TEAMS}/report"
            await rate(ours, path, cookie, 1.0)
            await rate(bare, "/report", "", 1.0)
            rates = [(await rate(ours, path, cookie), await rate(bare, "/report", "")) for _ in range(ROUNDS)]
    pages, shown = ([one[place] for one in rates] for place in range(2))
    ratio = statistics.median(page / row for page, row in rates)
    note = f"pages/s: report {spread(pages, 0)}, bare {spread(shown, 0)}"
    return [Figure(name="report of 150 teams / bare page", value=ratio, limit=0.3, at_least=True, unit="×", note=note)]


async def _prepare(here: World, url: str, story: Story) -> str:
    """150 teams, of which two in three have passed Inspiration; returns a facilitator's cookie."""
    async with inspired(here, url, story) as (engine, _):
        cookie = await signed_in(engine, story, story.closes("inspiration"))
    await here.analyze("report")
    return cookie
