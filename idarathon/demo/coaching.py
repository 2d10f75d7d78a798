"""Mentors of both editions: described, paired by the real solver, and what they write. All is made up, and says so.

The solver is given what the script itself knows (who is in which directorate), so the script is the same at every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from events.message import Command
from idarathon.demo import cast
from idarathon.demo.calendar import Dates, away
from idarathon.demo.cast import Person
from idarathon.demo.coaches import Coach, assigned, plan
from idarathon.demo.runs import LABEL, Act, Step, by, ident, step
from idarathon.demo.steps import Team
from idarathon.directory.commands import RegisterDirectorate
from idarathon.editions.commands import GrantRole
from idarathon.editions.events import Text
from idarathon.mentoring import commands as ask
from idarathon.mentoring.commands import SKILLS, Skill, Spoken
from idarathon.viewer import Role

EACH = 4  # teams a mentor, in the first edition
AT_ONCE = 40  # teams that are asked about at once: a replay has hundreds
MOST = 2_000  # pairs in one assignment
SUPPORT = "appui"  # a directorate of its own, so that no mentor is of a team's
IN_ARABIC = "(معطيات تجريبية)"


# The first edition


def edition1(dealt: Sequence[Team]) -> list[Step]:
    """⌈N/4⌉ mentors, and two coaching notes about each team. After the teams (28 October), in the order of time."""
    teams, edition = list(dealt)[:MOST], dealt[0].edition
    coaches = _of_2020(teams)
    groups = [teams[first : first + AT_ONCE] for first in range(0, len(teams), AT_ONCE)]
    share = AT_ONCE // EACH
    plans = [plan(coaches[n * share : (n + 1) * share], group, {}) for n, group in enumerate(groups)]
    propose, publish = assigned(edition, teams, plans)
    known = {team.id: team for team in teams}
    pairs = [(known[one.team], one.mentor) for found in plans for one in found.pairs]
    return [
        step("2020-10-27T10:00", "2020 : mentors", by(cast.ADMIN.id, _opened(edition, coaches))),
        step("2020-10-27T14:00", "2020 : compétences des mentors", _described(edition, coaches)),
        step("2020-10-29T10:00", "2020 : proposition d’affectations", by(cast.FACILITATOR.id, propose)),
        step("2020-10-30T10:00", "2020 : affectations", by(cast.FACILITATOR.id, publish)),
        step("2020-11-18T11:00", "2020 : fiches, Définition", _noted(pairs, "definition", date(2020, 11, 20))),
        step("2020-11-24T15:00", "2020 : étapes faites", _ticked(pairs, "definition")),
        step("2020-12-01T11:00", "2020 : fiches, Prototypage", _noted(pairs, "prototyping", date(2020, 12, 4))),
    ]


def mentors(teams: Sequence[Team]) -> list[Person]:
    """Everybody who mentors in one of the two editions; ``teams``: of the first one."""
    return [*(one.person for one in _of_2020(teams)), *OTHERS]


def _of_2020(teams: Sequence[Team]) -> list[Coach]:
    themes = list(dict.fromkeys(team.challenge for team in teams))
    return [_coach_of_2020(number, themes) for number in range(-(-len(teams) // EACH))]


def _coach_of_2020(number: int, themes: Sequence[UUID]) -> Coach:
    spoken: tuple[Spoken, ...] = ("fr", "ar", "zgh") if number % 2 else ("fr", "ar")
    return Coach(
        person=Person(f"mentor-{number + 1}.2020", f"Mentor 2020 · {number + 1}", SUPPORT),
        skills=tuple(SKILLS[(number + place) % len(SKILLS)] for place in range(3)),
        languages=spoken,
        capacity=EACH,
        themes=(themes[number % len(themes)],),
    )


def _opened(edition: UUID, coaches: Sequence[Coach]) -> Iterator[Command]:
    """Their directorate, their accounts, their role."""
    name = Text(fr="Direction de l’appui (démo)", ar="مديرية الدعم (تجريبي)")
    yield RegisterDirectorate(
        administration=cast.SERVICES.id, directorate=ident("place", SUPPORT), name=name, region="marrakech-safi"
    )
    yield from cast.accounts(one.person for one in coaches)
    yield from _granted(edition, coaches)


def _granted(edition: UUID, coaches: Iterable[Coach]) -> Iterator[Command]:
    yield from (GrantRole(edition=edition, account=one.person.id, role=Role.MENTOR) for one in coaches)


def _described(edition: UUID, coaches: Iterable[Coach]) -> list[Act]:
    return [Act(one.person.id, one.described(edition)) for one in coaches]


def _noted(pairs: Iterable[tuple[Team, UUID]], phase: str, due: date) -> Iterator[Act]:
    """A shared note of each mentor about each of its teams."""
    said = {
        "definition": (
            "L’équipe a rencontré des usagers ; le problème reste large.",
            "Formuler le problème en une phrase.",
            "Rédiger l’énoncé du problème",
        ),
        "prototyping": (
            "Le prototype se comprend sans explication.",
            "Le tester avec trois usagers.",
            "Tester le prototype avec des usagers",
        ),
    }
    observed, decided, todo = said[phase]
    for team, mentor in pairs:
        step_ = ask.Step(key="1", text=f"{todo} {LABEL}.", owner=team.lead, due=due)
        yield Act(mentor, _note(team, mentor, phase, f"{observed} {LABEL}", f"{decided} {LABEL}", (step_,), share=True))


def _ticked(pairs: Iterable[tuple[Team, UUID]], phase: str) -> Iterator[Act]:
    for team, mentor in pairs:
        note = _id(team, mentor, phase)
        yield Act(team.lead, ask.CompleteStep(edition=team.edition, team=team.id, note=note, key="1"))


def _id(team: Team, mentor: UUID, key: str) -> UUID:
    return ident("note", team.id, mentor, key)


def _note(
    team: Team,
    mentor: UUID,
    key: str,
    observed: str,
    decided: str | None,
    steps: tuple[ask.Step, ...] = (),
    share: bool = False,
) -> Command:
    ids: dict[str, Any] = {"edition": team.edition, "team": team.id, "note": _id(team, mentor, key)}
    return ask.WriteNote(**ids, observed=observed, decided=decided, steps=steps, share=share)


# The running edition

OTHERS = (Person("mentor-2", "Mentor 2"), Person("mentor-3", "Mentor 3"))


def running(dates: Dates, dealt: Sequence[Team]) -> list[Step]:
    """Three mentors, the persona among them, with notes up to Idéation and a request for help that nobody has taken."""
    teams = {team.slug: team for team in dealt}
    edition, first = dealt[0].edition, dates.inspiration
    complete = [team for team in dealt if len(team.people) >= 3]
    coaches, needs = _coaches(teams), _needs(teams)
    paired = plan(coaches, complete, {one.team: one for one in needs})
    propose, publish = assigned(edition, complete, [paired])
    known = {team.id: team for team in complete}
    pairs = [(known[one.team], one.mentor) for one in paired.pairs]
    named = (*cast.accounts(OTHERS), *_granted(edition, coaches[1:]))
    boss = cast.FACILITATOR.id
    return [
        step(dates.at(first, -6, "10:00"), "en cours : mentors", by(cast.ADMIN.id, named)),
        step(
            dates.at(first, -5, "10:00"), "en cours : compétences", _described(edition, coaches), _stated(teams, needs)
        ),
        step(dates.at(first, -4, "10:00"), "en cours : proposition d’affectations", by(boss, propose)),
        step(dates.at(first, -3, "10:00"), "en cours : affectations", by(boss, publish)),
        step(dates.at(dates.definition, 3, "15:30"), "Définition : fiches de coaching", _earlier(pairs)),
        step(dates.at(dates.ideation, 1, "16:00"), "Idéation : fiches des autres mentors", _others(pairs)),
        step(dates.at(dates.ideation, 2, "09:40"), "Idéation : fiches du mentor", _own(dates, teams)),
        step(dates.at(dates.ideation, 2, "11:50"), "Idéation : étape faite, aide demandée", _asked(teams)),
    ]


def _coaches(teams: Mapping[str, Team]) -> list[Coach]:
    inclusion, data, services = (teams[slug].challenge for slug in ("moulouya", "sebou", "oum-er-rbia"))
    said: tuple[tuple[Person, tuple[Skill, ...], tuple[Spoken, ...], int, UUID], ...] = (
        (cast.MENTOR, ("research", "design", "pitch"), ("fr", "ar", "zgh"), 3, inclusion),
        (OTHERS[0], ("data", "law", "digital"), ("fr", "en"), 5, data),
        (OTHERS[1], ("change", "communication", "finance"), ("fr", "ar"), 5, services),
    )
    return [
        Coach(person=who, skills=skills, languages=spoken, capacity=most, themes=(theme,))
        for who, skills, spoken, most, theme in said
    ]


def _needs(teams: Mapping[str, Team]) -> list[ask.StateNeeds]:
    """Three teams of one theme look for what the persona brings; the others have said nothing."""
    wanted: tuple[tuple[str, tuple[Skill, ...], tuple[Spoken, ...]], ...] = (
        ("moulouya", ("research", "design"), ("fr", "zgh")),
        ("draa", ("research", "pitch"), ("ar", "zgh")),
        ("saghro", ("design",), ("fr", "zgh")),
    )
    return [
        ask.StateNeeds(edition=teams[slug].edition, team=teams[slug].id, skills=skills, languages=spoken)
        for slug, skills, spoken in wanted
    ]


def _stated(teams: Mapping[str, Team], needs: Iterable[ask.StateNeeds]) -> list[Act]:
    leads = {team.id: team.lead for team in teams.values()}
    return [Act(leads[one.team], one) for one in needs]


def _earlier(pairs: Iterable[tuple[Team, UUID]]) -> Iterator[Act]:
    """What was written in Définition, but about those that had withdrawn by then."""
    for team, mentor in pairs:
        if team.slug != "loukkos":
            observed = f"Première séance : chacun connaît son rôle, le terrain reste à voir {LABEL}."
            yield Act(mentor, _note(team, mentor, "definition", observed, None, share=True))


def _others(pairs: Iterable[tuple[Team, UUID]]) -> Iterator[Act]:
    """In Idéation, of the other mentors, but about one team, which is therefore asked about."""
    for team, mentor in pairs:
        if mentor != cast.MENTOR.id and team.slug not in {"loukkos", "tensift"}:
            observed = f"Plusieurs idées, une retenue par vote ; le lien avec l’usager est clair {LABEL}."
            decided = f"Écrire la fiche idée avant la clôture {LABEL}."
            yield Act(mentor, _note(team, mentor, "ideation", observed, decided, share=True))


def _own(dates: Dates, teams: Mapping[str, Team]) -> Iterator[Act]:
    """Of the persona: a shared note with open steps, and a private one, in two languages. The third team waits."""
    moulouya, draa, who = teams["moulouya"], teams["draa"], cast.MENTOR.id
    steps = (
        ask.Step(
            key="1", text=f"Rencontrer trois usagers éloignés du numérique {LABEL}", owner=moulouya.lead, due=dates.last
        ),
        ask.Step(key="2", text=f"Écrire la fiche idée {LABEL}", owner=moulouya.people[1].id, due=dates.last),
        ask.Step(key="3", text=f"Envoyer un exemple de fiche idée {LABEL}", owner=who, due=away(dates.ideation, 3)),
    )
    observed = f"L’équipe tient deux idées et hésite. الفريق متحمس ويحتاج إلى ترتيب الأولويات. {LABEL}"
    decided = f"Garder l’idée du guichet mobile ; la vérifier sur le terrain avant de la rédiger {LABEL}."
    yield Act(who, _note(moulouya, who, "ideation", observed, decided, steps, share=True))
    private = f"صعوبة في توزيع المهام داخل الفريق، et le chef d’équipe porte presque tout. {IN_ARABIC}"
    todo = (ask.Step(key="1", text=f"الاتصال بمنسق الفريق قبل الجلسة المقبلة {IN_ARABIC}", owner=who, due=dates.last),)
    yield Act(who, _note(draa, who, "ideation", private, None, todo))


def _asked(teams: Mapping[str, Team]) -> list[Act]:
    """The team ticks a step; another one asks for help, and nobody has taken the request yet."""
    moulouya, sebou = teams["moulouya"], teams["sebou"]
    ids: dict[str, Any] = {"edition": sebou.edition, "team": sebou.id, "help": ident("help", sebou.id)}
    text = f"Qui connaît les règles de partage des données entre administrations ? {LABEL}"
    note = _id(moulouya, cast.MENTOR.id, "ideation")
    return [
        Act(moulouya.people[1].id, ask.CompleteStep(edition=moulouya.edition, team=moulouya.id, note=note, key="2")),
        Act(sebou.lead, ask.AskHelp(**ids, text=text)),
    ]
