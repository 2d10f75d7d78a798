"""The jury through the bus: admission, recusals, awards; what its reads tell whom; the embargo until the ceremony."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from events.message import Recorded, Stamp
from events.store import recorded
from idarathon import flow
from idarathon.directory import commands as directory
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.jury import commands as jury
from idarathon.jury import decider, reads
from idarathon.jury.decider import refusals as no
from idarathon.mentoring import commands as mentoring
from idarathon.people import commands as people
from idarathon.people.reads import viewer_of
from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES
from idarathon.prizes import commands as prizes
from idarathon.prizes import decider as prize_rules
from idarathon.prizes.reads import palmares
from idarathon.teams import commands as teams
from idarathon.viewer import PUBLIC, Role
from tests.support.mentors import mentor, paired, write
from tests.support.panel import Panel
from tests.support.scene import Scene
from tests.support.site import running


async def before(panel: Panel) -> list[UUID]:
    rows = await panel.scene.engine.pool.fetch("SELECT team FROM jury_team WHERE left_at IS NULL")
    return sorted((row["team"] for row in rows), key=str)


@pytest.mark.world("opened")
async def test_finished_teams_come_before_the_jury_when_it_opens(panel: Panel) -> None:
    assert await before(panel) == sorted(panel.teams, key=str)


@pytest.mark.world("composed")
async def test_a_team_that_finishes_later_comes_before_the_open_jury(scene: Scene, panel: Panel) -> None:
    await panel.finish(panel.teams[0])
    await scene.send(jury.Open(edition=scene.edition))
    await scene.engine.quiet()
    assert await before(panel) == [panel.teams[0]]
    await panel.finish(panel.teams[1])
    assert await before(panel) == sorted(panel.teams[:2], key=str)


@pytest.mark.world("composed")
async def test_a_team_held_at_pitch_never_comes_before_the_jury(scene: Scene, panel: Panel) -> None:
    held = panel.teams[0]
    await scene.send(
        *(phases.Advance(edition=scene.edition, team=held, phase=phase, reason="…") for phase in PHASES[:-1])
    )
    assert await scene.journey(held) == ("held", "pitch")
    await scene.send(jury.Open(edition=scene.edition))
    await scene.engine.quiet()
    assert await before(panel) == []
    with pytest.raises(no.JourneyNotFinished):
        await scene.send(jury.AdmitTeam(edition=scene.edition, team=held, name="Équipe"))


@pytest.mark.world("opened")
async def test_a_team_that_withdraws_leaves_the_jury(scene: Scene, panel: Panel) -> None:
    await scene.send(teams.Withdraw(edition=scene.edition, team=panel.teams[0], reason="Mutation"))
    await scene.engine.quiet()
    assert await before(panel) == sorted(panel.teams[1:], key=str)


async def test_the_bus_proposes_a_recusal_for_the_same_directorate(scene: Scene) -> None:
    directorate, juror, member = uuid4(), uuid4(), uuid4()
    await scene.send(
        directory.RegisterDirectorate(
            administration=scene.administration, directorate=directorate, name=Text(fr="Direction"), region="Rabat"
        ),
        *(
            people.OpenAccount(account=one, name="Quelqu’un", email=f"{one}@test.invalid", directorate=directorate)
            for one in (juror, member)
        ),
    )
    team = await scene.team(members=2, settled=False)
    await scene.send(teams.Place(edition=scene.edition, team=team, account=member))
    await scene.team(settled=False)
    await scene.grant(juror, Role.JUROR)
    await scene.send(jury.Compose(edition=scene.edition, jurors=(juror,)))
    await scene.engine.quiet()
    rows = await scene.engine.pool.fetch("SELECT juror, team, cause, accepted FROM jury_recusal")
    assert [tuple(row) for row in rows] == [(juror, team, "directorate", None)]


async def seats_of(scene: Scene, account: UUID) -> list[tuple[Any, ...]]:
    rows = await scene.engine.pool.fetch("SELECT seat, unseated, counts FROM jury_seat WHERE account = $1", account)
    return [tuple(row) for row in rows]


@pytest.mark.world("opened")
async def test_the_sheets_of_a_juror_without_its_role_count_no_more(scene: Scene, panel: Panel) -> None:
    juror = panel.people[1]
    for team in panel.teams:
        for one in panel.people:
            await panel.score(one, team, 4, 4)
    await scene.send(editions.RevokeRole(edition=scene.edition, account=juror, role=Role.JUROR))
    await scene.engine.quiet()
    assert await seats_of(scene, juror) == [("juror", "role", False)]
    await scene.send(jury.Close(edition=scene.edition), actor=panel.president)
    viewer = await viewer_of(scene.engine.pool, panel.president)
    found = await reads.jury(scene.engine.pool, viewer, scene.edition)
    assert found is not None
    shown = await reads.results(scene.engine.pool, viewer, found)
    assert shown is not None
    assert [one.standing.sheets for one in shown.lines] == [2, 2, 2]
    assert shown.ranking == (await folded(scene)).ranking()


@pytest.mark.world("opened")
async def test_a_juror_that_joins_a_team_never_judges_again(scene: Scene, panel: Panel) -> None:
    juror = panel.people[1]
    await scene.send(editions.RevokeRole(edition=scene.edition, account=juror, role=Role.JUROR))
    await scene.send(teams.Place(edition=scene.edition, team=panel.teams[2], account=juror))
    await scene.engine.quiet()
    assert await seats_of(scene, juror) == [("juror", "team", False)]
    with pytest.raises(no.MayNotJudge):
        await scene.send(jury.ReplaceJuror(edition=scene.edition, juror=juror, by=juror, reason="…"))


@pytest.mark.world("opened")
async def test_a_juror_with_its_role_given_back_takes_its_seat_again(scene: Scene, panel: Panel) -> None:
    juror = panel.people[1]
    await scene.send(editions.RevokeRole(edition=scene.edition, account=juror, role=Role.JUROR))
    await scene.engine.quiet()
    await scene.grant(juror, Role.JUROR)
    await scene.send(jury.ReplaceJuror(edition=scene.edition, juror=juror, by=juror, reason="Erreur"))
    assert await seats_of(scene, juror) == [("juror", None, True)]


@pytest.mark.world("composed")
async def test_a_recusal_is_proposed_when_a_colleague_of_a_juror_joins_an_admitted_team(
    scene: Scene, panel: Panel
) -> None:
    directorate, juror, member = uuid4(), uuid4(), uuid4()
    await scene.send(
        directory.RegisterDirectorate(
            administration=scene.administration, directorate=directorate, name=Text(fr="Direction"), region="Rabat"
        ),
        *(
            people.OpenAccount(account=one, name="Quelqu’un", email=f"{one}@test.invalid", directorate=directorate)
            for one in (juror, member)
        ),
    )
    await scene.grant(juror, Role.JUROR)
    jurors = (juror, panel.people[1])
    await scene.send(jury.Compose(edition=scene.edition, president=panel.president, jurors=jurors))
    await panel.finish(*panel.teams)
    await scene.send(jury.Open(edition=scene.edition))
    await scene.engine.quiet()
    await scene.send(teams.Place(edition=scene.edition, team=panel.teams[0], account=member))
    await scene.engine.quiet()
    rows = await scene.engine.pool.fetch("SELECT juror, team, cause, accepted FROM jury_recusal")
    assert [tuple(row) for row in rows] == [(juror, panel.teams[0], "directorate", None)]


@pytest.mark.parametrize("noted", [True, False])
async def test_a_mentor_that_left_is_partial_to_the_teams_it_accompanied(scene: Scene, noted: bool) -> None:
    team = await scene.team(settled=False)
    one = await mentor(scene)
    await paired(scene)
    if noted:
        await write(scene, team, one)
    await scene.send(mentoring.MentorLeaves(edition=scene.edition, account=one))
    await scene.engine.quiet()
    await paired(scene)  # without it
    await scene.grant(one, Role.JUROR)
    await scene.send(jury.Compose(edition=scene.edition, jurors=(one,)))
    await scene.engine.quiet()
    rows = await scene.engine.pool.fetch("SELECT juror, team, cause FROM jury_recusal")
    assert [tuple(row) for row in rows] == [(one, team, "mentoring")]


async def test_a_team_that_has_just_withdrawn_is_not_admitted(scene: Scene) -> None:
    """In one transaction: its journey still reads as finished."""
    panel = await Panel(scene).composed(teams=1)
    (team,) = panel.teams
    await panel.finish(team)
    outcomes = await scene.engine.dispatch.execute_many(
        [
            teams.Withdraw(edition=scene.edition, team=team, reason="Mutation"),
            jury.Open(edition=scene.edition),
            jury.AdmitTeam(edition=scene.edition, team=team, name="Équipe"),
        ]
    )
    assert isinstance(outcomes[-1], no.TeamGone)


@pytest.mark.world("decided")
async def test_a_winner_that_has_just_withdrawn_gets_no_prize(scene: Scene, panel: Panel) -> None:
    """In one transaction, before the bus has told the jury."""
    await scene.send(prizes.OpenCeremony(edition=scene.edition))
    withdraws_ = teams.Withdraw(edition=scene.edition, team=panel.teams[1], reason="Mutation")
    done, refused = await scene.engine.dispatch.execute_many([withdraws_, panel.reveal(panel.prizes[1])])
    assert isinstance(done, list)
    assert isinstance(refused, prize_rules.DecideAgain)


@pytest.mark.world("closed")
async def test_the_president_of_a_closed_jury_is_replaced_and_the_heir_decides(scene: Scene, panel: Panel) -> None:
    before = (await folded(scene)).ranking()
    await scene.grant(panel.alternate, Role.PRESIDENT)
    await scene.send(
        jury.ReplaceJuror(edition=scene.edition, juror=panel.president, by=panel.alternate, reason="Malade")
    )
    assert await seats_of(scene, panel.president) == [("replaced", None, True)]
    awards = zip(panel.prizes, panel.teams, strict=False)
    wanted = tuple(jury.WantedAward(prize=prize, teams=(team,)) for prize, team in awards)
    await scene.send(jury.DecideRanking(edition=scene.edition, awards=wanted), actor=panel.alternate)
    viewer = await viewer_of(scene.engine.pool, panel.alternate)
    found = await reads.jury(scene.engine.pool, viewer, scene.edition)
    assert found is not None
    shown = await reads.results(scene.engine.pool, viewer, found)
    assert shown is not None
    assert shown.ranking == (await folded(scene)).ranking() == before


@pytest.mark.world("decided")
async def test_minutes_that_were_replaced_still_answer(scene: Scene, panel: Panel) -> None:
    second = panel.prizes[1]
    old = await scene.engine.pool.fetchval("SELECT decision FROM jury")
    await withdraws(panel, panel.teams[1])
    wanted = (jury.WantedAward(prize=second, teams=(panel.teams[2],)),)
    await scene.send(jury.DecideRanking(edition=scene.edition, awards=wanted), actor=panel.president)
    new = await scene.engine.pool.fetchval("SELECT decision FROM jury")
    found = [await reads.minutes(scene.engine.pool, number) for number in (old, new)]
    assert [one and one.replaced_by for one in found] == [new, None]
    rows = await scene.engine.pool.fetch(
        "SELECT position, encode(digest, 'hex') AS digest FROM event WHERE type = 'jury.ranking_decided' ORDER BY 1"
    )
    assert [one and (one.position, one.digest) for one in found] == [tuple(row) for row in rows]


@pytest.mark.world("decided")
async def test_only_who_may_change_the_prizes_is_told_their_version(scene: Scene, panel: Panel) -> None:
    told = {}
    for who, account in (await crowd(panel)).items():
        found = await palmares(scene.engine.pool, await viewer_of(scene.engine.pool, account), scene.edition)
        told[who] = (found.version is not None, found.decided)
    assert told == {who: (who in ("president", "facilitator"),) * 2 for who in told}


@pytest.mark.world("decided")
async def test_the_decision_reaches_the_prizes_once(scene: Scene, panel: Panel) -> None:
    rows = await scene.engine.pool.fetch("SELECT id, teams FROM prize ORDER BY rank")
    assert [(row["id"], row["teams"]) for row in rows] == [
        (prize, [team]) for prize, team in zip(panel.prizes, panel.teams, strict=False)
    ]
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM inbox WHERE outcome <> 'done'") == 0


@pytest.mark.world("closed")
async def test_the_results_of_the_tables_are_those_of_the_decider(scene: Scene, panel: Panel) -> None:
    state = await folded(scene)
    viewer = await viewer_of(scene.engine.pool, panel.president)
    found = await reads.jury(scene.engine.pool, viewer, scene.edition)
    assert found is not None
    shown = await reads.results(scene.engine.pool, viewer, found)
    assert shown is not None
    assert shown.ranking == state.ranking()
    assert [one.team.team for one in shown.lines] == panel.teams


async def folded(scene: Scene) -> decider.State:
    """The jury's state out of the log alone."""
    rows = await scene.engine.pool.fetch(
        "SELECT * FROM event WHERE stream = $1 ORDER BY position", f"jury-{scene.edition}"
    )
    state = decider.initial()
    for row in rows:
        state = decider.evolve(state, recorded(row, flow.RULES.catalog).event)
    return state


