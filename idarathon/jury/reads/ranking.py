"""From sheets to a ranking: pure arithmetic, the same for the decider, the pages, the demo and the proofs.

Two scores stand side by side. ``raw``: the mean of a team's full sheets, each the weighted mean of its marks.
``adjusted`` also asks how lenient each juror is: sheet = team + leniency + noise, leniencies shrunk towards 0 by as
much as the sheets give no evidence for them (empirical Bayes, variances by Henderson's third method), so that without a
difference between jurors it is the raw score.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from msgspec import Struct

Sheet = Mapping[str, int]  # marks by criterion
Sheets = Mapping[UUID, Mapping[UUID, Sheet]]  # by team, then by juror
Weights = Mapping[str, int]  # by criterion, in the order of the rubric
DIGITS = 9  # adjusted scores that agree so far are equal
_TINY = 1e-9


class Standing(Struct, frozen=True, kw_only=True):
    """One team's result. Places begin at 1; tied teams have the same. ``criteria``: the mean mark of each."""

    team: UUID
    raw: float
    adjusted: float
    sheets: int
    raw_place: int
    adjusted_place: int
    place: int  # in the official ranking, after the criteria have resolved what ties they can
    criteria: dict[str, float]


class Ranking(Struct, frozen=True, kw_only=True):
    """All results, the best first. ``places``: the official ranking; teams of one place are still tied."""

    standings: tuple[Standing, ...] = ()
    places: tuple[tuple[UUID, ...], ...] = ()


def full(sheet: Sheet, weights: Weights) -> bool:
    """Whether a sheet has a mark for every criterion."""
    return all(key in sheet for key in weights)


def value(sheet: Sheet, weights: Weights) -> Fraction:
    """The weighted mean of a full sheet, exactly."""
    return Fraction(sum(weights[key] * sheet[key] for key in weights), sum(weights.values()))


def rank(weights: Weights, sheets: Sheets, official: str = "raw") -> Ranking:
    """The ranking of the teams that have a full sheet. Nothing depends on the order in which anything is given."""
    complete = {team: _complete(sheets[team], weights) for team in sorted(sheets, key=str)}
    complete = {team: own for team, own in complete.items() if own}
    values = {team: {juror: value(sheet, weights) for juror, sheet in own.items()} for team, own in complete.items()}
    raw = {team: _mean(own.values()) for team, own in values.items()}
    fair = adjusted({team: {j: float(v) for j, v in own.items()} for team, own in values.items()})
    means = {
        team: {key: _mean(sheet[key] for sheet in own.values()) for key in weights} for team, own in complete.items()
    }
    heaviest = sorted(weights, key=lambda key: -weights[key])  # sorted keeps the rubric's order among equals
    score: dict[UUID, Fraction | float] = {t: raw[t] if official == "raw" else round(fair[t], DIGITS) for t in raw}
    places = _groups({team: (score[team], *(means[team][key] for key in heaviest)) for team in raw})
    official_place = _places(places)
    by_raw = _places(_groups({team: (one,) for team, one in raw.items()}))
    by_fair = _places(_groups({team: (round(one, DIGITS),) for team, one in fair.items()}))
    standings = [
        Standing(
            team=team,
            raw=float(raw[team]),
            adjusted=fair[team],
            sheets=len(values[team]),
            raw_place=by_raw[team],
            adjusted_place=by_fair[team],
            place=official_place[team],
            criteria={key: float(mean) for key, mean in means[team].items()},
        )
        for group in places
        for team in group
    ]
    return Ranking(standings=tuple(standings), places=places)


def due(places: Sequence[Sequence[UUID]], awarded: Iterable[UUID]) -> tuple[UUID, ...]:
    """Who comes next once some teams have a prize: one team, several that are tied, or nobody."""
    taken = set(awarded)
    rest = (tuple(team for team in group if team not in taken) for group in places)
    return next((group for group in rest if group), ())


def overtakes(
    prize: UUID,
    teams: Iterable[UUID],
    places: Sequence[Sequence[UUID]],
    ranked: Sequence[UUID],
    held: Mapping[UUID, Iterable[UUID]],
) -> bool:
    """Whether teams get a prize although one that is placed before them keeps a lesser one. ``ranked``: all prizes, the
    first one first; ``held``: who keeps which."""
    place = {team: number for number, group in enumerate(places) for team in group}
    lesser = ranked[ranked.index(prize) + 1 :] if prize in ranked else ()
    keep = [place[team] for other in lesser for team in held.get(other, ()) if team in place]
    return bool(keep) and any(place.get(team, 0) > min(keep) for team in teams)


def parted(first: Standing, second: Standing, weights: Weights, official: str = "raw") -> str | None:
    """The criterion that puts one team before another of the same official score; None if the scores differ, or
    nothing parts them."""
    scores = [one.raw if official == "raw" else round(one.adjusted, DIGITS) for one in (first, second)]
    if scores[0] != scores[1]:
        return None
    heaviest = sorted(weights, key=lambda key: -weights[key])
    return next((key for key in heaviest if first.criteria[key] != second.criteria[key]), None)


