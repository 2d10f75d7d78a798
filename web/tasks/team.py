"""Members and leads: what the team still has to hand in, to finish, to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from idarathon.bank.reads import OwnEntry, entries
from idarathon.mentoring.reads import NoteRow, notes
from idarathon.phases.reads import Item, TeamJourney
from idarathon.teams.reads import MyTeam, requests_waiting, seekers_for
from idarathon.viewer import Role
from web import i18n
from web.oneline import apart
from web.tasks.task import Ground, Task, end_of

FEW = 5  # steps of one team; its own page has all of them


async def team(at: Ground) -> list[Task]:
    """Of each of my teams."""
    asked = any(row.intake == "open" for row in at.holding(Role.LEAD))
    waiting = await requests_waiting(at.db, at.viewer) if asked else {}
    seekers = await seekers_for(at.db, at.viewer) if asked else {}
    found: list[Task] = []
    for row in at.teams:
        if row.withdrawn_at is None:
            found += _requests(at, row, waiting.get(row.team, 0))
            found += _seekers(at, row, seekers.get(row.team, 0))
            found += await _of(at, row)
    return found


async def _of(at: Ground, row: MyTeam) -> list[Task]:
    journey = at.journeys.get(row.team)
    found = [*_lead(at, row)] if row.lead else []
    if journey is not None:
        found += _deposits(at, row, journey)
        found += _steps(at, row, await notes(at.db, at.viewer, row.edition, row.team))
    if journey is not None and journey.status == "finished":
        found += _bank(at, row, await entries(at.db, at.viewer, row.edition, row.team))
    return found


def _requests(at: Ground, row: MyTeam, waiting: int) -> Iterator[Task]:
    if waiting:
        label = at.ngettext("Answer %(num)s request to join", "Answer %(num)s requests to join", waiting)
        page = f"{_base(at, row)}/members#requests-title"
        yield _task(at, row, page, label, hint=row.name, status="waiting", waits=True)


def _seekers(at: Ground, row: MyTeam, seekers: int) -> Iterator[Task]:
    """A count, and no notice for each: it goes down as they are invited, ask, or find another team."""
    if seekers:
        label = at.ngettext(
            "See %(num)s person who looks for a team", "See %(num)s people who look for a team", seekers
        )
        yield _task(at, row, f"{_base(at, row)}/members#seekers-title", label, hint=row.name)


def _lead(at: Ground, row: MyTeam) -> Iterator[Task]:
    members = f"{_base(at, row)}/members"
    if row.confirmed_at is None or row.below_minimum:
        hint = at.ngettext("%(num)s member now: it needs more", "%(num)s members now: it needs more", row.members)
        yield _task(at, row, members, at.gettext("Complete the team %(team)s", team=row.name), hint=hint, waits=True)
    if row.challenge is None:
        label = at.gettext("Choose the challenge of the team %(team)s", team=row.name)
        yield _task(at, row, members, label, waits=True)


def _deposits(at: Ground, row: MyTeam, journey: TeamJourney) -> Iterator[Task]:
    """What its phase asks for, and what it owes of earlier ones."""
    held = journey.status == "held"
    if held and journey.held_by_hand and not journey.missing:
        label = at.gettext("Read why the team %(team)s is held", team=row.name)
        yield _task(at, row, _base(at, row), label, status="held", waits=True)
    for item in journey.checklist if held or journey.status == "in" else []:
        if item.key in journey.missing:
            due = journey.deadline if not held or journey.extended else None
            yield _deposit(at, row, item, status="held" if held else _status(at, due), due=due, waits=held)
    for item in journey.tasks:
        hint = at.gettext("The team went on with a reservation: this is still owed.")
        yield _deposit(at, row, item, hint=hint, status="conditional")


def _status(at: Ground, due: datetime | None) -> str:
    return "late" if due is not None and due <= at.now else "todo"


def _deposit(at: Ground, row: MyTeam, item: Item, **fields: Any) -> Task:
    label = at.gettext("Hand in “%(what)s”", what=at.text(item.title))
    return _task(at, row, f"{_base(at, row)}/deposit/{item.phase}/{item.key}", label, **fields)


def _steps(at: Ground, row: MyTeam, written: list[NoteRow]) -> list[Task]:
    """Steps of coaching notes that are mine, and for the lead those that are nobody's."""
    whose = (at.viewer.account, None) if row.lead else (at.viewer.account,)
    steps = [step for note in written for step in note.open if step.owner in whose and step.text]
    return [
        _task(
            at,
            row,
            f"{_base(at, row)}/coaching",
            at.gettext("Finish the step “%(what)s”", what=apart(i18n.quoted(step.text or "", at.lang))),
            status="late" if step.due and end_of(step.due) <= at.now else "todo",
            due=end_of(step.due) if step.due else None,
        )
        for step in steps[:FEW]
    ]


def _bank(at: Ground, row: MyTeam, own: list[OwnEntry]) -> Iterator[Task]:
    for one in own:
        page = f"/{at.lang}/e/{row.edition_slug}/bank/{row.slug}"
        if one.status == "draft" and one.completed_at is None:
            yield _task(at, row, f"{page}/edit", at.gettext("Describe the prototype for the bank"), status="draft")
        if row.lead and one.requested:
            label = at.ngettext("Answer %(num)s request for reuse", "Answer %(num)s requests for reuse", one.requested)
            yield _task(at, row, page, label, status="waiting", waits=True)


def _task(at: Ground, row: MyTeam, href: str, label: str, hint: str = "", **fields: Any) -> Task:
    del at
    role = Role.LEAD if row.lead else Role.MEMBER
    known = {"href": href, "label": label, "hint": hint, "role": role, "place": row.edition_name, "team": row.team}
    return Task(**{**known, **fields})


def _base(at: Ground, row: MyTeam) -> str:
    return f"/{at.lang}/e/{row.edition_slug}/team/{row.slug}"
