"""The read tables of applications. One application a person and edition is the index ``application_one_each``."""

from __future__ import annotations

from events.message import Event, Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.applications.events import (
    ApplicationAnnounced,
    ApplicationAuthorised,
    ApplicationDecided,
    ApplicationProposed,
    ApplicationRead,
    ApplicationRevised,
    ApplicationsScheduled,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    AuthorisationRefused,
    PaperDropped,
)
from idarathon.errors import N_, Conflict, Refusal

SQL = beside(__file__)


class AlreadyApplied(Conflict):
    """A person applies once to an edition; after a withdrawal once more."""

    code = "already_applied"
    sentence = N_("You have applied to this edition already. Change that application, or withdraw it first.")


class InATeam(Conflict):
    """Who is in a team of the edition does not apply to it."""

    code = "applicant_in_a_team"
    sentence = N_("You are in a team of this edition, so there is nothing to apply for. Open your team.")


CONSTRAINTS: dict[str, type[Refusal]] = {"application_one_each": AlreadyApplied, "application_in_a_team": InATeam}


def dates(recorded: Recorded) -> list[Write]:
    """Table application_dates."""
    match recorded.event:
        case ApplicationsScheduled() as e:
            return [(SQL["set_dates"], (e.edition, e.opens_at, e.closes_at, e.opens_wall, e.closes_wall))]
    return []


def applications(recorded: Recorded) -> list[Write]:
    """Table application: what its author does."""
    at = recorded.meta.at
    match recorded.event:
        case ApplicationSubmitted() as e:
            whose = (e.application, e.edition, e.account, e.administration)
            return [(SQL["add_application"], (*whose, *_words(e), e.by, e.in_grace, at))]
        case ApplicationRevised() as e:
            return [(SQL["revise_application"], (e.application, *_words(e), e.by, at))]
        case ApplicationWithdrawn() as e:
            return [(SQL["withdraw_application"], (e.application,))]
    return _settled(recorded)


def _settled(recorded: Recorded) -> list[Write]:
    """What others do with it."""
    at = recorded.meta.at
    match recorded.event:
        case ApplicationAuthorised() as e:
            paper = (e.paper.sha256, e.paper.size, e.paper.mime) if e.paper else (None, None, None)
            return [(SQL["authorise_application"], (e.application, e.by, *paper))]
        case PaperDropped() as e:
            return [(SQL["drop_paper"], (e.application,))]
        case AuthorisationRefused() as e:
            return [(SQL["deny_application"], (e.application, e.reason.id))]
        case ApplicationDecided() as e:
            return [(SQL["decide_application"], (e.application, e.decision, e.reason.id if e.reason else None, at))]
        case ApplicationAnnounced() as e:
            return [(SQL["announce_application"], (e.application, e.decision, at))]
    return []


def _words(event: ApplicationSubmitted | ApplicationRevised) -> tuple[object, ...]:
    return (event.challenge, event.idea.id, event.motivation.id, event.skills.id if event.skills else None)


def readings(recorded: Recorded) -> list[Write]:
    """Table application_reading. What was advised about words that were changed since is void."""
    match recorded.event:
        case ApplicationRead() as e:
            row = (e.application, e.reader, e.advice, e.words.id if e.words else None, recorded.meta.at)
            return [(SQL["put_reading"], row)]
        case ApplicationRevised() as e:
            return [(SQL["drop_readings"], (e.application,))]
    return []


def proposals(recorded: Recorded) -> list[Write]:
    """Table application_proposal."""
    match recorded.event:
        case ApplicationProposed() as e:
            row = (e.edition, e.account, e.administration, recorded.meta.at, recorded.meta.actor)
            return [(SQL["add_proposal"], row)]
    return []


_CHANGING: tuple[type[Event], ...] = (
    ApplicationSubmitted,
    ApplicationRevised,
    ApplicationWithdrawn,
    ApplicationAuthorised,
    PaperDropped,
    AuthorisationRefused,
    ApplicationDecided,
    ApplicationAnnounced,
)

PROJECTIONS: tuple[Projection, ...] = (
    Projection("application_dates", (ApplicationsScheduled,), dates),
    Projection("application", _CHANGING, applications),
    Projection("application_reading", (ApplicationRead, ApplicationRevised), readings),
    Projection("application_proposal", (ApplicationProposed,), proposals),
)
