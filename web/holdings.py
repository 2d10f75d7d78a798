"""The download of one's own data: a ZIP with JSON for programs and a page for people."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Response

from idarathon.files import Files
from idarathon.people.vault.holdings import Holdings, Rows
from idarathon.people.vault.register import REGISTER
from idarathon.people.vault.words import TRACES
from web.i18n import Lang
from web.papers_sent import TAKEN
from web.rendering import fragment

Papers = Sequence[tuple[str, bytes]]
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


class Part(msgspec.Struct, frozen=True):
    """A table of the page: its title, the names of its columns, and its rows."""

    title: str
    columns: list[str]
    rows: list[list[str]]


def packed(held: Holdings, lang: Lang, papers: Papers = ()) -> bytes:
    """The ZIP; ``papers``: files that belong to it, by name."""
    out, pages = io.BytesIO(), [("data.json", _json(held)), ("data.html", _page(held, lang).encode())]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*pages, *papers):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


async def papers_of(held: Holdings, files: Files) -> Papers:
    """The authorisations that its person sent, as far as they are kept."""
    found = []
    for row in held.traces["application"]:
        if row["paper_sha256"]:
            with contextlib.suppress(FileNotFoundError):
                pieces = [piece async for piece in files.read(row["paper_sha256"], 0, row["paper_size"])]
                found.append((f"papers/{row['id']}.{TAKEN.get(row['paper_mime'], 'bin')}", b"".join(pieces)))
    return found


def download(content: bytes) -> Response[bytes]:
    """The ZIP as a file that no cache keeps."""
    headers = {"Content-Disposition": 'attachment; filename="idarathon-data.zip"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)


def _json(held: Holdings) -> bytes:
    return msgspec.json.format(msgspec.json.encode(held), indent=2)


def _page(held: Holdings, lang: Lang) -> str:
    titles = [(one.table, one.title) for one in REGISTER if one.by]
    kept = [_part(title, held.vault[table], held.called) for table, title in titles if held.vault[table]]
    traced = [(one.what, held.traces[one.table]) for one in TRACES]
    traces = [_part(what, rows, held.called) for what, rows in traced if rows]
    return fragment("me/holdings.html", lang, held=held, kept=kept, traces=traces)


def _part(title: str, rows: Rows, called: dict[str, str]) -> Part:
    columns = [name for name in rows[0] if any(row.get(name) not in (None, [], "") for row in rows)]
    return Part(title, columns, [[_said(row.get(name), called) for name in columns] for row in rows])


def _said(value: Any, called: dict[str, str]) -> str:
    """A value as people read it; numbers of editions and teams by their names."""
    if value is None:
        return ""
    if isinstance(value, str):
        return called.get(value, value)
    return msgspec.json.encode(value).decode()
