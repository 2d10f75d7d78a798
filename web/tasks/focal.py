"""Focal points of administrations."""

from __future__ import annotations

from idarathon.viewer import Role
from web.tasks.task import Ground, Task


async def focal(at: Ground) -> list[Task]:
    """In each edition that goes on and in which I am one: no statement of its own."""
    label = at.gettext("See the challenges and their status")
    return [
        Task(href=f"{at.base(row)}/challenges", label=label, role=Role.FOCAL, place=row.name, can=True)
        for row in at.holding(Role.FOCAL)
        if row.stage != "reporting"
    ]
