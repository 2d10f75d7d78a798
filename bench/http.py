"""A lean HTTP/1.1 client over raw sockets: the same for us and for the bare page, and cheap enough for 500 feeds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

from msgspec import Struct

HOST = "127.0.0.1"


class Answer(Struct, frozen=True):
    """A response. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """One connection that is kept open."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self._port = port
        self._headers = {"Host": f"{HOST}:{port}", "User-Agent": "bench", **(headers or {})}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> None:
        """Connect."""
        self._streams = await asyncio.open_connection(HOST, self._port, limit=2**20)

    def close(self) -> None:
        """Hang up at once."""
        if self._streams:
            self._streams[1].transport.abort()

    async def get(self, path: str) -> Answer:
        """One request, and its whole body."""
        reader, status, headers = await self._ask(path)
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join([chunk async for chunk in _chunks(reader)])
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(status, headers, body)

    async def feed(self, path: str) -> AsyncIterator[bytes]:
        """The messages of a stream of server-sent events, as they come."""
        reader, status, _ = await self._ask(path)
        if status != 200:
            raise ConnectionError(f"{path} answered {status}")
        waiting = b""
        async for chunk in _chunks(reader):
            *whole, waiting = (waiting + chunk).split(b"\n\n")
            for message in whole:
                yield message

    async def _ask(self, path: str) -> tuple[asyncio.StreamReader, int, dict[str, str]]:
        if self._streams is None:
            await self.open()
        assert self._streams
        reader, writer = self._streams
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in self._headers.items()), "", ""]
        writer.write("\r\n".join(lines).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        return reader, int(head[0].split(" ", 2)[1]), headers


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readline(), 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readline()


async def answers(port: int, path: str, patience: float = 30.0) -> None:
    """Wait until a server gives 200 for a page; there is nothing to await. Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while True:
            wire = Wire(port)
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                if (await wire.get(path)).status == 200:
                    return
            wire.close()
            await asyncio.sleep(0.05)
