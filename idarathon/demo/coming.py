"""The coming edition: it still takes applications, its challenges go to and fro, and its teams are not composed yet.

Somebody in each state that the rules allow, so that whoever opens the demo finds something to read, to authorise, to
decide and to compose. Everything here is made up and labelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from uuid import UUID

from msgspec import Struct

from events.message import Command
from idarathon.applications import commands as ask
from idarathon.applications.events import Advice, Decision
from idarathon.challenges import commands as challenges
from idarathon.demo import cast, steps
from idarathon.demo.calendar import EVENING, MORNING, Dates
from idarathon.demo.cast import Person
from idarathon.demo.runs import LABEL, Act, Step, by, ident, step
from idarathon.demo.steps import Challenge
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.mentoring.commands import Skill
from idarathon.people.commands import OpenAccount, Profile
from idarathon.teams import commands as teams
from idarathon.viewer import Role

SLUG = "prochaine"
EDITION = ident("edition", SLUG)
NAME = Text(fr="Prochain IDARATHON", ar="إيداراثون المقبل", en="The coming IDARATHON")
TAGLINE = Text(
    fr=f"Les candidatures sont ouvertes {LABEL}",
    ar="باب الترشيح مفتوح (معطيات تجريبية)",
    en="Applications are open (demo data)",
)
WEEKS = range(9, 14)  # after Idéation of the running edition: the windows of the coming one
ROLES: tuple[tuple[Person, Role], ...] = (
    (cast.FACILITATOR, Role.FACILITATOR),
    (cast.SECOND, Role.FACILITATOR),
    *((person, Role.FOCAL) for person in cast.FOCALS),
)
CONTEXT = Text(
    fr="Question rédigée pour la démonstration.",
    ar="سؤال صيغ لأغراض العرض التجريبي.",
    en="A question written for the demonstration.",
)


def _challenge(slug: str, owner: Person, title: tuple[str, str], question: tuple[str, str]) -> Challenge:
    (title_fr, title_ar), (fr, ar) = title, question
    said = {"title": Text(fr=title_fr, ar=title_ar), "question": Text(fr=fr, ar=ar)}
    return Challenge(edition=EDITION, slug=slug, context=CONTEXT, owner=owner, **said)


TAKEN = _challenge(
    "accueil-au-guichet",
    cast.OWNERS[0],
    ("Accueil au guichet", "الاستقبال في الشباك"),
    ("Comment réduire l’attente au guichet sans perdre l’écoute ?", "كيف يمكن تقليص الانتظار دون فقدان حسن الإنصات؟"),
)
WAITING = _challenge(
    "courrier-entrant",
    cast.OWNERS[1],
    ("Courrier entrant", "البريد الوارد"),
    ("Comment savoir à tout moment où en est un courrier ?", "كيف يمكن معرفة مآل مراسلة في أي وقت؟"),
)
RETURNED = _challenge(
    "partage-des-locaux",
    cast.OWNERS[2],
    ("Partage des locaux", "تقاسم المقرات"),
    ("Comment mieux partager les salles ?", "كيف يمكن تقاسم القاعات بشكل أفضل؟"),
)


class Applicant(Struct, frozen=True):
    """Somebody who applies. ``advices``: of the first and the second reader; ``authorised``: by its focal point."""

    number: int
    authorised: bool = False
    advices: tuple[Advice, ...] = ()
    decision: Decision | None = None
    announced: bool = False

    @property
    def person(self) -> Person:
        """Its account, in one directorate after the other."""
        where = ("souss", "usagers", "oriental", "systemes", "etudes")[self.number % 5]
        return Person(f"candidat-{self.number}", f"Candidat(e) {self.number}", where)

    @property
    def id(self) -> UUID:
        return ident("application", self.number)


APPLICANTS: tuple[Applicant, ...] = (
    *(Applicant(n, True, ("select", "select"), "selected", announced=True) for n in (1, 2, 3, 5, 6, 7, 8)),
    Applicant(10, True, ("select", "wait")),
    Applicant(11, True, ("select",)),
    *map(Applicant, (4, 12, 13)),
    Applicant(9, False, ("wait", "wait"), "waiting", announced=True),
    Applicant(14, False, ("decline", "decline"), "declined"),
    Applicant(15, False, ("select", "select")),
    *map(Applicant, (16, 17, 18)),
)
TEAMS = (("rif", "Rif"), ("haouz", "Haouz"))
_REGIONS = ("souss-massa", "rabat-sale-kenitra", "oriental", "casablanca-settat", "fes-meknes")
_SKILLS: tuple[tuple[Skill, str], ...] = (
    ("data", "Analyse de données"),
    ("communication", "Accueil du public"),
    ("design", "Conception de services"),
    ("digital", "Développement"),
    ("law", "Droit"),
)


def script(dates: Dates) -> list[Step]:
    """Everything up to the day of the demo, beside the running edition's Idéation."""
    first, staff = dates.ideation, cast.FACILITATOR.id
    create = (
        steps.create(EDITION, SLUG, NAME, TAGLINE, (), ("fr", "ar", "en")),
        *(editions.GrantRole(edition=EDITION, account=person.id, role=role) for person, role in ROLES),
        steps.windows(EDITION, _windows(dates)),
    )
    return [
        step(dates.at(first, -5, "10:00"), "prochaine : création", by(cast.ADMIN.id, *create)),
        step(dates.at(first, -4, "09:15"), "prochaine : préparation", by(staff, _prepared(dates))),
        step(dates.at(first, -3, "09:20"), "prochaine : comptes", by(cast.ADMIN.id, _accounts())),
        step(dates.at(first, -3, "11:00"), "prochaine : challenges", by(staff, _challenges())),
        step(dates.at(first, -2, "14:10"), "prochaine : candidatures", _applied()),
        step(dates.at(first, -1, "10:05"), "prochaine : autorisations", _authorised()),
        step(dates.at(first, -1, "15:05"), "prochaine : première lecture", by(staff, _read(0))),
        step(dates.at(first, 1, "10:45"), "prochaine : seconde lecture", by(cast.SECOND.id, _read(1))),
        step(dates.at(first, 2, "10:20"), "prochaine : décisions", by(staff, _decided())),
    ]


