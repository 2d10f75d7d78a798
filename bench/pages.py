"""The pages of an edition with 1,500 teams, each against a bare page of the rows that it shows."""

from __future__ import annotations

import statistics

from msgspec import Struct

from bench.bare_page import NOW
from bench.bare_pages import ACCOUNT, TEAM
from bench.board import rate, served
from bench.crowded import TEAMS, Crowded, prepare
from bench.measure import Figure, spread
from bench.world import world

ROUNDS, SECONDS = 5, 0.4
SLUG = "equipe-7"


class Shown(Struct, frozen=True):
    """A page: its bare name, its address in the edition or, from the root, its own, and whether one signs in for it."""

    name: str
    path: str
    signed_in: bool = False


PAGES = (
    Shown("edition", ""),
    Shown("teams", "/teams"),
    Shown("manage-teams", "/manage/teams", True),
    Shown("challenges", "/challenges"),
    Shown("team", f"/teams/{SLUG}"),
    Shown("programme", "/programme"),
    Shown("results", "/results"),
    Shown("composition", "/composition", True),
    Shown("applications", "/applications", True),
    Shown("roles", "/settings/roles", True),
    Shown("me", "/fr/me", True),
)


async def measure() -> list[Figure]:
    """Pages a second of ours over those of the bare one; both are asked by the same client, in turns."""
    story = Crowded()
    async with world() as here:
        url, cookie = await prepare(here, "pages", story)
        more = {ACCOUNT: str(story.looker), TEAM: SLUG, NOW: story.now.isoformat()}
        async with served(here, url, story, "bench.bare_pages", **more) as (ours, bare):
            rates: dict[Shown, list[tuple[float, float]]] = {one: [] for one in PAGES}
            for turn in range(ROUNDS + 1):
                for one in PAGES:
                    pair = await _pair(one, f"/fr/e/{story.name}-{TEAMS}", cookie, ours, bare)
                    rates[one] += [pair] if turn else []  # the first turn warms up
    return [_figure(one, pairs) for one, pairs in rates.items()]


async def _pair(one: Shown, base: str, cookie: str, ours: int, bare: int) -> tuple[float, float]:
    path = one.path if one.path.startswith("/fr") else base + one.path
    page = await rate(ours, path, cookie if one.signed_in else "", SECONDS)
    return page, await rate(bare, f"/{one.name}", "", SECONDS)


def _figure(one: Shown, pairs: list[tuple[float, float]]) -> Figure:
    ratio = statistics.median(page / rows for page, rows in pairs)
    pages, shown = ([pair[place] for pair in pairs] for place in range(2))
    note = f"pages/s: ours {spread(pages, 0)}, bare {spread(shown, 0)}"
    name = f"{one.name} among {TEAMS} teams / bare page"
    return Figure(name=name, value=ratio, limit=0.5, at_least=True, unit="×", note=note)
