"""Owners of challenges: what is to be corrected in theirs, and the teams that work on them."""

from __future__ import annotations

from idarathon.challenges.reads import OwnRow, owned
from idarathon.editions.reads import EditionRow
from idarathon.viewer import Role
from web.tasks.task import Ground, Task


async def owner(at: Ground) -> list[Task]:
    """In each edition in which I own a challenge."""
    found: list[Task] = []
    for row in at.holding(Role.OWNER):
        own = await owned(at.db, at.viewer, row.edition)
        found += [_correct(at, row, one) for one in own if one.status == "changes_requested"]
        found += [_teams(at, row, one) for one in own if one.status in ("published", "closed")]
    return found


def _correct(at: Ground, row: EditionRow, one: OwnRow) -> Task:
    return Task(
        href=f"{at.base(row)}/my-challenge/{one.slug}",
        label=at.gettext("Correct the challenge “%(what)s”", what=at.text(one.title)),
        role=Role.OWNER,
        place=row.name,
        status=one.status,
        waits=True,
    )


def _teams(at: Ground, row: EditionRow, one: OwnRow) -> Task:
    return Task(
        href=f"{at.base(row)}/my-challenge/{one.slug}",
        label=at.gettext("See who works on “%(what)s”", what=at.text(one.title)),
        role=Role.OWNER,
        place=row.name,
        hint=at.ngettext("%(num)s team", "%(num)s teams", one.teams),
        can=True,
    )
