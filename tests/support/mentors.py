"""Mentors on a scene: described, paired through the real solver, published; and what they write."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID, uuid4

from idarathon.mentoring import commands as ask
from idarathon.mentoring import reads
from idarathon.people.reads import viewer_of
from idarathon.viewer import Role, Viewer
from tests.support.scene import Scene


async def mentor(scene: Scene, name: str = "Mentor", **said: Any) -> UUID:
    """A person with the role, described."""
    account = await scene.person(name)
    await scene.grant(account, Role.MENTOR)
    wanted: dict[str, Any] = {"languages": ("fr",), "capacity": 3, **said}
    await scene.send(ask.DescribeMentor(edition=scene.edition, account=account, **wanted))
    return account


async def propose(scene: Scene) -> None:
    """The solver's proposal, keeping what is published."""
    facts = await reads.facts(scene.engine.pool, scene.edition)
    plan = reads.solve(facts.mentors, facts.teams, facts.published)
    await scene.send(
        ask.Propose(edition=scene.edition, pairs=facts.wanted(plan), left_over=plan.left_over), actor=scene.facilitator
    )


async def publish(scene: Scene) -> None:
    """What is proposed holds."""
    pairs = await reads.proposed(scene.engine.pool, scene.edition)
    await scene.send(ask.PublishAssignment(edition=scene.edition, pairs=pairs), actor=scene.facilitator)


async def paired(scene: Scene) -> None:
    """Proposed and published."""
    await propose(scene)
    await publish(scene)


async def assign(scene: Scene, team: UUID, account: UUID) -> None:
    """This one pair, by hand, published."""
    rows = await scene.engine.pool.fetch("SELECT account FROM team_member WHERE team = $1", team)
    members = tuple(row["account"] for row in rows)
    await scene.send(ask.AddPair(edition=scene.edition, team=team, mentor=account, members=members))
    await publish(scene)


async def write(scene: Scene, team: UUID, author: UUID, observed: str = "Bonne dynamique", **said: Any) -> UUID:
    """A coaching note; its id."""
    note = uuid4()
    command = ask.WriteNote(edition=scene.edition, team=team, note=note, observed=observed, **said)
    await scene.send(command, actor=author)
    return note


async def help_asked(scene: Scene, team: UUID, text: str = "Qui connaît la loi 55-19 ?") -> UUID:
    """A request for help by the team's lead; its id."""
    asked = uuid4()
    command = ask.AskHelp(edition=scene.edition, team=team, help=asked, text=text)
    await scene.send(command, actor=await lead_of(scene, team))
    return asked


async def lead_of(scene: Scene, team: UUID) -> UUID:
    """The lead of a team."""
    sql = "SELECT account FROM team_member WHERE team = $1 ORDER BY lead DESC"
    return cast("UUID", await scene.engine.pool.fetchval(sql, team))


async def seen_by(scene: Scene, account: UUID) -> Viewer:
    """The viewer behind an account."""
    return await viewer_of(scene.engine.pool, account)
