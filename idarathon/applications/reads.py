"""What pages read of applications: its author what it was told, its focal point who asks, facilitators all of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.applications.events import Advice, Decision, Paper, State, Way
from idarathon.editions.events import Text, text, text_or_none
from idarathon.viewer import Role, Viewer

SQL = beside(__file__)
PAPER_TERM: Final = timedelta(days=183)  # after the end of the edition; the register of personal data says it
TEXTS = ("administration_name", "directorate_name", "challenge_title", "directorate")


class Dates(Struct, frozen=True, kw_only=True):
    """Between when people apply."""

    opens_at: datetime
    closes_at: datetime
    opens_wall: str
    closes_wall: str


class Own(Struct, frozen=True, kw_only=True):
    """The viewer's application. ``state``: as it was told; ``denied``: why the authorisation was refused."""

    application: UUID
    state: State
    challenge: UUID | None
    challenge_title: Text | None
    idea: str | None
    motivation: str | None
    skills: str | None
    by: Way
    authorised_by: Way | None
    denied: str | None
    is_denied: bool
    paper: bool
    submitted_at: datetime
    revised_at: datetime | None
    announced_at: datetime | None


class Row(Struct, frozen=True, kw_only=True):
    """An application in a facilitator's list. ``agreed``: what both readers advise; ``total``: of the list."""

    application: UUID
    name: str | None
    administration_name: Text | None
    directorate_name: Text | None
    region: str | None
    challenge_title: Text | None
    state: State
    announced: Decision | None
    authorised_by: Way | None
    denied: bool
    submitted_at: datetime
    readings: int
    agreed: Advice | None
    own_advice: Advice | None
    total: int


class Counts(Struct, frozen=True, kw_only=True):
    """How many there are; ``to_read``: by the viewer; ``agreed``: that can be decided as both readers advise."""

    all_of_them: int
    to_read: int
    to_decide: int
    to_announce: int
    selected: int
    agreed: int


class Reading(Struct, frozen=True, kw_only=True):
    """An advice."""

    reader: UUID
    name: str | None
    advice: Advice
    words: str | None
    read_at: datetime


class Whole(Struct, frozen=True, kw_only=True):
    """An application as its readers see it. ``heard``: the advices that the viewer may know."""

    application: UUID
    account: UUID
    name: str | None
    administration_name: Text | None
    directorate_name: Text | None
    region: str | None
    challenge_title: Text | None
    idea: str | None
    motivation: str | None
    skills: str | None
    by: Way
    authorised_by: Way | None
    denied: bool
    denied_reason: str | None
    paper: bool
    in_grace: bool
    state: State
    announced: Decision | None
    reason: str | None
    submitted_at: datetime
    revised_at: datetime | None
    decided_at: datetime | None
    readings: int
    agreed: Advice | None
    version: int
    heard: list[Reading]


class OfMine(Struct, frozen=True, kw_only=True):
    """An application of a focal point's administration. ``own``: the focal point's own."""

    application: UUID
    name: str | None
    directorate_name: Text | None
    challenge_title: Text | None
    by: Way
    authorised_by: Way | None
    denied: bool
    paper: bool
    own: bool
    state: State
    submitted_at: datetime


class Colleague(Struct, frozen=True, kw_only=True):
    """Somebody who could be asked to apply, or was."""

    account: UUID
    name: str
    directorate: Text | None
    asked: bool


