"""What a file is, by its content alone: one of the types that are taken, or a named refusal.

The list is of what is taken, not of what is not. Beside the type itself it looks for a second one in the same bytes
(polyglot), since other programs look for it elsewhere: ZIP from the end, PDF within the first kilobyte, HTML within the
first eight (browsers look at less; further on a PDF may well speak of HTML).
"""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import filetype

from idarathon.files.drawing import LONGEST, only_draws
from idarathon.files.refusals import ArchiveUnsafe, Executable, FileEmpty, Polyglot, TypeUnknown

HEAD, TAIL = 8_192, 66_000  # bytes; a ZIP's directory ends within 65,557 bytes of the end
ENTRIES = 20_000  # of an archive
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\0asm", b"dex\n", b"\xca\xfe\xba\xbe")
_MACH = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
_RUN = re.compile(
    r"\.(exe|dll|scr|msi|com|pif|cpl|hta|lnk|jar|apk|vbs|vbe|wsf|bat|cmd|ps1|dmg|appimage|deb|rpm|class)\Z"
)
_RUN_MEMBERS = ("vbaproject.bin", "androidmanifest.xml", "classes.dex")
_BLANK = "".join(map(chr, [*range(1, 33), 0x7F, 0xA0, 0xAD, *range(0x2000, 0x2010), *range(0x2028, 0x2070), 0xFEFF]))
_SCRIPT = re.compile(rb"<\s*(?:script|html|iframe|\?php)|<!doctype\s+html", re.IGNORECASE)
_TAKEN = {
    "application/pdf": "application/pdf",
    "image/png": "image/png",
    "image/jpeg": "image/jpeg",
    "image/webp": "image/webp",
    "image/gif": "image/gif",
    "video/mp4": "video/mp4",
    "video/x-m4v": "video/mp4",
    "video/quicktime": "video/quicktime",
    "video/webm": "video/webm",
    "video/x-matroska": "video/x-matroska",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OOXML = {
    "ppt/presentation.xml": _OFFICE + "presentationml.presentation",
    "word/document.xml": _OFFICE + "wordprocessingml.document",
    "xl/workbook.xml": _OFFICE + "spreadsheetml.sheet",
}
_ODF = {"presentation", "text", "spreadsheet"}


def glance(head: bytes) -> None:
    """Refuse a program by its first bytes, before the rest arrives."""
    if head.startswith((*_PROGRAMS, *_MACH)):
        raise Executable(field="file")


def look(path: Path) -> str:
    """The MIME type of a file that is taken. Raises a named refusal for any other."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not head:
            raise FileEmpty(field="file")
        glance(head)
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _zipped(file, head)
        return _plain(file, head, tail)


def _plain(file: IO[bytes], head: bytes, tail: bytes) -> str:
    found = filetype.guess(head)
    mime = _TAKEN.get(found.mime) if found else None
    if mime is None:
        return _written(file, head)
    if b"PK\x05\x06" in tail:
        raise Polyglot(field="file")
    if _SCRIPT.search(head) or head.startswith(b"%PDF-") != (b"%PDF-" in head[:1_024]):
        raise Polyglot(field="file")
    if (mime == "application/pdf") != head.startswith(b"%PDF-"):
        raise Polyglot(field="file")
    return mime


def _written(file: IO[bytes], head: bytes) -> str:
    """SVG or plain text."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and b"<svg" in head.lower():
        return _drawing(file)
    if _SCRIPT.search(head) or b"%PDF-" in head[:1_024]:
        raise TypeUnknown(field="file")
    file.seek(0)
    try:
        for piece in _pieces(file):
            if "\0" in piece:
                raise TypeUnknown(field="file")
    except UnicodeDecodeError:
        raise TypeUnknown(field="file") from None
    return "text/plain"


def _pieces(file: IO[bytes]) -> Iterable[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    while piece := file.read(1 << 20):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _drawing(file: IO[bytes]) -> str:
    file.seek(0)
    only_draws(file.read(LONGEST + 1))
    return "image/svg+xml"


def _zipped(file: IO[bytes], head: bytes) -> str:
    """An office document by its entries, else an archive whose entries stay where they are unpacked."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ArchiveUnsafe(field="file") from None
    with archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES or not entries:
            raise ArchiveUnsafe(field="file")
        for entry in entries:
            _entry(entry)
        _one_type(head, entries)
        return _office(archive, {entry.filename for entry in entries})


def _entry(entry: zipfile.ZipInfo) -> None:
    link = entry.external_attr >> 28 == 0xA  # a symbolic link leads wherever it likes
    for name in {entry.orig_filename.replace("\\", "/"), entry.filename.replace("\\", "/")}:
        if name.startswith("/") or "\0" in name or ":" in name[:2] or ".." in name.split("/") or link:
            raise ArchiveUnsafe(field="file")
        # Windows drops dots and spaces at the end of a name, and what follows a colon: a.exe. is unpacked as a.exe.
        plain = [part.strip(_BLANK).rstrip(". " + _BLANK) for part in name.rpartition("/")[2].lower().split(":")]
        if any(_RUN.search(part) or part in _RUN_MEMBERS for part in plain):
            raise Executable(field="file")


def _one_type(head: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """PDF readers look for their mark in the first kilobyte: there it may only be the content of an entry."""
    at = head[:1_024].find(b"%PDF-")
    first = min(entries, key=lambda one: one.header_offset)
    if at >= 0 and (first.compress_type != zipfile.ZIP_STORED or not first.filename.lower().endswith(".pdf")):
        raise Polyglot(field="file")
    if first.header_offset:
        raise Polyglot(field="file")


def _office(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        return next((mime for part, mime in _OOXML.items() if part in names), "application/zip")
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        mime = archive.read("mimetype").decode("ascii", "replace").strip()
        if mime.removeprefix("application/vnd.oasis.opendocument.") in _ODF:
            return mime
    return "application/zip"
