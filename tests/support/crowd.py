"""A person of every role, and places to ask about: the own ones, another team's, another edition's, a draft's.

Everything that is not for everyone has a marked word in it, so that one can look for it in what people are shown.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from idarathon.applications import commands as applications
from idarathon.bank import commands as bank
from idarathon.bank.events import entry_id
from idarathon.calendar import commands as calendar
from idarathon.challenges import commands as challenges
from idarathon.deliverables import commands as deliverables
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.engine import Engine
from idarathon.people import commands as people
from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support import mentors
from tests.support.scene import Scene
from tests.support.sending import take_files

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
    for scene in (here, away):
        await take_files(scene)
    await here.at(OPEN)
    own, other, elsewhere = [await _busy(*one) for one in teams]
    for scene, word, team in teams:
        await _banked(scene, word, team, published=word == "other")
    own["challenge"] = await _challenge(here, here.edition, "own", everyone["owner"])
    other["challenge"] = await _challenge(here, here.edition, "other")
    elsewhere["challenge"] = await _challenge(away, away.edition, "elsewhere", published=True)
    everyone["host"] = host = await here.person("Personne host")
    own["session"] = await _session(here, here.edition, "own", host)
    elsewhere["session"] = await _session(away, away.edition, "elsewhere")
    draft["session"] = await _session(here, UUID(draft.pop("edition")), "draft")
    other["session"] = own["session"]
    for place in (own, other, elsewhere, draft):
        place["application"] = str(UUID(int=4))
    own["application"] = await _applied(here)
    await _coached(here, everyone, own, other, teams)
    await _coached_elsewhere(away, elsewhere, teams[2][2])
    draft["account"] = str(everyone["mentor"])
    await engine.quiet()
    absent = {**elsewhere, "slug": here.slug, "position": other["position"], "upload": other["upload"]}
    return Crowd(everyone, {"own": own, "other": other, "elsewhere": elsewhere, "draft": draft, "absent": absent})


async def _coached(
    scene: Scene, everyone: dict[str, UUID | None], own: Place, other: Place, teams: list[tuple[Scene, str, UUID]]
) -> None:
    """A mentor of the own team: it has shared a note about that, and keeps one about the other team to itself."""
    everyone["coach"] = coach = await mentors.mentor(scene, "Personne coach")
    (_, _, team), (_, _, second), _ = teams
    await mentors.assign(scene, team, coach)
    await mentors.help_asked(scene, team, marked("own-help"))
    own["note"] = str(await mentors.write(scene, team, coach, marked("own-note"), share=True))
    other["note"] = str(await mentors.write(scene, second, coach, marked("other-note")))
    own["account"] = str(coach)


async def _coached_elsewhere(scene: Scene, place: Place, team: UUID) -> None:
    coach = await mentors.mentor(scene, "Personne coach ailleurs")
    place["note"] = str(await mentors.write(scene, team, coach, marked("elsewhere-note"), share=True))
    place["account"] = str(coach)


async def _applied(scene: Scene) -> str:
    """An application of somebody of an administration that is no focal point's."""
    ids: dict[str, Any] = {"edition": scene.edition, "application": uuid4()}
    account = await scene.person(marked("own-applicant"))
    idea = marked("own-application")
    await scene.send(
        applications.Schedule(edition=scene.edition, opens="2026-11-02T08:00", closes="2026-11-20T16:00"),
        applications.Submit(**ids, account=account, idea=idea, motivation="Servir"),
    )
    return str(ids["application"])


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
    upload = uuid4()
    await scene.send(
        deliverables.Begin(
            **ids,
            upload=upload,
            phase="inspiration",
            deliverable="carnet",
            name=marked(f"{word}-file") + ".pdf",
            size=9,
        ),
        deliverables.Finish(**ids, upload=upload, sha256="ab" * 32, size=9, mime="application/pdf"),
    )
    deposited, _ = await scene.send(
        phases.Deposit(
            **ids, phase="inspiration", deliverable="carnet", title="Carnet", text=marked(f"{word}-deposit"), lang="fr"
        ),
        phases.Hold(**ids, phase="inspiration", reason=marked(f"{word}-reason")),
    )
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    position = deposited[0].meta.position
    code = await scene.engine.pool.fetchval("SELECT code FROM deposit WHERE position = $1", position)
    return {"slug": scene.slug, "team": slug, "position": str(position), "upload": str(upload), "code": code}


async def _banked(scene: Scene, word: str, team: UUID, *, published: bool) -> None:
    """An entry of the bank, a draft or published; somebody asks for the published one."""
    ids: dict[str, Any] = {"edition": scene.edition, "entry": entry_id(scene.edition, team)}
    title = marked(f"{word}-entry")
    await scene.send(bank.DraftEntry(**ids, team=team, team_name="Équipe", title=title, lang="fr"))
    if published:
        told: dict[str, Any] = {"problem": "Un problème", "solution": "Une solution", "contact": "Une direction"}
        complete = bank.Complete(**ids, team=team, title=title, lang="fr", maturity=4, licence="internal", **told)
        await scene.send(complete, bank.Publish(**ids))
        message, somebody = marked(f"{word}-request"), await scene.person("Personne qui demande")
        ask = bank.RequestReuse(**ids, reuse=uuid4(), administration=scene.administration, message=message)
        await scene.send(ask, actor=somebody)


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
    return {"slug": slug, "edition": str(edition), "challenge": await _challenge(scene, edition, "draft")}


async def _session(scene: Scene, edition: UUID, word: str, host: UUID | None = None) -> str:
    """A published workshop for the teams, with a link that not everybody reads, and a draft of another one."""
    known: dict[str, Any] = {"kind": "workshop", "phase": "pitch", "audience": "teams"}
    known |= {"starts": "2026-11-06T10:00", "ends": "2026-11-06T12:00"}
    one, other = uuid4(), uuid4()
    link, title = f"https://visio.invalid/{marked(f'{word}-link')}", Text(fr=marked(f"{word}-draft"))
    await scene.send(
        calendar.DraftSession(
            edition=edition, session=one, title=Text(fr="Atelier"), link=link, facilitator=host, **known
        ),
        calendar.Publish(edition=edition, session=one),
        calendar.DraftSession(edition=edition, session=other, title=title, **known),
    )
    return str(one)


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
