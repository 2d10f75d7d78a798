"""The fonts of PDF documents: static TrueType files cut out of the web's variable ones, once, beside them.

typst reads neither WOFF2 nor the axes of a variable font. One family a script, as typst's fallback goes by family.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
FOLDER = VENDOR.parent / ".pdf-fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}
FAMILIES = {
    "Readex Pro Paper": "readex-pro-latin.woff2",
    "Readex Pro Paper Ext": "readex-pro-latin-ext.woff2",
    "Noto Kufi Arabic Paper": "noto-kufi-arabic.woff2",
    "Noto Sans Tifinagh Paper": "noto-sans-tifinagh.woff2",  # one weight for both
}

_JOINERS = "\u200c\u200d"  # Arabic needs them


@cache
def folder() -> Path:
    """Where the fonts lie; makes those that are missing."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for family, source in FAMILIES.items():
            for style, weight in WEIGHTS.items():
                target = FOLDER / f"{family.replace(' ', '')}-{style}.ttf"
                if not target.exists():
                    _cut(VENDOR / source, family, style, weight, target)
    return FOLDER


@cache
def _drawable() -> frozenset[int]:
    return frozenset(sign for file in folder().glob("*-Regular.ttf") for sign in TTFont(file).getBestCmap())


def drawable(text: str) -> str:
    """The text as far as the fonts go: one sign that none of them has (an emoji in a team's name) would spoil the
    whole document. It becomes a question mark; controls and marks that draw nothing go."""
    return "".join(_drawn(sign, _drawable()) for sign in unicodedata.normalize("NFC", text))


def _drawn(sign: str, known: frozenset[int]) -> str:
    kind = unicodedata.category(sign)
    if sign == "\n" or sign in _JOINERS or (ord(sign) in known and kind[0] != "C"):
        return sign
    if kind[0] in "CM":
        return ""
    if not sign.isspace():
        return "?"
    return "\u00a0" if sign == "\u202f" else " "  # a sign after it stays on its line


def renew() -> None:
    """Make all of them anew: at set-up, when the web's fonts may be others."""
    for old in FOLDER.glob("*.ttf"):
        old.unlink()
    folder.cache_clear()
    _drawable.cache_clear()
    folder()


def _cut(source: Path, family: str, style: str, weight: int, target: Path) -> None:
    """One weight of a variable font, under a name of its own; it appears whole or not at all."""
    font = TTFont(source)
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wght": weight}, inplace=False)
    font.flavor = None
    font["OS/2"].usWeightClass = weight
    names = {1: family, 2: style, 4: f"{family} {style}", 6: target.stem, 16: family, 17: style}
    for record, value in names.items():
        font["name"].setName(value, record, 3, 1, 0x409)
    font["name"].names = [one for one in font["name"].names if one.platformID == 3 and one.nameID != 25]
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as part:
        font.save(part)
    Path(name).chmod(0o644)  # another user may serve what this one made
    Path(name).replace(target)
