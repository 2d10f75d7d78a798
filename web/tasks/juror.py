"""Jurors, the president among them: their own sheets. They are filled on « Mes évaluations »."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from idarathon.editions.reads import EditionRow
from idarathon.jury.reads import OwnSheet, judges, jury, own_sheets, presides
from idarathon.phases.reads import windows
from idarathon.viewer import Role
from web.i18n import date_text
from web.tasks.task import Ground, Task


async def juror(at: Ground) -> list[Task]:
    """In each edition whose jury I sit on."""
    found: list[Task] = []
    for row in at.editions:
        if judges(at.viewer, row.edition):
            found += await _in(at, row)
    return found


async def _in(at: Ground, row: EditionRow) -> list[Task]:
    found = await jury(at.db, at.viewer, row.edition)
    if found is None or found.stage != "open":
        return await _before(at, row, found.stage if found else "composing")
    sheets = await own_sheets(at.db, at.viewer, row.edition, len(found.criteria))
    todo = [one for one in sheets if one.state in ("none", "part")]
    if not todo:
        return [_task(at, row, at.gettext("Read your sheets again until the jury closes"), can=True)]
    label = at.ngettext("Assess %(num)s team", "Assess %(num)s teams", len(todo))
    return [_task(at, row, label, hint=_hint(at, sheets, todo), status="todo", waits=True)]


def _hint(at: Ground, sheets: list[OwnSheet], todo: list[OwnSheet]) -> str:
    """« 2 fiches complètes sur 5 · avant la clôture par la présidence »."""
    mine = [one for one in sheets if one.state in ("none", "part", "full")]
    done = len(mine) - len(todo)
    said = at.ngettext("%(num)s complete sheet of %(all)s", "%(num)s complete sheets of %(all)s", done, all=len(mine))
    until = at.gettext("before the president closes the jury")
    return f"{said} · {until}"


async def _before(at: Ground, row: EditionRow, stage: str) -> list[Task]:
    """While it is composed: from when on there will be something to assess."""
    if stage != "composing" or row.stage == "reporting":
        return []
    pitch = next((one.ends_at for one in await windows(at.db, row.edition) if one.phase == "pitch"), None)
    return [_task(at, row, at.gettext("Look at the rubric before the jury opens"), hint=_opens(at, pitch), can=True)]


def _opens(at: Ground, pitch: datetime | None) -> str:
    if pitch is None or pitch <= at.now:
        return ""
    return at.gettext("Teams come before the jury from %(day)s on", day=date_text(pitch, at.lang, year=False))


def _task(at: Ground, row: EditionRow, label: str, **fields: Any) -> Task:
    role = Role.PRESIDENT if presides(at.viewer, row.edition) else Role.JUROR
    known = {"href": f"{at.base(row)}/reviews", "label": label, "role": role, "place": row.name}
    return Task(**{**known, **fields})
