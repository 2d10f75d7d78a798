"""A team over a gate, moved by the bus: from deposit and closing to the next phase."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from events.store import verify
from tests.support.scene import Scene


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


async def test_a_complete_team_waits_then_enters(scene: Scene) -> None:
    team = await scene.team()
    assert await scene.journey(team) == ("waiting", "inspiration")
    await scene.at(november(3, 9))
    assert await scene.journey(team) == ("in", "inspiration")
    await scene.deposit(team)
    await scene.at(november(3, 16, 30))
    assert await scene.journey(team) == ("waiting", "definition")
    await scene.at(november(4, 9))
    assert await scene.journey(team) == ("in", "definition")


async def test_a_team_that_misses_something_is_held(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(november(3, 9))
    await scene.at(november(3, 16, 30))
    assert await scene.journey(team) == ("held", "inspiration")


async def test_windows_that_passed_while_all_was_down_are_handled_once(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(november(9, 12))
    await scene.at(november(9, 13))
    assert await scene.journey(team) == ("held", "inspiration")
    count = "SELECT type, count(*) FROM event WHERE type LIKE 'phase.%' GROUP BY 1 ORDER BY 1"
    kinds = await scene.engine.pool.fetch(count)
    assert [tuple(row) for row in kinds] == [("phase.closed", 5), ("phase.opened", 5)]


async def test_the_log_of_it_all_is_intact(scene: Scene) -> None:
    await scene.team()
    await scene.at(november(3, 9))
    position, _ = await verify(scene.engine.pool)
    assert position == await scene.engine.pool.fetchval("SELECT max(position) FROM event")


@pytest.mark.parametrize("members", [1, 2])
async def test_an_unconfirmed_team_has_no_journey(scene: Scene, members: int) -> None:
    team = await scene.team(members=members)
    await scene.at(november(3, 16, 30))
    assert await scene.journey(team) == ("", "")
