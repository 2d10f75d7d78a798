"""A child process that ends with us: how it is spawned as another user, awaited and ended."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import ctypes
import errno
import os
import signal
import subprocess
import threading
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from idarathon.servers.process import CHANGE_DATA, Account, ServerFailed

LOG_LIMIT: Final = 10_000_000  # bytes; a longer log is put aside as *.log.1 at the next start
Steps = Sequence[tuple[signal.Signals, float]]  # signals in turn, each with the seconds it is given

_PR_SET_PDEATHSIG: Final = 1
_prctl: Final = ctypes.CDLL(None, use_errno=True).prctl  # looked up now: after a fork the loader's lock may be held


def dies_with_parent(sig: signal.Signals) -> Callable[[], None]:
    """A preexec_fn: the child gets `sig` when the thread that spawned it ends, however that happens."""
    # CPython calls preexec_fn after setuid, which matters: a change of user clears PDEATHSIG. The signal comes when
    # the *thread* that spawned the child ends, so servers are started from the event loop's thread, never a pool's.
    parent = os.getpid()

    def hook() -> None:
        _prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(sig), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
        if os.getppid() != parent:  # it died before the line above: no signal will come
            os._exit(1)

    return hook


def popen(
    argv: Sequence[str | Path],
    who: Account,
    cwd: Path,
    log: int,
    stdin: int = subprocess.DEVNULL,
    hook: Callable[[], None] | None = None,
) -> subprocess.Popen[bytes]:
    """Spawn `argv` as `who` with an environment of our own, in a session of its own (Ctrl-C is ours to handle)."""
    with warnings.catch_warnings():
        # Python 3.12 warns of any preexec_fn beside threads. Ours are system calls only and take no lock, and there
        # is no other way to set PDEATHSIG after setuid without a launcher that the other user can reach.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(
            argv,
            stdin=stdin,
            stdout=log,
            stderr=log,
            cwd=cwd,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},  # no PG*, LANG or HOME of ours
            user=who.uid if who.switch else None,
            group=who.gid if who.switch else None,
            extra_groups=[] if who.switch else None,
            umask=0o077,
            start_new_session=True,
            preexec_fn=hook,
        )


def can_run(argv: Sequence[str | Path], who: Account, folder: Path) -> bool:
    """Whether `who` can execute `argv` (a quick one, such as --version). Raises ServerFailed if not enter `folder`."""
    try:
        probe = popen(argv, who, Path("/"), subprocess.DEVNULL, hook=lambda: os.chdir(folder))
        return probe.wait(timeout=20) == 0
    except subprocess.TimeoutExpired:
        probe.kill()
        probe.wait()
        return False
    except OSError as error:
        if error.errno == errno.EPERM and who.switch:  # setuid itself was refused, not the program (EACCES)
            text = f"root may not switch to user {who.name} here: run idarathon as an ordinary user"
            raise ServerFailed(text) from error
        return False
    except subprocess.SubprocessError as error:  # the hook failed, as that user
        text = f"the servers run as user {who.name}, who cannot enter {folder}: {CHANGE_DATA}"
        raise ServerFailed(text) from error


class Child:
    """A running child process that ends with us. Raises ServerFailed when it cannot be spawned."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        who: Account,
        cwd: Path,
        log: Path,
        death: signal.Signals,
        stdin: int = subprocess.DEVNULL,
    ) -> None:
        """Spawn `argv` as `who`; output is appended to `log`; `death` is its signal when our thread ends."""
        self._log = log
        try:
            if log.exists() and log.stat().st_size > LOG_LIMIT:
                log.replace(log.with_name(log.name + ".1"))
            out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with open(out, "ab") as file:
                self._log_start = file.seek(0, os.SEEK_END)
                self._process = popen(argv, who, cwd, out, stdin, dies_with_parent(death))
        except (OSError, subprocess.SubprocessError) as error:
            raise ServerFailed(f"cannot run {argv[0]} as user {who.name} ({error}): {CHANGE_DATA}") from error
        # A thread and not asyncio's subprocesses: those of uvloop know no `user=`, and this needs no child watcher.
        self._ended: concurrent.futures.Future[int] = concurrent.futures.Future()
        self._ended.set_running_or_notify_cancel()  # from here on an impatient waiter cannot cancel it for all
        threading.Thread(target=self._reap, name=f"wait-{self.pid}", daemon=True).start()

    def _reap(self) -> None:
        self._ended.set_result(self._process.wait())

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return not self._ended.done()

    async def wait(self) -> int:
        """Its exit code, once it ended; negative for a signal."""
        return await asyncio.wrap_future(self._ended)

    async def end(self, steps: Steps) -> None:
        """Send each signal in turn until it is gone, waiting the given seconds after each."""
        for sig, seconds in steps:
            self._process.send_signal(sig)
            with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
                await asyncio.wait_for(self.wait(), seconds)
                return

    def output(self) -> str:
        """What it wrote to the log so far."""
        with open(self._log, "rb") as file:
            file.seek(self._log_start)
            return file.read(LOG_LIMIT).decode("utf-8", "replace")

    def complaint(self) -> str:
        """Its last line that says why it failed, or the last line at all."""
        lines = [line.strip() for line in self.output().splitlines() if line.strip()]
        bad = [line for line in lines if any(w in line for w in ("FATAL", "PANIC", "ERROR", "error:", "[FTL]"))]
        return (bad or lines or ["no output"])[-1]
