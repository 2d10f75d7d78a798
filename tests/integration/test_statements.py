"""The pages of an edition ask as much of the database with three teams, sessions, prizes and people as with one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from idarathon.calendar import commands as calendar
from idarathon.editions.events import Text
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support.counting import statements
from tests.support.scene import Scene
from tests.support.site import Site

PUBLIC = ("", "/teams", "/challenges", "/programme", "/results")
DESK = ("/manage/teams", "/composition", "/settings/roles", "/fr/me")
PRIZE = "INSERT INTO prize (id, edition, rank, name, teams, revealed_at) VALUES ($1, $2, $3, $4, $5, $6)"
CEREMONY = "INSERT INTO ceremony (edition, opened_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"


async def test_the_pages_ask_no_more_for_three_than_for_one(scene: Scene, site: Site) -> None:
    await scene.with_challenge()
    counts: list[dict[str, int]] = []
    everyone, desk = site.browser(), await site.signed_in(scene.facilitator)
    for more in (1, 2):
        for _ in range(more):
            await another(scene)
        asked = {path: await statements(site, everyone, f"/fr/e/{scene.slug}{path}") for path in PUBLIC}
        for path in DESK:
            page = path if path == "/fr/me" else f"/fr/e/{scene.slug}{path}"
            asked[path] = await statements(site, desk, page)
        counts.append(asked)
    assert counts[0] == counts[1]


async def another(scene: Scene) -> None:
    """One more of everything: a team on a challenge with a prize, somebody invited, a mentor, a session."""
    team, db = await scene.team(f"Équipe {uuid4().hex[:4]}"), scene.engine.pool
    await scene.send(teams.AssignChallenge(edition=scene.edition, team=team, challenge=scene.challenge))
    await scene.send(teams.Invite(edition=scene.edition, team=team, account=await scene.person("Invitée")))
    await scene.grant(await scene.person("Mentore"), Role.MENTOR)
    same: dict[str, Any] = {"edition": scene.edition, "session": uuid4()}
    at: dict[str, Any] = {"starts": "2026-11-10T09:00", "ends": "2026-11-10T11:00", "phase": "inspiration"}
    await scene.send(
        calendar.DraftSession(**same, **at, kind="webinar", title=Text(fr="Séance"), audience="all"),
        calendar.Publish(**same),
    )
    now = await db.fetchval("SELECT now()")
    await db.execute(CEREMONY, scene.edition, now)
    await db.execute(PRIZE, uuid4(), scene.edition, 1, '{"fr": "Prix"}', [team], now)
