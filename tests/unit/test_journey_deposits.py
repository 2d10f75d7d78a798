"""What a team deposits, and when it counts."""

from __future__ import annotations

import pytest

from events.message import Event
from idarathon.errors import Refusal
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import PHASES, refusals
from idarathon.phases.events import Gate, Requirement
from tests.support.given import fold
from tests.support.journeys import (
    COMPLETE,
    DAY,
    END,
    HELD,
    HOUR,
    IN_INSPIRATION,
    TINY,
    UNTIL,
    advanced,
    decide,
    deposit,
    deposited,
    entered,
    examine,
    extended,
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
    opened,
    opens,
    planned,
)

# ── Depositing ──


def test_a_deposit_in_the_present_phase_is_in_time_until_the_closing() -> None:
    at = END - TINY
    assert decide(IN_INSPIRATION, deposit("inspiration", "carnet"), phases("inspiration"), at=at) == [
        deposited("inspiration", "carnet")
    ]


def test_at_the_closing_a_deposit_is_late_even_before_the_clock_came() -> None:
    assert decide(IN_INSPIRATION, deposit("inspiration", "carnet"), phases("inspiration"), at=END) == [
        deposited("inspiration", "carnet", late=True)
    ]


def test_after_an_early_closing_a_deposit_is_late_before_the_planned_one() -> None:
    state = phases("inspiration", False, closed("inspiration", END - DAY))
    [event] = decide(IN_INSPIRATION, deposit("inspiration", "carnet"), state, at=END - DAY)
    assert event == deposited("inspiration", "carnet", late=True)


def test_inside_an_extension_a_deposit_is_in_time() -> None:
    events = [*HELD, extended("inspiration", UNTIL)]
    [event] = decide(events, deposit("inspiration", "carnet"), phases("inspiration", True), at=UNTIL - MINUTE)
    assert event == deposited("inspiration", "carnet", in_extension=True)


def test_at_the_end_of_an_extension_a_deposit_is_late() -> None:
    events = [*HELD, extended("inspiration", UNTIL)]
    [event] = decide(events, deposit("inspiration", "carnet"), phases("inspiration", True), at=UNTIL)
    assert event == deposited("inspiration", "carnet", late=True)


def test_a_window_that_was_moved_beyond_the_extension_is_the_deadline() -> None:
    later = was.window("inspiration", "2026-11-09T09:00", "2026-11-15T16:30", "Africa/Casablanca")
    state = phases("inspiration", False, was.PhaseScheduled(edition=EDITION, window=later))
    events = [*IN_INSPIRATION, extended("inspiration", END + HOUR)]
    [event] = decide(events, deposit("inspiration", "carnet"), state, at=END + 2 * HOUR)
    assert event == deposited("inspiration", "carnet")


def test_a_held_team_deposits_late() -> None:
    assert decide(HELD, deposit("inspiration", "carnet"), phases("inspiration", True), at=UNTIL) == [
        deposited("inspiration", "carnet", late=True)
    ]


def test_a_team_held_in_an_open_phase_deposits_in_time() -> None:
    events = [*IN_INSPIRATION, held_by_hand("inspiration")]
    [event] = decide(events, deposit("inspiration", "carnet"), phases("inspiration"), at=END - MINUTE)
    assert event == deposited("inspiration", "carnet")


def test_what_was_deposited_may_be_deposited_again() -> None:
    command = deposit("inspiration", "carnet")
    assert decide(COMPLETE, command, phases("inspiration"), at=END - MINUTE) == [deposited("inspiration", "carnet")]


def test_a_late_deposit_does_not_undo_one_in_time() -> None:
    events = [*COMPLETE, deposited("inspiration", "carnet", late=True)]
    assert decide(events, examine("inspiration"), phases("inspiration", True), at=END) == [
        advanced("inspiration"),
        waiting("definition"),
    ]


def test_a_task_is_deposited_from_a_later_phase() -> None:
    events = [*IN_INSPIRATION, advanced("inspiration", "carnet"), entered("definition")]
    [event] = decide(events, deposit("inspiration", "carnet"), phases("definition"), at=opens("definition"))
    assert event == deposited("inspiration", "carnet", late=True)


def test_a_waiting_team_deposits_its_tasks() -> None:
    events = [*IN_INSPIRATION, advanced("inspiration", "carnet"), waiting("definition")]
    [event] = decide(events, deposit("inspiration", "carnet"), phases("inspiration"), at=END - MINUTE)
    assert event == deposited("inspiration", "carnet")


def test_a_task_that_was_deposited_is_no_task_any_more() -> None:
    events = [
        *IN_INSPIRATION,
        advanced("inspiration", "carnet"),
        entered("definition"),
        deposited("inspiration", "carnet", late=True),
    ]
    with pytest.raises(refusals.DeliverableNotOpen):
        decide(events, deposit("inspiration", "carnet"), phases("definition"), at=opens("definition"))


def test_a_task_does_not_count_at_the_present_gate() -> None:
    events = [
        *IN_INSPIRATION,
        advanced("inspiration", "carnet"),
        entered("definition"),
        deposited("inspiration", "carnet", late=True),
    ]
    state = phases("definition", True)
    assert decide(events, examine("definition"), state, at=closes("definition")) == [held("definition", "probleme")]


@pytest.mark.parametrize("events", [[started(), waiting("inspiration")], IN_INSPIRATION])
def test_a_deliverable_of_another_phase_is_not_open(events: list[Event]) -> None:
    with pytest.raises(refusals.DeliverableNotOpen):
        decide(events, deposit("definition", "probleme"), phases("inspiration"))


def test_a_waiting_team_does_not_deposit_before_the_opening() -> None:
    with pytest.raises(refusals.DeliverableNotOpen):
        decide([started(), waiting("inspiration")], deposit("inspiration", "carnet"), phases())


def test_what_the_gate_does_not_ask_for_is_refused() -> None:
    with pytest.raises(refusals.UnknownDeliverable):
        decide(IN_INSPIRATION, deposit("inspiration", "roman"), phases("inspiration"))


@pytest.mark.parametrize(
    ("kinds", "text", "links", "refusal"),
    [
        ("any", " ", (), refusals.DepositEmpty),
        ("text", "", ("https://a.ma",), refusals.TextNeeded),
        ("link", "Voici.", (), refusals.LinkNeeded),
        ("any", "Voici.", ("javascript:alert(1)",), refusals.LinkInvalid),
        ("any", "Voici.", ("https://",), refusals.LinkInvalid),
        ("any", "Voici.", ("https://a.ma b",), refusals.LinkInvalid),
        ("any", "Voici.", ("https://a.ma\n",), refusals.LinkInvalid),
    ],
)
def test_a_deposit_is_made_of_what_was_asked_for(
    kinds: was.Kinds, text: str, links: tuple[str, ...], refusal: type[Refusal]
) -> None:
    wanted = Requirement(key="carnet", title=ask.USUAL_GATES[0].requires[0].title, kinds=kinds)
    gate = was.GateSet(edition=EDITION, gate=Gate(phase="inspiration", requires=(wanted,)))
    state = fold(PHASES, planned(), gate, opened("inspiration"))
    with pytest.raises(refusal):
        decide(IN_INSPIRATION, deposit("inspiration", "carnet", text, links), state)


def test_a_link_is_kept() -> None:
    command = deposit("inspiration", "carnet", "", ("https://drive.example.ma/carnet?v=1",))
    [event] = decide(IN_INSPIRATION, command, phases("inspiration"))
    assert isinstance(event, was.JourneyDeposited) and event.links == ("https://drive.example.ma/carnet?v=1",)
