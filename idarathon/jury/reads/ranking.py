"""From sheets to a ranking: pure arithmetic, the same for the decider, the pages, the demo and the proofs.

Two scores stand side by side. ``raw``: the mean of a team's full sheets, each the weighted mean of its marks.
``adjusted`` also asks how lenient each juror is: sheet = team + leniency + noise, leniencies shrunk towards 0 by as
much as the sheets give no evidence for them (empirical Bayes, variances by Henderson's third method), so that without a
difference between jurors it is the raw score. Jurors whom no chain of shared teams connects cannot be compared: in each
such group leniencies have the mean 0, and the ranking says that it is ``split``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from msgspec import Struct

Sheet = Mapping[str, int]  # marks by criterion
Sheets = Mapping[UUID, Mapping[UUID, Sheet]]  # by team, then by juror
Weights = Mapping[str, int]  # by criterion, in the order of the rubric
DIGITS = 9  # adjusted scores that agree so far are equal
_TINY = 1e-9
N = TypeVar("N", Fraction, float)


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
    """All results, the best first. ``places``: the official ranking; teams of one place are still tied. ``split``: some
    jurors share no team with the others, not even through further ones, so adjusted scores compare within a group."""

    standings: tuple[Standing, ...] = ()
    places: tuple[tuple[UUID, ...], ...] = ()
    split: bool = False


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
    heaviest = _heaviest(weights)
    score: dict[UUID, Fraction | float] = {t: raw[t] if official == "raw" else round(fair[t], DIGITS) for t in raw}
    places = _groups({team: (score[team], *(_total(means[team], keys) for keys in heaviest)) for team in raw})
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
    return Ranking(standings=tuple(standings), places=places, split=len(_panels(values)) > 1)


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


def parted_by(first: Standing, second: Standing, weights: Weights, official: str = "raw") -> tuple[str, ...]:
    """The criteria, one or several of the same weight, that put one team before another of the same official score;
    none if the scores differ, or nothing parts them."""
    scores = [one.raw if official == "raw" else round(one.adjusted, DIGITS) for one in (first, second)]
    if scores[0] != scores[1]:
        return ()
    ahead = ((keys, _total(first.criteria, keys) - _total(second.criteria, keys)) for keys in _heaviest(weights))
    return next((keys for keys, gap in ahead if round(gap, DIGITS)), ())


def again(hidden: Sequence[UUID], awards: Mapping[UUID, Collection[UUID]], left: Collection[UUID]) -> tuple[UUID, ...]:
    """Which prizes the president decides again, of those that nobody was shown yet (``hidden``, the first one first):
    one whose team has left, and all after it, because the next teams move up."""
    gone = set(left)
    first = next((place for place, prize in enumerate(hidden) if gone & set(awards.get(prize, ()))), len(hidden))
    return tuple(hidden[first:])


def adjusted(values: Mapping[UUID, Mapping[UUID, float]]) -> dict[UUID, float]:
    """The teams' scores without the leniency of who scored them. ``values``: one number a sheet."""
    cells = [(team, juror, values[team][juror]) for team in values for juror in sorted(values[team], key=str)]
    means = {team: sum(own.values()) / len(own) for team, own in values.items()}
    panels = _panels(values)
    shrinkage = _shrinkage(cells, panels, means)
    if shrinkage is None:
        return means
    leniency = _leniency(cells, panels, means, shrinkage)
    return {team: means[team] - sum(leniency[juror] for juror in own) / len(own) for team, own in values.items()}


Cells = Sequence[tuple[UUID, UUID, float]]


def _complete(own: Mapping[UUID, Sheet], weights: Weights) -> dict[UUID, Sheet]:
    return {juror: own[juror] for juror in sorted(own, key=str) if full(own[juror], weights)}


def _mean(numbers: Iterable[Fraction | int]) -> Fraction:
    given = list(numbers)
    return Fraction(sum(given), len(given))


def _heaviest(weights: Weights) -> list[tuple[str, ...]]:
    """The criteria, the heaviest first; those of one weight together, as their order in the rubric says nothing."""
    return [tuple(key for key in weights if weights[key] == one) for one in sorted(set(weights.values()), reverse=True)]


