"""Who teams are made of, against the conditions of the edition: in the transaction, and on the pages."""

from __future__ import annotations

import random
import re
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from events.message import Command
from idarathon.directory.commands import RegisterDirectorate
from idarathon.editions.commands import ChangeSettings, WantedComposition, WantedSettings
from idarathon.editions.events import GAUGES, Composition, Text
from idarathon.errors import Refusal
from idarathon.people.commands import DescribeProfile, OpenAccount, Profile
from idarathon.teams import commands as teams
from idarathon.teams.projections import OneAdministration, TooFewRegions, TooFewWomen
from idarathon.teams.reads import Facts, lacking, made, short
from tests.support.scene import Scene
from tests.support.site import Site, fields


async def ruled(scene: Scene, intake: Any = "composed", **rules: Any) -> None:
    """The edition takes teams of two to three under these rules."""
    wanted = WantedSettings(
        organiser=scene.administration, intake=intake, team_min=2, team_max=3, composition=WantedComposition(**rules)
    )
    await scene.send(ChangeSettings(edition=scene.edition, settings=wanted))


async def somebody(scene: Scene, gender: str | None = None, region: str = "oriental", **more: Any) -> UUID:
    """A person of the administration, with a profile."""
    account, directorate = uuid4(), uuid4()
    name, administration = Text(fr="Direction"), more.get("administration", scene.administration)
    await scene.send(
        RegisterDirectorate(administration=administration, directorate=directorate, name=name, region="souss-massa"),
        OpenAccount(account=account, name=more.get("name", "Zineb"), email=f"{account}@t.ma", directorate=directorate),
    )
    await scene.engine.pool.execute(
        "INSERT INTO people_profile (account, region, level, gender, skills, changed_at) "
        "VALUES ($1, $2, $3, $4, $5, now())",
        *(account, region, more.get("level"), gender, more.get("skills", [])),
    )
    return account


async def formed(scene: Scene, *people: UUID) -> UUID:
    team = uuid4()
    slug = f"t-{team.hex[:8]}"
    await scene.send(teams.Register(edition=scene.edition, team=team, name=f"Équipe {slug}", slug=slug))
    await scene.send(*(place(scene, team, one) for one in people))
    await scene.engine.quiet()
    return team


def place(scene: Scene, team: UUID, account: UUID) -> Command:
    return teams.Place(edition=scene.edition, team=team, account=account)


async def confirmed(scene: Scene, team: UUID) -> bool:
    await scene.engine.quiet()
    return bool(await scene.engine.pool.fetchval("SELECT confirmed_at FROM team WHERE id = $1", team))


async def refused(scene: Scene, command: Command, kind: type[Refusal]) -> None:
    count = "SELECT count(*) FROM event WHERE stream LIKE 'team-%'"
    before = await scene.engine.pool.fetchval(count)
    with pytest.raises(kind):
        await scene.send(command)
    assert await scene.engine.pool.fetchval(count) == before


async def test_a_condition_holds_a_team_back_until_it_is_kept_and_refuses_who_makes_it_impossible(scene: Scene) -> None:
    await ruled(scene, women=1, blocking=("women",))
    team = await formed(scene, await somebody(scene, "man"), await somebody(scene))
    assert not await confirmed(scene, team)  # two of two, and who says nothing counts as no woman
    await refused(scene, place(scene, team, await somebody(scene, "man")), TooFewWomen)
    await refused(scene, teams.Confirm(edition=scene.edition, team=team), TooFewWomen)
    said = Profile(gender="woman", region="oriental")
    who = (await scene.members(team))[0]
    await scene.send(DescribeProfile(account=who, profile=said), actor=who)
    assert await confirmed(scene, team)


async def test_places_that_go_together_are_looked_at_together(scene: Scene) -> None:
    await ruled(scene, women=1, blocking=("women",))
    team = await formed(scene, await somebody(scene, "man"))
    asked = [place(scene, team, await somebody(scene, who)) for who in ("man", "man", "woman")]
    outcomes = await scene.engine.dispatch.execute_many(asked)
    assert [type(one) for one in outcomes] == [list, TooFewWomen, list]
    assert await confirmed(scene, team)


async def test_advice_refuses_nobody_and_a_condition_that_goes_lets_teams_set_out(scene: Scene) -> None:
    await ruled(scene, regions=2, administration=1, blocking=("regions", "administration"))
    first = await somebody(scene)
    team = await formed(scene, first)
    await refused(scene, place(scene, team, await somebody(scene, region="souss-massa")), OneAdministration)
    await ruled(scene, regions=3, blocking=("regions",))
    await scene.send(place(scene, team, await somebody(scene, region="souss-massa")))
    await refused(scene, place(scene, team, await somebody(scene)), TooFewRegions)
    assert not await confirmed(scene, team)
    await ruled(scene, regions=3)
    assert await confirmed(scene, team)


