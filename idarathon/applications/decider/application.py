"""An application: ``application-<id>``. It is submitted, read by two, decided, and announced.

Context: the edition; for Submit and Revise the dates; for Submit the account and its administration, if it names one;
then the challenge, if one is named.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.applications import commands as ask
from idarathon.applications import events as was
from idarathon.applications.decider import refusals as no
from idarathon.applications.decider.asking import Administration, Person, has_a_part
from idarathon.applications.decider.dates import Edition, require_open
from idarathon.applications.events import MEANT, Advice, Decision, Way
from idarathon.errors import NotFound
from idarathon.people.events import Hashed, hashed

READERS = 2


class Challenge(Protocol):
    """What is needed of a challenge's state."""

    @property
    def edition(self) -> UUID | None: ...
    @property
    def status(self) -> str: ...


class Application(Struct, frozen=True, kw_only=True):
    """An application without its words."""

    application: UUID | None = None
    edition: UUID | None = None
    account: UUID | None = None
    administration: UUID | None = None
    authorised: Way | None = None
    paper: bool = False  # a signed authorisation is kept
    denied: bool = False
    advice: dict[UUID, Advice] = {}
    decision: Decision | None = None
    announced: Decision | None = None
    withdrawn: bool = False


class Case(NamedTuple):
    """Everything that a rule may look at. ``others``: see above, after the edition."""

    state: Application
    stamp: Stamp
    edition: Edition
    others: tuple[Any, ...]


def evolve(state: Application, event: Event) -> Application:
    """What an event makes of the state."""
    match event:
        case was.ApplicationSubmitted():
            names = ("application", "edition", "account", "administration")
            return Application(**{name: getattr(event, name) for name in names})
        case was.ApplicationRevised():
            return replace(state, advice={})
        case was.ApplicationWithdrawn():
            return replace(state, withdrawn=True)
        case was.ApplicationAuthorised():
            return replace(state, authorised=event.by, denied=False, paper=state.paper or event.paper is not None)
        case was.PaperDropped():
            return replace(state, paper=False)
        case was.AuthorisationRefused():
            back = state.announced if state.decision == "selected" else state.decision
            return replace(state, authorised=None, denied=True, decision=back)
    return _read(state, event)


def _read(state: Application, event: Event) -> Application:
    match event:
        case was.ApplicationRead():
            return replace(state, advice=state.advice | {event.reader: event.advice})
        case was.ApplicationDecided():
            return replace(state, decision=event.decision)
        case was.ApplicationAnnounced():
            return replace(state, announced=event.decision)
    return state


