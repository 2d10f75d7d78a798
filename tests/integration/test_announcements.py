"""Announcements: to whom they go, who reads them, and that nothing goes out unseen."""

from __future__ import annotations

import re
from uuid import UUID

import httpx

from idarathon.notices.reads import announcements, audience
from idarathon.people.reads import viewer_of
from idarathon.viewer import Role
from tests.support.scene import Scene
from tests.support.site import Site, fields

WORDS = {"title.fr": "Salle changée", "body.fr": "Rendez-vous\nen salle B."}


async def titles(scene: Scene, account: UUID) -> list[str | None]:
    """The announcements that somebody reads."""
    viewer = await viewer_of(scene.engine.pool, account)
    return [one.title.fr for one in await announcements(scene.engine.pool, viewer, scene.edition)]


async def look(scene: Scene, browser: httpx.AsyncClient, to: str = "all") -> httpx.Response:
    """Write, and look at what would go out."""
    base = f"/fr/e/{scene.slug}/announcements"
    form = fields((await browser.get(base)).text.partition(f'action="{base}/check"')[2])
    return await browser.post(f"{base}/check", data={**form, "to": to, **WORDS})


def ready(scene: Scene, checked: httpx.Response) -> dict[str, str]:
    """What the page that was looked at sends."""
    return fields(checked.text.partition(f'action="/fr/e/{scene.slug}/announcements"')[2])


async def announce(scene: Scene, browser: httpx.AsyncClient, to: str) -> httpx.Response:
    """Write, look, send."""
    checked = await look(scene, browser, to)
    if checked.status_code != 200:
        return checked
    return await browser.post(f"/fr/e/{scene.slug}/announcements", data=ready(scene, checked))


async def test_an_announcement_to_one_team_is_read_by_its_people_alone(scene: Scene, site: Site) -> None:
    ours, theirs = await scene.team("Ours"), await scene.team("Theirs")
    async with await site.signed_in(scene.facilitator) as browser:
        answer = await announce(scene, browser, f"team:{ours}")
    await scene.engine.quiet()
    read = [[await titles(scene, one) for one in await scene.members(team)] for team in (ours, theirs)]
    assert (answer.status_code, read) == (303, [[["Salle changée"]] * 3, [[]] * 3])


async def test_an_announcement_to_all_reaches_teams_and_roles(scene: Scene, site: Site) -> None:
    team, mentor, stranger = await scene.team(), await scene.person("Mentor"), await scene.person("Autre")
    await scene.grant(mentor, Role.MENTOR)
    async with await site.signed_in(scene.facilitator) as browser:
        await announce(scene, browser, "all")
    await scene.engine.quiet()
    read = [await titles(scene, one) for one in (*await scene.members(team), mentor, stranger)]
    assert read == [["Salle changée"]] * 4 + [[]]


async def test_how_many_read_it_is_known_before(scene: Scene) -> None:
    team = await scene.team()
    await scene.team()
    viewer = await viewer_of(scene.engine.pool, scene.facilitator)
    pool = scene.engine.pool
    assert [
        await audience(pool, viewer, scene.edition, None, None, team),
        await audience(pool, viewer, scene.edition, None, "inspiration", None),
        await audience(pool, viewer, scene.edition, None, "pitch", None),
        await audience(pool, viewer, scene.edition, None, None, None),
    ] == [3, 6, 0, 6]  # of all: not who asks, who would send it


async def test_nothing_goes_out_by_looking_at_it(scene: Scene, site: Site) -> None:
    team = await scene.team()
    async with await site.signed_in(scene.facilitator) as browser:
        checked = await look(scene, browser)
    await scene.engine.quiet()
    assert (checked.status_code, await titles(scene, (await scene.members(team))[0])) == (200, [])


async def test_what_was_typed_comes_back_to_be_corrected(scene: Scene, site: Site) -> None:
    base = f"/fr/e/{scene.slug}/announcements"
    async with await site.signed_in(scene.facilitator) as browser:
        checked = await look(scene, browser)
        back = await browser.post(f"{base}/edit", data=ready(scene, checked))
    typed = re.search(r'name="title.fr"[^>]*value="([^"]*)"', back.text)
    assert (typed and typed[1], "en salle B." in back.text) == ("Salle changée", True)


async def test_sent_twice_it_is_one(scene: Scene, site: Site) -> None:
    team = await scene.team()
    base = f"/fr/e/{scene.slug}/announcements"
    async with await site.signed_in(scene.facilitator) as browser:
        checked = await look(scene, browser)
        statuses = [(await browser.post(base, data=ready(scene, checked))).status_code for _ in range(2)]
    await scene.engine.quiet()
    assert (statuses, await titles(scene, (await scene.members(team))[0])) == ([303, 303], ["Salle changée"])


async def test_an_address_that_the_page_does_not_offer_is_refused(scene: Scene, site: Site) -> None:
    async with await site.signed_in(scene.facilitator) as browser:
        answers = [
            await announce(scene, browser, to) for to in ("team:x", f"team:{scene.edition}", "edition:1", "all:x", "")
        ]
    assert [answer.status_code for answer in answers] == [400] * 5


async def test_who_does_not_run_the_edition_announces_nothing(scene: Scene, site: Site) -> None:
    team = await scene.team()
    async with await site.signed_in((await scene.members(team))[0]) as browser:
        page = (await browser.get(f"/fr/e/{scene.slug}/announcements")).text
        csrf = fields(page)["csrf"]
        answer = await browser.post(
            f"/fr/e/{scene.slug}/announcements", data={"csrf": csrf, "to": "all", "id": str(scene.edition), **WORDS}
        )
    assert answer.status_code == 403


async def test_what_was_corrected_after_sending_goes_out_as_well(scene: Scene, site: Site) -> None:
    team = await scene.team()
    base = f"/fr/e/{scene.slug}/announcements"
    async with await site.signed_in(scene.facilitator) as browser:
        form = fields((await browser.get(base)).text.partition(f'action="{base}/check"')[2])
        for words in ({}, {"title.fr": "Encore autre chose"}):
            checked = await browser.post(f"{base}/check", data={**form, "to": "all", **WORDS, **words})
            await browser.post(base, data=ready(scene, checked))
    await scene.engine.quiet()
    assert sorted(map(str, await titles(scene, (await scene.members(team))[0]))) == [
        "Encore autre chose",
        "Salle changée",
    ]
