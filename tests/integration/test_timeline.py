"""What the history of an edition keeps to itself: whose an opinion is, a code of the room, a private coaching note."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from idarathon.calendar import commands as sessions
from idarathon.editions import reads
from idarathon.editions.events import Text
from idarathon.mentoring import commands as mentoring
from tests.support.mentors import mentor, paired, seen_by, write
from tests.support.scene import Scene

BEGIN = datetime(2026, 11, 4, 10, tzinfo=UTC)


async def history(scene: Scene) -> list[reads.TimelineRow]:
    return await reads.timeline(scene.engine.pool, await seen_by(scene, scene.facilitator), scene.edition)


async def attended(scene: Scene) -> tuple[dict[str, Any], UUID]:
    """A session under way, and a person who was there."""
    ids: dict[str, Any] = {"edition": scene.edition, "session": uuid4()}
    said: dict[str, Any] = {"kind": "webinar", "phase": "definition", "title": Text(fr="Écouter")}
    draft = sessions.DraftSession(**ids, **said, starts="2026-11-04T10:00", ends="2026-11-04T12:00")
    await scene.send(draft, sessions.Publish(**ids))
    await scene.at(BEGIN)
    person = await scene.person("Amina Exemple")
    await scene.send(sessions.OpenAttendance(**ids, code="K7P2QX"))
    await scene.send(sessions.Attend(**ids, code="K7P2QX"), actor=person)
    return ids, person


async def test_nobody_reads_whose_an_opinion_is(scene: Scene) -> None:
    ids, person = await attended(scene)
    await scene.send(sessions.Rate(**ids, score=2, comment="Trop long"), actor=person)
    (row,) = [one for one in await history(scene) if one.type == "session.rated"]
    assert (row.actor_name, row.actor_role, row.account_name) == (None, None, None)
    assert row.facts == {"session": str(ids["session"]), "score": 2}


async def test_nobody_reads_the_digest_of_a_code(scene: Scene) -> None:
    await attended(scene)
    (row,) = [one for one in await history(scene) if one.type == "session.attendance_opened"]
    assert sorted(row.facts) == ["session", "until"]


async def test_of_a_private_coaching_note_nothing_is_seen(scene: Scene) -> None:
    team, one = await scene.team(), await mentor(scene)
    await paired(scene)
    note = await write(scene, team, one)
    ids: dict[str, Any] = {"edition": scene.edition, "team": team, "note": note}

    async def seen() -> list[str]:
        viewer = await seen_by(scene, scene.facilitator)
        lately = await reads.news(scene.engine.pool, viewer, scene.edition, 1)
        return [row.type for row in (*(one.row for one in lately), *await history(scene)) if row.type[:5] == "note."]

    assert await seen() == []
    await scene.send(mentoring.ShareNote(**ids), actor=one)
    assert await seen() == ["note.shared", "note.shared", "note.written"]
    await scene.send(mentoring.UnshareNote(**ids), actor=one)
    assert await seen() == []
