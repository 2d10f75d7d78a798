"""Whom a team would rather have, why, and a proposal for everybody."""

from __future__ import annotations

import random
import time
from uuid import UUID, uuid4

from idarathon.editions.events import Composition, Settings
from idarathon.teams.reads import Facts, Open, effect, lacking, made, placed_into, proposal

HERE, THERE = UUID(int=1), UUID(int=2)


def settings(**rules: object) -> Settings:
    return Settings(organiser=HERE, team_min=2, team_max=3, composition=Composition(**rules))  # type: ignore[arg-type]


MAN = Facts(gender="man", region="oriental", level="central", administration=HERE)
WOMAN = Facts(gender="woman", region="souss-massa", level="local", administration=THERE)


def test_a_person_is_explained_by_what_it_brings() -> None:
    found = effect(settings(women=1, local=1), made([MAN]), WOMAN)
    assert found.brings == ("woman", "region", "local", "administration") and not found.refused
    assert lacking(settings(women=1, local=1).composition, found.after) == []


def test_who_says_nothing_brings_nothing() -> None:
    assert effect(settings(women=1), made([MAN]), Facts()).brings == ()


def test_too_many_of_one_administration_is_said_and_refused_only_as_a_condition() -> None:
    another = Facts(administration=HERE)
    advised = effect(settings(administration=1), made([MAN]), another)
    assert (advised.brings, advised.refused) == (("crowded",), False)
    assert effect(settings(administration=1, blocking=("administration",)), made([MAN]), another).refused


def test_the_last_seat_is_for_who_is_still_needed() -> None:
    rules = settings(women=1, blocking=("women",))
    assert effect(rules, made([MAN, MAN]), MAN).refused and not effect(rules, made([MAN, MAN]), WOMAN).refused


def test_a_proposal_shares_out_who_is_rare() -> None:
    teams = [Open(team=UUID(int=10 + number), members=1, made=made([MAN])) for number in range(2)]
    people = [(UUID(int=20 + number), facts) for number, facts in enumerate((MAN, MAN, WOMAN, WOMAN))]
    placed = proposal(settings(women=1, blocking=("women",)), teams, people)
    assert [(one.team.int, one.account.int) for one in placed] == [(10, 22), (11, 23), (10, 20), (11, 21)]
    assert placed[0].brings == ("woman", "region", "administration")


def test_a_proposal_leaves_out_who_would_make_a_condition_impossible() -> None:
    team = Open(team=UUID(int=10), members=1, made=made([MAN]))
    people = [(UUID(int=20 + number), MAN) for number in range(3)]
    placed = proposal(settings(women=1, blocking=("women",)), [team], people)
    assert [one.account.int for one in placed] == [20]  # the third seat waits for a woman


def test_a_proposal_for_a_large_edition_is_quick_and_always_the_same() -> None:
    dice = random.Random(7)
    places = [uuid4() for _ in range(30)]
    regions = [f"r{number}" for number in range(12)]
    people = [
        (
            UUID(int=number),
            Facts(
                gender=dice.choice(["woman", "man", "man", None]),
                region=dice.choice(regions),
                level=dice.choice(["local", "central", None]),
                administration=dice.choice(places),
            ),
        )
        for number in range(600)
    ]
    teams = [Open(team=UUID(int=9_000 + number), members=0, made=made(())) for number in range(200)]
    rules = settings(women=1, regions=2, local=1, administration=2, blocking=("women",))
    begun = time.process_time()
    placed = proposal(rules, teams, people)
    took = time.process_time() - begun
    known = dict(people)
    for one in teams:
        mine = [known[row.account] for row in placed if row.team == one.team]
        left = lacking(rules.composition, placed_into(one.made, mine))
        assert len(mine) < 3 or [lack for lack in left if lack.blocking] == []
    assert took < 3 and placed == proposal(rules, teams, people)
