"""A small edition on a running engine, made through commands only: what journey, web and contract tests start from."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from events.message import Command, Recorded
from idarathon.challenges import commands as challenges
from idarathon.clock import tick
from idarathon.directory import commands as directory
from idarathon.dispatch import settled
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.engine import Engine
from idarathon.people import commands as people
from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES
from idarathon.teams import commands as teams
from idarathon.viewer import Role

START = datetime(2026, 11, 2, 8, tzinfo=UTC)  # a Monday, before the first window


class Scene:
    """One published edition: five windows of a day each from 3 to 7 November 2026, 9:00 to 16:30 Moroccan time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.edition, self.slug = uuid4(), f"edition-{uuid4().hex[:8]}"
        self.challenge = uuid4()
        self.administration = uuid4()
        self.facilitator: UUID = uuid4()
        self.spare: list[UUID] = []  # teams of three that are there already

    async def send(self, *commands: Command, actor: UUID | None = None) -> list[list[Recorded]]:
        """Do commands now; the first refusal is raised."""
        return [settled(outcome) for outcome in await self.engine.dispatch.execute_many(commands, actor)]

    async def at(self, instant: datetime) -> None:
        """Time goes on: what is due happens, and what follows from it."""
        self.engine.clock.set(instant)
        await tick(self.engine.pool, self.engine.dispatch, instant)
        await self.engine.quiet()

    async def prepare(self, intake: str = "composed") -> Scene:
        """Make the edition, its facilitator and one published challenge."""
        self.engine.clock.set(max(START, self.engine.clock.now()) if self.engine.clock.is_fixed else START)
        settings = editions.WantedSettings(organiser=self.administration, intake=intake)  # type: ignore[arg-type]
        name = Text(fr="Édition", ar="دورة")
        await self.send(
            directory.RegisterAdministration(administration=self.administration, name=Text(fr="Ministère")),
            editions.Create(edition=self.edition, slug=self.slug, name=name, settings=settings),
        )
        await self.person("Facilitatrice", self.facilitator)
        await self.grant(self.facilitator, Role.FACILITATOR)
        await self.send(
            *(
                editions.CompleteItem(edition=self.edition, stage="preparation", item=item)
                for item in ("programme", "facilitators", "communication", "rules")
            ),
            editions.Publish(edition=self.edition),
            phases.Plan(
                edition=self.edition,
                windows=tuple(
                    phases.Slot(phase=phase, opens=f"2026-11-0{day}T09:00", closes=f"2026-11-0{day}T16:30")
                    for day, phase in enumerate(PHASES, 3)
                ),
            ),
        )
        return self

    async def with_challenge(self) -> UUID:
        """A published challenge."""
        owner = await self.person("Porteuse")
        edition, challenge = self.edition, self.challenge
        title, question = Text(fr="Accueil"), Text(fr="Comment accueillir ?")
        await self.send(
            challenges.Draft(edition=edition, challenge=challenge, slug="accueil", title=title, question=question),
            challenges.Submit(edition=edition, challenge=challenge, owner=owner),
            challenges.Approve(edition=edition, challenge=challenge),
            challenges.Publish(edition=edition, challenge=challenge),
        )
        return self.challenge

    async def person(self, name: str, account: UUID | None = None) -> UUID:
        """An account; its address is made of its id."""
        account = account or uuid4()
        await self.send(people.OpenAccount(account=account, name=name, email=f"{account}@test.invalid"))
        return account

    async def grant(self, account: UUID, role: Role) -> None:
        """A role in the edition."""
        await self.send(editions.GrantRole(edition=self.edition, account=account, role=role))

    async def team(self, name: str = "Ibn Sina", members: int = 3, settled: bool = True) -> UUID:
        """A team with members, confirmed from three on; its journey begins. ``settled``: wait until it has."""
        if self.spare and members == 3:
            return self.spare.pop()
        team = uuid4()
        await self.send(
            teams.Register(edition=self.edition, team=team, name=f"{name} {team.hex[:6]}", slug=f"team-{team.hex[:8]}")
        )
        for number in range(members):
            account = await self.person(f"Membre {number}")
            await self.send(teams.Place(edition=self.edition, team=team, account=account))
        if settled:
            await self.engine.quiet()
        return team

    async def members(self, team: UUID) -> list[UUID]:
        """The people of a team, by account."""
        statement = "SELECT account FROM team_member WHERE team = $1 ORDER BY account"
        return [row["account"] for row in await self.engine.pool.fetch(statement, team)]

    async def deposit(self, team: UUID, phase: str = "inspiration", deliverable: str = "carnet") -> list[Recorded]:
        """A deposit of some text."""
        (events,) = await self.send(
            phases.Deposit(
                edition=self.edition,
                team=team,
                phase=phase,  # type: ignore[arg-type]
                deliverable=deliverable,
                title="Carnet",
                text="Ce que nous avons vu.",
                links=("https://example.invalid/carnet",),
                lang="fr",
            )
        )
        return events

    async def journey(self, team: UUID) -> tuple[str, str]:
        """(status, phase) of a team."""
        row = await self.engine.pool.fetchrow("SELECT status, phase FROM journey WHERE team = $1", team)
        return (row["status"], row["phase"]) if row else ("", "")
