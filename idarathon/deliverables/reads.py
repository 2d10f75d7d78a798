"""What pages, the receiving code, the clock and the reactions ask of uploads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.deliverables.events import Kind
from idarathon.editions.events import Text, text, text_or_none
from idarathon.phases.events import FileRef, Phase
from idarathon.viewer import Role, Viewer

SQL = beside(__file__)
UNFINISHED, UNUSED = timedelta(days=2), timedelta(days=7)  # until an upload counts as given up
NOBODY = UUID(int=0)


class Upload(Struct, frozen=True, kw_only=True):
    """An upload. ``size`` in bytes: as announced, and once it has finished as it is."""

    upload: UUID
    edition: UUID
    team: UUID
    phase: Phase
    deliverable: str
    name: str
    size: int
    kind: Kind
    begun_at: datetime
    begun_by: UUID | None
    finished_at: datetime | None
    sha256: str | None
    mime: str | None
    abandoned_at: datetime | None
    deposited: bool

    @property
    def finished(self) -> bool:
        return self.finished_at is not None


class Stored(Struct, frozen=True, kw_only=True):
    """A file as it is stored."""

    name: str
    size: int
    sha256: str
    mime: str


class Verified(Struct, frozen=True, kw_only=True):
    """A deposit, as everyone may know it who has its code: nothing of its content, nobody's name. ``counts``: also a
    late one does, once an extension was granted after it."""

    code: str
    at: datetime
    late: bool
    counts: bool
    in_extension: bool
    in_grace: bool
    phase: Phase
    deliverable: str
    title: Text | None
    team_name: str
    team_lang: str
    edition_name: Text
    edition_slug: str
    files: list[FileRef]


class Expired(Struct, frozen=True, kw_only=True):
    """An upload to give up."""

    upload: UUID
    edition: UUID
    team: UUID
    instant: datetime


async def upload(db: Reader, viewer: Viewer, which: UUID) -> Upload | None:
    """An upload, for the members of its team and those who watch its edition; None for others."""
    watched = {Role.FACILITATOR, Role.OBSERVER}
    editions = [edition for edition, roles in viewer.roles.items() if roles & watched]
    row = await db.fetchrow(SQL["find_upload"], which, viewer.admin, editions, list(viewer.teams))
    return _upload(row) if row else None


async def open_uploads(db: Reader, team: UUID, phase: str, deliverable: str) -> list[Upload]:
    """What the team has sent for a deliverable and not deposited; the page has checked who asks."""
    return [_upload(row) for row in await db.fetch(SQL["open_uploads"], team, phase, deliverable)]


async def stored(db: Reader, which: UUID) -> Stored | None:
    """What is stored for a finished upload; whoever asks was given leave."""
    row = await db.fetchrow(SQL["stored_file"], which)
    return Stored(**row) if row else None


async def content_of(db: Reader, which: UUID) -> str | None:
    """The hash of an upload's bytes, also when it was given up after it had finished."""
    sha256: str | None = await db.fetchval(SQL["content_of"], which)
    return sha256


async def content_used(db: Reader, sha256: str, beside: UUID = NOBODY) -> bool:
    """Whether an upload other than ``beside`` has these bytes."""
    return bool(await db.fetchval(SQL["content_used"], sha256, beside))


async def verified(db: Reader, code: str) -> Verified | None:
    """The deposit with this code, for everyone."""
    row = await db.fetchrow(SQL["find_deposit"], code)
    if row is None:
        return None
    values: dict[str, Any] = dict(row)
    files = msgspec.json.decode(values.pop("files"), type=list[FileRef])
    title, name = text_or_none(values.pop("title")), text(values.pop("edition_name"))
    return Verified(**values, title=title, edition_name=name, files=files)


async def due_abandonments(db: Reader, now: datetime) -> list[Expired]:
    """At most 500 uploads that nobody goes on with."""
    return [Expired(**row) for row in await db.fetch(SQL["due_abandonments"], now, UNFINISHED, UNUSED)]


async def next_abandonment(db: Reader, now: datetime) -> datetime | None:
    """When the next upload counts as given up."""
    instant: datetime | None = await db.fetchval(SQL["next_abandonment"], now, UNFINISHED, UNUSED)
    return instant


def _upload(row: Any) -> Upload:
    return Upload(**row)
