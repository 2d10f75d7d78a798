"""The gate: who passes, who is held."""

from __future__ import annotations

import pytest

from events.message import Event
from idarathon.phases import commands as ask
from idarathon.phases.decider import refusals
from tests.support.journeys import (
    COMPLETE,
    END,
    HELD,
    IN_INSPIRATION,
    Team,
    advanced,
    decide,
    deposited,
    entered,
    examine,
    finished,
    held,
    phases,
    started,
    waiting,
    withdrawn,
)
from tests.support.windows import (
    closes,
    opens,
)

# ── The gate ──


def test_a_complete_team_goes_on_at_the_closing_and_waits_for_the_next_opening() -> None:
    assert decide(COMPLETE, examine("inspiration"), phases("inspiration", True), at=END) == [
        advanced("inspiration"),
        waiting("definition"),
    ]


def test_a_complete_team_enters_the_next_phase_when_it_is_open() -> None:
    state = phases("definition")
    assert decide(COMPLETE, examine("inspiration"), state, at=opens("definition")) == [
        advanced("inspiration"),
        entered("definition"),
    ]


def test_a_team_with_gaps_is_held() -> None:
    assert decide(IN_INSPIRATION, examine("inspiration"), phases("inspiration", True), at=END) == [
        held("inspiration", "carnet")
    ]


def test_what_came_late_does_not_open_the_gate() -> None:
    events = [*IN_INSPIRATION, deposited("inspiration", "carnet", late=True)]
    assert decide(events, examine("inspiration"), phases("inspiration", True), at=END) == [
        held("inspiration", "carnet")
    ]


def test_a_lenient_gate_lets_a_team_go_on_under_reserve() -> None:
    state = phases("inspiration", True, modes=("lenient",))
    assert decide(IN_INSPIRATION, examine("inspiration"), state, at=END) == [
        advanced("inspiration", "carnet"),
        waiting("definition"),
    ]


def test_what_came_late_is_no_task_after_a_lenient_gate() -> None:
    state = phases("inspiration", True, modes=("lenient",))
    events = [*IN_INSPIRATION, deposited("inspiration", "carnet", late=True)]
    assert decide(events, examine("inspiration"), state, at=END)[0] == advanced("inspiration")


@pytest.mark.parametrize(
    ("absent", "late", "expected"),
    [(0, 0, "advance"), (1, 0, "conditional"), (0, 1, "advance"), (1, 1, "conditional")],
)
def test_a_team_goes_on_under_reserve_when_something_was_never_deposited(
    absent: int, late: int, expected: ask.Fate
) -> None:
    missing = absent + late
    foreseen = ask.fate(mode="lenient", missing=missing, absent=absent, held=False, by_hand=False, extended=False)
    assert foreseen == expected


def test_nobody_is_examined_before_the_closing() -> None:
    with pytest.raises(refusals.PhaseStillOpen):
        decide(COMPLETE, examine("inspiration"), phases("inspiration"), at=END)


@pytest.mark.parametrize(
    "after",
    [
        HELD,
        [*COMPLETE, advanced("inspiration"), waiting("definition")],
        [*COMPLETE, advanced("inspiration"), entered("definition")],
        [*COMPLETE, withdrawn("inspiration")],
    ],
)
def test_a_second_examination_changes_nothing(after: list[Event]) -> None:
    assert decide(after, examine("inspiration"), phases("inspiration", True), at=END) == []


def test_after_pitch_a_complete_team_has_finished() -> None:
    events = [started(), entered("pitch"), deposited("pitch", "support")]
    assert decide(events, examine("pitch"), phases("pitch", True), at=closes("pitch")) == [
        advanced("pitch"),
        finished(),
    ]


def test_a_team_that_withdrew_is_not_examined_any_more() -> None:
    state = phases("inspiration", True)
    assert decide(COMPLETE, examine("inspiration"), state, at=END, team=Team(withdrawn=True)) == []
