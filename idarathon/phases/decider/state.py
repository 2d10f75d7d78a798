"""What a journey's rules know: where the team is and has been, what it has handed in, and what a decision looks at."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from msgspec import Struct, structs

from events.message import Event, Stamp
from idarathon.phases import events as was
from idarathon.phases.decider.grace import Upload
from idarathon.phases.decider.windows import Phases, Step
from idarathon.phases.events import Gate, Phase, to_wall


class Team(Protocol):
    """What a journey knows of its team."""

    @property
    def exists(self) -> bool: ...
    @property
    def edition(self) -> UUID | None: ...
    @property
    def confirmed(self) -> bool: ...
    @property
    def withdrawn(self) -> bool: ...


class Said(NamedTuple):
    """What a deposit says beside its files."""

    text: str = ""
    links: tuple[str, ...] = ()


class Journey(Struct, frozen=True, kw_only=True):
    """Where a team is. ``phase``: where it is, waits, is held or ended; ``in_time``, ``late``: its deposits there;
    ``used``: the uploads that it has deposited anywhere; ``passed``: the phases that it has left, with the extension
    that it had there; ``said``, ``last``: what the last deposit of each deliverable said, before its deadline and
    at all."""

    edition: UUID | None = None
    team: UUID | None = None
    status: Literal["in", "waiting", "held", "finished", "withdrawn"] = "waiting"
    phase: Phase = "inspiration"
    in_time: frozenset[str] = frozenset()  # before the deadline, or before an extension was granted
    late: frozenset[str] = frozenset()
    extension: datetime | None = None
    extension_ended: bool = False
    reminded: frozenset[str] = frozenset()  # of the end of the present extension
    by_hand: bool = False  # held by a facilitator, and not extended since
    tasks: frozenset[tuple[Phase, str]] = frozenset()
    used: frozenset[UUID] = frozenset()
    passed: dict[Phase, datetime | None] = {}
    said: dict[tuple[Phase, str], Said] = {}
    last: dict[tuple[Phase, str], Said] = {}

    @property
    def exists(self) -> bool:
        return self.edition is not None

    @property
    def here(self) -> bool:
        """Whether the team stands before the gate of ``phase``."""
        return self.status in ("in", "held")

    def opens(self, phase: Phase, deliverable: str) -> bool:
        """Whether a deposit of it is taken now, by the journey alone."""
        return (self.here and phase == self.phase) or (phase, deliverable) in self.tasks

    def missing(self, gate: Gate) -> tuple[str, ...]:
        """What was not deposited in time."""
        return tuple(one.key for one in gate.requires if one.key not in self.in_time)

    def absent(self, gate: Gate) -> tuple[str, ...]:
        """What was never deposited."""
        return tuple(key for key in self.missing(gate) if key not in self.late)

    def extended(self, at: datetime) -> bool:
        """Whether an extension runs."""
        return self.extension is not None and not self.extension_ended and at < self.extension

    def deadline(self, step: Step, phase: Phase | None = None) -> datetime:
        """The team's own for the gate where it stands, or for one that it has passed."""
        left = phase is not None and not (self.here and phase == self.phase)
        extension = self.passed.get(phase) if phase and left else self.extension
        return max(step.ends_at, extension) if extension else step.ends_at


def _started(state: Journey, event: was.JourneyStarted) -> Journey:
    return Journey(edition=event.edition, team=event.team)


def _moved(state: Journey, event: was.JourneyEntered | was.JourneyWaiting) -> Journey:
    status: Literal["in", "waiting"] = "in" if isinstance(event, was.JourneyEntered) else "waiting"
    names = ("edition", "team", "tasks", "used", "passed", "said", "last")
    kept: dict[str, Any] = {name: getattr(state, name) for name in names}
    return Journey(**kept, status=status, phase=event.phase)


def _deposited(before: Journey, event: was.JourneyDeposited) -> Journey:
    now = {(event.phase, event.deliverable): Said(event.text, event.links)}
    said = before.said if event.late or event.in_grace else {**before.said, **now}
    used = before.used | {file.upload for file in event.files}
    state = structs.replace(before, used=used, said=said, last={**before.last, **now})
    if event.phase != state.phase:
        return structs.replace(state, tasks=state.tasks - {(event.phase, event.deliverable)})
    if event.late:
        return structs.replace(state, late=state.late | {event.deliverable})
    return structs.replace(state, in_time=state.in_time | {event.deliverable})


def _advanced(state: Journey, event: was.JourneyAdvanced) -> Journey:
    tasks = state.tasks | {(event.phase, gap) for gap in event.gaps}
    return structs.replace(state, tasks=tasks, passed={**state.passed, event.phase: state.extension})


def _held(state: Journey, event: was.JourneyHeld) -> Journey:
    extension = None if event.override else state.extension
    return structs.replace(state, status="held", by_hand=event.override, extension=extension)


def _extended(state: Journey, event: was.JourneyExtended) -> Journey:
    counted = state.in_time | state.late
    said = {**state.said, **{what: said for what, said in state.last.items() if what[0] == event.phase}}
    fresh = structs.replace(state, in_time=counted, late=frozenset(), by_hand=False, said=said)
    return structs.replace(fresh, extension=event.until, extension_ended=False, reminded=frozenset())


_EVOLVE: dict[type[Event], Callable[[Journey, Any], Journey]] = {
    was.JourneyStarted: _started,
    was.JourneyEntered: _moved,
    was.JourneyWaiting: _moved,
    was.JourneyDeposited: _deposited,
    was.JourneyAdvanced: _advanced,
    was.JourneyHeld: _held,
    was.JourneyExtended: _extended,
    was.JourneyReminded: lambda state, event: structs.replace(state, reminded=state.reminded | {event.before}),
    was.JourneyExtensionEnded: lambda state, event: structs.replace(state, extension_ended=True),
    was.JourneyFinished: lambda state, event: structs.replace(state, status="finished"),
    was.JourneyWithdrawn: lambda state, event: structs.replace(state, status="withdrawn"),
}


def evolve(state: Journey, event: Event) -> Journey:
    fold = _EVOLVE.get(type(event))
    return fold(state, event) if fold else state


class Scene(NamedTuple):
    """What a journey's decision looks at."""

    state: Journey
    stamp: Stamp
    phases: Phases
    team: Team
    uploads: tuple[Upload, ...] = ()

    @property
    def step(self) -> Step:
        return self.phases.steps[self.state.phase]

    @property
    def who(self) -> dict[str, Any]:
        return {"edition": self.state.edition, "team": self.state.team}

    @property
    def ids(self) -> dict[str, Any]:
        return {**self.who, "phase": self.state.phase}

    def wall(self, instant: datetime) -> str:
        return to_wall(instant, self.step.window.zone)

    def after(self, events: Sequence[Event]) -> "Scene":
        return self._replace(state=reduce(evolve, events, self.state))
