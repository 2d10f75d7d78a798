"""The jury of both editions: made-up people and rubric, labelled; the palmarès is computed from the marks given here.

What the first edition's prizes are called and who got them are facts; the marks are invented so that the ranking that
the programme computes from them says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from events.message import Command
from idarathon.demo import cast
from idarathon.demo.calendar import Dates
from idarathon.demo.cast import Person
from idarathon.demo.runs import LABEL, Act, Step, by, facts, ident, step
from idarathon.demo.steps import Team
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.jury import commands as jury
from idarathon.jury.events import Levels
from idarathon.jury.reads.ranking import due, rank
from idarathon.prizes import commands as prizes
from idarathon.viewer import Role

PRESIDENT, JURORS, ALTERNATE = cast.JURORS[0], cast.JURORS[1:7], cast.JURORS[7]
PANEL: tuple[Person, ...] = (PRESIDENT, *JURORS)
VIEWS = 3  # sheets a team
FACTS = facts("edition1")
# The historic order first: from best to last, as marks for the five criteria. Whoever is not named comes after.
MARKS: tuple[tuple[int, ...], ...] = ((5, 5, 5, 4, 5), (5, 4, 4, 5, 4), (4, 4, 4, 4, 4))
LEVEL: dict[str, tuple[int, ...]] = {one["name"]: marks for one, marks in zip(FACTS["prize"], MARKS, strict=True)}
OTHERS: tuple[tuple[int, ...], ...] = ((3, 4, 3, 3, 4), (3, 3, 4, 3, 3), (3, 3, 3, 3, 4))
PRIZES = tuple(
    Text(fr=one["name"], ar=ar, en=en)
    for one, ar, en in zip(
        FACTS["prize"],
        ("جائزة التميز", "جائزة التشجيع الأولى", "جائزة التشجيع الثانية"),
        ("Excellence prize", "1st encouragement prize", "2nd encouragement prize"),
        strict=True,
    )
)
CRITERIA: tuple[tuple[str, int, str, str], ...] = (
    ("impact", 30, "Impact pour l’usager (démo)", "الأثر على المرتفق (تجريبي)"),
    ("innovation", 20, "Innovation (démo)", "الابتكار (تجريبي)"),
    ("faisabilite", 20, "Faisabilité (démo)", "قابلية الإنجاز (تجريبي)"),
    ("prototype", 20, "Maturité du prototype (démo)", "نضج النموذج الأولي (تجريبي)"),
    ("pitch", 10, "Clarté du pitch (démo)", "وضوح العرض النهائي (تجريبي)"),
)
LEVELS: Levels = (
    Text(fr="Absent ou hors sujet", ar="غائب أو خارج الموضوع"),
    Text(fr="Esquissé, sans preuve", ar="في طور الفكرة، دون دليل"),
    Text(fr="Convaincant en partie", ar="مقنع جزئيا"),
    Text(fr="Convaincant et étayé", ar="مقنع ومدعم بالأدلة"),
    Text(fr="Exemplaire, prêt à être généralisé", ar="نموذجي وجاهز للتعميم"),
)
COMMENT = f"Équipe préparée, réponses précises aux questions {LABEL}."


def rubric(edition: UUID) -> Command:
    """Five criteria, the same levels for each."""
    criteria = (
        jury.WantedCriterion(key=key, title=Text(fr=fr, ar=ar), weight=weight, levels=LEVELS)
        for key, weight, fr, ar in CRITERIA
    )
    return jury.SetRubric(edition=edition, criteria=tuple(criteria))


def prize(edition: UUID, rank_: int) -> UUID:
    """The id of a prize."""
    return ident("prize", edition, rank_)


def defined(edition: UUID) -> Iterator[Command]:
    """The three prizes."""
    for number, name in enumerate(PRIZES, 1):
        yield prizes.Define(edition=edition, prize=prize(edition, number), rank=number, name=name)


def edition1(dealt: Sequence[Team]) -> list[Step]:
    """A jury of seven, three views a team, the decision and the ceremony, on the evening of the last day."""
    edition, staff, head = dealt[0].edition, cast.FACILITATOR.id, PRESIDENT.id
    partial = [(juror, team) for team in dealt for juror in PANEL if _partial(juror, team)]
    seated = jury.Compose(
        edition=edition, president=head, jurors=_ids(JURORS), alternates=(ALTERNATE.id,), quorum=VIEWS
    )
    decided = [
        jury.DecideRecusal(edition=edition, juror=juror.id, team=team.id, accepted=True) for juror, team in partial
    ]
    teams = tuple(team for award in _decision(dealt).awards for team in award.teams)
    shown = [prizes.Reveal(edition=edition, prize=prize(edition, number), teams=teams) for number in (3, 2, 1)]
    return [
        step("2020-11-02T10:00", "2020 : rôles du jury", by(cast.ADMIN.id, _roles(edition))),
        step("2020-11-03T10:00", "2020 : jury", by(staff, rubric(edition), seated, defined(edition))),
        *([step("2020-11-04T10:00", "2020 : déports", by(head, decided))] if decided else []),
        step("2020-12-09T17:00", "2020 : ouverture du jury", by(staff, jury.Open(edition=edition))),
        step("2020-12-09T17:10", "2020 : évaluations", _scored(dealt)),
        step("2020-12-09T18:30", "2020 : clôture du jury", by(head, jury.Close(edition=edition))),
        step("2020-12-09T18:45", "2020 : délibération", by(head, _decision(dealt))),
        step("2020-12-09T19:00", "2020 : cérémonie", by(staff, prizes.OpenCeremony(edition=edition), shown)),
        step("2020-12-09T19:30", "2020 : palmarès", by(staff, prizes.CloseCeremony(edition=edition))),
    ]


def running(dates: Dates, dealt: Sequence[Team]) -> list[Step]:
    """A jury that is being composed: one juror short of an odd number, one recusal decided, the others waiting. All are
    of one juror, so that the rest of the panel can reach the quorum for every team."""
    edition, staff, first = dealt[0].edition, cast.FACILITATOR.id, dates.ideation
    seated = jury.Compose(
        edition=edition, president=PRESIDENT.id, jurors=_ids(JURORS[:3]), alternates=(ALTERNATE.id,), quorum=VIEWS
    )
    roles = [editions.GrantRole(edition=edition, account=one.id, role=Role.JUROR) for one in (*JURORS[1:], ALTERNATE)]
    partial = [(juror, team) for team in dealt for juror in PANEL[:4] if _partial(juror, team) and _confirmed(team)]
    free = next(team for team in dealt if _confirmed(team) and not _partial(JURORS[0], team))
    own = jury.ProposeRecusal(
        edition=edition,
        juror=JURORS[0].id,
        team=free.id,
        reason=f"J’ai travaillé avec la cheffe de cette équipe {LABEL}.",
    )
    settled = [
        jury.DecideRecusal(edition=edition, juror=juror.id, team=team.id, accepted=True) for juror, team in partial[:1]
    ]
    return [
        step(dates.at(first, 1, "10:10"), "en cours : rôles du jury", by(cast.ADMIN.id, roles)),
        step(dates.at(first, 1, "10:40"), "en cours : jury", by(staff, rubric(edition), seated, defined(edition))),
        step(dates.at(first, 1, "11:15"), "en cours : un déport", by(JURORS[0].id, own)),
        *([step(dates.at(first, 1, "11:45"), "en cours : déports", by(PRESIDENT.id, settled))] if settled else []),
    ]


def _ids(people: Sequence[Person]) -> tuple[UUID, ...]:
    return tuple(one.id for one in people)


def _roles(edition: UUID) -> Iterator[Command]:
    yield editions.GrantRole(edition=edition, account=PRESIDENT.id, role=Role.PRESIDENT)
    for one in (*JURORS, ALTERNATE):
        yield editions.GrantRole(edition=edition, account=one.id, role=Role.JUROR)


def _partial(juror: Person, team: Team) -> bool:
    """Whether the bus proposes a recusal: somebody of the juror's directorate is in the team."""
    return juror.directorate is not None and any(one.directorate == juror.directorate for one in team.people)


