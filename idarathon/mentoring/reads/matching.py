"""Which mentors for which teams: the best pairs under the rules, found with HiGHS. No database here, and no clock.

First as many teams as possible have a mentor; then pairs that stood stay; then skills, theme and language fit and the
load is even. All weights are whole numbers, so two plans are equally good or not, without rounding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import highspy
import numpy as np
from msgspec import Struct

from idarathon.mentoring.commands import MOST
from idarathon.mentoring.events import LeftOver, Pair

COVER = 1_000_000  # a team with a mentor: more than all the rest together can weigh
KEEP = 200  # a pair that stood before
THEME, LANGUAGE, SKILL = 12, 8, 3
SKILLS = 3  # of the skills looked for count
SECOND = 6  # a second mentor must be worth at least so much
EVEN = 4  # for each team that a mentor has already: the third weighs more than the second
OFF, PATIENCE = "off", 30.0  # seconds


class Mentor(Struct, frozen=True, kw_only=True):
    """``themes``: challenges; ``load``: teams that it has besides those of this plan, within ``capacity``."""

    id: UUID
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    themes: frozenset[UUID] = frozenset()
    capacity: int
    load: int = 0
    directorate: UUID | None = None

    @property
    def room(self) -> int:
        """How many teams more."""
        return max(0, self.capacity - self.load)


class Team(Struct, frozen=True, kw_only=True):
    """``skills``: looked for; ``languages``: spoken or written; ``directorates``: of its members."""

    id: UUID
    theme: UUID | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    directorates: frozenset[UUID] = frozenset()


class Plan(Struct, frozen=True, kw_only=True):
    """``left_over``: the teams for which there is nobody, each with why."""

    pairs: tuple[Pair, ...]
    left_over: tuple[LeftOver, ...]


Stood = frozenset[tuple[UUID, UUID]]  # (team, mentor)


class _Case(Struct, frozen=True):
    """The question in a fixed order, so that the answer does not depend on the order in which rows were read."""

    mentors: list[Mentor]
    teams: list[Team]
    allowed: list[tuple[int, int]]  # (team, mentor) by place
    values: list[int]


def allowed(mentor: Mentor, team: Team) -> bool:
    """Whether the two may stand together at all: never of the same directorate."""
    return mentor.directorate is None or mentor.directorate not in team.directorates


def fit(mentor: Mentor, team: Team) -> int:
    """How well the two go together."""
    theme = THEME if team.theme in mentor.themes else 0
    language = LANGUAGE if mentor.languages & team.languages else 0
    return theme + language + SKILL * min(SKILLS, len(mentor.skills & team.skills))


def reasons(mentor: Mentor, team: Team, stood: bool = False) -> tuple[str, ...]:
    """Why the two go together, as codes."""
    theme = ["theme"] if team.theme in mentor.themes else []
    spoken = [f"language:{one}" for one in sorted(mentor.languages & team.languages)]
    skilled = [f"skill:{one}" for one in sorted(mentor.skills & team.skills)]
    return (*(["kept"] if stood else []), *theme, *spoken, *skilled)


def solve(mentors: Iterable[Mentor], teams: Iterable[Team], stood: Stood = frozenset()) -> Plan:
    """The best plan. Takes a processor for a while: call it in a thread. ``stood``: pairs to keep where possible."""
    case = _case(mentors, teams, stood)
    chosen = _chosen(case) if case.allowed else []
    by_team: dict[int, list[Mentor]] = defaultdict(list)
    for team, mentor in chosen:
        by_team[team].append(case.mentors[mentor])
    pairs = [
        Pair(team=team.id, mentor=one.id, reasons=reasons(one, team, (team.id, one.id) in stood))
        for place, team in enumerate(case.teams)
        for one in by_team[place]
    ]
    alone = [team for place, team in enumerate(case.teams) if not by_team[place]]
    return Plan(pairs=tuple(pairs), left_over=tuple(_left_over(team, case.mentors) for team in alone))


def worth(plan: Plan, mentors: Iterable[Mentor], teams: Iterable[Team], stood: Stood = frozenset()) -> int:
    """What a plan weighs: what ``solve`` makes as large as possible."""
    known, wanted = {one.id: one for one in mentors}, {one.id: one for one in teams}
    number = Counter(pair.team for pair in plan.pairs)
    load = Counter(pair.mentor for pair in plan.pairs)
    fitting = sum(_value(known[p.mentor], wanted[p.team], stood) for p in plan.pairs)
    uneven = sum(EVEN * (known[one].load + place) for one, count in load.items() for place in range(count))
    return fitting + COVER * len(number) - SECOND * sum(count - 1 for count in number.values()) - uneven


def _value(mentor: Mentor, team: Team, stood: Stood) -> int:
    return fit(mentor, team) + (KEEP if (team.id, mentor.id) in stood else 0)


def _left_over(team: Team, mentors: Sequence[Mentor]) -> LeftOver:
    if not mentors:
        return LeftOver(team=team.id, why="no_mentor")
    return LeftOver(team=team.id, why="capacity" if any(allowed(one, team) for one in mentors) else "directorate")


def _case(mentors: Iterable[Mentor], teams: Iterable[Team], stood: Stood) -> _Case:
    people, groups = sorted(mentors, key=lambda one: one.id), sorted(teams, key=lambda one: one.id)
    places = [
        (t, m) for t, team in enumerate(groups) for m, one in enumerate(people) if one.room and allowed(one, team)
    ]
    return _Case(people, groups, places, [_value(people[m], groups[t], stood) for t, m in places])


def _chosen(case: _Case) -> list[tuple[int, int]]:
    """The pairs of the best plan, by place."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("parallel", OFF), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(option, value)
    solver.setOptionValue("time_limit", PATIENCE)
    solver.passModel(_model(case))
    solver.run()
    values = solver.getSolution().col_value
    return [place for place, value in zip(case.allowed, values, strict=False) if value > 0.5]


def _model(case: _Case) -> Any:
    """Columns: a pair each; then for each team its first and its second mentor; then for each mentor its first, second,
    … team, each dearer than the one before. Rows: a team's pairs are its mentors; a mentor's pairs are its teams."""
    columns: list[tuple[int, list[tuple[int, float]]]] = [  # weight, (row, factor)s
        (value, [(team, 1.0), (len(case.teams) + mentor, 1.0)])
        for (team, mentor), value in zip(case.allowed, case.values, strict=True)
    ]
    for team in range(len(case.teams)):
        columns += [(COVER if place == 0 else -SECOND, [(team, -1.0)]) for place in range(MOST)]
    for place, one in enumerate(case.mentors):
        row = len(case.teams) + place
        columns += [(-EVEN * (one.load + number), [(row, -1.0)]) for number in range(one.room)]
    return _lp(columns, len(case.teams) + len(case.mentors))


def _lp(columns: Sequence[tuple[int, list[tuple[int, float]]]], rows: int) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), rows
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array([weight for weight, _ in columns], dtype=np.double)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    lp.row_lower_, lp.row_upper_ = np.zeros(rows), np.zeros(rows)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(entries) for _, entries in columns)], dtype=np.int32)
    lp.a_matrix_.index_ = np.array([row for _, entries in columns for row, _ in entries], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([factor for _, entries in columns for _, factor in entries], dtype=np.double)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    return lp
