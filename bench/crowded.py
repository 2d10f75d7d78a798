"""An edition as full as they come: 1,500 teams, their challenges, applications, a pool, staff and sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from bench.board import session_of
from bench.close import running
from bench.sessions import published_sessions
from bench.story import PEOPLE, Story, tell
from bench.world import World
from events.message import Command
from idarathon.applications import commands as applications
from idarathon.challenges import commands as challenges
from idarathon.directory import commands as directory
from idarathon.editions import commands as editions
from idarathon.editions.commands import GrantRole, WantedComposition
from idarathon.editions.events import Text
from idarathon.people import commands as people
from idarathon.teams import commands as teams
from idarathon.viewer import Role

TEAMS, CHALLENGES, HOMES, APPLICATIONS, POOL, SESSIONS = 1_500, 24, 12, 1_000, 300, 24
STAFF = ((Role.FACILITATOR, 6), (Role.MENTOR, 60), (Role.JUROR, 30), (Role.OBSERVER, 4))
REGIONS = ("oriental", "fes-meknes", "souss-massa", "casablanca-settat")
RULES = WantedComposition(women=2, regions=2, administration=2)
QUESTION = Text(fr="Comment éviter que l'usager fournisse trois fois le même document ?", ar="كيف نتجنب تكرار الوثائق؟")
PATIENCE = 120.0
# A verdict needs a jury, its rubric and its scores: what is shown of it is written where it is read.
PRIZE = "INSERT INTO prize (id, edition, rank, name, amount, teams, revealed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
CEREMONY = "INSERT INTO ceremony (edition, opened_at) VALUES ($1, $2)"


class Crowded(Story):
    """The story of such an edition. Its first facilitator is the one who looks."""

    def __init__(self, name: str = "pages", count: int = TEAMS) -> None:
        super().__init__(name, count)
        self.now = self.opens("inspiration") + timedelta(hours=1)
        self.looker = self.staff(Role.FACILITATOR, 0)

    def staff(self, role: Role, number: int) -> UUID:
        """Somebody who has a role."""
        return self.id(f"staff {role} {number}")

    def found(self) -> Iterator[Command]:
        """As every story, with rules of composition; then where people work, and the challenges."""
        for command in super().found():
            if isinstance(command, editions.Create):
                settings = msgspec.structs.replace(command.settings, composition=RULES)
                command = msgspec.structs.replace(command, settings=settings)
            yield command
        for number in range(HOMES):
            where, name = self.id(f"home {number}"), Text(fr=f"Administration {number}", ar=f"الإدارة {number}")
            yield directory.RegisterAdministration(administration=where, name=name)
            section, titled = self.id(f"directorate {number}"), Text(fr=f"Direction {number}")
            ids: dict[str, Any] = {"administration": where, "directorate": section}
            yield directory.RegisterDirectorate(**ids, name=titled, region=REGIONS[number % len(REGIONS)])
        yield from self._challenges()

    def _challenges(self) -> Iterator[Command]:
        owner = self.id("owner")
        yield people.OpenAccount(account=owner, name="Porteuse", email=f"owner@{self.name}.example")
        for number in range(CHALLENGES):
            same: dict[str, Any] = {"edition": self.edition, "challenge": self.id(f"challenge {number}")}
            said: dict[str, Any] = {"title": Text(fr=f"Challenge {number}", ar=f"تحدي {number}"), "question": QUESTION}
            department = self.id(f"home {number % HOMES}")
            yield challenges.Draft(**same, **said, slug=f"challenge-{number}", department=department)
            yield challenges.Submit(**same, owner=owner)
            yield challenges.Approve(**same)
            yield challenges.Publish(**same)

    def _person(self, team: int, place: int) -> Command:
        return self.agent(self.member(team, place), f"Personne {team}.{place}", team * PEOPLE + place)

    def agent(self, account: UUID, name: str, number: int) -> people.OpenAccount:
        """Somebody who says where it works and who it is."""
        said = people.Profile(
            region=REGIONS[number % len(REGIONS)],
            gender="woman" if number % 2 else "man",
            level="central" if number % 3 else "local",
            langs=("fr", "ar"),
        )
        email, where = f"a{account.hex}@{self.name}.example", self.id(f"directorate {number % HOMES}")
        return people.OpenAccount(account=account, name=name, email=email, directorate=where, profile=said)

    def assigned(self) -> Iterator[Command]:
        """Every team on a challenge."""
        for number, team in enumerate(self.teams):
            challenge = self.id(f"challenge {number % CHALLENGES}")
            yield teams.AssignChallenge(edition=self.edition, team=team, challenge=challenge)

    def roles(self) -> Iterator[Command]:
        """The staff."""
        for role, many in STAFF:
            for number in range(many):
                yield self.agent(self.staff(role, number), f"{role} {number}", number)
                yield GrantRole(edition=self.edition, account=self.staff(role, number), role=role)

    def applications(self) -> Iterator[Command]:
        """Agents who apply; one in five has been read by whom the pages are drawn for."""
        opens, closes = (f"{self.opens('inspiration') - timedelta(days=days):%Y-%m-%dT%H:%M}" for days in (20, 1))
        yield applications.Schedule(edition=self.edition, opens=opens, closes=closes)
        for number in range(APPLICATIONS):
            account, home = self.id(f"agent {number}"), self.id(f"home {number % HOMES}")
            yield self.agent(account, f"Agente {number}", number)
            said: dict[str, Any] = {"idea": "Un dossier unique", "motivation": "Servir les usagers"}
            same: dict[str, Any] = {"edition": self.edition, "application": self.id(f"application {number}")}
            wish = self.id(f"challenge {number % CHALLENGES}")
            yield applications.Submit(**same, account=account, administration=home, challenge=wish, **said)

    def readings(self) -> Iterator[Command]:
        """By the one who looks."""
        for number in range(0, APPLICATIONS, 5):
            application = self.id(f"application {number}")
            yield applications.Read(edition=self.edition, application=application, advice="select")

    def invited(self) -> Iterator[Command]:
        """Some of the agents are invited, so that they stand without a team."""
        for number in range(POOL):
            account = self.id(f"agent {number}")
            yield teams.Invite(edition=self.edition, team=self.teams[number % self.count], account=account)


async def prepare(here: World, name: str, story: Crowded) -> tuple[str, str]:
    """The database ``name`` with the story in its first phase; its url, and the cookie of the facilitator."""
    url = await here.create(name)
    async with running(url, here.nats.url) as (engine, clock):
        for part in (story.found(), story.roles(), story.gather(), story.assigned(), story.applications()):
            await tell(engine.dispatch, part)
        await engine.dispatch.execute_many(list(story.readings()), story.looker)
        await tell(engine.dispatch, story.invited())
        await tell(engine.dispatch, published_sessions(story, SESSIONS))
        await engine.quiet(PATIENCE)
        clock.set(story.opens("inspiration"))
        await tell(engine.dispatch, iter([story.open("inspiration")]))
        await engine.quiet(PATIENCE)
        await _palmares(engine.pool, story)
        cookie = await session_of(engine, story.looker, story.now)
    await here.analyze(name)
    return url, cookie


async def _palmares(db: asyncpg.Pool, story: Crowded) -> None:
    await db.execute(CEREMONY, story.edition, story.now)
    for rank in range(1, 6):
        winners, name = story.teams[rank * 3 : rank * 3 + 3], '{"fr": "Prix de la simplification"}'
        await db.execute(PRIZE, story.id(f"prize {rank}"), story.edition, rank, name, 10_000_00, winners, story.now)
