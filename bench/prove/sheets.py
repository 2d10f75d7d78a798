"""The jury by keyboard alone, and with JavaScript off: a conflict declared, each sheet filled in and the next one
found; then the president decides about the conflicts, closes the jury and decides about the prizes."""

from __future__ import annotations

import asyncio
import sys
import traceback
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from playwright.async_api import Browser

from bench.measure import Figure, fact, show
from bench.world import world
from idarathon.people import vault
from tests.browser.stack import Stack, stack
from tests.support import demo
from tests.support.browser import open_browser, open_context
from tests.support.hands import Hands, Keyboard, Mouse, Said, sees
from tests.support.panel import AFTER, Panel
from tests.support.scene import START, Scene
from web.cookies import SESSION

TYPED: Final = "Un essai convaincant."


async def measure() -> tuple[list[Figure], Said]:
    """A jury that is open, three teams before it; its members one after the other."""
    async with world() as here:
        url = await here.create("sheets")
        async with demo.running(url, here.nats.url, START) as engine:
            panel = await Panel(await Scene(engine).prepare()).opened(teams=3, quorum=1)
        async with stack(url, here.nats.url, here.folder / "data") as site, open_browser() as browser:
            await site.at(AFTER)
            return await _all(site, browser, panel)


async def _all(site: Stack, browser: Browser, panel: Panel) -> tuple[list[Figure], Said]:
    president, first, second = panel.people
    ways = ((first, juror, "fr", True, 390), (second, juror, "fr", False, 390), (president, presides, "ar", True, 1280))
    lines, met = list[Figure](), Said()
    for account, story, lang, keyboard, width in ways:
        name = "a juror assesses" if story is juror else "the president closes and decides"
        title = f"hands: {name}, {'keyboard alone' if keyboard else 'JavaScript off'}, {lang}, {width} px"
        async with open_context(
            browser, base_url=site.base, width=width, height=844, lang=lang, javascript=keyboard
        ) as context:
            token = (await vault.open_session(site.pool, account, datetime.now(UTC))).token
            await context.add_cookies([{"name": SESSION, "value": token, "url": site.base}])
            page = await context.new_page()
            hands: Hands = Keyboard(page) if keyboard else Mouse(page)
            try:
                await page.goto(f"/{lang}/me")
                await story(hands)
                done = await _full(site, account) == (3 if story is presides else 2)
                lines.append(fact(title, done, f"{hands.said.presses} key presses" if keyboard else ""))
            except Exception:
                traceback.print_exc()
                lines.append(fact(title, False, f"stopped at {page.url}"))
            met.traps += hands.said.traps
            met.unseen += hands.said.unseen
    stage = await site.pool.fetchval("SELECT stage FROM jury WHERE edition = $1", panel.edition)
    return [*lines, fact("hands: the jury has decided", stage == "decided", str(stage))], met


async def _full(site: Stack, juror: UUID) -> int:
    """How many teams have both marks of the juror."""
    sql = """SELECT count(*) FROM (
                 SELECT e.data->>'team' FROM event e CROSS JOIN LATERAL json_object_keys(e.data->'marks') AS key
                 WHERE e.type = 'jury.scored' AND e.actor = $1 GROUP BY 1 HAVING count(DISTINCT key) = 2) sheets"""
    found: int = await site.pool.fetchval(sql, juror)
    return found


async def juror(hands: Hands) -> None:
    """Declares a conflict of interest about one team, and fills in the sheets of the others."""
    await hands.go('main a[href*="/reviews"]')
    await hands.go('main a[href$="/recusals"]')
    await hands.choose("#f-team")
    await hands.write("#f-reason", TYPED)
    await hands.go('main form[action$="/recusals"] button.btn')
    await sees(hands, "#mine li", TYPED)
    await hands.go('main a[href$="/reviews"]')
    await assessed(hands, 2)


async def assessed(hands: Hands, teams: int) -> None:
    """Each team that waits, the next one from the page of the one before."""
    await hands.go("#sheets li:first-child a")
    for place in range(teams):
        for key, mark in (("impact", 5 - place), ("idee", 4 - place)):
            await hands.pick(f'input[name="mark-{key}"][value="{mark}"]')
        await hands.write("#f-comment", TYPED)
        last = place == teams - 1
        await hands.go("form[data-sheet] button.btn" if last else "form[data-sheet] button[name=onward]")
    await sees(hands, "main", TYPED)
    await hands.go('main .row a[href$="/reviews"]')
    await sees(hands, "#sheets .badge.tone-good", "")
    assert await hands.page.locator("#sheets .badge.tone-good").count() == teams


async def presides(hands: Hands) -> None:
    """The president's own sheets, the two conflicts, the end of the scoring, and the prizes."""
    await hands.go('main a[href*="/reviews"]')
    if "/reviews/" in hands.page.url:
        await hands.go('main .row a[href$="/reviews"]')
    await assessed(hands, 3)
    await hands.go('main a[href$="/jury"]')
    for _ in range(2):
        await hands.go('form[action$="/recusal"]:has(input[name=accepted][value=yes]) button')
    for _ in range(2):  # what is final is asked twice
        await hands.go('form[action$="/jury/close"] button')
    await hands.go('main a[href$="/deliberation"]')
    await hands.go('main form[action$="/deliberation"] button.btn')
    await hands.go('main form[action$="/decide"] button.btn')
    await sees(hands, ".verdict-list .card", "")


async def _main() -> int:
    lines, met = await measure()
    for one in (*met.traps, *met.unseen):
        print(one, file=sys.stderr)
    return 0 if show(lines, "the jury's hands") and not met.traps and not met.unseen else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
