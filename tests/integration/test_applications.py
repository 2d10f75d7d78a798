"""Applications on the running bus: from the form to the decision, and the rules that look across streams."""

from __future__ import annotations

import pytest

from idarathon.applications import commands as ask
from idarathon.applications.projections import AlreadyApplied, InATeam
from idarathon.teams import commands as teams
from tests.support.applying import Intake
from tests.support.scene import Scene


async def test_an_application_is_submitted_read_by_two_and_selected(scene: Scene) -> None:
    intake = await Intake(scene).prepare()
    one = await intake.apply(await intake.agent())
    await intake.authorise(one)
    await intake.read(one, "select", "wait")
    await intake.decide(one, "selected")
    row = await scene.engine.pool.fetchrow(
        "SELECT a.state, a.authorised_by, a.administration, i.text FROM application a "
        "JOIN people_remark i ON i.id = a.idea WHERE a.id = $1",
        one,
    )
    assert row and tuple(row) == ("selected", "focal", scene.administration, "Un guichet unique")


async def test_a_person_applies_once_and_again_after_withdrawing_and_never_from_a_team(scene: Scene) -> None:
    intake = await Intake(scene).prepare()
    agent = await intake.agent()
    first = await intake.apply(agent)
    with pytest.raises(AlreadyApplied):
        await intake.apply(agent)
    await scene.send(ask.Withdraw(edition=scene.edition, application=first), actor=agent)
    assert await intake.state(await intake.apply(agent)) == "submitted"
    team, mate = await scene.team(), await intake.agent()
    await scene.send(teams.Place(edition=scene.edition, team=team, account=mate))
    with pytest.raises(InATeam):
        await intake.apply(mate)
