"""A jury on the scene, through commands and the bus: a president, two jurors, an alternate, three finished teams."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from idarathon.editions.events import Text
from idarathon.jury import commands as jury
from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES
from idarathon.prizes import commands as prizes
from idarathon.viewer import Role
from tests.support.scene import Scene

AFTER = datetime(2026, 11, 7, 17, tzinfo=UTC)  # Pitch closed at 16:30 Moroccan time
LEVELS = tuple(Text(fr=f"Niveau {level}", ar=f"المستوى {level}") for level in range(1, 6))
WEIGHTS = {"impact": 3, "idee": 2}


class Panel:
    """``people``: the president, then the jurors; ``prizes``: the first one first."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.people: list[UUID] = []
        self.alternate = uuid4()
        self.teams: list[UUID] = []
        self.prizes: list[UUID] = [uuid4(), uuid4()]

    @property
    def edition(self) -> UUID:
        return self.scene.edition

    @property
    def president(self) -> UUID:
        return self.people[0]

    async def composed(self, teams: int = 3, quorum: int = 2) -> Panel:
        """Rubric, panel and prizes are there, and the teams are at the end of their way."""
        scene = self.scene
        self.teams = [await scene.team(f"Équipe {number}", settled=False) for number in range(1, teams + 1)]
        self.people = [await scene.person(f"Juge {number}") for number in range(3)]
        await scene.person("Suppléante", self.alternate)
        await scene.grant(self.president, Role.PRESIDENT)
        for one in (*self.people[1:], self.alternate):
            await scene.grant(one, Role.JUROR)
        names = ("Prix d’excellence", "Prix d’encouragement")
        await scene.send(
            jury.SetRubric(
                edition=self.edition,
                criteria=tuple(
                    jury.WantedCriterion(key=key, title=Text(fr=key.title()), weight=weight, levels=LEVELS)  # type: ignore[arg-type]
                    for key, weight in WEIGHTS.items()
                ),
            ),
            jury.Compose(
                edition=self.edition,
                president=self.president,
                jurors=tuple(self.people[1:]),
                alternates=(self.alternate,),
                quorum=quorum,
            ),
            *(
                prizes.Define(edition=self.edition, prize=prize, rank=rank, name=Text(fr=name))
                for rank, (prize, name) in enumerate(zip(self.prizes, names, strict=True), 1)
            ),
        )
        await scene.at(AFTER)
        return self

    async def finish(self, *teams: UUID) -> None:
        """A facilitator lets them through all gates."""
        await self.scene.send(
            *(
                phases.Advance(edition=self.edition, team=team, phase=phase, reason="Essai")
                for team in teams
                for phase in PHASES
            )
        )
        await self.scene.engine.quiet()

    async def opened(self, teams: int = 3, quorum: int = 2) -> Panel:
        """The jury scores; the teams are before it."""
        await self.composed(teams, quorum)
        await self.finish(*self.teams)
        await self.scene.send(jury.Open(edition=self.edition))
        await self.scene.engine.quiet()
        return self

    async def score(self, juror: UUID, team: UUID, impact: int, idee: int, **more: Any) -> None:
        """A full sheet."""
        marks = {"impact": impact, "idee": idee}
        await self.scene.send(jury.Score(edition=self.edition, team=team, marks=marks, **more), actor=juror)

    async def closed(self) -> Panel:
        """Every juror scored every team: the later a team, the lower."""
        await self.opened()
        for place, team in enumerate(self.teams):
            for juror in self.people:
                await self.score(juror, team, 5 - place, 4 - place)
        await self.scene.send(jury.Close(edition=self.edition), actor=self.president)
        await self.scene.engine.quiet()
        return self

    def reveal(self, prize: UUID) -> prizes.Reveal:
        """The command that shows who has a prize."""
        return prizes.Reveal(edition=self.edition, prize=prize, teams=tuple(self.teams))

    async def decided(self) -> Panel:
        """The president followed the ranking."""
        await self.closed()
        await self.decide()
        return self

    async def decide(self) -> None:
        """The president follows the ranking."""
        awards = zip(self.prizes, self.teams, strict=False)
        await self.scene.send(
            jury.DecideRanking(
                edition=self.edition,
                awards=tuple(jury.WantedAward(prize=prize, teams=(team,)) for prize, team in awards),
            ),
            actor=self.president,
        )
        await self.scene.engine.quiet()
