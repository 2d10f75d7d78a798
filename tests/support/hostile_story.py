"""What everybody writes in an edition, written in hostile words: a team for each, with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from idarathon.bank import commands as bank
from idarathon.bank.events import entry_id
from idarathon.calendar import commands as calendar
from idarathon.challenges import commands as challenges
from idarathon.deliverables import commands as deliverables
from idarathon.editions.events import Text
from idarathon.mentoring import commands as mentoring
from idarathon.notices import commands as notices
from idarathon.people import commands as people
from idarathon.phases import commands as phases
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support import mentors
from tests.support.hostile import HostileScene
from tests.support.panel import Panel
from tests.support.sending import take_files

OPEN = datetime(2026, 11, 3, 10, tzinfo=UTC)  # Inspiration is open
_TEXT = Text(fr="Texte")


class Written(NamedTuple):
    """Who looks at it: ``people`` by role. ``mentor`` accompanies the first teams, ``lead`` leads the first one."""

    people: dict[str, UUID]
    teams: list[UUID]


async def written(scene: HostileScene, words: Sequence[str]) -> Written:
    """The edition, which is prepared, in the middle of Inspiration."""
    await take_files(scene)
    who = {"facilitator": scene.facilitator, "admin": await scene.person("Admin")}
    await scene.send(people.GrantAdmin(account=who["admin"]))
    found = [await _team(scene, word) for word in words]
    who["mentor"] = await mentors.mentor(scene, capacity=3)
    scene.word = None
    for team in found[:3]:
        await mentors.assign(scene, team, who["mentor"])
    await scene.at(OPEN)
    for place, (word, team) in enumerate(zip(words, found, strict=True)):
        scene.word = word
        await _does(scene, team)
        await _is_told(scene, team, OPEN + place * timedelta(hours=1))
        await _is_coached(scene, team, who["mentor"])
    scene.word = None
    await scene.engine.quiet()
    who["lead"] = await mentors.lead_of(scene, found[0])
    who["owner"] = await _owner(scene)
    return Written(who, found)


async def _team(scene: HostileScene, word: str) -> UUID:
    """A challenge, and a team that has taken it."""
    scene.word = word
    ids: dict[str, Any] = {"edition": scene.edition, "challenge": uuid4()}
    await scene.send(
        challenges.Draft(**ids, slug=f"c-{ids['challenge'].hex[:8]}", title=_TEXT, question=_TEXT, context=_TEXT),
        challenges.Submit(**ids, owner=await scene.person("Porteuse")),
        challenges.Approve(**ids),
        challenges.Publish(**ids),
    )
    team = await scene.team(settled=False)
    invited = await scene.person("Invité")
    await scene.send(
        teams.AssignChallenge(edition=scene.edition, team=team, challenge=ids["challenge"]),
        teams.Invite(edition=scene.edition, team=team, account=invited),
    )
    return team


async def _does(scene: HostileScene, team: UUID) -> None:
    """A file, a deposit, a request for help; it is held; it has an entry in the bank, and somebody asks for it."""
    ids: dict[str, Any] = {"edition": scene.edition, "team": team}
    of: dict[str, Any] = {"phase": "inspiration", "deliverable": "carnet"}
    upload = uuid4()
    file = deliverables.Begin(**ids, **of, upload=upload, name="carnet.pdf", size=9)
    await scene.send(file, actor=await mentors.lead_of(scene, team))
    await scene.send(
        deliverables.Finish(**ids, upload=upload, sha256="ab" * 32, size=9, mime="application/pdf"),
        phases.Deposit(**ids, **of, title="Carnet", text="Texte", links=("https://a.invalid/",), lang="fr"),
        phases.Hold(**ids, phase="inspiration", reason="Raison"),
        phases.Extend(**ids, phase="inspiration", until=datetime(2026, 11, 5, 10, tzinfo=UTC), reason="Raison"),
    )
    entry: dict[str, Any] = {"edition": scene.edition, "entry": entry_id(scene.edition, team)}
    told: dict[str, Any] = {"problem": "Un problème", "solution": "Une solution", "contact": "Une direction"}
    about: dict[str, Any] = {"title": "Titre", "lang": "fr", "keywords": ("mot",), "maturity": 4, "licence": "internal"}
    await scene.send(
        bank.DraftEntry(**entry, team=team, team_name="Équipe", title="Titre", lang="fr"),
        bank.Complete(**entry, team=team, **about, **told),
        bank.Publish(**entry),
    )
    ask = bank.RequestReuse(**entry, reuse=uuid4(), administration=scene.administration, message="Bonjour")
    await scene.send(ask, actor=scene.facilitator)
    await mentors.help_asked(scene, team)


async def _is_told(scene: HostileScene, team: UUID, at: datetime) -> None:
    """A session is published and the one after it cancelled; something is announced."""
    known: dict[str, Any] = {"kind": "workshop", "phase": "inspiration", "room": "Salle", "speaker": "Amal"}
    known |= {"title": _TEXT, "about": _TEXT}
    one, other = uuid4(), uuid4()
    for session, minutes in ((one, 60), (other, 80)):
        starts, ends = (at + timedelta(minutes=minutes + length) for length in (0, 20))
        known |= {"starts": f"{starts:%Y-%m-%dT%H:%M}", "ends": f"{ends:%Y-%m-%dT%H:%M}"}
        await scene.send(
            calendar.DraftSession(edition=scene.edition, session=session, **known),
            calendar.Publish(edition=scene.edition, session=session),
        )
    await scene.send(
        calendar.Cancel(edition=scene.edition, session=other, reason="Grève"),
        notices.Announce(edition=scene.edition, announcement=uuid4(), title=_TEXT, body=_TEXT, team=team),
    )


async def _is_coached(scene: HostileScene, team: UUID, mentor: UUID) -> None:
    step = mentoring.Step(key="un", text="Étape")
    await mentors.write(scene, team, mentor, steps=(step,), decided="Décision", share=True)


async def _owner(scene: HostileScene) -> UUID:
    found: UUID = await scene.engine.pool.fetchval("SELECT owner FROM challenge WHERE edition = $1", scene.edition)
    return found


async def judged(scene: HostileScene) -> Panel:
    """The edition, which is prepared, to its end: minutes, certificates and results are there."""
    return await Panel(scene).decided()


async def observed(scene: HostileScene) -> UUID:
    """Somebody who reads what facilitators read."""
    account = await scene.person("Observatrice")
    await scene.grant(account, Role.OBSERVER)
    return account
