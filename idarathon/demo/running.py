"""A running edition of twelve teams, now in Idéation: a team in every state that the rules allow at the same time.

All of a phase share its deadline, so « à surveiller » (72 h) and « urgent » (24 h) never stand side by side: the first
turns into the second while the demo clock goes on. Everything here is made up and labelled, but the challenges' titles
(press, ``facts/edition2.toml``).
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from events.message import Command
from idarathon.demo import cast, steps
from idarathon.demo.calendar import Dates
from idarathon.demo.cast import Person
from idarathon.demo.runs import LABEL, Act, Step, by, facts, ident, step, wall
from idarathon.demo.steps import Challenge, Team
from idarathon.editions import commands as editions
from idarathon.editions.events import Lang, Text
from idarathon.phases import commands as phases
from idarathon.phases.events import Phase
from idarathon.teams import commands as teams
from idarathon.viewer import Role

SLUG = "demonstration"
EDITION = ident("edition", SLUG)
NAME = Text(fr="IDARATHON en cours", ar="إيداراثون الجاري", en="IDARATHON in progress")
TAGLINE = Text(
    fr=f"Douze équipes, cinq phases, un mois {LABEL}",
    ar="اثنا عشر فريقا وخمس مراحل في شهر واحد (معطيات تجريبية)",
    en="Twelve teams, five phases, one month (demo data)",
)
ROLES: tuple[tuple[Person, Role], ...] = (
    (cast.FACILITATOR, Role.FACILITATOR),
    (cast.MENTOR, Role.MENTOR),
    (cast.FOCAL, Role.FOCAL),
    (cast.JURORS[0], Role.PRESIDENT),
    (cast.JURORS[1], Role.JUROR),
)
CONTEXT = Text(
    fr="Question rédigée pour la démonstration.",
    ar="سؤال صيغ لأغراض العرض التجريبي.",
    en="A question written for the demonstration.",
)
# Titles: press; questions: made up.
CHALLENGES: tuple[tuple[str, Text, Text], ...] = (
    (
        "gouvernance-des-donnees",
        Text(fr=facts("edition2")["challenges"][0], ar="حكامة المعطيات", en="Data governance"),
        Text(
            fr="Comment partager les données entre administrations sans les redemander à l’usager ?",
            ar="كيف يمكن تقاسم المعطيات بين الإدارات دون مطالبة المرتفق بها من جديد؟",
            en="How can administrations share data instead of asking the user again?",
        ),
    ),
    (
        "inclusion-digitale",
        Text(fr=facts("edition2")["challenges"][1], ar="الإدماج الرقمي", en="Digital inclusion"),
        Text(
            fr="Comment rendre les démarches en ligne accessibles à celles et ceux qui en sont éloignés ?",
            ar="كيف يمكن جعل المساطر الرقمية في متناول البعيدين عنها؟",
            en="How can online procedures reach those who are far from them?",
        ),
    ),
    (
        "services-digitaux",
        Text(fr=facts("edition2")["challenges"][2], ar="الخدمات الرقمية", en="Digital services"),
        Text(
            fr="Comment simplifier un service très demandé, de la demande jusqu’à la réponse ?",
            ar="كيف يمكن تبسيط خدمة كثيرة الطلب، من الطلب إلى الجواب؟",
            en="How can a much used service be made simple, from request to answer?",
        ),
    ),
)
# Slug, name, people, and what becomes of it by the day of the demo.
CREW: tuple[tuple[str, str, int], ...] = (
    ("sebou", "Sebou", 4),  # à jour
    ("moulouya", "Moulouya", 4),  # à surveiller: the lead persona has something to deposit
    ("oum-er-rbia", "Oum Er-Rbia", 4),  # en cours: sous réserve, it still owes a notebook
    ("bouregreg", "Bouregreg", 3),  # à compléter: held at Définition, nothing deposited
    ("draa", "درعة", 3),  # à compléter: held at Définition, a late deposit waits for a decision
    ("toubkal", "Toubkal", 4),  # à compléter: held in Idéation by hand
    ("tensift", "Tensift", 4),  # prolongée in Idéation
    ("ziz", "Ziz", 3),  # prolongée at Définition, after the closing: ends first when the clock goes on
    ("loukkos", "Loukkos", 3),  # désistée
    ("souss", "Souss", 2),  # not confirmed: one person short, and one invitation open
    ("saghro", "Saghro", 3),  # à surveiller, and below its minimum
    ("tazekka", "Tazekka", 4),  # à jour: advanced by hand, waits for Prototypage
)
WORK: dict[Phase, tuple[str, str]] = {
    "inspiration": ("carnet", "Carnet d’observation"),
    "definition": ("probleme", "Énoncé du problème"),
    "ideation": ("idee", "Fiche idée"),
}
IN_ARABIC: dict[Phase, str] = {
    "inspiration": "دفتر الملاحظات",
    "definition": "صياغة الإشكالية",
    "ideation": "بطاقة الفكرة",
}


def challenges() -> list[Challenge]:
    """The three challenges."""
    return [
        Challenge(edition=EDITION, slug=slug, title=title, question=question, context=CONTEXT, owner=owner)
        for (slug, title, question), owner in zip(CHALLENGES, cast.OWNERS, strict=True)
    ]


def crews() -> dict[str, Team]:
    """The twelve teams by slug."""
    ids = [one.id for one in challenges()]
    return {slug: _crew(slug, name, size, ids[place % 3]) for place, (slug, name, size) in enumerate(CREW)}


def _crew(slug: str, name: str, size: int, challenge: UUID) -> Team:
    people = cast.members(name, slug, size)
    if slug == "moulouya":
        people = (cast.LEAD, *people[1:])
    lang: Lang = "ar" if slug == "draa" else "fr"
    return Team(edition=EDITION, name=name, slug=slug, challenge=challenge, people=people, lang=lang)


def script(closes: str) -> list[Step]:
    """Everything up to the day of the demo; ``closes``: the wall time at which Idéation closes."""
    dates, dealt = Dates(closes), crews()
    return [
        *_begun(dates),
        *_composed(dates, dealt),
        *_first_phases(dates, dealt),
        *_held(dates, dealt),
        *_ideation(dates, dealt),
    ]


def _begun(dates: Dates) -> list[Step]:
    wanted, staff, first = challenges(), cast.FACILITATOR.id, dates.inspiration
    # In one act, so in one transaction: whoever finds the edition finds its windows, and so ``closes``.
    create = (
        steps.create(EDITION, SLUG, NAME, TAGLINE, (), ("fr", "ar", "en")),
        *(editions.GrantRole(edition=EDITION, account=person.id, role=role) for person, role in ROLES),
        steps.windows(EDITION, dates.windows()),
    )
    return [
        step(dates.at(first, -18, "10:00"), "en cours : création", by(cast.ADMIN.id, *create)),
        step(dates.at(first, -16, "10:00"), "en cours : préparation", by(staff, steps.prepare(EDITION), _lenient())),
        step(dates.at(first, -15, "11:00"), "en cours : challenges", by(staff, *map(steps.draft, wanted))),
        step(dates.at(first, -13, "15:00"), "en cours : publication", by(staff, *map(steps.take, wanted))),
        step(dates.at(first, -12, "09:30"), "en cours : exécution", by(staff, steps.executed(EDITION))),
    ]


def _lenient() -> Command:
    """The gate of Inspiration lets a team on under reserve."""
    usual = next(gate for gate in phases.USUAL_GATES if gate.phase == "inspiration")
    asked = tuple(phases.WantedRequirement(key=one.key, title=one.title, kinds=one.kinds) for one in usual.requires)
    return phases.SetGate(edition=EDITION, phase="inspiration", requires=asked, mode="lenient")


def _composed(dates: Dates, dealt: dict[str, Team]) -> list[Step]:
    first = dates.inspiration
    people = [person for team in dealt.values() for person in team.people if person not in cast.STAFF]
    lines = by(cast.FACILITATOR.id, *map(steps.compose, dealt.values()))
    return [
        step(dates.at(first, -9, "10:00"), "en cours : comptes", by(cast.ADMIN.id, cast.accounts(people))),
        step(dates.at(first, -7, "10:00"), "en cours : équipes", lines),
    ]


def _first_phases(dates: Dates, dealt: dict[str, Team]) -> list[Step]:
    noted = [one for slug, one in dealt.items() if slug not in {"oum-er-rbia", "souss"}]
    stated = [one for one in noted if one.slug not in {"bouregreg", "draa", "ziz", "loukkos"}] + [dealt["oum-er-rbia"]]
    first, second = dates.inspiration, dates.definition
    return [
        step(dates.at(first, 2, "11:20"), "Inspiration : premiers dépôts", _made(noted[:6], "inspiration")),
        step(dates.at(first, 4, "15:40"), "Inspiration : autres dépôts", _made(noted[6:], "inspiration")),
        step(dates.at(second, 2, "10:15"), "Définition : désistement", _withdrawn(dealt["loukkos"])),
        step(dates.at(second, 3, "11:05"), "Définition : premiers dépôts", _made(stated[:4], "definition")),
        step(dates.at(second, 4, "16:10"), "Définition : autres dépôts", _made(stated[4:], "definition")),
    ]


def _withdrawn(team: Team) -> list[Act]:
    reason = f"Deux membres sont affectés à une autre mission, l’équipe ne peut plus continuer {LABEL}."
    return by(cast.FACILITATOR.id, teams.Withdraw(edition=EDITION, team=team.id, reason=reason))


def _held(dates: Dates, dealt: dict[str, Team]) -> list[Step]:
    """What follows the closing of Définition: a deposit that comes late, and an extension for another team."""
    ziz = dealt["ziz"]
    extend = phases.Extend(
        edition=EDITION,
        team=ziz.id,
        phase="definition",
        until=wall(dates.before_closing()),
        reason=f"Entretiens avec les usagers reportés par le service visité {LABEL}.",
    )
    return [
        step(f"{dates.ideation}T09:40", "Définition : dépôt hors délai", _made([dealt["draa"]], "definition")),
        step(f"{dates.ideation}T10:30", "Définition : prolongation", by(cast.FACILITATOR.id, extend)),
    ]


def _ideation(dates: Dates, dealt: dict[str, Team]) -> list[Step]:
    """The present phase; all of it at least three working days before it closes, so in the past."""
    first, staff = dates.ideation, cast.FACILITATOR.id
    saghro, souss = dealt["saghro"], dealt["souss"]
    leave = teams.Leave(edition=EDITION, team=saghro.id)
    invite = teams.Invite(edition=EDITION, team=souss.id, account=cast.AGENT.id)
    ready = [dealt[slug] for slug in ("sebou", "oum-er-rbia", "tazekka")]
    return [
        step(dates.at(first, 1, "09:30"), "Idéation : un départ", by(saghro.people[2].id, leave)),
        step(dates.at(first, 1, "14:45"), "Idéation : une invitation", by(souss.lead, invite)),
        step(dates.at(first, 2, "11:30"), "Idéation : premiers dépôts", _made(ready, "ideation")),
        step(dates.at(first, 2, "15:15"), "Idéation : décisions", by(staff, _decisions(dates, dealt))),
    ]


def _decisions(dates: Dates, dealt: dict[str, Team]) -> Iterator[Command]:
    yield phases.Advance(
        edition=EDITION,
        team=dealt["tazekka"].id,
        phase="ideation",
        reason=f"Fiche idée validée, l’équipe prépare déjà son prototype {LABEL}.",
    )
    yield phases.Hold(
        edition=EDITION,
        team=dealt["toubkal"].id,
        phase="ideation",
        reason=f"L’idée recoupe un service existant : à rediscuter avec la porteuse du challenge {LABEL}.",
    )
    yield phases.Extend(
        edition=EDITION,
        team=dealt["tensift"].id,
        phase="ideation",
        until=wall(dates.at(dates.prototyping, 2, "16:30")),
        reason=f"Formation obligatoire de trois membres cette semaine {LABEL}.",
    )


def _made(some: list[Team], phase: Phase) -> Iterator[Act]:
    """The deposit of each team's lead."""
    key, title = WORK[phase]
    for team in some:
        arabic = team.lang == "ar"
        head = f"{IN_ARABIC[phase]} · {team.name}" if arabic else f"{title} · {team.name}"
        yield Act(team.lead, steps.deposit(team, phase, key, head, example(team)))


def example(team: Team) -> str:
    """What a team writes in a deposit: plainly demo data, in its language."""
    return "نص تجريبي أعد لأغراض العرض." if team.lang == "ar" else f"Texte d’exemple {LABEL}."
