"""The windows of an edition, for the tests of phases and journeys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.message import Event
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import PHASES
from idarathon.phases.events import Phase, Window, to_instant, window
from tests.support.given import run

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
