"""The rules of ``journey-<team>``: where a team is, what it deposits, and what the bus and facilitators do with it.

Instants that have passed never move, so whether a deposit came in time is settled when it is made, however late the
clock and the bus do their part.
"""

from collections.abc import Callable
from typing import Any

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.people.events import Hashed, hashed
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import refusals as no
from idarathon.phases.decider.depositing import deposit
from idarathon.phases.decider.grace import Upload, under_way
from idarathon.phases.decider.reminding import remind
from idarathon.phases.decider.state import Journey as Journey
from idarathon.phases.decider.state import Scene, Team
from idarathon.phases.decider.state import evolve as evolve
from idarathon.phases.decider.windows import Phases
from idarathon.phases.events import LAST, PHASES, Phase, following


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
    if type(command) in _AUTOMATIC or isinstance(command, ask.RemindTeam):
        return _automatic(scene, command)
    return _by_people(scene, command)


def _automatic(scene: Scene, command: Any) -> list[Event]:
    """What the bus and the clock ask for: a repetition, or a message that comes too late, does nothing."""
    if scene.team.withdrawn or scene.state.phase != command.phase:
        return []
    return remind(scene, command) if isinstance(command, ask.RemindTeam) else _AUTOMATIC[type(command)](scene)


def _by_people(scene: Scene, command: Any) -> list[Event]:
    """What people ask for: when it cannot be done they are told why."""
    if scene.team.withdrawn or scene.state.status == "withdrawn":
        raise no.TeamGone
    if isinstance(command, ask.Deposit):
        return deposit(scene, command)
    if scene.state.status == "finished":
        raise no.JourneyOver
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
