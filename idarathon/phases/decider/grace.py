"""What a journey knows of uploads: which file a deposit is made of, and what counts although the deadline has passed.

A file that began to arrive before the deadline counts if it is here within the grace time and deposited then or a few
minutes after it had come; until the grace time is over the team is not examined for what it is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from idarathon.deliverables.events import TO_PRESS
from idarathon.phases import commands as ask
from idarathon.phases.decider import refusals as no
from idarathon.phases.events import FileRef, Phase


class Upload(Protocol):
    """What a journey sees of an upload. ``grace``: as the edition had it when the upload began."""

    @property
    def upload(self) -> UUID | None: ...
    @property
    def edition(self) -> UUID | None: ...
    @property
    def team(self) -> UUID | None: ...
    @property
    def phase(self) -> Phase: ...
    @property
    def deliverable(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def begun_at(self) -> datetime | None: ...
    @property
    def grace(self) -> timedelta: ...
    @property
    def file(self) -> FileRef | None: ...
    @property
    def finished_at(self) -> datetime | None: ...
    @property
    def abandoned(self) -> bool: ...


class Place(Protocol):
    """What is needed of a journey."""

    @property
    def edition(self) -> UUID | None: ...
    @property
    def team(self) -> UUID | None: ...
    @property
    def phase(self) -> Phase: ...
    @property
    def used(self) -> frozenset[UUID]: ...


def files_of(uploads: Sequence[Upload], command: ask.Deposit) -> tuple[FileRef, ...]:
    """The files of a deposit, in its order, each once. Raises FileUnknown or FileUnfinished."""
    files: dict[UUID, FileRef] = {}
    for one in uploads:
        ours = (one.edition, one.team) == (command.edition, command.team) and not one.abandoned
        if not ours or (one.phase, one.deliverable) != (command.phase, command.deliverable):
            raise no.FileUnknown(field="files")
        if one.file is None:
            raise no.FileUnfinished(field="files", name=one.name)
        files[one.file.upload] = one.file
    return tuple(files.values())


def graced(uploads: Sequence[Upload], journey: Place, deadline: datetime, at: datetime) -> bool:
    """Whether a deposit of these files counts at ``at``, after the deadline: all began before it, one at least was
    never deposited (to deposit an old file anew is a new deposit), and the grace time is not over; it is over a little
    later for what was here before its end."""
    fresh = [one for one in uploads if one.upload not in journey.used]
    return bool(fresh) and all(_in_time(one, deadline, at) or _arrived(one, deadline, at) for one in uploads)


def under_way(
    uploads: Iterable[Upload], journey: Place, missing: Collection[str], deadline: datetime, at: datetime
) -> bool:
    """Whether one of the uploads may still bring what is missing in time."""
    return any(
        (one.edition, one.team, one.phase) == (journey.edition, journey.team, journey.phase)
        and one.deliverable in missing
        and not one.abandoned
        and one.upload not in journey.used
        and _in_time(one, deadline, at)
        for one in uploads
    )


def _arrived(one: Upload, deadline: datetime, at: datetime) -> bool:
    """Whether it was here within the grace time, and only the button had still to be pressed."""
    here = one.finished_at is not None and _in_time(one, deadline, one.finished_at)
    return here and at < deadline + one.grace + TO_PRESS


def _in_time(one: Upload, deadline: datetime, at: datetime) -> bool:
    return one.begun_at is not None and one.begun_at < deadline and at < deadline + one.grace
