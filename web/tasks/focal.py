"""Focal points of administrations: the challenges that they propose."""

from __future__ import annotations

from idarathon.challenges.reads import OwnRow, proposed
from idarathon.editions.reads import EditionRow
from idarathon.viewer import Role
from web.tasks.task import Ground, Task


async def focal(at: Ground) -> list[Task]:
    """In each edition that goes on and in which I am one."""
    found: list[Task] = []
    for row in at.holding(Role.FOCAL):
        if row.stage != "reporting":
            found += [*_own(at, row, await proposed(at.db, at.viewer, row.edition)), *_propose(at, row)]
    return found


def _own(at: Ground, row: EditionRow, own: list[OwnRow]) -> list[Task]:
    """Drafts to submit, and what is to be corrected."""
    return [
        Task(
            href=f"{at.base(row)}/focal/challenges/{one.slug}",
            label=_label(at, one),
            role=Role.FOCAL,
            place=row.name,
            status=one.status,
            waits=one.status == "changes_requested",
        )
        for one in own
        if one.status in ("draft", "changes_requested")
    ]


def _label(at: Ground, one: OwnRow) -> str:
    if one.status == "draft":
        return at.gettext("Submit the challenge “%(what)s” with its owner", what=at.text(one.title))
    return at.gettext("Correct the challenge “%(what)s”", what=at.text(one.title))


def _propose(at: Ground, row: EditionRow) -> list[Task]:
    """While challenges are being defined."""
    if row.stage == "execution" or at.viewer.administration is None:
        label, path = at.gettext("See the challenges and their status"), "/challenges"
    else:
        label, path = at.gettext("Propose a challenge of your administration"), "/focal/challenges"
    return [Task(href=f"{at.base(row)}{path}", label=label, role=Role.FOCAL, place=row.name, can=True)]
