"""Who a team is made of: counted, never guessed; what is missing; what everyone may read of it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from idarathon.editions.events import Composition
from idarathon.teams.reads import Facts, Lack, coarse, lacking, made, short

ONE, OTHER = uuid4(), uuid4()
WOMAN = Facts(gender="woman", region="oriental", level="local", administration=ONE)
MAN = Facts(gender="man", region="souss-massa", level="central", administration=ONE)
UNSAID = Facts(administration=OTHER)


def test_who_says_nothing_is_counted_as_a_person_and_as_nothing_else() -> None:
    has = made([WOMAN, MAN, UNSAID])
    assert has.people == 3
    assert dict(has.genders) == {"woman": 1, "man": 1}
    assert [has.of(gauge) for gauge in ("women", "men", "regions", "local", "administration")] == [1, 1, 2, 1, 2]


def test_what_is_missing_is_named_and_blocks_only_where_it_is_a_condition() -> None:
    rules = Composition(women=2, regions=2, local=2, administration=1, blocking=("women", "administration"))
    assert lacking(rules, made([WOMAN, MAN, UNSAID])) == [
        Lack(gauge="women", missing=1, blocking=True),
        Lack(gauge="local", missing=1, blocking=False),
        Lack(gauge="administration", missing=1, blocking=True),
    ]


def test_an_edition_without_rules_lacks_nothing() -> None:
    assert lacking(Composition(), made([])) == []


def test_one_person_may_bring_several_things_but_is_not_a_woman_and_a_man() -> None:
    need = lacking(Composition(women=1, men=1, regions=1, local=1), made([]))
    assert short(need) == 2


@pytest.mark.parametrize(
    ("counts", "people", "shown"),
    [
        ({"woman": 12, "man": 9}, 21, {"woman": 12, "man": 9}),
        ({"woman": 12, "man": 2}, 14, {"others": 14}),  # 14 − 12 would tell of the two
        ({"woman": 12, "man": 9}, 23, {"woman": 12, "others": 11}),  # two who did not say
        ({"woman": 12, "man": 9}, 24, {"woman": 12, "man": 9, "others": 3}),
        ({"a": 1, "b": 2, "c": 7}, 10, {"c": 7, "others": 3}),
        ({"woman": 2}, 2, {}),
    ],
)
def test_no_count_of_fewer_than_three_people_can_be_read_or_found(
    counts: dict[str, int], people: int, shown: dict[str, int]
) -> None:
    assert coarse(counts, people) == shown