def people() -> list[Person]:
    """Who applies."""
    return [one.person for one in APPLICANTS]


def _windows(dates: Dates) -> Iterator[tuple[str, str]]:
    monday = dates.ideation - timedelta(days=dates.ideation.weekday())
    for week in WEEKS:
        day: date = monday + timedelta(weeks=week)
        yield f"{day}T{MORNING}", f"{day + timedelta(days=4)}T{EVENING}"


def _prepared(dates: Dates) -> Iterator[Command]:
    yield from steps.prepare(EDITION)
    yield editions.ChangeSettings(
        edition=EDITION,
        settings=editions.WantedSettings(
            organiser=cast.ORGANISER.id,
            languages=("fr", "ar", "en"),
            composition=editions.WantedComposition(
                women=1, men=1, regions=2, local=1, administration=3, blocking=("administration",)
            ),
        ),
    )
    opens, closes = dates.at(dates.ideation, -4, MORNING), dates.at(dates.pitch, 5, EVENING)
    yield ask.Schedule(edition=EDITION, opens=opens, closes=closes)


def _accounts() -> Iterator[Command]:
    genders, levels = cycle(("woman", "man", "man", "woman", None)), cycle(("local", "central", "central"))
    for one, gender, level in zip(APPLICANTS, genders, levels, strict=False):
        said = Profile(
            region=_REGIONS[one.number % len(_REGIONS)],
            level=level,  # type: ignore[arg-type]
            gender=gender,  # type: ignore[arg-type]
            langs=("fr", "ar") if one.number % 3 else ("fr", "ar", "zgh"),
            skills=(_SKILLS[one.number % len(_SKILLS)][0],),
        )
        who = one.person
        yield OpenAccount(
            account=who.id,
            name=who.label,
            email=who.email,
            directorate=ident("place", who.directorate) if who.directorate else None,
            profile=said,
        )


def _challenges() -> Iterator[Command]:
    for one in (TAKEN, WAITING, RETURNED):
        yield from steps.draft(one)
    yield from steps.take(TAKEN)
    yield challenges.RequestChanges(
        edition=EDITION,
        challenge=RETURNED.id,
        reason=f"La question est trop large pour cinq phases : dites de quelles salles il s’agit {LABEL}.",
        remarks={"question": f"Nommez un lieu et un usage {LABEL}."},
    )


def _applied() -> Iterator[Act]:
    for one in APPLICANTS:
        yield Act(
            one.person.id,
            ask.Submit(
                edition=EDITION,
                application=one.id,
                account=one.person.id,
                administration=_administration(one.person).id,
                challenge=TAKEN.id if one.number % 2 else None,
                idea=f"Un registre partagé des demandes, visible de l’usager {LABEL}.",
                motivation=f"Je reçois ces demandes chaque jour et je veux en réduire l’attente {LABEL}.",
                skills=_SKILLS[one.number % len(_SKILLS)][1],
            ),
        )


def _administration(person: Person) -> cast.Place:
    return next(one for one, parts in cast.DIRECTORATES.items() if person.directorate in {part.key for part in parts})


def _authorised() -> Iterator[Act]:
    """By the focal point of each administration."""
    by_place = {_administration(one): one for one in cast.FOCALS}
    for one in APPLICANTS:
        if one.authorised:
            where = _administration(one.person)
            yield Act(by_place[where].id, ask.Authorise(edition=EDITION, application=one.id, administration=where.id))


def _read(place: int) -> Iterator[Command]:
    for one in APPLICANTS:
        if len(one.advices) > place:
            yield ask.Read(
                edition=EDITION, application=one.id, advice=one.advices[place], words=f"Lecture d’exemple {LABEL}."
            )


def _decided() -> Iterator[Command]:
    for one in APPLICANTS:
        if one.decision:
            yield ask.Decide(edition=EDITION, application=one.id, decision=one.decision)
        if one.announced:
            yield ask.Announce(edition=EDITION, application=one.id)
    for slug, name in TEAMS:
        yield teams.Register(edition=EDITION, team=ident("team", EDITION, slug), name=name, slug=slug)
    yield teams.Place(edition=EDITION, team=ident("team", EDITION, "rif"), account=APPLICANTS[0].person.id)
