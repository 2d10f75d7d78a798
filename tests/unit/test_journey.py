"""A team's way through the phases: deadlines, gates, extensions, overrides, and messages in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import reduce
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from events.message import Event, Stamp
from idarathon.errors import NotFound, Refusal
from idarathon.people.events import hashed
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import JOURNEY, PHASES, refusals
from idarathon.phases.decider.journey import Journey
from idarathon.phases.decider.windows import Phases
from idarathon.phases.events import LAST, Gate, Mode, Phase, Requirement
from tests.support.given import SALT, fold, run
from tests.unit.test_phases import (
    BEFORE,
    EDITION,
    FACILITATOR,
    MINUTE,
    STRANGER,
    Edition,
    closed,
    closes,
    opened,
    opens,
    planned,
)

TEAM = UUID(int=7)
HOUR, DAY, TINY = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
KEYS: dict[Phase, tuple[str, ...]] = {gate.phase: tuple(one.key for one in gate.requires) for gate in ask.USUAL_GATES}


class Team(Struct, frozen=True):
    """What a journey sees of its team."""

    edition: UUID | None = EDITION
    confirmed: bool = True
    withdrawn: bool = False
    members: frozenset[UUID] = frozenset()

    @property
    def exists(self) -> bool:
        return self.edition is not None


def phases(until: Phase | None = None, close: bool = False, *more: Event, modes: tuple[Mode, ...] = ()) -> Phases:
    """The phases when all before ``until`` are closed and it is open, or closed too."""
    events = [planned(), *_modes(modes)]
    for phase in was.PHASES[: was.PHASES.index(until) + 1] if until else ():
        events += [opened(phase), closed(phase)]
    state: Phases = fold(PHASES, *(events if close or not until else events[:-1]), *more)
    return state


def _modes(modes: Iterable[Mode]) -> list[Event]:
    usual = zip(ask.USUAL_GATES, modes, strict=False)
    return [
        was.GateSet(edition=EDITION, gate=Gate(phase=gate.phase, requires=gate.requires, mode=mode))
        for gate, mode in usual
    ]


def started() -> Event:
    return was.JourneyStarted(edition=EDITION, team=TEAM)


def entered(phase: Phase) -> Event:
    return was.JourneyEntered(edition=EDITION, team=TEAM, phase=phase)


def waiting(phase: Phase) -> Event:
    return was.JourneyWaiting(edition=EDITION, team=TEAM, phase=phase)


def held(phase: Phase, *missing: str) -> Event:
    return was.JourneyHeld(edition=EDITION, team=TEAM, phase=phase, missing=missing)


def held_by_hand(phase: Phase) -> Event:
    reason = hashed(UUID(int=3), SALT, "x")
    return was.JourneyHeld(edition=EDITION, team=TEAM, phase=phase, override=True, reason=reason)


def advanced(phase: Phase, *gaps: str) -> Event:
    to = was.following(phase)
    return was.JourneyAdvanced(edition=EDITION, team=TEAM, phase=phase, to=to, gaps=gaps)


def extended(phase: Phase, until: datetime) -> Event:
    reason = hashed(UUID(int=4), SALT, "x")
    return was.JourneyExtended(edition=EDITION, team=TEAM, phase=phase, until=until, reason=reason)


def extension_ended(phase: Phase) -> Event:
    return was.JourneyExtensionEnded(edition=EDITION, team=TEAM, phase=phase)


def finished() -> Event:
    return was.JourneyFinished(edition=EDITION, team=TEAM)


def withdrawn(phase: Phase) -> Event:
    return was.JourneyWithdrawn(edition=EDITION, team=TEAM, phase=phase)


def deposited(phase: Phase, key: str, late: bool = False, in_extension: bool = False) -> Event:
    return was.JourneyDeposited(
        edition=EDITION,
        team=TEAM,
        phase=phase,
        deliverable=key,
        title="Notre dépôt",
        text="Voici.",
        lang="fr",
        late=late,
        in_extension=in_extension,
    )


def deposit(phase: Phase, key: str, text: str = "Voici.", links: tuple[str, ...] = ()) -> ask.Deposit:
    return ask.Deposit(
        edition=EDITION,
        team=TEAM,
        phase=phase,
        deliverable=key,
        title="Notre dépôt",
        text=text,
        links=links,
        lang="fr",
    )


def extend(phase: Phase, until: datetime) -> ask.Extend:
    return ask.Extend(edition=EDITION, team=TEAM, phase=phase, until=until, reason="Panne du réseau")


def advance(phase: Phase) -> ask.Advance:
    return ask.Advance(edition=EDITION, team=TEAM, phase=phase, reason="Vu avec le jury")


def hold(phase: Phase) -> ask.Hold:
    return ask.Hold(edition=EDITION, team=TEAM, phase=phase, reason="Dossier à revoir")


def examine(phase: Phase) -> ask.Examine:
    return ask.Examine(edition=EDITION, team=TEAM, phase=phase)


def enter(phase: Phase) -> ask.Enter:
    return ask.Enter(edition=EDITION, team=TEAM, phase=phase)


def end_extension(phase: Phase) -> ask.EndExtension:
    return ask.EndExtension(edition=EDITION, team=TEAM, phase=phase)


def start() -> ask.StartJourney:
    return ask.StartJourney(edition=EDITION, team=TEAM)


def decide(
    events: list[Event], command: Any, state: Phases, at: datetime = BEFORE, team: Team | None = None
) -> list[Event]:
    return run(JOURNEY, events, command, state, team or Team(), at=at, actor=FACILITATOR)


IN_INSPIRATION = [started(), entered("inspiration")]
COMPLETE = [*IN_INSPIRATION, deposited("inspiration", "carnet")]
HELD = [*IN_INSPIRATION, held("inspiration", "carnet")]
END = closes("inspiration")
UNTIL = END + DAY

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


# ── What facilitators do ──


def test_a_facilitator_advances_a_team_whatever_is_missing_and_the_gaps_stay() -> None:
    command = advance("inspiration")
    override = was.JourneyAdvanced(
        edition=EDITION,
        team=TEAM,
        phase="inspiration",
        to="definition",
        gaps=("carnet",),
        override=True,
        reason=hashed(command.id, SALT, "Vu avec le jury"),
    )
    assert decide(HELD, command, phases("definition"), at=opens("definition")) == [override, entered("definition")]


def test_a_facilitator_advances_a_team_before_the_closing() -> None:
    events = decide(COMPLETE, advance("inspiration"), phases("inspiration"))
    assert events[1] == waiting("definition")


def test_what_came_late_is_no_task_after_an_override() -> None:
    [event, _] = decide(
        [*HELD, deposited("inspiration", "carnet", late=True)], advance("inspiration"), phases("definition")
    )
    assert isinstance(event, was.JourneyAdvanced) and event.gaps == ()


def test_two_facilitators_who_advance_at_once_move_the_team_once() -> None:
    first = decide(HELD, advance("inspiration"), phases("definition"))
    with pytest.raises(refusals.NotInPhase):
        decide([*HELD, *first], advance("inspiration"), phases("definition"))


def test_a_facilitator_holds_a_team() -> None:
    command = hold("inspiration")
    assert decide(COMPLETE, command, phases("inspiration")) == [
        was.JourneyHeld(
            edition=EDITION,
            team=TEAM,
            phase="inspiration",
            override=True,
            reason=hashed(command.id, SALT, "Dossier à revoir"),
        )
    ]


def test_a_team_held_by_hand_stays_although_it_is_complete() -> None:
    events = [*COMPLETE, held_by_hand("inspiration")]
    assert decide(events, examine("inspiration"), phases("inspiration", True), at=END) == []


def test_an_extension_lets_a_team_held_by_hand_go_on() -> None:
    events = [*COMPLETE, held_by_hand("inspiration"), extended("inspiration", UNTIL)]
    state = phases("inspiration", True)
    assert decide(events, examine("inspiration"), state, at=END)[0] == advanced("inspiration")


def test_holding_by_hand_ends_a_running_extension() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL), held_by_hand("inspiration")]
    state = phases("inspiration", True)
    late = deposited("inspiration", "carnet", late=True)
    assert decide(events, deposit("inspiration", "carnet"), state, at=END + HOUR) == [late]
    assert decide([*events, late], examine("inspiration"), state, at=END + HOUR) == []
    assert decide(events, end_extension("inspiration"), state, at=UNTIL) == []


def test_a_held_team_is_not_held_again() -> None:
    with pytest.raises(refusals.AlreadyHeld):
        decide(HELD, hold("inspiration"), phases("inspiration", True))


@pytest.mark.parametrize("command", [advance("inspiration"), hold("inspiration")])
def test_a_waiting_team_is_neither_advanced_nor_held(command: Any) -> None:
    with pytest.raises(refusals.NotInPhase):
        decide([started(), waiting("inspiration")], command, phases())


BY_PEOPLE = [deposit("pitch", "support"), extend("pitch", UNTIL), advance("pitch"), hold("pitch")]
BY_THE_BUS = [enter("pitch"), examine("pitch"), end_extension("pitch")]


@pytest.mark.parametrize("command", BY_PEOPLE)
@pytest.mark.parametrize(
    ("last", "refusal"), [(finished(), refusals.JourneyOver), (withdrawn("pitch"), refusals.TeamGone)]
)
def test_after_the_end_people_are_refused(last: Event, refusal: type[Refusal], command: Any) -> None:
    with pytest.raises(refusal):
        decide([started(), entered("pitch"), last], command, phases("pitch", True))


@pytest.mark.parametrize("command", BY_THE_BUS)
@pytest.mark.parametrize("last", [finished(), withdrawn("pitch")])
def test_after_the_end_messages_do_nothing(last: Event, command: Any) -> None:
    assert decide([started(), entered("pitch"), last], command, phases("pitch", True)) == []


# ── Withdrawing ──

WITHDRAW = ask.WithdrawJourney(edition=EDITION, team=TEAM)


def test_the_journey_of_a_team_that_withdrew_ends_where_it_is() -> None:
    gone = Team(withdrawn=True)
    assert decide(HELD, WITHDRAW, phases("inspiration", True), team=gone) == [withdrawn("inspiration")]


def test_a_journey_ends_once() -> None:
    gone = Team(withdrawn=True)
    assert decide([*HELD, withdrawn("inspiration")], WITHDRAW, phases("inspiration", True), team=gone) == []


def test_the_journey_of_a_team_that_stays_does_not_end() -> None:
    with pytest.raises(refusals.TeamStays):
        decide(HELD, WITHDRAW, phases("inspiration", True))


# ── Whatever the order, the repetition and the dispute ──


class World:
    """An edition with one team, driven by whatever commands come; it checks the promises after each."""

    def __init__(self, modes: tuple[Mode, ...]) -> None:
        self.at = BEFORE
        self.program: Phases = fold(PHASES, planned(), *_modes(modes))
        self.state: Journey = JOURNEY.initial()
        self.journey: list[tuple[datetime, Event]] = []
        self.team = Team()

    @property
    def events(self) -> list[Event]:
        return [event for _, event in self.journey]

    def send(self, command: Any) -> list[Event]:
        new = self._send(command)
        self.at += TINY  # no two commands at the same instant, so that instants alone tell what came in time
        return new

    def _send(self, command: Any) -> list[Event]:
        stamp = Stamp(at=self.at, actor=FACILITATOR, salt=SALT)
        try:
            if not hasattr(command, "team"):
                new = PHASES.decide(self.program, command, stamp, Edition())
                self.program = reduce(PHASES.evolve, new, self.program)
                return new
            new = JOURNEY.decide(self.state, command, stamp, self.program, self.team)
        except Refusal:
            return []
        self.check(command, new)
        self.journey += [(self.at, event) for event in new]
        self.state = reduce(JOURNEY.evolve, new, self.state)
        return new

    def check(self, command: Any, new: list[Event]) -> None:
        before = self.state
        for event in new:
            if isinstance(event, was.JourneyAdvanced):
                self.check_advance(event, first=event is new[0])
        after = [event.phase for event in [*self.events, *new] if isinstance(event, was.JourneyEntered)]
        assert after == list(was.PHASES[: len(after)]), "entered phases strictly increase"
        gates = [event.phase for event in [*self.events, *new] if isinstance(event, was.JourneyAdvanced)]
        assert gates == list(was.PHASES[: len(gates)]), "each gate is passed once"
        if before.status in ("finished", "withdrawn"):
            assert not [event for event in new if not isinstance(event, was.JourneyWithdrawn)]
        if isinstance(command, ask.Examine) and before.here and before.phase == command.phase:
            assert new[:1] == self.foreseen(before)

    def check_advance(self, event: was.JourneyAdvanced, first: bool) -> None:
        step = self.program.steps[event.phase]
        if event.override:
            return
        assert step.ended_at is not None and step.ended_at <= self.at, "nobody advances before closing"
        if step.gate.mode == "blocking":
            assert set(KEYS[event.phase]) <= (self.counted(event.phase) if first else set())
        if first and self.state.status == "held":
            since = max(n for n, one in enumerate(self.events) if isinstance(one, was.JourneyHeld))
            assert any(isinstance(one, was.JourneyExtended) for one in self.events[since:]), "held teams stay"

    def counted(self, phase: Phase) -> set[str]:
        """By the instants alone: what came before the closing, before the extension's end, or before it was granted."""
        end = limit = self.program.steps[phase].ends_at
        mine = [(at, event) for at, event in self.journey if getattr(event, "phase", None) == phase]
        granted = max((n for n, (_, event) in enumerate(mine) if isinstance(event, was.JourneyExtended)), default=-1)
        keys = set()
        for n, (at, event) in enumerate(mine):
            if isinstance(event, was.JourneyExtended):
                limit = max(end, event.until)
            if isinstance(event, was.JourneyHeld) and event.override:
                limit = end
            if isinstance(event, was.JourneyDeposited) and (at < limit or n < granted):
                keys.add(event.deliverable)
        return keys

    def foreseen(self, state: Journey) -> list[Event]:
        """The first event that ``commands.fate`` announces, from the instants alone."""
        step = self.program.steps[state.phase]
        had = {
            event.deliverable
            for _, event in self.journey
            if getattr(event, "phase", None) == state.phase and isinstance(event, was.JourneyDeposited)
        }
        counted = self.counted(state.phase)
        missing = [key for key in KEYS[state.phase] if key not in counted]
        absent = [key for key in KEYS[state.phase] if key not in had]
        running = state.extension is not None and not state.extension_ended
        verdict = ask.fate(
            mode=step.gate.mode,
            missing=len(missing),
            absent=len(absent),
            held=state.status == "held",
            by_hand=state.by_hand,
            extended=running and state.extension is not None and self.at < state.extension,
        )
        if verdict in ("advance", "conditional"):
            return [advanced(state.phase, *absent)]
        if verdict == "held" and running:
            return [extension_ended(state.phase)]
        return [held(state.phase, *missing)] if verdict == "held" and state.status == "in" else []


