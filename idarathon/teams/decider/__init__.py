"""The rules of a team: who belongs to it, who leads it, when it is complete enough to start. One stream each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.people.events import hashed
from idarathon.teams import commands as ask
from idarathon.teams.decider import asking
from idarathon.teams.decider.case import Case, Challenge
from idarathon.teams.decider.refusals import (
    ChallengeNotOpen,
    Composed,
    Full,
    Gone,
    IntakeClosed,
    LeadIsAnother,
    LeadStays,
    NotAMember,
    NotInvited,
    SlugReserved,
    TeamTaken,
    TooFew,
)
from idarathon.teams.decider.state import State, evolve, initial
from idarathon.teams.events import (
    ChallengeAssigned,
    InvitationCancelled,
    InvitationDeclined,
    LeadHandedOver,
    LeadMissed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    TeamConfirmed,
    TeamFellBelowMinimum,
    TeamMinimumRestored,
    TeamRegistered,
    TeamRenamed,
    TeamWithdrawn,
)
from idarathon.viewer import Role

__all__ = ["State", "decide", "evolve", "initial", "stream"]


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"team-{command.team}"


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal.

    Context: the edition; then for AssignChallenge the challenge, and for Place, Invite and a Register with a lead
    the account of that person.
    """
    case = Case(state, stamp, context[0], context[1:])
    if not case.edition.exists:
        raise NotFound(field="edition")
    if isinstance(command, ask.Register):
        return _register(command, case)
    rule = _RULES[type(command)]
    if not state.exists or state.edition != command.edition:  # type: ignore[attr-defined]
        raise NotFound(field="team")
    if state.withdrawn and not isinstance(command, ask.Withdraw):
        raise Gone()
    return rule(command, case)


def _register(command: ask.Register, case: Case) -> list[Event]:
    if case.state.exists:
        raise TeamTaken(field="team")
    if not case.edition.published or case.edition.stage == "reporting":
        raise IntakeClosed()
    if _composed(case) and not _facilitates(case):
        raise Composed()
    if command.slug in ask.RESERVED:
        raise SlugReserved(field="slug")
    lead = _lead(command, case)
    registered = TeamRegistered(
        edition=command.edition, team=command.team, name=command.name, slug=command.slug, lang=command.lang
    )
    if lead is None:
        return [registered]
    begun = case._replace(state=evolve(case.state, registered))
    return [registered, *_join(command, begun, lead, by_placement=_composed(case))]


def _lead(command: ask.Register, case: Case) -> UUID | None:
    """Who leads the new team. The system itself (demo, replay) may name anyone."""
    if command.lead is not None:
        _require_person(case)
    if _composed(case) or case.stamp.actor is None:
        return command.lead
    if command.lead not in (None, case.stamp.actor):
        raise LeadIsAnother(field="lead")
    return case.stamp.actor


def _composed(case: Case) -> bool:
    return case.edition.settings.intake == "composed"


def _facilitates(case: Case) -> bool:
    """Whether one asks who runs the edition, as ``access.runs`` says it: its facilitator, an admin, the system."""
    actor = case.stamp.actor
    return actor is None or case.stamp.admin or (actor, Role.FACILITATOR) in case.edition.roles


def _place(command: ask.Place, case: Case) -> list[Event]:
    _require_person(case)
    return _join(command, case, command.account, by_placement=True)


def _invite(command: ask.Invite, case: Case) -> list[Event]:
    """Of a closed account too, which nobody will accept: a lead would learn by a refusal that it was somebody's."""
    if case.others and (not case.others[0].exists or case.others[0].erased):
        raise NotFound(field="account")
    if command.account in case.state.invited or command.account in case.state.members:
        return []
    _require_room(case)
    return [MemberInvited(edition=command.edition, team=command.team, account=command.account)]


def _accept(command: ask.Accept, case: Case) -> list[Event]:
    actor = case.stamp.actor
    if actor in case.state.members:
        return []
    return _join(command, case, _invited(case), by_placement=False)


def _decline(command: ask.Decline, case: Case) -> list[Event]:
    return [InvitationDeclined(edition=command.edition, team=command.team, account=_invited(case))]


def _accept_request(command: ask.AcceptRequest, case: Case) -> list[Event]:
    if command.account in case.state.members:
        return []
    _require_person(case)
    return _join(command, case, asking.requested(command.account, case), by_placement=False)


def _cancel_invitation(command: ask.CancelInvitation, case: Case) -> list[Event]:
    if command.account not in case.state.invited:
        return []
    return [InvitationCancelled(edition=command.edition, team=command.team, account=command.account)]


def _remove(command: ask.Remove, case: Case) -> list[Event]:
    return _part(command, case, command.account, removed=True)


