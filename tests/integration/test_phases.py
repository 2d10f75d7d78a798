"""Phases and journeys through the bus into real tables, and what each kind of viewer reads back of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from events.message import Metadata, Recorded
from events.rebuild import rebuild
from idarathon import flow
from idarathon.clock import next_due
from idarathon.phases import commands as ask
from idarathon.phases import reads
from idarathon.phases.events import PHASES, Phase, PhasesPlanned
from idarathon.phases.reactions import begin
from idarathon.phases.reads import BoardFilter, Moved
from idarathon.teams import commands as teams
from idarathon.viewer import PUBLIC, Role, Viewer
from tests.support.scene import Scene

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OPENS, CLOSES = datetime(2026, 11, 3, 9, tzinfo=UTC), datetime(2026, 11, 3, 16, 30, tzinfo=UTC)


def watcher(scene: Scene, role: Role = Role.FACILITATOR) -> Viewer:
    return Viewer(account=scene.facilitator, roles={scene.edition: frozenset({role})})


def of(scene: Scene, team: UUID, phase: Phase = "inspiration") -> dict[str, Any]:
    return {"edition": scene.edition, "team": team, "phase": phase}


async def act(scene: Scene, command: Any) -> None:
    await scene.send(command, actor=scene.facilitator)
    await scene.engine.quiet()


async def extend(scene: Scene, team: UUID, until: datetime, phase: Phase = "inspiration") -> None:
    await act(scene, ask.Extend(**of(scene, team, phase), until=until, reason="Panne du réseau"))


async def hold(scene: Scene, team: UUID, phase: Phase = "inspiration") -> None:
    await act(scene, ask.Hold(**of(scene, team, phase), reason="Dossier à revoir"))


async def words(scene: Scene, now: datetime | None = None) -> dict[UUID, str]:
    board = await reads.board(scene.engine.pool, watcher(scene), scene.edition, now or scene.engine.clock.now())
    assert board is not None
    return {row.team: row.word for row in board.rows}


async def place(scene: Scene, team: UUID) -> tuple[str, str, str | None]:
    row = await scene.engine.pool.fetchrow(
        "SELECT j.status, j.phase, (SELECT h.outcome FROM journey_phase h WHERE h.team = j.team ORDER BY h.entered_at"
        " DESC, h.left_at DESC NULLS FIRST LIMIT 1) AS outcome FROM journey j WHERE j.team = $1",
        team,
    )
    assert row is not None
    return (row["status"], row["phase"], row["outcome"])


# ── What the clock is told ──


async def test_a_plan_says_what_is_due_and_when(scene: Scene) -> None:
    db = scene.engine.pool
    assert await reads.due_openings(db, OPENS - MINUTE) == []
    [due] = await reads.due_openings(db, OPENS)
    assert (due.edition, due.phase, due.instant) == (scene.edition, "inspiration", OPENS)
    assert await reads.next_due(db, OPENS - MINUTE) == OPENS
    assert await reads.next_due(db, OPENS) == CLOSES
    assert await next_due(db, OPENS) == CLOSES - 2 * HOUR  # teams are reminded
    assert await next_due(db, CLOSES - 2 * HOUR) == CLOSES


async def test_the_end_of_an_extension_is_due_once_the_phase_has_closed(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    await extend(scene, team, CLOSES + HOUR)
    db = scene.engine.pool
    assert await reads.due_extensions(db, CLOSES + 2 * HOUR) == []
    await scene.at(CLOSES)
    assert await reads.due_extensions(db, CLOSES + HOUR - MINUTE) == []
    [due] = await reads.due_extensions(db, CLOSES + HOUR)
    assert (due.team, due.instant) == (team, CLOSES + HOUR)
    await scene.at(CLOSES + HOUR)
    assert await scene.journey(team) == ("held", "inspiration")
    assert await reads.due_extensions(db, CLOSES + HOUR) == []


async def test_the_clock_wakes_before_the_end_of_an_extension(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    await extend(scene, team, CLOSES + 10 * HOUR)  # 24 hours before has passed
    await scene.at(CLOSES)
    assert await next_due(scene.engine.pool, CLOSES) == CLOSES + 8 * HOUR
    await scene.at(CLOSES + 8 * HOUR)
    assert await reads.due_team_reminders(scene.engine.pool, CLOSES + 8 * HOUR) == []


async def test_pages_of_due_examinations_go_on_by_id(scene: Scene) -> None:
    expected = sorted([await scene.team() for _ in range(3)])
    await scene.at(OPENS)
    db = scene.engine.pool
    first = await reads.due_examinations(db, scene.edition, "inspiration", limit=2)
    rest = await reads.due_examinations(db, scene.edition, "inspiration", first[-1], limit=2)
    assert first + rest == expected


# ── What the bus does ──


async def test_a_held_team_goes_on_by_itself_inside_an_extension(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    await scene.at(CLOSES)
    await extend(scene, team, CLOSES + HOUR)
    scene.engine.clock.set(CLOSES + HOUR - MINUTE)
    await scene.deposit(team)
    await scene.engine.quiet()
    assert await scene.journey(team) == ("waiting", "definition")


async def test_a_deposit_out_of_time_waits_for_a_facilitator(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    await scene.at(CLOSES)
    await scene.deposit(team)
    await scene.engine.quiet()
    assert await scene.journey(team) == ("held", "inspiration")
    await extend(scene, team, CLOSES + HOUR)
    assert await scene.journey(team) == ("waiting", "definition")


async def test_teams_confirmed_before_the_plan_start_with_it(scene: Scene) -> None:
    team = await scene.team()
    db = scene.engine.pool
    await db.execute("DELETE FROM journey")  # as if there had been no plan when it was confirmed
    event = PhasesPlanned(edition=scene.edition, windows=(), gates=())
    meta = Metadata(
        id=uuid4(),
        position=1,
        stream=f"phases-{scene.edition}",
        version=1,
        at=OPENS,
        actor=None,
        command_id=uuid4(),
        correlation=uuid4(),
        causation=None,
        edition=scene.edition,
    )
    [[(key, command)]] = [chunk async for chunk in begin(Recorded(meta=meta, event=event), db)]
    assert isinstance(command, ask.StartJourney) and (key, command.team) == (str(team), team)


async def test_a_team_that_withdraws_leaves_the_board_of_what_is_due(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    await act(scene, teams.Withdraw(edition=scene.edition, team=team, reason="Mutation"))
    assert await place(scene, team) == ("withdrawn", "inspiration", "withdrawn")
    assert (await words(scene))[team] == "withdrawn"
    assert await reads.due_examinations(scene.engine.pool, scene.edition, "inspiration") == []


# ── A preview is a promise ──


async def _cast(scene: Scene) -> dict[str, UUID]:
    """A team in every state that a closing of Inspiration can meet."""
    cast = {
        name: await scene.team(name)
        for name in ("complete", "gaps", "extended", "ready", "by hand", "hand extended", "gone", "redone")
    }
    cast["small"] = await scene.team("small", members=2)
    await scene.at(OPENS)
    for name in ("complete", "ready", "by hand", "hand extended", "redone"):
        await scene.deposit(cast[name])
    for name in ("extended", "ready"):
        await extend(scene, cast[name], CLOSES + HOUR)
    for name in ("by hand", "hand extended"):
        await hold(scene, cast[name])
    await extend(scene, cast["hand extended"], CLOSES + HOUR)
    await scene.deposit(cast["redone"])
    await act(scene, teams.Withdraw(edition=scene.edition, team=cast["gone"], reason="Mutation"))
    return cast


FORESEEN = {
    "complete": "advance",
    "redone": "advance",
    "ready": "advance",
    "hand extended": "advance",
    "gaps": "held",
    "by hand": "held",
    "extended": "extended",
    "small": "unconfirmed",
}


async def _preview(scene: Scene, now: datetime) -> dict[UUID, str]:
    rows = await reads.close_preview(scene.engine.pool, watcher(scene), scene.edition, "inspiration", now)
    assert rows is not None
    return {row.team: row.fate for row in rows}


@pytest.mark.parametrize("early", [True, False])
async def test_a_closing_does_what_its_preview_said(scene: Scene, early: bool) -> None:
    cast = await _cast(scene)
    at = CLOSES - HOUR if early else CLOSES
    preview = await _preview(scene, at)
    assert {name: preview[cast[name]] for name in cast if name != "gone"} == FORESEEN
    assert cast["gone"] not in preview
    scene.engine.clock.set(at)
    await act(scene, ask.Close(edition=scene.edition, phase="inspiration"))
    places = {"advance": ("waiting", "definition"), "held": ("held", "inspiration"), "extended": ("in", "inspiration")}
    for team, fate in preview.items():
        assert await scene.journey(team) == places.get(fate, ("", ""))


async def test_a_preview_of_a_lenient_gate_is_kept_too(scene: Scene) -> None:
    usual = ask.USUAL_GATES[0].requires[0]
    asked = ask.WantedRequirement(key=usual.key, title=usual.title)
    await act(scene, ask.SetGate(edition=scene.edition, phase="inspiration", requires=(asked,), mode="lenient"))
    cast = await _cast(scene)
    preview = await _preview(scene, CLOSES)
    assert {name for name in cast if preview.get(cast[name]) == "conditional"} == {"gaps"}
    await scene.at(CLOSES)
    assert await place(scene, cast["gaps"]) == ("waiting", "definition", "conditional")
    assert await place(scene, cast["by hand"]) == ("held", "inspiration", None)
    page = await reads.team_journey(scene.engine.pool, watcher(scene), cast["gaps"], CLOSES)
    assert page is not None and [(one.phase, one.key) for one in page.tasks] == [("inspiration", "carnet")]
    await scene.deposit(cast["gaps"])
    page = await reads.team_journey(scene.engine.pool, watcher(scene), cast["gaps"], CLOSES)
    assert page is not None and page.tasks == []


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_teams_did_the_preview_equals_what_happens(scene: Scene, seed: int) -> None:
    random = Random(seed)
    cast = [await scene.team() for _ in range(8)]
    await scene.at(OPENS)
    scene.engine.clock.set(OPENS + HOUR)
    for _ in range(30):
        team = random.choice(cast)
        command = random.choice(
            [
                ask.Hold(**of(scene, team), reason="x"),
                ask.Extend(**of(scene, team), until=CLOSES + random.randint(1, 3) * HOUR, reason="x"),
                ask.Deposit(**of(scene, team), deliverable="carnet", title="t", text="t", lang="fr"),
                ask.Deposit(**of(scene, team), deliverable="carnet", title="t", text="t", lang="fr"),
            ]
        )
        await scene.engine.dispatch.execute_many([command], scene.facilitator)
    preview = await _preview(scene, CLOSES)
    await scene.at(CLOSES)
    for team in cast:
        left = await scene.journey(team) == ("waiting", "definition")
        assert left == (preview[team] == "advance")
        status = {"held": "held", "advance": "waiting"}.get(preview[team])
        assert status is None or (await scene.journey(team))[0] == status


async def test_read_tables_are_as_before_after_a_rebuild(scene: Scene, database: str) -> None:
    cast = await _cast(scene)
    await scene.at(CLOSES)
    await extend(scene, cast["gaps"], CLOSES + HOUR)
    await scene.at(CLOSES + 2 * HOUR)
    await act(scene, ask.Shift(edition=scene.edition, after=date(2026, 11, 5), days=2))
    tables = ["phase", "requirement", "journey", "journey_phase", "deposit", "task"]

    async def rows() -> list[list[str]]:
        db = scene.engine.pool
        return [sorted(str(dict(row)) for row in await db.fetch(f"SELECT * FROM {table}")) for table in tables]

    before = await rows()
    connection = await asyncpg.connect(database)
    await rebuild(connection, flow.RULES.catalog, flow.PROJECTIONS)
    await connection.close()
    assert await rows() == before


# ── The board ──


async def test_the_board_has_a_word_for_every_team_worst_first(scene: Scene) -> None:
    cast = await _cast(scene)
    await scene.at(CLOSES)
    board = await reads.board(scene.engine.pool, watcher(scene), scene.edition, CLOSES)
    assert board is not None
    names = {team: name for name, team in cast.items()}
    assert [(names[row.team], row.word) for row in board.rows if row.word != "up_to_date"] == [
        ("by hand", "held"),
        ("gaps", "held"),
        ("extended", "extended"),
        ("gone", "withdrawn"),
    ]
    assert [one.team for one in board.unconfirmed] == [cast["small"]]
    assert sum(count.teams for count in board.counts) == board.total == 8


@pytest.mark.parametrize(
    ("before", "word"),
    [(73 * HOUR, "in_progress"), (71 * HOUR, "watch"), (23 * HOUR, "urgent"), (-HOUR, "urgent")],
)
async def test_the_word_follows_the_time_that_is_left(scene: Scene, before: timedelta, word: str) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    assert (await words(scene, CLOSES - before))[team] == word


async def test_a_complete_team_is_up_to_date(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    await scene.deposit(team)
    assert (await words(scene))[team] == "up_to_date"


async def test_the_board_is_filtered_and_paged(scene: Scene) -> None:
    cast = [await scene.team(f"Équipe {n}") for n in range(3)]
    await scene.at(OPENS)
    await scene.deposit(cast[0])
    viewer, db, now = watcher(scene), scene.engine.pool, OPENS + MINUTE
    found = await reads.board(db, viewer, scene.edition, now, BoardFilter(word="urgent", name="équipe"), 2, 1)
    assert found is not None and (found.total, len(found.rows)) == (2, 1)
    beyond = await reads.board(db, viewer, scene.edition, now, BoardFilter(word="urgent"), 9, 1)
    assert beyond is not None and (beyond.total, beyond.rows) == (2, [])
    other = await reads.board(db, viewer, scene.edition, now, BoardFilter(phase="pitch"))
    assert other is not None and (other.total, other.rows) == (0, [])


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MENTOR, Role.JUROR, Role.OWNER, Role.FOCAL])
async def test_the_board_and_previews_are_for_those_who_watch_the_edition(scene: Scene, role: Role) -> None:
    db, now = scene.engine.pool, scene.engine.clock.now()
    for viewer in (PUBLIC, watcher(scene, role), Viewer(roles={uuid4(): frozenset({Role.FACILITATOR})})):
        assert await reads.board(db, viewer, scene.edition, now) is None
        assert await reads.close_preview(db, viewer, scene.edition, "inspiration", now) is None


async def test_everyone_sees_where_the_teams_of_a_published_edition_are(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    [standing] = await reads.standings(scene.engine.pool, PUBLIC, scene.edition, [team], OPENS)
    assert (standing.team, standing.phase, standing.status) == (team, "inspiration", "in")
    [passage] = await reads.passages(scene.engine.pool, PUBLIC, scene.edition)
    assert (passage.phase, passage.entered_at, passage.left_at) == ("inspiration", OPENS, None)


async def test_standings_are_read_of_the_teams_that_are_asked_for(scene: Scene) -> None:
    first, second, _ = [await scene.team() for _ in range(3)]
    found = await reads.standings(scene.engine.pool, PUBLIC, scene.edition, [second, first, uuid4()], OPENS)
    assert {one.team for one in found} == {first, second}


async def test_nobody_else_sees_the_teams_of_an_edition_before_it_is_published(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    db = scene.engine.pool
    await db.execute("UPDATE edition SET published_at = NULL")
    assert await reads.standings(db, PUBLIC, scene.edition, [team], OPENS) == []
    assert await reads.passages(db, PUBLIC, scene.edition) == []
    assert len(await reads.standings(db, watcher(scene), scene.edition, [team], OPENS)) == 1


# ── The programme and a team's page ──


async def test_the_windows_of_an_edition_are_read_in_order(scene: Scene) -> None:
    windows = await reads.windows(scene.engine.pool, scene.edition)
    assert [one.phase for one in windows] == list(PHASES)
    assert [one.key for one in windows[3].requires] == ["prototype", "test"]
    assert (windows[0].window.opens_wall, windows[0].ends_at) == ("2026-11-03T09:00", CLOSES)
    assert await reads.windows(scene.engine.pool, uuid4()) == []


async def test_an_early_closing_shows_as_the_end_of_the_phase(scene: Scene) -> None:
    await scene.at(OPENS)
    scene.engine.clock.set(OPENS + HOUR)
    await act(scene, ask.Close(edition=scene.edition, phase="inspiration", reason="Fini"))
    [first, *_] = await reads.windows(scene.engine.pool, scene.edition)
    assert (first.closed_early, first.ends_at, first.window.closes_at) == (True, OPENS + HOUR, CLOSES)


async def test_a_shift_does_what_its_preview_said(scene: Scene) -> None:
    db, now = scene.engine.pool, scene.engine.clock.now()
    preview = reads.shift_preview(await reads.windows(db, scene.edition), date(2026, 11, 7), 3, now)
    assert preview == [
        Moved(phase="pitch", edge="opens", before="2026-11-07T09:00", after="2026-11-10T09:00"),
        Moved(phase="pitch", edge="closes", before="2026-11-07T16:30", after="2026-11-10T16:30"),
    ]
    version = await reads.phases_version(db, scene.edition)
    await act(scene, ask.Shift(edition=scene.edition, after=date(2026, 11, 7), days=3, expected_version=version))
    last = (await reads.windows(db, scene.edition))[-1].window
    assert (last.opens_wall, last.closes_wall) == ("2026-11-10T09:00", "2026-11-10T16:30")


async def test_a_team_sees_why_it_is_held_and_what_it_handed_in(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPENS)
    await scene.deposit(team)
    await hold(scene, team)
    member = Viewer(account=uuid4(), teams={team: Role.MEMBER})
    page = await reads.team_journey(scene.engine.pool, member, team, OPENS + MINUTE)
    assert page is not None
    assert (page.status, page.word, page.held_reason, page.held_by_hand) == ("held", "held", "Dossier à revoir", True)
    [item] = page.checklist
    assert (item.key, item.title.fr, item.done) == ("carnet", "Carnet d’observation", True)
    assert [one.links for one in item.deposits] == [["https://example.invalid/carnet"]]
    assert (page.deadline, page.missing, page.version) == (CLOSES, [], 5)


async def test_the_page_of_a_team_is_for_its_people_and_those_who_watch(scene: Scene) -> None:
    team, other = await scene.team(), await scene.team()
    db, now = scene.engine.pool, scene.engine.clock.now()
    strangers = [PUBLIC, Viewer(account=uuid4(), teams={other: Role.LEAD}), watcher(scene, Role.MENTOR)]
    assert [await reads.team_journey(db, viewer, team, now) for viewer in strangers] == [None] * 3
    for viewer in (Viewer(account=uuid4(), admin=True), watcher(scene, Role.OBSERVER)):
        assert await reads.team_journey(db, viewer, team, now) is not None
