"""What an operator runs now and then: migrate, rebuild, verify, export, import, doctor, user add, token create."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
from pwdlib import PasswordHash
from rich.progress import Progress

from events import connecting, database, inbox
from events.message import new_id
from events.migrate import pending
from events.rebuild import rebuild as rebuild_tables
from events.store import Tampered
from events.store import verify as verify_chain
from events.writer import Writer
from idarathon import archive, flow
from idarathon import settings as configuration
from idarathon.clock import Clock
from idarathon.dispatch import Dispatch, settled
from idarathon.errors import NotFound
from idarathon.files.storage import Files
from idarathon.people import vault
from idarathon.people.commands import GrantAdmin, OpenAccount
from idarathon.running import MIGRATIONS, prepare, servers
from idarathon.servers.supervisor import Urls

NATS_AT_LEAST = (2, 12, 6)  # earlier ones have published vulnerabilities
POSTGRES_AT_LEAST = 15


@contextlib.asynccontextmanager
async def connected(*, new: bool = False) -> AsyncIterator[tuple[asyncpg.Connection, Urls]]:
    """A connection to this instance's database, whose servers run already or are started for a moment.

    ``new``: the instance may be made by this very command.
    """
    if not new:
        configuration.require_instance()
    async with servers(configuration.read()) as urls:
        connection = await database.connector(urls.postgres)()
        try:
            yield connection, urls
        finally:
            await connection.close()


async def migrate(options: argparse.Namespace) -> int:
    """Apply what is missing; ``servers`` has done so when it returns, so this only says what is there."""
    async with connected(new=True) as (connection, urls):
        await prepare(urls.postgres, "IDARATHON_DATABASE_URL")
        count = await connection.fetchval("SELECT count(*) FROM migration")
        print(f"The schema is up to date: {count} migrations.")
    return 0


async def rebuild(options: argparse.Namespace) -> int:
    """Make the read tables again; the counter row is locked meanwhile."""
    async with connected() as (connection, _):
        with _bar("rebuild") as progress:
            position = await rebuild_tables(connection, flow.RULES.catalog, flow.PROJECTIONS, progress)
    print(f"Rebuilt from {position} events.")
    return 0


async def verify(options: argparse.Namespace) -> int:
    """Recompute the seal. A change is named by its position, and exits 1."""
    async with connected() as (connection, _):
        try:
            position, digest = await verify_chain(connection)
        except Tampered as error:
            print(f"idarathon: {error}", file=sys.stderr)
            if options.json:
                print(json.dumps({"intact": False, "position": error.position}))
            return 1
    report = {"intact": True, "events": position, "digest": digest.hex()}
    print(json.dumps(report) if options.json else f"Intact: {position} events, seal {digest.hex()}")
    return 0


async def export(options: argparse.Namespace) -> int:
    """Write the log and what cannot be made of it into one file."""
    async with connected() as (connection, _):
        with _bar("export") as progress:
            manifest = await archive.write(connection, _files(), options.file, progress)
    print(_exported(manifest, options.json))
    return 0


async def import_(options: argparse.Namespace) -> int:
    """Make this empty instance the one that a file was exported from."""
    async with connected(new=True) as (connection, _):
        with _bar("import") as progress:
            manifest = await archive.read(connection, _files(), options.file, progress)
    print(_exported(manifest, options.json))
    return 0


def _files() -> Files:
    settings = configuration.read()
    return Files(settings.data, settings.storage_url)


def _exported(manifest: archive.Manifest, as_json: bool) -> str:
    if as_json:
        return json.dumps({"events": manifest.events, "digest": manifest.digest})
    return f"{manifest.events} events, seal {manifest.digest}"


@contextlib.contextmanager
def _bar(title: str) -> Iterator[archive.Progress]:
    """A progress bar on a terminal, nothing in a pipe."""
    with Progress(disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(title)
        yield lambda done, of: bar.update(task, completed=done, total=of)


async def doctor(options: argparse.Namespace) -> int:
    """Check what has gone wrong elsewhere: time zone data, versions, schema, parked messages, disk."""
    async with connected() as (connection, urls):
        findings = [
            ("time zones", _morocco_stays_at_utc(), "Morocco at UTC+0 since 2026-09-20"),
            _postgres(connection),
            await _nats(urls.nats),
            ("schema", not await pending(connection, MIGRATIONS), "no migration waits"),
            await _parked(connection),
            await _forgotten(connection),
            _disk(),
        ]
    if options.json:
        print(json.dumps([{"check": name, "ok": good, "detail": detail} for name, good, detail in findings]))
    else:
        print("\n".join(f"{'ok  ' if good else 'FAIL'}  {name}: {detail}" for name, good, detail in findings))
    return 0 if all(good for _, good, _ in findings) else 1


def _morocco_stays_at_utc() -> bool:
    return datetime(2026, 9, 21, 12, tzinfo=ZoneInfo("Africa/Casablanca")).utcoffset() == timedelta(0)


def _postgres(connection: asyncpg.Connection) -> tuple[str, bool, str]:
    version = connection.get_server_version()
    return "PostgreSQL", version.major >= POSTGRES_AT_LEAST, f"{version.major}.{version.minor}"


async def _nats(url: str) -> tuple[str, bool, str]:
    try:
        client = await connecting.connect(url, "doctor", 3)
    except ConnectionError as error:
        return "NATS", False, str(error)
    version = client.connected_server_version
    await connecting.close(client)
    return "NATS", (version.major, version.minor, version.patch) >= NATS_AT_LEAST, str(version)


async def _forgotten(connection: asyncpg.Connection) -> tuple[str, bool, str]:
    """The clock deletes what is past its time each hour; far more than an hour's worth means that no clock runs."""
    clock = Clock()
    await clock.refresh(connection)
    late = await vault.overdue(connection, clock.now(), datetime.now(UTC))
    told = ", ".join(f"{table} {count}" for table, count in late.items()) or "nothing is past its time"
    return "personal data", max(late.values(), default=0) < 10 * vault.BATCH, told


