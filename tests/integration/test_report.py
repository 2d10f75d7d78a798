"""The report of an edition: figures that are so, and as much of them as who looks may know."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from idarathon.calendar import commands as calendar
from idarathon.editions.events import Text
from idarathon.phases import commands as phases
from idarathon.reports.reads import Report, report
from idarathon.teams import commands as teams
from idarathon.viewer import PUBLIC, Viewer
from tests.support.bank import banked
from tests.support.bank import report as go_on
from tests.support.scene import Scene
from tests.support.site import Site

CLOSED = datetime(2026, 11, 3, 16, 30, tzinfo=UTC)  # Inspiration
STAFF = Viewer(account=UUID(int=1), admin=True)


async def played(scene: Scene) -> dict[str, UUID]:
    """One team passes Inspiration, one is held and deposits late, one withdraws."""
    named = {name: await scene.team(name) for name in ("Passe", "Reste", "Part")}
    await scene.at(datetime(2026, 11, 3, 10, tzinfo=UTC))
    await scene.deposit(named["Passe"])
    await scene.send(teams.Withdraw(edition=scene.edition, team=named["Part"], reason="x"))
    await scene.engine.quiet()
    await scene.at(CLOSED)
    await scene.deposit(named["Reste"])
    return named


async def read(scene: Scene, viewer: Viewer = STAFF) -> Report:
    return await report(scene.engine.pool, viewer, scene.edition, scene.engine.clock.now())


async def test_an_edition_without_anything_has_a_report(scene: Scene) -> None:
    found = await read(scene)
    assert (found.people.participants, found.sessions.average, found.bank.entries) == (0, None, 0)


async def test_people_of_teams_that_set_out_are_counted(scene: Scene) -> None:
    await played(scene)
    await scene.team("Petite", members=2)
    people = (await read(scene)).people
    assert (people.participants, people.teams, people.withdrawn) == (9, 3, 1)


async def test_deposits_in_time_and_late(scene: Scene) -> None:
    await played(scene)
    first = (await read(scene)).deposits[0]
    assert (first.deposits, first.in_time, first.late) == (2, 1, 1)


async def test_how_many_passed_the_gate(scene: Scene) -> None:
    await played(scene)
    first = (await read(scene)).gates[0]
    assert (first.entered, first.passed, first.withdrawn, first.still_there) == (3, 1, 1, 1)
    assert first.typical_at == CLOSED


async def test_each_team_with_the_gates_that_it_passed(scene: Scene) -> None:
    await played(scene)
    lines = {one.name.split()[0]: (sorted(one.passed), one.in_time, one.late) for one in (await read(scene)).teams}
    assert lines == {"Passe": (["inspiration"], 1, 0), "Reste": ([], 0, 1), "Part": ([], 0, 0)}


async def test_a_decision_is_no_passage_like_others(scene: Scene) -> None:
    named = await played(scene)
    await scene.send(phases.Advance(edition=scene.edition, team=named["Reste"], phase="inspiration", reason="x"))
    first = (await read(scene)).gates[0]
    assert (first.passed, first.override) == (2, 1)


async def test_what_the_edition_left_to_the_bank(scene: Scene) -> None:
    named = await played(scene)
    await go_on(scene)
    await banked(scene, named["Passe"])
    assert (await read(scene)).bank.entries == 1


async def programme(scene: Scene) -> list[UUID]:
    """A webinar and two workshops, all over; to the first workshop a team is registered."""
    team = await scene.team("Ziz")
    ids = [uuid4() for _ in range(3)]
    for hour, session in enumerate(ids, 10):
        kind: dict[str, Any] = {"kind": "workshop", "audience": "teams"} if hour > 10 else {"kind": "webinar"}
        day: dict[str, Any] = {"starts": f"2026-11-04T{hour}:00", "ends": f"2026-11-04T{hour}:30"}
        one: dict[str, Any] = {"edition": scene.edition, "session": session}
        draft = calendar.DraftSession(**one, **kind, **day, phase="definition", title=Text(fr="Écouter"))
        await scene.send(draft, calendar.Publish(**one))
    await scene.send(calendar.RegisterTeam(edition=scene.edition, session=ids[1], team=team))
    return ids


async def counted(scene: Scene) -> tuple[int, int]:
    sessions = (await read(scene)).sessions
    return sessions.webinars, sessions.workshops


async def test_a_session_without_any_attendance_is_not_counted(scene: Scene) -> None:
    await programme(scene)
    await scene.at(datetime(2026, 11, 5, tzinfo=UTC))
    assert await counted(scene) == (0, 0)


async def test_a_session_is_counted_once_its_attendance_was_taken_and_it_is_over(scene: Scene) -> None:
    webinar, workshop, _ = await programme(scene)
    await scene.at(datetime(2026, 11, 4, 10, 35, tzinfo=UTC))
    for session in (webinar, workshop):
        await scene.send(calendar.OpenAttendance(edition=scene.edition, session=session, code="4T7KMP"))
    assert await counted(scene) == (1, 0)
    await scene.at(datetime(2026, 11, 5, tzinfo=UTC))
    assert await counted(scene) == (1, 1)


async def test_a_team_s_line_counts_the_sessions_that_the_report_counts(scene: Scene) -> None:
    _, workshop, _ = await programme(scene)
    await scene.at(datetime(2026, 11, 5, tzinfo=UTC))
    assert [one.sessions for one in (await read(scene)).teams] == [0]
    await scene.engine.pool.execute("UPDATE session SET attendance_count = 1 WHERE id = $1", workshop)
    assert [one.sessions for one in (await read(scene)).teams] == [1]


async def test_a_few_opinions_are_nobodys_to_read(scene: Scene) -> None:
    webinar, _, _ = await programme(scene)
    ids: dict[str, Any] = {"edition": scene.edition, "session": webinar}
    await scene.at(datetime(2026, 11, 4, 10, 35, tzinfo=UTC))
    await scene.send(calendar.OpenAttendance(**ids, code="4T7KMP"))
    seen = []
    for score in (5, 2, 5):
        who = await scene.person("Agent")
        await scene.send(calendar.Attend(**ids, code="4T7KMP"), calendar.Rate(**ids, score=score), actor=who)
        found = await read(scene)
        own = next(one for one in found.held if one.session == webinar)
        seen.append((found.sessions.average, own.average, [(one.score, one.times) for one in found.scores]))
    assert seen == [(None, None, []), (None, None, []), (4.0, 4.0, [(2, 1), (5, 2)])]


async def test_everyone_reads_a_summary_only(scene: Scene) -> None:
    await played(scene)
    found = await read(scene, PUBLIC)
    hidden: list[Any] = [found.whole, found.origins, found.held, found.scores, found.coaching, found.teams]
    assert hidden == [False, [], [], [], None, []]


async def test_the_page_in_both_directions(scene: Scene, site: Site) -> None:
    await played(scene)
    staff = await site.signed_in(scene.facilitator)
    for lang in ("fr", "ar", "en"):
        answer = await staff.get(f"/{lang}/e/{scene.slug}/report")
        assert (answer.status_code, answer.text.count('<svg class="chart"') >= 2) == (200, True)
    assert "style=" not in answer.text


@pytest.mark.parametrize("key", ["journey", "deposits", "palmares", "sessions", "coaching", "administrations", "teams"])
async def test_each_table_is_a_file(scene: Scene, site: Site, key: str) -> None:
    await played(scene)
    staff = await site.signed_in(scene.facilitator)
    answer = await staff.get(f"/fr/e/{scene.slug}/report/{key}.csv")
    assert (answer.status_code, answer.content[:3]) == (200, b"\xef\xbb\xbf")


async def test_a_table_that_is_none_is_not_found(scene: Scene, site: Site) -> None:
    staff = await site.signed_in(scene.facilitator)
    paths = ("journey", "nothing.csv", "..csv")
    assert [(await staff.get(f"/fr/e/{scene.slug}/report/{path}")).status_code for path in paths] == [404, 404, 404]
