"""Copies the front-end files that the pages load from node_modules into web/static/vendor."""

from __future__ import annotations

import shutil
from pathlib import Path

from web.fonts import renew

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"

_READEX = "@fontsource-variable/readex-pro/files/readex-pro-{subset}-wght-normal.woff2"
_KUFI = "@fontsource-variable/noto-kufi-arabic/files/noto-kufi-arabic-{subset}-wght-normal.woff2"

FILES: dict[str, str] = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "tus.min.js": "tus-js-client/dist/tus.min.js",
    "readex-pro-latin.woff2": _READEX.format(subset="latin"),
    "readex-pro-latin-ext.woff2": _READEX.format(subset="latin-ext"),
    "noto-kufi-arabic.woff2": _KUFI.format(subset="arabic"),
    "noto-sans-tifinagh.woff2": "@fontsource/noto-sans-tifinagh/files/noto-sans-tifinagh-tifinagh-400-normal.woff2",
}


def copy_assets(modules: Path = MODULES, vendor: Path = VENDOR) -> list[Path]:
    """Copy every file of FILES; what an earlier version left behind is removed."""
    vendor.mkdir(parents=True, exist_ok=True)
    for old in vendor.iterdir():
        if old.is_file() and old.name not in FILES:
            old.unlink()
    written = []
    for name, source in FILES.items():
        target = vendor / name
        shutil.copyfile(modules / source, target)
        written.append(target)
    return written


if __name__ == "__main__":
    copy_assets()
    renew()
