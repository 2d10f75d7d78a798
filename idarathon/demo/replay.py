"""Replays the first edition on a simulated clock: a fresh instance, real PostgreSQL and NATS, nothing but commands."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from events import database
from events.migrate import LOG, migrate
from events.reading import Reader
from events.sql import beside
from events.store import read_head
from idarathon.bank import reads as bank_reads
from idarathon.calendar import reads as calendar_reads
from idarathon.clock import Clock
from idarathon.demo import banked, cast, coaching, edition1, judging, runs, sessions
from idarathon.demo.runs import Step, by, perform, step
from idarathon.mentoring import reads as mentor_reads
from idarathon.phases import reads as phase_reads
from idarathon.phases.events import PHASES
from idarathon.prizes import reads as prize_reads
from idarathon.servers.supervisor import embedded
from idarathon.teams import reads as team_reads
from idarathon.viewer import Viewer

SQL = beside(__file__)
MIGRATIONS = [LOG, Path(__file__).parent.parent / "migrations"]
EVERYONE = Viewer(admin=True)
SHOWN = 24  # entries of the bank that are printed
COLUMNS = ("Inspiration", "Définition", "Idéation", "Prototypage et test", "Pitch")


class Engine(runs.Engine, Protocol):
    """What a replay needs besides: to start and stop the engine, and to count."""

    @property
    def published(self) -> int: ...
    @property
    def consumed(self) -> int: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


OpenEngine = Callable[[str, str, Clock, bool], Engine]  # (database, nats, clock, ticking)


class Passed(Struct, frozen=True):
    """A team's time in a phase, instants in UTC."""

    phase: str
    entered_at: datetime
    left_at: datetime | None


class Played(Struct, frozen=True):
    """A team. ``prize``: as the jury decided and the ceremony revealed; null for a team without one."""

    name: str
    challenge: str | None
    phases: list[Passed]
    prize: str | None = None


class Awarded(Struct, frozen=True):
    """A prize, the first one first: no team when it was not awarded, several when they share it."""

    prize: str
    teams: list[str]


class Banked(Struct, frozen=True):
    """A published entry of the bank."""

    title: str
    team: str


class Held(Struct, frozen=True):
    """How many sessions took place."""

    webinars: int
    workshops: int


class Coached(Struct, frozen=True):
    """A pair: who accompanied which team."""

    team: str
    mentor: str


class Report(Struct, frozen=True, kw_only=True):
    """What a replay did. ``digest``: of what the streams hold, equal at every run; ``chain``: this log's own seal."""

    edition: str
    teams: list[Played]
    sessions: Held
    pairs: list[Coached]
    prizes: list[Awarded]
    bank: list[Banked]
    events: int
    published: int
    consumed: int
    digest: str
    chain: str

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        value: dict[str, Any] = msgspec.to_builtins(self)
        return value

    def table(self, width: int | None = None) -> str:
        """For people: a line a team, times in Morocco."""
        columns = width or max(shutil.get_terminal_size().columns, 110)
        console = Console(file=StringIO(), width=columns)
        with console.capture() as captured:
            console.print(_drawn(self))
            console.print(_shelf(self.bank))
        held = f"{self.sessions.webinars} webinars, {self.sessions.workshops} workshops"
        held += f", {len(self.pairs)} pairs of team and mentor"
        counts = f"{held}, {self.events} events, {self.published} published, {self.consumed} consumed"
        return f"{captured.get()}{counts}\ncontent {self.digest}\nchain   {self.chain}"


async def replay(open_engine: OpenEngine, teams: int = 6, progress: bool = False, data: Path | None = None) -> Report:
    """Play the edition with ``teams`` teams on embedded servers in a throw-away folder, gone afterwards."""
    async with _folder(data) as folder, embedded(folder) as urls:
        connection = await database.connector(urls.postgres)()
        try:
            await migrate(connection, MIGRATIONS)
        finally:
            await connection.close()
        engine = open_engine(urls.postgres, urls.nats, Clock(), False)
        await engine.start()
        try:
            return await replay_on(engine, teams, progress)
        finally:
            await engine.stop()


async def replay_on(engine: Engine, teams: int = 6, progress: bool = False) -> Report:
    """Play the edition on a started engine of an empty instance, which does not tick."""
    steps = script(teams)
    with Progress(disable=not progress, transient=True, console=Console(stderr=True)) as bar:
        task = bar.add_task("replay", total=len(steps))
        await perform(engine, steps, lambda one: bar.update(task, advance=1, description=one.title))
    return await _report(engine)


def script(teams: int) -> list[Step]:
    """The staff, then the edition."""
    staff = step("2020-09-15T09:00", "comptes", by(None, cast.staff()))
    dealt = edition1.teams(teams)
    return [
        staff,
        *edition1.script(teams),
        *sessions.edition1(dealt),
        *coaching.edition1(dealt),
        *judging.edition1(dealt),
        *banked.edition1(dealt),
    ]


