"""Serves web/static from memory: what is not in the table does not exist, so no path can lead anywhere else."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from idarathon.errors import NotFound
from web.here import WebRequest

FOLDER = Path(__file__).resolve().parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
_URL = re.compile(rb'url\("([^":]+)"\)')
FOREVER, BRIEFLY = "public, max-age=31536000, immutable", "public, max-age=60"


class Asset(Struct, frozen=True):
    """One file, as it is and compressed."""

    content: bytes
    zipped: bytes | None
    type: str
    mark: str  # the start of the content's SHA-256


@cache
def assets() -> dict[str, Asset]:
    """Every file under web/static by its path there."""
    return {path.relative_to(FOLDER).as_posix(): _asset(path) for path in sorted(FOLDER.rglob("*")) if _served(path)}


def static(path: str) -> str:
    """The address of a static file, with the mark of its content: it may be cached for ever."""
    return f"/static/{path}?v={assets()[path].mark}"


@get("/static/{name:path}", opt={"bare": True, "uncompressed": True}, include_in_schema=False)
async def serve(request: WebRequest, name: FromPath[str]) -> Response[Any]:
    """One static file. ``name`` comes with a leading slash."""
    asset = assets().get(name.lstrip("/"))
    if asset is None:
        raise NotFound
    marked = request.scope["query_string"] == f"v={asset.mark}".encode()
    headers = {"Cache-Control": FOREVER if marked else BRIEFLY, "Vary": "Accept-Encoding"}
    if asset.zipped is None or "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.content, media_type=asset.type, headers=headers)
    return Response(asset.zipped, media_type=asset.type, headers={**headers, "Content-Encoding": "gzip"})


def _served(path: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(FOLDER).parts)


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    if path.suffix == ".css":
        content = _URL.sub(lambda match: _marked(path.parent, match), content)
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    zipped = gzip.compress(content, mtime=0) if path.suffix in {".js", ".css", ".svg"} else None
    return Asset(content, zipped, kind, hashlib.sha256(content).hexdigest()[:16])


def _marked(folder: Path, match: re.Match[bytes]) -> bytes:
    """What a stylesheet loads has an address with a mark too."""
    target = folder / match[1].decode()
    if not target.is_file():
        return match[0]
    return f'url("{match[1].decode()}?v={_asset(target).mark}")'.encode()
