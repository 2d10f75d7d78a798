"""A person of every role, and places to ask about: the own ones, another team's, another edition's, a draft's.

Everything that is not for everyone has a marked word in it, so that one can look for it in what people are shown.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from idarathon.challenges import commands as challenges
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.engine import Engine
from idarathon.people import commands as people
from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support.scene import Scene

OPEN = datetime(2026, 11, 3, 10, tzinfo=UTC)  # Inspiration is open: 9:00 to 16:30
STAFF = (Role.MENTOR, Role.JUROR, Role.PRESIDENT, Role.FOCAL, Role.OBSERVER)  # beside the facilitator of the scene
Place = dict[str, str]  # what stands in an address: slug, team, challenge, position


def marked(what: str) -> str:
    """The word that stands for something in all that is shown of it."""
    return what if what.startswith("@") else f"zellige-{what}"


class Crowd(NamedTuple):
    """``people``: an account for each role, None for the public; ``places``: see tests/contract/expected_reads.py."""

    people: dict[str, UUID | None]
    places: dict[str, Place]


async def crowd(engine: Engine) -> Crowd:
    """Three editions with their teams, in the middle of Inspiration."""
    here, away = await Scene(engine).prepare(), await Scene(engine).prepare(intake="open")
    everyone = await _people(here)
    teams = [(here, "own", await _own_team(here, everyone)), (here, "other", await here.team())]
    teams.append((away, "elsewhere", await away.team()))
    for scene, word, team in teams:
        await _fill(scene, team, word)
    draft = await _draft(here, everyone)
    await here.at(OPEN)
    own, other, elsewhere = [await _busy(*one) for one in teams]
    own["challenge"] = await _challenge(here, here.edition, "own", everyone["owner"])
    other["challenge"] = await _challenge(here, here.edition, "other")
    elsewhere["challenge"] = await _challenge(away, away.edition, "elsewhere", published=True)
    await engine.quiet()
    absent = {**elsewhere, "slug": here.slug, "position": other["position"]}
    return Crowd(everyone, {"own": own, "other": other, "elsewhere": elsewhere, "draft": draft, "absent": absent})


async def _people(scene: Scene) -> dict[str, UUID | None]:
    """Those of the roles that nobody gets by a team."""
    found: dict[str, UUID | None] = {"public": None, "facilitator": scene.facilitator}
    for name in ("agent", "admin", "owner", *STAFF):
        found[str(name)] = account = await scene.person(f"Personne {name}")
        if isinstance(name, Role):
            await scene.grant(account, name)
        if name == "admin":
            await scene.send(people.GrantAdmin(account=account))
    return found


async def _own_team(scene: Scene, everyone: dict[str, UUID | None]) -> UUID:
    """The team of the lead and the member; somebody is invited to it."""
    team = await scene.team()
    rows = await scene.engine.pool.fetch(
        "SELECT account FROM team_member WHERE team = $1 ORDER BY lead DESC, joined_at", team
    )
    invited = await scene.person("Personne invited")
    await scene.send(teams.Invite(edition=scene.edition, team=team, account=invited))
    everyone.update(lead=rows[0]["account"], member=rows[1]["account"], invited=invited)
    return team


async def _fill(scene: Scene, team: UUID, word: str) -> None:
    """Somebody more in the team, and somebody more who is invited."""
    member, invited = [await scene.person(marked(f"{word}-{kind}")) for kind in ("member", "invited")]
    await scene.send(
        teams.Place(edition=scene.edition, team=team, account=member),
        teams.Invite(edition=scene.edition, team=team, account=invited),
    )


async def _busy(scene: Scene, word: str, team: UUID) -> Place:
    """The team hands something in, and is held for a reason."""
    ids: dict[str, Any] = {"edition": scene.edition, "team": team}
    deposited, _ = await scene.send(
        phases.Deposit(
            **ids, phase="inspiration", deliverable="carnet", title="Carnet", text=marked(f"{word}-deposit"), lang="fr"
        ),
        phases.Hold(**ids, phase="inspiration", reason=marked(f"{word}-reason")),
    )
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    return {"slug": scene.slug, "team": slug, "position": str(deposited[0].meta.position)}


async def _draft(scene: Scene, everyone: dict[str, UUID | None]) -> Place:
    """An edition that is planned, but not published; who has a granted role has it here too."""
    edition, slug = uuid4(), f"draft-{uuid4().hex[:8]}"
    name, settings = Text(fr=marked("draft-edition")), editions.WantedSettings(organiser=scene.administration)
    windows = tuple(
        phases.Slot(phase=phase, opens=f"2026-11-0{day}T09:00", closes=f"2026-11-0{day}T16:30")
        for day, phase in enumerate(PHASES, 3)
    )
    roles = [(role, everyone[str(role)]) for role in (*STAFF, Role.FACILITATOR)]
    await scene.send(
        editions.Create(edition=edition, slug=slug, name=name, settings=settings),
        phases.Plan(edition=edition, windows=windows),
        *(editions.GrantRole(edition=edition, account=who, role=role) for role, who in roles if who),
    )
    return {"slug": slug, "challenge": await _challenge(scene, edition, "draft")}


async def _challenge(
    scene: Scene, edition: UUID, word: str, owner: UUID | None = None, *, published: bool = False
) -> str:
    """A submitted challenge, or a published one; its slug."""
    owner = owner or await scene.person(marked(f"{word}-owner"))
    ids: dict[str, Any] = {"edition": edition, "challenge": uuid4()}
    slug, title = f"challenge-{word}", Text(fr=marked(f"{word}-challenge"))
    await scene.send(
        challenges.Draft(**ids, slug=slug, title=title, question=Text(fr="Comment ?")),
        challenges.Submit(**ids, owner=owner),
        *((challenges.Approve(**ids), challenges.Publish(**ids)) if published else ()),
    )
    return slug