@pytest.mark.parametrize(("again", "told"), [(False, 1), (True, 0)])
async def test_the_page_says_when_scores_do_not_compare_across_groups_of_jurors(
    scene: Scene, database: str, nats_url: str, again: bool, told: int
) -> None:
    panel = await Panel(scene).opened(teams=2, quorum=1)
    one, other, _ = panel.people
    await panel.score(one, panel.teams[0], 4, 4)
    await panel.score(other, panel.teams[1], 4, 4)
    if again:
        await panel.score(other, panel.teams[0], 3, 3)
    await scene.send(jury.Close(edition=scene.edition), actor=panel.president)
    async with running(database, nats_url, scene.engine.clock) as site:
        browser = await site.signed_in(panel.president)
        page = (await browser.get(f"/en/e/{scene.slug}/deliberation")).text
    assert page.count("The jurors form groups that have no team in common.") == told


@pytest.mark.world("decided")
async def test_the_palmares_follows_from_the_log_alone(scene: Scene, panel: Panel) -> None:
    """A second fold of the log decides as the first one did."""
    rows = await scene.engine.pool.fetch(
        "SELECT * FROM event WHERE stream = $1 ORDER BY position", f"jury-{scene.edition}"
    )
    again: list[Recorded] = [recorded(row, flow.RULES.catalog) for row in rows]
    decision: Any = again.pop()
    state = decider.initial()
    for one in again:
        state = decider.evolve(state, one.event)
    command = jury.DecideRanking(
        edition=scene.edition,
        awards=tuple(jury.WantedAward(prize=one.prize, teams=one.teams) for one in decision.event.awards),
    )

    class Ranked:
        exists = True
        roles = frozenset[Any]()
        ranked = panel.prizes

    stamp = Stamp(at=decision.meta.at, actor=decision.meta.actor)
    assert decider.decide(state, command, stamp, Ranked(), Ranked()) == [decision.event]


