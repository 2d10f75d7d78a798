"""The programme of an edition with 96 sessions, signed in as a facilitator, against a bare page of the same rows."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bench.board import inspired, rate, served, signed_in
from bench.measure import Figure, spread
from bench.story import Story, tell
from bench.world import World, world
from events.message import Command
from idarathon.calendar import commands as calendar
from idarathon.editions.events import Text
from idarathon.phases.events import PHASES

TEAMS, SESSIONS, ROUNDS = 40, 96, 5
COMING = PHASES[1:]
ABOUT = Text(fr="Une demi-journée de travail sur les besoins des usagers, avec une restitution devant les équipes.")


async def measure() -> list[Figure]:
    """Pages a second of ours over those of the bare one; both are asked by the same client, in turns."""
    story = Story("sessions", TEAMS)
    async with world() as here:
        url = await here.create("sessions")
        cookie = await _prepare(here, url, story)
        async with served(here, url, story) as (ours, bare):
            path = f"/fr/e/{story.name}-{TEAMS}/programme"
            await rate(ours, path, cookie, 1.0)
            await rate(bare, "/sessions", "", 1.0)
            rates = [(await rate(ours, path, cookie), await rate(bare, "/sessions", "")) for _ in range(ROUNDS)]
    pages, shown = ([one[place] for one in rates] for place in range(2))
    ratio = statistics.median(page / row for page, row in rates)
    note = f"pages/s: programme {spread(pages, 0)}, bare {spread(shown, 0)}"
    name = f"programme of {SESSIONS} sessions / bare page"
    return [Figure(name=name, value=ratio, limit=0.3, at_least=True, unit="×", note=note)]


async def _prepare(here: World, url: str, story: Story) -> str:
    """Sessions in the four phases to come, of which the first has just begun. Returns a facilitator's cookie."""
    async with inspired(here, url, story) as (engine, _):
        await tell(engine.dispatch, published_sessions(story))
        await engine.quiet()
        cookie = await signed_in(engine, story, story.opens("definition") + timedelta(hours=1))
    await here.analyze("sessions")
    return cookie


def published_sessions(story: Story, many: int = SESSIONS) -> Iterator[Command]:
    """One in five is a webinar for all."""
    for number in range(many):
        webinar = not number % 5
        session, slot = story.id(f"session {number}"), _slot(story, number, many)
        same: dict[str, Any] = {"edition": story.edition, "session": session}
        yield calendar.DraftSession(
            **same,
            **slot,
            kind="webinar" if webinar else "workshop",
            title=Text(fr=f"Séance {number}", ar=f"جلسة {number}"),
            about=ABOUT,
            room=None if webinar else f"Salle {number}",
            audience="all" if webinar else "teams",
        )
        yield calendar.Publish(**same)


def _slot(story: Story, number: int, many: int) -> dict[str, Any]:
    """Four sessions at a time, on the two days of a phase, from 9:00 on."""
    phase = COMING[number * len(COMING) // many]
    place = number % (many // len(COMING))
    starts = story.opens(phase) + timedelta(days=place // 12, hours=place % 12 // 4 * 2)
    return {"phase": phase, "starts": _wall(starts), "ends": _wall(starts + timedelta(hours=1, minutes=30))}


def _wall(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M}"
