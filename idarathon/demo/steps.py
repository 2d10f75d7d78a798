"""What both editions have in common: preparing an edition, its challenges, its teams, a deposit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.message import Command
from idarathon.challenges import commands as challenges
from idarathon.demo import cast
from idarathon.demo.cast import Person
from idarathon.demo.runs import ident
from idarathon.editions import commands as editions
from idarathon.editions.events import Lang, Text
from idarathon.phases import commands as phases
from idarathon.phases.events import PHASES, Phase
from idarathon.teams import commands as teams

PREPARED: tuple[str, ...] = ("programme", "facilitators", "communication", "rules")


class Challenge(Struct, frozen=True, kw_only=True):
    """A challenge of a demo edition. ``context``: where its words come from."""

    edition: UUID
    slug: str
    title: Text
    question: Text
    context: Text
    owner: Person

    @property
    def id(self) -> UUID:
        return ident("challenge", self.edition, self.slug)


class Team(Struct, frozen=True, kw_only=True):
    """A team of a demo edition; the first of ``people`` leads it."""

    edition: UUID
    name: str
    slug: str
    challenge: UUID
    people: tuple[Person, ...]
    lang: Lang = "fr"
    words: str = ""  # what it works on, in its deposits

    @property
    def id(self) -> UUID:
        return ident("team", self.edition, self.slug)

    @property
    def lead(self) -> UUID:
        return self.people[0].id


def create(
    edition: UUID, slug: str, name: Text, tagline: Text, partners: tuple[Text, ...], languages: tuple[Lang, ...]
) -> Command:
    """An edition labelled as demo data."""
    settings = editions.WantedSettings(organiser=cast.ORGANISER.id, partners=partners, languages=languages)
    return editions.Create(edition=edition, slug=slug, name=name, tagline=tagline, settings=settings, demo=True)


def prepare(edition: UUID) -> Iterator[Command]:
    """Tick off the checklist, publish, and go on to the definition of challenges."""
    yield from (editions.CompleteItem(edition=edition, stage="preparation", item=item) for item in PREPARED)
    yield editions.Publish(edition=edition)
    yield editions.AdvanceStage(edition=edition)


def executed(edition: UUID) -> Iterator[Command]:
    """The challenges are defined: on to the execution."""
    yield editions.CompleteItem(edition=edition, stage="challenge_definition", item="partners")
    yield editions.AdvanceStage(edition=edition)


def reported(edition: UUID) -> Iterator[Command]:
    """The execution is over: on to the reporting."""
    yield editions.CompleteItem(edition=edition, stage="execution", item="jury")
    yield editions.AdvanceStage(edition=edition)


def windows(edition: UUID, spans: Iterable[tuple[str, str]]) -> Command:
    """The five windows, each from its wall times."""
    slots = (phases.Slot(phase=p, opens=opens, closes=closes) for p, (opens, closes) in zip(PHASES, spans, strict=True))
    return phases.Plan(edition=edition, windows=tuple(slots))


def draft(one: Challenge) -> Iterator[Command]:
    """A challenge from its first words to its owner."""
    yield challenges.Draft(
        edition=one.edition,
        challenge=one.id,
        slug=one.slug,
        title=one.title,
        question=one.question,
        context=one.context,
        department=cast.ORGANISER.id,
    )
    yield challenges.Submit(edition=one.edition, challenge=one.id, owner=one.owner.id)


def take(one: Challenge) -> Iterator[Command]:
    """A submitted challenge is approved and shown."""
    yield challenges.Approve(edition=one.edition, challenge=one.id)
    yield challenges.Publish(edition=one.edition, challenge=one.id)


def compose(team: Team) -> Iterator[Command]:
    """Composed intake: a facilitator makes the team, places people into it, then puts it onto its challenge."""
    yield teams.Register(
        edition=team.edition, team=team.id, name=team.name, slug=team.slug, lang=team.lang, lead=team.lead
    )
    yield from (teams.Place(edition=team.edition, team=team.id, account=one.id) for one in team.people[1:])
    yield teams.AssignChallenge(edition=team.edition, team=team.id, challenge=team.challenge)


def deposit(
    team: Team,
    phase: Phase,
    key: str,
    title: str,
    text: str,
    files: tuple[UUID, ...] = (),
    links: tuple[str, ...] = (),
) -> Command:
    """A deliverable. ``files``: its uploads."""
    what: dict[str, Any] = {"phase": phase, "deliverable": key, "title": title, "text": text}
    return phases.Deposit(edition=team.edition, team=team.id, lang=team.lang, files=files, links=links, **what)