def again(hidden: Sequence[UUID], awards: Mapping[UUID, Collection[UUID]], left: Collection[UUID]) -> tuple[UUID, ...]:
    """Which prizes the president decides again, of those that nobody was shown yet (``hidden``, the first one first):
    one whose team has left, and all after it, because the next teams move up."""
    gone = set(left)
    first = next((place for place, prize in enumerate(hidden) if gone & set(awards.get(prize, ()))), len(hidden))
    return tuple(hidden[first:])


def adjusted(values: Mapping[UUID, Mapping[UUID, float]]) -> dict[UUID, float]:
    """The teams' scores without the leniency of who scored them. ``values``: one number a sheet."""
    cells = [(team, juror, values[team][juror]) for team in values for juror in sorted(values[team], key=str)]
    jurors = sorted({juror for _, juror, _ in cells}, key=str)
    means = {team: sum(own.values()) / len(own) for team, own in values.items()}
    shrinkage = _shrinkage(cells, jurors, means)
    if shrinkage is None:
        return means
    leniency = dict(zip(jurors, _solve(*_equations(cells, jurors, means, shrinkage))[0], strict=True))
    middle = sum(leniency.values()) / len(leniency)
    return {
        team: means[team] - sum(leniency[juror] - middle for juror in own) / len(own) for team, own in values.items()
    }


Cells = Sequence[tuple[UUID, UUID, float]]


def _complete(own: Mapping[UUID, Sheet], weights: Weights) -> dict[UUID, Sheet]:
    return {juror: own[juror] for juror in sorted(own, key=str) if full(own[juror], weights)}


def _mean(numbers: Iterable[Fraction | int]) -> Fraction:
    given = list(numbers)
    return Fraction(sum(given), len(given))


def _groups(keys: Mapping[UUID, tuple[Fraction | float, ...]]) -> tuple[tuple[UUID, ...], ...]:
    """Teams by place: the greatest key first, those of one key together in the order of their ids."""
    ordered = sorted(set(keys.values()), reverse=True)
    return tuple(tuple(sorted((team for team in keys if keys[team] == key), key=str)) for key in ordered)


def _places(groups: Sequence[Sequence[UUID]]) -> dict[UUID, int]:
    places: dict[UUID, int] = {}
    for group in groups:
        places.update(dict.fromkeys(group, len(places) + 1))
    return places


def _shrinkage(cells: Cells, jurors: Sequence[UUID], means: Mapping[UUID, float]) -> float | None:
    """Noise over leniency variance; None when the sheets show no leniency, or are too few to tell it from noise."""
    solution, rank_ = _solve(*_equations(cells, jurors, means, 0.0))
    right = _equations(cells, jurors, means, 0.0)[1]
    within = sum((value - means[team]) ** 2 for team, _, value in cells)
    explained = sum(one * other for one, other in zip(solution, right, strict=True))
    free = len(cells) - len(means) - rank_
    if free <= 0 or rank_ == 0:
        return None
    noise = max(within - explained, 0.0) / free
    leniency = (explained - rank_ * noise) / (len(cells) - len(means))
    return None if leniency <= _TINY else noise / leniency


def _equations(
    cells: Cells, jurors: Sequence[UUID], means: Mapping[UUID, float], ridge: float
) -> tuple[list[list[float]], list[float]]:
    """The normal equations of the leniencies, the teams' own levels taken out."""
    place = {juror: number for number, juror in enumerate(jurors)}
    matrix = [[0.0] * len(jurors) for _ in jurors]
    right = [0.0] * len(jurors)
    by_team: dict[UUID, list[int]] = {}
    for team, juror, value in cells:
        by_team.setdefault(team, []).append(place[juror])
        right[place[juror]] += value - means[team]
    for seen in by_team.values():
        for one in seen:
            matrix[one][one] += 1.0
            for other in seen:
                matrix[one][other] -= 1.0 / len(seen)
    for number in range(len(jurors)):
        matrix[number][number] += ridge
    return matrix, right


def _solve(matrix: list[list[float]], right: list[float]) -> tuple[list[float], int]:
    """A solution by elimination with pivots, and the rank; what is not determined becomes 0."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size, pivots = len(rows), list[int]()
    for column in range(size):
        best = max(range(len(pivots), size), key=lambda row: abs(rows[row][column]), default=size)
        if best == size or abs(rows[best][column]) < _TINY:
            continue
        top = len(pivots)
        rows[top], rows[best] = rows[best], rows[top]
        pivots.append(column)
        for row in range(size):
            if row != top and rows[row][column]:
                factor = rows[row][column] / rows[top][column]
                rows[row] = [one - factor * other for one, other in zip(rows[row], rows[top], strict=True)]
    solution = [0.0] * size
    for row, column in enumerate(pivots):
        solution[column] = rows[row][-1] / rows[row][column]
    return solution, len(pivots)
