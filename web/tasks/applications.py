"""Applications: to send and to follow one's own, to authorise those of one's administration, to read and to decide."""

from __future__ import annotations

from idarathon.applications.reads import Counts, counts, dates, own, to_authorise
from idarathon.editions.reads import EditionRow
from idarathon.viewer import Role
from web.tasks.task import Ground, Task

APART = (Role.FACILITATOR, Role.JUROR, Role.PRESIDENT, Role.MEMBER, Role.LEAD)  # who does not apply


async def applications(at: Ground) -> list[Task]:
    """In each edition that goes on."""
    found: list[Task] = []
    for row in at.going:
        if at.viewer.runs(row.edition):
            found += _desk(at, row, await counts(at.db, at.viewer, row.edition))
        elif not at.viewer.has(row.edition, *APART):
            found += await _own(at, row)
        if at.viewer.has(row.edition, Role.FOCAL):
            found += _focal(at, row, await to_authorise(at.db, at.viewer, row.edition))
    return found


async def _own(at: Ground, row: EditionRow) -> list[Task]:
    """Apply while one can; add what is missing; else follow it."""
    window = await dates(at.db, row.edition) if row.intake == "composed" else None
    if window is None:
        return []
    mine = await own(at.db, at.viewer, row.edition)
    if mine is None or mine.state == "withdrawn":
        open_now = window.opens_at <= at.now < window.closes_at
        label, due = at.gettext("Apply to this edition"), window.closes_at if open_now else None
        return [_task(at, row, "/apply", label, Role.AGENT, due=due, can=True)] if due else []
    if mine.state == "submitted" and not mine.authorised_by and mine.by == "file" and not mine.is_denied:
        label = at.gettext("Add your supervisor’s signed authorisation")
        return [_task(at, row, "/apply#authorisation", label, Role.AGENT, status="todo", waits=True)]
    return [_task(at, row, "/apply", at.gettext("Follow your application"), Role.AGENT, can=True)]


def _focal(at: Ground, row: EditionRow, waiting: int) -> list[Task]:
    if not waiting:
        return []
    label = at.ngettext("Authorise %(num)s application", "Authorise %(num)s applications", waiting)
    return [_task(at, row, "/focal", label, Role.FOCAL, status="todo", waits=True)]


def _desk(at: Ground, row: EditionRow, found: Counts | None) -> list[Task]:
    if found is None:
        return []
    read, decide, tell = found.to_read, found.to_decide, found.to_announce
    told = (
        (read, "?read=mine", at.ngettext("Read %(num)s application", "Read %(num)s applications", read)),
        (
            decide,
            "?state=submitted&read=2",
            at.ngettext("Decide %(num)s application", "Decide %(num)s applications", decide),
        ),
        (tell, "", at.ngettext("Announce %(num)s decision", "Announce %(num)s decisions", tell)),
    )
    return [
        _task(at, row, f"/applications{query}", label, Role.FACILITATOR, status="todo")
        for num, query, label in told
        if num
    ]


def _task(at: Ground, row: EditionRow, path: str, label: str, role: Role, **more: object) -> Task:
    return Task(href=f"{at.base(row)}{path}", label=label, role=role, place=row.name, **more)  # type: ignore[arg-type]
