"""The first IDARATHON, 9 November to 9 December 2020, as far as ``facts/edition1.toml`` tells it; commands alone.

Titles, names, challenges, teams, solutions and the two dates are facts; hours, members, the words of deposits other
than the solutions, and everything before 9 November are made up and labelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from events.message import Command
from idarathon.demo import cast, files, steps
from idarathon.demo.runs import LABEL, Act, Step, by, facts, ident, step
from idarathon.demo.steps import Challenge, Team
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.phases.events import Phase
from idarathon.viewer import Role

FACTS = facts("edition1")
EDITION = ident("edition", "idarathon-2020")
SIZE = 3  # people a team: made up
SOURCE = Text(
    fr="Source : présentation « Initiatives d’innovation de l’administration publique », Rabat, 8 décembre 2022.",
    ar="المصدر: عرض حول مبادرات الابتكار بالإدارة العمومية، الرباط، 8 دجنبر 2022.",
    en="Source: slides “Initiatives d’innovation de l’administration publique”, Rabat, 8 December 2022.",
)
# First opening and last closing: press. The rest is made up: working weeks, from 9:00 to 16:30.
WINDOWS = (
    ("2020-11-09T09:00", "2020-11-13T16:30"),
    ("2020-11-16T09:00", "2020-11-20T16:30"),
    ("2020-11-23T09:00", "2020-11-27T16:30"),
    ("2020-11-30T09:00", "2020-12-04T16:30"),
    ("2020-12-07T09:00", "2020-12-09T16:30"),
)
# Wall time of the deposits, phase, and for each deliverable its key and title; {} stands for the team's name.
DEPOSITS: tuple[tuple[str, Phase, tuple[tuple[str, str], ...]], ...] = (
    ("2020-11-12T15:00", "inspiration", (("carnet", "Carnet d’observation de l’équipe {}"),)),
    ("2020-11-19T15:00", "definition", (("probleme", "Énoncé du problème de l’équipe {}"),)),
    ("2020-11-26T15:00", "ideation", (("idee", "Fiche idée de l’équipe {}"),)),
    (
        "2020-12-03T15:00",
        "prototyping",
        (("prototype", "Prototype de l’équipe {}"), ("test", "Compte rendu de test de l’équipe {}")),
    ),
    ("2020-12-08T15:00", "pitch", (("support", "Support de pitch de l’équipe {}"),)),
)
SOLUTION_IN: frozenset[Phase] = frozenset({"ideation", "pitch"})


def challenges() -> list[Challenge]:
    """The three of the facts, in their words."""
    return [
        Challenge(
            edition=EDITION,
            slug=one["key"],
            title=Text(fr=one["title"]),
            question=Text(fr=one["question"]),
            context=SOURCE,
            owner=owner,
        )
        for one, owner in zip(FACTS["challenge"], cast.OWNERS, strict=True)
    ]


def teams(count: int) -> list[Team]:
    """The six teams of the facts; beyond them the same names again with a number, dealt over the challenges alike."""
    known = {one.slug: one.id for one in challenges()}
    return [_team(number, known) for number in range(count)]


def _team(number: int, known: dict[str, UUID]) -> Team:
    lap, place = divmod(number, len(FACTS["team"]))
    fact = FACTS["team"][place]
    name = f"{fact['name']} {lap + 1}" if lap else fact["name"]
    slug = name.lower().replace(" ", "-")
    return Team(
        edition=EDITION,
        name=name,
        slug=slug,
        challenge=known[fact["challenge"]],
        people=cast.members(name, f"{slug}.2020", SIZE),
        words=fact["solution"],
    )


def script(count: int = 6) -> list[Step]:
    """The whole edition with ``count`` teams, which all pass the five gates. The cast's staff exists already."""
    dealt = teams(count)
    return [*_before(), *_composed(dealt), *_executed(dealt), _after()]


def _before() -> list[Step]:
    wanted, staff, admin = challenges(), cast.FACILITATOR.id, cast.ADMIN.id
    facilitator = editions.GrantRole(edition=EDITION, account=staff, role=Role.FACILITATOR)
    return [
        step("2020-10-01T10:00", "2020 : création", by(admin, _create(), facilitator)),
        step("2020-10-12T10:00", "2020 : préparation", by(staff, steps.prepare(EDITION))),
        step("2020-10-13T10:00", "2020 : phases", by(staff, steps.windows(EDITION, WINDOWS))),
        step("2020-10-15T11:00", "2020 : challenges", by(staff, *map(steps.draft, wanted))),
        step("2020-10-20T11:00", "2020 : publication", by(staff, *map(steps.take, wanted))),
        step("2020-10-23T11:00", "2020 : exécution", by(staff, steps.executed(EDITION))),
    ]


def _create() -> Command:
    name = Text(fr=f"{FACTS['name']} 2020", ar="إيداراثون 2020", en=f"{FACTS['name']} 2020")
    tagline = Text(
        fr=FACTS["tagline"],
        ar="هاكاثون للابتكار خاص بالإدارة العمومية",
        en="An innovation hackathon for public administration",
    )
    return steps.create(EDITION, "idarathon-2020", name, tagline, (Text(fr=FACTS["partner"]),), ("fr",))


def _composed(dealt: Sequence[Team]) -> list[Step]:
    people = (person for team in dealt for person in team.people)
    return [
        step("2020-10-26T10:00", "2020 : comptes", by(cast.ADMIN.id, cast.accounts(people))),
        step("2020-10-28T10:00", "2020 : équipes", by(cast.FACILITATOR.id, *map(steps.compose, dealt))),
    ]


def _executed(dealt: Sequence[Team]) -> list[Step]:
    made = []
    for at, phase, asked in DEPOSITS:
        keys = [key for key, _ in asked]
        begun = [act for team in dealt for key in keys for act in by(team.lead, files.begun(team, phase, key))]
        arrived = [act for team in dealt for key in keys for act in by(None, files.arrived(team, phase, key))]
        if begun:
            made.append(step(f"{at[:11]}14:40", f"2020 : envoi de fichiers, {phase}", begun))
            made.append(step(f"{at[:11]}14:50", f"2020 : fichiers arrivés, {phase}", arrived))
        deposits = (act for team in dealt for act in _deposits(team, phase, asked))
        made.append(step(at, f"2020 : dépôts, {phase}", deposits))
    return made


def _deposits(team: Team, phase: Phase, asked: Sequence[tuple[str, str]]) -> Iterator[Act]:
    for key, title in asked:
        words = team.words if phase in SOLUTION_IN else f"{title.format(team.name)}, texte d’exemple"
        text = f"{words}\n\n{LABEL}" if phase not in SOLUTION_IN else words
        sent = files.uploads(team, phase, key)
        yield Act(team.lead, steps.deposit(team, phase, key, title.format(team.name), text, files=sent))


def _after() -> Step:
    return step("2020-12-10T10:00", "2020 : reporting", by(cast.FACILITATOR.id, steps.reported(EDITION)))