def _confirmed(team: Team) -> bool:
    """Teams of the running edition for which the bus proposes anything then: those that take part."""
    return len(team.people) >= 3 and team.slug != "loukkos"


def _views(number: int, team: Team) -> tuple[Person, ...]:
    """Who sees a team: the panel in turns, without those who are recused."""
    free = [one for one in PANEL if not _partial(one, team)]
    return tuple(free[(VIEWS * number + view) % len(free)] for view in range(VIEWS))


def _marks(number: int, juror: Person) -> dict[str, int]:
    """A sheet: the team's level, one less for the pitch from every second juror; one lap later two less everywhere."""
    lap, place = divmod(number, len(FACTS["team"]))
    level = LEVEL.get(FACTS["team"][place].get("prize", ""), OTHERS[place % len(OTHERS)])
    strict = PANEL.index(juror) % 2
    plain = [mark - (2 if lap else 0) for mark in level]
    plain[-1] -= strict
    return {key: max(1, mark) for (key, *_), mark in zip(CRITERIA, plain, strict=True)}


def _scored(dealt: Sequence[Team]) -> Iterator[Act]:
    for number, team in enumerate(dealt):
        for view, juror in enumerate(_views(number, team)):
            comment = COMMENT if view == 0 and number < len(FACTS["team"]) else None
            marks = _marks(number, juror)
            yield Act(juror.id, jury.Score(edition=team.edition, team=team.id, marks=marks, comment=comment))


def _decision(dealt: Sequence[Team]) -> jury.DecideRanking:
    """The president follows what the marks say."""
    weights = {key: weight for key, weight, *_ in CRITERIA}
    sheets = {
        team.id: {juror.id: _marks(number, juror) for juror in _views(number, team)}
        for number, team in enumerate(dealt)
    }
    places, taken = rank(weights, sheets).places, list[UUID]()
    awards = []
    for number in range(1, len(PRIZES) + 1):
        teams = due(places, taken)[:1]
        taken.extend(teams)
        tied = len(due(places, taken[:-1])) > 1 if teams else False
        reason = f"Départage après discussion {LABEL}." if tied else None
        awards.append(jury.WantedAward(prize=prize(dealt[0].edition, number), teams=teams, reason=reason))
    return jury.DecideRanking(edition=dealt[0].edition, awards=tuple(awards))
