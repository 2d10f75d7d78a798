"""What pages read of teams. Names of members are for who watches the edition and for the team itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Lang, Text, text, text_or_none
from idarathon.teams.reads.rows import SQL, inside
from idarathon.viewer import Role, Viewer


class TeamRow(Struct, frozen=True, kw_only=True):
    """A team in a list. ``members``: how many."""

    team: UUID
    edition: UUID
    slug: str
    name: str
    lang: Lang
    members: int
    below_minimum: bool
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    challenge: UUID | None
    challenge_slug: str | None
    challenge_title: Text | None


class MyTeam(TeamRow, frozen=True, kw_only=True):
    """A team that the viewer is in."""

    edition_slug: str
    edition_name: Text
    lead: bool


class Member(Struct, frozen=True, kw_only=True):
    """Who belongs to a team. ``name`` is None when it was erased."""

    account: UUID
    name: str | None
    lead: bool
    joined_at: datetime
    closed: bool = False  # its account


class Invited(Struct, frozen=True, kw_only=True):
    """Who has not answered yet."""

    account: UUID
    name: str | None
    invited_at: datetime


class TeamPage(TeamRow, frozen=True, kw_only=True):
    """A team. ``people`` is empty for the public, ``invited`` for all but its lead and who runs the edition."""

    registered_at: datetime
    withdrawn_reason: str | None
    people: list[Member]
    invited: list[Invited]
    version: int

    @property
    def leaderless(self) -> bool:
        """Whether others are there, and nobody leads them any more."""
        return self.members > 1 and self.withdrawn_at is None and any(one.lead and one.closed for one in self.people)


class Invitation(Struct, frozen=True, kw_only=True):
    """An invitation that the viewer has not answered yet."""

    team: UUID
    edition: UUID
    edition_slug: str
    edition_name: Text
    slug: str
    name: str
    members: int
    invited_at: datetime
    invited_by_name: str | None


class Counts(Struct, frozen=True, kw_only=True):
    """How many teams an edition has; ``confirmed`` without the withdrawn ones."""

    teams: int
    confirmed: int
    withdrawn: int


async def teams(
    db: Reader, viewer: Viewer, edition: UUID, *, challenge: UUID | None = None, limit: int = 100, offset: int = 0
) -> list[TeamRow]:
    """A page of the teams of an edition, by name, the withdrawn ones last."""
    rows = await db.fetch(SQL["list_teams"], edition, inside(viewer, edition), challenge, min(limit, 500), offset)
    return [TeamRow(**_texts(row)) for row in rows]


async def teams_for_desk(db: Reader, viewer: Viewer, edition: UUID, limit: int, offset: int = 0) -> list[TeamRow]:
    """A page of the teams for who watches the edition: first those that wait for people, the withdrawn ones last."""
    rows = await db.fetch(SQL["list_for_desk"], edition, limit, offset) if viewer.watches(edition) else []
    return [TeamRow(**_texts(row)) for row in rows]


async def counts(db: Reader, viewer: Viewer, edition: UUID) -> Counts:
    """How many teams there are."""
    return Counts(**await db.fetchrow(SQL["count_teams"], edition, inside(viewer, edition)))


async def placed(db: Reader, viewer: Viewer, edition: UUID, account: UUID) -> bool:
    """Whether the person is in a team of the edition, for those who may invite it; False for others."""
    asks = viewer.runs(edition) or viewer.has(edition, Role.LEAD)
    return asks and bool(await db.fetchval(SQL["is_placed"], edition, account))


async def mine(db: Reader, viewer: Viewer) -> list[MyTeam]:
    """The viewer's own teams."""
    rows = await db.fetch(SQL["list_mine"], viewer.account) if viewer.account else []
    return [MyTeam(**_texts(row) | {"edition_name": text(row["edition_name"])}) for row in rows]


async def team(db: Reader, viewer: Viewer, edition: UUID, slug: str) -> TeamPage | None:
    """One team by its slug, with as much about its people as the viewer may know."""
    watches, own = viewer.watches(edition), list(viewer.teams)
    row = await db.fetchrow(SQL["find_team"], edition, inside(viewer, edition), slug, watches, own)
    if row is None:
        return None
    within = watches or row["team"] in viewer.teams
    asks = viewer.runs(edition) or viewer.teams.get(row["team"]) is Role.LEAD
    people = await db.fetch(SQL["list_members"], row["team"]) if within else []
    invited = await db.fetch(SQL["list_invited"], row["team"], viewer.account, viewer.runs(edition)) if asks else []
    return TeamPage(
        **_texts(row) | {"people": [Member(**one) for one in people], "invited": [Invited(**one) for one in invited]}
    )


async def leaderless(db: Reader, viewer: Viewer, edition: UUID) -> list[tuple[str, str]]:
    """(slug, name) of the teams whose lead has a closed account, for who runs the edition."""
    rows = await db.fetch(SQL["list_leaderless"], edition) if viewer.runs(edition) else []
    return [(row["slug"], row["name"]) for row in rows]


async def invitations(db: Reader, viewer: Viewer) -> list[Invitation]:
    """The invitations that wait for the viewer's answer."""
    rows = await db.fetch(SQL["list_invitations"], viewer.account) if viewer.account else []
    return [Invitation(**{**row, "edition_name": text(row["edition_name"])}) for row in rows]


def _texts(row: Any) -> dict[str, Any]:
    return {**row, "challenge_title": text_or_none(row["challenge_title"])}
