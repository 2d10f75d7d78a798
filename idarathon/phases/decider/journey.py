"""The rules of ``journey-<team>``: where a team is, what it deposits, and what the bus and facilitators do with it.

Instants that have passed never move, so whether a deposit came in time is settled when it is made, however late the
clock and the bus do their part.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from msgspec import Struct, structs

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.people.events import Hashed, hashed
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import refusals as no
from idarathon.phases.decider.grace import Upload, files_of, graced, under_way
from idarathon.phases.decider.windows import Phases, Step
from idarathon.phases.events import LAST, PHASES, Gate, Phase, Requirement, following, to_wall


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


class Journey(Struct, frozen=True, kw_only=True):
    """Where a team is. ``phase``: where it is, waits, is held or ended; ``in_time``, ``late``: its deposits there;
    ``used``: the uploads that it has deposited anywhere."""

    edition: UUID | None = None
    team: UUID | None = None
    status: Literal["in", "waiting", "held", "finished", "withdrawn"] = "waiting"
    phase: Phase = "inspiration"
    in_time: frozenset[str] = frozenset()  # before the deadline, or before an extension was granted
    late: frozenset[str] = frozenset()
    extension: datetime | None = None
    extension_ended: bool = False
    by_hand: bool = False  # held by a facilitator, and not extended since
    tasks: frozenset[tuple[Phase, str]] = frozenset()
    used: frozenset[UUID] = frozenset()

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

    def deadline(self, step: Step) -> datetime:
        return max(step.ends_at, self.extension) if self.extension else step.ends_at


def _started(state: Journey, event: was.JourneyStarted) -> Journey:
    return Journey(edition=event.edition, team=event.team)


def _moved(state: Journey, event: was.JourneyEntered | was.JourneyWaiting) -> Journey:
    status: Literal["in", "waiting"] = "in" if isinstance(event, was.JourneyEntered) else "waiting"
    kept: dict[str, Any] = {"edition": state.edition, "team": state.team, "tasks": state.tasks, "used": state.used}
    return Journey(**kept, status=status, phase=event.phase)


def _deposited(before: Journey, event: was.JourneyDeposited) -> Journey:
    state = structs.replace(before, used=before.used | {file.upload for file in event.files})
    if event.phase != state.phase:
        return structs.replace(state, tasks=state.tasks - {(event.phase, event.deliverable)})
    if event.late:
        return structs.replace(state, late=state.late | {event.deliverable})
    return structs.replace(state, in_time=state.in_time | {event.deliverable})


def _advanced(state: Journey, event: was.JourneyAdvanced) -> Journey:
    return structs.replace(state, tasks=state.tasks | {(event.phase, gap) for gap in event.gaps})


def _held(state: Journey, event: was.JourneyHeld) -> Journey:
    extension = None if event.override else state.extension
    return structs.replace(state, status="held", by_hand=event.override, extension=extension)


def _extended(state: Journey, event: was.JourneyExtended) -> Journey:
    counted = state.in_time | state.late
    fresh = structs.replace(state, in_time=counted, late=frozenset(), by_hand=False)
    return structs.replace(fresh, extension=event.until, extension_ended=False)


_EVOLVE: dict[type[Event], Callable[[Journey, Any], Journey]] = {
    was.JourneyStarted: _started,
    was.JourneyEntered: _moved,
    was.JourneyWaiting: _moved,
    was.JourneyDeposited: _deposited,
    was.JourneyAdvanced: _advanced,
    was.JourneyHeld: _held,
    was.JourneyExtended: _extended,
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


def decide(state: Journey, command: Any, stamp: Stamp, phases: Phases, team: Team, *uploads: Upload) -> list[Event]:
    """``uploads``: the states of those that the command names, in its order."""
    if not team.exists or team.edition != command.edition or phases.edition != command.edition:
        raise NotFound
    if state.exists and (state.edition, state.team) != (command.edition, command.team):
        raise NotFound
    scene = Scene(state, stamp, phases, team, uploads)
    if isinstance(command, ask.StartJourney):
        return _start(scene, command)
    if not state.exists:
        raise NotFound
    if isinstance(command, ask.WithdrawJourney):
        return _withdraw(scene)
    if type(command) in _AUTOMATIC:
        return _automatic(scene, command)
    return _by_people(scene, command)


def _automatic(scene: Scene, command: Any) -> list[Event]:
    """What the bus and the clock ask for: a repetition, or a message that comes too late, does nothing."""
    if scene.team.withdrawn or scene.state.phase != command.phase:
        return []
    return _AUTOMATIC[type(command)](scene)


def _by_people(scene: Scene, command: Any) -> list[Event]:
    """What people ask for: when it cannot be done they are told why."""
    if scene.team.withdrawn or scene.state.status == "withdrawn":
        raise no.TeamGone
    if scene.state.status == "finished":
        raise no.JourneyOver
    if isinstance(command, ask.Deposit):
        return _deposit(scene, command)
    if not scene.state.here or scene.state.phase != command.phase:
        raise no.NotInPhase(phase=command.phase)
    return _STAFF[type(command)](scene, command)


def _start(scene: Scene, command: ask.StartJourney) -> list[Event]:
    if scene.state.exists:
        return []
    if scene.team.withdrawn:
        raise no.TeamGone
    if not scene.team.confirmed:
        raise no.TeamNotConfirmed
    started: list[Event] = [was.JourneyStarted(edition=command.edition, team=command.team)]
    return started + _arrive(scene.after(started), PHASES[0])


def _arrive(scene: Scene, phase: Phase) -> list[Event]:
    """Into the phase if it is open, to wait for it otherwise; into a closed one it is examined at once."""
    ids, step = {**scene.ids, "phase": phase}, scene.phases.steps[phase]
    if not step.opened:
        return [was.JourneyWaiting(**ids)]
    entered: list[Event] = [was.JourneyEntered(**ids)]
    return entered + _settle(scene.after(entered)) if step.closed else entered


def _settle(scene: Scene) -> list[Event]:
    """What an examination does: see ``commands.fate``."""
    state, gate, at = scene.state, scene.step.gate, scene.stamp.at
    missing, absent = state.missing(gate), state.absent(gate)
    verdict = ask.fate(
        mode=gate.mode,
        missing=len(missing),
        absent=len(absent),
        held=state.status == "held",
        by_hand=state.by_hand,
        extended=state.extended(at),
        uploading=under_way(scene.uploads, state, missing, state.deadline(scene.step), at),
    )
    if verdict in ("advance", "conditional"):
        return _move_on(scene, absent)
    if verdict in ("extended", "uploading"):
        return []
    over = state.extension is not None and not state.extension_ended
    ended: list[Event] = [was.JourneyExtensionEnded(**scene.ids)] if over else []
    held: list[Event] = [was.JourneyHeld(**scene.ids, missing=missing)] if state.status == "in" else []
    return ended + held


def _move_on(scene: Scene, gaps: tuple[str, ...], override: bool = False, reason: Hashed | None = None) -> list[Event]:
    to = following(scene.state.phase)
    left: list[Event] = [was.JourneyAdvanced(**scene.ids, to=to, gaps=gaps, override=override, reason=reason)]
    if to is None:
        return [*left, was.JourneyFinished(**scene.who)]
    return left + _arrive(scene.after(left), to)


def _enter(scene: Scene) -> list[Event]:
    if scene.state.status != "waiting":
        return []
    if not scene.step.opened:
        raise no.PhaseNotOpen(phase=scene.state.phase)
    return _arrive(scene, scene.state.phase)


def _examine(scene: Scene) -> list[Event]:
    if not scene.state.here:
        return []
    if not scene.step.closed:
        raise no.PhaseStillOpen(phase=scene.state.phase)
    return _settle(scene)


def _end_extension(scene: Scene) -> list[Event]:
    state = scene.state
    if not state.here or state.extension is None:
        return []
    if state.extended(scene.stamp.at):
        raise no.NotDue(when=scene.wall(state.extension))
    return _examine(scene)


def _withdraw(scene: Scene) -> list[Event]:
    if not scene.team.withdrawn:
        raise no.TeamStays
    return [] if scene.state.status == "withdrawn" else [was.JourneyWithdrawn(**scene.ids)]


def _deposit(scene: Scene, command: ask.Deposit) -> list[Event]:
    state, step, at = scene.state, scene.phases.steps[command.phase], scene.stamp.at
    requirement = next((one for one in step.gate.requires if one.key == command.deliverable), None)
    if requirement is None:
        raise no.UnknownDeliverable(field="deliverable", phase=command.phase, deliverable=command.deliverable)
    present = state.here and command.phase == state.phase
    if not state.opens(command.phase, command.deliverable):
        raise no.DeliverableNotOpen(field="deliverable")
    files = files_of(scene.uploads, command)
    _made_of(requirement, command)
    over = at >= (state.deadline(step) if present else step.ends_at)
    in_grace = over and present and graced(scene.uploads, state, state.deadline(step), at)
    late = over and not in_grace
    deposited = was.JourneyDeposited(
        edition=command.edition,
        team=command.team,
        phase=command.phase,
        deliverable=command.deliverable,
        title=command.title,
        text=command.text,
        links=command.links,
        lang=command.lang,
        late=late,
        in_extension=not late and at >= step.ends_at and state.deadline(step) > step.ends_at,
        files=files,
        in_grace=in_grace,
    )
    return [deposited]


# Nothing that ends an attribute or shows another address than the one it leads to.
_LINK = re.compile(r"https?://(?!/)[^\s\"<>\\\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE)


def _made_of(requirement: Requirement, command: ask.Deposit) -> None:
    for link in command.links:
        if not _LINK.fullmatch(link):
            raise no.LinkInvalid(field="links", link=link)
    text, links, files = bool(command.text.strip()), bool(command.links), bool(command.files)
    if files and not requirement.takes_files:
        raise no.FilesNotTaken(field="files")
    if requirement.kinds == "text" and not text:
        raise no.TextNeeded(field="text")
    if requirement.kinds == "link" and not links:
        raise no.LinkNeeded(field="links")
    if requirement.kinds == "file" and not files:
        raise no.FileNeeded(field="files")
    if not text and not links and not files:
        raise no.DepositEmpty(field="text")


def _extend(scene: Scene, command: ask.Extend) -> list[Event]:
    until, end, last = command.until, scene.step.ends_at, scene.phases.steps[LAST].ends_at
    if until <= scene.stamp.at:
        raise no.InstantInPast(field="until", when=scene.wall(until))
    if until > last:
        raise no.ExtensionTooLong(field="until", when=scene.wall(last))
    if until <= end:
        raise no.ExtensionTooShort(field="until", when=scene.wall(end))
    if until == scene.state.extension:
        return []
    return [was.JourneyExtended(**scene.ids, until=until, reason=hashed(command.id, scene.stamp.salt, command.reason))]


def _advance(scene: Scene, command: ask.Advance) -> list[Event]:
    reason = hashed(command.id, scene.stamp.salt, command.reason)
    return _move_on(scene, scene.state.absent(scene.step.gate), override=True, reason=reason)


def _hold(scene: Scene, command: ask.Hold) -> list[Event]:
    if scene.state.status == "held":
        raise no.AlreadyHeld
    missing = scene.state.missing(scene.step.gate)
    reason = hashed(command.id, scene.stamp.salt, command.reason)
    return [was.JourneyHeld(**scene.ids, missing=missing, override=True, reason=reason)]


_AUTOMATIC: dict[type[Command], Callable[[Scene], list[Event]]] = {
    ask.Enter: _enter,
    ask.Examine: _examine,
    ask.EndExtension: _end_extension,
}
_STAFF: dict[type[Command], Callable[[Scene, Any], list[Event]]] = {
    ask.Extend: _extend,
    ask.Advance: _advance,
    ask.Hold: _hold,
}
