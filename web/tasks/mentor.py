"""Mentors: who asks for help, about whom nobody has written, which steps are open. Done on « Aujourd'hui »."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from idarathon.calendar.reads import SessionRow
from idarathon.editions.reads import EditionRow
from idarathon.errors import N_
from idarathon.mentoring.reads import QUIET, Accompanied, Meeting, Request, accompanied, next_meeting, requests
from idarathon.viewer import Role
from web.tasks.task import Ground, Task, end_of

FRESH = timedelta(days=5)  # how long after a meeting its note is asked for


async def mentor(at: Ground) -> list[Task]:
    """In each edition that is not over and in which I am a mentor."""
    found: list[Task] = []
    for row in at.holding(Role.MENTOR):
        if row.stage != "reporting":
            found += await _in(at, row)
    return found


async def _in(at: Ground, row: EditionRow) -> list[Task]:
    teams = await accompanied(at.db, at.viewer, row.edition)
    asked = await requests(at.db, at.viewer, row.edition)
    meeting = await next_meeting(at.db, at.viewer, row.edition, at.now)
    found = [*_help(at, row, asked), *_notes(at, row, teams), *_steps(at, row, teams), *_meeting(at, row, meeting)]
    label = N_("See the teams that you accompany") if teams else N_("Say what you can bring to teams")
    return found or [_task(at, row, "" if teams else "/profile", at.gettext(label), can=True)]


def _help(at: Ground, row: EditionRow, asked: list[Request]) -> Iterator[Task]:
    taken = sum(one.status == "claimed" and one.mentor == at.viewer.account for one in asked)
    if taken:
        label = at.ngettext(
            "Answer %(num)s request that you have taken", "Answer %(num)s requests that you have taken", taken
        )
        yield _task(at, row, "/help", label, status="todo", waits=True)
    free = sum(one.status == "open" for one in asked)
    if free:
        label = at.ngettext(
            "See %(num)s request for help without an answer", "See %(num)s requests for help without an answer", free
        )
        yield _task(at, row, "/help", label, status="waiting", waits=True)


def _notes(at: Ground, row: EditionRow, teams: list[Accompanied]) -> Iterator[Task]:
    """After a meeting, and about whom nobody has written for a week."""
    for one in teams:
        met = _met(at, one)
        if met is not None:
            label = at.gettext("Write the note on the meeting with %(team)s", team=one.name)
            hint = at.text(met.title)
        elif at.now - one.waiting >= QUIET:
            label = at.gettext("Write a coaching note about %(team)s", team=one.name)
            days = (at.now - one.waiting).days
            hint = at.ngettext("%(num)s day without a note", "%(num)s days without a note", days)
        else:
            continue
        href = f"/teams/{one.slug}/note"
        yield _task(at, row, href, label, hint=hint, status="waiting", waits=True, team=one.team)


def _met(at: Ground, one: Accompanied) -> SessionRow | None:
    """The last meeting with the team that I ran and about which nobody has written since."""
    since = max(one.waiting, at.now - FRESH)
    met = [each for each in at.sessions if each.hosts and one.team in each.asked and since < each.ends_at <= at.now]
    return met[-1] if met else None


def _steps(at: Ground, row: EditionRow, teams: list[Accompanied]) -> Iterator[Task]:
    for one in teams:
        dates = [step.due for _, step in one.steps if step.due]
        if one.steps:
            label = at.ngettext(
                "Follow %(num)s open step with %(team)s",
                "Follow %(num)s open steps with %(team)s",
                len(one.steps),
                team=one.name,
            )
            due = end_of(min(dates)) if dates else None
            status = "late" if due and due <= at.now else "todo"
            yield _task(at, row, f"/teams/{one.slug}", label, status=status, due=due, team=one.team)


def _meeting(at: Ground, row: EditionRow, meeting: Meeting | None) -> Iterator[Task]:
    """The next one with my teams; those that I run or registered for are told with the sessions."""
    known = {one.session for one in at.sessions if one.hosts or one.registered}
    if meeting is not None and meeting.session not in known and meeting.teams:
        label = at.gettext("Meet your teams at “%(what)s”", what=at.text(meeting.title))
        yield Task(
            href=f"{at.base(row)}/sessions/{meeting.session}",
            label=label,
            role=Role.MENTOR,
            place=row.name,
            hint=meeting.room or "",
            status="planned",
            due=meeting.starts_at,
        )


def _task(at: Ground, row: EditionRow, path: str, label: str, **fields: Any) -> Task:
    known = {"href": f"{at.base(row)}/mentor{path}", "label": label, "role": Role.MENTOR, "place": row.name}
    return Task(**{**known, **fields})
