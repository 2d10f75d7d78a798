"""Who looks for a team in an edition of open intake, and the teams that take requests.

A lead, and who runs the edition, read who looks. Who looks reads what it would bring to a team and never what the
team is made of; of a team with fewer than three people not what its women and men are, for one could tell whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.reading import Reader
from idarathon.editions.events import Lang, Settings, Text, text_or_none
from idarathon.teams.reads.gauges import FEWEST, Facts, Made, made
from idarathon.teams.reads.rows import SQL
from idarathon.teams.reads.suggestions import Effect, Reason, effect
from idarathon.viewer import Role, Viewer

MOST = 2_000  # people who look, or teams


class Seeking(Struct, frozen=True, kw_only=True):
    """The viewer's own search. ``since`` is None when it does not look; ``placed``: it is in a team of the edition."""

    since: datetime | None
    words: str | None
    facts: Facts
    placed: bool


class Taking(Struct, frozen=True, kw_only=True):
    """A team with room that takes requests. ``brings``: what the viewer would; ``asked_at``: its request waits."""

    team: UUID
    slug: str
    name: str
    lang: Lang
    members: int
    roles: list[str]
    roles_lang: Lang
    challenge: Text | None
    asked_at: datetime | None
    brings: tuple[Reason, ...] = ()


class SeekerRow(Struct, frozen=True, kw_only=True):
    """Somebody who looks for a team, and shows this by it."""

    account: UUID
    name: str | None
    administration_name: Text | None
    words: str | None
    since: datetime
    facts: Facts
    langs: list[str]
    skills: list[str]


async def seeking(db: Reader, viewer: Viewer, edition: UUID) -> Seeking | None:
    """The viewer's own search; None for the public."""
    row = await db.fetchrow(SQL["find_seeking"], edition, viewer.account) if viewer.account else None
    if row is None:
        return None
    return Seeking(since=row["since"], words=row["words"], facts=_facts(row), placed=row["placed"])


async def taking(db: Reader, viewer: Viewer, edition: UUID, settings: Settings, person: Facts) -> list[Taking]:
    """The teams that the viewer may ask, those first to which it would bring most: for who is signed in and in no team,
    in two statements."""
    if viewer.account is None:
        return []
    found = await db.fetch(SQL["list_taking"], edition, viewer.account, settings.team_max, MOST)
    rows = [Taking(**{**row, "challenge": text_or_none(row["challenge"])}) for row in found]
    people: dict[UUID, list[Facts]] = {one.team: [] for one in rows}
    for row in await db.fetch(SQL["list_facts_of"], list(people)) if rows else []:
        people[row["team"]].append(_facts(row))
    return in_order(settings, [(one, made(people[one.team])) for one in rows], person)


def in_order(settings: Settings, teams: Sequence[tuple[Taking, Made]], person: Facts) -> list[Taking]:
    """Each with what the person would bring; those that a condition closes to it last."""
    seen = [(one, _effect(settings, has, person)) for one, has in teams]
    seen.sort(key=lambda pair: (pair[1].refused, -pair[1].worth))
    return [replace(one, brings=_good(found)) for one, found in seen]


def _effect(settings: Settings, has: Made, person: Facts) -> Effect:
    known = person if has.people >= FEWEST else replace(person, gender=None)
    return effect(settings, has, known)


def _good(found: Effect) -> tuple[Reason, ...]:
    return () if found.refused else tuple(one for one in found.brings if one != "crowded")


async def seekers(db: Reader, viewer: Viewer, edition: UUID) -> list[SeekerRow]:
    """Who looks for a team, the first first: for the leads of the edition and who runs it, in one statement."""
    leads = [one for one, role in viewer.teams.items() if role is Role.LEAD]
    if not leads and not viewer.runs(edition):
        return []
    rows = await db.fetch(SQL["list_seekers"], edition, leads, viewer.runs(edition), MOST)
    return [_seeker(row) for row in rows]


def _seeker(row: Any) -> SeekerRow:
    return SeekerRow(
        account=row["account"],
        name=row["name"],
        administration_name=text_or_none(row["administration_name"]),
        words=row["words"],
        since=row["since"],
        facts=_facts(row),
        langs=list(row["langs"]),
        skills=list(row["skills"]),
    )


def _facts(row: Any) -> Facts:
    return Facts(gender=row["gender"], region=row["region"], level=row["level"], administration=row["administration"])
