"""What the reaction asks."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.bank.reads.rows import SQL
from idarathon.editions.events import Lang, Text, text_or_none
from idarathon.phases.events import FileRef

START = UUID(int=0)  # before every id


class Work(Struct, frozen=True, kw_only=True):
    """What a team handed in, as a draft of an entry needs it. ``title`` is None for who handed in nothing."""

    team: UUID
    team_name: str
    lang: Lang
    challenge: UUID | None
    challenge_title: Text | None
    title: str | None
    solution: str
    problem: str
    links: tuple[str, ...]
    files: tuple[FileRef, ...]


async def due_drafts(db: Reader, edition: UUID, after: UUID = START, limit: int = 500) -> list[Work]:
    """Teams that set out and did not withdraw, by id."""
    rows = await db.fetch(SQL["due_drafts"], edition, after, limit)
    return [
        Work(
            **{
                **row,
                "challenge_title": text_or_none(row["challenge_title"]),
                "solution": row["solution"] or "",
                "links": tuple(row["links"]),
                "files": msgspec.json.decode(row["files"], type=tuple[FileRef, ...]),
            }
        )
        for row in rows
    ]
