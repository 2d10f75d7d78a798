"""Facilitators: what the control board (web/routes/facilitator_tasks.py) says team by team, here in figures with a
link to it, and what the edition itself waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from idarathon.bank.reads import OwnEntry, entries
from idarathon.challenges.reads import ChallengeRow, challenges
from idarathon.editions.reads import ChecklistItem, EditionRow, checklist
from idarathon.mentoring.reads import Quiet, Request, pending, quiet, requests
from idarathon.phases.reads import Board, PhaseWindow, board, windows
from idarathon.teams.reads import leaderless
from idarathon.viewer import Role
from web.oneline import apart
from web.routes.facilitator_tasks import item_words
from web.tasks.task import A_DAY, Ground, Task, end_of

WEEK = timedelta(days=7)
FEW = 3  # items of checklists


async def facilitator(at: Ground) -> list[Task]:
    """In each edition that I run; for an admin without those that are over."""
    found: list[Task] = []
    for row in at.editions:
        if at.viewer.runs(row.edition) and not (row.stage == "reporting" and at.viewer.admin):
            found += await (_after(at, row) if row.stage == "reporting" else _in(at, row))
    return found


async def _in(at: Ground, row: EditionRow) -> list[Task]:
    planned = await windows(at.db, row.edition)
    teams = await board(at.db, at.viewer, row.edition, at.now, size=1)
    items = await checklist(at.db, at.viewer, row.edition)
    leads = await leaderless(at.db, at.viewer, row.edition)
    asked = await requests(at.db, at.viewer, row.edition)
    found = [*_teams(at, row, teams, planned)] if teams else []
    found += [_leaderless(at, row, *one) for one in leads]
    found += _edition(at, row, planned, items)
    found += _examine(at, row, await challenges(at.db, at.viewer, row.edition))
    found += _coaching(at, row, asked, await quiet(at.db, at.viewer, row.edition, at.now))
    if await pending(at.db, at.viewer, row.edition):
        label = at.gettext("Publish the new proposal of mentors")
        found.append(_task(at, row, "/manage/mentors", label, status="todo", waits=True))
    return found or [_task(at, row, "/board", at.gettext("Open the control board"), can=True)]


def _teams(at: Ground, row: EditionRow, teams: Board, planned: list[PhaseWindow]) -> Iterator[Task]:
    held, urgent, watch, longer = (_count(teams, word) for word in ("held", "urgent", "watch", "extended"))
    if held:
        label = at.ngettext("Unblock %(num)s team", "Unblock %(num)s teams", held)
        yield _task(at, row, "/board?status=held#list", label, status="held", waits=True)
    if urgent or watch:
        ends = [one.ends_at for one in planned if one.opened_at and not one.closed_at and one.ends_at > at.now]
        label = at.ngettext(
            "Remind %(num)s team of what it misses", "Remind %(num)s teams of what they miss", urgent + watch
        )
        status = {"status": "late", "status_label": at.gettext("Urgent")} if urgent else {"status": "todo"}
        yield _task(at, row, "/board?status=remind#list", label, due=min(ends, default=None), **status)
    if longer:
        label = at.ngettext("Follow %(num)s extension", "Follow %(num)s extensions", longer)
        yield _task(at, row, "/board?status=extended#list", label, status="extended")
    if teams.unconfirmed:
        label = at.ngettext(
            "Complete %(num)s team without its minimum",
            "Complete %(num)s teams without their minimum",
            len(teams.unconfirmed),
        )
        yield _task(at, row, "/manage/teams", label, status="waiting")


def _leaderless(at: Ground, row: EditionRow, slug: str, name: str) -> Task:
    label = at.gettext("Give the team %(team)s another lead", team=apart(name))
    hint = at.gettext("The account of its lead is closed.")
    return _task(at, row, f"/manage/teams/{slug}", label, hint=hint, status="todo", waits=True)


def _count(teams: Board, word: str) -> int:
    return sum(one.teams for one in teams.counts if one.word == word)


def _edition(at: Ground, row: EditionRow, planned: list[PhaseWindow], items: list[ChecklistItem]) -> Iterator[Task]:
    """What is to be prepared: the phases, and the items of the checklists that fall due within a week."""
    if not planned:
        yield _task(at, row, "/programme/edit", at.gettext("Plan the five phases"), status="todo", waits=True)
    due = [one for one in items if one.done_at is None and one.due is not None and end_of(one.due) - at.now <= WEEK]
    for one in sorted(due, key=lambda one: one.due or at.now.date())[:FEW]:
        until = end_of(one.due) if one.due else None
        label = at.gettext("Finish “%(item)s”", item=item_words(one.item, at.lang))
        status = "late" if until and until <= at.now else "todo"
        yield _task(at, row, f"/settings#{one.stage}", label, due=until, status=status)


def _examine(at: Ground, row: EditionRow, own: list[ChallengeRow]) -> Iterator[Task]:
    submitted = sum(one.status == "submitted" for one in own)
    if submitted:
        label = at.ngettext("Examine %(num)s challenge", "Examine %(num)s challenges", submitted)
        yield _task(at, row, "/manage/challenges", label, status="submitted", waits=True)


def _coaching(at: Ground, row: EditionRow, asked: list[Request], silent: list[Quiet]) -> Iterator[Task]:
    old = sum(one.status == "open" and at.now - one.asked_at >= A_DAY for one in asked)
    if old:
        label = at.ngettext(
            "Find an answer to %(num)s request for help", "Find an answer to %(num)s requests for help", old
        )
        hint = at.gettext("No mentor has taken it for a day.")
        yield _task(at, row, "/manage/mentors", label, hint=hint, status="waiting", waits=True)
    if silent:
        label = at.ngettext(
            "Ask the mentors about %(num)s team without a note",
            "Ask the mentors about %(num)s teams without a note",
            len(silent),
        )
        yield _task(at, row, "/manage/mentors", label, status="waiting")


async def _after(at: Ground, row: EditionRow) -> list[Task]:
    """Once it is over: prototypes for the bank."""
    own = await entries(at.db, at.viewer, row.edition)
    ready = _ready(own)
    if not ready:
        return []
    label = at.ngettext("Publish %(num)s prototype in the bank", "Publish %(num)s prototypes in the bank", ready)
    return [_task(at, row, "/manage/bank", label, status="todo")]


def _ready(own: list[OwnEntry]) -> int:
    return sum(one.status == "draft" and one.completed_at is not None for one in own)


def _task(at: Ground, row: EditionRow, path: str, label: str, **fields: Any) -> Task:
    role = Role.ADMIN if at.viewer.admin else Role.FACILITATOR
    known = {"href": f"{at.base(row)}{path}", "label": label, "role": role, "place": row.name}
    return Task(**{**known, **fields})
