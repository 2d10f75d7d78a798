"""The assignment of mentors: as good as the best of all plans on 200 small cases, and quick on a large one."""

from __future__ import annotations

import time
from random import Random

from bench.measure import Figure, fact
from idarathon.mentoring.reads.matching import solve, worth
from tests.support.pairs import best, faults, question, random_question

CASES = 200
TEAMS, MENTORS, CAPACITY, DIRECTORATES = 150, 60, 5, 40
LIMIT = 5.0  # seconds


async def measure() -> list[Figure]:
    """Three figures: optimal, fast, the same every time."""
    return [_optimal(), *_large()]


def _optimal() -> Figure:
    """How many of the small cases are solved within the rules, and as well as by trying everything."""
    good = sum(_is_best(seed) for seed in range(CASES))
    return Figure(name="pairs: small cases as good as the best", value=good, limit=CASES, at_least=True, unit="cases")


def _is_best(seed: int) -> bool:
    asked = question(seed)
    plan = solve(*asked)
    return not faults(plan, asked) and worth(plan, *asked) == best(asked)


def _large() -> list[Figure]:
    asked = random_question(Random(7), MENTORS, TEAMS, CAPACITY, DIRECTORATES)
    began = time.perf_counter()
    plan = solve(*asked)
    took = time.perf_counter() - began
    note = f"{len(plan.pairs)} pairs, {len(plan.left_over)} teams left over"
    return [
        Figure(name=f"pairs: {TEAMS} teams × {MENTORS} mentors", value=took, limit=LIMIT, unit="s", note=note),
        fact("pairs: the rules are kept", not faults(plan, asked)),
        fact("pairs: the same plan again", solve(*asked) == plan),
    ]
