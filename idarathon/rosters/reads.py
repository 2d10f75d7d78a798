"""What pages read of lists of participants. A list that is not confirmed is its maker's alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.viewer import Role, Viewer

SQL = beside(__file__)


class Listed(Struct, frozen=True, kw_only=True):
    """A person of a list, as the vault keeps it until then. ``role``: "" for a participant."""

    name: str
    email: str
    directorate: UUID | None = None
    region: str | None = None
    level: str | None = None
    gender: str | None = None
    langs: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    role: str = ""


class Staged(Struct, frozen=True, kw_only=True):
    """What a file said. ``fresh``: people without an account, ``known``: with one, as far as who asks may know."""

    roster: UUID
    edition: UUID
    administration: UUID | None
    file: str
    header: list[str]
    unread: list[str]
    digest: str
    created_at: datetime
    people: int
    wrong: int
    known: int
    fresh: int
    fresh_roles: int
    roles: int


class Fault(Struct, frozen=True):
    """What is wrong in a line: the column, and one of the codes of web/rosters/words.py."""

    column: str
    code: str
    value: str = ""


class WrongLine(Struct, frozen=True, kw_only=True):
    """A line that is not imported, as it was."""

    line: int
    cells: list[str]
    faults: tuple[Fault, ...]


class Roster(Struct, frozen=True, kw_only=True):
    """A list that was confirmed. ``finished_at`` is None while it is carried out."""

    roster: UUID
    edition: UUID
    administration: UUID | None
    confirmed_by: UUID | None
    people: int
    left_out: int
    confirmed_at: datetime
    finished_at: datetime | None
    opened: int | None
    known: int | None
    refused: int | None


class Due(Struct, frozen=True, kw_only=True):
    """Somebody to import. ``account``: the new one's id; ``holder``: who has the address already."""

    line: int
    account: UUID
    person: Listed
    lang: str
    holder: UUID | None
    closed: bool


def imports(viewer: Viewer, edition: UUID) -> bool:
    """Whether the viewer may import people: who runs the edition, and a focal point that works somewhere."""
    return viewer.runs(edition) or (viewer.has(edition, Role.FOCAL) and viewer.administration is not None)


async def staged(db: Reader, viewer: Viewer, edition: UUID, roster: UUID) -> Staged | None:
    """A file of the viewer's own that waits for its word."""
    row = await db.fetchrow(SQL["find_staged"], roster, viewer.account, viewer.runs(edition))
    if row is None or row["edition"] != edition or not _still(viewer, edition, row["administration"]):
        return None
    return Staged(**row)


async def wrong_lines(db: Reader, one: Staged, limit: int = 5_000) -> list[WrongLine]:
    """What is wrong in it, line by line."""
    rows = await db.fetch(SQL["list_wrong"], one.roster, limit)
    return [
        WrongLine(
            line=row["line"],
            cells=list(row["cells"]),
            faults=msgspec.json.decode(row["faults"], type=tuple[Fault, ...]),
        )
        for row in rows
    ]


async def first_people(db: Reader, one: Staged, limit: int) -> list[Listed]:
    """The first people of it, as they were understood."""
    rows = await db.fetch(SQL["list_staged"], one.roster, limit)
    return [msgspec.json.decode(row["person"], type=Listed) for row in rows]


async def roster(db: Reader, viewer: Viewer, edition: UUID, which: UUID) -> Roster | None:
    """A confirmed list: for who confirmed it, and who runs the edition."""
    row = await db.fetchrow(SQL["find_roster"], which, edition)
    if row is None or not (viewer.runs(edition) or (viewer.account and row["confirmed_by"] == viewer.account)):
        return None
    return Roster(**row)


async def rosters(db: Reader, viewer: Viewer, edition: UUID) -> list[Roster]:
    """The last lists of the edition, as far as they are the viewer's to see."""
    rows = await db.fetch(SQL["list_rosters"], edition, viewer.runs(edition), viewer.account)
    return [Roster(**row) for row in rows]


async def done(db: Reader, which: UUID) -> int:
    """How many people of a list that is being carried out have an account by now."""
    count: int = await db.fetchval(SQL["count_done"], which)
    return count


def _still(viewer: Viewer, edition: UUID, administration: UUID | None) -> bool:
    """Whether who could import it when it was sent still can."""
    if administration is None:
        return viewer.runs(edition)
    return viewer.has(edition, Role.FOCAL) and viewer.administration == administration


async def is_staged(db: Reader, which: UUID, maker: UUID | None, *confirmed: Any) -> bool:
    """Whether the vault holds what was confirmed: edition, administration, digest, people and lines left out."""
    found: bool = await db.fetchval(SQL["is_staged"], which, maker, *confirmed)
    return found


async def due(db: Reader, which: UUID, after: int, limit: int) -> list[Due]:
    """The next people of a list, in the order of its lines."""
    rows = await db.fetch(SQL["list_due"], which, after, limit)
    return [Due(**{**row, "person": msgspec.json.decode(row["person"], type=Listed)}) for row in rows]


async def outcome(db: Reader, which: UUID) -> tuple[int, int, int]:
    """How many accounts of a list were opened for it, were there already, and cannot be used."""
    row = await db.fetchrow(SQL["count_outcome"], which)
    return row["opened"], row["known"], row["refused"]
