"""The webinars and workshops of both editions. How many there were in 2020 is a fact (``facts/edition1.toml``: seed);
their titles, times, rooms and who came are made up and labelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.message import Command
from idarathon.calendar import commands as ask
from idarathon.calendar.events import Kind
from idarathon.demo import cast
from idarathon.demo.calendar import Dates
from idarathon.demo.runs import LABEL, Act, Step, by, ident, step
from idarathon.demo.steps import Team
from idarathon.editions.events import Text
from idarathon.phases.events import PHASES, Phase

MOST = 24  # teams of a large replay that come to the sessions: all of them would only fill the room
OPENED, CAME = 10, 40  # minutes after the beginning: the code is shown, and has been typed
ABOUT = Text(
    fr=f"Séance rédigée pour la démonstration {LABEL}.",
    ar="جلسة أعدت لأغراض العرض التجريبي (معطيات تجريبية).",
    en="A session written for the demonstration (demo data).",
)


class Session(Struct, frozen=True, kw_only=True):
    """A session of a demo edition. ``start`` and ``end``: clock times of the day."""

    edition: UUID
    key: str
    kind: Kind
    phase: Phase
    title: Text
    day: str
    start: str
    end: str
    room: str | None = None

    @property
    def id(self) -> UUID:
        return ident("session", self.edition, self.key)

    @property
    def ids(self) -> dict[str, Any]:
        return {"edition": self.edition, "session": self.id}

    @property
    def code(self) -> str:
        """What is shown in the room."""
        return self.id.hex[:6].upper()

    def after(self, minutes: int) -> str:
        """The wall time so many minutes after the beginning."""
        hour, minute = divmod(int(self.start[:2]) * 60 + int(self.start[3:]) + minutes, 60)
        return f"{self.day}T{hour:02}:{minute:02}"

    def drafted(self) -> Command:
        """Prepared: webinars for everyone, workshops for the teams."""
        webinar = self.kind == "webinar"
        return ask.DraftSession(
            **self.ids,
            kind=self.kind,
            phase=self.phase,
            title=self.title,
            about=ABOUT,
            starts=f"{self.day}T{self.start}",
            ends=f"{self.day}T{self.end}",
            room=self.room,
            link=f"https://visio.demo.idarathon.invalid/{self.key}" if webinar else None,
            facilitator=cast.FACILITATOR.id if webinar else cast.MENTOR.id,
            speaker="Intervenante (démo)" if webinar else None,
            capacity=300 if webinar else 120,
            audience="all" if webinar else "teams",
        )


# ── The first edition ──

# For each phase: its webinar, then its workshops, each with the day after the phase's opening on which it takes place.
TITLES: dict[Phase, tuple[tuple[str, str, int, str, str], ...]] = {
    "inspiration": (
        ("Lancement : innover dans l’administration", "الانطلاقة: الابتكار في الإدارة", 0, "10:00", "12:00"),
        ("Observer un service avec les yeux des usagers", "ملاحظة الخدمة بعين المرتفق", 1, "10:00", "12:00"),
        ("Mener un entretien", "إجراء المقابلات", 2, "10:00", "12:00"),
        ("Du terrain au carnet d’observation", "من الميدان إلى دفتر الملاحظات", 3, "10:00", "12:00"),
    ),
    "definition": (
        ("Poser le bon problème", "طرح الإشكالية الصحيحة", 0, "10:00", "12:00"),
        ("Cartographier le parcours de l’usager", "رسم مسار المرتفق", 1, "10:00", "12:00"),
        ("Trouver les causes", "البحث عن الأسباب", 2, "10:00", "12:00"),
        ("Rédiger l’énoncé du problème", "صياغة الإشكالية", 3, "10:00", "12:00"),
    ),
    "ideation": (
        ("Créativité et intelligence collective", "الإبداع والذكاء الجماعي", 0, "10:00", "12:00"),
        ("Produire cent idées", "إنتاج مائة فكرة", 1, "10:00", "12:00"),
        ("Choisir une idée ensemble", "اختيار فكرة معًا", 2, "10:00", "12:00"),
        ("Écrire la fiche idée", "كتابة بطاقة الفكرة", 3, "10:00", "12:00"),
    ),
    "prototyping": (
        ("Prototyper vite et sans budget", "نماذج أولية سريعة وبدون ميزانية", 0, "10:00", "12:00"),
        ("Maquettes papier et écrans", "نماذج ورقية وشاشات", 1, "10:00", "12:00"),
        ("Tester avec cinq usagers", "الاختبار مع خمسة مرتفقين", 2, "10:00", "12:00"),
    ),
    "pitch": (
        ("Raconter un projet en cinq minutes", "عرض مشروع في خمس دقائق", 0, "10:00", "11:30"),
        ("Construire son support de pitch", "إعداد دعامة العرض", 0, "14:00", "16:00"),
        ("Répondre aux questions du jury", "الإجابة عن أسئلة لجنة التحكيم", 1, "09:30", "11:30"),
        ("Répétition générale", "التدريب العام", 1, "14:00", "15:30"),
    ),
}
MONDAYS: dict[Phase, tuple[str, ...]] = {
    "inspiration": ("2020-11-09", "2020-11-10", "2020-11-11", "2020-11-12"),
    "definition": ("2020-11-16", "2020-11-17", "2020-11-19", "2020-11-20"),  # 18 November is a public holiday
    "ideation": ("2020-11-23", "2020-11-24", "2020-11-25", "2020-11-26"),
    "prototyping": ("2020-11-30", "2020-12-01", "2020-12-02"),
    "pitch": ("2020-12-07", "2020-12-08"),
}


def first() -> list[Session]:
    """The 5 webinars and 14 workshops of 2020."""
    edition = ident("edition", "idarathon-2020")
    return [
        Session(
            edition=edition,
            key=f"{phase}-{place}",
            kind="workshop" if place else "webinar",
            phase=phase,
            title=Text(fr=fr, ar=ar),
            day=MONDAYS[phase][day],
            start=start,
            end=end,
            room="Salle des ateliers" if place else None,
        )
        for phase in PHASES
        for place, (fr, ar, day, start, end) in enumerate(TITLES[phase])
    ]


def edition1(dealt: Sequence[Team]) -> list[Step]:
    """Prepared, published, and held; who comes types the code, and some say what they think."""
    planned, teams = first(), list(dealt[:MOST])
    return [
        step("2020-11-02T10:00", "2020 : séances", by(cast.FACILITATOR.id, prepared(planned))),
        step("2020-11-05T11:00", "2020 : inscriptions", (act for one in planned for act in registered(one, teams))),
        *(held for number, one in enumerate(planned) for held in _held("2020", one, teams, number)),
    ]


def prepared(planned: Iterable[Session]) -> Iterator[Command]:
    """Each drafted, then published."""
    for one in planned:
        yield one.drafted()
        yield ask.Publish(**one.ids)


def registered(one: Session, teams: Iterable[Team]) -> Iterator[Act]:
    """Everybody in the teams; for a workshop the leads speak for them."""
    for team in teams:
        if one.kind == "workshop":
            yield Act(team.lead, ask.RegisterTeam(**one.ids, team=team.id))
        else:
            yield from (Act(person.id, ask.Register(**one.ids)) for person in team.people)


def _held(label: str, one: Session, teams: Sequence[Team], number: int) -> list[Step]:
    """The code is shown and typed; now and then somebody is missing, and about half say what they think."""
    people = [person for team in teams for person in team.people]
    came = [person for place, person in enumerate(people) if (place + number) % 9]
    acts = (act for place, person in enumerate(came) for act in _came(one, person.id, place + number))
    show = ask.OpenAttendance(**one.ids, code=one.code, minutes=60)
    return [
        step(one.after(OPENED), f"{label} : code de {one.key}", by(cast.FACILITATOR.id, show)),
        step(one.after(CAME), f"{label} : présence à {one.key}", acts),
    ]


def _came(one: Session, account: UUID, place: int) -> Iterator[Act]:
    yield Act(account, ask.Attend(**one.ids, code=one.code))
    if place % 2:
        said = f"Clair et utile {LABEL}." if place % 7 == 1 else None
        yield Act(account, ask.Rate(**one.ids, score=(5, 4, 4, 3)[place // 2 % 4], comment=said))


# ── The running edition ──


def coming(dates: Dates) -> dict[str, Session]:
    """The sessions of the running edition by key: held ones, and a full week around the day of the demo."""
    edition = ident("edition", "demonstration")

    def one(key: str, phase: Phase, days: int, start: str, end: str, title: Text, room: str | None = None) -> Session:
        kind: Kind = "workshop" if room else "webinar"
        day = dates.at(getattr(dates, phase), days, start)[:10]
        return Session(
            edition=edition, key=key, kind=kind, phase=phase, title=title, day=day, start=start, end=end, room=room
        )

    found = [
        one("lancement", "inspiration", 0, "10:00", "12:00", _text("Lancement de l’édition", "انطلاق الدورة")),
        one(
            "ecouter",
            "inspiration",
            2,
            "14:00",
            "16:00",
            _text("Écouter les usagers", "الإنصات للمرتفقين"),
            "Salle Atlas",
        ),
        one("probleme", "definition", 1, "10:00", "12:00", _text("Poser le problème", "طرح الإشكالية"), "Salle Atlas"),
        one("creativite", "ideation", 0, "11:00", "12:30", _text("Créativité à plusieurs", "الإبداع الجماعي")),
        one(
            "cent-idees",
            "ideation",
            2,
            "10:00",
            "12:00",
            _text("Produire cent idées", "إنتاج مائة فكرة"),
            "Salle Atlas",
        ),
        one("choisir", "ideation", 3, "09:30", "11:30", _text("Choisir une idée", "اختيار فكرة"), "Salle Rif"),
        one("services", "ideation", 3, "15:00", "16:30", _text("Services publics numériques", "الخدمات الرقمية")),
        one(
            "fiche", "ideation", 4, "09:30", "11:30", _text("Écrire la fiche idée", "كتابة بطاقة الفكرة"), "Salle Atlas"
        ),
        one("accessible", "ideation", 4, "15:00", "16:30", _text("Des services accessibles", "خدمات في متناول الجميع")),
        one("clinique", "ideation", 5, "09:30", "12:00", _text("Clinique des idées", "عيادة الأفكار"), "Salle Rif"),
        one("visite", "ideation", 5, "15:00", "16:30", _text("Visite d’un guichet", "زيارة شباك"), "Guichet modèle"),
        one("repondre", "ideation", 5, "10:00", "11:30", _text("Questions au jury", "أسئلة إلى لجنة التحكيم")),
        one("relire", "ideation", 6, "09:00", "10:00", _text("Dernière relecture", "المراجعة الأخيرة"), "Salle Atlas"),
        one("prototyper", "prototyping", 0, "10:00", "12:00", _text("Prototyper sans budget", "نماذج بدون ميزانية")),
        one("filmer", "prototyping", 1, "14:30", "16:00", _text("Filmer son prototype", "تصوير النموذج الأولي")),
        one("maquettes", "prototyping", 1, "10:00", "12:00", _text("Maquettes papier", "نماذج ورقية"), "Salle Atlas"),
        one(
            "tester",
            "prototyping",
            3,
            "10:00",
            "12:00",
            _text("Tester avec des usagers", "الاختبار مع المرتفقين"),
            "Salle Rif",
        ),
    ]
    return {one.key: one for one in found}


def running(dates: Dates, dealt: dict[str, Team]) -> list[Step]:
    """All of it at least three working days before Idéation closes, as the rest of the script."""
    planned, staff, first, now = coming(dates), cast.FACILITATOR.id, dates.inspiration, dates.ideation
    early, late = [[one for one in planned.values() if (one.phase in PHASES[:2]) == before] for before in (True, False)]
    there = [team for slug, team in dealt.items() if slug not in {"loukkos", "souss"}]
    soon = [one for one in late if one.key not in {"tester", "maquettes", "clinique"}]
    return [
        step(dates.at(first, -3, "10:00"), "en cours : premières séances", by(staff, prepared(early))),
        step(
            dates.at(first, -2, "11:00"),
            "en cours : inscriptions",
            (a for one in early for a in registered(one, there)),
        ),
        *(held for number, one in enumerate(early) for held in _held("en cours", one, there, number)),
        step(
            dates.at(now, -1, "10:10"),
            "en cours : séances",
            by(staff, prepared(one for one in late if one.key != "tester")),
        ),
        step(
            dates.at(now, -1, "14:00"),
            "en cours : autres inscriptions",
            (a for one in soon for a in registered(one, there)),
        ),
        step(
            dates.at(now, -1, "15:00"),
            "en cours : un agent",
            by(cast.AGENT.id, ask.Register(**planned["services"].ids)),
        ),
        *_held("en cours", planned["creativite"], there, 3),
        step(dates.at(now, 1, "11:00"), "en cours : changements", by(staff, _changes(planned, dates))),
    ]


def _changes(planned: dict[str, Session], dates: Dates) -> Iterator[Command]:
    """One is moved, one is cancelled, one waits as a draft."""
    day = dates.at(dates.prototyping, 2, "14:00")
    why = f"La salle est prise ce jour-là {LABEL}."
    yield ask.Move(**planned["maquettes"].ids, starts=day, ends=f"{day[:10]}T16:00", reason=why)
    yield ask.Cancel(**planned["visite"].ids, reason=f"Le guichet est fermé pour inventaire {LABEL}.")
    yield planned["tester"].drafted()


def _text(fr: str, ar: str) -> Text:
    return Text(fr=fr, ar=ar)