Move = Callable[[World], Any]
PHASE = st.sampled_from(was.PHASES)


def _pass(edge: str, plus: timedelta) -> Move:
    """To the next opening, closing or end of an extension, a little before or after it; time runs forwards."""

    def move(world: World) -> None:
        steps = world.program.steps.values()
        edges = {
            "opens": [step.window.opens_at for step in steps],
            "closes": [step.window.closes_at for step in steps],
            "extension": [world.state.extension or world.at],
            "now": [world.at],
        }
        to = min((at + plus for at in edges[edge] if at + plus > world.at), default=world.at)
        world.at = max(to, world.at)

    return move


def _clock(world: World) -> None:
    """What is due, oldest first, as the clock sends it."""
    for phase in was.PHASES:
        for command in (ask.Open(edition=EDITION, phase=phase), ask.Close(edition=EDITION, phase=phase)):
            step = world.program.steps[phase]
            due = step.window.opens_at if isinstance(command, ask.Open) else step.window.closes_at
            if due <= world.at:
                world.send(command)


def _bus(world: World) -> None:
    """What reactions and the clock send to a team where it is."""
    for command in (start(), enter(world.state.phase), examine(world.state.phase), end_extension(world.state.phase)):
        world.send(command)


def _here(make: Callable[[Phase], Any]) -> Move:
    return lambda world: world.send(make(world.state.phase))


