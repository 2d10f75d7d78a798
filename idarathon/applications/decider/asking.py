"""Who was asked to apply: ``applicant-<edition>-<account>``. Context: edition, dates, account, administration."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from msgspec import Struct

from events.message import Event, Stamp
from idarathon.applications import commands as ask
from idarathon.applications.decider import refusals as no
from idarathon.applications.decider.dates import Dates, Edition, require_open
from idarathon.applications.events import ApplicationProposed
from idarathon.errors import NotFound
from idarathon.viewer import Role

APART = (Role.FACILITATOR, Role.JUROR, Role.PRESIDENT)  # who runs or judges does not take part


class Person(Protocol):
    """What is needed of an account's state."""

    @property
    def open(self) -> bool: ...
    @property
    def admin(self) -> bool: ...
    @property
    def directorate(self) -> UUID | None: ...


class Administration(Protocol):
    """What is needed of an administration's state."""

    @property
    def directorates(self) -> frozenset[UUID]: ...


class Asked(Struct, frozen=True):
    """Whether the person was asked."""

    asked: bool = False


def evolve(state: Asked, event: Event) -> Asked:
    """What an event makes of the state."""
    return Asked(True) if isinstance(event, ApplicationProposed) else state


def decide(
    state: Asked,
    command: ask.Propose,
    stamp: Stamp,
    edition: Edition,
    dates: Dates,
    person: Person,
    administration: Administration,
) -> list[Event]:
    """Asked once, however often it is sent."""
    if not edition.exists:
        raise NotFound(field="edition")
    require_open(dates, edition, stamp.at)
    if not person.open:
        raise NotFound(field="account")
    if person.directorate not in administration.directorates:
        raise no.OtherAdministration(field="account")
    if has_a_part(edition, person, command.account):
        raise no.HasAPart(field="account")
    if state.asked:
        return []
    return [
        ApplicationProposed(edition=command.edition, account=command.account, administration=command.administration)
    ]


def has_a_part(edition: Edition, person: Person, account: UUID) -> bool:
    """Whether the person runs the edition, or judges in it."""
    return person.admin or any((account, role) in edition.roles for role in APART)
