"""When people apply: ``applications-<edition>``. Context: the edition."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from events.message import Event, Stamp
from idarathon.applications import commands as ask
from idarathon.applications.decider import refusals as no
from idarathon.applications.events import ApplicationsScheduled
from idarathon.editions.events import Settings
from idarathon.errors import NotFound
from idarathon.phases.events import to_instant
from idarathon.viewer import Role


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def published(self) -> bool: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def roles(self) -> frozenset[tuple[UUID, Role]]: ...


class Dates(Struct, frozen=True, kw_only=True):
    """From when to when; None while nobody has said so."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    opens_wall: str = ""
    closes_wall: str = ""


def evolve(state: Dates, event: Event) -> Dates:
    """What an event makes of the state."""
    if not isinstance(event, ApplicationsScheduled):
        return state
    return Dates(
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        opens_wall=event.opens_wall,
        closes_wall=event.closes_wall,
    )


def decide(state: Dates, command: ask.Schedule, stamp: Stamp, edition: Edition) -> list[Event]:
    """Dates may change at any time; the closing lies ahead, so that nobody is shut out after the fact."""
    if not edition.exists:
        raise NotFound(field="edition")
    if edition.settings.intake != "composed":
        raise no.NoApplications
    zone = edition.settings.zone
    opens_at, closes_at = _instant(command.opens, zone, "opens"), _instant(command.closes, zone, "closes")
    if closes_at <= opens_at:
        raise no.EndsBeforeItBegins(field="closes")
    if (opens_at, closes_at) == (state.opens_at, state.closes_at):
        return []
    if closes_at <= stamp.at and closes_at != state.closes_at:
        raise no.ClosingInPast(field="closes", when=command.closes)
    scheduled = ApplicationsScheduled(
        edition=command.edition,
        opens_at=opens_at,
        closes_at=closes_at,
        opens_wall=command.opens,
        closes_wall=command.closes,
    )
    return [scheduled]


def require_open(dates: Dates, edition: Edition, at: datetime) -> bool:
    """Whether an application at this instant comes within the grace time. Raises a refusal that says when."""
    if not edition.published or edition.settings.intake != "composed":
        raise no.NoApplications
    if dates.opens_at is None or dates.closes_at is None:
        raise no.NotScheduled
    if at < dates.opens_at:
        raise no.NotOpenYet(when=dates.opens_wall)
    if at >= dates.closes_at + timedelta(minutes=edition.settings.grace_minutes):
        raise no.Closed(when=dates.closes_wall)
    return at >= dates.closes_at


def _instant(wall: str, zone: str, field: str) -> datetime:
    try:
        return to_instant(wall, zone)
    except ValueError:
        raise no.WallTimeWrong(field=field) from None
