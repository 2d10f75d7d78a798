"""What the reactions ask."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.jury.events import Cause, Loss
from idarathon.jury.reads.rows import SQL

START = UUID(int=0)  # before every id


class Finished(Struct, frozen=True, kw_only=True):
    """A team that may come before the jury."""

    team: UUID
    name: str


class Partial(Struct, frozen=True, kw_only=True):
    """A juror who may be partial to a team."""

    team: UUID
    juror: UUID
    cause: Cause


class Unseated(Struct, frozen=True, kw_only=True):
    """Somebody of the panel who may not judge any more."""

    juror: UUID
    cause: Loss


async def admissions(db: Reader, edition: UUID, after: UUID = START, limit: int = 500) -> list[Finished]:
    """Finished teams that are not before the open jury of the edition, by id."""
    return [Finished(**row) for row in await db.fetch(SQL["due_admissions"], edition, after, limit)]


async def is_before_jury(db: Reader, edition: UUID, team: UUID) -> bool:
    """Whether a team is before the jury."""
    return bool(await db.fetchval(SQL["is_before_jury"], edition, team))


async def is_sitting(db: Reader, edition: UUID) -> bool:
    """Whether the edition has a jury that has not closed."""
    return bool(await db.fetchval(SQL["is_sitting"], edition))


async def recusals(db: Reader, edition: UUID, team: UUID | None) -> list[Partial]:
    """Who on the panel may be partial to which team, and no recusal stands yet."""
    return [Partial(**row) for row in await db.fetch(SQL["due_recusals"], edition, team)]


async def unseatings(db: Reader, edition: UUID) -> list[Unseated]:
    """Who of the panel may not judge any more, and the jury does not know it."""
    return [Unseated(**row) for row in await db.fetch(SQL["due_unseatings"], edition)]
