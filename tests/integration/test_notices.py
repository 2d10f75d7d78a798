"""Who is told of what, once, and how it is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from events.message import Recorded
from events.rebuild import rebuild
from events.store import SQL, recorded
from idarathon import flow
from idarathon.calendar import commands as sessions
from idarathon.editions.events import Text
from idarathon.notices import reactions, reads
from idarathon.people.commands import CloseAccount
from idarathon.people.reads import viewer_of
from idarathon.phases import commands as phases
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support.crew import post
from tests.support.scene import Scene
from tests.support.site import Site

WORKSHOP: dict[str, Any] = {
    "kind": "workshop",
    "phase": "definition",
    "title": Text(fr="Écouter"),
    "audience": "teams",
    "starts": "2026-11-04T10:00",
    "ends": "2026-11-04T12:00",
}
SLUG = "SELECT slug FROM team WHERE id = $1"
OPEN = datetime(2026, 11, 3, 10, tzinfo=UTC)
CLOSED = datetime(2026, 11, 3, 16, 30, tzinfo=UTC)  # Inspiration


async def kinds(scene: Scene, account: UUID) -> list[str]:
    """What an account was told, the oldest first, without that it was placed or has its role."""
    viewer = await viewer_of(scene.engine.pool, account)
    found = [one.kind for one in reversed(await reads.notices(scene.engine.pool, viewer))]
    return [kind for kind in found if kind not in ("placed", "role_granted")]


async def test_the_people_of_a_team_are_told_what_became_of_it(scene: Scene) -> None:
    held, passed = await scene.team("Reste"), await scene.team("Passe")
    await scene.at(OPEN)
    await scene.deposit(passed)
    await scene.at(CLOSED)
    told = {team: [await kinds(scene, one) for one in await scene.members(team)] for team in (held, passed)}
    assert told == {held: [["held"]] * 3, passed: [["advanced"]] * 3}


async def test_who_is_given_a_role_is_told_which(scene: Scene) -> None:
    agent = await scene.person("Zineb")
    await scene.grant(agent, Role.MENTOR)
    await scene.grant(agent, Role.MENTOR)
    await scene.engine.quiet()
    told = await reads.notices(scene.engine.pool, await viewer_of(scene.engine.pool, agent))
    assert [(one.kind, one.facts) for one in told] == [("role_granted", {"role": "mentor"})]


async def test_a_team_whose_lead_has_a_closed_account_is_told_and_so_is_who_can_mend_it(
    scene: Scene, site: Site
) -> None:
    team = await scene.team()
    lead = await scene.engine.pool.fetchval("SELECT account FROM team_member WHERE team = $1 AND lead", team)
    mate, other = [one for one in await scene.members(team) if one != lead]
    desk, slug = await site.signed_in(scene.facilitator), await scene.engine.pool.fetchval(SLUG, team)
    task = f'href="/fr/e/{scene.slug}/manage/teams/{slug}"'
    assert task not in (await desk.get("/fr/me")).text
    await scene.send(CloseAccount(account=lead))
    await scene.engine.quiet()
    told = [await kinds(scene, one) for one in (lead, mate, other, scene.facilitator)]
    assert told == [[], ["lead_missed"], ["lead_missed"], ["lead_missed_desk"]]
    assert "Le compte du ou de la chef d’équipe est fermé" in (await desk.get("/fr/me")).text
    assert task in (await desk.get("/fr/me")).text
    await scene.send(teams.HandOver(edition=scene.edition, team=team, account=mate))
    await scene.engine.quiet()
    assert await kinds(scene, mate) == ["lead_missed", "lead_handed_over"]
    assert task not in (await desk.get("/fr/me")).text


async def test_an_extension_and_a_moved_deadline(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPEN)
    extend = phases.Extend(
        edition=scene.edition, team=team, phase="inspiration", until=CLOSED + timedelta(days=1), reason="x"
    )
    slot = phases.Schedule(edition=scene.edition, phase="pitch", opens="2026-11-09T09:00", closes="2026-11-10T16:30")
    await scene.send(extend, slot)
    await scene.engine.quiet()
    assert [sorted(await kinds(scene, one)) for one in await scene.members(team)] == [
        ["deadline_moved", "extended"]
    ] * 3


async def test_who_misses_something_is_reminded_of_the_closing(scene: Scene) -> None:
    late, ready, longer = await scene.team("Reste"), await scene.team("Prêt"), await scene.team("Plus")
    await scene.at(OPEN)
    await scene.deposit(ready)
    until = CLOSED + timedelta(days=1)
    await scene.send(
        phases.Extend(edition=scene.edition, team=longer, phase="inspiration", until=until, reason="Panne")
    )
    await scene.at(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))  # two hours before 16:30 in Morocco
    await scene.at(datetime(2026, 11, 3, 14, 30, tzinfo=UTC))
    told = {team: [await kinds(scene, one) for one in await scene.members(team)] for team in (late, ready, longer)}
    assert told == {late: [["gate_soon"]] * 3, ready: [[]] * 3, longer: [["extended"]] * 3}


async def extended(scene: Scene, name: str, until: datetime) -> UUID:
    """A team that has until then for Inspiration."""
    team = await scene.team(name)
    await scene.send(phases.Extend(edition=scene.edition, team=team, phase="inspiration", until=until, reason="Panne"))
    await scene.engine.quiet()
    return team


async def told_of_gates(scene: Scene, team: UUID) -> list[list[str]]:
    return [[kind for kind in await kinds(scene, one) if kind == "gate_soon"] for one in await scene.members(team)]


async def test_a_team_with_an_extension_is_reminded_of_its_own_deadline(scene: Scene) -> None:
    await scene.at(OPEN)
    until = CLOSED + timedelta(hours=17)
    late, ready = await extended(scene, "Reste", until), await extended(scene, "Prêt", until)
    await scene.deposit(ready)
    await scene.at(CLOSED)
    assert await told_of_gates(scene, late) == [[]] * 3
    await scene.at(until - timedelta(hours=2))
    assert (await told_of_gates(scene, late), await told_of_gates(scene, ready)) == ([["gate_soon"]] * 3, [[]] * 3)


async def test_a_reminder_before_the_end_of_an_extension_survives_a_restart_once(scene: Scene, database: str) -> None:
    await scene.at(OPEN)
    until = CLOSED + timedelta(days=1)
    team = await extended(scene, "Reste", until)
    await scene.at(until - timedelta(hours=1))  # after an outage
    connection = await asyncpg.connect(database)
    await rebuild(connection, flow.RULES.catalog, flow.PROJECTIONS)
    await connection.close()
    await scene.at(until - timedelta(minutes=50))
    assert await told_of_gates(scene, team) == [["gate_soon"]] * 3


async def test_what_fell_due_before_an_extension_was_granted_is_not_sent(scene: Scene) -> None:
    await scene.at(OPEN)
    team = await extended(scene, "Reste", CLOSED + timedelta(hours=10))  # 24 hours before has passed
    await scene.at(OPEN + timedelta(hours=1))
    assert await told_of_gates(scene, team) == [[]] * 3
    await scene.at(CLOSED + timedelta(hours=8))
    assert await told_of_gates(scene, team) == [["gate_soon"]] * 3


async def test_an_extension_that_its_phase_outlasts_does_not_silence_the_gate(scene: Scene) -> None:
    await scene.at(OPEN)
    team = await extended(scene, "Reste", CLOSED + timedelta(hours=1))
    later = phases.Schedule(
        edition=scene.edition, phase="inspiration", opens="2026-11-03T09:00", closes="2026-11-03T23:30"
    )
    await scene.send(later)
    await scene.at(datetime(2026, 11, 3, 21, 30, tzinfo=UTC))  # two hours before the closing, four after the extension
    assert await told_of_gates(scene, team) == [["gate_soon"]] * 3


async def test_nobody_is_told_of_its_own_act(scene: Scene) -> None:
    team, friend = await scene.team(), await scene.person("Amie")
    lead = (await scene.members(team))[0]
    await scene.send(teams.Invite(edition=scene.edition, team=team, account=friend), actor=lead)
    await scene.send(teams.Accept(edition=scene.edition, team=team), actor=friend)
    await scene.engine.quiet()
    assert await kinds(scene, friend) == ["invited"]


async def test_an_event_that_comes_again_tells_nobody_again(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPEN)
    await scene.at(CLOSED)
    held = await scene.engine.pool.fetchval("SELECT id FROM event WHERE type = 'journey.held'")
    item: Recorded = recorded(await scene.engine.pool.fetchrow(SQL["read_event"], held), flow.RULES.catalog)
    commands: list[Any] = [one async for chunk in reactions.tell(item, scene.engine.pool) for _, one in chunk]
    assert [await scene.send(one) for one in commands] == [[[]]]
    assert [await kinds(scene, one) for one in await scene.members(team)] == [["held"]] * 3


async def test_a_page_with_a_bell_that_counts_until_it_is_read(scene: Scene, site: Site) -> None:
    team = await scene.team("Ibn Sina")
    await scene.at(OPEN)
    await scene.at(CLOSED)
    browser = await site.signed_in((await scene.members(team))[0])
    page = await browser.get("/fr/me/notices")
    assert ("Ibn Sina" in page.text, "<b>2" in page.text) == (True, True)
    answer = await post(browser, "/fr/me/notices", up_to=(await _newest(scene, team)))
    assert answer.status_code == 303
    assert "<b>" not in (await browser.get("/fr/me/notices/count")).text


async def _newest(scene: Scene, team: UUID) -> str:
    viewer = await viewer_of(scene.engine.pool, (await scene.members(team))[0])
    return str((await reads.notices(scene.engine.pool, viewer))[0].position)


async def test_every_kind_of_readers_is_a_statement_that_runs(scene: Scene) -> None:
    for row in reactions.TOLD.values():
        found = await reads.readers(scene.engine.pool, row.readers, uuid4())
        assert found == [] or row.readers == "of_account"


async def test_who_is_asked_is_told_of_a_move_unless_it_stays_away(scene: Scene) -> None:
    asked, away, other = [await scene.team(name) for name in ("Alpha", "Beta", "Gamma")]
    ids = await workshop(scene, asked, away)
    await scene.send(sessions.UnregisterTeam(**ids, team=away))
    await scene.send(sessions.Move(**ids, starts="2026-11-05T10:00", ends="2026-11-05T12:00"))
    await scene.send(sessions.Cancel(**ids, reason="Grève"))
    await scene.engine.quiet()
    told = [await kinds(scene, (await scene.members(team))[0]) for team in (asked, away, other)]
    assert [sorted(one) for one in told] == [
        ["session_cancelled", "session_moved", "session_published"],
        ["session_published"],
        [],
    ]


async def test_a_revised_session_is_told_to_who_comes_and_to_who_is_asked_now_or_no_longer(scene: Scene) -> None:
    comes, gone, new = [await scene.team(name) for name in ("Alpha", "Beta", "Gamma")]
    ids = await workshop(scene, comes, gone)
    await scene.send(sessions.RegisterTeam(**ids, team=comes))
    revised = sessions.Revise(**ids, **WORKSHOP, link="https://visio.invalid/b", teams=(comes, new))
    await scene.send(revised, msgspec.structs.replace(revised, id=uuid4()))
    await scene.engine.quiet()
    told = [await kinds(scene, (await scene.members(team))[0]) for team in (comes, gone, new)]
    assert [sorted(one) for one in told] == [
        ["session_published", "session_revised"],
        ["session_published", "session_unasked"],
        ["session_asked"],
    ]


async def test_a_session_for_every_team_that_is_for_one_alone_now(scene: Scene) -> None:
    one, other = await scene.team("Alpha"), await scene.team("Beta")
    ids = await workshop(scene)
    await scene.send(sessions.Revise(**ids, **WORKSHOP, teams=(one,)))
    await scene.send(sessions.Revise(**ids, **WORKSHOP))
    await scene.engine.quiet()
    told = [await kinds(scene, (await scene.members(team))[0]) for team in (one, other)]
    assert told == [["session_published"], ["session_published", "session_unasked", "session_asked"]]


async def test_a_session_of_people_that_asks_teams_now(scene: Scene) -> None:
    team = await scene.team()
    ids = await workshop(scene, audience="all")
    await scene.send(sessions.Revise(**ids, **WORKSHOP, teams=(team,)))
    await scene.engine.quiet()
    assert await kinds(scene, (await scene.members(team))[0]) == ["session_published", "session_asked"]


async def workshop(scene: Scene, *asked: UUID, **more: Any) -> dict[str, Any]:
    """A published one for these teams (none: all); its ids."""
    ids: dict[str, Any] = {"edition": scene.edition, "session": uuid4()}
    await scene.at(OPEN)
    await scene.send(sessions.DraftSession(**ids, **WORKSHOP | more, teams=asked), sessions.Publish(**ids))
    await scene.engine.quiet()
    return ids
