"""A team's journey, for the tests of it: what happened, and what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.message import Event
from idarathon.people.events import hashed
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import JOURNEY, PHASES
from idarathon.phases.decider.windows import Phases
from idarathon.phases.events import Gate, Mode, Phase
from tests.support.given import SALT, fold, run
from tests.support.windows import (
    BEFORE,
    EDITION,
    FACILITATOR,
    closed,
    closes,
    opened,
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
