"""The president of a jury: recusals, closing, deliberation, ceremony. The own sheets are juror.py's."""

from __future__ import annotations

from typing import Any

from idarathon.editions.reads import EditionRow
from idarathon.errors import N_
from idarathon.jury.reads import Jury, jury, presides, progress, recusals, seats
from idarathon.prizes.reads import Palmares, palmares
from idarathon.viewer import Role
from web.tasks.task import Ground, Task


async def president(at: Ground) -> list[Task]:
    """In each edition whose jury I preside."""
    found: list[Task] = []
    for row in at.editions:
        if presides(at.viewer, row.edition):
            found += await _in(at, row)
    return found


async def _in(at: Ground, row: EditionRow) -> list[Task]:
    found = await jury(at.db, at.viewer, row.edition)
    if found is None or found.stage == "composing":
        return []
    if found.stage == "open":
        return await _open(at, row, found)
    if found.stage == "closed":
        label = at.gettext("Deliberate, and decide the prizes")
        return [_task(at, row, "/deliberation", label, status="todo", waits=True)]
    return _ceremony(at, row, await palmares(at.db, at.viewer, row.edition))


async def _open(at: Ground, row: EditionRow, found: Jury) -> list[Task]:
    """Recusals that nobody has decided; or, once every team has its quorum, closing."""
    asked = await recusals(at.db, at.viewer, row.edition)
    open_ones = sum(one.accepted is None and one.juror != at.viewer.account for one in asked)
    if open_ones:
        label = at.ngettext("Decide %(num)s recusal", "Decide %(num)s recusals", open_ones)
        return [_task(at, row, "/jury#recusals", label, status="waiting", waits=True)]
    panel = [one for one in await seats(at.db, at.viewer, row.edition) if one.seat in ("president", "juror")]
    rows = await progress(at.db, at.viewer, row.edition, panel, len(found.criteria))
    before = [one for one in rows if one.team.left_at is None]
    short = sum(one.full < found.quorum for one in before)
    if short:
        hint = at.ngettext("%(num)s team without its quorum", "%(num)s teams without their quorum", short)
        return [_task(at, row, "/jury", at.gettext("Follow the progress of the jury"), hint=hint, status="open")]
    if not before:
        return []
    return [_task(at, row, "/jury", at.gettext("Close the jury: every team has its quorum"), status="todo", waits=True)]


def _ceremony(at: Ground, row: EditionRow, prizes: Palmares) -> list[Task]:
    if prizes.ceremony == "before" and prizes.prizes:
        return [_task(at, row, "/ceremony", at.gettext("Open the ceremony"), status="planned")]
    if prizes.ceremony == "open":
        label = N_("Reveal the next prize") if prizes.hidden else N_("Close the ceremony")
        return [_task(at, row, "/ceremony", at.gettext(label), status="active", waits=True)]
    return []


def _task(at: Ground, row: EditionRow, path: str, label: str, **fields: Any) -> Task:
    known = {"href": f"{at.base(row)}{path}", "label": label, "role": Role.PRESIDENT, "place": row.name}
    return Task(**{**known, **fields})
