"""Whether an SVG only draws: no document type (entities), no script, no handler, no foreign content, no address."""

from __future__ import annotations

import re
from xml.parsers import expat

from idarathon.files.refusals import EncodingOther, Scripted, TypeUnknown

LONGEST = 5_000_000  # bytes
_ACTIVE = ("script", "foreignobject", "iframe", "embed", "object", "handler", "animate", "set")
_RASTER = ("data:image/png", "data:image/jpeg")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
# What a style loads from elsewhere. What stands in the drawing (#…) or brings its bytes (pictures of points, fonts) is
# no more than drawing.
_LOADS = re.compile(
    r"@import|(?<![\w-])(?:src|image|(?:-webkit-)?image-set|cross-fade)\("
    r"|url\(\s*+['\"]?+\s*+(?!#|data:image/(?:png|jpeg|gif|webp)\b|data:(?:application/)?(?:x-)?font)",
    re.IGNORECASE,
)


def only_draws(content: bytes) -> None:
    """Raises TypeUnknown for what is no SVG, EncodingOther, or Scripted."""
    if len(content) > LONGEST:
        raise Scripted(field="file")
    # Read as UTF-8 whatever it declares, and then it may declare nothing else: other programs would read another text.
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    reader = _Reader()
    parser.XmlDeclHandler = reader.declared
    parser.StartElementHandler, parser.EndElementHandler = reader.started, reader.ended
    parser.CharacterDataHandler = reader.written
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = reader.refused
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise TypeUnknown(field="file") from None
    if re.search(rb"@import|javascript:", content, re.IGNORECASE) or loads("".join(reader.styles)):
        raise Scripted(field="file")


class _Reader:
    """Looks at a drawing element by element. ``styles``: what stands in its style sheets."""

    def __init__(self) -> None:
        self.styles: list[str] = []
        self._inside = 0  # of a style sheet, how deep

    def declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            raise EncodingOther(field="file")

    def started(self, name: str, attributes: dict[str, str]) -> None:
        plain = name.rpartition(":")[2].lower()
        if plain in _ACTIVE:
            raise Scripted(field="file")
        if self._inside or plain == "style":
            self._inside += 1
        for key, value in attributes.items():
            _harmless(key.lower(), value)

    def ended(self, name: str) -> None:
        self._inside = max(0, self._inside - 1)

    def written(self, text: str) -> None:
        if self._inside:
            self.styles.append(text)

    def refused(self, *_: object) -> None:
        raise Scripted(field="file")


def loads(style: str) -> bool:
    """Whether a style would load something from elsewhere, also when that is written with escapes."""
    return bool(_LOADS.search(_ESCAPE.sub(_meant, style)))


def _meant(found: re.Match[str]) -> str:
    if not found[1]:
        return "" if found[2] == "\n" else found[2]
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _harmless(key: str, value: str) -> None:
    name = key.rpartition(":")[2]
    address = name in ("href", "src")
    inside = value.strip().lower().startswith(("#", *_RASTER))
    leads_away = ("(" in value or "\\" in value) and loads(value)
    if key.startswith("on") or name == "base" or (address and not inside) or leads_away:
        raise Scripted(field="file")
