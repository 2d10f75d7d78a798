"""The coaching of both demo editions, played through the real bus."""

from __future__ import annotations

from idarathon.demo import cast, coaching, edition1, running
from idarathon.demo.calendar import Dates, closing
from idarathon.demo.play import script
from idarathon.demo.runs import Step, perform, proceed
from idarathon.demo.tasks import to_coach
from idarathon.mentoring import reads
from idarathon.people.reads import viewer_of
from tests.conftest import fresh_database
from tests.support.demo import NOW
from tests.support.demo import running as engine_on

PLAYED = {"2020 : mentors", "en cours : mentors"}


def whole() -> list[Step]:
    """The demo's script, with coaching once."""
    closes = closing(NOW)
    steps = script(closes)
    if {one.title for one in steps} >= PLAYED:
        return steps
    dealt = list(running.crews().values())
    return [*steps, *coaching.edition1(edition1.teams(6)), *coaching.running(Dates(closes), dealt)]


async def test_the_persona_accompanies_three_teams_and_has_something_to_do(nats_url: str) -> None:
    async with fresh_database() as url, engine_on(url, nats_url) as engine:
        await perform(engine, whole())
        await proceed(engine, NOW)
        viewer = await viewer_of(engine.pool, cast.MENTOR.id)
        teams = await reads.accompanied(engine.pool, viewer, running.EDITION)
        assert sorted(one.slug for one in teams) == ["draa", "moulouya", "ziz"]
        notes = [one for one in await reads.notes(engine.pool, viewer, running.EDITION) if one.author == viewer.account]
        latest = {one.team_slug: one for one in reversed(notes)}
        assert latest["moulouya"].shared_at and not latest["draa"].shared_at
        assert len(latest["moulouya"].open) == 2
        assert await to_coach(engine.pool, NOW) == (1, 1)
        boss = await viewer_of(engine.pool, cast.FACILITATOR.id)
        quiet = await reads.quiet(engine.pool, boss, running.EDITION, NOW)
        assert {one.slug for one in quiet} == {"ziz", "tensift"}
        first = await reads.pairs(engine.pool, boss, edition1.EDITION)
        assert {one.team_slug for one in first} == {team.slug for team in edition1.teams(6)}
        assert len({one.mentor for one in first}) == 2


def test_the_script_is_the_same_every_time() -> None:
    dealt = list(running.crews().values())
    dates = Dates("2026-11-25T16:30")
    assert coaching.running(dates, dealt) == coaching.running(dates, dealt)


def test_a_mentor_for_every_four_teams() -> None:
    for count, mentors in ((6, 2), (13, 4), (150, 38)):
        propose = coaching.edition1(edition1.teams(count))[2].acts[0].command
        assert len({pair.mentor for pair in propose.pairs}) == mentors  # type: ignore[attr-defined]
        assert len({pair.team for pair in propose.pairs}) == count  # type: ignore[attr-defined]