async def test_the_transaction_and_the_pages_count_alike(scene: Scene) -> None:
    dice, db = random.Random(4), scene.engine.pool
    for _ in range(30):
        pairs = {gauge: dice.randint(0, 2) for gauge in GAUGES}
        blocking = tuple(gauge for gauge in GAUGES if dice.random() < 0.6)
        await ruled(scene, **pairs, blocking=blocking) if pairs["women"] + pairs["men"] <= 3 else None
        team, rules = uuid4(), await rules_of(scene)
        await db.execute(
            "INSERT INTO team (id, edition, slug, name, lang, registered_at) VALUES ($1, $2, $3, $3, 'fr', now())",
            *(team, scene.edition, f"t-{team}"),
        )
        people = [await made_up(scene, dice, team) for _ in range(dice.randint(0, 3))]
        for seats in (0, 1, 2):
            fault = await db.fetchval("SELECT composition_fault($1, $2)", team, seats)
            lacks = [one for one in lacking(rules, made(people)) if one.blocking]
            assert bool(fault) == (short(lacks) > seats or any(one.gauge == "administration" for one in lacks))


async def rules_of(scene: Scene) -> Composition:
    text = await scene.engine.pool.fetchval("SELECT settings->>'composition' FROM edition WHERE id = $1", scene.edition)
    return msgspec.json.decode(text, type=Composition)


async def made_up(scene: Scene, dice: random.Random, team: UUID) -> Facts:
    """Somebody in the team's read tables."""
    account, gender = uuid4(), dice.choice(["woman", "man", None])
    region, level = dice.choice(["oriental", "souss-massa", None]), dice.choice(["local", "central", None])
    db = scene.engine.pool
    await db.execute("INSERT INTO account (id, opened_at) VALUES ($1, now())", account)
    await db.execute(
        "INSERT INTO people_profile (account, region, level, gender, changed_at) VALUES ($1, $2, $3, $4, now())",
        *(account, region, level, gender),
    )
    await db.execute("INSERT INTO team_member VALUES ($1, $2, $3, false, true, now())", scene.edition, team, account)
    return Facts(gender=gender, region=region, level=level)


async def test_a_gauge_is_for_the_team_and_its_facilitators_and_the_sums_are_for_everyone(
    scene: Scene, site: Site
) -> None:
    desk = await site.signed_in(scene.facilitator)
    edit = f"/en/e/{scene.slug}/settings/edition"
    page = (await desk.get(edit)).text
    body = next(part for part in page.split("<form") if 'name="team_min"' in part)
    typed = {**fields(body), "organiser": str(scene.administration), "intake": "open", "languages": ["fr"]}
    numbers = {f"composition_{gauge}": "0" for gauge in GAUGES} | {"team_min": "2", "team_max": "5"}
    wanted = {"composition_women": "2", "composition_women_blocks": "yes", "composition_local": "9"}
    answer = await desk.post(edit, data={**typed, **numbers, **wanted})
    assert answer.status_code == 422 and 'id="f-composition_local-error"' in answer.text
    assert (await desk.post(edit, data={**typed, **numbers, **wanted, "composition_local": "1"})).status_code == 303
    assert await rules_of(scene) == Composition(women=2, local=1, blocking=("women",))

    people = [await somebody(scene, "woman", level="central"), *[await somebody(scene, "man") for _ in range(3)]]
    team = await formed(scene, *people)
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    lead, stranger = await site.signed_in(people[0]), await site.signed_in(await scene.person("Idriss"))
    own = (await lead.get(f"/en/e/{scene.slug}/team/{slug}/members")).text
    assert "1 woman is missing." in own and "1 person of a local service is missing." in own
    assert (own.count("A condition of this edition."), own.count("An advice of this edition.")) == (1, 1)
    assert "1 woman is missing." in (await lead.get(f"/en/e/{scene.slug}/team/{slug}")).text
    assert "1 woman is missing." in (await desk.get(f"/en/e/{scene.slug}/manage/teams/{slug}")).text
    assert 'class="gauges"' not in (await stranger.get(f"/en/e/{scene.slug}/teams/{slug}")).text
    assert parts_of((await stranger.get(f"/en/e/{scene.slug}/teams")).text) == [("Oriental", "4"), ("Ministère", "4")]
    assert ("Women", "1") in parts_of((await desk.get(f"/en/e/{scene.slug}/teams")).text)
    asked = (await stranger.get(f"/en/e/{scene.slug}/teams/new")).text
    assert "at least 2 women" in asked and "at least 1 person of a local service" in asked


def parts_of(html: str) -> list[tuple[str, str]]:
    """The parts of the gauges of a page, with their figures."""
    return re.findall(r"<bdi>([^<]+)</bdi> <strong>(\d+)</strong>", html)
