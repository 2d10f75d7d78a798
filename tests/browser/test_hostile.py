"""Some of the hostile words in a real browser; all of them everywhere: ``python -m bench.prove hostile``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.browser.stack import stack
from tests.support.browser import open_browser
from tests.support.escapes import of_mail
from tests.support.hostile import WORDS, HostileScene
from tests.support.hostile_story import OPEN, written
from tests.support.post_office import post_office, posting
from tests.support.watching import watched

SOME = ("script", "attribute", "template", "turned")


@pytest.mark.browser
@pytest.mark.slow
async def test_hostile_words_are_only_words(scene: HostileScene, database: str, nats_url: str, tmp_path: Path) -> None:
    """Nothing is called, asked for or violated, nothing turns what stands beside it, in pages and in mails."""
    told = await written(scene, [WORDS[name] for name in SOME])
    async with post_office() as office, posting(office, database, scene.engine.clock) as post:
        while await post.go():
            pass
    assert [(one, len(office.texts) > len(SOME)) for text in office.texts for one in of_mail(text)] == []
    base, slugs = f"/fr/e/{scene.slug}", await _slugs(scene)
    await scene.engine.stop()  # from here on the real one
    pages = ["", "/teams", "/challenges", "/programme", "/board", "/history", "/manage/teams", "/announcements"]
    pages += [f"/{kind}/{slug}" for slug in slugs for kind in ("team", "bank", "board/teams")] + ["/manage/bank"]
    pages += [f"/team/{slug}/{part}" for slug in slugs for part in ("history", "coaching")]
    async with stack(database, nats_url, tmp_path) as site, open_browser() as browser:
        await site.at(OPEN)
        async with (
            site.signed_in(browser, told.people["facilitator"], width=390) as first,
            watched(first.context, site.base) as page,
        ):
            answers = Counter([await page.look(base + path) for path in pages])
    assert (answers, page.told) == (Counter({200: len(pages)}), [])


async def _slugs(scene: HostileScene) -> list[str]:
    rows = await scene.engine.pool.fetch("SELECT slug FROM team WHERE edition = $1", scene.edition)
    return [row["slug"] for row in rows]


@pytest.fixture
async def scene(engine: object) -> HostileScene:
    """Who speaks on it, speaks in hostile words."""
    scene = HostileScene(engine).begin()  # type: ignore[arg-type]
    await scene.prepare()
    return scene
