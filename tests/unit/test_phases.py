"""The windows and gates of an edition: planning, moving, opening, closing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from events.message import Event
from idarathon.editions.events import Text
from idarathon.errors import NotFound
from idarathon.people.events import hashed
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import PHASES, refusals
from idarathon.phases.events import Gate, Phase, Requirement, Window, to_instant, to_wall, window
from idarathon.phases.reads import Caution, warnings
from tests.support.given import SALT, fold, run

EDITION, STRANGER, FACILITATOR = UUID(int=1), UUID(int=2), UUID(int=9)
ZONE = "Africa/Casablanca"
WALLS: dict[Phase, tuple[str, str]] = {
    "inspiration": ("2026-11-09T09:00", "2026-11-13T16:30"),
    "definition": ("2026-11-16T09:00", "2026-11-20T16:30"),
    "ideation": ("2026-11-23T09:00", "2026-11-27T16:30"),
    "prototyping": ("2026-11-30T09:00", "2026-12-04T16:30"),
    "pitch": ("2026-12-07T09:00", "2026-12-09T16:30"),
}
MINUTE = timedelta(minutes=1)


class Edition(Struct, frozen=True):
    """What the phases see of their edition."""

    edition: UUID | None = EDITION
    zone: str = ZONE
    published: bool = True

    @property
    def exists(self) -> bool:
        return self.edition is not None


def moment(wall: str) -> datetime:
    return to_instant(wall, ZONE)


def opens(phase: Phase) -> datetime:
    return moment(WALLS[phase][0])


def closes(phase: Phase) -> datetime:
    return moment(WALLS[phase][1])


BEFORE = opens("inspiration") - timedelta(days=10)


def slots(**changed: tuple[str, str]) -> tuple[ask.Slot, ...]:
    walls: dict[str, tuple[str, str]] = {**dict(WALLS.items()), **changed}
    return tuple(ask.Slot(phase=phase, opens=walls[phase][0], closes=walls[phase][1]) for phase in was.PHASES)


def windows() -> tuple[Window, ...]:
    return tuple(window(phase, *WALLS[phase], ZONE) for phase in was.PHASES)


def planned() -> Event:
    return was.PhasesPlanned(edition=EDITION, windows=windows(), gates=ask.USUAL_GATES)


def opened(phase: Phase) -> Event:
    return was.PhaseOpened(edition=EDITION, phase=phase, due_at=opens(phase))


def closed(phase: Phase, at: datetime | None = None) -> Event:
    due = closes(phase)
    return was.PhaseClosed(edition=EDITION, phase=phase, early=at is not None, due_at=due, ended_at=at or due)


def decide(events: list[Event], command: Any, at: datetime = BEFORE, actor: UUID | None = FACILITATOR) -> list[Event]:
    return run(PHASES, events, command, Edition(), at=at, actor=actor)


def schedule(phase: Phase, opening: str | None = None, closing: str | None = None) -> ask.Schedule:
    usual = WALLS[phase]
    return ask.Schedule(edition=EDITION, phase=phase, opens=opening or usual[0], closes=closing or usual[1])


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


# ── Opening and closing ──


def test_the_clock_opens_a_phase_when_it_is_due() -> None:
    command = ask.Open(edition=EDITION, phase="inspiration")
    assert decide([planned()], command, at=opens("inspiration"), actor=None) == [opened("inspiration")]


def test_a_phase_does_not_open_before() -> None:
    with pytest.raises(refusals.NotDue):
        decide([planned()], ask.Open(edition=EDITION, phase="inspiration"), at=opens("inspiration") - MINUTE)


def test_a_phase_opens_once() -> None:
    command = ask.Open(edition=EDITION, phase="inspiration")
    with pytest.raises(refusals.PhaseAlreadyOpen):
        decide([planned(), opened("inspiration")], command, at=opens("inspiration"))


def test_a_phase_opens_after_those_before_it_have_closed() -> None:
    command = ask.Open(edition=EDITION, phase="definition")
    with pytest.raises(refusals.PhaseStillOpen):
        decide([planned(), opened("inspiration")], command, at=opens("definition"))


def test_the_clock_closes_a_phase_when_it_is_due() -> None:
    command = ask.Close(edition=EDITION, phase="inspiration")
    events = [planned(), opened("inspiration")]
    assert decide(events, command, at=closes("inspiration"), actor=None) == [closed("inspiration")]


def test_a_closing_that_is_handled_late_counts_from_when_it_was_due() -> None:
    command = ask.Close(edition=EDITION, phase="inspiration")
    events = [planned(), opened("inspiration")]
    at = closes("inspiration") + timedelta(days=3)
    assert decide(events, command, at=at, actor=None) == [closed("inspiration")]


def test_the_clock_does_not_close_a_phase_before() -> None:
    command = ask.Close(edition=EDITION, phase="inspiration")
    with pytest.raises(refusals.NotDue):
        decide([planned(), opened("inspiration")], command, at=closes("inspiration") - MINUTE, actor=None)


def test_a_facilitator_closes_a_phase_early() -> None:
    command = ask.Close(edition=EDITION, phase="inspiration", reason="Toutes les équipes ont fini.")
    at = opens("inspiration") + MINUTE
    [event] = decide([planned(), opened("inspiration")], command, at=at)
    assert event == was.PhaseClosed(
        edition=EDITION,
        phase="inspiration",
        early=True,
        due_at=closes("inspiration"),
        ended_at=at,
        reason=hashed(command.id, SALT, "Toutes les équipes ont fini."),
    )


def test_a_phase_closes_once() -> None:
    events = [planned(), opened("inspiration"), closed("inspiration")]
    with pytest.raises(refusals.PhaseAlreadyClosed):
        decide(events, ask.Close(edition=EDITION, phase="inspiration"), at=closes("inspiration"))


def test_a_phase_that_is_not_open_does_not_close() -> None:
    with pytest.raises(refusals.PhaseNotOpen):
        decide([planned()], ask.Close(edition=EDITION, phase="pitch"))


# ── What comes from outside ──


@pytest.mark.parametrize(
    ("cls", "body"),
    [
        (ask.Shift, {"edition": str(EDITION), "after": "2026-11-09", "days": 366}),
        (ask.Schedule, {"edition": str(EDITION), "phase": "pitch", "opens": "demain", "closes": "2026-12-09T16:30"}),
        (ask.Schedule, {"edition": str(EDITION), "phase": "finale", "opens": "2026-12-07T09:00", "closes": "x"}),
        (ask.Close, {"edition": str(EDITION), "phase": "pitch", "reason": "  "}),
        (ask.Close, {"edition": str(EDITION), "phase": "pitch", "at": "2026-12-07T09:00:00Z"}),
        (ask.SetGate, {"edition": str(EDITION), "phase": "pitch", "requires": [{"key": "A B", "title": {"fr": "x"}}]}),
        (ask.SetGate, {"edition": str(EDITION), "phase": "pitch", "requires": [{"key": "a", "titel": {"fr": "x"}}]}),
    ],
)
def test_a_command_that_cannot_be_read_is_refused(cls: type, body: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, cls, strict=False)


@pytest.mark.parametrize("event", [planned(), opened("pitch"), closed("pitch")])
def test_an_event_comes_back_from_the_log_as_it_was(event: Event) -> None:
    assert msgspec.json.decode(msgspec.json.encode(event), type=type(event)) == event


# ── The working calendar warns, and never refuses ──


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-11-12T09:00", []),
        ("2026-11-14T09:00", [Caution(code="weekend")]),
        ("2026-11-18T09:00", [Caution(code="holiday", name="Fête de l'indépendance")]),
        ("2026-11-13T12:29", []),
        ("2026-11-13T12:30", [Caution(code="friday_prayer")]),
        ("2026-11-13T14:29", [Caution(code="friday_prayer")]),
        ("2026-11-13T14:30", []),
    ],
)
def test_the_working_calendar_warns(wall: str, expected: list[Caution]) -> None:
    assert warnings(wall, "fr") == expected


def test_holidays_are_named_in_the_language_of_the_reader() -> None:
    assert warnings("2026-11-18T09:00", "ar") == [Caution(code="holiday", name="عيد الاستقلال")]


def test_foreign_events_change_nothing() -> None:
    state = fold(PHASES, planned())
    assert PHASES.evolve(state, was.JourneyFinished(edition=EDITION, team=STRANGER)) == state
    assert structs.asdict(state)["edition"] == EDITION


# ── Reminders ──


def remind(before: was.Before = "24h") -> ask.Remind:
    return ask.Remind(edition=EDITION, phase="inspiration", before=before)


def reminded(before: was.Before = "24h") -> Event:
    return was.PhaseReminded(edition=EDITION, phase="inspiration", before=before, closes_at=closes("inspiration"))


def ahead(hours: float) -> datetime:
    return closes("inspiration") - timedelta(hours=hours)


@pytest.mark.parametrize("before", ["72h", "24h", "2h"])
def test_a_closing_is_recalled_when_it_is_due(before: was.Before) -> None:
    begun = [planned(), opened("inspiration")]
    assert decide(begun, remind(before), ahead(int(before[:-1])), actor=None) == [reminded(before)]


def test_a_closing_is_recalled_once() -> None:
    assert decide([planned(), opened("inspiration"), reminded()], remind(), ahead(20), actor=None) == []


def test_a_closing_that_was_moved_is_recalled_again() -> None:
    later = window("inspiration", WALLS["inspiration"][0], "2026-11-14T12:00", ZONE)
    moved = was.PhaseScheduled(edition=EDITION, window=later)
    events = decide(
        [planned(), opened("inspiration"), reminded(), moved], remind(), later.closes_at - timedelta(hours=24), None
    )
    assert events == [was.PhaseReminded(edition=EDITION, phase="inspiration", before="24h", closes_at=later.closes_at)]


def test_no_closing_is_recalled_too_early() -> None:
    with pytest.raises(refusals.NotDue):
        decide([planned(), opened("inspiration")], remind("24h"), ahead(24) - MINUTE, actor=None)


@pytest.mark.parametrize(("before", "hours"), [("72h", 24), ("24h", 2), ("72h", 1), ("2h", 0)])
def test_a_reminder_that_came_too_late_is_left_out(before: was.Before, hours: float) -> None:
    assert decide([planned(), opened("inspiration")], remind(before), ahead(hours), actor=None) == []


def test_nobody_is_reminded_of_what_is_not_open() -> None:
    assert decide([planned()], remind(), ahead(24), actor=None) == []
    shut = closed("inspiration", ahead(30))
    assert decide([planned(), opened("inspiration"), shut], remind(), ahead(24), actor=None) == []
