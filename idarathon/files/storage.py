"""Where files are kept: a folder under IDARATHON_DATA, or an object store by IDARATHON_STORAGE_URL, by SHA-256."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from functools import cached_property
from pathlib import Path
from typing import Any

import obstore
from obstore.store import LocalStore, from_url

from idarathon.files.spool import Spool

PIECE = 1 << 20  # bytes read at once


class Files:
    """The storage of an instance; nothing is made before the first file comes."""

    def __init__(self, data: Path, url: str | None = None) -> None:
        self.spool = Spool(data / "uploads")
        self._local = None if url else data / "files"
        self._url = url

    @cached_property
    def _store(self) -> Any:
        """For writing."""
        if self._local is None:
            return from_url(self._url or "")
        return LocalStore(prefix=self._local, mkdir=True, automatic_cleanup=False)

    @property
    def _kept(self) -> Any:
        """For reading: that makes no folder. Raises FileNotFoundError while nothing was ever kept."""
        if self._local and not self._local.is_dir():
            raise FileNotFoundError(self._local)
        return self._store

    async def keep(self, path: Path, sha256: str) -> None:
        """Keep the file at ``path`` by its hash; the path itself stays. Twice the same is kept once."""
        if self._local:
            await asyncio.to_thread(_link, path, self._local / _key(sha256))
        elif not await self.has(sha256):
            await obstore.put_async(self._store, _key(sha256), path)

    async def put(self, sha256: str, content: bytes) -> None:
        """Keep some bytes by their hash."""
        await obstore.put_async(self._store, _key(sha256), content)

    async def has(self, sha256: str) -> bool:
        """Whether it is kept."""
        try:
            await obstore.head_async(self._kept, _key(sha256))
        except FileNotFoundError:
            return False
        return True

    async def read(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from ``start`` up to ``end``, a piece at a time. Raises FileNotFoundError."""
        while start < end:
            piece = await obstore.get_range_async(self._kept, _key(sha256), start=start, end=min(end, start + PIECE))
            start += len(piece)
            yield bytes(piece)

    async def delete(self, sha256: str) -> None:
        """Keep neither the file nor its preview."""
        for key in (_key(sha256), _preview(sha256)):
            with contextlib.suppress(FileNotFoundError):
                await obstore.delete_async(self._kept, key)

    async def preview(self, sha256: str) -> bytes | None:
        """The preview of a file (WebP), when there is one."""
        try:
            answer = await obstore.get_async(self._kept, _preview(sha256))
        except FileNotFoundError:
            return None
        return bytes(await answer.bytes_async())

    async def has_preview(self, sha256: str) -> bool:
        """Whether there is a preview of a file."""
        try:
            await obstore.head_async(self._kept, _preview(sha256))
        except FileNotFoundError:
            return False
        return True

    async def keep_preview(self, sha256: str, image: bytes) -> None:
        """Store a preview beside its file."""
        await obstore.put_async(self._store, _preview(sha256), image)

    @contextlib.asynccontextmanager
    async def on_disk(self, sha256: str, folder: Path) -> AsyncIterator[Path]:
        """The file as a path: its own, or a copy in ``folder``."""
        if self._local:
            yield self._local / _key(sha256)
            return
        path = folder / sha256
        answer = await obstore.get_async(self._store, _key(sha256))
        with path.open("wb") as file:
            async for piece in answer.stream(min_chunk_size=PIECE):
                file.write(piece)
        yield path


def _key(sha256: str) -> str:
    return f"sha256/{sha256[:2]}/{sha256}"


def _preview(sha256: str) -> str:
    return f"preview/{sha256[:2]}/{sha256}.webp"


def _link(path: Path, target: Path) -> None:
    """One file under two names costs no second copy; across file systems it is copied, then named in one step."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(path, target)
    except FileExistsError:
        return
    except OSError:
        part = target.with_name(target.name + ".part")
        shutil.copyfile(path, part)
        part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
