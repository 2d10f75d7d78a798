"""An edition as a clone reads it."""

from __future__ import annotations

from uuid import UUID

from idarathon.editions.events import Settings, Text
from idarathon.editions.reads.source import (
    Source,
    SourceChallenge,
    SourceFacilitator,
    SourceGate,
    SourcePrize,
    SourceSession,
)
from idarathon.jury.commands import WantedCriterion
from idarathon.phases.commands import Slot, WantedRequirement
from idarathon.phases.events import PHASES

WINDOWS = tuple(
    Slot(phase=phase, opens=f"2026-12-0{day}T09:00", closes=f"2026-12-0{day}T16:30")
    for day, phase in enumerate(PHASES, 1)
)
LEVEL = Text(fr="Niveau")


def source(windows: tuple[Slot, ...] = WINDOWS) -> Source:
    """One of everything."""
    return Source(
        edition=UUID(int=1),
        slug="e",
        name=Text(fr="Première"),
        tagline=None,
        settings=Settings(organiser=UUID(int=2)),
        items=[],
        windows=windows,
        gates=[
            SourceGate(
                phase="pitch", mode="lenient", requires=(WantedRequirement(key="support", title=Text(fr="Support")),)
            )
        ],
        challenges=[
            SourceChallenge(
                challenge=UUID(int=3),
                slug="accueil",
                title=Text(fr="Accueil"),
                question=Text(fr="Comment ?"),
                context=None,
                expected=None,
                resources=None,
                department=None,
            )
        ],
        sessions=[
            SourceSession(
                session=UUID(int=4),
                kind="workshop",
                phase="pitch",
                title=Text(fr="Atelier"),
                about=None,
                starts="2026-12-05T10:00",
                ends="2026-12-05T12:00",
                room="A",
                facilitator=None,
                capacity=30,
                audience="teams",
            )
        ],
        criteria=(WantedCriterion(key="impact", title=Text(fr="Impact"), weight=100, levels=(LEVEL,) * 5),),
        prizes=[SourcePrize(prize=UUID(int=5), rank=1, name=Text(fr="Excellence"), amount=None)],
        facilitators=[SourceFacilitator(account=UUID(int=6), name="Facilitatrice")],
    )
