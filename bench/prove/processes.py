"""Processes as /proc shows them: who descends from whom, who listens where."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

LISTENING = "0A"  # the state in /proc/net/tcp


def parents() -> dict[int, int]:
    """The parent of every process that has not ended; zombies are left out."""
    found: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (place / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            if fields[0] not in "ZX":
                found[int(place.name)] = int(fields[1])
    return found


def family(root: int) -> set[int]:
    """A process and all that descend from it."""
    known, everyone = {root}, parents()
    while more := {pid for pid, parent in everyone.items() if parent in known} - known:
        known |= more
    return known & (everyone.keys() | {root})


def command(pid: int) -> str:
    """The command line, blanks between the arguments; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def listeners(port: int) -> set[int]:
    """The processes that listen on a TCP port of this machine."""
    inodes = set()
    for line in Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:]:
        fields = line.split()
        if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
            inodes.add(f"socket:[{fields[9]}]")
    return {pid for pid in parents() if inodes & _links(pid)}


def _links(pid: int) -> set[str]:
    links = set()
    with contextlib.suppress(OSError):
        for entry in os.scandir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                links.add(os.readlink(entry.path))
    return links


async def gone(pids: Iterable[int], patience: float) -> set[int]:
    """Wait until none of the processes is left; those that are after ``patience`` seconds."""
    left, deadline = set(pids), asyncio.get_running_loop().time() + patience
    while left := left & parents().keys():
        if asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(0.02)
    return left