@pytest.mark.world("opened")
@pytest.mark.parametrize("who", ["juror", "observer", "facilitator", "president", "member", "public"])
async def test_nobody_sees_results_while_the_jury_scores(scene: Scene, panel: Panel, who: str) -> None:
    viewer = await viewer_of(scene.engine.pool, (await crowd(panel))[who])
    found = await reads.jury(scene.engine.pool, viewer, scene.edition)
    assert found is None or await reads.results(scene.engine.pool, viewer, found) is None


@pytest.mark.parametrize(
    ("who", "sees"),
    [("juror", False), ("observer", False), ("facilitator", True), ("president", True), ("member", False)],
)
@pytest.mark.world("decided")
async def test_who_sees_results_between_closing_and_ceremony(scene: Scene, panel: Panel, who: str, sees: bool) -> None:
    viewer = await viewer_of(scene.engine.pool, (await crowd(panel))[who])
    found = await reads.jury(scene.engine.pool, viewer, scene.edition)
    assert (found is not None and await reads.results(scene.engine.pool, viewer, found) is not None) == sees


@pytest.mark.world("opened")
async def test_a_juror_reads_its_own_sheets_only(scene: Scene, panel: Panel) -> None:
    await panel.score(panel.people[1], panel.teams[0], 5, 4, comment="Clair")
    await panel.score(panel.people[2], panel.teams[0], 1, 1)
    viewer = await viewer_of(scene.engine.pool, panel.people[1])
    sheets = await reads.own_sheets(scene.engine.pool, viewer, scene.edition, 2)
    mine = {one.team.team: (one.marks, one.comment, one.state) for one in sheets}
    assert mine[panel.teams[0]] == ({"impact": 5, "idee": 4}, "Clair", "full")
    assert mine[panel.teams[1]] == ({}, None, "none")


