"""What pages read of the directory. It is public: anyone may see which administrations there are."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.editions.events import Text, text

SQL = beside(__file__)


class Administration(Struct, frozen=True, kw_only=True):
    """An administration."""

    administration: UUID
    name: Text
    kind: str | None


class Directorate(Struct, frozen=True, kw_only=True):
    """A directorate and the administration that it belongs to."""

    directorate: UUID
    administration: UUID
    administration_name: Text
    name: Text
    region: str


async def administrations(db: Reader) -> list[Administration]:
    """Every administration, by name."""
    rows = await db.fetch(SQL["list_administrations"])
    return [Administration(administration=row["id"], name=text(row["name"]), kind=row["kind"]) for row in rows]


async def directorates(db: Reader, administration: UUID | None = None) -> list[Directorate]:
    """The directorates of one administration, or all, by name."""
    rows = await db.fetch(SQL["list_directorates"], administration)
    return [
        Directorate(
            directorate=row["id"],
            administration=row["administration"],
            administration_name=text(row["administration_name"]),
            name=text(row["name"]),
            region=row["region"],
        )
        for row in rows
    ]