def _ours(last: bool) -> Move:
    return _here(lambda phase: deposit(phase, KEYS[phase][-1 if last else 0]))


def _all(world: World) -> None:
    for key in KEYS[world.state.phase]:
        world.send(deposit(world.state.phase, key))


def _longer(hours: int) -> Move:
    return lambda world: world.send(extend(world.state.phase, world.at + hours * HOUR))


def _sent(make: Callable[..., Any], *args: st.SearchStrategy[Any]) -> st.SearchStrategy[Move]:
    return st.tuples(*args).map(lambda drawn: lambda world: world.send(make(*drawn)))


TIMES = st.tuples(
    st.sampled_from(["opens", "closes", "closes", "extension", "now"]),
    st.sampled_from([-HOUR, -TINY, timedelta(0), HOUR]),
).map(lambda drawn: _pass(*drawn))
MOVES = st.one_of(
    TIMES,
    TIMES,
    st.just(_clock),
    st.just(_bus),
    st.just(_all),
    st.booleans().map(_ours),
    st.integers(0, 100).map(_longer),
    st.sampled_from([_here(enter), _here(examine), _here(end_extension)]),
    st.sampled_from([_here(advance), _here(hold)]),
    _sent(lambda make, phase: make(phase), st.sampled_from([enter, examine, end_extension, advance, hold]), PHASE),
    _sent(lambda phase: ask.Close(edition=EDITION, phase=phase), PHASE),
    _sent(lambda phase: deposit(phase, KEYS[phase][0]), PHASE),
    _sent(lambda n: ask.Shift(edition=EDITION, after=opens("inspiration").date(), days=n), st.integers(-2, 3)),
)
MODES = st.tuples(*[st.sampled_from(["blocking", "lenient"])] * 5)


