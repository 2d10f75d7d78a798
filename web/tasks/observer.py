"""Observers read what facilitators read, and have nothing to do: where to look."""

from __future__ import annotations

from idarathon.errors import N_
from idarathon.phases.reads import board
from idarathon.viewer import Role
from web.tasks.task import Ground, Task


async def observer(at: Ground) -> list[Task]:
    """In each edition that I observe and do not run."""
    watched = [row for row in at.holding(Role.OBSERVER) if not at.viewer.runs(row.edition)]
    found: list[Task] = []
    for row in watched:
        if row.stage == "reporting":
            href, label, hint = f"{at.base(row)}/report", N_("Read the report"), ""
        else:
            teams = await board(at.db, at.viewer, row.edition, at.now, size=1)
            held = sum(one.teams for one in teams.counts if one.word == "held") if teams else 0
            hint = at.ngettext("%(num)s team to unblock", "%(num)s teams to unblock", held) if held else ""
            href, label = f"{at.base(row)}/board", N_("Follow the control board")
        found.append(Task(href=href, label=at.gettext(label), role=Role.OBSERVER, place=row.name, hint=hint, can=True))
    return found