def decide(state: Application, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    case = Case(state, stamp, context[0], context[1:])
    if not case.edition.exists:
        raise NotFound(field="edition")
    if isinstance(command, ask.Submit):
        return _submit(command, case)
    if state.application is None or state.edition != command.edition:  # type: ignore[attr-defined]
        raise NotFound(field="application")
    if state.withdrawn and not isinstance(command, ask.Withdraw | ask.DropPaper):
        raise no.Gone
    if isinstance(command, ask.Read | ask.Decide | ask.Announce) and stamp.actor == state.account:
        raise no.OwnApplication  # the role came after the application
    return _RULES[type(command)](command, case)


def _submit(command: ask.Submit, case: Case) -> list[Event]:
    if case.state.application is not None:
        raise no.ApplicationTaken(field="application")
    dates, person, *more = case.others
    in_grace = require_open(dates, case.edition, case.stamp.at)
    administration = more.pop(0) if command.administration else None
    _may_apply(command, case, person, administration)
    _challenge(command, more)
    ids = {**_ids(command), "account": command.account, "administration": command.administration}
    return [was.ApplicationSubmitted(**ids, **_said(command, case), in_grace=in_grace)]


def _may_apply(command: ask.Submit, case: Case, person: Person, administration: Administration | None) -> None:
    if not person.open:
        raise NotFound(field="account")
    if has_a_part(case.edition, person, command.account):
        raise no.Incompatible
    there = administration.directorates if administration else frozenset({None})
    if person.directorate not in there:
        raise no.OtherAdministration(field="administration")


def _challenge(command: ask.Submit | ask.Revise, found: list[Challenge]) -> None:
    """The one that is preferred belongs to the edition and is open to teams."""
    if found and (found[0].edition != command.edition or found[0].status != "published"):
        raise no.ChallengeNotOpen(field="challenge")


def _revise(command: ask.Revise, case: Case) -> list[Event]:
    _own(case)
    if case.state.decision:
        raise no.UnderDecision
    dates, *more = case.others
    require_open(dates, case.edition, case.stamp.at)
    _challenge(command, more)
    return [was.ApplicationRevised(**_whose(command, case), **_said(command, case))]


def _withdraw(command: ask.Withdraw, case: Case) -> list[Event]:
    _own(case)
    return [] if case.state.withdrawn else [was.ApplicationWithdrawn(**_whose(command, case))]


def _attach(command: ask.Attach, case: Case) -> list[Event]:
    if command.account != case.state.account:
        raise NotFound(field="application")
    if case.state.denied:
        raise no.AuthorisationDenied
    return [was.ApplicationAuthorised(**_whose(command, case), by="file", paper=command.paper)]


def _drop_paper(command: ask.DropPaper, case: Case) -> list[Event]:
    """Whatever became of the application."""
    return [was.PaperDropped(**_whose(command, case))] if case.state.paper else []


def _authorise(command: ask.Authorise, case: Case) -> list[Event]:
    _of_administration(command, case)
    if case.stamp.actor == case.state.account:
        raise no.OwnAuthorisation
    if case.state.authorised == "focal":
        return []
    return [was.ApplicationAuthorised(**_whose(command, case), by="focal")]


def _refuse(command: ask.RefuseAuthorisation, case: Case) -> list[Event]:
    _of_administration(command, case)
    if case.state.announced == "selected":
        raise no.Announced
    reason = hashed(command.id, case.stamp.salt, command.reason)
    return [was.AuthorisationRefused(**_whose(command, case), reason=reason)]


def _advise(command: ask.Read, case: Case) -> list[Event]:
    advice, reader = case.state.advice, case.stamp.actor
    if case.state.decision:
        raise no.UnderDecision
    if reader is None:
        raise NotFound(field="reader")
    if len(advice) >= READERS:
        raise no.OwnAdvice if reader in advice else no.ReadTwice
    words = hashed(command.id, case.stamp.salt, command.words, "words") if command.words else None
    return [was.ApplicationRead(**_whose(command, case), reader=reader, advice=command.advice, words=words)]


def _settle(command: ask.Decide, case: Case) -> list[Event]:
    state = case.state
    if command.decision == state.decision:
        return []
    if state.announced in ("selected", "declined"):
        raise no.Announced
    if len(state.advice) < READERS:
        raise no.NotReadByTwo
    if command.decision == "selected" and not state.authorised:
        raise no.AuthorisationMissing
    if command.decision not in foreseen(state) and not command.reason:
        raise no.ReasonMissing(field="reason")
    reason = hashed(command.id, case.stamp.salt, command.reason) if command.reason else None
    return [was.ApplicationDecided(**_whose(command, case), decision=command.decision, reason=reason)]


def foreseen(state: Application) -> frozenset[Decision]:
    """The decisions that one of the advices speaks for. Waiting is for a place: getting it, or not, is foreseen."""
    advised = {MEANT[one] for one in state.advice.values()}
    if "waiting" in advised and state.announced == "waiting":
        advised |= {"selected", "declined"}
    return frozenset(advised)


def _announce(command: ask.Announce, case: Case) -> list[Event]:
    if case.state.decision is None:
        raise no.NotDecided
    if case.state.announced == case.state.decision:
        return []
    return [was.ApplicationAnnounced(**_whose(command, case), decision=case.state.decision)]


def _own(case: Case) -> None:
    """Its author's alone; the system may (demo, tests). For others it does not exist."""
    if case.stamp.actor not in (None, case.state.account):
        raise NotFound(field="application")


def _of_administration(command: ask.Authorise | ask.RefuseAuthorisation, case: Case) -> None:
    if command.administration != case.state.administration:
        raise NotFound(field="application")


def _said(command: ask.Submit | ask.Revise, case: Case) -> dict[str, Any]:
    def one(key: str, text: str) -> Hashed:
        return hashed(command.id, case.stamp.salt, text, key)

    return {
        "challenge": command.challenge,
        "idea": one("idea", command.idea),
        "motivation": one("motivation", command.motivation),
        "skills": one("skills", command.skills) if command.skills else None,
        "by": command.by,
    }


def _ids(command: Any) -> dict[str, Any]:
    return {"edition": command.edition, "application": command.application}


def _whose(command: Any, case: Case) -> dict[str, Any]:
    return {**_ids(command), "account": case.state.account}


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.Revise: _revise,
    ask.Withdraw: _withdraw,
    ask.Attach: _attach,
    ask.DropPaper: _drop_paper,
    ask.Authorise: _authorise,
    ask.RefuseAuthorisation: _refuse,
    ask.Read: _advise,
    ask.Decide: _settle,
    ask.Announce: _announce,
}
