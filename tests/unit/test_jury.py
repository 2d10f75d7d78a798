"""A jury: composing, opening, recusals, blind scores, closing, the president's decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from events.message import Event
from idarathon.editions.events import Text
from idarathon.errors import Forbidden, NotFound
from idarathon.jury import commands as ask
from idarathon.jury import decider as jury
from idarathon.jury import events as was
from idarathon.jury.decider import refusals as no
from idarathon.people.events import hashed
from idarathon.viewer import Role
from tests.support.given import SALT, fold, run

E, PRESIDENT = UUID(int=1), UUID(int=10)
A, B, C, D = (UUID(int=n) for n in (11, 12, 13, 14))
RED, BLUE, GREEN = (UUID(int=n) for n in (21, 22, 23))
FIRST, SECOND = UUID(int=31), UUID(int=32)
LEVELS = (Text(fr="1"), Text(fr="2"), Text(fr="3"), Text(fr="4"), Text(fr="5"))


class Edition:
    exists = True
    roles = frozenset({(PRESIDENT, Role.PRESIDENT), *((one, Role.JUROR) for one in (A, B, C))})


class Nowhere:
    exists = False
    roles = frozenset[tuple[UUID, Role]]()


class Journey:
    def __init__(self, status: str = "finished") -> None:
        self.edition, self.status = E, status


class Team:
    def __init__(self, team: UUID | None = None, withdrawn: bool = False) -> None:
        self.team, self.withdrawn = team, withdrawn


class Prizes:
    ranked = (FIRST, SECOND)

    def __init__(self, *hidden: UUID) -> None:
        self.hidden = hidden


def criterion(key: str, weight: int) -> was.Criterion:
    return was.Criterion(key=key, title=Text(fr=key), weight=weight, levels=LEVELS)


RUBRIC = was.RubricSet(edition=E, criteria=(criterion("impact", 3), criterion("idee", 1)))


def composed(**other: Any) -> was.JuryComposed:
    fields: dict[str, Any] = {
        "president": PRESIDENT,
        "jurors": (A, B),
        "alternates": (C,),
        "quorum": 1,
        "official": "raw",
    }
    return was.JuryComposed(edition=E, **(fields | other))


def admitted(*teams: UUID) -> list[Event]:
    return [was.TeamAdmitted(edition=E, team=team, name=f"Équipe {team.int}") for team in teams]


def scored(juror: UUID, team: UUID, impact: int, idee: int | None = None) -> was.Scored:
    marks = {"impact": impact} if idee is None else {"impact": impact, "idee": idee}
    return was.Scored(edition=E, team=team, juror=juror, marks=marks)


OPENED: list[Event] = [RUBRIC, composed(), was.JuryOpened(edition=E)]


def when(events: list[Event], command: Any, *context: Any, actor: UUID | None = None) -> list[Event]:
    return run(jury, events, command, Edition(), *context, actor=actor)


def test_an_edition_that_does_not_exist_has_no_jury() -> None:
    with pytest.raises(NotFound):
        run(jury, [], ask.Open(edition=E), Nowhere())


def test_a_rubric_is_set() -> None:
    wanted = (ask.WantedCriterion(key="impact", title=Text(fr="impact"), weight=3, levels=LEVELS),)
    assert when([], ask.SetRubric(edition=E, criteria=wanted)) == [
        was.RubricSet(edition=E, criteria=(criterion("impact", 3),))
    ]


def test_the_same_rubric_changes_nothing() -> None:
    wanted = (ask.WantedCriterion(key="impact", title=Text(fr="impact"), weight=3, levels=LEVELS),)
    given: list[Event] = [was.RubricSet(edition=E, criteria=(criterion("impact", 3),))]
    assert when(given, ask.SetRubric(edition=E, criteria=wanted)) == []


def test_two_criteria_have_two_keys() -> None:
    one = ask.WantedCriterion(key="impact", title=Text(fr="impact"), weight=3, levels=LEVELS)
    with pytest.raises(no.CriterionTwice):
        when([], ask.SetRubric(edition=E, criteria=(one, one)))


def test_a_rubric_is_final_once_the_jury_opened() -> None:
    one = ask.WantedCriterion(key="impact", title=Text(fr="impact"), weight=3, levels=LEVELS)
    with pytest.raises(no.JuryFrozen):
        when(OPENED, ask.SetRubric(edition=E, criteria=(one,)))


def compose(**other: Any) -> ask.Compose:
    fields: dict[str, Any] = {"president": PRESIDENT, "jurors": (A, B), "alternates": (C,), "quorum": 1}
    return ask.Compose(edition=E, **(fields | other))


def test_a_panel_is_composed() -> None:
    assert when([], compose()) == [composed()]


def test_the_same_panel_changes_nothing() -> None:
    assert when([composed()], compose()) == []


def test_nobody_has_two_seats() -> None:
    with pytest.raises(no.SeatTwice):
        when([], compose(jurors=(A, PRESIDENT)))


def test_a_president_has_the_role_of_president() -> None:
    with pytest.raises(no.SeatWithoutRole):
        when([], compose(president=C, alternates=()))


def test_a_juror_has_a_role_of_the_jury() -> None:
    with pytest.raises(no.SeatWithoutRole):
        when([], compose(jurors=(A, D)))


def test_a_panel_is_final_once_the_jury_opened() -> None:
    with pytest.raises(no.JuryFrozen):
        when(OPENED, compose(jurors=()))


def test_a_jury_opens() -> None:
    assert when([RUBRIC, composed()], ask.Open(edition=E)) == [was.JuryOpened(edition=E)]


def test_a_jury_opens_once() -> None:
    assert when(OPENED, ask.Open(edition=E)) == []


@pytest.mark.parametrize(
    ("events", "refusal"),
    [
        ([composed()], no.RubricMissing),
        ([was.RubricSet(edition=E, criteria=(criterion("impact", 0),)), composed()], no.WeightMissing),
        ([RUBRIC, composed(president=None)], no.PresidentMissing),
        ([RUBRIC, composed(jurors=(A,))], no.PanelEven),
        ([RUBRIC, composed(quorum=4)], no.QuorumTooHigh),
        ([RUBRIC, composed(president=D)], no.SeatWithoutRole),
    ],
)
def test_a_jury_opens_only_when_it_is_complete(events: list[Event], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        when(events, ask.Open(edition=E))


def test_a_team_that_finished_comes_before_the_jury() -> None:
    asked = ask.AdmitTeam(edition=E, team=RED, name="Équipe 21")
    assert when(OPENED, asked, Journey(), Team()) == admitted(RED)


def test_a_team_comes_before_the_jury_once() -> None:
    assert when([*OPENED, *admitted(RED)], ask.AdmitTeam(edition=E, team=RED, name="Rouge"), Journey(), Team()) == []


def test_a_team_held_at_pitch_does_not_come_before_the_jury() -> None:
    with pytest.raises(no.JourneyNotFinished):
        when(OPENED, ask.AdmitTeam(edition=E, team=RED, name="Rouge"), Journey("held"), Team())


def test_no_team_comes_before_a_jury_that_is_not_open() -> None:
    with pytest.raises(no.JuryNotOpen):
        when([RUBRIC, composed()], ask.AdmitTeam(edition=E, team=RED, name="Rouge"), Journey(), Team())


def test_a_team_that_withdraws_leaves_the_ranking_and_its_scores_stay_in_the_log() -> None:
    events = [*OPENED, *admitted(RED, BLUE), scored(A, RED, 5, 5), scored(A, BLUE, 1, 1)]
    left = when(events, ask.WithdrawTeam(edition=E, team=RED))
    assert left == [was.TeamLeft(edition=E, team=RED)]
    assert fold(jury, *events, *left).ranking().places == ((BLUE,),)


def test_a_withdrawn_team_does_not_come_back() -> None:
    events = [*OPENED, *admitted(RED), was.TeamLeft(edition=E, team=RED)]
    assert when(events, ask.AdmitTeam(edition=E, team=RED, name="Rouge"), Journey(), Team()) == []


def test_a_juror_scores_some_criteria_and_then_others() -> None:
    first = when([*OPENED, *admitted(RED)], ask.Score(edition=E, team=RED, marks={"impact": 4}), actor=A)
    assert first == [scored(A, RED, 4)]
    events = [*OPENED, *admitted(RED), *first]
    both = ask.Score(edition=E, team=RED, marks={"impact": 4, "idee": 2})
    assert when(events, both, actor=A) == [was.Scored(edition=E, team=RED, juror=A, marks={"idee": 2})]


def test_a_later_mark_replaces_the_earlier_one() -> None:
    events = [*OPENED, *admitted(RED), scored(A, RED, 4, 4), scored(A, RED, 2)]
    assert fold(jury, *events).counted() == {RED: {A: {"impact": 2, "idee": 4}}}


def test_the_same_mark_again_records_nothing() -> None:
    events = [*OPENED, *admitted(RED), scored(A, RED, 4)]
    assert when(events, ask.Score(edition=E, team=RED, marks={"impact": 4}), actor=A) == []


def test_a_comment_is_erasable() -> None:
    asked = ask.Score(edition=E, team=RED, comment="Très clair")
    (event,) = when([*OPENED, *admitted(RED)], asked, actor=A)
    said = hashed(asked.id, SALT, "Très clair", "comment")
    assert event == was.Scored(edition=E, team=RED, juror=A, marks={}, comment=said)


@pytest.mark.parametrize(
    ("events", "command", "actor", "refusal"),
    [
        ([RUBRIC, composed()], {"marks": {"impact": 3}}, A, no.JuryNotOpen),
        ([*OPENED, *admitted(RED), was.JuryClosed(edition=E)], {"marks": {"impact": 3}}, A, no.JuryOver),
        ([*OPENED, *admitted(RED)], {"marks": {"impact": 0}}, A, no.OutOfScale),
        ([*OPENED, *admitted(RED)], {"marks": {"impact": 6}}, A, no.OutOfScale),
        ([*OPENED, *admitted(RED)], {"marks": {"beauté": 3}}, A, no.CriterionUnknown),
        ([*OPENED, *admitted(BLUE)], {"marks": {"impact": 3}}, A, no.TeamNotAdmitted),
        ([*OPENED, *admitted(RED)], {"marks": {"impact": 3}}, C, no.NotSeated),
        ([*OPENED, *admitted(RED)], {}, A, no.NothingScored),
    ],
)
def test_a_score_is_refused(events: list[Event], command: Any, actor: UUID, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        when(events, ask.Score(edition=E, team=RED, **command), actor=actor)


def pending(juror: UUID = A, cause: Any = "directorate") -> was.RecusalProposed:
    return was.RecusalProposed(edition=E, juror=juror, team=RED, cause=cause)


def settled(accepted: bool, juror: UUID = A) -> was.RecusalDecided:
    return was.RecusalDecided(edition=E, juror=juror, team=RED, accepted=accepted)


def test_a_juror_declares_why_it_should_not_score_a_team() -> None:
    asked = ask.ProposeRecusal(edition=E, juror=A, team=RED, reason="Mon frère en est membre")
    reason = hashed(asked.id, SALT, "Mon frère en est membre")
    expected = was.RecusalProposed(edition=E, juror=A, team=RED, cause="declared", reason=reason)
    assert when(OPENED, asked, actor=A) == [expected]


def test_a_juror_says_why() -> None:
    with pytest.raises(no.ReasonMissing):
        when(OPENED, ask.ProposeRecusal(edition=E, juror=A, team=RED), actor=A)


def test_a_juror_speaks_for_itself_only() -> None:
    with pytest.raises(Forbidden):
        when(OPENED, ask.ProposeRecusal(edition=E, juror=A, team=RED, reason="…"), actor=B)


def test_the_bus_proposes_a_recusal_for_the_same_directorate() -> None:
    asked = ask.ProposeRecusal(edition=E, juror=A, team=RED, cause="directorate")
    assert when(OPENED, asked) == [pending()]


def test_a_recusal_is_proposed_once() -> None:
    asked = ask.ProposeRecusal(edition=E, juror=A, team=RED, cause="directorate")
    assert when([*OPENED, pending(), settled(False)], asked) == []


def test_the_president_decides_about_a_recusal() -> None:
    asked = ask.DecideRecusal(edition=E, juror=A, team=RED, accepted=True)
    assert when([*OPENED, pending()], asked, actor=PRESIDENT) == [settled(True)]


def test_a_facilitator_does_not_decide_about_a_juror() -> None:
    with pytest.raises(no.NotThePresident):
        when([*OPENED, pending()], ask.DecideRecusal(edition=E, juror=A, team=RED, accepted=True), actor=D)


def test_the_president_does_not_decide_in_its_own_matter() -> None:
    asked = ask.DecideRecusal(edition=E, juror=PRESIDENT, team=RED, accepted=False)
    with pytest.raises(no.OwnRecusal):
        when([*OPENED, pending(PRESIDENT)], asked, actor=PRESIDENT)
    assert when([*OPENED, pending(PRESIDENT)], asked, actor=D) == [settled(False, PRESIDENT)]


def test_a_recusal_that_nobody_proposed_is_not_decided() -> None:
    with pytest.raises(no.RecusalUnknown):
        when(OPENED, ask.DecideRecusal(edition=E, juror=A, team=RED, accepted=True), actor=PRESIDENT)


@pytest.mark.parametrize(
    ("events", "refusal"), [([pending()], no.RecusalUndecided), ([pending(), settled(True)], no.Recused)]
)
def test_who_is_recused_or_may_be_does_not_score(events: list[Event], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        when([*OPENED, *admitted(RED), *events], ask.Score(edition=E, team=RED, marks={"impact": 3}), actor=A)


def test_a_declined_recusal_lets_the_juror_score() -> None:
    events = [*OPENED, *admitted(RED), pending(), settled(False)]
    assert when(events, ask.Score(edition=E, team=RED, marks={"impact": 3}), actor=A) == [scored(A, RED, 3)]


def test_the_sheet_of_who_is_recused_later_does_not_count() -> None:
    events = [*OPENED, *admitted(RED), scored(A, RED, 3, 3), pending(), settled(True)]
    assert fold(jury, *events).counted() == {RED: {}}


def test_an_alternate_takes_a_seat_and_the_sheets_of_who_had_it_count_no_more() -> None:
    events = [*OPENED, *admitted(RED), scored(A, RED, 3, 3)]
    asked = ask.ReplaceJuror(edition=E, juror=A, by=C, reason="Malade")
    replaced = when(events, asked, actor=PRESIDENT)
    assert replaced == [was.JurorReplaced(edition=E, juror=A, by=C, reason=hashed(asked.id, SALT, "Malade"))]
    after = fold(jury, *events, *replaced)
    assert (after.jurors, after.alternates, after.counted()) == ((C, B), (), {RED: {}})


def test_only_an_alternate_takes_a_seat() -> None:
    with pytest.raises(no.NotAnAlternate):
        when(OPENED, ask.ReplaceJuror(edition=E, juror=A, by=D, reason="Malade"))


def test_a_president_is_replaced_by_who_has_the_role() -> None:
    with pytest.raises(no.SeatWithoutRole):
        when(OPENED, ask.ReplaceJuror(edition=E, juror=PRESIDENT, by=C, reason="Malade"))


def test_a_jury_closes_when_every_team_has_its_quorum() -> None:
    events = [*OPENED, *admitted(RED), scored(A, RED, 3, 3)]
    assert when(events, ask.Close(edition=E)) == [was.JuryClosed(edition=E)]


def test_a_jury_does_not_close_before_and_names_the_teams() -> None:
    events = [*OPENED, *admitted(RED, BLUE, GREEN), scored(A, RED, 3, 3), scored(A, BLUE, 3)]
    with pytest.raises(no.QuorumMissing) as refusal:
        when(events, ask.Close(edition=E))
    assert refusal.value.values == {"quorum": 1, "teams": "Équipe 22, Équipe 23"}


def test_a_jury_without_teams_does_not_close() -> None:
    with pytest.raises(no.TeamsMissing):
        when(OPENED, ask.Close(edition=E))


def over(*marks: Event, teams: tuple[UUID, ...] = (RED, BLUE, GREEN)) -> list[Event]:
    return [*OPENED, *admitted(*teams), *marks, was.JuryClosed(edition=E)]


CLEAR = over(scored(A, RED, 5, 5), scored(A, BLUE, 4, 4), scored(A, GREEN, 3, 3))
TIED = over(scored(A, RED, 4, 4), scored(A, BLUE, 4, 4), scored(A, GREEN, 3, 3))


def decide(first: tuple[UUID, ...], second: tuple[UUID, ...], one: Any = None, two: Any = None) -> ask.DecideRanking:
    awards = (
        ask.WantedAward(prize=FIRST, teams=first, reason=one),
        ask.WantedAward(prize=SECOND, teams=second, reason=two),
    )
    return ask.DecideRanking(edition=E, awards=awards)


def awards(events: list[Event], command: ask.DecideRanking) -> list[tuple[UUID, ...]]:
    (event,) = when(events, command, Prizes(), actor=PRESIDENT)
    assert isinstance(event, was.RankingDecided)
    return [one.teams for one in event.awards]


def test_prizes_follow_the_official_ranking() -> None:
    (event,) = when(CLEAR, decide((RED,), (BLUE,)), Prizes(), actor=PRESIDENT)
    expected = (was.Award(prize=FIRST, teams=(RED,)), was.Award(prize=SECOND, teams=(BLUE,)))
    places = ((RED,), (BLUE,), (GREEN,))
    assert event == was.RankingDecided(edition=E, official="raw", places=places, awards=expected)


def test_a_prize_that_goes_to_another_team_is_explained() -> None:
    with pytest.raises(no.AwardUnexplained):
        awards(CLEAR, decide((BLUE,), (RED,)))
    assert awards(CLEAR, decide((BLUE,), (RED,), "Plus mûr")) == [(BLUE,), (RED,)]


def test_a_withheld_prize_is_explained() -> None:
    with pytest.raises(no.AwardUnexplained):
        awards(CLEAR, decide((), (RED,)))
    assert awards(CLEAR, decide((), (RED,), "Rien n’est prêt")) == [(), (RED,)]


def test_a_shared_prize_is_explained() -> None:
    with pytest.raises(no.AwardUnexplained):
        awards(CLEAR, decide((RED, BLUE), (GREEN,)))
    assert awards(CLEAR, decide((RED, BLUE), (GREEN,), "Ex æquo")) == [(RED, BLUE), (GREEN,)]


def test_a_tie_that_remains_is_decided_with_a_reason() -> None:
    with pytest.raises(no.TieOpen):
        awards(TIED, decide((RED,), (BLUE,)))
    assert awards(TIED, decide((BLUE,), (RED,), "Plus audacieux")) == [(BLUE,), (RED,)]


def test_the_heaviest_criterion_parts_a_tie() -> None:
    tied = over(
        scored(A, RED, 3, 5), scored(B, RED, 3, 5), scored(A, BLUE, 3, 5), scored(B, BLUE, 4, 2), teams=(RED, BLUE)
    )
    assert awards(tied, decide((BLUE,), (RED,))) == [(BLUE,), (RED,)]


def test_with_fewer_teams_than_prizes_the_last_is_not_awarded() -> None:
    assert awards(over(scored(A, RED, 5, 5), teams=(RED,)), decide((RED,), ())) == [(RED,), ()]


def test_a_reason_is_erasable() -> None:
    command = decide((BLUE,), (RED,), "Plus mûr")
    (event,) = when(CLEAR, command, Prizes(), actor=PRESIDENT)
    assert isinstance(event, was.RankingDecided)
    assert event.awards[0].reason == hashed(command.id, SALT, "Plus mûr", f"reason:{FIRST}")
    assert command.erasable() == {f"reason:{FIRST}": "Plus mûr"}


@pytest.mark.parametrize(
    ("events", "command", "actor", "refusal"),
    [
        (OPENED, decide((RED,), (BLUE,)), PRESIDENT, no.JuryStillOpen),
        ([RUBRIC], decide((RED,), (BLUE,)), PRESIDENT, no.JuryNotOpen),
        (CLEAR, decide((RED,), (BLUE,)), A, no.NotThePresident),
        (CLEAR, decide((D,), (BLUE,)), PRESIDENT, no.TeamNotRanked),
        (CLEAR, decide((RED,), (RED,), None, "Deux prix"), PRESIDENT, no.AwardedTwice),
        (CLEAR, ask.DecideRanking(edition=E), PRESIDENT, no.PrizeUndecided),
    ],
)
def test_a_decision_is_refused(events: list[Event], command: Any, actor: UUID, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        when(events, command, Prizes(), actor=actor)


def test_an_edition_without_prizes_decides_nothing() -> None:
    class None_:
        ranked = ()

    with pytest.raises(no.PrizesMissing):
        when(CLEAR, ask.DecideRanking(edition=E), None_(), actor=PRESIDENT)


def test_a_decision_is_final() -> None:
    decided = when(CLEAR, decide((RED,), (BLUE,)), Prizes(), actor=PRESIDENT)
    with pytest.raises(no.RankingFinal):
        when([*CLEAR, *decided], decide((BLUE,), (RED,), "…"), Prizes(), actor=PRESIDENT)


def test_a_team_leaves_after_the_decision_too() -> None:
    decided = when(CLEAR, decide((RED,), (BLUE,)), Prizes(), actor=PRESIDENT)
    assert when([*CLEAR, *decided], ask.WithdrawTeam(edition=E, team=RED)) == [was.TeamLeft(edition=E, team=RED)]


def after(*left: UUID) -> list[Event]:
    """RED has the first prize and BLUE the second; then some teams withdraw."""
    decided = when(CLEAR, decide((RED,), (BLUE,)), Prizes(), actor=PRESIDENT)
    return [*CLEAR, *decided, *(was.TeamLeft(edition=E, team=team) for team in left)]


def test_the_next_teams_move_up_when_a_winner_has_withdrawn() -> None:
    (event,) = when(after(RED), decide((BLUE,), (GREEN,)), Prizes(FIRST, SECOND), actor=PRESIDENT)
    expected = (was.Award(prize=FIRST, teams=(BLUE,)), was.Award(prize=SECOND, teams=(GREEN,)))
    assert event == was.RankingDecided(edition=E, official="raw", places=((BLUE,), (GREEN,)), awards=expected)


def test_only_the_prizes_from_the_withdrawn_teams_on_are_decided_again() -> None:
    second = ask.DecideRanking(edition=E, awards=(ask.WantedAward(prize=SECOND, teams=(GREEN,)),))
    (event,) = when(after(BLUE), second, Prizes(FIRST, SECOND), actor=PRESIDENT)
    assert isinstance(event, was.RankingDecided)
    assert event.awards == (was.Award(prize=SECOND, teams=(GREEN,)),)
    with pytest.raises(no.PrizeUndecided):
        when(after(BLUE), decide((RED,), (GREEN,)), Prizes(FIRST, SECOND), actor=PRESIDENT)


def test_who_keeps_a_revealed_prize_gets_no_other_one() -> None:
    first = ask.DecideRanking(edition=E, awards=(ask.WantedAward(prize=FIRST, teams=(BLUE,), reason="…"),))
    with pytest.raises(no.AwardedTwice):
        when(after(RED), first, Prizes(FIRST), actor=PRESIDENT)


def test_who_has_withdrawn_gets_no_prize_again() -> None:
    with pytest.raises(no.TeamNotRanked):
        when(after(RED), decide((RED,), (BLUE,), "…"), Prizes(FIRST, SECOND), actor=PRESIDENT)


@pytest.mark.parametrize(("left", "hidden"), [(GREEN, (FIRST, SECOND)), (BLUE, (FIRST,))])
def test_a_withdrawal_that_touches_no_hidden_prize_changes_no_decision(left: UUID, hidden: tuple[UUID, ...]) -> None:
    with pytest.raises(no.RankingFinal):
        when(after(left), decide((RED,), (GREEN,)), Prizes(*hidden), actor=PRESIDENT)


def test_what_was_decided_again_is_final() -> None:
    again = when(after(RED), decide((BLUE,), (GREEN,)), Prizes(FIRST, SECOND), actor=PRESIDENT)
    with pytest.raises(no.RankingFinal):
        when([*after(RED), *again], decide((BLUE,), (GREEN,)), Prizes(FIRST, SECOND), actor=PRESIDENT)


def test_a_mark_that_is_no_number_is_not_read() -> None:
    body = msgspec.json.encode({"edition": E, "team": RED, "marks": {"impact": "cinq"}})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=ask.Score)


def unseat(juror: UUID, cause: was.Loss) -> ask.UnseatJuror:
    return ask.UnseatJuror(edition=E, juror=juror, cause=cause)


def unseated(juror: UUID, cause: was.Loss) -> was.JurorUnseated:
    return was.JurorUnseated(edition=E, juror=juror, cause=cause)


class Revoked:
    """A has lost its role, and the president."""

    exists = True
    roles = frozenset({(B, Role.JUROR), (C, Role.JUROR), (C, Role.PRESIDENT)})


SCORED: list[Event] = [
    *OPENED,
    *admitted(RED),
    scored(A, RED, 3, 3),
    scored(B, RED, 5, 5),
    scored(PRESIDENT, RED, 4, 4),
]


def test_the_sheets_of_a_juror_without_its_role_count_no_more() -> None:
    events = run(jury, SCORED, unseat(A, "role"), Revoked())
    assert events == [unseated(A, "role")]
    assert set(fold(jury, *SCORED, *events).counted()[RED]) == {B, PRESIDENT}


def test_a_role_that_was_given_back_meanwhile_is_there() -> None:
    assert when(SCORED, unseat(A, "role")) == []


def test_a_juror_of_a_team_does_not_judge_whatever_its_role() -> None:
    assert when(SCORED, unseat(A, "team")) == [unseated(A, "team")]
    assert when([*SCORED, unseated(A, "role")], unseat(A, "team")) == [unseated(A, "team")]


@pytest.mark.parametrize("gone", [D, UUID(int=99)])
def test_who_has_no_seat_loses_none(gone: UUID) -> None:
    assert when(SCORED, unseat(gone, "team")) == []


def test_sheets_stand_once_the_jury_has_closed() -> None:
    assert when([*SCORED, was.JuryClosed(edition=E)], unseat(A, "team")) == []


def test_who_judges_no_more_scores_nothing() -> None:
    with pytest.raises(no.NotSeated):
        when([*SCORED, unseated(A, "role")], ask.Score(edition=E, team=RED, marks={"impact": 5}), actor=A)


def test_closing_unseats_first_whoever_has_lost_the_role() -> None:
    class Without(Edition):
        roles = Edition.roles - {(A, Role.JUROR)}

    assert run(jury, SCORED, ask.Close(edition=E), Without()) == [unseated(A, "role"), was.JuryClosed(edition=E)]


def test_a_seat_that_was_lost_counts_for_no_quorum() -> None:
    events = [*OPENED, *admitted(RED), scored(A, RED, 3, 3), unseated(A, "team")]
    with pytest.raises(no.QuorumMissing):
        when(events, ask.Close(edition=E))


def test_a_jury_does_not_close_without_its_president() -> None:
    with pytest.raises(no.PresidentLost):
        when([*SCORED, unseated(PRESIDENT, "role")], ask.Close(edition=E))


def test_a_jury_does_not_open_with_a_seat_that_was_lost() -> None:
    with pytest.raises(no.SeatLost):
        when([RUBRIC, composed(), unseated(A, "role")], ask.Open(edition=E))


def test_the_same_panel_composed_again_takes_back_who_has_the_role_again() -> None:
    events: list[Event] = [RUBRIC, composed(), unseated(A, "role")]
    assert when(events, compose()) == [composed()]
    assert fold(jury, *events, composed()).unseated == {}


def replace_(juror: UUID, by: UUID) -> ask.ReplaceJuror:
    return ask.ReplaceJuror(edition=E, juror=juror, by=by, reason="…")


def test_who_has_its_role_again_takes_its_seat_again() -> None:
    events = [*SCORED, unseated(A, "role")]
    again = when(events, replace_(A, A))
    assert [type(one) for one in again] == [was.JurorReplaced]
    after_ = fold(jury, *events, *again)
    assert (after_.jurors, after_.alternates, set(after_.counted()[RED])) == ((A, B), (C,), {A, B, PRESIDENT})


def test_who_was_of_a_team_does_not_sit_again() -> None:
    with pytest.raises(no.MayNotJudge):
        when([*SCORED, unseated(A, "team")], replace_(A, A))


def test_nobody_takes_a_seat_that_they_have() -> None:
    with pytest.raises(no.NotAnAlternate):
        when(SCORED, replace_(A, A))


@pytest.mark.parametrize("cause", ["role", "team"])
def test_an_alternate_who_may_not_judge_takes_no_seat(cause: was.Loss) -> None:
    with pytest.raises(no.MayNotJudge):
        when([*SCORED, unseated(C, cause)], replace_(A, C))


def test_an_alternate_without_the_role_takes_no_seat() -> None:
    class Without(Edition):
        roles = Edition.roles - {(C, Role.JUROR)}

    with pytest.raises(no.SeatWithoutRole):
        run(jury, SCORED, replace_(A, C), Without(), Prizes())


def test_a_president_who_judges_no_more_decides_no_recusal() -> None:
    events = [*SCORED, was.RecusalProposed(edition=E, juror=A, team=RED, cause="declared"), unseated(PRESIDENT, "team")]
    with pytest.raises(no.NotThePresident):
        when(events, ask.DecideRecusal(edition=E, juror=A, team=RED, accepted=True), actor=PRESIDENT)


def proposed(juror: UUID, team: UUID) -> was.RecusalProposed:
    return was.RecusalProposed(edition=E, juror=juror, team=team, cause="directorate")


def test_a_jury_does_not_close_while_a_recusal_waits() -> None:
    with pytest.raises(no.RecusalsOpen) as refusal:
        when([*SCORED, proposed(A, RED)], ask.Close(edition=E))
    assert refusal.value.values == {"teams": "Équipe 21"}


@pytest.mark.parametrize(
    "events",
    [
        [proposed(A, BLUE)],  # not before the jury
        [proposed(C, RED)],  # an alternate
        [proposed(A, RED), unseated(A, "role")],
        [proposed(A, RED), was.RecusalDecided(edition=E, juror=A, team=RED, accepted=True)],
    ],
)
def test_a_recusal_that_changes_nothing_keeps_no_jury_open(events: list[Event]) -> None:
    assert when([*SCORED, *events], ask.Close(edition=E)) == [was.JuryClosed(edition=E)]


def test_a_withdrawn_team_does_not_come_before_the_jury() -> None:
    with pytest.raises(no.TeamGone):
        when(OPENED, ask.AdmitTeam(edition=E, team=RED, name="Rouge"), Journey(), Team(RED, withdrawn=True))


class Heirs(Edition):
    roles = Edition.roles | {(C, Role.PRESIDENT)}


def test_the_president_of_a_closed_jury_is_replaced_and_its_sheets_still_count() -> None:
    events = [*SCORED, was.JuryClosed(edition=E)]
    replaced = run(jury, events, replace_(PRESIDENT, C), Heirs(), Prizes(FIRST, SECOND))
    after_ = fold(jury, *events, *replaced)
    assert (after_.president, set(after_.counted()[RED])) == (C, {A, B, PRESIDENT})
    one = ask.WantedAward(prize=FIRST, teams=(RED,))
    wanted = ask.DecideRanking(edition=E, awards=(one, ask.WantedAward(prize=SECOND)))
    decided = run(jury, [*events, *replaced], wanted, Heirs(), Prizes(FIRST, SECOND), actor=C)
    assert [type(one) for one in decided] == [was.RankingDecided]


def test_no_other_seat_of_a_closed_jury_changes() -> None:
    with pytest.raises(no.JuryOver):
        run(jury, [*SCORED, was.JuryClosed(edition=E)], replace_(A, C), Heirs(), Prizes(FIRST, SECOND))


def test_nobody_is_replaced_once_everything_is_revealed() -> None:
    with pytest.raises(no.JuryOver):
        run(jury, [*SCORED, was.JuryClosed(edition=E)], replace_(PRESIDENT, C), Heirs(), Prizes())


def test_a_team_that_has_withdrawn_gets_no_prize_also_before_the_jury_knows_it() -> None:
    with pytest.raises(no.TeamGone) as refusal:
        when(CLEAR, decide((RED,), (BLUE,)), Prizes(), Team(RED), Team(BLUE, withdrawn=True), actor=PRESIDENT)
    assert refusal.value.field == f"teams-{SECOND}"


def test_a_team_that_overtakes_one_with_a_lesser_prize_is_explained() -> None:
    """BLUE, the second, was shown with the second prize when RED withdrew: GREEN gets the first."""
    one = ask.WantedAward(prize=FIRST, teams=(GREEN,))
    with pytest.raises(no.AwardUnexplained):
        when(after(RED), ask.DecideRanking(edition=E, awards=(one,)), Prizes(FIRST), actor=PRESIDENT)
    said = msgspec.structs.replace(one, reason="Le deuxième prix est remis")
    (event,) = when(after(RED), ask.DecideRanking(edition=E, awards=(said,)), Prizes(FIRST), actor=PRESIDENT)
    assert isinstance(event, was.RankingDecided)
    assert [award.teams for award in event.awards] == [(GREEN,)]
