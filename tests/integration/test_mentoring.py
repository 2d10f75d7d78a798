"""Mentoring on a running engine: what the tables hold, who reads what, and what the bus does when a mentor leaves."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from events.rebuild import rebuild
from idarathon import flow
from idarathon.dispatch import settled
from idarathon.errors import Refusal
from idarathon.mentoring import commands as ask
from idarathon.mentoring import reads
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support.mentors import assign, help_asked, lead_of, mentor, paired, propose, publish, seen_by, write
from tests.support.scene import START, Scene


async def proposed(scene: Scene) -> reads.Proposal:
    found = await reads.proposal(scene.engine.pool, await seen_by(scene, scene.facilitator), scene.edition)
    assert found
    return found


async def pairs(scene: Scene) -> set[tuple[UUID, UUID]]:
    rows = await scene.engine.pool.fetch("SELECT team, mentor FROM coach WHERE edition = $1", scene.edition)
    return {(row["team"], row["mentor"]) for row in rows}


async def test_a_published_proposal_makes_mentors_of_teams(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    await propose(scene)
    assert await pairs(scene) == set()
    await publish(scene)
    assert await pairs(scene) == {(team, one)}
    assert (await seen_by(scene, one)).coaches == {team}


async def test_the_proposal_names_the_reasons_and_the_teams_left_over(scene: Scene) -> None:
    challenge = await scene.with_challenge()
    first, second = await scene.team("Alpha"), await scene.team("Beta")
    await scene.send(teams.AssignChallenge(edition=scene.edition, team=first, challenge=challenge))
    await mentor(scene, capacity=1, challenges=(challenge,))
    await propose(scene)
    found = {one.team: one for one in (await proposed(scene)).teams}
    assert found[first].pairs[0].reasons == ["theme", "language:fr"]
    assert (found[second].pairs, found[second].why) == ([], "capacity")


async def test_the_load_of_a_mentor_is_what_the_proposal_gives_it(scene: Scene) -> None:
    one = await mentor(scene, "Amal", capacity=1)
    two = await mentor(scene, "Badr", capacity=2)
    await assign(scene, await scene.team(), one)
    await assign(scene, await scene.team(), two)
    loads = {row.account: (row.load, row.full) for row in (await proposed(scene)).mentors}
    assert loads == {one: (1, True), two: (1, False)}


async def test_without_any_mentor_the_proposal_is_empty_and_says_so(scene: Scene) -> None:
    await scene.team()
    await propose(scene)
    assert [one.why for one in (await proposed(scene)).teams] == ["no_mentor"]


async def test_a_mentor_who_leaves_is_replaced_by_the_bus_and_the_others_stay(scene: Scene) -> None:
    one, two = await scene.team("Alpha"), await scene.team("Beta")
    first, second = [await mentor(scene, f"Mentor {number}", capacity=1) for number in (1, 2)]
    await paired(scene)
    held = await pairs(scene)
    third = await mentor(scene, "Mentor 3", capacity=1)
    await scene.send(ask.MentorLeaves(edition=scene.edition, account=first, reason="Mutation"))
    await scene.engine.quiet()
    found = await proposed(scene)
    assert found.because == "mentor_left"
    left = next(team for team, who in held if who == first)
    stays = one if left == two else two
    assert {(team.team, pair.mentor) for team in found.teams for pair in team.pairs} == {(left, third), (stays, second)}
    assert await pairs(scene) == {(stays, second)}  # nothing is published by itself, but the mentor is gone at once


async def test_who_loses_the_role_leaves(scene: Scene) -> None:
    await scene.team()
    one = await mentor(scene)
    await paired(scene)
    await scene.send(
        flow.COMMANDS["editions.revoke_role"](edition=scene.edition, account=one, role=Role.MENTOR)  # type: ignore[call-arg]
    )
    await scene.engine.quiet()
    assert await pairs(scene) == set()


async def test_whose_account_is_closed_leaves(scene: Scene) -> None:
    await scene.team()
    one = await mentor(scene)
    await paired(scene)
    await scene.send(flow.COMMANDS["people.close_account"](account=one))  # type: ignore[call-arg]
    await scene.engine.quiet()
    assert (await pairs(scene), (await proposed(scene)).because) == (set(), "mentor_left")


async def test_what_a_mentor_who_leaves_had_taken_is_open_again(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    asked = await help_asked(scene, team)
    await scene.send(ask.ClaimHelp(edition=scene.edition, team=team, help=asked), actor=one)
    await scene.send(ask.MentorLeaves(edition=scene.edition, account=one))
    await scene.engine.quiet()
    (row,) = await reads.requests(scene.engine.pool, await seen_by(scene, scene.facilitator), scene.edition)
    assert (row.status, row.mentor) == ("open", None)


async def test_a_mentor_who_came_back_gets_its_team_back(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    await paired(scene)
    await scene.send(ask.MentorLeaves(edition=scene.edition, account=one))
    await scene.engine.quiet()
    await scene.send(ask.DescribeMentor(edition=scene.edition, account=one, languages=("fr",)))
    await paired(scene)
    assert await pairs(scene) == {(team, one)}


async def test_a_private_note_is_its_authors_alone(scene: Scene) -> None:
    team, one, two = await scene.team(), await mentor(scene), await mentor(scene, "Autre")
    await paired(scene)
    note = await write(scene, team, one, "Confidentiel")
    readers = [one, two, await lead_of(scene, team), scene.facilitator]
    assert [await readable(scene, who, note) for who in readers] == [True, False, False, False]


async def readable(scene: Scene, who: UUID, note: UUID) -> bool:
    found = await reads.note(scene.engine.pool, await seen_by(scene, who), scene.edition, note)
    return found is not None


async def test_a_shared_note_is_for_the_team_its_mentors_and_the_facilitators(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    await paired(scene)
    note = await write(scene, team, one, share=True)
    stranger, other = await scene.person("Agent"), await scene.team("Autre équipe")
    readers = [one, await lead_of(scene, team), scene.facilitator, stranger, await lead_of(scene, other)]
    assert [await readable(scene, who, note) for who in readers] == [True, True, True, False, False]
    await scene.send(ask.UnshareNote(edition=scene.edition, team=team, note=note), actor=one)
    assert [await readable(scene, who, note) for who in readers] == [True, False, False, False, False]


async def test_steps_of_a_shared_note_are_ticked_by_the_team(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    await paired(scene)
    lead = await lead_of(scene, team)
    steps = (ask.Step(key="1", text="Appeler", owner=lead), ask.Step(key="2", text="Tester"))
    note = await write(scene, team, one, steps=steps, share=True)
    await scene.send(ask.CompleteStep(edition=scene.edition, team=team, note=note, key="1"), actor=lead)
    found = await reads.note(scene.engine.pool, await seen_by(scene, lead), scene.edition, note)
    assert found and [(step.key, step.text, step.done_at is not None) for step in found.steps] == [
        ("1", "Appeler", True),
        ("2", "Tester", False),
    ]


async def test_an_erased_text_leaves_the_log_intact(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    await paired(scene)
    note = await write(scene, team, one, "À oublier")
    await scene.engine.pool.execute("DELETE FROM people_remark WHERE about = $1", f"note-{note}")
    found = await reads.note(scene.engine.pool, await seen_by(scene, one), scene.edition, note)
    assert found and found.observed is None
    data = await scene.engine.pool.fetchval("SELECT data::text FROM event WHERE stream = $1", f"note-{note}")
    assert "oublier" not in data


async def test_today_begins_with_the_team_that_waits_longest(scene: Scene) -> None:
    one = await mentor(scene)
    first, second = await scene.team("Alpha"), await scene.team("Beta")
    await paired(scene)
    await scene.at(START + timedelta(hours=1))
    await write(scene, first, one, steps=(ask.Step(key="1", text="Relancer"),))
    found = await reads.accompanied(scene.engine.pool, await seen_by(scene, one), scene.edition)
    assert [(row.team, row.open_steps) for row in found] == [(second, 0), (first, 1)]
    assert [step.text for _, step in found[1].steps] == ["Relancer"]


async def test_after_seven_days_without_a_note_the_facilitators_are_told(scene: Scene) -> None:
    one, team = await mentor(scene), await scene.team()
    await paired(scene)
    viewer = await seen_by(scene, scene.facilitator)
    almost, later = START + timedelta(days=6, hours=23), START + timedelta(days=7)
    db = scene.engine.pool
    assert await reads.quiet(db, viewer, scene.edition, almost) == []
    assert [row.team for row in await reads.quiet(db, viewer, scene.edition, later)] == [team]
    await scene.at(START + timedelta(hours=5))
    await write(scene, team, one)
    assert await reads.quiet(db, viewer, scene.edition, later) == []


async def test_of_two_mentors_who_claim_at_once_one_gets_the_request(scene: Scene) -> None:
    team = await scene.team()
    people = [await mentor(scene, f"Mentor {number}") for number in range(2)]
    asked = await help_asked(scene, team)
    ids: dict[str, Any] = {"edition": scene.edition, "team": team, "help": asked}
    viewers = [await seen_by(scene, one) for one in people]
    claims = [scene.engine.dispatch.execute(ask.ClaimHelp(**ids), viewer) for viewer in viewers]
    done = await asyncio.gather(*claims, return_exceptions=True)
    refused = [one for one in done if isinstance(one, Refusal)]
    assert [one.code for one in refused] == ["help_already_claimed"]
    (row,) = await reads.requests(scene.engine.pool, await seen_by(scene, scene.facilitator), scene.edition)
    assert row.mentor == people[0 if isinstance(done[1], Refusal) else 1]


async def test_the_team_reads_the_answer_and_strangers_do_not(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    asked = await help_asked(scene, team)
    ids: dict[str, Any] = {"edition": scene.edition, "team": team, "help": asked}
    await scene.send(ask.ClaimHelp(**ids), ask.AnswerHelp(**ids, text="La loi 55-19, article 7."), actor=one)
    lead, stranger = await lead_of(scene, team), await scene.person("Agent")
    (seen,) = await reads.requests(scene.engine.pool, await seen_by(scene, lead), scene.edition)
    assert [answer.text for answer in seen.answers] == ["La loi 55-19, article 7."]
    assert await reads.requests(scene.engine.pool, await seen_by(scene, stranger), scene.edition) == []


async def test_a_rebuild_makes_the_same_tables(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    await paired(scene)
    note = await write(scene, team, one, steps=(ask.Step(key="1", text="Relancer"),), share=True)
    await scene.send(ask.CompleteStep(edition=scene.edition, team=team, note=note, key="1"), actor=one)
    await scene.send(ask.StateNeeds(edition=scene.edition, team=team, skills=("law",), languages=("ar",)))
    asked = await help_asked(scene, team)
    await scene.send(ask.ClaimHelp(edition=scene.edition, team=team, help=asked), actor=one)
    tables = (
        "mentor",
        "mentoring_needs",
        "assignment",
        "assignment_pair",
        "coach",
        "note",
        "note_step",
        "help_request",
    )
    sql = "SELECT string_agg(t::text, ' ' ORDER BY t::text) FROM {} t"
    before = [await scene.engine.pool.fetchval(sql.format(name)) for name in tables]
    async with scene.engine.pool.acquire() as connection:
        await rebuild(connection, flow.RULES.catalog, flow.PROJECTIONS)  # type: ignore[arg-type]
    assert [await scene.engine.pool.fetchval(sql.format(name)) for name in tables] == before


async def test_publishing_what_is_published_changes_nothing(scene: Scene) -> None:
    await scene.team()
    await mentor(scene)
    await paired(scene)
    pairs_ = await reads.proposed(scene.engine.pool, scene.edition)
    command = ask.PublishAssignment(edition=scene.edition, pairs=pairs_)
    (outcome,) = await scene.engine.dispatch.execute_many([command])
    assert settled(outcome) == []
