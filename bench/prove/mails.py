"""Issue "People": a real mail server gets exactly one mail for each person and event, whatever is delivered again and
whoever is killed meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from uuid import UUID, uuid4, uuid5

from msgspec import Struct
from nats.js.api import DeliverPolicy

from bench.measure import Figure, fact
from bench.prove.driver import AWAY
from bench.prove.stage import Stage, stage
from events import connecting, database, streams
from events.writer import Writer
from idarathon import flow
from idarathon.clock import Clock
from idarathon.directory import commands as directory
from idarathon.dispatch import Dispatch, settled
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.engine import behind
from idarathon.people import commands as people
from idarathon.teams import commands as teams
from tests.support.post_office import PostOffice, post_office

TEAMS, SIZE, ROUNDS, KILLS, AGAIN, SEED = 6, 4, 12, 3, 5, 2026
REACTION = "tell-people"
PATIENCE = 120.0  # seconds until the last mail


class Result(Struct):
    """What was asked for (by Message-ID), what came, and what was done meanwhile."""

    wanted: set[str]
    received: Counter[str]
    hurt: Counter[str]
    redelivered: int
    seconds: float


async def measure() -> list[Figure]:
    """Three kills (engine, NATS, PostgreSQL) and five redeliveries of the whole log while mails go out."""
    return verdict(await run(TEAMS, ROUNDS, KILLS, AGAIN))


def verdict(result: Result) -> list[Figure]:
    """What is asked of a run."""
    lost = result.wanted - set(result.received)
    twice = {id_: count for id_, count in result.received.items() if count > 1}
    strange = set(result.received) - result.wanted
    hurt = ", ".join(f"{count} × {what}" for what, count in sorted(result.hurt.items()))
    note = f"{len(result.wanted)} mails in {result.seconds:.0f} s; killed {hurt}; {result.redelivered} messages again"
    return [
        Figure(name="mails lost", value=len(lost), limit=0, note=note),
        Figure(name="mails that came twice", value=len(twice), limit=0, note=str(twice)[:200]),
        fact("every mail that came was asked for", not strange),
        fact("there were mails, kills and redeliveries", bool(result.wanted and result.hurt and result.redelivered)),
    ]


async def run(team_count: int, rounds: int, kills: int, again: int) -> Result:
    """People are invited into teams, in rounds; harm is done while their mails go out."""
    began = time.monotonic()
    async with post_office() as office, stage(IDARATHON_MAIL_URL=office.url) as here:
        world = World(here, office)
        await world.start()
        try:
            hurt, redelivered = await world.play(team_count, rounds, kills, again)
            wanted = await world.finished()
        finally:
            await world.stop()
        return Result(wanted, office.received(), hurt, redelivered, time.monotonic() - began)


class World:
    """Commands from outside the engine, as the web would send them."""

    def __init__(self, here: Stage, office: PostOffice) -> None:
        self.here, self.office = here, office
        self.edition = uuid4()
        self._chosen = random.Random(SEED)

    async def start(self) -> None:
        """Begin to send commands."""
        url = self.here.urls.postgres
        self.writer = Writer(database.connector(url), flow.RULES)
        await self.writer.start()
        self.dispatch = Dispatch(self.writer, Clock().now)
        self.db = await database.pool(url, 4)

    async def stop(self) -> None:
        """No more."""
        await self.writer.stop()
        self.db.terminate()

    async def play(self, team_count: int, rounds: int, kills: int, again: int) -> tuple[Counter[str], int]:
        """Rounds of invitations; in some of them a SIGKILL, in some the whole log comes again."""
        hurt, redelivered = Counter[str](), 0
        await self._prepare()
        murders = set(self._chosen.sample(range(rounds), kills))
        repeats = set(self._chosen.sample(range(rounds), again))
        for number in range(rounds):
            await self._invite(team_count)
            await self._mails_flow()
            if number in murders:
                victim = Stage.VICTIMS[sum(hurt.values()) % len(Stage.VICTIMS)]
                await asyncio.sleep(self._chosen.uniform(0, 0.05))
                hurt[victim] += self.here.kill(victim)
            if number in repeats:
                redelivered += await self._again()
        return hurt, redelivered

    async def finished(self) -> set[str]:
        """Wait until nothing waits; the Message-IDs of all that was asked for."""
        async with asyncio.timeout(PATIENCE):
            while await self._left():  # noqa: ASYNC110 (another process sends)
                await asyncio.sleep(0.05)
        rows = await self.db.fetch("SELECT letter, account FROM people_mail")
        return {f"<{uuid5(row['letter'], str(row['account'])).hex}@test.invalid>" for row in rows}

    async def _left(self) -> bool:
        try:
            waiting = "SELECT EXISTS (SELECT FROM people_mail WHERE handed_at IS NULL AND ended_at IS NULL)"
            return bool(await behind(self.db)) or bool(await self.db.fetchval(waiting))
        except AWAY:
            return True

    async def _prepare(self) -> None:
        organiser = uuid4()
        settings = editions.WantedSettings(organiser=organiser, intake="composed")
        name = Text(fr="Édition")
        await self._send(
            directory.RegisterAdministration(administration=organiser, name=Text(fr="Ministère")),
            editions.Create(edition=self.edition, slug="edition", name=name, settings=settings),
            *(
                editions.CompleteItem(edition=self.edition, stage="preparation", item=item)
                for item in ("programme", "facilitators", "communication", "rules")
            ),
            editions.Publish(edition=self.edition),
        )

    async def _invite(self, team_count: int) -> None:
        """New teams, and new people placed into them: each is told, and mailed."""
        for _ in range(team_count):
            team, slug = uuid4(), f"equipe-{uuid4().hex[:8]}"
            members = [uuid4() for _ in range(SIZE)]
            await self._send(
                teams.Register(edition=self.edition, team=team, name=f"Équipe {slug}", slug=slug),
                *(people.OpenAccount(account=one, name="Membre", email=_address(one)) for one in members),
                *(teams.Place(edition=self.edition, team=team, account=one) for one in members),
            )

    async def _send(self, *commands: object) -> None:
        """However often a server is killed under it: command ids are fixed."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    outcomes = await self.dispatch.execute_many(commands)  # type: ignore[arg-type]
                except AWAY:
                    await asyncio.sleep(0.05)
                    continue
                for outcome in outcomes:
                    settled(outcome)
                return

    async def _mails_flow(self) -> None:
        """Wait until one more mail has come: what is killed now is killed amid mails."""
        self.office.came.clear()
        async with asyncio.timeout(PATIENCE):
            await self.office.came.wait()

    async def _again(self) -> int:
        """The server delivers every message to the reaction once more; how many those are."""
        client = await connecting.connect(self.here.urls.nats, "again", 20)
        try:
            js = client.jetstream()
            config = (await js.consumer_info(streams.NAME, REACTION)).config
            config.deliver_policy, config.opt_start_seq = DeliverPolicy.ALL, None
            await js.delete_consumer(streams.NAME, REACTION)
            await js.add_consumer(streams.NAME, config)
            return (await js.consumer_info(streams.NAME, REACTION)).num_pending or 0
        finally:
            await connecting.close(client)


def _address(account: UUID) -> str:
    return f"{account}@test.invalid"