@pytest.mark.world("decided")
async def test_the_public_sees_a_prize_only_once_it_is_revealed(scene: Scene, panel: Panel) -> None:

    async def seen() -> list[list[UUID]]:
        found = await palmares(scene.engine.pool, PUBLIC, scene.edition)
        return [[one.team for one in prize.winners] for prize in found.prizes]

    first, second = panel.prizes
    assert await seen() == [[], []]
    await scene.send(prizes.OpenCeremony(edition=scene.edition))
    assert await seen() == [[], []]
    await scene.send(panel.reveal(second))
    assert await seen() == [[], [panel.teams[1]]]
    await scene.send(panel.reveal(first), prizes.CloseCeremony(edition=scene.edition))
    assert await seen() == [[panel.teams[0]], [panel.teams[1]]]


async def withdraws(panel: Panel, team: UUID) -> None:
    await panel.scene.send(teams.Withdraw(edition=panel.edition, team=team, reason="Mutation"))
    await panel.scene.engine.quiet()


async def awarded(panel: Panel) -> list[list[UUID]]:
    rows = await panel.scene.engine.pool.fetch("SELECT teams FROM prize ORDER BY rank")
    return [row["teams"] for row in rows]


@pytest.mark.world("decided")
async def test_the_prizes_of_a_winner_that_withdraws_are_decided_again_and_then_revealed(
    scene: Scene, panel: Panel
) -> None:
    first, second = panel.prizes
    _, blue, green = panel.teams
    await withdraws(panel, panel.teams[0])
    with pytest.raises(prize_rules.DecideAgain):
        await scene.send(prizes.OpenCeremony(edition=scene.edition))
    wanted = tuple(jury.WantedAward(prize=prize, teams=(team,)) for prize, team in ((first, blue), (second, green)))
    await scene.send(jury.DecideRanking(edition=scene.edition, awards=wanted), actor=panel.president)
    await scene.engine.quiet()
    assert await awarded(panel) == [[blue], [green]]
    await scene.send(prizes.OpenCeremony(edition=scene.edition), panel.reveal(second))
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM inbox WHERE outcome <> 'done'") == 0


