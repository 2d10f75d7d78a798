"""Sends files to the running site by tus, as tus-js-client does, and makes small files of every sort."""

from __future__ import annotations

import io
import zipfile
import zlib
from base64 import b64encode
from struct import pack
from typing import Any
from uuid import UUID

import httpx

from idarathon.phases import commands as phases
from idarathon.phases.events import Phase
from tests.support.crew import Crew
from tests.support.scene import Scene

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + b"% text\n" * 200 + b"%%EOF\n"
TUS = {"Tus-Resumable": "1.0.0"}


def png(width: int = 40, height: int = 30) -> bytes:
    """A real PNG of one colour."""

    def part(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = part(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\x33\x66\x99" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", rows) + part(b"IEND", b"")


def zipped(**entries: bytes) -> bytes:
    """A ZIP archive; ``__`` in a name stands for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


async def take_files(scene: Scene, phase: Phase = "inspiration", kinds: Any = "mixed") -> None:
    """The gate of a phase that has not opened asks for what may be a file."""
    usual = next(gate for gate in phases.USUAL_GATES if gate.phase == phase)
    asked = tuple(phases.WantedRequirement(key=one.key, title=one.title, kinds=kinds) for one in usual.requires)
    await scene.send(phases.SetGate(edition=scene.edition, phase=phase, requires=asked))


class Sender:
    """A program of a member of the team."""

    def __init__(self, one: Crew, client: httpx.AsyncClient) -> None:
        self.crew, self.client = one, client

    def metadata(self, name: str, **changed: str) -> str:
        told = {
            "edition": str(self.crew.scene.edition),
            "team": str(self.crew.team),
            "phase": "inspiration",
            "deliverable": "carnet",
            "filename": name,
            **changed,
        }
        return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())

    async def create(self, size: int, name: str = "carnet.pdf", **changed: str) -> httpx.Response:
        headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": self.metadata(name, **changed)}
        return await self.client.post("/api/v1/uploads", headers=headers)

    async def begun(self, size: int, name: str = "carnet.pdf", **changed: str) -> str:
        answer = await self.create(size, name, **changed)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    async def patch(self, path: str, offset: int, content: Any, **headers: str) -> httpx.Response:
        told = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **headers}
        return await self.client.patch(path, content=content, headers=told)

    async def offset(self, path: str) -> int:
        answer = await self.client.head(path, headers=TUS)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["upload-offset"])

    async def send(self, content: bytes, name: str = "carnet.pdf", **changed: str) -> UUID:
        """A whole file; its upload."""
        path = await self.begun(len(content), name, **changed)
        answer = await self.patch(path, 0, content)
        assert answer.status_code == 204, answer.text
        return UUID(path.rpartition("/")[2])
