"""The report of an edition of 150 teams, signed in as a facilitator, against a bare page of the same rows."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime

from bench.board import _rate, _served
from bench.close import running
from bench.measure import Figure, spread
from bench.story import Story, tell
from bench.world import World, world
from idarathon.clock import Clock
from idarathon.editions.commands import GrantRole
from idarathon.people.vault import open_session
from idarathon.viewer import Role

TEAMS, ROUNDS = 150, 5


async def measure() -> list[Figure]:
    """Pages a second of ours over those of the bare one; both are asked by the same client, in turns."""
    story = Story("report", TEAMS)
    async with world() as here:
        url = await here.create("report")
        cookie = await _prepare(here, url, story)
        async with _served(here, url, story) as (ours, bare):
            path = f"/fr/e/{story.name}-{TEAMS}/report"
            await _rate(ours, path, cookie, 1.0)
            await _rate(bare, "/report", "", 1.0)
            rates = [(await _rate(ours, path, cookie), await _rate(bare, "/report", "")) for _ in range(ROUNDS)]
    pages, shown = ([one[place] for one in rates] for place in range(2))
    ratio = statistics.median(page / row for page, row in rates)
    note = f"pages/s: report {spread(pages, 0)}, bare {spread(shown, 0)}"
    return [Figure(name="report of 150 teams / bare page", value=ratio, limit=0.3, at_least=True, unit="×", note=note)]


async def _prepare(here: World, url: str, story: Story) -> str:
    """150 teams, of which two in three have passed Inspiration; returns a facilitator's cookie."""
    staff = story.member(0, 0)
    async with running(url, here.nats.url) as (engine, clock):
        await tell(engine.dispatch, story.found())
        await tell(engine.dispatch, story.gather())
        grant = GrantRole(edition=story.edition, account=staff, role=Role.FACILITATOR)
        await tell(engine.dispatch, iter([story.fixed(grant, "facilitator")]))
        await engine.quiet()
        clock.set(story.opens("inspiration"))
        await tell(engine.dispatch, iter([story.open("inspiration")]))
        await engine.quiet()
        await tell(engine.dispatch, story.deposits("inspiration", [n for n in range(TEAMS) if n % 3]))
        clock.set(story.closes("inspiration"))
        await tell(engine.dispatch, iter([story.close("inspiration")]))
        await engine.quiet()
        await Clock().jump(engine.pool, story.closes("inspiration"))
        opened = await open_session(engine.pool, staff, datetime.now(UTC))
    await here.analyze("report")
    return f"idarathon={opened.token}"
