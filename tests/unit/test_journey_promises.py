"""Whatever the order, the repetition and the dispute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from events.message import Event, Stamp
from idarathon.errors import Refusal
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import JOURNEY, PHASES
from idarathon.phases.decider.journey import Journey
from idarathon.phases.decider.windows import Phases
from idarathon.phases.events import LAST, Mode, Phase
from tests.support.given import SALT, fold
from tests.support.journeys import (
    HOUR,
    KEYS,
    TINY,
    Team,
    _modes,
    advance,
    advanced,
    deposit,
    end_extension,
    enter,
    examine,
    extend,
    extension_ended,
    held,
    hold,
    start,
)
from tests.support.windows import (
    BEFORE,
    EDITION,
    FACILITATOR,
    Edition,
    closes,
    opens,
    planned,
)

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
