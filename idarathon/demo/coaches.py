"""Mentors of a demo edition, and who accompanies which team: by the real solver, from what the script itself knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from events.message import Command
from idarathon.demo.cast import Person
from idarathon.demo.runs import ident
from idarathon.demo.steps import Team
from idarathon.mentoring import commands as ask
from idarathon.mentoring.commands import Skill, Spoken
from idarathon.mentoring.reads import solve
from idarathon.mentoring.reads.matching import Mentor, Plan
from idarathon.mentoring.reads.matching import Team as Wanting


class Coach(Struct, frozen=True, kw_only=True):
    """A mentor of the demo. ``themes``: challenges that it knows."""

    person: Person
    skills: tuple[Skill, ...]
    languages: tuple[Spoken, ...]
    capacity: int
    themes: tuple[UUID, ...] = ()

    def described(self, edition: UUID) -> Command:
        """What it can do, in its own words."""
        return ask.DescribeMentor(
            edition=edition,
            account=self.person.id,
            skills=self.skills,
            languages=self.languages,
            capacity=self.capacity,
            challenges=self.themes,
        )

    @property
    def able(self) -> Mentor:
        """As the solver sees it."""
        return Mentor(
            id=self.person.id,
            skills=frozenset(self.skills),
            languages=frozenset(self.languages),
            themes=frozenset(self.themes),
            capacity=self.capacity,
            directorate=directorate(self.person),
        )


def directorate(person: Person) -> UUID | None:
    return ident("place", person.directorate) if person.directorate else None


def _wanting(team: Team, needs: ask.StateNeeds | None) -> Wanting:
    return Wanting(
        id=team.id,
        theme=team.challenge,
        skills=frozenset(needs.skills if needs else ()),
        languages=frozenset({team.lang, *(needs.languages if needs else ())}),
        directorates=frozenset(found for one in team.people if (found := directorate(one))),
    )


def plan(coaches: Sequence[Coach], teams: Sequence[Team], needs: Mapping[UUID, ask.StateNeeds]) -> Plan:
    return solve([one.able for one in coaches], [_wanting(team, needs.get(team.id)) for team in teams])


def assigned(edition: UUID, teams: Sequence[Team], plans: Iterable[Plan]) -> tuple[Command, Command]:
    """The proposal and its publication."""
    members = {team.id: tuple(one.id for one in team.people) for team in teams}
    found = list(plans)
    pairs = tuple(
        ask.Wanted(team=one.team, mentor=one.mentor, members=members[one.team], reasons=one.reasons)
        for plan in found
        for one in plan.pairs
    )
    left = tuple(one for plan in found for one in plan.left_over)
    return (
        ask.Propose(edition=edition, pairs=pairs, left_over=left),
        ask.PublishAssignment(edition=edition, pairs=pairs),
    )
