"""Show 5: over 1,000 synthetic juries the adjusted ranking finds more of the true first three than raw means do, and
costs next to nothing where all jurors are alike."""

from __future__ import annotations

import random
import statistics
from uuid import UUID

from bench.measure import Figure
from idarathon.jury.reads.ranking import adjusted

JURIES, TEAMS, JURORS, VIEWS, FIRST = 1_000, 12, 7, 4, 3
SPREAD, NOISE = 0.7, 0.5  # standard deviations of the teams and of a single view
Values = dict[UUID, dict[UUID, float]]


async def measure() -> list[Figure]:
    """Two figures: with leniency 1, and without."""
    more, error = gain(JURIES, 1.0)
    level, spread = gain(JURIES, 0.0)
    return [
        Figure(
            name="adjusted finds more of the first three, in standard errors",
            value=more / error,
            limit=2.0,
            at_least=True,
            note=f"{100 * more:.1f} points more ({100 * error:.2f})",
        ),
        Figure(
            name="without leniency it is not worse, in points",
            value=100 * level,
            limit=-1.0,
            at_least=True,
            note=f"standard error {100 * spread:.2f}",
        ),
    ]


def gain(number: int, leniency: float) -> tuple[float, float]:
    """By how much larger a share of the true first three the adjusted ranking finds; and its standard error."""
    gains = [_gain(random.Random(seed), leniency) for seed in range(number)]
    return statistics.fmean(gains), statistics.stdev(gains) / number**0.5


def _gain(chance: random.Random, leniency: float) -> float:
    truth, values = _jury(chance, leniency)
    raw = {team: statistics.fmean(own.values()) for team, own in values.items()}
    best = _best(truth)
    return (len(best & _best(adjusted(values))) - len(best & _best(raw))) / FIRST


def _jury(chance: random.Random, leniency: float) -> tuple[dict[UUID, float], Values]:
    """The teams' true worth, and what their jurors say: whole marks from 1 to 5."""
    truth = {UUID(int=number): chance.gauss(3.0, SPREAD) for number in range(1, TEAMS + 1)}
    mild = {UUID(int=100 + number): chance.gauss(0.0, leniency) for number in range(JURORS)}
    values: Values = {}
    for team, worth in truth.items():
        seen = chance.sample(sorted(mild, key=str), VIEWS)
        values[team] = {juror: _mark(worth + mild[juror] + chance.gauss(0.0, NOISE)) for juror in seen}
    return truth, values


def _mark(opinion: float) -> float:
    return float(min(5, max(1, round(opinion))))


def _best(scores: dict[UUID, float]) -> set[UUID]:
    """The first three; among equals those of the lower ids, which have nothing to do with their worth."""
    return set(sorted(scores, key=lambda team: (-round(scores[team], 9), team.int))[:FIRST])
