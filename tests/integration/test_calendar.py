"""Sessions over a real database: rooms and facilitators that are taken, reminders by the clock, who reads what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from events.message import Command
from idarathon.calendar import commands as ask
from idarathon.calendar import reads
from idarathon.calendar.projections import FacilitatorBusy, RoomTaken
from idarathon.editions.events import Text
from idarathon.people.reads import viewer_of
from idarathon.teams import commands as teams
from idarathon.viewer import PUBLIC
from tests.support.mentors import assign, mentor
from tests.support.scene import Scene

DAY = datetime(2026, 11, 4, 10, tzinfo=UTC)


def drafted(scene: Scene, starts: str = "2026-11-04T10:00", ends: str = "2026-11-04T12:00", **more: Any) -> Any:
    known: dict[str, Any] = {"kind": "webinar", "phase": "definition", "title": Text(fr="Écouter", ar="الإنصات")}
    return ask.DraftSession(edition=scene.edition, session=uuid4(), starts=starts, ends=ends, **known | more)


async def publish(scene: Scene, draft: Command) -> UUID:
    session: UUID = draft.session  # type: ignore[attr-defined]
    await scene.send(draft, ask.Publish(edition=scene.edition, session=session))
    return session


async def reminders(scene: Scene) -> list[str]:
    rows = await scene.engine.pool.fetch(
        "SELECT data->>'before' AS before FROM event WHERE type = 'session.reminded' ORDER BY position"
    )
    return [row["before"] for row in rows]


async def test_a_room_is_in_one_published_session_at_a_time(scene: Scene) -> None:
    await publish(scene, drafted(scene, room="Salle 1"))
    with pytest.raises(RoomTaken):
        await publish(scene, drafted(scene, "2026-11-04T11:00", "2026-11-04T13:00", room="salle  1"))
    await publish(scene, drafted(scene, "2026-11-04T12:00", "2026-11-04T13:00", room="Salle 1"))
    await publish(scene, drafted(scene, room="Salle 2"))


async def test_a_facilitator_is_in_one_published_session_at_a_time(scene: Scene) -> None:
    first = await publish(scene, drafted(scene, facilitator=scene.facilitator))
    late = drafted(scene, "2026-11-04T14:00", "2026-11-04T15:00", facilitator=scene.facilitator)
    second = await publish(scene, late)
    with pytest.raises(FacilitatorBusy):
        await scene.send(
            ask.Move(edition=scene.edition, session=second, starts="2026-11-04T11:30", ends="2026-11-04T12:30")
        )
    await scene.send(ask.Cancel(edition=scene.edition, session=first, reason="Report"))
    await scene.send(
        ask.Move(edition=scene.edition, session=second, starts="2026-11-04T11:30", ends="2026-11-04T12:30")
    )


async def test_every_clash_names_its_other_side(scene: Scene) -> None:
    team = await scene.team()
    other = drafted(
        scene, room="Salle 1", facilitator=scene.facilitator, speaker="Amal Exemple", kind="workshop", audience="teams"
    )
    await publish(scene, other)
    viewer = await viewer_of(scene.engine.pool, scene.facilitator)
    found = await reads.clashes(
        scene.engine.pool,
        viewer,
        reads.Wanted(
            edition=scene.edition,
            session=None,
            phase="pitch",
            starts_at=DAY + timedelta(hours=1),
            ends_at=DAY + timedelta(hours=3),
            room="SALLE  1",
            facilitator=scene.facilitator,
            speaker="amal exemple",
            capacity=2,
            audience="teams",
            teams=(team,),
        ),
    )
    assert [(one.kind, one.blocking, one.what) for one in found] == [
        ("room", True, "Salle 1"),
        ("facilitator", True, "Facilitatrice"),
        ("speaker", False, "Amal Exemple"),
        ("team", False, None),
        ("capacity", False, None),
        ("phase", False, None),
    ]
    assert {one.other.session for one in found if one.other} == {other.session}
    assert [len(one.teams) for one in found] == [0, 0, 0, 1, 0, 0]


async def test_a_mentor_with_a_team_in_each_of_two_sessions_is_a_clash(scene: Scene) -> None:
    one, two, alone = [await scene.team(name) for name in ("Alpha", "Beta", "Gamma")]
    coach = await mentor(scene, "Salma Exemple")
    await assign(scene, one, coach)
    await assign(scene, two, coach)
    other = drafted(scene, kind="workshop", audience="teams", teams=(two,))
    await publish(scene, other)

    async def found(*asked: UUID) -> list[tuple[str, list[str]]]:
        slot: dict[str, Any] = {"starts_at": DAY, "ends_at": DAY + timedelta(hours=1), "phase": "definition"}
        wanted = reads.Wanted(edition=scene.edition, session=None, audience="teams", teams=asked, **slot)
        viewer = await viewer_of(scene.engine.pool, scene.facilitator)
        rows = await reads.clashes(scene.engine.pool, viewer, wanted)
        return [(row.kind, row.mentors) for row in rows if row.other and row.other.session == other.session]

    assert await found(one) == [("mentor", ["Salma Exemple"])]
    assert await found(alone) == []
    await scene.send(ask.UnregisterTeam(edition=scene.edition, session=other.session, team=two))
    assert await found(one) == []


async def test_a_session_is_recalled_a_day_and_an_hour_before(scene: Scene) -> None:
    await publish(scene, drafted(scene))
    await scene.at(DAY - timedelta(hours=24, seconds=1))
    assert await reminders(scene) == []
    await scene.at(DAY - timedelta(hours=24))
    await scene.at(DAY - timedelta(hours=23))
    assert await reminders(scene) == ["day"]
    await scene.at(DAY - timedelta(hours=1))
    await scene.at(DAY)
    assert await reminders(scene) == ["day", "hour"]


async def test_after_an_outage_only_the_nearest_reminder_is_sent(scene: Scene) -> None:
    await publish(scene, drafted(scene))
    assert await reads.next_reminder(scene.engine.pool, scene.engine.clock.now()) == DAY - timedelta(hours=24)
    await scene.at(DAY - timedelta(minutes=20))
    assert await reminders(scene) == ["hour"]


async def test_nobody_is_reminded_of_what_was_announced_just_now(scene: Scene) -> None:
    await scene.at(DAY - timedelta(hours=20))
    await publish(scene, drafted(scene))
    await scene.at(DAY - timedelta(hours=19))
    assert await reminders(scene) == []
    await scene.at(DAY - timedelta(hours=1))
    assert await reminders(scene) == ["hour"]


async def test_after_a_move_and_back_everybody_is_reminded_anew(scene: Scene) -> None:
    session = await publish(scene, drafted(scene))
    await scene.at(DAY - timedelta(hours=24))
    ids: dict[str, Any] = {"edition": scene.edition, "session": session}
    await scene.send(ask.Move(**ids, starts="2026-11-06T10:00", ends="2026-11-06T12:00"))
    await scene.send(ask.Move(**ids, starts="2026-11-04T10:00", ends="2026-11-04T12:00"))
    await scene.at(DAY - timedelta(hours=1))
    assert await reminders(scene) == ["day", "hour"]
    await scene.send(ask.Cancel(**ids, reason="Report"))
    assert await reads.next_reminder(scene.engine.pool, scene.engine.clock.now()) is None


async def test_a_team_that_withdraws_frees_its_places(scene: Scene) -> None:
    team = await scene.team()
    session = await publish(scene, drafted(scene, kind="workshop", audience="teams", capacity=3))
    ids: dict[str, Any] = {"edition": scene.edition, "team": team}
    await scene.send(ask.RegisterTeam(**ids, session=session), teams.Withdraw(**ids, reason="Mutation"))
    await scene.engine.quiet()
    (row,) = await reads.sessions(scene.engine.pool, PUBLIC, scene.edition)
    assert row.taken == 0


async def test_a_team_that_was_taken_off_the_list_frees_its_places_too(scene: Scene) -> None:
    team, other = await scene.team(), await scene.team()
    draft = drafted(scene, kind="workshop", audience="teams", capacity=3)
    session = await publish(scene, draft)
    ids: dict[str, Any] = {"edition": scene.edition, "team": team}
    await scene.send(ask.RegisterTeam(**ids, session=session))
    known = {name: getattr(draft, name) for name in draft.__struct_fields__ if name not in ("id", "teams")}
    await scene.send(ask.Revise(**known, teams=(other,)), teams.Withdraw(**ids, reason="Mutation"))
    await scene.engine.quiet()
    (row,) = await reads.sessions(scene.engine.pool, PUBLIC, scene.edition)
    assert row.taken == 0


async def test_a_team_that_has_grown_is_shown_to_its_lead_and_to_facilitators(scene: Scene) -> None:
    team = await scene.team()
    pool = scene.engine.pool
    session = await publish(scene, drafted(scene, kind="workshop", audience="teams"))
    ids: dict[str, Any] = {"edition": scene.edition, "team": team}
    member = await pool.fetchval("SELECT account FROM team_member WHERE team = $1 LIMIT 1", team)

    async def seen() -> tuple[bool, list[tuple[int, int | None]]]:
        (row,) = await reads.sessions(pool, await viewer_of(pool, member), scene.edition)
        watcher = await viewer_of(pool, scene.facilitator)
        coming = await reads.attendance(pool, watcher, scene.edition, session)
        assert coming
        return row.outgrown, [(one.seats, one.members) for one in coming.seats]

    await scene.send(ask.RegisterTeam(**ids, session=session))
    assert await seen() == (False, [(3, 3)])
    await scene.send(teams.Place(**ids, account=await scene.person("Quatrième")))
    assert await seen() == (True, [(3, 4)])
    await scene.send(ask.RegisterTeam(**ids, session=session))
    assert await seen() == (False, [(4, 4)])


async def test_who_reads_what_of_a_session(scene: Scene) -> None:
    team = await scene.team()
    pool = scene.engine.pool
    member = await pool.fetchval("SELECT account FROM team_member WHERE team = $1 LIMIT 1", team)
    inside, outside = await viewer_of(pool, member), await viewer_of(pool, await scene.person("Agent"))
    runs = await viewer_of(pool, scene.facilitator)
    link = "https://visio.invalid/salle"
    await scene.send(drafted(scene))
    await publish(scene, drafted(scene, kind="workshop", audience="teams", link=link, facilitator=scene.facilitator))
    seen = {
        who: [(row.status, row.link, row.facilitator_name) for row in await reads.sessions(pool, viewer, scene.edition)]
        for who, viewer in {"public": PUBLIC, "outside": outside, "inside": inside, "runs": runs}.items()
    }
    assert seen["public"] == seen["outside"] == [("published", None, None)]
    assert seen["inside"] == [("published", link, "Facilitatrice")]
    assert sorted(seen["runs"], key=str) == [("draft", None, None), ("published", link, "Facilitatrice")]


async def test_the_reason_of_a_cancellation_is_not_for_the_public(scene: Scene) -> None:
    pool = scene.engine.pool
    session = await publish(scene, drafted(scene))
    await scene.send(ask.Cancel(edition=scene.edition, session=session, reason="Intervenante souffrante"))
    runs = await viewer_of(pool, scene.facilitator)
    seen = [[row.reason for row in await reads.sessions(pool, one, scene.edition)] for one in (PUBLIC, runs)]
    assert seen == [[None], ["Intervenante souffrante"]]


async def test_a_mean_of_fewer_than_three_opinions_is_nobodys_to_read(scene: Scene) -> None:
    session = await publish(scene, drafted(scene))
    ids: dict[str, Any] = {"edition": scene.edition, "session": session}
    scene.engine.clock.set(DAY)
    await scene.send(ask.OpenAttendance(**ids, code="K7P2QX"))
    seen = []
    for score in (5, 2, 5):
        who = await scene.person("Agent")
        await scene.send(ask.Attend(**ids, code="K7P2QX"), ask.Rate(**ids, score=score), actor=who)
        watcher = await viewer_of(scene.engine.pool, scene.facilitator)
        coming = await reads.attendance(scene.engine.pool, watcher, scene.edition, session)
        assert coming
        seen.append((coming.ratings, coming.average))
    assert seen == [(1, None), (2, None), (3, 4.0)]


async def test_the_agenda_of_a_team_and_of_a_person(scene: Scene) -> None:
    team, other = await scene.team(), await scene.team()
    pool = scene.engine.pool
    member = await pool.fetchval("SELECT account FROM team_member WHERE team = $1 LIMIT 1", team)
    viewer = await viewer_of(pool, member)
    ours = await publish(scene, drafted(scene, kind="workshop", audience="teams", teams=(team,)))
    await publish(scene, drafted(scene, kind="workshop", audience="teams", teams=(other,)))
    everyone = await publish(scene, drafted(scene, "2026-11-05T10:00", "2026-11-05T11:00"))
    agenda = await reads.team_sessions(pool, viewer, scene.edition, team)
    assert [(row.session, row.team_state) for row in agenda] == [(ours, "asked"), (everyone, None)]
    assert [row.session for row in await reads.my_sessions(pool, viewer)] == [ours]
    await scene.send(ask.Register(edition=scene.edition, session=everyone), actor=member)
    await scene.send(ask.UnregisterTeam(edition=scene.edition, session=ours, team=team))
    assert [row.session for row in await reads.my_sessions(pool, viewer)] == [everyone]
    assert await reads.team_sessions(pool, viewer, scene.edition, other) == []