@given(modes=MODES, moves=st.lists(MOVES, min_size=30, max_size=60))
@settings(max_examples=400, deadline=None)
def test_nothing_moves_twice_or_backwards_whatever_comes(modes: Any, moves: list[Move]) -> None:
    world = World(modes)
    world.send(start())
    for move in moves:
        move(world)


@given(modes=MODES, moves=st.lists(st.tuples(TIMES, MOVES, st.booleans()), min_size=20, max_size=40))
@settings(max_examples=400, deadline=None)
def test_an_edition_driven_by_clock_and_bus_keeps_its_promises(modes: Any, moves: list[Any]) -> None:
    """After each act the clock sends what is due, and the bus reacts, or lags until the next."""
    world = World(modes)
    for time, move, lags in moves:
        time(world)
        _clock(world)
        move(world)
        if not lags:
            _bus(world)


@given(moves=st.lists(MOVES, min_size=10, max_size=40), data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_message_that_is_repeated_changes_nothing(moves: list[Move], data: st.DataObject) -> None:
    world = World(("blocking", "lenient", "blocking", "lenient", "blocking"))
    for move in moves:
        move(world)
    command = data.draw(st.sampled_from([enter, examine, end_extension]))(data.draw(PHASE))
    world.send(command)
    assert world.send(command) == []


MESSAGES = [
    make(phase) for make in (enter, examine, end_extension) for phase in ("inspiration", "definition", "ideation")
]


@given(modes=MODES, deposits=st.sets(st.sampled_from(["inspiration"])), order=st.permutations(MESSAGES))
@settings(max_examples=200, deadline=None)
def test_after_an_outage_the_order_of_the_messages_does_not_matter(
    modes: Any, deposits: set[Phase], order: list[Any]
) -> None:
    """Inspiration closed, Définition opened and closed, Idéation opened, before any message was delivered."""
    after = []
    for messages in (MESSAGES, order):
        world = World(modes)
        world.at = opens("inspiration")
        _clock(world)
        world.send(start())
        for phase in deposits:
            world.send(deposit(phase, KEYS[phase][0]))
        world.at = opens("ideation")
        _clock(world)
        for message in [*messages, *messages]:
            world.send(message)
        after.append(world.events)
    assert after[0] == after[1]


def test_an_undisturbed_edition_takes_a_team_from_inspiration_to_the_end() -> None:
    world = World(())
    world.send(start())
    for phase in was.PHASES:
        world.at = opens(phase)
        _clock(world)
        world.send(enter(phase))
        for key in KEYS[phase]:
            world.send(deposit(phase, key))
        world.at = closes(phase)
        _clock(world)
        world.send(examine(phase))
    assert [event.phase for event in world.events if isinstance(event, was.JourneyEntered)] == list(was.PHASES)
    assert (world.state.status, world.state.phase) == ("finished", LAST)
