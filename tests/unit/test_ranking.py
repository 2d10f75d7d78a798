"""The ranking: pure arithmetic over sheets, whatever the order in which they came."""

from __future__ import annotations

import random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.prove import juries
from idarathon.jury.reads.ranking import Ranking, adjusted, due, overtakes, parted_by, rank

WEIGHTS = {"impact": 3, "idee": 2, "clarte": 1}
TEAMS = [UUID(int=n) for n in range(1, 7)]
JURORS = [UUID(int=n) for n in range(11, 16)]
marks = st.fixed_dictionaries({key: st.integers(1, 5) for key in WEIGHTS})
sheets = st.dictionaries(
    st.sampled_from(TEAMS), st.dictionaries(st.sampled_from(JURORS), marks, min_size=1), min_size=1
)
official = st.sampled_from(["raw", "adjusted"])


@given(sheets, official, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_in_which_sheets_come_changes_nothing(given_: dict, kind: str, chance: random.Random) -> None:  # type: ignore[type-arg]
    def shuffled(mapping: dict) -> dict:  # type: ignore[type-arg]
        keys = list(mapping)
        chance.shuffle(keys)
        return {key: mapping[key] for key in keys}

    other = shuffled({team: shuffled(own) for team, own in given_.items()})
    assert rank(WEIGHTS, given_, kind) == rank(WEIGHTS, other, kind)


@given(sheets, official)
@settings(deadline=None)
def test_every_team_stands_in_one_place(given_: dict, kind: str) -> None:  # type: ignore[type-arg]
    found = rank(WEIGHTS, given_, kind)
    assert sorted((team for group in found.places for team in group), key=str) == sorted(given_, key=str)
    assert [one.team for one in found.standings] == [team for group in found.places for team in group]


@given(sheets)
@settings(deadline=None)
def test_teams_with_the_same_sheets_are_tied(given_: dict) -> None:  # type: ignore[type-arg]
    twin = UUID(int=99)
    first = min(given_, key=str)
    found = rank(WEIGHTS, {**given_, twin: given_[first]})
    assert any({first, twin} <= set(group) for group in found.places)


@given(sheets, st.sampled_from(TEAMS))
@settings(deadline=None)
def test_a_team_that_left_changes_no_raw_score_of_the_others(given_: dict, gone: UUID) -> None:  # type: ignore[type-arg]
    rest = {team: own for team, own in given_.items() if team != gone}
    before = {one.team: one.raw for one in rank(WEIGHTS, given_).standings if one.team != gone}
    assert {one.team: one.raw for one in rank(WEIGHTS, rest).standings} == before


@given(sheets)
@settings(deadline=None)
def test_one_level_more_everywhere_changes_no_place(given_: dict) -> None:  # type: ignore[type-arg]
    higher = {
        team: {juror: {key: mark + 1 for key, mark in sheet.items()} for juror, sheet in own.items()}
        for team, own in given_.items()
    }
    assert rank(WEIGHTS, given_).places == rank(WEIGHTS, higher).places


def test_a_partial_sheet_does_not_count() -> None:
    sheet, partial = {"impact": 3, "idee": 3, "clarte": 3}, {"impact": 5}
    found = rank(WEIGHTS, {TEAMS[0]: {JURORS[0]: sheet, JURORS[1]: partial}, TEAMS[1]: {JURORS[0]: partial}})
    assert [(one.team, one.raw, one.sheets) for one in found.standings] == [(TEAMS[0], 3.0, 1)]


def test_weights_are_normalised() -> None:
    sheet = {"impact": 5, "idee": 2, "clarte": 2}
    assert rank(WEIGHTS, {TEAMS[0]: {JURORS[0]: sheet}}).standings[0].raw == 3.5


def test_the_heaviest_criterion_parts_a_tie_then_the_next() -> None:
    one, other = {"impact": 4, "idee": 2, "clarte": 2}, {"impact": 3, "idee": 3, "clarte": 3}
    found = rank(WEIGHTS, {TEAMS[0]: {JURORS[0]: other}, TEAMS[1]: {JURORS[0]: one}})
    assert found.places == ((TEAMS[1],), (TEAMS[0],))
    same = {"impact": 3, "idee": 2, "clarte": 5}
    found = rank(WEIGHTS, {TEAMS[0]: {JURORS[0]: same}, TEAMS[1]: {JURORS[0]: other}})
    assert found.places == ((TEAMS[1],), (TEAMS[0],))
    assert [one.raw_place for one in found.standings] == [1, 1]


def test_who_is_due_skips_those_who_have_a_prize() -> None:
    a, b, c = TEAMS[:3]
    places = ((a,), (b, c))
    assert due(places, []) == (a,)
    assert due(places, [a]) == (b, c)
    assert due(places, [a, b]) == (c,)
    assert due(places, [a, b, c]) == ()


def test_a_strict_juror_does_not_cost_a_team_its_place() -> None:
    strict, mild, fair = JURORS[:3]
    best, middle, last = TEAMS[:3]
    values = {
        best: {strict: 3.0, fair: 5.0},
        middle: {mild: 5.0, fair: 4.0},
        last: {strict: 1.0, mild: 4.0, fair: 3.0},
    }
    found = adjusted(values)
    assert found[best] > found[middle] > found[last]


def test_without_evidence_the_adjusted_score_is_the_raw_one() -> None:
    assert adjusted({TEAMS[0]: {JURORS[0]: 4.0}, TEAMS[1]: {JURORS[1]: 3.0}}) == {TEAMS[0]: 4.0, TEAMS[1]: 3.0}


def test_leniency_is_told_within_each_group_of_jurors_that_share_teams() -> None:
    (a, b, c, d, e, f), (one, two, three, four, _) = TEAMS, JURORS
    values = {
        a: {one: 2.0, two: 4.0},
        b: {two: 4.0},
        c: {one: 1.0, two: 3.0},
        d: {three: 5.0, four: 3.0},
        e: {three: 5.0},
        f: {three: 3.0, four: 1.0},
    }
    found = {team: round(score, 9) for team, score in adjusted(values).items()}
    assert found == {a: 3.0, b: 3.0, c: 2.0, d: 4.0, e: 4.0, f: 2.0}


@given(sheets, official, st.permutations(JURORS))
@settings(deadline=None, max_examples=300)
def test_which_juror_has_which_id_changes_nothing(given_: dict, kind: str, others: list[UUID]) -> None:  # type: ignore[type-arg]
    named = dict(zip(JURORS, others, strict=True))
    other = {team: {named[juror]: sheet for juror, sheet in own.items()} for team, own in given_.items()}
    assert rounded(rank(WEIGHTS, given_, kind)) == rounded(rank(WEIGHTS, other, kind))


def rounded(found: Ranking) -> tuple[object, ...]:
    return found.places, found.split, {one.team: round(one.adjusted, 6) for one in found.standings}


def test_a_ranking_over_jurors_without_a_common_team_is_split() -> None:
    sheet = dict.fromkeys(WEIGHTS, 3)
    alone = {TEAMS[0]: {JURORS[0]: sheet}, TEAMS[1]: {JURORS[1]: sheet}}
    chain = {**alone, TEAMS[2]: {JURORS[0]: sheet, JURORS[1]: sheet}}
    assert (rank(WEIGHTS, alone).split, rank(WEIGHTS, chain).split) == (True, False)


def test_adjusting_finds_more_of_the_best_where_jurors_differ() -> None:
    gain, error = juries.gain(200, leniency=1.0)
    assert gain > 2 * error


def test_adjusting_costs_next_to_nothing_where_they_do_not() -> None:
    gain, _ = juries.gain(200, leniency=0.0)
    assert gain > -0.01


EQUAL = {"a": 2, "b": 2, "c": 1}
few = st.fixed_dictionaries({key: st.integers(1, 2) for key in EQUAL})


def test_criteria_of_the_same_weight_do_not_part_a_tie_by_their_order() -> None:
    one, two = TEAMS[:2]
    found = rank({"a": 1, "b": 1}, {one: {JURORS[0]: {"a": 3, "b": 5}}, two: {JURORS[0]: {"a": 5, "b": 3}}})
    assert found.places == ((one, two),)


def test_criteria_of_the_same_weight_part_a_tie_together() -> None:
    one, two = TEAMS[:2]
    given_ = {one: {JURORS[0]: {"a": 5, "b": 1, "c": 4}}, two: {JURORS[0]: {"a": 3, "b": 4, "c": 2}}}
    found = rank(EQUAL, given_)
    assert ([line.raw for line in found.standings], found.places) == ([3.2, 3.2], ((two,), (one,)))


@given(st.dictionaries(st.sampled_from(TEAMS), few), st.permutations(list(EQUAL)))
@settings(deadline=None)
def test_the_order_of_the_rubric_changes_no_place(given_: dict, keys: list[str]) -> None:  # type: ignore[type-arg]
    one_each = {team: {JURORS[0]: sheet} for team, sheet in given_.items()}
    assert rank(EQUAL, one_each).places == rank({key: EQUAL[key] for key in keys}, one_each).places


def test_the_criteria_that_part_two_teams_together_are_named() -> None:
    one, two = TEAMS[:2]
    given_ = {one: {JURORS[0]: {"a": 5, "b": 1, "c": 4}}, two: {JURORS[0]: {"a": 3, "b": 4, "c": 2}}}
    first, second = rank(EQUAL, given_).standings
    assert parted_by(first, second, EQUAL) == ("a", "b")


def test_nothing_is_named_where_teams_stay_tied() -> None:
    one, two = TEAMS[:2]
    given_ = {one: {JURORS[0]: {"a": 3, "b": 4, "c": 2}}, two: {JURORS[0]: {"a": 4, "b": 3, "c": 2}}}
    first, second = rank(EQUAL, given_).standings
    assert parted_by(first, second, EQUAL) == ()


def test_a_score_parts_two_teams_without_any_criterion() -> None:
    one, two = TEAMS[:2]
    first, second = rank({"a": 1}, {one: {JURORS[0]: {"a": 3}}, two: {JURORS[0]: {"a": 2}}}).standings
    assert parted_by(first, second, {"a": 1}) == ()


def test_a_team_overtakes_only_those_before_it_that_keep_a_lesser_prize() -> None:
    high, middle, low = (UUID(int=n) for n in (31, 32, 33))
    places, ranked = tuple((team,) for team in TEAMS[:4]), (high, middle, low)
    assert overtakes(high, (TEAMS[2],), places, ranked, {low: (TEAMS[1],)})
    assert not overtakes(high, (TEAMS[0],), places, ranked, {low: (TEAMS[1],)})
    assert not overtakes(low, (TEAMS[2],), places, ranked, {high: (TEAMS[1],)})
