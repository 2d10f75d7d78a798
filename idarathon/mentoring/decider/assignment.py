"""Who accompanies whom: a proposal that is edited, then published.

Context: the edition; then, for what puts pairs together, the mentors, the teams and the accounts of ``involved``.
A mentor has at most its capacity of teams and is never of the same directorate as a member; a team has at most two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.errors import NotFound
from idarathon.mentoring import commands as ask
from idarathon.mentoring.commands import MOST, Wanted, involved
from idarathon.mentoring.decider.mentors import Mentor
from idarathon.mentoring.decider.needs import Team, present
from idarathon.mentoring.decider.refusals import (
    MentorFull,
    MentorGone,
    NothingProposed,
    PairTwice,
    PairUnknown,
    ProposalChanged,
    SameDirectorate,
    TeamChanged,
    TwoMentors,
)
from idarathon.mentoring.events import AssignmentProposed, AssignmentPublished, Pair, PairAdded, PairRemoved


class Person(Protocol):
    """What is needed of an account's state."""

    @property
    def directorate(self) -> UUID | None: ...


class Assignment(Struct, frozen=True, kw_only=True):
    """``draft``: the proposal; ``published``: what holds. None: there never was one."""

    draft: tuple[Pair, ...] | None = None
    published: tuple[Pair, ...] | None = None


class Around(NamedTuple):
    """The streams beside the assignment's, by id."""

    mentors: dict[UUID, Mentor]
    teams: dict[UUID, Team]
    people: dict[UUID, Person]


def evolve(state: Assignment, event: Event) -> Assignment:
    """What an event makes of the state."""
    match event:
        case AssignmentProposed():
            return replace(state, draft=event.pairs)
        case PairAdded():
            pair = Pair(team=event.team, mentor=event.mentor, reasons=event.reasons)
            return replace(state, draft=(*(state.draft or ()), pair))
        case PairRemoved():
            return replace(state, draft=_without(state.draft or (), event.team, event.mentor))
        case AssignmentPublished():
            return Assignment(draft=event.pairs, published=event.pairs)
    return state


def decide(state: Assignment, command: Command, _stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    edition, *others = context
    if not edition.exists:
        raise NotFound(field="edition")
    match command:
        case ask.Propose():
            return _propose(state, command, _around(command.pairs, others))
        case ask.AddPair():
            return _add(state, command, _around([command], others))
        case ask.RemovePair():
            return _remove(state, command)
        case ask.PublishAssignment():
            return _publish(state, command, _around(command.pairs, others))
    raise TypeError(f"{type(command).__name__} is not a command of the assignment")


def _around(pairs: Iterable[Wanted | ask.AddPair], others: Sequence[Any]) -> Around:
    who = involved(pairs)
    first, second = len(who.mentors), len(who.mentors) + len(who.teams)
    return Around(
        dict(zip(who.mentors, others[:first], strict=True)),
        dict(zip(who.teams, others[first:second], strict=True)),
        dict(zip(who.people, others[second:], strict=True)),
    )


def _propose(state: Assignment, command: ask.Propose, around: Around) -> list[Event]:
    for pair in command.pairs:
        _check(pair, command.edition, around)
    pairs = tuple(map(_pair, command.pairs))
    _check_numbers(pairs, around.mentors)
    proposed = AssignmentProposed(
        edition=command.edition, pairs=pairs, left_over=command.left_over, because=command.because
    )
    return [] if command.because == "mentor_left" and state.draft == pairs else [proposed]


def _add(state: Assignment, command: ask.AddPair, around: Around) -> list[Event]:
    _check(command, command.edition, around)
    draft, events = state.draft or (), list[Event]()
    if command.instead_of and command.instead_of != command.mentor:
        events += _remove_one(draft, command.edition, command.team, command.instead_of)
        draft = _without(draft, command.team, command.instead_of)
    if any((one.team, one.mentor) == (command.team, command.mentor) for one in draft):
        return events
    _check_numbers((*draft, _pair(command)), around.mentors)
    added = PairAdded(edition=command.edition, team=command.team, mentor=command.mentor, reasons=tuple(command.reasons))
    return [*events, added]


def _remove(state: Assignment, command: ask.RemovePair) -> list[Event]:
    return _remove_one(state.draft or (), command.edition, command.team, command.mentor)


def _remove_one(draft: Sequence[Pair], edition: UUID, team: UUID, mentor: UUID) -> list[Event]:
    if not any((one.team, one.mentor) == (team, mentor) for one in draft):
        raise PairUnknown()
    return [PairRemoved(edition=edition, team=team, mentor=mentor)]


def _publish(state: Assignment, command: ask.PublishAssignment, around: Around) -> list[Event]:
    """A team that has withdrawn meanwhile is left out."""
    if state.draft is None:
        raise NothingProposed()
    if {(one.team, one.mentor) for one in command.pairs} != {(one.team, one.mentor) for one in state.draft}:
        raise ProposalChanged()
    staying = {team for team, found in around.teams.items() if not found.withdrawn}
    for pair in command.pairs:
        if pair.team in staying:
            _check(pair, command.edition, around)
    pairs = tuple(one for one in state.draft if one.team in staying)
    _check_numbers(pairs, around.mentors)
    holds = pairs == state.published and not any(around.mentors[one.mentor].returned for one in pairs)
    return [] if holds else [AssignmentPublished(edition=command.edition, pairs=pairs)]


def _check(pair: Wanted | ask.AddPair, edition: UUID, around: Around) -> None:
    """What concerns one pair alone."""
    team, mentor = around.teams[pair.team], around.mentors[pair.mentor]
    present(team, edition)
    if not mentor.available or mentor.described is None or mentor.described.edition != edition:
        raise MentorGone(field="mentor")
    if set(pair.members) != set(team.members):
        raise TeamChanged(field="team")
    own = around.people[pair.mentor].directorate
    if own is not None and any(around.people[one].directorate == own for one in pair.members):
        raise SameDirectorate(field="mentor")


def _check_numbers(pairs: Sequence[Pair], mentors: dict[UUID, Mentor]) -> None:
    """What concerns all pairs together. Mentors that are not in question had room when they were paired."""
    if len({(one.team, one.mentor) for one in pairs}) < len(pairs):
        raise PairTwice()
    if any(count > MOST for count in Counter(one.team for one in pairs).values()):
        raise TwoMentors(field="team")
    load = Counter(one.mentor for one in pairs)
    for mentor, state in mentors.items():
        if load[mentor] > state.capacity:
            raise MentorFull(field="mentor", most=state.capacity)


def _without(pairs: Sequence[Pair], team: UUID, mentor: UUID) -> tuple[Pair, ...]:
    return tuple(one for one in pairs if (one.team, one.mentor) != (team, mentor))


def _pair(wanted: Wanted | ask.AddPair) -> Pair:
    return Pair(team=wanted.team, mentor=wanted.mentor, reasons=tuple(wanted.reasons))