@pytest.mark.world("decided")
async def test_a_withdrawal_during_the_ceremony_stops_it_and_leaves_what_was_revealed(
    scene: Scene, panel: Panel
) -> None:
    first, second = panel.prizes
    await scene.send(prizes.OpenCeremony(edition=scene.edition), panel.reveal(second))
    await withdraws(panel, panel.teams[1])
    await withdraws(panel, panel.teams[0])
    with pytest.raises(prize_rules.DecideAgain):
        await scene.send(panel.reveal(first))
    assert await again(panel, panel.president) == [first]
    assert await awarded(panel) == [[panel.teams[0]], [panel.teams[1]]]


async def again(panel: Panel, account: UUID | None) -> list[UUID]:
    pool = panel.scene.engine.pool
    return await reads.again(pool, await viewer_of(pool, account), panel.edition)


@pytest.mark.world("decided")
async def test_that_a_prize_is_decided_again_is_for_the_president_and_who_runs_the_edition(
    scene: Scene, panel: Panel
) -> None:
    everybody = await crowd(panel)
    before = msgspec.json.encode(await palmares(scene.engine.pool, PUBLIC, scene.edition))
    await withdraws(panel, panel.teams[0])
    told = {who for who, account in everybody.items() if await again(panel, account)}
    assert told == {"president", "facilitator"}
    assert msgspec.json.encode(await palmares(scene.engine.pool, PUBLIC, scene.edition)) == before


@pytest.mark.world("decided")
async def test_the_ranking_that_was_decided_upon_stays(panel: Panel) -> None:
    """A team without a prize that withdraws later is still where it was; the minutes are drawn from it."""
    await withdraws(panel, panel.teams[2])
    assert await ranked(panel) == panel.teams
    await withdraws(panel, panel.teams[0])
    assert await ranked(panel) == panel.teams
    assert await ranked(panel, afresh=True) == [panel.teams[1]]


async def ranked(panel: Panel, afresh: bool = False) -> list[UUID]:
    pool = panel.scene.engine.pool
    viewer = await viewer_of(pool, panel.president)
    found = await reads.jury(pool, viewer, panel.edition)
    assert found is not None
    shown = await reads.results(pool, viewer, found, afresh=afresh)
    assert shown is not None
    return [one.team.team for one in shown.lines]


@pytest.mark.world("opened")
async def test_marks_and_comments_are_in_no_event_text(scene: Scene, panel: Panel) -> None:
    """The comment can be erased: the log keeps its hash only."""
    await panel.score(panel.people[1], panel.teams[0], 5, 4, comment="Trop proche du cabinet")
    rows = await scene.engine.pool.fetch("SELECT data::text AS data FROM event WHERE type = 'jury.scored'")
    assert [sorted(json.loads(row["data"])["comment"]) for row in rows] == [["digest", "id"]]
    texts = await scene.engine.pool.fetch("SELECT text FROM people_remark WHERE about = $1", f"jury-{scene.edition}")
    assert [row["text"] for row in texts] == ["Trop proche du cabinet"]


async def crowd(panel: Panel) -> dict[str, UUID | None]:
    """Somebody of each kind."""
    scene = panel.scene
    observer = await scene.person("Observatrice")
    await scene.grant(observer, Role.OBSERVER)
    member = await scene.engine.pool.fetchval("SELECT account FROM team_member WHERE team = $1", panel.teams[0])
    return {
        "juror": panel.people[1],
        "president": panel.president,
        "facilitator": scene.facilitator,
        "observer": observer,
        "member": member,
        "public": None,
    }
