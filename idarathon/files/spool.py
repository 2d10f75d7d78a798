"""Files while they arrive: one part per upload on this machine, its size the progress, its SHA-256 computed on the way.

The state of the hash stays with the worker that received last. After a restart, or in another worker, the stored part
is read again: what is hashed is what is stored.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections import OrderedDict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

from idarathon.files.refusals import OffsetWrong, StorageFull, UploadBusy

BLOCK = 1 << 20  # bytes written at once
EARLY = 8 << 20  # bytes after which the disk begins to take them: the sync of 300 MB then waits 5 ms, not 100
STATES = 256  # hash states kept in a worker
RESERVE = 200_000_000  # bytes of the disk that no upload may take
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Part:
    """One upload while one connection adds to it; nobody else may meanwhile."""

    def __init__(self, path: Path, fd: int, offset: int, digest: Any) -> None:
        self.path, self.offset, self.digest = path, offset, digest
        self._fd, self._begun = fd, offset
        self._writing: asyncio.Future[None] | None = None

    async def write(self, data: bytes | bytearray) -> None:
        """Add bytes, which nobody may change any more; returns while they are written, so that the next can arrive.
        Raises StorageFull, also for what was added before."""
        await self.settle()
        self.offset += len(data)
        self._writing = asyncio.get_running_loop().run_in_executor(None, self._write, data)

    async def settle(self) -> None:
        """Wait until everything added is written."""
        writing, self._writing = self._writing, None
        if writing:
            await writing

    def _write(self, data: bytes | bytearray) -> None:
        view = memoryview(data)
        try:
            while view:
                done = os.write(self._fd, view)
                self.digest.update(view[:done])
                view = view[done:]
            self._store_early(os.lseek(self._fd, 0, os.SEEK_CUR))
        except OSError as error:
            if error.errno in _FULL:
                raise StorageFull(field="file") from error
            raise

    def _store_early(self, written: int) -> None:
        if written - self._begun >= EARLY:
            os.posix_fadvise(self._fd, self._begun, written - self._begun, os.POSIX_FADV_DONTNEED)
            self._begun = written

    def cut(self, offset: int, digest: Any) -> None:
        """Forget what came after ``offset``."""
        os.ftruncate(self._fd, offset)
        os.lseek(self._fd, offset, os.SEEK_SET)
        self.offset, self.digest, self._begun = offset, digest, offset

    def sync(self) -> None:
        """Onto the disk."""
        os.fsync(self._fd)


class Spool:
    """All uploads of this machine that have not ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._states: OrderedDict[UUID, tuple[int, Any]] = OrderedDict()

    def path(self, upload: UUID) -> Path:
        return self.folder / upload.hex

    def size(self, upload: UUID) -> int:
        """Bytes that have arrived."""
        try:
            return self.path(upload).stat().st_size
        except FileNotFoundError:
            return 0

    def require_room(self, size: int) -> None:
        """Raises StorageFull when the disk cannot take so many bytes."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(self.folder).free < size + RESERVE:
            raise StorageFull(field="file")

    def discard(self, upload: UUID) -> None:
        """Keep nothing of it."""
        self._states.pop(upload, None)
        self.path(upload).unlink(missing_ok=True)

    @contextlib.asynccontextmanager
    async def part(self, upload: UUID, offset: int | None = None) -> AsyncIterator[Part]:
        """The upload, from ``offset`` on (None: wherever it is). Raises OffsetWrong or UploadBusy."""
        fd = self._locked(upload)
        try:
            size = os.fstat(fd).st_size
            if offset not in (None, size):
                raise OffsetWrong(offset=size)
            digest = await asyncio.to_thread(self._digest, upload, fd, size)
            os.lseek(fd, size, os.SEEK_SET)
            part = Part(self.path(upload), fd, size, digest)
            try:
                yield part
            finally:
                await _even_if_cancelled(part.settle())
                self._remember(upload, os.fstat(fd).st_size, part)
        finally:
            os.close(fd)  # and with it the lock

    def _locked(self, upload: UUID) -> int:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(self.path(upload), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(fd).st_nlink == 0:  # discarded between the two calls
                raise BlockingIOError
        except BlockingIOError:
            os.close(fd)
            raise UploadBusy from None
        return fd

    def _digest(self, upload: UUID, fd: int, size: int) -> Any:
        known, digest = self._states.pop(upload, (0, None))
        if digest is not None and known == size:
            return digest
        digest = hashlib.sha256()
        os.lseek(fd, 0, os.SEEK_SET)
        while piece := os.read(fd, BLOCK):
            digest.update(piece)
        return digest

    def _remember(self, upload: UUID, size: int, part: Part) -> None:
        """The hash state, unless a write failed half-way: then the part is read again."""
        if size == part.offset and self.path(upload).exists():
            self._states[upload] = (size, part.digest)
        while len(self._states) > STATES:
            self._states.popitem(last=False)


async def _even_if_cancelled(settling: Any) -> None:
    """Wait for what a thread is writing, also when the connection is gone: the lock must outlive it."""
    task = asyncio.ensure_future(settling)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
