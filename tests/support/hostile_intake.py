"""What people write before there are teams, in hostile words: applications and what is said of them, proposals of
challenges, requests to join, seekers, copies of an edition, a list of people."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from idarathon.applications import commands as applications
from idarathon.challenges import commands as challenges
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.teams import commands as teams
from tests.support import mentors
from tests.support.applying import Intake
from tests.support.hostile import HostileScene, plain

_TEXT = Text(fr="Texte")
COPIES = 3  # of the edition


async def applied(scene: HostileScene, words: Sequence[str]) -> dict[str, UUID]:
    """An edition that takes applications, which is prepared: who looks at it."""
    intake = await Intake(scene).prepare()
    people = {"reader": intake.second, "focal": intake.focal}
    for place, word in enumerate(words):
        scene.word = word
        people[f"applicant {place}"] = await _applies(intake, place)
        await _proposes(scene, intake)
        if place < COPIES:
            await _copied(scene, place)
    scene.word = None
    await scene.engine.quiet()
    return {name: who for name, who in people.items() if name in ("reader", "focal", "applicant 0", "applicant 1")}


async def _applies(intake: Intake, place: int) -> UUID:
    """One of three is not authorised, the others are read and decided."""
    scene, account = intake.scene, await intake.agent()
    application = await intake.apply(account, skills="Écrire")
    ids: dict[str, Any] = {"edition": scene.edition, "application": application}
    if place % 3 == 0:
        refused = applications.RefuseAuthorisation(**ids, administration=scene.administration, reason="Raison")
        await scene.send(refused, actor=intake.focal)
        return account
    await intake.authorise(application)
    await intake.read(application, "select", "select")
    await intake.decide(application, "selected" if place % 3 == 1 else "declined", announce=True)
    return account


async def _proposes(scene: HostileScene, intake: Intake) -> None:
    """The focal point's challenge comes back with remarks, and is revised."""
    ids: dict[str, Any] = {"edition": scene.edition, "challenge": uuid4()}
    said: dict[str, Any] = {"title": _TEXT, "question": _TEXT, "context": _TEXT}
    await scene.send(
        challenges.Draft(**ids, slug=f"c-{ids['challenge'].hex[:8]}", **said),
        challenges.Submit(**ids, owner=await intake.agent()),
        actor=intake.focal,
    )
    remark = plain(scene.word or "")[:500] or "Remarque"
    asked = challenges.RequestChanges(**ids, reason="Raison", remarks={"title": remark, "context": remark})
    await scene.send(asked, actor=scene.facilitator)
    await scene.send(challenges.Revise(**ids, **said), actor=intake.focal)


async def _copied(scene: HostileScene, place: int) -> None:
    slug = f"copie-{place}-{scene.slug}"
    await scene.send(
        editions.Clone(edition=uuid4(), source=scene.edition, slug=slug, name=_TEXT, tagline=_TEXT, days=364)
    )


async def joined(scene: HostileScene, words: Sequence[str]) -> dict[str, UUID]:
    """An edition with open intake, which is prepared: teams that look for people, and people who look for teams."""
    found: list[UUID] = []
    for place, word in enumerate(words):
        scene.word = word
        team, asks, seeks = await scene.team(settled=False), await scene.person("Agent"), await scene.person("Agente")
        ids: dict[str, Any] = {"edition": scene.edition, "team": team}
        await scene.send(teams.SetOpenings(**ids, takes=True, roles=("Écriture",)))
        await scene.send(teams.AskToJoin(**ids, words="Bonjour"), actor=asks)
        await scene.send(teams.Seek(edition=scene.edition, account=seeks, words="Je cherche"), actor=seeks)
        if place % 2:
            await scene.send(teams.DeclineRequest(**ids, account=asks, reason="Complet"))
        found += [team, asks, seeks]
    scene.word = None
    await scene.engine.quiet()
    return {"lead of takers": await mentors.lead_of(scene, found[0]), "asker": found[4], "seeker": found[2]}


def listed(words: Sequence[str]) -> bytes:
    """A list of people, as a table program saves it: each word as a name, an administration and a role."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(("Nom complet", "Adresse", "Administration", "Direction", "Région", "Rôle"))
    for place, word in enumerate(words):
        short = word[:150]
        rows.writerow((short, f"liste-{place}@test.invalid", "", "", "", ""))
        rows.writerow(("Agent", f"autre-{place}@test.invalid", short, short, short, short))
    return text.getvalue().encode("utf-8", "replace")
