"""Opening, closing and reminding; what the working calendar warns of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import structs

from events.message import Event
from idarathon.people.events import hashed
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import PHASES, refusals
from idarathon.phases.events import window
from idarathon.phases.reads import Caution, warnings
from tests.support.given import SALT, fold
from tests.support.windows import (
    EDITION,
    MINUTE,
    STRANGER,
    WALLS,
    ZONE,
    closed,
    closes,
    decide,
    opened,
    opens,
    planned,
)

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
