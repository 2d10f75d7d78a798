"""The rules of ``phases-<edition>``: windows, gates, opening and closing. Instants that have passed never move."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from itertools import pairwise
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct, structs

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.people.events import hashed
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import refusals as no
from idarathon.phases.events import AHEAD, PHASES, Before, Gate, Phase, Requirement, Window, window


class Edition(Protocol):
    """What the phases know of their edition."""

    @property
    def exists(self) -> bool: ...
    @property
    def edition(self) -> UUID | None: ...
    @property
    def zone(self) -> str: ...


class Step(Struct, frozen=True, kw_only=True):
    """One phase: its window, its gate, and how far it is."""

    window: Window
    gate: Gate
    opened: bool = False
    ended_at: datetime | None = None
    reminded: frozenset[str] = frozenset()  # of the present closing

    @property
    def closed(self) -> bool:
        return self.ended_at is not None

    @property
    def ends_at(self) -> datetime:
        """The instant that deadlines go by: the planned closing, or an earlier one by a facilitator."""
        return self.ended_at or self.window.closes_at


class Phases(Struct, frozen=True, kw_only=True):
    """The five phases of an edition, in order."""

    edition: UUID | None = None
    steps: dict[Phase, Step] = {}

    @property
    def exists(self) -> bool:
        return self.edition is not None

    def with_step(self, phase: Phase, **changes: Any) -> "Phases":
        return structs.replace(self, steps={**self.steps, phase: structs.replace(self.steps[phase], **changes)})

    def with_windows(self, windows: Iterable[Window]) -> "Phases":
        return reduce(lambda state, one: state.with_window(one), windows, self)

    def with_window(self, window: Window) -> "Phases":
        step = self.steps[window.phase]
        same = window.closes_at == step.window.closes_at
        return self.with_step(window.phase, window=window, reminded=step.reminded if same else frozenset())


def evolve(state: Phases, event: Event) -> Phases:
    match event:
        case was.PhasesPlanned():
            gates = {gate.phase: gate for gate in event.gates}
            steps = {one.phase: Step(window=one, gate=gates[one.phase]) for one in event.windows}
            return Phases(edition=event.edition, steps=steps)
        case was.PhaseScheduled():
            return state.with_windows([event.window])
        case was.PhasesShifted():
            return state.with_windows(event.windows)
        case was.GateSet():
            return state.with_step(event.gate.phase, gate=event.gate)
        case was.PhaseOpened():
            return state.with_step(event.phase, opened=True)
        case was.PhaseReminded():
            return state.with_step(event.phase, reminded=state.steps[event.phase].reminded | {event.before})
        case was.PhaseClosed():
            return state.with_step(event.phase, ended_at=event.ended_at)
    return state


def decide(state: Phases, command: Any, stamp: Stamp, edition: Edition) -> list[Event]:
    if not edition.exists or edition.edition != command.edition:
        raise NotFound
    if isinstance(command, ask.Plan):
        return _plan(state, command, stamp, edition)
    if state.edition != command.edition:
        raise NotFound
    if isinstance(command, ask.Schedule):
        return _schedule(state, command, stamp, edition)
    return _ON_PHASES[type(command)](state, command, stamp)


def _plan(state: Phases, command: ask.Plan, stamp: Stamp, edition: Edition) -> list[Event]:
    if state.exists:
        raise no.AlreadyPlanned
    slots = {slot.phase: slot for slot in command.windows}
    if len(command.windows) != len(PHASES) or len(slots) != len(PHASES):
        raise no.WindowsIncomplete(field="windows")
    windows = [_window(phase, slots[phase].opens, slots[phase].closes, edition.zone) for phase in PHASES]
    _forwards(windows)
    _apart([(one.phase, one.opens_at, one.closes_at) for one in windows])
    if windows[0].opens_at < stamp.at:
        raise no.InstantInPast(field="windows", when=windows[0].opens_wall)
    return [was.PhasesPlanned(edition=command.edition, windows=tuple(windows), gates=ask.USUAL_GATES)]


def _schedule(state: Phases, command: ask.Schedule, stamp: Stamp, edition: Edition) -> list[Event]:
    step = state.steps[command.phase]
    if step.closed or step.window.closes_at <= stamp.at:
        raise no.PhaseAlreadyClosed(phase=command.phase)
    begun = step.opened or step.window.opens_at <= stamp.at
    new = _window(command.phase, command.opens, command.closes, step.window.zone if begun else edition.zone)
    if begun and new.opens_at != step.window.opens_at:
        raise no.PhaseAlreadyOpen(field="opens", phase=command.phase)
    if not begun and new.opens_at <= stamp.at:
        raise no.InstantInPast(field="opens", when=new.opens_wall)
    if new.closes_at <= stamp.at:
        raise no.InstantInPast(field="closes", when=new.closes_wall)
    _fits(state, [new])
    return [] if new == step.window else [was.PhaseScheduled(edition=command.edition, window=new)]


def _shift(state: Phases, command: ask.Shift, stamp: Stamp) -> list[Event]:
    old = [step.window for step in state.steps.values() if not step.closed]
    try:
        new = ask.shifted(old, command.after, command.days, stamp.at)
    except ValueError as error:
        raise no.WallInvalid(field="days", detail=str(error)) from None
    if not new:
        raise no.NothingToShift(field="after")
    for one in new:
        before = state.steps[one.phase].window
        if before.opens_at != one.opens_at <= stamp.at:
            raise no.InstantInPast(field="days", when=one.opens_wall)
        if one.closes_at <= stamp.at:
            raise no.InstantInPast(field="days", when=one.closes_wall)
    _fits(state, new)
    moved = was.PhasesShifted(edition=command.edition, after=command.after, days=command.days, windows=tuple(new))
    return [moved]


def _set_gate(state: Phases, command: ask.SetGate, stamp: Stamp) -> list[Event]:
    step = state.steps[command.phase]
    if step.opened or step.window.opens_at <= stamp.at:
        raise no.GateFrozen(phase=command.phase)
    requires = tuple(Requirement(key=one.key, title=one.title, kinds=one.kinds) for one in command.requires)
    keys = [one.key for one in requires]
    for key in keys:
        if keys.count(key) > 1:
            raise no.RequirementTwice(field="requires", key=key)
    gate = Gate(phase=command.phase, requires=requires, mode=command.mode)
    return [] if gate == step.gate else [was.GateSet(edition=command.edition, gate=gate)]


def _open(state: Phases, command: ask.Open, stamp: Stamp) -> list[Event]:
    step = state.steps[command.phase]
    if step.opened:
        raise no.PhaseAlreadyOpen(phase=command.phase)
    if stamp.at < step.window.opens_at:
        raise no.NotDue(when=step.window.opens_wall)
    for earlier in PHASES[: PHASES.index(command.phase)]:
        if not state.steps[earlier].closed:
            raise no.PhaseStillOpen(phase=earlier)
    return [was.PhaseOpened(edition=command.edition, phase=command.phase, due_at=step.window.opens_at)]


def _remind(state: Phases, command: ask.Remind, stamp: Stamp) -> list[Event]:
    """Once each, and only while it is of use: not after the closing, and no word of three days in the last one."""
    step = state.steps[command.phase]
    closes = step.window.closes_at
    left = closes - stamp.at
    late = left <= timedelta(0) or overtaken(command.before, left)
    if not step.opened or step.closed or late or command.before in step.reminded:
        return []
    if left > AHEAD[command.before]:
        raise no.NotDue(when=step.window.closes_wall)
    remind = was.PhaseReminded(edition=command.edition, phase=command.phase, before=command.before, closes_at=closes)
    return [remind]


def overtaken(before: Before, left: timedelta) -> bool:
    """Whether a nearer reminder has fallen due."""
    return any(left <= ahead < AHEAD[before] for ahead in AHEAD.values())


def _close(state: Phases, command: ask.Close, stamp: Stamp) -> list[Event]:
    step = state.steps[command.phase]
    if step.closed:
        raise no.PhaseAlreadyClosed(phase=command.phase)
    if not step.opened:
        raise no.PhaseNotOpen(phase=command.phase)
    due = step.window.closes_at
    early = stamp.at < due
    if early and stamp.actor is None:
        raise no.NotDue(when=step.window.closes_wall)
    closed = was.PhaseClosed(
        edition=command.edition,
        phase=command.phase,
        early=early,
        due_at=due,
        ended_at=min(stamp.at, due),
        reason=hashed(command.id, stamp.salt, command.reason) if command.reason else None,
    )
    return [closed]


def _window(phase: Phase, opens: str, closes: str, zone: str) -> Window:
    try:
        return window(phase, opens, closes, zone)
    except ValueError as error:
        raise no.WallInvalid(field="windows", detail=str(error)) from None


def _fits(state: Phases, new: Sequence[Window]) -> None:
    """The new windows run forwards, and between the others."""
    _forwards(new)
    steps = state.with_windows(new).steps.items()
    _apart([(phase, step.window.opens_at, step.ends_at) for phase, step in steps])


def _forwards(windows: Iterable[Window]) -> None:
    for one in windows:
        if one.closes_at <= one.opens_at:
            raise no.WindowBackwards(field="closes", phase=one.phase)


def _apart(spans: Sequence[tuple[Phase, datetime, datetime]]) -> None:
    for (first, _, end), (second, start, _) in pairwise(spans):
        if start < end:
            raise no.WindowsOverlap(field="opens", first=first, second=second)


_ON_PHASES: dict[type[Command], Callable[[Phases, Any, Stamp], list[Event]]] = {
    ask.Shift: _shift,
    ask.SetGate: _set_gate,
    ask.Open: _open,
    ask.Remind: _remind,
    ask.Close: _close,
}