def _total(marks: Mapping[str, N], keys: Iterable[str]) -> N | int:
    return sum(marks[key] for key in keys)


def _groups(keys: Mapping[UUID, tuple[Fraction | float, ...]]) -> tuple[tuple[UUID, ...], ...]:
    """Teams by place: the greatest key first, those of one key together in the order of their ids."""
    ordered = sorted(set(keys.values()), reverse=True)
    return tuple(tuple(sorted((team for team in keys if keys[team] == key), key=str)) for key in ordered)


def _places(groups: Sequence[Sequence[UUID]]) -> dict[UUID, int]:
    places: dict[UUID, int] = {}
    for group in groups:
        places.update(dict.fromkeys(group, len(places) + 1))
    return places


def _panels(values: Mapping[UUID, Iterable[UUID]]) -> list[set[UUID]]:
    """The jurors, together whom a chain of shared teams connects."""
    found: list[set[UUID]] = []
    for own in values.values():
        met = [panel for panel in found if not panel.isdisjoint(own)]
        found = [*(panel for panel in found if panel not in met), set(own).union(*met)]
    return found


def _shrinkage(cells: Cells, panels: Sequence[set[UUID]], means: Mapping[UUID, float]) -> float | None:
    """Noise over leniency variance; None when the sheets show no leniency, or are too few to tell it from noise."""
    solution, right = _leniency(cells, panels, means, 0.0), _residuals(cells, means)
    within = sum((value - means[team]) ** 2 for team, _, value in cells)
    explained = sum(solution[juror] * right[juror] for juror in solution)
    rank_ = len(solution) - len(panels)
    free = len(cells) - len(means) - rank_
    if free <= 0 or rank_ == 0:
        return None
    noise = max(within - explained, 0.0) / free
    leniency = (explained - rank_ * noise) / (len(cells) - len(means))
    return None if leniency <= _TINY else noise / leniency


def _residuals(cells: Cells, means: Mapping[UUID, float]) -> dict[UUID, float]:
    """By how much each juror's sheets lie above the means of their teams; a panel's sum is 0."""
    found: dict[UUID, float] = {}
    for team, juror, value in cells:
        found[juror] = found.get(juror, 0.0) + value - means[team]
    return found


def _leniency(
    cells: Cells, panels: Sequence[set[UUID]], means: Mapping[UUID, float], ridge: float
) -> dict[UUID, float]:
    """The leniencies, with the mean 0 in each panel: the normal equations, the teams' own levels taken out, say nothing
    about that mean, so it is fixed by adding it to them."""
    right = _residuals(cells, means)
    place = {juror: number for number, juror in enumerate(sorted(right, key=str))}
    matrix = [[0.0] * len(place) for _ in place]
    by_team: dict[UUID, list[int]] = {}
    for team, juror, _ in cells:
        by_team.setdefault(team, []).append(place[juror])
    for seen in by_team.values():
        _add(matrix, seen, -1.0 / len(seen), 1.0)
    for panel in panels:
        _add(matrix, [place[juror] for juror in panel], 1.0 / len(panel), ridge)
    return dict(zip(place, _solve(matrix, [right[juror] for juror in place]), strict=True))


def _add(matrix: list[list[float]], places: Sequence[int], everywhere: float, diagonal: float) -> None:
    for one in places:
        matrix[one][one] += diagonal
        for other in places:
            matrix[one][other] += everywhere


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution by elimination with pivots. The matrix is positive definite: nothing is left undetermined."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for top in range(len(rows)):
        best = max(range(top, len(rows)), key=lambda row: abs(rows[row][top]))
        rows[top], rows[best] = rows[best], rows[top]
        for row in range(len(rows)):
            if row != top and rows[row][top]:
                factor = rows[row][top] / rows[top][top]
                rows[row] = [one - factor * other for one, other in zip(rows[row], rows[top], strict=True)]
    return [row[-1] / row[number] for number, row in enumerate(rows)]
