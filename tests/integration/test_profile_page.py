"""Profil: the page where one says who one is, and the pages where others see it."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import httpx

from idarathon.people import commands as people
from idarathon.people.commands import Profile
from idarathon.people.reads import Seen, profile, viewer_of
from idarathon.viewer import Role
from tests.integration.test_profile import SAID, directorate
from tests.support.counting import statements
from tests.support.mentors import assign, mentor
from tests.support.scene import Scene
from tests.support.site import Site, fields

TYPED = {
    "region": "souss-massa",
    "level": "local",
    "gender": "woman",
    "langs": ["fr", "zgh"],
    "skills": "data",
    "access_needs": "Boucle magnétique",
    "phone": "+212 537 00 00 00",
    "shown": ["phone", "langs"],
}


async def sent(browser: httpx.AsyncClient, **values: object) -> httpx.Response:
    form = fields((await browser.get("/fr/me/profile")).text)
    return await browser.post("/fr/me/profile", data={**form, **TYPED, **values})


async def read(site: Site, account: UUID) -> Seen | None:
    return await profile(site.db, await viewer_of(site.db, account))


async def test_what_is_typed_is_the_profile_and_stands_in_the_form_again(scene: Scene, site: Site) -> None:
    where, account = await directorate(scene), await scene.person("Zineb")
    async with await site.signed_in(account) as browser:
        answer = await sent(browser, directorate=str(where))
        page = unescape((await browser.get("/fr/me/profile")).text)
    found = await read(site, account)
    assert found and (answer.status_code, found.profile, found.directorate) == (303, SAID, where)
    chosen = re.findall(r'value="([\w-]+)"(?: lang="fr")? selected', page), re.findall(r'value="(\w+)" checked', page)
    assert chosen == ([str(where), "souss-massa"], ["local", "fr", "zgh", "data", "woman", "langs", "phone"])


async def test_a_refused_profile_says_what_is_wrong_and_loses_nothing(scene: Scene, site: Site) -> None:
    account = await scene.person("Zineb")
    async with await site.signed_in(account) as browser:
        answer = await sent(browser, phone="appelez-moi", region="paris", directorate=str(account))
    page = unescape(answer.text)
    assert (answer.status_code, re.findall(r'href="#f-(\w+)"', page)) == (400, ["region", "phone", "directorate"])
    assert 'value="appelez-moi"' in page and "Boucle magnétique" in page
    assert await read(site, account) == Seen(account=account, profile=Profile())


async def test_a_focal_point_keeps_its_department(scene: Scene, site: Site) -> None:
    first, other, account = await directorate(scene), await directorate(scene), await scene.person("Focale")
    at = {"account": account, "profile": Profile(), "administration": scene.administration, "directorate": first}
    await scene.send(people.DescribeProfile(**at))  # type: ignore[arg-type]
    await scene.grant(account, Role.FOCAL)
    async with await site.signed_in(account) as browser:
        answer = await sent(browser, directorate=str(other))
    found = await read(site, account)
    assert found and (answer.status_code, found.profile, found.directorate) == (303, SAID, first)


async def test_team_mates_and_mentors_can_call_who_shows_its_telephone(scene: Scene, site: Site) -> None:
    team = await scene.team()
    person, mate, third = await scene.members(team)
    coach = await mentor(scene)
    await assign(scene, team, coach)
    await scene.send(
        people.DescribeProfile(account=person, profile=SAID),
        people.DescribeProfile(account=third, profile=Profile(phone="+212 600 11 22 33")),
    )
    slug = await site.db.fetchval("SELECT slug FROM team WHERE id = $1", team)
    found = []
    for viewer, path in ((mate, f"team/{slug}/members"), (coach, f"mentor/teams/{slug}")):
        async with await site.signed_in(viewer) as browser:
            page = (await browser.get(f"/fr/e/{scene.slug}/{path}")).text
            found.append((re.findall(r'href="tel:([^"]+)"', page), "magnétique" in page))
    assert found == [(["+212537000000"], False)] * 2


async def test_more_profiles_ask_the_database_no_more(scene: Scene, site: Site) -> None:
    team, counts = await scene.team(), []
    mates = await scene.members(team)
    slug = await site.db.fetchval("SELECT slug FROM team WHERE id = $1", team)
    async with await site.signed_in(mates[0]) as browser:
        for several in (mates[:1], mates):
            await scene.send(*(people.DescribeProfile(account=one, profile=SAID) for one in several))
            counts.append(await statements(site, browser, f"/fr/e/{scene.slug}/team/{slug}/members"))
    assert counts[0] == counts[1]
