"""A juror's own sheets: nobody else's are ever read here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Text, text_or_none
from idarathon.jury.reads.panel import Cell, Entrant, entrants, judges, recusals
from idarathon.jury.reads.rows import SQL
from idarathon.phases.events import FileRef
from idarathon.viewer import Viewer


class OwnSheet(Struct, frozen=True, kw_only=True):
    """The viewer's sheet for a team. ``state``: as in the matrix."""

    team: Entrant
    marks: dict[str, int] = {}
    comment: str | None = None
    changed_at: datetime | None = None
    state: Cell = "none"


class Work(Struct, frozen=True, kw_only=True):
    """What a team handed in. ``asked``: what the gate calls it."""

    phase: str
    asked: Text | None
    title: str
    text: str
    links: list[str]
    files: list[FileRef]
    lang: str
    at: datetime


async def own_sheets(db: Reader, viewer: Viewer, edition: UUID, criteria: int) -> list[OwnSheet]:
    """The viewer's sheets for the teams before the jury; empty for who judges nothing."""
    if viewer.account is None or not judges(viewer, edition):
        return []
    rows = {row["team"]: row for row in await db.fetch(SQL["list_own_sheets"], edition, viewer.account)}
    mine = [one for one in await recusals(db, viewer, edition) if one.juror == viewer.account]
    stands = {one.team: one.accepted for one in mine}
    teams = [one for one in await entrants(db, edition) if one.left_at is None]
    return [_own(team, rows.get(team.team), stands.get(team.team, False), criteria) for team in teams]


async def work(db: Reader, viewer: Viewer, edition: UUID, team: UUID) -> list[Work]:
    """What a team deposited, the last phase first: for who judges or watches the edition."""
    if not (judges(viewer, edition) or viewer.watches(edition)):
        return []
    return [
        Work(
            phase=row["phase"],
            asked=text_or_none(row["asked"]),
            title=row["title"],
            text=row["text"],
            links=msgspec.json.decode(row["links"], type=list[str]),
            files=msgspec.json.decode(row["files"], type=list[FileRef]),
            lang=row["lang"],
            at=row["at"],
        )
        for row in await db.fetch(SQL["list_work"], edition, team)
    ]


def _own(team: Entrant, row: Any, recused: bool | None, criteria: int) -> OwnSheet:
    marks: dict[str, int] = msgspec.json.decode(row["marks"]) if row else {}
    state: Cell = "full" if criteria and len(marks) >= criteria else "part" if marks else "none"
    if recused is not False:
        state = "pending" if recused is None else "recused"
    comment, changed = (row["comment"], row["changed_at"]) if row else (None, None)
    return OwnSheet(team=team, marks=marks, comment=comment, changed_at=changed, state=state)