async def _parked(connection: asyncpg.Connection) -> tuple[str, bool, str]:
    count = len(await inbox.parked(connection))
    return "parked messages", not count, f"{count} wait for a decision"


def _disk() -> tuple[str, bool, str]:
    free = shutil.disk_usage(configuration.read().data).free
    return "disk", free > 1_000_000_000, f"{free / 1e9:.1f} GB free"


async def user_add(options: argparse.Namespace) -> int:
    """Open an account. The password is one line of standard input."""
    password = sys.stdin.readline().rstrip("\n") if not sys.stdin.isatty() else _ask()
    if len(password) < 12:
        print("idarathon: the password needs at least 12 characters.", file=sys.stderr)
        return 1
    account = new_id()
    async with dispatching() as (connection, dispatch):
        await _do(dispatch, OpenAccount(account=account, name=options.name, email=options.email))
        await vault.set_password(
            connection, account, await asyncio.to_thread(PasswordHash.recommended().hash, password)
        )
        if options.admin:
            await _do(dispatch, GrantAdmin(account=account))
    print(f"Account {account} for {options.email}.")
    return 0


async def token_create(options: argparse.Namespace) -> int:
    """Print a new API token; only its SHA-256 is kept."""
    async with dispatching() as (connection, _):
        person = await vault.person_by_email(connection, options.email)
        if person is None:
            raise NotFound
        print(await vault.create_token(connection, person.account, options.label, datetime.now(UTC)))
    return 0


@contextlib.asynccontextmanager
async def dispatching() -> AsyncIterator[tuple[asyncpg.Connection, Dispatch]]:
    """A dispatch for one command; the relay of a running engine takes its events up."""
    async with connected(new=True) as (connection, urls):
        writer = Writer(database.connector(urls.postgres), flow.RULES)
        await writer.start()
        try:
            yield connection, Dispatch(writer, Clock().now)
        finally:
            await writer.stop()


async def _do(dispatch: Dispatch, command: OpenAccount | GrantAdmin) -> None:
    settled((await dispatch.execute_many([command]))[0])


def _ask() -> str:
    from getpass import getpass

    return getpass("Password (at least 12 characters): ")
