"""Issue "People": a list of 5,000 people is imported within ten seconds, from choosing the file to the last account;
other commands stay quick meanwhile; an engine killed in the middle loses nobody and doubles nobody."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx
from msgspec import Struct

from bench.http import HOST
from bench.measure import Figure, fact, percentile
from bench.prove.stage import Stage, stage
from bench.prove.uploads import Web
from events import database
from events.message import Command
from events.writer import Writer
from idarathon import flow
from idarathon.clock import Clock
from idarathon.directory import commands as directory
from idarathon.dispatch import Dispatch, settled
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.people import commands as people
from idarathon.people import vault
from idarathon.viewer import Role
from web.cookies import SESSION

PEOPLE, LIMIT, QUICK = 5_000, 10.0, 500.0  # people, seconds, milliseconds
PATIENCE = 120.0  # seconds, over a kill
LOOK, BETWEEN = 0.1, 0.02  # seconds between two looks at the page, and between two small commands
HEAD = "Nom complet;Adresse électronique;Direction;Région;Niveau;Genre;Langues;Compétences;Rôle"


class Run(Struct):
    """Seconds from the file to the preview and to the end; how often a progress was seen; ms of small commands."""

    looked: float
    whole: float
    steps: int
    waits: list[float]


async def measure() -> list[Figure]:
    """A calm import with small commands beside it, then one with the engine killed."""
    async with stage() as here, World(here).running() as world:
        calm = await world.play("calme")
        counts = await world.counts("calme")
        killed = await world.play("tue", kill=True)
        after = await world.counts("tue")
    took = f"preview after {calm.looked:.1f} s; progress seen {calm.steps} times"
    beside = f"{len(calm.waits)} commands, median {percentile(calm.waits, 0.5):.0f} ms"
    end = f"done after {killed.whole:.1f} s, kill included"
    return [
        Figure(name=f"import of {PEOPLE:,} people", value=calm.whole, limit=LIMIT, unit="s", note=took),
        fact("each has one account, one profile; nothing is left of the file", counts == WHOLE, str(counts)),
        Figure(
            name="small command meanwhile, p99", value=percentile(calm.waits, 0.99), limit=QUICK, unit="ms", note=beside
        ),
        Figure(name="engine killed amid it: people lost", value=PEOPLE - after[0], limit=0, note=end),
        fact("… and nobody twice, nothing left of the file", after == WHOLE, str(after)),
    ]


# People, accounts opened for them, their profiles, roles granted, rows left in the vault.
WHOLE = (PEOPLE, PEOPLE, PEOPLE, PEOPLE // 50, 0)


def sheet(mark: str) -> bytes:
    """The file: every fiftieth is a mentor."""
    lines = (
        f"Participant {number} d’Essai;{mark}-{number}@test.invalid;Guichets;Fès-Meknès;local;femme;"
        f"français, arabe;données;{'mentor' if number % 50 == 0 else ''}"
        for number in range(PEOPLE)
    )
    return "\r\n".join((HEAD, *lines)).encode("cp1252")


class World:
    """An edition with its facilitator, whose browser sends the file."""

    def __init__(self, here: Stage) -> None:
        self.here = here
        self.edition, self.facilitator = uuid4(), uuid4()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[World]:
        """With a web process, and the facilitator signed in."""
        url = self.here.urls.postgres
        self.db = await database.pool(url, 4)
        writer = Writer(database.connector(url), flow.RULES)
        await writer.start()
        web = Web(self.here.urls, self.here.folder)
        try:
            await self._prepare(Dispatch(writer, Clock().now))
            await web.start()
            await self._enter(f"http://{HOST}:{web.port}")
            yield self
        finally:
            await web.program.stop()
            await writer.stop()
            self.db.terminate()

    async def _prepare(self, dispatch: Dispatch) -> None:
        body, below = uuid4(), uuid4()
        settings = editions.WantedSettings(organiser=body)
        commands: list[Command] = [
            directory.RegisterAdministration(administration=body, name=Text(fr="Ministère")),
            directory.RegisterDirectorate(
                administration=body, directorate=below, name=Text(fr="Guichets"), region="oriental"
            ),
            editions.Create(edition=self.edition, slug="edition", name=Text(fr="Édition"), settings=settings),
            people.OpenAccount(account=self.facilitator, name="Facilitatrice", email="facilitatrice@example.invalid"),
            editions.GrantRole(edition=self.edition, account=self.facilitator, role=Role.FACILITATOR),
        ]
        for outcome in await dispatch.execute_many(commands):
            settled(outcome)

    async def _enter(self, base: str) -> None:
        now = datetime.now(UTC)
        session = await vault.open_session(self.db, self.facilitator, now)
        token = await vault.create_token(self.db, self.facilitator, "bench", now)
        self.browser = httpx.AsyncClient(base_url=base, cookies={SESSION: session.token}, timeout=60)
        self.program = httpx.AsyncClient(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60)

    async def play(self, mark: str, kill: bool = False) -> Run:
        """The file is chosen, looked at, confirmed and watched to its end."""
        content, chosen = sheet(mark), "/fr/e/edition/people/import"
        csrf = _hidden((await self.browser.get(chosen)).text)["csrf"]
        beside = asyncio.create_task(self._small_commands())
        began = time.perf_counter()
        answer = await self.browser.post(chosen, data={"csrf": csrf}, files={"file": ("liste.csv", content)})
        page = await self.browser.get(answer.headers["location"])
        looked = time.perf_counter() - began
        form = _hidden(page.text.partition('id="confirm"')[2])
        await self.browser.post(page.url.path, data={**form, "invite": "roles"})
        steps = await self._watch(page.url.path, kill)
        whole = time.perf_counter() - began
        beside.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beside
        return Run(looked, whole, steps, self.waits)

    async def _watch(self, path: str, kill: bool) -> int:
        """Look at the page until it is over; the engine dies once, as soon as some people are there."""
        seen: set[int] = set()
        async with asyncio.timeout(PATIENCE):
            while (text := (await self.browser.get(path)).text).find("<progress") > 0:
                seen.add(int(re.search(r'<progress[^>]* value="(\d+)"', text)[1]))  # type: ignore[index]
                if kill and max(seen) > 0:
                    kill = not self.here.kill("engine")
                await asyncio.sleep(LOOK)
        return len(seen)

    async def _small_commands(self) -> None:
        """As somebody else would send them through the web, one after the other."""
        self.waits: list[float] = []
        while True:
            body = {"id": str(uuid4()), "edition": str(self.edition), "stage": "execution", "item": f"Point {uuid4()}"}
            began = time.perf_counter()
            (await self.program.post("/api/v1/commands/editions.plan_item", json=body)).raise_for_status()
            self.waits.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(BETWEEN)

    async def counts(self, mark: str) -> tuple[int, ...]:
        """See WHOLE."""
        return tuple(await self.db.fetchrow(COUNTS, f"{mark}-%") or ())


COUNTS = """
WITH own AS (SELECT account FROM people_person WHERE email_key LIKE $1)
SELECT (SELECT count(*) FROM own),
    (SELECT count(*) FROM event WHERE type = 'account.opened'
        AND (data->>'account')::uuid IN (SELECT account FROM own)),
    (SELECT count(*) FROM people_profile WHERE account IN (SELECT account FROM own)),
    (SELECT count(*) FROM event WHERE type = 'edition.role_granted'
        AND (data->>'account')::uuid IN (SELECT account FROM own)),
    (SELECT count(*) FROM people_import) + (SELECT count(*) FROM people_import_row)
"""


def _hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
