"""What both servers share of the operating system: run-as user, folders, lock, secrets, ports and /proc checks."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import pwd
import random
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHANGE_DATA: Final = "set IDARATHON_DATA (or --data) to another folder"
_libc: Final = ctypes.CDLL(None, use_errno=True)


class ServerFailed(Exception):
    """A server could not be started or stopped; the text is one line naming what to change."""


class AlreadyRunning(ServerFailed):
    """Another live process holds the lock on this data folder."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user a server runs as. `switch` is False when it is simply ourselves."""

    uid: int
    gid: int
    name: str
    switch: bool


def account(folder: Path) -> Account:
    """Who runs the server that owns `folder`: ourselves, or as root its owner, `postgres` or `nobody`.

    PostgreSQL refuses to run as root. An existing folder keeps its owner, so nothing is ever chowned twice.
    Raises ServerFailed when there is no user to switch to.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), str(os.geteuid()), switch=False)
    with contextlib.suppress(FileNotFoundError):
        owner = folder.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid, _user_name(owner.st_uid), switch=True)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, name, switch=True)
    raise ServerFailed("no user 'postgres' or 'nobody' to run the servers as: create one, or do not run as root")


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def make_data(data: Path) -> Path:
    """Create the data folder and return its absolute path. Raises ServerFailed when it cannot be written.

    As root the folders made here are 0711 whatever the umask, so that the server's user can pass through;
    folders that were there before keep their mode.
    """
    data = Path(os.path.abspath(data))
    missing = [p for p in (data, *data.parents) if not p.exists()]
    try:
        data.mkdir(parents=True, exist_ok=True)
        for folder in missing:
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise ServerFailed(f"cannot create {data} ({error.strerror}): {CHANGE_DATA}") from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise ServerFailed(f"cannot write in {data}: {CHANGE_DATA}")
    return data


def own(folder: Path, who: Account) -> None:
    """Create `folder` 0700 for `who`; an existing one is left to its owner. Raises ServerFailed."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if who.switch and folder.stat().st_uid != who.uid:  # just made, or put back by root from a backup
            for path in (*folder.rglob("*"), folder):
                os.chown(path, who.uid, who.gid, follow_symlinks=False)
        folder.chmod(0o700)
    except OSError as error:
        raise ServerFailed(f"cannot take {folder} ({error.strerror}): {CHANGE_DATA}") from error


def open_to_all(top: Path) -> None:
    """Let everybody read (and run what is executable) below `top`; used on our own copies of public programs only."""
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def write_private(path: Path, text: str, who: Account | None = None) -> None:
    """Replace `path` atomically and durably with 0600 `text`; `who` becomes its owner when given."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(fd, "w", encoding="utf-8") as file:
        if who is not None and who.switch:
            os.fchown(fd, who.uid, who.gid)
        file.write(text)
        file.flush()
        os.fsync(fd)
    draft.replace(path)


def password(path: Path) -> str:
    """The password kept in `path` (0600), made on first use; it needs no quoting anywhere."""
    with contextlib.suppress(FileNotFoundError):
        kept = path.read_text("utf-8").strip()
        if kept:
            return kept
    fresh = secrets.token_hex(24)
    write_private(path, fresh + "\n")
    return fresh


# --- lock -----------------------------------------------------------------------------------------------------

_held: set[int] = set()


def _forget_locks() -> None:
    # A forked worker that outlives us would keep the flock, and the next start would say "already running".
    for fd in _held:
        with contextlib.suppress(OSError):
            os.close(fd)
    _held.clear()


os.register_at_fork(after_in_child=_forget_locks)


class Lock:
    """An flock held for our lifetime; the kernel drops it however we die."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises AlreadyRunning when another process (or object) holds it, ServerFailed."""
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ServerFailed(f"cannot open {path} ({error.strerror}): {CHANGE_DATA}") from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._fd, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(self._fd)
            text = f"{path.parent} is already in use by process {holder}: stop it, or {CHANGE_DATA}"
            raise AlreadyRunning(text) from error
        _held.add(self._fd)
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the lock up; a second call does nothing."""
        if self._fd in _held:
            _held.discard(self._fd)
            os.close(self._fd)


# --- ports ----------------------------------------------------------------------------------------------------


def port_is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now (no SO_REUSEPORT: that would hide another listener)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def choose_port(memory: Path) -> int:
    """The port remembered in `memory` when it is free, else a random free one. Raises ServerFailed."""
    with contextlib.suppress(OSError, ValueError):
        kept = int(memory.read_text("utf-8"))
        if 1024 <= kept <= 65535 and port_is_free(kept):
            return kept
    # Below the range that the kernel hands to outgoing connections: a client that retries against a dead server
    # on an ephemeral port may get that very port as its own and block the restart on the same port.
    for _ in range(200):
        port = random.randrange(15_000, 32_000)  # noqa: S311 - no secret
        if port_is_free(port):
            return port
    raise ServerFailed("no free port between 15000 and 32000 on 127.0.0.1: free one")


# --- /proc ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _seeing_as(who: Account) -> Iterator[None]:
    # Without CAP_SYS_PTRACE (root in a default container) /proc/PID/cwd of another user is unreadable even for
    # root. The kernel checks the file-system uid, which Linux keeps per thread, so nothing else is affected.
    if not who.switch:
        yield
        return
    _libc.setfsgid(who.gid)
    _libc.setfsuid(who.uid)
    try:
        yield
    finally:
        _libc.setfsuid(os.geteuid())
        _libc.setfsgid(os.getegid())


def inhabitants(folder: Path, program: str, who: Account) -> list[int]:
    """Pids of the living processes of `who` whose cwd is `folder` and whose executable's name begins so."""
    found = []
    real = os.path.realpath(folder)
    with _seeing_as(who):
        for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/{pid}/cwd") == real and _program(pid).startswith(program):
                    found.append(pid)
    return found


def _program(pid: int) -> str:
    # After an upgrade the kernel says "postgres (deleted)" for a server that still runs the old file.
    return Path(os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")).name


def birth(pid: int) -> int | None:
    """When `pid` started, in clock ticks since boot, or None when it is gone; tells a reused pid apart."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])  # fields 3 and 22 of proc(5)
