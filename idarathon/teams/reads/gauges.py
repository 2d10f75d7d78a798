"""Who a team is made of: women and men, regions, central and local services, administrations. Never guessed.

A team's gauges are for its own people and for who watches the edition; everybody else reads the edition's sums alone,
and no count of fewer than three people. migration 255 says the same rules in SQL, for the transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.editions.events import GAUGES, Composition, Gauge
from idarathon.teams.reads.rows import SQL, inside
from idarathon.viewer import Viewer

FEWEST = 3  # people in a count that everyone may read
OTHERS = "others"
UNKNOWN = "unknown"


class Facts(Struct, frozen=True, kw_only=True):
    """What counts of one person; None is not known."""

    gender: str | None = None
    region: str | None = None
    level: str | None = None
    administration: UUID | None = None


class Made(Struct, frozen=True, kw_only=True):
    """Some people counted. ``people`` are all of them: who said nothing is in no other count."""

    people: int
    genders: Counter[str]
    regions: Counter[str]
    levels: Counter[str]
    administrations: Counter[UUID]

    def of(self, gauge: Gauge) -> int:
        """The figure that a rule looks at."""
        return {
            "women": self.genders["woman"],
            "men": self.genders["man"],
            "regions": len(self.regions),
            "local": self.levels["local"],
            "administration": max(self.administrations.values(), default=0),
        }[gauge]


class Lack(Struct, frozen=True, kw_only=True):
    """A rule that is not kept. ``missing``: how many; of one administration, how many are too many."""

    gauge: Gauge
    missing: int
    blocking: bool


class Sums(Struct, frozen=True, kw_only=True):
    """The people of an edition's teams. Each mapping by code; OTHERS: counts too small to be told apart."""

    people: int
    genders: dict[str, int]
    regions: dict[str, int]
    levels: dict[str, int]
    administrations: dict[str, int]


def made(people: Iterable[Facts]) -> Made:
    """Count people."""
    rows = list(people)
    return Made(
        people=len(rows),
        genders=Counter(one.gender for one in rows if one.gender),
        regions=Counter(one.region for one in rows if one.region),
        levels=Counter(one.level for one in rows if one.level),
        administrations=Counter(one.administration for one in rows if one.administration),
    )


def lacking(rules: Composition, has: Made) -> list[Lack]:
    """The rules that are not kept, in the order of GAUGES."""
    short_of = [(gauge, _missing(rules, has, gauge)) for gauge in GAUGES]
    return [
        Lack(gauge=gauge, missing=missing, blocking=gauge in rules.blocking)
        for gauge, missing in short_of
        if missing > 0
    ]


def _missing(rules: Composition, has: Made, gauge: Gauge) -> int:
    asked, there = getattr(rules, gauge), has.of(gauge)
    if gauge == "administration":
        return there - asked if asked else 0
    return int(asked - there)


def short(lacks: Iterable[Lack]) -> int:
    """How many people it takes at least: one may be a woman, from another region and from a local service at once."""
    need = {one.gauge: one.missing for one in lacks}
    return max(need.get("women", 0) + need.get("men", 0), need.get("regions", 0), need.get("local", 0))


def coarse(counts: Mapping[str, int], people: int) -> dict[str, int]:
    """Counts that everyone may read: those under FEWEST are in one count of others, with the smallest of the rest when
    these are too few alone, for what is left out is found by subtraction. ``people``: all, the unknown too."""
    kept = {code: count for code, count in counts.items() if count >= FEWEST}
    rest = people - sum(kept.values())
    while 0 < rest < FEWEST and kept:
        least = min(kept, key=lambda code: (kept[code], code))
        rest += kept.pop(least)
    return kept | ({OTHERS: rest} if rest >= FEWEST else {})


async def team_gauge(db: Reader, viewer: Viewer, edition: UUID, team: UUID) -> Made | None:
    """Of one team, for its people and for who watches the edition; None for everybody else."""
    if team not in viewer.teams and not viewer.watches(edition):
        return None
    rows = await db.fetch(SQL["list_facts_of_team"], edition, team, viewer.watches(edition), list(viewer.teams))
    return made(Facts(**row) for row in rows)


async def team_gauges(
    db: Reader, viewer: Viewer, edition: UUID, only: Iterable[UUID] | None = None
) -> dict[UUID, Made]:
    """Of all teams of an edition, or only some, for who watches it, in one statement."""
    if not viewer.watches(edition):
        return {}
    people: dict[UUID, list[Facts]] = {}
    for row in await db.fetch(SQL["list_facts"], edition, None if only is None else list(only)):
        facts = dict(row)
        people.setdefault(facts.pop("team"), []).append(Facts(**facts))
    return {team: made(facts) for team, facts in people.items()}


async def edition_sums(db: Reader, viewer: Viewer, edition: UUID) -> Sums:
    """Of all people in teams: whole for who watches the edition, coarse for everybody else."""
    rows = await db.fetch(SQL["sum_facts"], edition, inside(viewer, edition))
    found: dict[str, dict[str, int]] = {"gender": {}, "region": {}, "level": {}, "administration": {}}
    people = 0
    for row in rows:
        if row["fact"] is None:
            people = row["people"]
        elif row["value"] is not None:
            found[row["fact"]][row["value"]] = row["people"]
    whole = viewer.watches(edition)
    shown = {fact: _whole(counts, people) if whole else coarse(counts, people) for fact, counts in found.items()}
    return Sums(
        people=people if whole or people >= FEWEST else 0,
        genders=shown["gender"],
        regions=shown["region"],
        levels=shown["level"],
        administrations=shown["administration"],
    )


def _whole(counts: Mapping[str, int], people: int) -> dict[str, int]:
    unknown = people - sum(counts.values())
    return {**counts, **({UNKNOWN: unknown} if unknown else {})}


async def confirmable(db: Reader, edition: UUID, team: UUID | None, after: UUID) -> list[UUID]:
    """At most 500 teams, or the one, that wait to be confirmed and keep the conditions; by id. For the reaction."""
    rows = await db.fetch(SQL["list_confirmable"], edition, team, after, 500)
    return [row["id"] for row in rows]


async def confirmable_of(db: Reader, account: UUID) -> list[tuple[UUID, UUID]]:
    """The same among the teams of one person, with their editions."""
    rows = await db.fetch(SQL["list_confirmable_of"], account)
    return [(row["edition"], row["id"]) for row in rows]
