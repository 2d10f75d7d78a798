"""Who teams are made of, against the conditions of the edition: in the transaction, and on the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from events.message import Command
from idarathon.directory.commands import RegisterDirectorate
from idarathon.editions.commands import ChangeSettings, WantedComposition, WantedSettings
from idarathon.editions.events import Text
from idarathon.errors import Refusal
from idarathon.people.commands import OpenAccount
from idarathon.teams import commands as teams
from idarathon.teams.projections import OneAdministration, TooFewRegions, TooFewWomen
from tests.support.scene import Scene


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
    await scene.send(place(scene, team, await somebody(scene, "woman")))
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
