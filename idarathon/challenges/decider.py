"""The rules of a challenge: draft → submitted (→ changes requested → revised → submitted)* → approved → published →
closed, one stream each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.challenges import commands as ask
from idarathon.challenges.events import (
    ChallengeApproved,
    ChallengeChangesRequested,
    ChallengeClosed,
    ChallengeDrafted,
    ChallengePublished,
    ChallengeRevised,
    ChallengeSubmitted,
)
from idarathon.editions.events import Text
from idarathon.errors import N_, Conflict, NotFound, Rule
from idarathon.people.events import hashed

Status = Literal["draft", "submitted", "changes_requested", "approved", "published", "closed"]
WRITTEN = ("draft", "submitted", "changes_requested")  # the content may still change
Content = tuple[Text, Text, Text | None, Text | None, Text | None, UUID | None]


class ChallengeTaken(Conflict):
    """The id stands for another challenge."""

    code = "challenge_taken"
    sentence = N_("This challenge exists already. Open it, or choose another id.")


class ContentFinal(Rule):
    """What was approved is not changed any more."""

    code = "challenge_final"
    sentence = N_("This challenge is approved, so its content is final. Draft a new one if it must change.")


class NotNow(Rule):
    """The steps are taken in order."""

    code = "challenge_not_now"
    sentence = N_(
        "A challenge is submitted, approved, published and closed in this order, and this one is %(status)s. "
        "Take the next step."
    )


class NothingRevised(Rule):
    """What was asked to be changed did not change."""

    code = "challenge_not_revised"
    sentence = N_("Changes were requested, and nothing was changed since. Revise the challenge, then submit it again.")


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...


class State(Struct, frozen=True, kw_only=True):
    """A challenge."""

    challenge: UUID | None = None
    edition: UUID | None = None
    status: Status = "draft"
    owner: UUID | None = None
    content: Content | None = None
    revised: bool = False  # since changes were requested

    @property
    def exists(self) -> bool:
        """Whether the challenge was drafted."""
        return self.challenge is not None


class Case(NamedTuple):
    """Everything that a rule may look at. ``people``: the owner's account, when flow passes it, and the administration
    that it must be of, when the command names one."""

    state: State
    stamp: Stamp
    people: tuple[Any, ...]


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"challenge-{command.challenge}"


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    match event:
        case ChallengeDrafted():
            return State(challenge=event.challenge, edition=event.edition, content=_content(event))
        case ChallengeRevised():
            return replace(state, content=_content(event), revised=True)
        case ChallengeSubmitted():
            return replace(state, status="submitted", owner=event.owner)
        case ChallengeChangesRequested():
            return replace(state, status="changes_requested", revised=False)
        case ChallengeApproved():
            return replace(state, status="approved")
        case ChallengePublished():
            return replace(state, status="published")
        case ChallengeClosed():
            return replace(state, status="closed")
    return state


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal. Context: edition; for Submit also the owner's account,
    and the administration that it names, if any."""
    edition: Edition = context[0]
    if not edition.exists:
        raise NotFound(field="edition")
    case = Case(state, stamp, context[1:])
    if isinstance(command, ask.Draft):
        return _draft(command, case)
    rule = _RULES[type(command)]
    if not state.exists or state.edition != command.edition:  # type: ignore[attr-defined]
        raise NotFound(field="challenge")
    return rule(command, case)


def _content(said: ask.Draft | ask.Revise | ChallengeDrafted | ChallengeRevised) -> Content:
    return (said.title, said.question, said.context, said.expected, said.resources, said.department)


def _draft(command: ask.Draft, case: Case) -> list[Event]:
    if case.state.exists:
        raise ChallengeTaken(field="challenge")
    return [
        ChallengeDrafted(
            edition=command.edition,
            challenge=command.challenge,
            slug=command.slug,
            title=command.title,
            question=command.question,
            context=command.context,
            expected=command.expected,
            resources=command.resources,
            department=command.department,
        )
    ]


def _revise(command: ask.Revise, case: Case) -> list[Event]:
    if case.state.status not in WRITTEN:
        raise ContentFinal()
    if _content(command) == case.state.content:
        return []
    return [
        ChallengeRevised(
            edition=command.edition,
            challenge=command.challenge,
            title=command.title,
            question=command.question,
            context=command.context,
            expected=command.expected,
            resources=command.resources,
            department=command.department,
        )
    ]


def _submit(command: ask.Submit, case: Case) -> list[Event]:
    if case.people and not case.people[0].open:
        raise NotFound(field="owner")
    if command.administration is not None:
        _require_colleague(command, case)
    if case.state.status == "submitted" and case.state.owner == command.owner:
        return []
    if case.state.status not in WRITTEN:
        raise NotNow(status=case.state.status)
    if case.state.status == "changes_requested" and not case.state.revised:
        raise NothingRevised()
    return [ChallengeSubmitted(edition=command.edition, challenge=command.challenge, owner=command.owner)]


def _require_colleague(command: ask.Submit, case: Case) -> None:
    """The owner works in the administration that proposes the challenge. Said alike whoever else it is."""
    owner, administration = case.people
    if case.state.content is None or case.state.content[-1] != command.administration:
        raise NotFound(field="challenge")
    if owner.directorate not in administration.directorates:
        raise NotFound(field="owner")


def _request_changes(command: ask.RequestChanges, case: Case) -> list[Event]:
    if case.state.status != "submitted":
        raise NotNow(status=case.state.status)
    salt = case.stamp.salt
    remarks = {
        part: hashed(command.id, salt, text, ask.remark_key(part)) for part, text in sorted(command.remarks.items())
    }
    reason = hashed(command.id, salt, command.reason)
    ids = {"edition": command.edition, "challenge": command.challenge}
    return [ChallengeChangesRequested(**ids, reason=reason, remarks=remarks)]


def _approve(command: ask.Approve, case: Case) -> list[Event]:
    if _already("approved", "submitted", case.state):
        return []
    return [ChallengeApproved(edition=command.edition, challenge=command.challenge)]


def _publish(command: ask.Publish, case: Case) -> list[Event]:
    if _already("published", "approved", case.state):
        return []
    return [ChallengePublished(edition=command.edition, challenge=command.challenge)]


def _close(command: ask.Close, case: Case) -> list[Event]:
    if _already("closed", "published", case.state):
        return []
    reason = hashed(command.id, case.stamp.salt, command.reason)
    return [ChallengeClosed(edition=command.edition, challenge=command.challenge, reason=reason)]


def _already(wanted: Status, before: Status, state: State) -> bool:
    """Whether the step was taken; refuses it when it is not the next one."""
    if state.status not in (wanted, before):
        raise NotNow(status=state.status)
    return state.status == wanted


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.Revise: _revise,
    ask.Submit: _submit,
    ask.RequestChanges: _request_changes,
    ask.Approve: _approve,
    ask.Publish: _publish,
    ask.Close: _close,
}
