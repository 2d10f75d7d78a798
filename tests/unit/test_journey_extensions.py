"""A team has longer than the others."""

from __future__ import annotations

from datetime import datetime

import pytest

from idarathon.errors import Refusal
from idarathon.people.events import hashed
from idarathon.phases import events as was
from idarathon.phases.decider import refusals
from idarathon.phases.events import Phase
from tests.support.given import SALT
from tests.support.journeys import (
    COMPLETE,
    DAY,
    END,
    HELD,
    HOUR,
    IN_INSPIRATION,
    TEAM,
    UNTIL,
    advanced,
    decide,
    deposited,
    end_extension,
    entered,
    examine,
    extend,
    extended,
    extension_ended,
    held,
    held_by_hand,
    phases,
    started,
    waiting,
)
from tests.support.windows import (
    EDITION,
    MINUTE,
    closed,
    closes,
    opens,
)

# ── Extensions ──


def test_an_extension_is_granted_before_the_closing() -> None:
    command = extend("inspiration", UNTIL)
    assert decide(IN_INSPIRATION, command, phases("inspiration"), at=END - HOUR) == [
        was.JourneyExtended(
            edition=EDITION,
            team=TEAM,
            phase="inspiration",
            until=UNTIL,
            reason=hashed(command.id, SALT, "Panne du réseau"),
        )
    ]


def test_an_extension_is_granted_to_a_held_team_long_after_the_closing() -> None:
    at = opens("prototyping")
    assert len(decide(HELD, extend("inspiration", at + DAY), phases("prototyping"), at=at)) == 1


@pytest.mark.parametrize(
    ("until", "refusal"),
    [
        (END - HOUR, refusals.InstantInPast),
        (END, refusals.ExtensionTooShort),
        (closes("pitch") + MINUTE, refusals.ExtensionTooLong),
    ],
)
def test_an_extension_ends_after_the_window_and_not_after_pitch(until: datetime, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        decide(IN_INSPIRATION, extend("inspiration", until), phases("inspiration"), at=END - HOUR)


def test_an_extension_may_last_until_pitch_closes() -> None:
    assert len(decide(IN_INSPIRATION, extend("inspiration", closes("pitch")), phases("inspiration"), at=END)) == 1


def test_there_is_no_extension_of_pitch() -> None:
    with pytest.raises(refusals.ExtensionTooLong):
        decide([started(), entered("pitch")], extend("pitch", closes("pitch") + DAY), phases("pitch"))


def test_there_is_no_extension_after_an_early_closing_of_pitch() -> None:
    state = phases("pitch", False, closed("pitch", opens("pitch") + HOUR))
    with pytest.raises(refusals.ExtensionTooLong):
        decide(HELD, extend("inspiration", opens("pitch") + 3 * HOUR), state, at=opens("pitch") + 2 * HOUR)


@pytest.mark.parametrize("phase", was.PHASES[1:])
def test_an_extension_is_of_the_present_phase(phase: Phase) -> None:
    with pytest.raises(refusals.NotInPhase):
        decide(IN_INSPIRATION, extend(phase, closes("pitch")), phases("inspiration"))


def test_a_waiting_team_has_nothing_to_extend() -> None:
    with pytest.raises(refusals.NotInPhase):
        decide([started(), waiting("inspiration")], extend("inspiration", UNTIL), phases())


def test_the_same_extension_twice_records_nothing() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL)]
    assert decide(events, extend("inspiration", UNTIL), phases("inspiration"), at=END - HOUR) == []


def test_under_an_extension_a_team_with_gaps_stays_at_the_closing() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL)]
    assert decide(events, examine("inspiration"), phases("inspiration", True), at=END) == []


def test_under_an_extension_a_complete_team_goes_on_at_the_closing() -> None:
    events = [*COMPLETE, extended("inspiration", UNTIL)]
    assert decide(events, examine("inspiration"), phases("inspiration", True), at=END)[0] == advanced("inspiration")


def test_under_an_extension_a_team_goes_on_once_it_is_complete() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL), deposited("inspiration", "carnet", in_extension=True)]
    state = phases("inspiration", True)
    assert decide(events, examine("inspiration"), state, at=END + HOUR)[0] == advanced("inspiration")


