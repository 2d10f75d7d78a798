"""The other teams of the running demo edition go on by themselves while its clock is moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import asyncpg
import pytest

from events.message import Command
from idarathon.demo import acting, cast, judging
from idarathon.demo.calendar import closing
from idarathon.demo.running import EDITION, crews
from idarathon.demo.runs import wall
from idarathon.dispatch import settled
from idarathon.engine import Engine
from idarathon.jury import commands as jury
from idarathon.jury.events import JuryClosed
from idarathon.jury.reads import recusals
from idarathon.phases import commands as phases
from idarathon.phases.reads import BoardRow, board, windows
from idarathon.viewer import Viewer
from tests.support.demo import NOW, played, running
from web.auth import real_now
from web.routes.demo import JURY

STAY = {"moulouya", "bouregreg", "loukkos"}  # the visitor's, the laggard's, and one that has withdrawn
IDEATION = wall(closing(NOW))


@pytest.fixture
async def url(nats_url: str) -> AsyncIterator[str]:
    """A demo that was started just now, whatever the day is."""
    async with played(nats_url) as url:
        connection = await asyncpg.connect(url)
        await connection.execute("UPDATE clock_offset SET ahead = $1", NOW - real_now())
        await connection.close()
        yield url


@pytest.fixture
async def demo(url: str, nats_url: str) -> AsyncIterator[Engine]:
    async with running(url, nats_url) as engine:
        yield engine


async def go_on(demo: Engine, to: datetime) -> None:
    await acting.go_on(demo.clock, demo.pool, demo.dispatch, to, demo.quiet)


async def rows(demo: Engine) -> dict[str, BoardRow]:
    """The board, by the teams' slugs."""
    found = await board(demo.pool, Viewer(admin=True), EDITION, demo.clock.now())
    return {one.slug: one for one in found.rows} if found else {}


async def finished(demo: Engine) -> set[str]:
    return {slug for slug, row in (await rows(demo)).items() if row.status == "finished"}


async def end(demo: Engine, phase: int) -> datetime:
    return (await windows(demo.pool, EDITION))[phase].ends_at


async def facilitator(demo: Engine, command: Command) -> None:
    settled((await demo.dispatch.execute_many([command], cast.FACILITATOR.id))[0])
    await demo.quiet()


async def test_eight_teams_reach_the_jury_when_the_clock_goes_from_deadline_to_deadline(demo: Engine) -> None:
    for phase in (2, 3, 4):
        await go_on(demo, await end(demo, phase))
    assert await finished(demo) == set(crews()) - STAY - {"souss"}


async def test_a_team_hands_in_on_the_day_of_its_deadline_and_a_member_does_it(demo: Engine) -> None:
    await go_on(demo, IDEATION)
    saghro = crews()["saghro"]
    made = await demo.pool.fetchrow("SELECT * FROM deposit WHERE team = $1 AND phase = 'ideation'", saghro.id)
    assert made is not None
    assert IDEATION - acting.BEFORE <= made["at"] < IDEATION - acting.BEFORE + timedelta(minutes=5)
    assert made["actor"] == saghro.lead and made["counts"] and not made["late"]


async def test_nothing_is_handed_in_while_the_deadline_is_far(demo: Engine) -> None:
    await go_on(demo, NOW + timedelta(hours=1))
    assert (await rows(demo))["saghro"].missing == ["idee"]


async def test_teams_that_were_held_wait_for_the_visitor_until_the_end_of_prototyping_is_near(demo: Engine) -> None:
    await go_on(demo, IDEATION)
    held = {slug for slug, row in (await rows(demo)).items() if row.word == "held"}
    assert held == {"moulouya", "bouregreg", "draa", "toubkal"}
    await go_on(demo, await end(demo, 3))
    held = {slug for slug, row in (await rows(demo)).items() if row.word == "held"}
    assert held == {"moulouya", "bouregreg"}  # the visitor's and the laggard


async def test_whom_the_visitor_holds_stays_held(demo: Engine) -> None:
    await go_on(demo, IDEATION + timedelta(days=2))
    sebou = crews()["sebou"].id
    await facilitator(demo, phases.Hold(edition=EDITION, team=sebou, phase="prototyping", reason="À revoir."))
    await go_on(demo, await end(demo, 4))
    assert (await rows(demo))["sebou"].status == "held"


async def test_a_restart_in_the_middle_hands_nothing_in_twice(url: str, nats_url: str) -> None:
    near = IDEATION - timedelta(hours=2)
    for _ in range(2):
        async with running(url, nats_url) as engine:
            await go_on(engine, near)
    async with running(url, nats_url) as engine:
        await go_on(engine, IDEATION)
        often = "SELECT count(*) FROM deposit WHERE phase = 'ideation' GROUP BY team, deliverable HAVING count(*) > 1"
        assert await engine.pool.fetch(often) == []


async def test_a_moved_window_moves_what_the_teams_do(demo: Engine) -> None:
    later = IDEATION + timedelta(hours=1)
    slot = f"{closing(NOW)[:10]}T{int(closing(NOW)[11:13]) + 1}{closing(NOW)[13:]}"
    opens = (await windows(demo.pool, EDITION))[2].window.opens_wall
    await facilitator(demo, phases.Schedule(edition=EDITION, phase="ideation", opens=opens, closes=slot))
    await go_on(demo, later - acting.BEFORE - timedelta(minutes=10))
    assert (await rows(demo))["saghro"].missing == ["idee"]
    await go_on(demo, later)
    assert (await rows(demo))["saghro"].phase == "prototyping"


async def test_what_the_rules_refuse_is_left_and_the_clock_goes_on(demo: Engine) -> None:
    gate = next(one for one in phases.USUAL_GATES if one.phase == "pitch")
    wanted = phases.WantedRequirement(key="support", title=gate.requires[0].title, kinds="file")
    await facilitator(demo, phases.SetGate(edition=EDITION, phase="pitch", requires=(wanted,)))
    await go_on(demo, await end(demo, 4))
    assert await finished(demo) == set() and (await windows(demo.pool, EDITION))[4].closed_at


async def test_the_jurors_among_the_personas_can_close_the_jury(demo: Engine) -> None:
    await go_on(demo, await end(demo, 4))
    offered = [part.person.id for part in JURY]
    president, *jurors = offered
    seats = (*jurors, cast.JURORS[4].id)
    await facilitator(demo, jury.Compose(edition=EDITION, president=president, jurors=seats, quorum=judging.VIEWS))
    await facilitator(demo, jury.Open(edition=EDITION))
    for found in await recusals(demo.pool, Viewer(admin=True), EDITION):
        if found.accepted is None:
            answer = jury.DecideRecusal(edition=EDITION, juror=found.juror, team=found.team, accepted=True)
            await demo.dispatch.execute_many([answer], president)
    marks = {key: 4 for key, *_ in judging.CRITERIA}
    for one in offered:
        sheets = [jury.Score(edition=EDITION, team=team.id, marks=marks) for team in crews().values()]
        await demo.dispatch.execute_many(sheets, one)  # who is recused, or has no journey behind it, is refused
    events = settled((await demo.dispatch.execute_many([jury.Close(edition=EDITION)], president))[0])
    assert [type(one.event) for one in events] == [JuryClosed]
