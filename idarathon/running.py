"""What runs for long: demo, serve, web, engine, replay."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg

from events import database
from events.ending import end
from events.migrate import LOG, migrate
from idarathon import files
from idarathon import settings as configuration
from idarathon.clock import Clock
from idarathon.engine import Engine
from idarathon.files import Files
from idarathon.mail.mailer import Mailer
from idarathon.mail.outlets import outlet_of
from idarathon.servers.process import ServerFailed
from idarathon.servers.program import Program
from idarathon.servers.supervisor import Supervisor, Urls, embedded
from idarathon.settings import Settings

MIGRATIONS = [LOG, Path(__file__).with_name("migrations")]
WEB = "web.app:from_environment"


class PortTaken(ServerFailed):
    """Somebody listens there already."""


@contextlib.asynccontextmanager
async def servers(settings: Settings) -> AsyncIterator[Urls]:
    """The servers of the settings, or embedded ones that live as long as we do; migrated."""
    if settings.embedded:
        async with embedded(settings.data) as urls:
            await prepare(urls.postgres, "the embedded PostgreSQL")
            yield urls
    else:
        urls = Urls(settings.database_url or "", settings.nats_url or "")
        await prepare(urls.postgres, "IDARATHON_DATABASE_URL")
        yield urls


async def prepare(url: str, setting: str) -> list[str]:
    """Migrate. Raises ServerFailed with the name of the setting when the database does not answer."""
    try:
        connection = await database.connector(url)()
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise ServerFailed(f"{setting}: PostgreSQL does not answer ({_short(error)}).") from error
    try:
        return await migrate(connection, MIGRATIONS)
    finally:
        await connection.close()


def environment(settings: Settings, urls: Urls) -> dict[str, str]:
    """What a child needs to be of this instance."""
    values = {"DATABASE_URL": urls.postgres, "NATS_URL": urls.nats, "DATA": str(settings.data)}
    values |= {"SECRET": settings.secret.decode(), "BASE_URL": settings.base_url, "DEMO": "1" if settings.demo else ""}
    values |= {"STORAGE_URL": settings.storage_url} if settings.storage_url else {}
    values |= {"MAIL_URL": settings.mail_url} if settings.mail_url and not settings.demo else {}
    return {configuration.PREFIX + name: value for name, value in values.items()}


def require_port(host: str, port: int) -> None:
    """Refuse a port that is taken. Without SO_REUSEPORT: else two granians would share it silently."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"port {port} of {host} is taken ({error.strerror}): choose another with --port.") from None


async def demo(options: argparse.Namespace) -> int:
    """Play the demo editions once, then serve them on loopback until Ctrl-C."""
    from idarathon.demo.play import play

    require_port("127.0.0.1", options.port)
    os.environ[configuration.PREFIX + "BASE_URL"] = f"http://127.0.0.1:{options.port}"
    data = options.data or configuration.read().data / "demo"
    if options.fresh:
        shutil.rmtree(data, ignore_errors=True)
    settings = configuration.read(data=data, demo=True)
    began = time.monotonic()
    async with stopping() as stop, servers(settings) as urls:
        files.bind(Files(settings.data, settings.storage_url))
        engine = Engine(urls.postgres, urls.nats, ticking=False)
        await engine.start(nats_patience=20)
        try:
            async with asyncio.TaskGroup() as group:
                playing = group.create_task(play(engine))
                group.create_task(_cancel_on(stop, playing))
        finally:
            await engine.stop()
        if not stop.is_set():
            await _serve(settings, urls, "127.0.0.1", options.port, 1, stop, lambda: _welcome(settings, began))
    return 0


async def _cancel_on(stop: asyncio.Event, task: asyncio.Task[Any]) -> None:
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    task.cancel()


async def serve(options: argparse.Namespace) -> int:
    """Web pages and engine, with embedded servers when none are named."""
    settings = configuration.read()
    require_port(options.host, options.port)
    async with stopping() as stop, servers(settings) as urls:
        say = f"IDARATHON: http://{options.host}:{options.port}"
        await _serve(settings, urls, options.host, options.port, options.workers, stop, lambda: print(say, flush=True))
    return 0


async def _serve(
    settings: Settings, urls: Urls, host: str, port: int, workers: int, stop: asyncio.Event, ready: Any
) -> None:
    child = environment(settings, urls)
    arguments = ["web", "--host", host, "--port", str(port), "--workers", str(workers)]
    supervisor = Supervisor(Program("engine", ["engine"], child), Program("web", arguments, child))
    await supervisor.start()
    try:
        if await _answers(host, port, stop):
            ready()
        await stop.wait()
    finally:
        await supervisor.stop()


async def _answers(host: str, port: int, stop: asyncio.Event) -> bool:
    """Wait until the web server takes connections; False when we are told to stop before."""
    while not stop.is_set():
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.05)
        else:
            writer.close()
            return True
    return False


def settle_heap() -> None:
    """What was imported is never garbage: without it a full collection took 30 to 45 ms, the p99 of a command."""
    gc.collect()
    gc.freeze()


def web(options: argparse.Namespace) -> int:
    """Web pages only, by granian; a synchronous command: granian owns the process."""
    from granian import Granian
    from granian.constants import Interfaces, Loops

    settings = configuration.read()
    if settings.embedded:
        raise configuration.InvalidSetting(
            "IDARATHON_DATABASE_URL and IDARATHON_NATS_URL are not set: `idarathon web` needs servers by address; "
            "`idarathon serve` brings its own."
        )
    require_port(options.host, options.port)
    Granian(
        WEB,
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGI,
        workers=options.workers,
        factory=True,
        loop=Loops.uvloop,
        websockets=False,
        backpressure=4096,  # every open feed counts; beyond it every request to the worker hangs
        workers_kill_timeout=3,
        respawn_failed_workers=True,
        log_enabled=False,
    ).serve()
    return 0


async def engine(options: argparse.Namespace) -> int:
    """Relay, reactions and clock, until told to stop."""
    settings = configuration.read()
    async with stopping() as stop, servers(settings) as urls:
        files.bind(Files(settings.data, settings.storage_url))
        running = Engine(urls.postgres, urls.nats)
        starting = asyncio.create_task(running.start())
        await asyncio.wait({starting, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            settle_heap()
            mailing = asyncio.create_task(mailer(settings, urls.postgres, running.clock).run(), name="mailer")
            await stop.wait()
            await end([mailing])
            await running.stop()
        else:
            starting.cancel()
    return 0


def mailer(settings: Settings, database_url: str, clock: Clock) -> Mailer:
    """What sends people what they are told. Imported here: it draws templates, which no other command does."""
    from web.letters import next_morning, writer

    return Mailer(database_url, clock, outlet_of(settings), writer(settings), next_morning)


async def replay(options: argparse.Namespace) -> int:
    """The whole first edition on a fresh, throw-away instance."""
    from idarathon.demo.replay import replay as play

    report = await play(Engine, teams=options.teams, progress=sys.stderr.isatty() and not options.json)
    print(json.dumps(report.plain(), ensure_ascii=False, indent=2) if options.json else report.table())
    return 0


@contextlib.asynccontextmanager
async def stopping() -> AsyncIterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _welcome(settings: Settings, began: float) -> None:
    from idarathon.demo.cast import welcome

    print(welcome(settings.base_url, time.monotonic() - began), flush=True)


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
