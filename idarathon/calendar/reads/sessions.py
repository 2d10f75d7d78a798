"""The sessions of an edition, of a team, of a person; and one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from events.reading import Reader
from idarathon.calendar.reads.rows import SQL, Attendance, Comment, Present, Seat, SessionPage, SessionRow
from idarathon.editions.events import text, text_or_none
from idarathon.viewer import Role, Viewer

MOST = 1_000  # sessions of one answer
ENOUGH = 3  # opinions from which on their mean is shown: fewer tell whose they are


async def sessions(
    db: Reader, viewer: Viewer, edition: UUID, after: datetime | None = None, before: datetime | None = None
) -> list[SessionRow]:
    """The sessions of an edition that the viewer may see, by time; those that end after and begin before."""
    return await _find(db, viewer, edition=edition, after=after, before=before)


async def team_sessions(db: Reader, viewer: Viewer, edition: UUID, team: UUID) -> list[SessionRow]:
    """What concerns a team, for its members and for who watches; ``team_state`` is what this team has said."""
    if team not in viewer.teams and not viewer.watches(edition):
        return []
    rows = await _find(db, viewer, edition=edition, team=team)
    said = await db.fetch(SQL["list_team_states"], [row.session for row in rows], team)
    states = {one["session"]: one["state"] for one in said}
    return [_with(row, team_state=states.get(row.session)) for row in rows]


async def my_sessions(
    db: Reader, viewer: Viewer, after: datetime | None = None, before: datetime | None = None
) -> list[SessionRow]:
    """What concerns the viewer itself, over all editions: where it is registered, its team is asked, or it runs it."""
    if viewer.account is None:
        return []
    return await _find(db, viewer, mine=True, after=after, before=before)


async def session(db: Reader, viewer: Viewer, edition: UUID, session: UUID) -> SessionPage | None:
    """One session, if the viewer may see it."""
    rows = await _rows(db, viewer, edition=edition, session=session)
    if not rows:
        return None
    version = int(await db.fetchval(SQL["find_version"], session))
    runs = viewer.runs(edition) or rows[0]["hosts"]
    own = {"shown": rows[0]["attendance_count"], "digest": rows[0]["attendance_hash"] if runs else None}
    return SessionPage(**_texts(rows[0]), version=version, **own)


async def attendance(db: Reader, viewer: Viewer, edition: UUID, session: UUID) -> Attendance | None:
    """Who comes and who came, for who watches the edition."""
    if not viewer.watches(edition):
        return None
    figures = await db.fetchrow(SQL["find_figures"], session, ENOUGH)
    return Attendance(
        seats=[Seat(**row) for row in await db.fetch(SQL["list_seats"], session)],
        present=[Present(**row) for row in await db.fetch(SQL["list_attendance"], session)],
        comments=[Comment(**row) for row in await db.fetch(SQL["list_comments"], session)],
        ratings=figures["ratings"],
        average=figures["average"],
    )


async def present(db: Reader, session: UUID) -> int:
    """How many people were there."""
    return int((await db.fetchrow(SQL["find_figures"], session, ENOUGH))["attended"])


async def _find(db: Reader, viewer: Viewer, **filters: Any) -> list[SessionRow]:
    rows = await _rows(db, viewer, **filters)
    return [SessionRow(**{key: one for key, one in _texts(row).items() if key in _FIELDS}) for row in rows]


async def _rows(
    db: Reader,
    viewer: Viewer,
    *,
    edition: UUID | None = None,
    session: UUID | None = None,
    team: UUID | None = None,
    mine: bool = False,
    after: datetime | None = None,
    before: datetime | None = None,
) -> list[Any]:
    watched = [one for one in viewer.roles if viewer.has(one, Role.FACILITATOR, Role.OBSERVER)]
    scope = (viewer.account, viewer.admin, watched, list(viewer.roles))
    return await db.fetch(SQL["find_sessions"], *scope, edition, session, team, mine, after, before, MOST)


_FIELDS = frozenset(SessionRow.__struct_fields__)


def _texts(row: Any) -> dict[str, Any]:
    texts = {"title": text(row["title"]), "about": text_or_none(row["about"])}
    plain = {key: value for key, value in {**row}.items() if key in _FIELDS}
    return {**plain, **texts, "asked": tuple(row["asked"]), "edition_name": text(row["edition_name"])}


def _with(row: SessionRow, **changes: Any) -> SessionRow:
    return SessionRow(**{name: getattr(row, name) for name in row.__struct_fields__} | changes)
