"""An edition that reports, and entries of the bank in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from idarathon.bank import commands as bank
from idarathon.bank.events import entry_id
from idarathon.editions import commands as editions
from tests.support.scene import Scene

CONTENT: dict[str, Any] = {
    "title": "Guichet unique",
    "problem": "Comment améliorer l’accueil des usagers ?",
    "solution": "Une plateforme de guichet unique pour la création des entreprises.",
    "lang": "fr",
    "maturity": 4,
    "licence": "eupl-1.2",
    "contact": "Direction des usagers",
    "keywords": ("guichet", "entreprises"),
}


async def report(scene: Scene) -> None:
    """The edition goes on to its last stage; the bus drafts the entries."""
    stages = [editions.AdvanceStage(edition=scene.edition) for _ in range(3)]
    jury = editions.CompleteItem(edition=scene.edition, stage="execution", item="jury")
    partners = editions.CompleteItem(edition=scene.edition, stage="challenge_definition", item="partners")
    await scene.send(partners, jury, *stages)
    await scene.engine.quiet()


async def banked(scene: Scene, team: UUID, *, publish: bool = True, **content: Any) -> UUID:
    """The entry of a team, completed, and published unless told otherwise. The edition reports already."""
    ids: dict[str, Any] = {"edition": scene.edition, "entry": entry_id(scene.edition, team)}
    await scene.send(bank.Complete(**ids, team=team, **{**CONTENT, **content}))
    if publish:
        await scene.send(bank.Publish(**ids))
    return entry_id(scene.edition, team)