async def _report(engine: Engine) -> Report:
    position, seal = await read_head(engine.pool)
    await _relayed(engine, position)
    return Report(
        edition=edition1.FACTS["name"],
        teams=await _teams(engine.pool),
        sessions=await _sessions(engine.pool),
        pairs=await _pairs(engine.pool),
        prizes=await _prizes(engine.pool),
        bank=await _bank(engine.pool),
        events=position,
        published=engine.published,
        consumed=engine.consumed,
        digest=await _digest(engine.pool),
        chain=seal.hex(),
    )


async def _relayed(engine: Engine, position: int) -> None:
    """Nobody reacts to the last events, so the bus was quiet before they were published."""
    async with asyncio.timeout(30):
        while engine.published < position:  # noqa: ASYNC110  the relay counts, and tells nobody
            await asyncio.sleep(0.01)


async def _teams(db: Reader) -> list[Played]:
    passed: dict[Any, list[Passed]] = {}
    for one in await phase_reads.passages(db, EVERYONE, edition1.EDITION):
        passed.setdefault(one.team, []).append(Passed(one.phase, one.entered_at, one.left_at))
    rows = {row.team: row for row in await _rows(db)}
    won = {name: one.prize for one in await _prizes(db) for name in one.teams}
    return [_played(rows[team.id], passed.get(team.id, []), won) for team in edition1.teams(len(rows))]


async def _sessions(db: Reader) -> Held:
    rows = await calendar_reads.sessions(db, EVERYONE, edition1.EDITION)
    held = [row.kind for row in rows if row.status == "published"]
    return Held(held.count("webinar"), held.count("workshop"))


async def _pairs(db: Reader) -> list[Coached]:
    rows = await mentor_reads.pairs(db, EVERYONE, edition1.EDITION)
    return [Coached(row.team_name, row.mentor_name or "—") for row in rows]


async def _prizes(db: Reader) -> list[Awarded]:
    """As the public sees them after the ceremony."""
    found = await prize_reads.palmares(db, EVERYONE, edition1.EDITION)
    return [Awarded(one.name.pick("fr")[1], [team.name for team in one.winners]) for one in found.prizes]


async def _bank(db: Reader) -> list[Banked]:
    rows = await bank_reads.entries(db, EVERYONE, edition1.EDITION)
    return [Banked(row.title, row.team_name) for row in rows if row.status == "published"]


async def _rows(db: Reader) -> list[team_reads.TeamRow]:
    rows: list[team_reads.TeamRow] = []
    while page := await team_reads.teams(db, EVERYONE, edition1.EDITION, limit=500, offset=len(rows)):
        rows += page
    return rows


def _played(row: team_reads.TeamRow, passed: list[Passed], won: dict[str, str]) -> Played:
    title = row.challenge_title.pick("fr")[1] if row.challenge_title else None
    return Played(row.name, title, sorted(passed, key=lambda one: PHASES.index(one.phase)), won.get(row.name))


async def _digest(db: Reader) -> str:
    """SHA-256 over what every stream holds, streams by name: neither ids nor times of this run are in it."""
    content, after = hashlib.sha256(), ("", 0)
    while rows := await db.fetch(SQL["read_content"], *after):
        for row in rows:
            content.update(msgspec.json.encode([row["stream"], row["version"], row["type"], row["data"]]))
        after = (rows[-1]["stream"], rows[-1]["version"])
    return content.hexdigest()


def _drawn(report: Report) -> Table:
    table = Table(title=f"{report.edition}, 2020", title_justify="left")
    for name in ("Équipe", "Challenge", *COLUMNS, "Prix"):
        table.add_column(name)
    for team in report.teams:
        spans = {one.phase: _span(one) for one in team.phases}
        table.add_row(team.name, team.challenge or "—", *(spans.get(p, "—") for p in PHASES), team.prize or "—")
    return table


def _shelf(bank: list[Banked]) -> Table:
    table = Table(title=f"Banque de prototypes : {len(bank)}", title_justify="left")
    for name in ("Prototype", "Équipe"):
        table.add_column(name)
    for one in bank[:SHOWN]:
        table.add_row(one.title, one.team)
    return table


def _span(passed: Passed) -> str:
    return "\n".join(_day(at) if at else "…" for at in (passed.entered_at, passed.left_at))


def _day(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(runs.ZONE)):%d.%m %H:%M}"


@contextlib.asynccontextmanager
async def _folder(given: Path | None) -> AsyncIterator[Path]:
    """A folder of our own that the servers' user can enter, removed afterwards unless it was given."""
    if given:
        yield given
        return
    folder = _made()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="idarathon-replay-"))
    folder.chmod(0o755)  # run by root the servers are another user; what lies inside has a password each
    return folder
