"""The whole first edition over real servers, and the demo with both editions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from events.store import verify
from idarathon.demo import cast, edition1
from idarathon.demo.calendar import Dates, closing
from idarathon.demo.play import play
from idarathon.demo.replay import replay_on
from idarathon.demo.running import EDITION, crews
from idarathon.demo.runs import proceed, wall
from idarathon.engine import Engine
from idarathon.people.reads import viewer_of
from idarathon.phases.events import PHASES
from idarathon.phases.reads import board, team_journey
from idarathon.teams.commands import Accept
from tests.conftest import fresh_database
from tests.support.demo import NOW, played, running

ORDER = ["Prix d'excellence", "1er prix d'encouragement", "2ème prix d'encouragement"]  # to the letter of the facts
PALMARES = dict(zip(("Zaynab Nafazaouia", "Al Khawarizmi", "Ibn Sina"), ORDER, strict=True))  # the historic one


@pytest.fixture
async def fresh(nats_url: str) -> AsyncIterator[Engine]:
    async with fresh_database() as url, running(url, nats_url) as engine:
        yield engine


@pytest.fixture
async def demo(nats_url: str) -> AsyncIterator[Engine]:
    async with played(nats_url) as url, running(url, nats_url, NOW) as engine:
        yield engine


async def test_six_teams_pass_five_phases(fresh: Engine) -> None:
    report = await replay_on(fresh)
    names = ["Al Khawarizmi", "Zaynab Nafazaouia", "Hatim Al Tai", "Fatima Al Fihriya", "Ibn Sina", "Pythagore"]
    assert [team.name for team in report.teams] == names
    windows = [
        (phase, wall(opens), wall(closes)) for phase, (opens, closes) in zip(PHASES, edition1.WINDOWS, strict=True)
    ]
    for team in report.teams:
        assert [(one.phase, one.entered_at, one.left_at) for one in team.phases] == windows
    assert {team.name: team.prize for team in report.teams if team.prize} == PALMARES
    assert [(one.prize, one.teams) for one in report.prizes] == [
        (prize, [team]) for team, prize in sorted(PALMARES.items(), key=lambda one: ORDER.index(one[1]))
    ]
    assert report.published == report.events == (await verify(fresh.pool))[0]
    assert report.consumed > 0
    stage = await fresh.pool.fetchval("SELECT stage FROM edition WHERE slug = 'idarathon-2020'")
    assert stage == "reporting"


async def test_two_replays_hold_the_same(nats_url: str) -> None:
    reports = []
    for _ in range(2):
        async with fresh_database() as url, running(url, nats_url) as engine:
            reports.append(await replay_on(engine, 9))
    first, second = reports
    assert first.digest == second.digest
    assert first.chain != second.chain
    assert len(first.teams) == 9
    assert first.plain()["teams"] == second.plain()["teams"]


async def test_the_report_is_shown_to_people_and_programs(fresh: Engine) -> None:
    report = await replay_on(fresh)
    plain = report.plain()
    keys = [
        "edition",
        "teams",
        "sessions",
        "pairs",
        "prizes",
        "bank",
        "events",
        "published",
        "consumed",
        "digest",
        "chain",
    ]
    assert list(plain) == keys
    assert plain["sessions"] == {"webinars": 5, "workshops": 14}
    assert plain["teams"][0]["phases"][0] == {
        "phase": "inspiration",
        "entered_at": "2020-11-09T08:00:00Z",
        "left_at": "2020-11-13T15:30:00Z",
    }
    table = report.table(140)
    assert "Pythagore" in table and "09.11 09:00" in table and "—" in table


async def test_the_demo_has_teams_in_every_state(demo: Engine) -> None:
    assert await states(demo) == {
        "Sebou": ("up_to_date", "in", "ideation"),
        "Moulouya": ("watch", "in", "ideation"),
        "Oum Er-Rbia": ("in_progress", "in", "ideation"),
        "Bouregreg": ("held", "held", "definition"),
        "درعة": ("held", "held", "definition"),
        "Toubkal": ("held", "held", "ideation"),
        "Tensift": ("extended", "in", "ideation"),
        "Ziz": ("extended", "held", "definition"),
        "Loukkos": ("withdrawn", "withdrawn", "definition"),
        "Saghro": ("watch", "in", "ideation"),
        "Tazekka": ("up_to_date", "waiting", "prototyping"),
    }
    viewer = await viewer_of(demo.pool, cast.FACILITATOR.id)
    shown = await board(demo.pool, viewer, EDITION, NOW)
    assert shown is not None
    assert [(one.name, one.members) for one in shown.unconfirmed] == [("Souss", 2)]
    assert [one.name for one in shown.rows if one.below_minimum] == ["Saghro"]
    draa = await team_journey(demo.pool, viewer, crews()["draa"].id, NOW)
    toubkal = await team_journey(demo.pool, viewer, crews()["toubkal"].id, NOW)
    assert draa and [one.late for one in draa.deposits if one.phase == "definition"] == [True]
    assert toubkal and toubkal.held_by_hand and toubkal.held_reason
    assert await demo.pool.fetchval("SELECT count(*) FROM inbox WHERE outcome <> 'done'") == 0
    assert await demo.pool.fetchval("SELECT count(*) FROM people_person WHERE password_hash IS NULL") == 0


async def test_a_second_play_reuses_the_data(demo: Engine) -> None:
    head = await demo.pool.fetchval("SELECT position FROM log_head")
    assert not await play(demo, NOW + timedelta(days=1))
    assert await demo.pool.fetchval("SELECT position FROM log_head") == head


class Cut(Exception):
    """Somebody killed the play."""


async def test_a_play_that_was_cut_goes_on_another_day(fresh: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    calls, quiet = 0, Engine.quiet

    async def cut(self: Engine, patience: float = 60.0) -> None:
        nonlocal calls
        calls += 1
        if calls == 38:
            raise Cut
        await quiet(self, patience)

    monkeypatch.setattr(Engine, "quiet", cut)
    with pytest.raises(Cut):
        await play(fresh, NOW)
    fresh.clock._fixed = None  # as in the next process
    assert await play(fresh, NOW + timedelta(days=1))
    words = {name: word for name, (word, _, _) in (await states(fresh, NOW + timedelta(days=1))).items()}
    assert words["Moulouya"] == "watch" and words["Ziz"] == "extended" and len(words) == 11
    assert await fresh.pool.fetchval("SELECT count(*) FROM team") == 20


async def test_the_deadlines_of_the_demo_come_one_after_the_other(demo: Engine) -> None:
    closes = wall(closing(NOW))
    await proceed(demo, closes - timedelta(hours=20))
    assert (await states(demo, demo.clock.now()))["Moulouya"][0] == "urgent"
    await proceed(demo, wall(Dates(closing(NOW)).before_closing()))
    assert (await states(demo, demo.clock.now()))["Ziz"][0] == "held"
    await proceed(demo, closes)
    after = await states(demo, closes)
    assert after["Sebou"][1:] == ("waiting", "prototyping")
    assert after["Moulouya"] == ("held", "held", "ideation")
    assert after["Tensift"] == ("extended", "in", "ideation")


async def test_the_agent_who_accepts_completes_a_team(demo: Engine) -> None:
    souss = crews()["souss"]
    await demo.dispatch.execute_many([Accept(edition=EDITION, team=souss.id)], cast.AGENT.id)
    await demo.quiet()
    assert (await states(demo))["Souss"] == ("held", "held", "definition")


async def states(engine: Engine, now: datetime = NOW) -> dict[str, tuple[str, str, str]]:
    """Word, status and phase of each team on the facilitator's board."""
    viewer = await viewer_of(engine.pool, cast.FACILITATOR.id)
    shown = await board(engine.pool, viewer, EDITION, now)
    assert shown is not None
    return {row.name: (row.word, row.status, row.phase) for row in shown.rows}
