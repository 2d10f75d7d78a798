"""A real browser for tests: the Chromium of the npm package @sparticuz/chromium, driven by playwright.

It is unpacked once into .cache/ of the checkout, under a file lock, so that parallel test workers wait for one another.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import brotli
from playwright.async_api import Browser, BrowserContext, async_playwright

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
CACHE = ROOT / ".cache"
ARGUMENTS = ["--headless=shell", "--no-sandbox", "--no-zygote", "--hide-scrollbars", "--disable-dev-shm-usage"]


def _unpack(target: Path) -> None:
    """Fill a temporary folder beside the target, then give it its name in one step."""
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix="chromium-part-"))
    try:
        program = part / "chromium"
        program.write_bytes(brotli.decompress((PACKAGE / "bin" / "chromium.br").read_bytes()))
        program.chmod(0o755)
        for name in ("al2023", "swiftshader"):
            archive = brotli.decompress((PACKAGE / "bin" / f"{name}.tar.br").read_bytes())
            with tarfile.open(fileobj=io.BytesIO(archive)) as members:
                members.extractall(part, filter="data")
        part.rename(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def chromium() -> Path:
    """The folder of the unpacked browser; unpacks it when this checkout has none yet."""
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    target = CACHE / f"chromium-{version}"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _unpack(target)
    return target


@asynccontextmanager
async def open_browser(*, timezone: str = "Africa/Casablanca", lang: str = "fr") -> AsyncIterator[Browser]:
    """A running browser. `timezone` and `lang` are those of the process; open_page sets them for a page."""
    folder = chromium()
    libraries = f"{folder / 'al2023' / 'lib'}:{folder}"
    environment: dict[str, str | float | bool] = {
        **os.environ,
        "LD_LIBRARY_PATH": libraries,
        "TZ": timezone,
        "LANGUAGE": lang,
    }
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=folder / "chromium", args=[*ARGUMENTS, f"--lang={lang}"], env=environment
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_context(
    browser: Browser,
    *,
    timezone: str = "Africa/Casablanca",
    lang: str = "fr",
    width: int = 1280,
    height: int = 900,
    night: bool = False,
    javascript: bool = True,
    base_url: str | None = None,
) -> AsyncIterator[BrowserContext]:
    """One visitor: own cookies, window, language, zone, day or night, with or without JavaScript."""
    context = await browser.new_context(
        timezone_id=timezone,
        locale={"fr": "fr-MA", "ar": "ar-MA"}.get(lang, lang),
        viewport={"width": width, "height": height},
        color_scheme="dark" if night else "light",
        java_script_enabled=javascript,
        base_url=base_url,
        reduced_motion="reduce",
    )
    try:
        yield context
    finally:
        await context.close()
