"""The windows and gates of an edition: the programme is shifted, gates are set."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idarathon.editions.events import Text
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import PHASES, refusals
from idarathon.phases.events import Gate, Requirement, window
from tests.support.given import fold
from tests.support.windows import (
    BEFORE,
    EDITION,
    MINUTE,
    ZONE,
    closed,
    decide,
    opened,
    opens,
    planned,
    windows,
)

# ── Shifting the programme ──


def shift(after: str, days: int) -> ask.Shift:
    return ask.Shift(edition=EDITION, after=date.fromisoformat(after), days=days)


def test_a_shift_moves_everything_from_a_day_on() -> None:
    [event] = decide([planned()], shift("2026-11-30", 7))
    assert event == was.PhasesShifted(
        edition=EDITION,
        after=date(2026, 11, 30),
        days=7,
        windows=(
            window("prototyping", "2026-12-07T09:00", "2026-12-11T16:30", ZONE),
            window("pitch", "2026-12-14T09:00", "2026-12-16T16:30", ZONE),
        ),
    )


def test_a_shift_may_begin_within_a_window() -> None:
    [event] = decide([planned()], shift("2026-12-08", 1))
    assert isinstance(event, was.PhasesShifted)
    assert event.windows == (window("pitch", "2026-12-07T09:00", "2026-12-10T16:30", ZONE),)


def test_a_shift_never_moves_what_has_passed() -> None:
    at = opens("inspiration") + MINUTE
    [event] = decide([planned(), opened("inspiration")], shift("2026-11-01", 2), at=at)
    assert isinstance(event, was.PhasesShifted)
    assert event.windows[0] == window("inspiration", "2026-11-09T09:00", "2026-11-15T16:30", ZONE)


def test_a_shift_never_moves_a_phase_that_was_closed_early() -> None:
    at = opens("inspiration") + MINUTE
    events = [planned(), opened("inspiration"), closed("inspiration", at)]
    [event] = decide(events, shift("2026-11-01", 2), at=at)
    assert isinstance(event, was.PhasesShifted)
    assert [one.phase for one in event.windows] == ["definition", "ideation", "prototyping", "pitch"]


@pytest.mark.parametrize(("after", "days"), [("2026-12-10", 3), ("2026-11-01", 0)])
def test_a_shift_that_moves_nothing_is_refused(after: str, days: int) -> None:
    with pytest.raises(refusals.NothingToShift):
        decide([planned()], shift(after, days))


def test_a_shift_backwards_does_not_overlap_what_stays() -> None:
    with pytest.raises(refusals.WindowsOverlap):
        decide([planned()], shift("2026-11-30", -4))


def test_a_shift_does_not_close_a_window_before_it_opens() -> None:
    with pytest.raises(refusals.WindowBackwards):
        decide([planned()], shift("2026-12-08", -5))


def test_a_shift_does_not_move_into_the_past() -> None:
    with pytest.raises(refusals.InstantInPast):
        decide([planned()], shift("2026-11-01", -30))


@given(day=st.integers(-5, 40), days=st.integers(-20, 60), now=st.integers(0, 40 * 24 * 60))
@settings(max_examples=300)
def test_whatever_the_shift_windows_stay_in_order_and_the_past_stays(day: int, days: int, now: int) -> None:
    at = BEFORE + timedelta(minutes=now)
    command = ask.Shift(edition=EDITION, after=date(2026, 11, 9) + timedelta(days=day), days=days)
    try:
        [event] = decide([planned()], command, at=at)
    except (
        refusals.NothingToShift,
        refusals.WindowsOverlap,
        refusals.WindowBackwards,
        refusals.InstantInPast,
    ):
        return
    state = fold(PHASES, planned(), event)
    after = [step.window for step in state.steps.values()]
    assert all(one.opens_at < one.closes_at for one in after)
    assert all(one.closes_at <= two.opens_at for one, two in pairwise(after))
    for old, new in zip(windows(), after, strict=True):
        assert new.opens_at == old.opens_at or min(new.opens_at, old.opens_at) > at
        assert new.closes_at == old.closes_at or min(new.closes_at, old.closes_at) > at


# ── Gates ──


def requirement(key: str) -> ask.WantedRequirement:
    return ask.WantedRequirement(key=key, title=Text(fr=key), kinds="link")


def test_a_gate_is_set_until_its_phase_opens() -> None:
    command = ask.SetGate(edition=EDITION, phase="ideation", requires=(requirement("maquette"),), mode="lenient")
    gate = Gate(
        phase="ideation",
        requires=(Requirement(key="maquette", title=Text(fr="maquette"), kinds="link"),),
        mode="lenient",
    )
    assert decide([planned()], command) == [was.GateSet(edition=EDITION, gate=gate)]


def test_a_gate_that_stays_the_same_records_nothing() -> None:
    usual = ask.USUAL_GATES[0].requires[0]
    same = ask.WantedRequirement(key=usual.key, title=usual.title)
    assert decide([planned()], ask.SetGate(edition=EDITION, phase="inspiration", requires=(same,))) == []


def test_a_gate_is_frozen_once_its_phase_has_opened() -> None:
    command = ask.SetGate(edition=EDITION, phase="inspiration", requires=())
    with pytest.raises(refusals.GateFrozen):
        decide([planned(), opened("inspiration")], command)


def test_a_gate_is_frozen_at_the_opening_even_before_the_clock_came() -> None:
    command = ask.SetGate(edition=EDITION, phase="inspiration", requires=())
    with pytest.raises(refusals.GateFrozen):
        decide([planned()], command, at=opens("inspiration"))


def test_a_gate_asks_for_a_deliverable_once() -> None:
    twice = (requirement("maquette"), requirement("maquette"))
    with pytest.raises(refusals.RequirementTwice):
        decide([planned()], ask.SetGate(edition=EDITION, phase="ideation", requires=twice))
