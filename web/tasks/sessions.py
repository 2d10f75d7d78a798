"""Sessions: to answer for the team, to come to, to run, and to rate."""

from __future__ import annotations

from collections.abc import Iterator

from idarathon.calendar.reads import SessionRow
from idarathon.viewer import Role
from web.tasks.task import Ground, Task

FEW = 3  # opinions that are asked for at once


async def sessions(at: Ground) -> list[Task]:
    """What these days bring, over all editions: no statement of its own."""
    shown = [row for row in at.sessions if row.status == "published"]
    ahead = [row for row in shown if row.ends_at > at.now]
    behind = [row for row in shown if row.ends_at <= at.now and row.attended and row.score is None]
    return [*_answers(at, ahead), *_coming(at, ahead), *[_rating(at, row) for row in behind[-FEW:]]]


def _answers(at: Ground, ahead: list[SessionRow]) -> Iterator[Task]:
    leads = {row.team for row in at.teams if row.lead}
    for row in ahead:
        if row.team in leads and row.audience == "teams" and row.team_state in (None, "asked"):
            label = at.gettext("Say whether the team comes to “%(what)s”", what=at.text(row.title))
            yield _task(at, row, label, Role.LEAD, "todo")


def _coming(at: Ground, ahead: list[SessionRow]) -> Iterator[Task]:
    for row in ahead:
        what = at.text(row.title)
        if row.hosts:
            yield _task(at, row, at.gettext("Run “%(what)s”", what=what), _role(at, row), "planned")
        elif row.registered or row.team_state == "registered":
            yield _task(at, row, at.gettext("Come to “%(what)s”", what=what), _role(at, row), "registered")


def _rating(at: Ground, row: SessionRow) -> Task:
    label = at.gettext("Give your opinion on “%(what)s”", what=at.text(row.title))
    hint = at.gettext("Two touches, without your name.")
    return Task(href=_href(at, row), label=label, role=_role(at, row), place=row.edition_name, hint=hint, can=True)


def _task(at: Ground, row: SessionRow, label: str, role: Role, status: str) -> Task:
    return Task(
        href=_href(at, row),
        label=label,
        role=role,
        place=row.edition_name,
        hint=row.room or (at.gettext("online") if row.link else ""),
        status="active" if row.starts_at <= at.now else status,
        due=row.starts_at,
        team=row.team if row.audience == "teams" and not row.hosts else None,
    )


def _role(at: Ground, row: SessionRow) -> Role:
    known = (Role.FACILITATOR, Role.MENTOR, Role.LEAD, Role.MEMBER, Role.JUROR)
    return next((role for role in known if at.viewer.has(row.edition, role)), Role.AGENT)


def _href(at: Ground, row: SessionRow) -> str:
    return f"/{at.lang}/e/{row.edition_slug}/sessions/{row.session}"
