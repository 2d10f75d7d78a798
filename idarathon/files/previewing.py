"""Asks a process of its own for a preview: what is broken or a bomb ends that process, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path

import structlog

from idarathon.files.preview import DRAWN
from idarathon.files.storage import Files

log = structlog.get_logger()
PATIENCE = 20.0  # seconds
LARGEST = 2_000_000  # bytes of a preview


async def make(files: Files, sha256: str, mime: str) -> bool:
    """Draw and keep the preview of a file. False when there is nothing to draw, or it could not be."""
    if mime not in DRAWN:
        return False
    if await files.preview(sha256):
        return True
    with tempfile.TemporaryDirectory(prefix="idarathon-preview-") as folder:
        async with files.on_disk(sha256, Path(folder)) as path:
            image = await _drawn(mime, path)
    if not image:
        log.info("no_preview", sha256=sha256, mime=mime)
        return False
    await files.keep_preview(sha256, image)
    return True


async def _drawn(mime: str, path: Path) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "idarathon.files.preview", mime, str(path)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd="/",
    )
    try:
        async with asyncio.timeout(PATIENCE):
            image, _ = await process.communicate()
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return image if process.returncode == 0 and len(image) <= LARGEST else b""
