"""What the clock asks, and what it sends when something is due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple

from events.message import Command
from events.reading import Reader
from idarathon.applications import commands as application_commands
from idarathon.applications import reads as application_reads
from idarathon.calendar import commands as calendar_commands
from idarathon.calendar import reads as calendar_reads
from idarathon.deliverables import commands as upload_commands
from idarathon.deliverables import reads as upload_reads
from idarathon.people import commands as people_commands
from idarathon.people import reads as people_reads
from idarathon.phases import commands as phase_commands
from idarathon.phases import reads as phase_reads


class Due(NamedTuple):
    """Something for the clock to send. ``rank`` orders what is due at the same instant: closings before openings."""

    key: str
    instant: datetime
    rank: int
    command: Command


class Timer(NamedTuple):
    """What the clock asks: what is due now, and when is something due next."""

    name: str
    sends: type[Command]
    due: Callable[[Reader, datetime], Awaitable[list[Due]]]
    next_due: Callable[[Reader, datetime], Awaitable[datetime | None]]


def _timer(
    name: str, rank: int, sends: type[Command], due: Any, next_due: Callable[[Reader, datetime], Awaitable[Any]]
) -> Timer:
    """A timer of the phases: a read says what is due, each row becomes the command ``sends``."""

    async def dues(db: Reader, now: datetime) -> list[Due]:
        return [Due(f"{name}:{row.key}", row.instant, rank, _from_row(sends, row)) for row in await due(db, now)]

    return Timer(name, sends, dues, next_due)


def _from_row(sends: type[Command], row: Any) -> Command:
    team = {"team": row.team} if row.team else {}
    return sends(edition=row.edition, phase=row.phase, **team)  # type: ignore[call-arg]


async def _closings_ahead(db: Reader, now: datetime) -> list[Due]:
    """Closings to be recalled."""
    sends = phase_commands.Remind
    return [
        Due(f"remind-gates:{row.key}", row.instant, 3, sends(edition=row.edition, phase=row.phase, before=row.before))
        for row in await phase_reads.due_reminders(db, now)
    ]


async def _extensions_ahead(db: Reader, now: datetime) -> list[Due]:
    """Ends of extensions to be recalled, each to its team."""
    sends = phase_commands.RemindTeam
    found = await phase_reads.due_team_reminders(db, now)
    commands = [sends(edition=one.edition, team=one.team, phase=one.phase, before=one.before) for one in found]
    return [
        Due(f"remind-teams:{one.key}", one.instant, 3, command) for one, command in zip(found, commands, strict=True)
    ]


async def _reminders(db: Reader, now: datetime) -> list[Due]:
    """Sessions to be recalled."""
    return [
        Due(
            f"remind-sessions:{row.key}",
            row.instant,
            3,
            calendar_commands.Remind(edition=row.edition, session=row.session, before=row.before),
        )
        for row in await calendar_reads.due_reminders(db, now)
    ]


async def _given_up(db: Reader, now: datetime) -> list[Due]:
    """Uploads that nobody goes on with."""
    found = await upload_reads.due_abandonments(db, now)
    sends = upload_commands.Abandon
    commands = [sends(edition=one.edition, team=one.team, upload=one.upload) for one in found]
    return [Due(f"abandon:{one.upload}", one.instant, 4, command) for one, command in zip(found, commands, strict=True)]


async def _erasures(db: Reader, now: datetime) -> list[Due]:
    """People who wanted to be erased, and had their time to think it over."""
    found = await people_reads.due_erasures(db, now)
    return [
        Due(f"erase:{one.account}", one.instant, 5, people_commands.EraseAccount(account=one.account)) for one in found
    ]


async def _papers(db: Reader, now: datetime) -> list[Due]:
    """Signed authorisations that are past their time."""
    found, sends = await application_reads.due_papers(db, now), application_commands.DropPaper
    return [
        Due(
            f"drop-paper:{one.application}:{one.version}",
            one.instant,
            5,
            sends(edition=one.edition, application=one.application),
        )
        for one in found
    ]


TIMERS: tuple[Timer, ...] = (
    _timer("end-extensions", 0, phase_commands.EndExtension, phase_reads.due_extensions, phase_reads.next_extension),
    _timer("close-phases", 1, phase_commands.Close, phase_reads.due_closings, phase_reads.next_closing),
    _timer("end-grace", 1, phase_commands.Examine, phase_reads.due_graces, phase_reads.next_grace),
    Timer("abandon-uploads", upload_commands.Abandon, _given_up, upload_reads.next_abandonment),
    _timer("open-phases", 2, phase_commands.Open, phase_reads.due_openings, phase_reads.next_opening),
    Timer("remind-gates", phase_commands.Remind, _closings_ahead, phase_reads.next_reminder),
    Timer("remind-teams", phase_commands.RemindTeam, _extensions_ahead, phase_reads.next_team_reminder),
    Timer("erase-accounts", people_commands.EraseAccount, _erasures, people_reads.next_erasure),
    Timer("drop-papers", application_commands.DropPaper, _papers, application_reads.next_paper),
    Timer("remind-sessions", calendar_commands.Remind, _reminders, calendar_reads.next_reminder),
)
