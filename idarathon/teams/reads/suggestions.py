"""Which person would do a team good, and why: by what its edition asks for first, then by more variety.

Pure, and the same for the same people: no chance. What nobody said counts for nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import Any, Literal
from uuid import UUID

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from idarathon.editions.events import Composition, Gauge, Settings
from idarathon.teams.reads.gauges import Facts, Made, lacking, made, short

Reason = Literal["woman", "man", "region", "local", "administration", "crowded"]
CONDITION, ADVICE = 1_000, 100  # what a person is worth who brings something that is asked for
VARIETY = {"region": 3, "gender": 2, "administration": 1}
TAKEN = -(1 << 40)  # worth less than anybody
FACTS = ("gender", "region", "level", "administration")


class Worth(Struct, frozen=True, kw_only=True):
    """What a team gives for each value of a fact; ``other``: for a region or administration that it does not have."""

    known: dict[str, dict[Any, int]]
    other: dict[str, int]

    def of(self, fact: str, value: Any) -> int:
        """What one value is worth."""
        return 0 if value is None else self.known[fact].get(value, self.other[fact])


class Effect(Struct, frozen=True, kw_only=True):
    """What a person does to a team. ``refused``: a condition could not be kept any more."""

    worth: int
    brings: tuple[Reason, ...]
    after: Made
    refused: bool


class Open(Struct, frozen=True, kw_only=True):
    """A team that has room."""

    team: UUID
    members: int
    made: Made


class Placed(Struct, frozen=True, kw_only=True):
    """One line of a proposal: who into which team, and why."""

    team: UUID
    account: UUID
    brings: tuple[Reason, ...]


def worth(rules: Composition, has: Made) -> Worth:
    """How a team values people at present."""
    price = {one.gauge: CONDITION if one.blocking else ADVICE for one in lacking(rules, has)}
    fewer = {"woman": has.genders["woman"] < has.genders["man"], "man": has.genders["man"] < has.genders["woman"]}
    genders = {one: price.get(gauge, 0) + VARIETY["gender"] * fewer[one] for one, gauge in _GENDERS.items()}
    full = [one for one, people in has.administrations.items() if 0 < rules.administration <= people]
    crowd = -CONDITION if "administration" in rules.blocking else -ADVICE
    return Worth(
        known={
            "gender": genders,
            "region": dict.fromkeys(has.regions, 0),
            "level": {"local": price.get("local", 0)},
            "administration": {**dict.fromkeys(has.administrations, 0), **dict.fromkeys(full, crowd)},
        },
        other={
            "gender": 0,
            "region": price.get("regions", 0) + VARIETY["region"],
            "level": 0,
            "administration": VARIETY["administration"],
        },
    )


_GENDERS: dict[str, Gauge] = {"woman": "women", "man": "men"}


def effect(settings: Settings, has: Made, person: Facts) -> Effect:
    """What the person would do to the team."""
    rules = settings.composition
    values = worth(rules, has)
    after = _plus(has, person)
    seats = settings.team_max - after.people
    left = [one for one in lacking(rules, after) if one.blocking]
    refused = seats < 0 or short(left) > seats or any(one.gauge == "administration" for one in left)
    total = sum(values.of(fact, getattr(person, fact)) for fact in FACTS)
    return Effect(worth=total, brings=_brings(values, person), after=after, refused=refused)


def _brings(values: Worth, person: Facts) -> tuple[Reason, ...]:
    """In words: what is asked for and every new region or administration; or that there are enough of one."""
    found: list[Reason] = []
    if person.gender == "woman" and values.of("gender", "woman") > 0:
        found.append("woman")
    if person.gender == "man" and values.of("gender", "man") > 0:
        found.append("man")
    if values.of("region", person.region) > 0:
        found.append("region")
    if values.of("level", person.level) > 0:
        found.append("local")
    place = values.of("administration", person.administration)
    return (*found, *(("administration",) if place > 0 else ("crowded",) if place < 0 else ()))


def _plus(has: Made, person: Facts) -> Made:
    one = made([person])
    names = ("genders", "regions", "levels", "administrations")
    return Made(people=has.people + 1, **{name: Counter(getattr(has, name)) + getattr(one, name) for name in names})


def proposal(settings: Settings, teams: Sequence[Open], people: Sequence[tuple[UUID, Facts]]) -> list[Placed]:
    """Everybody into a team, as far as there is room: always the team with the fewest members takes who is worth most
    to it. In the order of ``teams`` and ``people`` where all is equal. 1,500 people take about a second."""
    table, free = _Table([facts for _, facts in people]), np.ones(len(people), dtype=bool)
    queue = [(one.members, place) for place, one in enumerate(teams) if one.members < settings.team_max]
    heapify(queue)
    has, placed = [one.made for one in teams], list[Placed]()
    while queue and free.any():
        members, place = heappop(queue)
        chosen = _best(settings, has[place], table, free)
        if chosen is None:
            continue  # nobody who is left may join it
        who, found = chosen
        placed.append(Placed(team=teams[place].team, account=people[who][0], brings=found.brings))
        free[who], has[place] = False, found.after
        if members + 1 < settings.team_max:
            heappush(queue, (members + 1, place))
    return placed


def _best(settings: Settings, has: Made, table: _Table, free: NDArray[np.bool_]) -> tuple[int, Effect] | None:
    """Who is worth most to a team among those who may join."""
    scores = np.where(free, table.worth(worth(settings.composition, has)), TAKEN)
    tried = set[Facts]()
    for who in np.argsort(-scores, kind="stable")[: int(free.sum())]:
        facts = table.people[who]
        if facts in tried:
            continue
        found = effect(settings, has, facts)
        if not found.refused:
            return int(who), found
        tried.add(facts)
    return None


class _Table:
    """The facts of many people as numbers, so that a team looks at all of them at once."""

    def __init__(self, people: Sequence[Facts]) -> None:
        self.people = people
        self._values = {fact: sorted({getattr(one, fact) for one in people}, key=str) for fact in FACTS}
        places = {fact: {value: at for at, value in enumerate(values)} for fact, values in self._values.items()}
        self._codes = {fact: np.array([places[fact][getattr(one, fact)] for one in people], int) for fact in FACTS}

    def worth(self, values: Worth) -> NDArray[np.int64]:
        """What each person is worth."""
        total = np.zeros(len(self.people), dtype=np.int64)
        for fact, known in self._values.items():
            total += np.array([values.of(fact, one) for one in known], dtype=np.int64)[self._codes[fact]]
        return total


def placed_into(has: Made, people: Sequence[Facts]) -> Made:
    """The team after all these have joined."""
    for one in people:
        has = _plus(has, one)
    return has
