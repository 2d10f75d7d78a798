"""Composing teams: the pool, what a person would bring, placing, and a proposal for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from idarathon.teams import commands as teams
from idarathon.teams.projections import NotAnnounced
from tests.integration.test_composition import formed, ruled, somebody
from tests.support.counting import statements
from tests.support.crew import post
from tests.support.scene import Scene
from tests.support.site import Site, fields


async def selected(scene: Scene, account: UUID, state: str = "selected") -> UUID:
    """As the applications' projection keeps it."""
    await scene.engine.pool.execute(
        "INSERT INTO application "
        "(id, edition, account, idea, motivation, by, in_grace, state, announced, submitted_at) "
        "VALUES ($1, $2, $3, $1, $1, 'focal', false, $4, $4, now())",
        *(uuid4(), scene.edition, account, state),
    )
    return account


async def members(scene: Scene, team: UUID) -> set[UUID]:
    return set(await scene.members(team))


def rows_of(html: str) -> list[str]:
    """The people of the pool, as they stand."""
    return [part.split("</strong>")[0] for part in html.split("<aside")[0].split('<strong dir="auto">')[1:]]


async def test_a_facilitator_finds_who_does_a_team_good_and_places_that_person(scene: Scene, site: Site) -> None:
    await ruled(scene, women=1)
    team = await formed(scene, await somebody(scene, "man"))
    await selected(scene, await somebody(scene, "man", name="Anas", skills=["law"]))
    salma = await selected(scene, await somebody(scene, "woman", region="souss-massa", name="Salma", skills=["data"]))
    await selected(scene, await somebody(scene, "woman", name="Pas retenue"), "waiting")
    invited = await somebody(scene, name="Zineb")
    await scene.send(teams.Invite(edition=scene.edition, team=team, account=invited))
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    desk, path = await site.signed_in(scene.facilitator), f"/en/e/{scene.slug}/composition"
    assert rows_of((await desk.get(path)).text) == ["Anas", "Salma", "Zineb"]
    assert rows_of((await desk.get(f"{path}?gender=woman")).text) == ["Salma"]
    assert rows_of((await desk.get(f"{path}?skill=law&gender=man")).text) == ["Anas"]
    assert rows_of((await desk.get(f"{path}?gender=none")).text) == ["Zineb"]
    page = (await desk.get(f"{path}?team={slug}")).text
    assert rows_of(page) == ["Salma", "Anas", "Zineb"]
    assert "Brings: a woman, another region." in page and page.count("Suggested") == 1
    assert "Brings: a woman, another region." in (await desk.get(f"{path}?person={salma}")).text
    # Before the announcement a place would tell what was decided.
    await scene.engine.pool.execute("UPDATE application SET announced = NULL WHERE account = $1", salma)
    assert rows_of((await desk.get(path)).text) == ["Anas", "Zineb"]
    with pytest.raises(NotAnnounced):
        await scene.send(teams.Place(edition=scene.edition, team=team, account=salma))
    await scene.engine.pool.execute("UPDATE application SET announced = state WHERE account = $1", salma)
    typed = {"team": str(team), "account": str(salma), "into": slug}
    answer = await post(desk, f"{path}?team={slug}", f"{path}/place", **typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?team={slug}")
    assert salma in await members(scene, team)
    assert rows_of((await desk.get(path)).text) == ["Anas", "Zineb"]
    again = await post(desk, f"{path}?team={slug}", f"{path}/place", **typed | {"account": str(uuid4())})
    assert again.status_code == 404


async def test_a_proposal_is_shown_and_then_carried_out_once_as_it_was_shown(scene: Scene, site: Site) -> None:
    await ruled(scene, women=1, blocking=("women",))
    one, other = await formed(scene, await somebody(scene, "man")), await formed(scene, await somebody(scene, "man"))
    women = {await selected(scene, await somebody(scene, "woman", name=f"Salma {n}")) for n in range(2)}
    man = await selected(scene, await somebody(scene, "man", name="Anas"))
    desk, path = await site.signed_in(scene.facilitator), f"/en/e/{scene.slug}/composition/proposal"
    shown = (await desk.get(path)).text
    assert "Place 3 people" in shown and shown.count("Brings: a woman.") == 2
    sent = dict(_fields(shown))
    late = await selected(scene, await somebody(scene, "man", name="Retardataire"))
    stale = await desk.post(path, data=sent)
    assert stale.status_code == 409 and "Retardataire" in stale.text
    assert await members(scene, one) & women == set()
    sent = dict(_fields((await desk.get(path)).text))
    answers = [await desk.post(path, data=sent), await desk.post(path, data=sent)]
    assert [answer.status_code for answer in answers] == [303, 409]
    joined = await members(scene, one) | await members(scene, other)
    assert women | {man, late} <= joined
    assert len(await members(scene, one) & women) == len(await members(scene, other) & women) == 1


def _fields(html: str) -> dict[str, str]:
    form = html.split('/composition/proposal">')[-1].split("</form>")[0]
    return fields(form)


async def test_the_page_asks_as_much_of_the_database_for_three_as_for_one(scene: Scene, site: Site) -> None:
    desk, path = await site.signed_in(scene.facilitator), f"/en/e/{scene.slug}/composition"
    counts: list[Any] = []
    for number in (1, 2):
        await formed(scene, *[await somebody(scene, "man") for _ in range(number)])
        for _ in range(number):
            await selected(scene, await somebody(scene, "woman"))
        counts.append(await statements(site, desk, path))
    assert counts[0] == counts[1]