def _leave(command: ask.Leave, case: Case) -> list[Event]:
    return _part(command, case, case.stamp.actor, removed=False)


def _hand_over(command: ask.HandOver, case: Case) -> list[Event]:
    if command.account not in case.state.members:
        raise NotAMember(field="account")
    if command.account == case.state.lead:
        return []
    _require_person(case)
    return [LeadHandedOver(edition=command.edition, team=command.team, account=command.account)]


def _miss_lead(command: ask.MissLead, case: Case) -> list[Event]:
    """Nobody else is left without it where there is nobody else, or another one leads meanwhile."""
    if command.account != case.state.lead or len(case.state.members) == 1:
        return []
    return [LeadMissed(edition=command.edition, team=command.team, account=command.account)]


def _assign_challenge(command: ask.AssignChallenge, case: Case) -> list[Event]:
    challenge: Challenge = case.others[0]
    if not challenge.exists or challenge.edition != command.edition:
        raise NotFound(field="challenge")
    if case.state.challenge == command.challenge:
        return []
    if challenge.status != "published":
        raise ChallengeNotOpen(field="challenge")
    if _composed(case) and case.stamp.actor in case.state.members and not _facilitates(case):
        raise Composed()
    return [ChallengeAssigned(edition=command.edition, team=command.team, challenge=command.challenge)]


def _rename(command: ask.Rename, case: Case) -> list[Event]:
    if command.name == case.state.name:
        return []
    return [TeamRenamed(edition=command.edition, team=command.team, name=command.name)]


def _confirm(command: ask.Confirm, case: Case) -> list[Event]:
    """Who the members are is looked at beside the decision: facts about people never come here."""
    if case.state.confirmed:
        return []
    least = case.edition.settings.team_min
    if len(case.state.members) < least:
        raise TooFew(least=least)
    return [TeamConfirmed(edition=command.edition, team=command.team)]


def _withdraw(command: ask.Withdraw, case: Case) -> list[Event]:
    if case.state.withdrawn:
        return []
    reason = hashed(command.id, case.stamp.salt, command.reason)
    return [TeamWithdrawn(edition=command.edition, team=command.team, reason=reason)]


def _join(command: Any, case: Case, account: UUID, *, by_placement: bool) -> list[Event]:
    members, lead = case.state.members, case.state.lead is None
    if account in members:
        return []
    _require_room(case)
    ids = {"edition": command.edition, "team": command.team}
    joined = MemberJoined(**ids, account=account, by_placement=by_placement, lead=lead)
    return [joined, *_counted(case, len(members) + 1, **ids)]


def _part(command: Any, case: Case, account: UUID | None, *, removed: bool) -> list[Event]:
    members = case.state.members
    if account is None or account not in members:
        raise NotAMember(field="account" if removed else None)
    if account == case.state.lead and len(members) > 1:
        raise LeadStays()
    ids = {"edition": command.edition, "team": command.team}
    return [MemberLeft(**ids, account=account, removed=removed), *_counted(case, len(members) - 1, **ids)]


def _counted(case: Case, members: int, **ids: UUID) -> list[Event]:
    """What follows from the new number of members. A team is confirmed once; by Confirm alone where the edition has
    conditions of composition."""
    enough = members >= case.edition.settings.team_min
    if not case.state.confirmed:
        return [TeamConfirmed(**ids)] if enough and not case.edition.settings.composition.conditions else []
    if enough:
        return [TeamMinimumRestored(**ids)] if case.state.below else []
    return [] if case.state.below else [TeamFellBelowMinimum(**ids)]


def _invited(case: Case) -> UUID:
    actor = case.stamp.actor
    if actor is None or actor not in case.state.invited:
        raise NotInvited()
    return actor


def _require_room(case: Case) -> None:
    most = case.edition.settings.team_max
    if len(case.state.members) >= most:
        raise Full(most=most)


def _require_person(case: Case) -> None:
    """An account that was never opened, or is closed, joins nothing. Not checked when flow passes no account."""
    if case.others and not case.others[0].open:
        raise NotFound(field="account")


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.Place: _place,
    ask.Invite: _invite,
    ask.Accept: _accept,
    ask.Decline: _decline,
    ask.CancelInvitation: _cancel_invitation,
    ask.Remove: _remove,
    ask.Leave: _leave,
    ask.HandOver: _hand_over,
    ask.MissLead: _miss_lead,
    ask.AssignChallenge: _assign_challenge,
    ask.Rename: _rename,
    ask.SetOpenings: asking.set_openings,
    ask.AskToJoin: asking.ask_to_join,
    ask.TakeBackRequest: asking.take_back,
    ask.AcceptRequest: _accept_request,
    ask.DeclineRequest: asking.decline_request,
    ask.Confirm: _confirm,
    ask.Withdraw: _withdraw,
}
