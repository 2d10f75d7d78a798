"""The windows of an edition: time, planning, moving one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from idarathon.errors import NotFound
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import PHASES, refusals
from idarathon.phases.events import to_instant, to_wall, window
from tests.support.given import run
from tests.support.windows import (
    BEFORE,
    EDITION,
    MINUTE,
    STRANGER,
    ZONE,
    Edition,
    closed,
    closes,
    decide,
    moment,
    opened,
    opens,
    planned,
    schedule,
    slots,
)

# ── Time ──


def test_a_wall_time_becomes_the_utc_instant_of_its_zone() -> None:
    assert to_instant("2026-07-01T09:00", "Europe/Paris") == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_of_a_wall_time_that_occurs_twice_the_first_is_meant() -> None:
    assert to_instant("2026-10-25T02:30", "Europe/Paris") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("wall", ["2026-03-29T02:30", "2026-02-30T09:00", "2026-11-09", "09:00", "٢٠٢٦-11-09T09:00"])
def test_a_wall_time_that_does_not_exist_is_refused(wall: str) -> None:
    with pytest.raises(ValueError):
        to_instant(wall, "Europe/Paris")


def test_an_instant_is_shown_as_the_wall_time_of_its_zone() -> None:
    assert to_wall(datetime(2026, 7, 1, 7, tzinfo=UTC), "Europe/Paris") == "2026-07-01T09:00"


# ── Planning ──


def test_a_plan_gives_five_windows_in_order_and_the_usual_gates() -> None:
    command = ask.Plan(edition=EDITION, windows=slots()[::-1])
    assert decide([], command) == [planned()]


def test_the_usual_gates_ask_for_what_the_programme_says() -> None:
    asked = {gate.phase: [one.title.fr for one in gate.requires] for gate in ask.USUAL_GATES}
    assert asked == {
        "inspiration": ["Carnet d’observation"],
        "definition": ["Énoncé du problème"],
        "ideation": ["Fiche idée"],
        "prototyping": ["Prototype", "Compte rendu de test"],
        "pitch": ["Support de pitch"],
    }


def test_a_plan_is_made_once() -> None:
    with pytest.raises(refusals.AlreadyPlanned):
        decide([planned()], ask.Plan(edition=EDITION, windows=slots()))


@pytest.mark.parametrize("wanted", [slots()[:4], (*slots()[:4], slots()[0]), (*slots(), slots()[0])])
def test_a_plan_has_each_phase_once(wanted: tuple[ask.Slot, ...]) -> None:
    with pytest.raises(refusals.WindowsIncomplete):
        decide([], ask.Plan(edition=EDITION, windows=wanted))


def test_windows_do_not_overlap() -> None:
    wanted = slots(definition=("2026-11-13T16:29", "2026-11-20T16:30"))
    with pytest.raises(refusals.WindowsOverlap) as refused:
        decide([], ask.Plan(edition=EDITION, windows=wanted))
    assert refused.value.values == {"first": "inspiration", "second": "definition"}


def test_a_window_may_open_at_the_instant_when_the_one_before_closes() -> None:
    wanted = slots(definition=("2026-11-13T16:30", "2026-11-20T16:30"))
    assert len(decide([], ask.Plan(edition=EDITION, windows=wanted))) == 1


def test_a_window_closes_after_it_opens() -> None:
    wanted = slots(pitch=("2026-12-07T09:00", "2026-12-07T09:00"))
    with pytest.raises(refusals.WindowBackwards):
        decide([], ask.Plan(edition=EDITION, windows=wanted))


def test_a_plan_does_not_begin_in_the_past() -> None:
    with pytest.raises(refusals.InstantInPast):
        decide([], ask.Plan(edition=EDITION, windows=slots()), at=opens("inspiration") + MINUTE)


def test_a_plan_with_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(refusals.WallInvalid):
        decide([], ask.Plan(edition=EDITION, windows=slots(pitch=("2026-12-32T09:00", "2026-12-33T09:00"))))


@pytest.mark.parametrize("edition", [Edition(edition=None), Edition(edition=STRANGER)])
def test_phases_belong_to_an_edition_that_exists(edition: Edition) -> None:
    with pytest.raises(NotFound):
        run(PHASES, [], ask.Plan(edition=EDITION, windows=slots()), edition, at=BEFORE)


def test_nothing_is_done_to_phases_that_are_not_planned() -> None:
    with pytest.raises(NotFound):
        decide([], ask.Open(edition=EDITION, phase="inspiration"))


# ── Moving a window ──


def test_a_window_moves() -> None:
    moved = window("ideation", "2026-11-24T10:00", "2026-11-28T12:00", ZONE)
    command = schedule("ideation", "2026-11-24T10:00", "2026-11-28T12:00")
    assert decide([planned()], command) == [was.PhaseScheduled(edition=EDITION, window=moved)]


def test_a_window_that_stays_the_same_records_nothing() -> None:
    assert decide([planned()], schedule("ideation")) == []


def test_a_moved_window_does_not_overlap_its_neighbours() -> None:
    with pytest.raises(refusals.WindowsOverlap):
        decide([planned()], schedule("ideation", closing="2026-11-30T09:01"))


def test_an_opening_is_not_moved_into_the_past() -> None:
    with pytest.raises(refusals.InstantInPast):
        decide([planned()], schedule("inspiration", "2026-10-01T09:00"))


def test_the_opening_of_an_open_phase_stays() -> None:
    events = [planned(), opened("inspiration")]
    with pytest.raises(refusals.PhaseAlreadyOpen):
        decide(events, schedule("inspiration", "2026-11-11T09:00"), at=opens("inspiration") + MINUTE)


def test_an_opening_that_has_passed_stays_even_before_the_clock_came() -> None:
    with pytest.raises(refusals.PhaseAlreadyOpen):
        decide([planned()], schedule("inspiration", "2026-11-11T09:00"), at=opens("inspiration"))


def test_the_closing_of_an_open_phase_moves() -> None:
    events = [planned(), opened("inspiration")]
    later = schedule("inspiration", closing="2026-11-14T16:30")
    [event] = decide(events, later, at=closes("inspiration") - MINUTE)
    assert event == was.PhaseScheduled(
        edition=EDITION, window=window("inspiration", "2026-11-09T09:00", "2026-11-14T16:30", ZONE)
    )


def test_a_closing_is_not_moved_into_the_past() -> None:
    events = [planned(), opened("inspiration")]
    with pytest.raises(refusals.InstantInPast):
        decide(events, schedule("inspiration", closing="2026-11-10T09:00"), at=moment("2026-11-10T09:00"))


def test_a_closing_that_has_passed_stays_even_before_the_clock_came() -> None:
    events = [planned(), opened("inspiration")]
    with pytest.raises(refusals.PhaseAlreadyClosed):
        decide(events, schedule("inspiration", closing="2026-11-14T16:30"), at=closes("inspiration"))


def test_a_closed_phase_is_not_moved() -> None:
    at = opens("inspiration") + MINUTE
    events = [planned(), opened("inspiration"), closed("inspiration", at)]
    with pytest.raises(refusals.PhaseAlreadyClosed):
        decide(events, schedule("inspiration", closing="2026-11-14T16:30"), at=at)


def test_after_an_early_closing_the_next_window_may_open_sooner() -> None:
    at = opens("inspiration") + MINUTE
    events = [planned(), opened("inspiration"), closed("inspiration", at)]
    assert len(decide(events, schedule("definition", "2026-11-10T09:00"), at=at)) == 1


def test_an_open_phase_keeps_the_zone_in_which_it_opened() -> None:
    events = [planned(), opened("inspiration")]
    command = schedule("inspiration", closing="2026-11-14T16:30")
    elsewhere = Edition(zone="Asia/Tokyo")
    [event] = run(PHASES, events, command, elsewhere, at=opens("inspiration") + MINUTE)
    assert isinstance(event, was.PhaseScheduled) and event.window.zone == ZONE
