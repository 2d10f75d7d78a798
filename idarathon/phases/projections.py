"""What the read tables of phases and journeys make of the events."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.phases import events as was
from idarathon.phases.events import LAST, PHASES, Gate, Phase, Window

SQL = beside(__file__)


def phase(recorded: Recorded) -> list[Write]:
    """The windows, and how far each phase is."""
    match recorded.event:
        case was.PhasesPlanned() as event:
            modes = {gate.phase: gate.mode for gate in event.gates}
            at = recorded.meta.at
            return [_plan(event.edition, window, modes[window.phase], at) for window in event.windows]
        case was.PhaseScheduled() as event:
            return [_move(event.edition, event.window, recorded.meta.at)]
        case was.PhasesShifted() as event:
            return [_move(event.edition, window, recorded.meta.at) for window in event.windows]
        case was.GateSet() as event:
            return [(SQL["set_mode"], (event.edition, event.gate.phase, event.gate.mode))]
        case was.PhaseOpened() as event:
            return [(SQL["open_phase"], (event.edition, event.phase, recorded.meta.at))]
        case was.PhaseReminded() as event:
            return [(SQL["mark_reminded"], (event.edition, event.phase, event.before))]
        case was.PhaseClosed() as event:
            at = recorded.meta.at
            return [(SQL["close_phase"], (event.edition, event.phase, at, event.ended_at, event.early))]
    return []


def _plan(edition: UUID, window: Window, mode: str, at: datetime) -> Write:
    instants = (window.opens_at, window.closes_at)
    walls = (window.opens_wall, window.closes_wall, window.zone)
    return SQL["plan_phase"], (edition, window.phase, PHASES.index(window.phase), *instants, *walls, mode, at)


def _move(edition: UUID, window: Window, at: datetime) -> Write:
    instants = (window.opens_at, window.closes_at)
    walls = (window.opens_wall, window.closes_wall, window.zone)
    return SQL["move_phase"], (edition, window.phase, *instants, *walls, at)


def requirement(recorded: Recorded) -> list[Write]:
    """What each gate asks for."""
    match recorded.event:
        case was.PhasesPlanned() as event:
            return _requirements(event.edition, event.gates)
        case was.GateSet() as event:
            clear: Write = (SQL["clear_requirements"], (event.edition, event.gate.phase))
            return [clear, *_requirements(event.edition, [event.gate])]
    return []


def _requirements(edition: UUID, gates: Iterable[Gate]) -> list[Write]:
    return [
        (
            SQL["add_requirement"],
            (edition, gate.phase, one.key, ordinal, msgspec.json.encode(one.title).decode(), one.kinds),
        )
        for gate in gates
        for ordinal, one in enumerate(gate.requires)
    ]


class _Place(NamedTuple):
    """The columns of a journey that a move sets."""

    status: str
    phase: Phase
    missing: tuple[str, ...] = ()
    reason: UUID | None = None
    by_hand: bool = False
    keeps_extension: bool = False


def journey(recorded: Recorded) -> list[Write]:
    """Where each team is. One statement for every move, so that a closing of 15,000 teams is few round trips."""
    match recorded.event:
        case was.JourneyEntered() as event:
            return [_place(recorded, event, _Place("in", event.phase))]
        case was.JourneyWaiting() as event:
            return [_place(recorded, event, _Place("waiting", event.phase))]
        case was.JourneyHeld() as event:
            reason = event.reason.id if event.reason else None
            held = _Place("held", event.phase, event.missing, reason, event.override, not event.override)
            return [_place(recorded, event, held)]
        case was.JourneyFinished() as event:
            return [_place(recorded, event, _Place("finished", LAST))]
        case was.JourneyWithdrawn() as event:
            return [_place(recorded, event, _Place("withdrawn", event.phase))]
        case was.JourneyExtended() as event:
            return [(SQL["extend_journey"], (event.team, event.until, recorded.meta.at))]
        case was.JourneyReminded() as event:
            return [(SQL["mark_team_reminded"], (event.team, event.before))]
        case was.JourneyExtensionEnded() as event:
            return [(SQL["end_extension"], (event.team, recorded.meta.at))]
    return []


_Move = was.JourneyEntered | was.JourneyWaiting | was.JourneyHeld | was.JourneyFinished | was.JourneyWithdrawn


def _place(recorded: Recorded, event: _Move, place: _Place) -> Write:
    where = (event.team, event.edition, place.status, place.phase, PHASES.index(place.phase), recorded.meta.at)
    held = (list(place.missing), place.reason, place.by_hand, place.keeps_extension)
    return SQL["move_journey"], (*where, *held)


def journey_phase(recorded: Recorded) -> list[Write]:
    """When each team entered and left each phase, and how."""
    at = recorded.meta.at
    match recorded.event:
        case was.JourneyEntered() as event:
            return [(SQL["enter_phase"], (event.team, event.phase, at))]
        case was.JourneyAdvanced() as event:
            outcome = "override" if event.override else "conditional" if event.gaps else "advance"
            return [(SQL["leave_phase"], (event.team, event.phase, at, outcome, list(event.gaps)))]
        case was.JourneyWithdrawn() as event:
            return [(SQL["abandon_phase"], (event.team, event.phase, at))]
    return []


def deposit(recorded: Recorded) -> list[Write]:
    """Every deposit, and whether it counts towards the gate."""
    meta = recorded.meta
    match recorded.event:
        case was.JourneyDeposited() as event:
            links = msgspec.json.encode(event.links).decode()
            what = (event.team, meta.position, event.phase, event.deliverable, event.title, event.text, links)
            how = (event.lang, meta.at, meta.actor, event.late, event.in_extension)
            files = (msgspec.json.encode(event.files).decode(), event.in_grace, code_of(meta.id))
            return [(SQL["add_deposit"], (*what, *how, *files))]
        case was.JourneyExtended() as event:
            return [(SQL["count_deposits"], (event.team, event.phase))]
    return []


def code_of(event: UUID) -> str:
    """By what everyone can look a deposit up: it follows from the event's id, and nobody guesses it."""
    return hashlib.sha256(str(event).encode()).hexdigest()[:12]


def task(recorded: Recorded) -> list[Write]:
    """What each team still owes of phases that it has passed."""
    match recorded.event:
        case was.JourneyAdvanced() as event:
            return [(SQL["add_task"], (event.team, event.phase, gap)) for gap in event.gaps]
        case was.JourneyDeposited() as event:
            return [(SQL["clear_task"], (event.team, event.phase, event.deliverable))]
    return []


_WINDOWS = (
    was.PhasesPlanned,
    was.PhaseScheduled,
    was.PhasesShifted,
    was.GateSet,
    was.PhaseOpened,
    was.PhaseReminded,
    was.PhaseClosed,
)
_MOVES = (was.JourneyEntered, was.JourneyWaiting, was.JourneyHeld, was.JourneyFinished, was.JourneyWithdrawn)

PROJECTIONS: tuple[Projection, ...] = (
    Projection("phase", _WINDOWS, phase),
    Projection("requirement", (was.PhasesPlanned, was.GateSet), requirement),
    Projection("journey", (*_MOVES, was.JourneyExtended, was.JourneyReminded, was.JourneyExtensionEnded), journey),
    Projection("journey_phase", (was.JourneyEntered, was.JourneyAdvanced, was.JourneyWithdrawn), journey_phase),
    Projection("deposit", (was.JourneyDeposited, was.JourneyExtended), deposit),
    Projection("task", (was.JourneyAdvanced, was.JourneyDeposited), task),
)
