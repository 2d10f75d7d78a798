"""Owners of challenges: the teams that work on theirs."""

from __future__ import annotations

from idarathon.challenges.reads import ChallengeRow, challenges
from idarathon.editions.reads import EditionRow
from idarathon.viewer import Role
from web.tasks.task import Ground, Task


async def owner(at: Ground) -> list[Task]:
    """In each edition in which I own a challenge."""
    found: list[Task] = []
    for row in at.holding(Role.OWNER):
        own = [one for one in await challenges(at.db, at.viewer, row.edition) if one.challenge in at.viewer.challenges]
        found += [_task(at, row, one) for one in own if one.status in ("published", "closed")]
    return found


def _task(at: Ground, row: EditionRow, one: ChallengeRow) -> Task:
    return Task(
        href=f"{at.base(row)}/challenges/{one.slug}",
        label=at.gettext("See who works on “%(what)s”", what=at.text(one.title)),
        role=Role.OWNER,
        place=row.name,
        hint=at.ngettext("%(num)s team", "%(num)s teams", one.teams),
        can=True,
    )
