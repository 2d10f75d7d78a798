"""Requests to join a team, in open intake: who may ask, take it back, say no."""

from __future__ import annotations

from uuid import UUID

from events.message import Event
from idarathon.people.events import hashed
from idarathon.teams import commands as ask
from idarathon.teams.decider.case import Case
from idarathon.teams.decider.refusals import AskFacilitators, InvitedAlready, MemberAlready, NotAsked, TakesNobody
from idarathon.teams.events import JoinAsked, JoinDeclined, JoinTakenBack, OpeningsSet


def set_openings(command: ask.SetOpenings, case: Case) -> list[Event]:
    """Whether the team takes requests, and whom it looks for."""
    state, roles = case.state, tuple(dict.fromkeys(command.roles))
    if command.takes and case.edition.settings.intake != "open":
        raise AskFacilitators()
    if (state.takes, state.roles, state.lang) == (command.takes, roles, command.lang):
        return []
    ids = {"edition": command.edition, "team": command.team}
    return [OpeningsSet(**ids, takes=command.takes, roles=roles, lang=command.lang)]


def ask_to_join(command: ask.AskToJoin, case: Case) -> list[Event]:
    """That the person has no other team, and does not wait for too many answers, is looked at in the transaction."""
    account, state = case.stamp.actor, case.state
    if case.edition.settings.intake != "open":
        raise AskFacilitators()
    if account is None or account in state.members:
        raise MemberAlready()
    if account in state.invited:
        raise InvitedAlready()
    if account in state.asked:
        return []
    if not state.takes or len(state.members) >= case.edition.settings.team_max:
        raise TakesNobody()
    words = hashed(command.id, case.stamp.salt, command.words, "words") if command.words.strip() else None
    return [JoinAsked(edition=command.edition, team=command.team, account=account, words=words)]


def take_back(command: ask.TakeBackRequest, case: Case) -> list[Event]:
    """Twice is once."""
    account = case.stamp.actor
    if account is None or account not in case.state.asked:
        return []
    return [JoinTakenBack(edition=command.edition, team=command.team, account=account)]


def decline_request(command: ask.DeclineRequest, case: Case) -> list[Event]:
    """Say no."""
    account = requested(command.account, case)
    reason = hashed(command.id, case.stamp.salt, command.reason)
    return [JoinDeclined(edition=command.edition, team=command.team, account=account, reason=reason)]


def requested(account: UUID, case: Case) -> UUID:
    """Who has asked. Raises NotAsked."""
    if account not in case.state.asked:
        raise NotAsked(field="account")
    return account
