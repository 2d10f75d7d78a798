"""People of an edition who are in no team, for who composes teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import Lang, Text, text_or_none
from idarathon.teams.reads.gauges import Facts, Made, made, team_gauges
from idarathon.teams.reads.rows import SQL
from idarathon.viewer import Viewer

MOST = 5_000  # people in a pool


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody who may be placed. ``selected``: its application was; ``seeking``: it looks for a team by itself."""

    account: UUID
    name: str | None
    directorate: Text | None
    facts: Facts
    langs: list[str]
    skills: list[str]
    selected: bool
    seeking: bool = False


class Composed(Struct, frozen=True, kw_only=True):
    """A team that takes part, with who it is made of."""

    team: UUID
    slug: str
    name: str
    lang: Lang
    members: int
    confirmed: bool
    made: Made


_OF_TEAM = tuple(name for name in Composed.__struct_fields__ if name != "made")


async def pool(db: Reader, viewer: Viewer, edition: UUID) -> list[Candidate]:
    """Everybody without a team, selected applicants first, by name: for who watches the edition, in one statement."""
    rows = await db.fetch(SQL["list_pool"], edition, MOST) if viewer.watches(edition) else []
    return [_candidate(row) for row in rows]


async def composed(db: Reader, viewer: Viewer, edition: UUID) -> list[Composed]:
    """The teams of the edition, those with the fewest members first: for who watches it, in two statements."""
    rows = await db.fetch(SQL["list_composed"], edition) if viewer.watches(edition) else []
    return _made_of(rows, await team_gauges(db, viewer, edition))


async def composed_of(
    db: Reader, viewer: Viewer, edition: UUID, first: int, size: int, slug: str = ""
) -> tuple[list[Composed], Composed | None, int]:
    """``size`` teams from ``first`` on, as ``composed`` has them, the one called ``slug``, and how many there are: of
    the others, which a page does not show, nobody's facts are read."""
    if not viewer.watches(edition):
        return [], None, 0
    shown = await db.fetch(SQL["list_composed_page"], edition, size, first)
    one = await db.fetch(SQL["find_composed"], edition, slug) if slug else []
    people = await team_gauges(db, viewer, edition, {row["team"] for row in (*shown, *one)})
    many = shown[0]["many"] if shown else 0
    return _made_of(shown, people), next(iter(_made_of(one, people)), None), many


def _made_of(rows: Iterable[Any], people: Mapping[UUID, Made]) -> list[Composed]:
    nobody = made(())
    return [Composed(**{name: row[name] for name in _OF_TEAM}, made=people.get(row["team"], nobody)) for row in rows]


def _candidate(row: Any) -> Candidate:
    facts = Facts(gender=row["gender"], region=row["region"], level=row["level"], administration=row["administration"])
    return Candidate(
        account=row["account"],
        name=row["name"],
        directorate=text_or_none(row["directorate"]),
        facts=facts,
        langs=list(row["langs"]),
        skills=list(row["skills"]),
        selected=row["selected"],
        seeking=row["seeking"],
    )
