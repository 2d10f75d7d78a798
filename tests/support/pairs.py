"""Random small questions for the assignment of mentors, and their best answer by trying everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from typing import NamedTuple
from uuid import UUID

from idarathon.mentoring.commands import MOST, SKILLS, SPOKEN
from idarathon.mentoring.events import Pair
from idarathon.mentoring.reads.matching import Mentor, Plan, Stood, Team, allowed, worth


class Question(NamedTuple):
    """``stood``: pairs to keep."""

    mentors: list[Mentor]
    teams: list[Team]
    stood: Stood


def question(seed: int, most_mentors: int = 4, most_teams: int = 4) -> Question:
    """A question; often with too little room, or with nobody allowed."""
    dice = Random(seed)
    return random_question(dice, dice.randint(0, most_mentors), dice.randint(0, most_teams), capacity=3)


def random_question(dice: Random, mentors: int, teams: int, capacity: int, directorates: int = 3) -> Question:
    """So many mentors and teams, with chance for the rest."""
    places = [UUID(int=1_000 + number) for number in range(directorates)]
    themes = [UUID(int=2_000 + number) for number in range(3)]
    people = [_mentor(dice, UUID(int=dice.getrandbits(100)), places, themes, capacity) for _ in range(mentors)]
    groups = [_team(dice, UUID(int=dice.getrandbits(100)), places, themes) for _ in range(teams)]
    stood = {(team.id, one.id) for team in groups for one in people if dice.random() < 0.1}
    return Question(people, groups, frozenset(stood))


def _mentor(dice: Random, id_: UUID, places: Sequence[UUID], themes: Sequence[UUID], capacity: int) -> Mentor:
    return Mentor(
        id=id_,
        skills=frozenset(dice.sample(SKILLS, dice.randint(0, 4))),
        languages=frozenset(dice.sample(SPOKEN, dice.randint(1, 3))),
        themes=frozenset(dice.sample(list(themes), dice.randint(0, 2))),
        capacity=dice.randint(1, capacity),
        load=dice.choice((0, 0, 0, 1)),
        directorate=dice.choice((None, *places)),
    )


def _team(dice: Random, id_: UUID, places: Sequence[UUID], themes: Sequence[UUID]) -> Team:
    return Team(
        id=id_,
        theme=dice.choice((None, *themes)),
        skills=frozenset(dice.sample(SKILLS, dice.randint(0, 4))),
        languages=frozenset(dice.sample(SPOKEN, dice.randint(1, 2))),
        directorates=frozenset(dice.sample(list(places), dice.randint(0, 2))),
    )


def best(asked: Question) -> int:
    """What the best plan weighs, found by trying all."""
    return max(worth(plan, asked.mentors, asked.teams, asked.stood) for plan in _plans(asked))


def faults(plan: Plan, asked: Question) -> list[str]:
    """The rules that a plan breaks."""
    mentors, teams = {one.id: one for one in asked.mentors}, {one.id: one for one in asked.teams}
    load, number = Counter(p.mentor for p in plan.pairs), Counter(p.team for p in plan.pairs)
    found = [f"{one}: capacity" for one, count in load.items() if count > mentors[one].room]
    found += [f"{one}: mentors" for one, count in number.items() if count > MOST]
    found += [f"{p.team}: directorate" for p in plan.pairs if not allowed(mentors[p.mentor], teams[p.team])]
    alone = {one.id for one in asked.teams} - set(number)
    return found + ([] if alone == {one.team for one in plan.left_over} else ["teams left over"])


def _plans(asked: Question) -> Iterator[Plan]:
    for pairs in _chosen(asked, 0, {one.id: one.room for one in asked.mentors}):
        yield Plan(pairs=tuple(pairs), left_over=())


def _chosen(asked: Question, place: int, room: dict[UUID, int]) -> Iterator[list[Pair]]:
    if place == len(asked.teams):
        yield []
        return
    team = asked.teams[place]
    able = [one for one in asked.mentors if room[one.id] and allowed(one, team)]
    for number in range(MOST + 1):
        for some in combinations(able, number):
            left = {**room, **{one.id: room[one.id] - 1 for one in some}}
            for rest in _chosen(asked, place + 1, left):
                yield [*(Pair(team=team.id, mentor=one.id) for one in some), *rest]
