"""The assignment of mentors: as good as the best, within the rules, and the same every time."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest

from idarathon.mentoring.events import LeftOver
from idarathon.mentoring.reads.matching import Mentor, Team, reasons, solve, worth
from tests.support.pairs import best, faults, question

A, B, C, D = (UUID(int=number) for number in range(1, 5))
PLACE, THEME = UUID(int=10), UUID(int=11)


@pytest.mark.parametrize("seed", range(40))
def test_the_plan_is_as_good_as_the_best_of_all(seed: int) -> None:
    asked = question(seed)
    plan = solve(*asked)
    assert faults(plan, asked) == []
    assert worth(plan, *asked) == best(asked)


def test_the_order_of_the_rows_changes_nothing() -> None:
    asked = question(7, 6, 6)
    mentors, teams = list(asked.mentors), list(asked.teams)
    Random(1).shuffle(mentors)
    Random(2).shuffle(teams)
    assert solve(mentors, teams, asked.stood) == solve(*asked)


def test_without_mentors_every_team_is_left_over() -> None:
    assert solve([], [Team(id=A)]).left_over == (LeftOver(team=A, why="no_mentor"),)


def test_a_team_is_left_over_when_every_mentor_is_of_its_directorate() -> None:
    plan = solve([Mentor(id=B, capacity=5, directorate=PLACE)], [Team(id=A, directorates=frozenset({PLACE}))])
    assert plan.pairs == ()
    assert plan.left_over == (LeftOver(team=A, why="directorate"),)


def test_too_little_room_leaves_teams_over_and_says_so() -> None:
    plan = solve([Mentor(id=D, capacity=2)], [Team(id=one) for one in (A, B, C)])
    assert len(plan.pairs) == 2
    assert [one.why for one in plan.left_over] == ["capacity"]


def test_what_stood_stays_when_somebody_leaves() -> None:
    teams = [Team(id=A, theme=THEME), Team(id=B, theme=THEME)]
    mentors = [Mentor(id=C, capacity=2), Mentor(id=D, capacity=2, themes=frozenset({THEME}))]
    plan = solve(mentors, teams, frozenset({(A, C), (B, D)}))
    assert {(A, C), (B, D)} <= {(pair.team, pair.mentor) for pair in plan.pairs}


def test_the_load_is_even_between_mentors_that_fit_alike() -> None:
    mentors = [Mentor(id=one, capacity=4) for one in (C, D)]
    plan = solve(mentors, [Team(id=UUID(int=number)) for number in range(20, 24)])
    assert sorted(pair.mentor for pair in plan.pairs) == [C, C, D, D]


def test_the_reasons_say_what_goes_together() -> None:
    mentor = Mentor(
        id=A, capacity=1, themes=frozenset({THEME}), languages=frozenset({"zgh", "fr"}), skills=frozenset({"law"})
    )
    team = Team(id=B, theme=THEME, languages=frozenset({"zgh"}), skills=frozenset({"law", "data"}))
    assert reasons(mentor, team) == ("theme", "language:zgh", "skill:law")
