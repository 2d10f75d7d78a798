"""Copies the front-end files that the pages load from node_modules into web/static/vendor, the fonts as far as pages
draw with them: Noto Kufi Arabic has 124 kB, and 30 in the weights and the block of letters that are used."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

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


# Weights that the sheets use, and which signs are kept of a font; None: all.
WEIGHTS = (400, 700)
SIGNS: dict[str, list[int] | None] = {
    "readex-pro-latin.woff2": None,
    "readex-pro-latin-ext.woff2": None,
    "noto-kufi-arabic.woff2": [*range(0x600, 0x700), *range(0x750, 0x780), *range(0x200C, 0x2010)],
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
        if name in SIGNS:
            _slim(target, SIGNS[name])
        written.append(target)
    return written


def _slim(file: Path, signs: list[int] | None) -> None:
    """The font without the signs and the weights that nobody draws with."""
    font = TTFont(file)
    if signs:
        options = Options(layout_features=["*"], notdef_outline=True)
        cutter = Subsetter(options)
        cutter.populate(unicodes=signs)
        cutter.subset(font)
    slim = instantiateVariableFont(font, {"wght": WEIGHTS})
    slim.flavor = "woff2"
    slim.save(file)


if __name__ == "__main__":
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # each table that it leaves out is a warning
    copy_assets()
    renew()