def test_a_held_team_goes_on_once_it_is_complete_inside_an_extension() -> None:
    events = [*HELD, extended("inspiration", UNTIL), deposited("inspiration", "carnet", in_extension=True)]
    state = phases("inspiration", True)
    assert decide(events, examine("inspiration"), state, at=END + HOUR)[0] == advanced("inspiration")


def test_what_came_late_counts_for_an_extension_granted_afterwards() -> None:
    events = [*HELD, deposited("inspiration", "carnet", late=True), extended("inspiration", UNTIL)]
    state = phases("inspiration", True)
    assert decide(events, examine("inspiration"), state, at=END + HOUR)[0] == advanced("inspiration")


def test_what_came_late_does_not_count_without_one() -> None:
    events = [*HELD, deposited("inspiration", "carnet", late=True)]
    assert decide(events, examine("inspiration"), phases("inspiration", True), at=END + HOUR) == []


def test_at_the_end_of_its_extension_a_complete_team_goes_on() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL), deposited("inspiration", "carnet", in_extension=True)]
    state = phases("inspiration", True)
    assert decide(events, end_extension("inspiration"), state, at=UNTIL)[0] == advanced("inspiration")


def test_at_the_end_of_its_extension_a_team_with_gaps_is_held() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL)]
    assert decide(events, end_extension("inspiration"), phases("inspiration", True), at=UNTIL) == [
        extension_ended("inspiration"),
        held("inspiration", "carnet"),
    ]


def test_at_the_end_of_its_extension_a_held_team_stays_held() -> None:
    events = [*HELD, extended("inspiration", UNTIL)]
    assert decide(events, end_extension("inspiration"), phases("inspiration", True), at=UNTIL) == [
        extension_ended("inspiration")
    ]


def test_at_the_end_of_its_extension_a_lenient_gate_lets_a_team_go_on_under_reserve() -> None:
    state = phases("inspiration", True, modes=("lenient",))
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL)]
    assert decide(events, end_extension("inspiration"), state, at=UNTIL)[0] == advanced("inspiration", "carnet")


def test_an_extension_does_not_end_before() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL)]
    with pytest.raises(refusals.NotDue):
        decide(events, end_extension("inspiration"), phases("inspiration", True), at=UNTIL - MINUTE)


def test_a_longer_extension_makes_the_end_of_the_first_one_undue() -> None:
    events = [*HELD, extended("inspiration", UNTIL), extended("inspiration", UNTIL + DAY)]
    with pytest.raises(refusals.NotDue):
        decide(events, end_extension("inspiration"), phases("inspiration", True), at=UNTIL)


def test_an_extension_ends_once() -> None:
    events = [*HELD, extended("inspiration", UNTIL), extension_ended("inspiration")]
    assert decide(events, end_extension("inspiration"), phases("inspiration", True), at=UNTIL) == []


def test_a_second_extension_lets_a_held_team_go_on() -> None:
    events = [
        *HELD,
        extended("inspiration", UNTIL),
        extension_ended("inspiration"),
        extended("inspiration", UNTIL + DAY),
        deposited("inspiration", "carnet", in_extension=True),
    ]
    state = phases("inspiration", True)
    assert decide(events, examine("inspiration"), state, at=UNTIL + HOUR)[0] == advanced("inspiration")


def test_a_closing_that_is_handled_after_the_end_of_an_extension_ends_it() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL)]
    assert decide(events, examine("inspiration"), phases("inspiration", True), at=UNTIL + DAY) == [
        extension_ended("inspiration"),
        held("inspiration", "carnet"),
    ]


def test_an_extension_ends_with_the_phase_that_it_was_for() -> None:
    events = [*COMPLETE, extended("inspiration", UNTIL), advanced("inspiration"), entered("definition")]
    state = phases("definition", True)
    assert decide(events, end_extension("inspiration"), state, at=UNTIL) == []
    assert decide(events, examine("definition"), state, at=closes("definition")) == [held("definition", "probleme")]


def test_at_the_end_of_its_extension_a_team_held_by_hand_stays_held_at_a_lenient_gate_too() -> None:
    state = phases("inspiration", True, modes=("lenient",))
    events = [*IN_INSPIRATION, held_by_hand("inspiration"), extended("inspiration", UNTIL)]
    assert decide(events, end_extension("inspiration"), state, at=UNTIL) == [extension_ended("inspiration")]