class Filter(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. ``unread``: what the viewer has still to read."""

    state: State | None = None
    administration: UUID | None = None
    region: str | None = None
    missing: bool = False
    readings: int | None = None
    unread: bool = False


async def dates(db: Reader, edition: UUID) -> Dates | None:
    """When people apply; everyone may know."""
    row = await db.fetchrow(SQL["find_dates"], edition)
    return Dates(**row) if row else None


async def has_focal(db: Reader, edition: UUID, administration: UUID | None) -> bool:
    """Whether somebody can authorise applications of the administration."""
    return administration is not None and bool(await db.fetchval(SQL["has_focal"], edition, administration))


async def own(db: Reader, viewer: Viewer, edition: UUID) -> Own | None:
    """The viewer's newest application."""
    row = await db.fetchrow(SQL["find_own"], edition, viewer.account) if viewer.account else None
    return Own(**_texts(row)) if row else None


async def applications(
    db: Reader, viewer: Viewer, edition: UUID, by: Filter | None = None, limit: int = 50, offset: int = 0
) -> list[Row]:
    """A page of the applications, for who watches the edition."""
    if not viewer.watches(edition):
        return []
    by = by or Filter()
    narrow = (by.state, by.administration, by.region, by.missing, by.readings, by.unread)
    rows = await db.fetch(SQL["list_applications"], edition, viewer.account, *narrow, min(limit, 5_000), offset)
    return [Row(**_texts(row)) for row in rows]


async def unread(db: Reader, viewer: Viewer, edition: UUID) -> list[UUID]:
    """The first two applications that the viewer, who watches the edition, has still to read."""
    rows = await db.fetch(SQL["list_unread"], edition, viewer.account) if viewer.watches(edition) else []
    return [row["id"] for row in rows]


async def counts(db: Reader, viewer: Viewer, edition: UUID) -> Counts | None:
    """How many applications ask something of who watches the edition."""
    if not viewer.watches(edition):
        return None
    row = await db.fetchrow(SQL["count_applications"], edition, viewer.account)
    return Counts(**row) if row else None


async def application(db: Reader, viewer: Viewer, edition: UUID, which: UUID) -> Whole | None:
    """One application, for who watches the edition."""
    row = (
        await db.fetchrow(SQL["find_application"], edition, which, viewer.account) if viewer.watches(edition) else None
    )
    if row is None:
        return None
    heard = await db.fetch(SQL["list_readings"], which, viewer.account)
    return Whole(**_texts(row), heard=[Reading(**one) for one in heard])


async def administrations(db: Reader, viewer: Viewer, edition: UUID) -> dict[UUID, Text]:
    """Where the applicants work, for who watches the edition."""
    rows = await db.fetch(SQL["list_administrations"], edition) if viewer.watches(edition) else []
    return {row["id"]: text(row["name"]) for row in rows}


async def regions(db: Reader, viewer: Viewer, edition: UUID) -> list[str]:
    """The regions of the applicants, for who watches the edition."""
    rows = await db.fetch(SQL["list_regions"], edition) if viewer.watches(edition) else []
    return [row["region"] for row in rows]


async def of_administration(db: Reader, viewer: Viewer, edition: UUID) -> list[OfMine]:
    """The applications of a focal point's administration."""
    if not _focal(viewer, edition):
        return []
    rows = await db.fetch(SQL["list_of_administration"], edition, viewer.administration, viewer.account)
    return [OfMine(**_texts(row)) for row in rows]


async def to_authorise(db: Reader, viewer: Viewer, edition: UUID) -> int:
    """How many applications wait for the focal point's word."""
    if not _focal(viewer, edition):
        return 0
    return int(await db.fetchval(SQL["count_to_authorise"], edition, viewer.administration, viewer.account))


async def colleagues(db: Reader, viewer: Viewer, edition: UUID, words: str) -> list[Colleague]:
    """People of a focal point's administration who could be asked to apply."""
    if not _focal(viewer, edition) or not words.strip():
        return []
    found = (edition, viewer.administration, words.strip(), viewer.account)
    return [Colleague(**_texts(row)) for row in await db.fetch(SQL["list_colleagues"], *found)]


async def paper(db: Reader, viewer: Viewer, edition: UUID, which: UUID) -> Paper | None:
    """The signed authorisation, for who reads the application."""
    focal = viewer.administration if _focal(viewer, edition) else None
    scope = (viewer.account, viewer.watches(edition), focal)
    row = await db.fetchrow(SQL["find_paper"], edition, which, *scope)
    return Paper(**row) if row else None


class DuePaper(Struct, frozen=True, kw_only=True):
    """A signed authorisation that is past its time."""

    edition: UUID
    application: UUID
    instant: datetime
    version: int


async def due_papers(db: Reader, now: datetime) -> list[DuePaper]:
    """For the clock."""
    return [DuePaper(**row) for row in await db.fetch(SQL["due_papers"], now, PAPER_TERM)]


async def next_paper(db: Reader, now: datetime) -> datetime | None:
    """For the clock."""
    at: datetime | None = await db.fetchval(SQL["next_paper"], now, PAPER_TERM)
    return at


async def papers_of(db: Reader, application: UUID) -> list[str]:
    """Hashes of the papers that an application ever had, and nobody needs."""
    return [row["sha256"] for row in await db.fetch(SQL["list_papers_of"], application)]


def _focal(viewer: Viewer, edition: UUID) -> bool:
    return viewer.administration is not None and viewer.has(edition, Role.FOCAL)


def _texts(row: Any) -> dict[str, Any]:
    return {**row, **{name: text_or_none(row[name]) for name in TEXTS if name in row.keys()}}  # noqa: SIM118
