"""A team begins its way, and enters a phase."""

from __future__ import annotations

import pytest

from idarathon.errors import NotFound
from idarathon.phases import events as was
from idarathon.phases.decider import refusals
from idarathon.phases.decider.windows import Phases
from idarathon.phases.events import Phase
from tests.support.journeys import (
    END,
    HELD,
    IN_INSPIRATION,
    Team,
    advanced,
    decide,
    deposit,
    enter,
    entered,
    held,
    phases,
    start,
    started,
    waiting,
)
from tests.support.windows import (
    STRANGER,
    opens,
)

# ── Starting ──


def test_a_confirmed_team_waits_for_the_first_phase() -> None:
    assert decide([], start(), phases()) == [started(), waiting("inspiration")]


def test_a_confirmed_team_enters_the_first_phase_when_it_is_open() -> None:
    assert decide([], start(), phases("inspiration")) == IN_INSPIRATION


def test_a_team_that_enters_a_closed_phase_is_examined_at_once() -> None:
    assert decide([], start(), phases("ideation"), at=opens("ideation")) == HELD


def test_a_team_that_enters_closed_phases_with_lenient_gates_goes_on_to_the_open_one() -> None:
    state = phases("ideation", modes=("lenient", "lenient"))
    assert decide([], start(), state, at=opens("ideation")) == [
        started(),
        entered("inspiration"),
        advanced("inspiration", "carnet"),
        entered("definition"),
        advanced("definition", "probleme"),
        entered("ideation"),
    ]


def test_a_journey_starts_once() -> None:
    assert decide(IN_INSPIRATION, start(), phases("inspiration")) == []


def test_a_team_without_its_minimum_does_not_start() -> None:
    with pytest.raises(refusals.TeamNotConfirmed):
        decide([], start(), phases(), team=Team(confirmed=False))


def test_a_team_that_withdrew_before_the_message_came_does_not_start() -> None:
    with pytest.raises(refusals.TeamGone):
        decide([], start(), phases(), team=Team(withdrawn=True))


@pytest.mark.parametrize(
    ("state", "team"),
    [(Phases(), Team()), (phases(), Team(edition=None)), (phases(), Team(edition=STRANGER))],
)
def test_a_journey_needs_phases_and_a_team_of_its_edition(state: Phases, team: Team) -> None:
    with pytest.raises(NotFound):
        decide([], start(), state, team=team)


def test_nothing_is_done_to_a_journey_that_has_not_started() -> None:
    with pytest.raises(NotFound):
        decide([], deposit("inspiration", "carnet"), phases("inspiration"))


# ── Entering ──


def test_a_waiting_team_enters_when_the_phase_has_opened() -> None:
    assert decide([started(), waiting("inspiration")], enter("inspiration"), phases("inspiration")) == [
        entered("inspiration")
    ]


def test_a_waiting_team_that_enters_a_phase_already_closed_is_examined_at_once() -> None:
    events = [started(), waiting("inspiration")]
    assert decide(events, enter("inspiration"), phases("inspiration", close=True), at=END) == [
        entered("inspiration"),
        held("inspiration", "carnet"),
    ]


def test_a_team_does_not_enter_before_the_opening() -> None:
    with pytest.raises(refusals.PhaseNotOpen):
        decide([started(), waiting("inspiration")], enter("inspiration"), phases())


@pytest.mark.parametrize("phase", was.PHASES)
def test_a_team_enters_once(phase: Phase) -> None:
    assert decide(IN_INSPIRATION, enter(phase), phases("pitch")) == []
