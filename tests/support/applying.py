"""An edition that takes applications: its dates, its administration's people, and applications in any state."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from idarathon.applications import commands as ask
from idarathon.applications.events import Advice, Decision
from idarathon.directory import commands as directory
from idarathon.editions.events import Text
from idarathon.people import commands as people
from idarathon.viewer import Role
from tests.support.scene import Scene


class Intake:
    """A scene's edition that takes applications from its first morning on, with a second reader and a focal point."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.directorate = scene, uuid4()
        self.second, self.focal = uuid4(), uuid4()

    async def prepare(self) -> Intake:
        """Dates, a directorate, who reads and who authorises."""
        scene = self.scene
        where: dict[str, Any] = {"administration": scene.administration, "directorate": self.directorate}
        await scene.send(
            directory.RegisterDirectorate(**where, name=Text(fr="Direction"), region="oriental"),
            ask.Schedule(edition=scene.edition, opens="2026-11-02T08:00", closes="2026-11-20T16:00"),
        )
        await scene.person("Lectrice", self.second)
        await scene.grant(self.second, Role.FACILITATOR)
        await self.agent("Point focal", self.focal)
        await scene.grant(self.focal, Role.FOCAL)
        return self

    async def agent(self, name: str = "Agent", account: UUID | None = None) -> UUID:
        """Somebody who works in the administration."""
        account = account or uuid4()
        email = f"{account}@test.invalid"
        await self.scene.send(people.OpenAccount(account=account, name=name, email=email, directorate=self.directorate))
        return account

    async def apply(self, account: UUID, application: UUID | None = None, **more: Any) -> UUID:
        """Submit."""
        application = application or uuid4()
        said: dict[str, Any] = {"idea": "Un guichet unique", "motivation": "Servir les usagers", **more}
        ids: dict[str, Any] = {"edition": self.scene.edition, "application": application}
        where: dict[str, Any] = {"account": account, "administration": self.scene.administration}
        await self.scene.send(ask.Submit(**ids, **where, **said), actor=account)
        return application

    async def authorise(self, application: UUID) -> None:
        """By the focal point."""
        ids: dict[str, Any] = {"edition": self.scene.edition, "application": application}
        await self.scene.send(ask.Authorise(**ids, administration=self.scene.administration), actor=self.focal)

    async def read(self, application: UUID, first: Advice, second: Advice | None = None) -> None:
        """By one, or by two."""
        ids: dict[str, Any] = {"edition": self.scene.edition, "application": application}
        await self.scene.send(ask.Read(**ids, advice=first, words="Solide"), actor=self.scene.facilitator)
        if second:
            await self.scene.send(ask.Read(**ids, advice=second), actor=self.second)

    async def decide(self, application: UUID, decision: Decision, *, announce: bool = False) -> None:
        """Decide as both advise."""
        ids: dict[str, Any] = {"edition": self.scene.edition, "application": application}
        await self.scene.send(ask.Decide(**ids, decision=decision), actor=self.scene.facilitator)
        if announce:
            await self.scene.send(ask.Announce(**ids), actor=self.scene.facilitator)

    async def state(self, application: UUID) -> Any:
        """What its row says."""
        return await self.scene.engine.pool.fetchval("SELECT state FROM application WHERE id = $1", application)
