"""What a team looks for, and who asks to join it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Lang
from idarathon.teams.reads.gauges import Facts
from idarathon.teams.reads.rows import SQL, inside
from idarathon.viewer import Role, Viewer


class Opening(Struct, frozen=True, kw_only=True):
    """For everyone. ``asked_at``: when the viewer asked, if it waits; ``placed``: the viewer has a team here."""

    takes: bool
    roles: list[str]
    lang: Lang
    asked_at: datetime | None
    placed: bool


class Request(Struct, frozen=True, kw_only=True):
    """Somebody who would like to join. ``placed``: it has joined another team meanwhile."""

    account: UUID
    name: str | None
    words: str | None
    asked_at: datetime
    facts: Facts
    placed: bool


async def opening(db: Reader, viewer: Viewer, edition: UUID, team: UUID) -> Opening | None:
    """What the team says of requests."""
    row = await db.fetchrow(SQL["find_opening"], team, inside(viewer, edition), viewer.account)
    return Opening(**row) if row else None


async def requests(db: Reader, viewer: Viewer, edition: UUID, team: UUID) -> list[Request]:
    """Who asks to join, the first first: for the team's lead and who runs the edition."""
    leads = [one for one, role in viewer.teams.items() if role is Role.LEAD]
    rows = await db.fetch(SQL["list_requests"], team, leads, viewer.runs(edition))
    return [
        Request(
            account=row["account"],
            name=row["name"],
            words=row["words"],
            asked_at=row["asked_at"],
            facts=Facts(**{name: row[name] for name in Facts.__struct_fields__}),
            placed=row["placed"],
        )
        for row in rows
    ]


async def requests_waiting(db: Reader, viewer: Viewer) -> dict[UUID, int]:
    """How many requests wait for each team that the viewer leads."""
    leads = [one for one, role in viewer.teams.items() if role is Role.LEAD]
    rows = await db.fetch(SQL["count_requests"], leads) if leads else []
    return {row["team"]: row["requests"] for row in rows}


async def seekers_for(db: Reader, viewer: Viewer) -> dict[UUID, int]:
    """How many people each team that the viewer leads could invite from those who look for a team."""
    leads = [one for one, role in viewer.teams.items() if role is Role.LEAD]
    rows = await db.fetch(SQL["count_seekers_for"], leads) if leads else []
    return {row["team"]: row["seekers"] for row in rows}
