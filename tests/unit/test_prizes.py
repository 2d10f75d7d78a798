"""Prizes: defined, awarded by the bus, revealed from the last to the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest

from events.message import Event
from idarathon.editions.events import Text
from idarathon.errors import NotFound
from idarathon.prizes import commands as ask
from idarathon.prizes import decider as prizes
from idarathon.prizes import events as was
from tests.support.given import fold, run

E, FIRST, SECOND, RED, BLUE = (UUID(int=n) for n in (1, 2, 3, 4, 5))
NAME = Text(fr="Prix d’excellence")


class Edition:
    exists = True


class Jury:
    """What the president has decided; ``freed``: the prizes to be decided again."""

    def __init__(self, awards: Mapping[UUID, tuple[UUID, ...]], freed: tuple[UUID, ...] = ()) -> None:
        self.awards, self.freed = awards, freed

    def again(self, hidden: Sequence[UUID], /) -> tuple[UUID, ...]:
        return tuple(one for one in hidden if one in self.freed)


AS_DECIDED, UNDECIDED = Jury({FIRST: (RED,), SECOND: ()}), Jury({})
LEFT = Jury({FIRST: (RED,), SECOND: ()}, freed=(FIRST, SECOND))


class Team:
    def __init__(self, withdrawn: bool = False) -> None:
        self.withdrawn = withdrawn


THERE = (Team(), Team())


def when(events: list[Event], command: Any, jury: Jury = AS_DECIDED, teams: Sequence[Team] = THERE) -> list[Event]:
    named = teams if isinstance(command, ask.Reveal) else ()
    return run(prizes, events, command, Edition(), jury, *named)


def reveal(prize: UUID, teams: tuple[UUID, ...] = (RED, BLUE)) -> ask.Reveal:
    return ask.Reveal(edition=E, prize=prize, teams=teams)


def defined(prize: UUID, rank: int) -> was.PrizeDefined:
    return was.PrizeDefined(edition=E, prize=prize, rank=rank, name=NAME)


def awarded(prize: UUID, *teams: UUID) -> was.PrizeAwarded:
    return was.PrizeAwarded(edition=E, prize=prize, teams=teams)


TWO: list[Event] = [defined(FIRST, 1), defined(SECOND, 2)]
DECIDED: list[Event] = [*TWO, awarded(FIRST, RED), awarded(SECOND)]
OPEN: list[Event] = [*DECIDED, was.CeremonyOpened(edition=E)]


def test_a_prize_is_defined() -> None:
    assert when([], ask.Define(edition=E, prize=FIRST, rank=1, name=NAME), UNDECIDED) == [defined(FIRST, 1)]


def test_the_same_prize_again_changes_nothing() -> None:
    assert when(TWO, ask.Define(edition=E, prize=FIRST, rank=1, name=NAME), UNDECIDED) == []


def test_two_prizes_have_two_ranks() -> None:
    with pytest.raises(prizes.RankTaken):
        when(TWO, ask.Define(edition=E, prize=UUID(int=9), rank=1, name=NAME), UNDECIDED)


def test_a_prize_that_is_not_decided_is_removed() -> None:
    removed = was.PrizeRemoved(edition=E, prize=FIRST, name=NAME)
    assert when(TWO, ask.Remove(edition=E, prize=FIRST), UNDECIDED) == [removed]
    assert fold(prizes, *TWO, removed).ranked == (SECOND,)


def test_an_unknown_prize_is_not_removed() -> None:
    with pytest.raises(NotFound):
        when(TWO, ask.Remove(edition=E, prize=UUID(int=9)), UNDECIDED)


def test_a_removed_prize_frees_its_rank() -> None:
    events = [*TWO, was.PrizeRemoved(edition=E, prize=FIRST, name=NAME)]
    other = UUID(int=9)
    assert when(events, ask.Define(edition=E, prize=other, rank=1, name=NAME), UNDECIDED) == [defined(other, 1)]


@pytest.mark.parametrize("events", [TWO, DECIDED, [*OPEN, was.PrizeRevealed(edition=E, prize=SECOND, name=NAME)]])
def test_no_prize_is_removed_once_the_president_has_decided(events: list[Event]) -> None:
    """Also while the decision is on its way to the prizes."""
    with pytest.raises(prizes.PrizesFinal):
        when(events, ask.Remove(edition=E, prize=SECOND))


def test_prizes_are_final_once_they_are_decided() -> None:
    with pytest.raises(prizes.PrizesFinal):
        when(DECIDED, ask.Define(edition=E, prize=FIRST, rank=4, name=NAME))


def test_a_decision_reaches_a_prize_once() -> None:
    assert when(TWO, ask.Award(edition=E, prize=FIRST, teams=(RED,))) == [awarded(FIRST, RED)]
    assert when(DECIDED, ask.Award(edition=E, prize=FIRST, teams=(RED,))) == []


def test_a_decision_is_not_replaced() -> None:
    with pytest.raises(prizes.PrizesFinal):
        when(DECIDED, ask.Award(edition=E, prize=FIRST, teams=()))


def test_a_newer_decision_replaces_one_that_nobody_was_shown() -> None:
    jury = Jury({FIRST: (BLUE,), SECOND: ()})
    assert when(OPEN, ask.Award(edition=E, prize=FIRST, teams=(BLUE,)), jury) == [awarded(FIRST, BLUE)]


def test_a_revealed_prize_is_not_awarded_again() -> None:
    events = [*OPEN, was.PrizeRevealed(edition=E, prize=SECOND, name=NAME)]
    with pytest.raises(prizes.PrizesFinal):
        when(events, ask.Award(edition=E, prize=SECOND, teams=(BLUE,)), Jury({SECOND: (BLUE,)}))


def test_an_unknown_prize_is_not_awarded() -> None:
    with pytest.raises(NotFound):
        when(TWO, ask.Award(edition=E, prize=UUID(int=9), teams=(RED,)))


def test_a_ceremony_opens_when_all_is_decided() -> None:
    assert when(DECIDED, ask.OpenCeremony(edition=E)) == [was.CeremonyOpened(edition=E)]


@pytest.mark.parametrize("events", [[], TWO, [*TWO, awarded(FIRST, RED)]])
def test_a_ceremony_does_not_open_before(events: list[Event]) -> None:
    with pytest.raises(prizes.NotDecided):
        when(events, ask.OpenCeremony(edition=E))


def test_a_ceremony_does_not_open_while_a_prize_is_to_be_decided_again() -> None:
    with pytest.raises(prizes.DecideAgain):
        when(DECIDED, ask.OpenCeremony(edition=E), LEFT)


def test_nothing_is_revealed_while_a_prize_is_to_be_decided_again() -> None:
    with pytest.raises(prizes.DecideAgain):
        when(OPEN, reveal(SECOND), LEFT)


def test_nothing_is_revealed_while_a_newer_decision_is_on_its_way() -> None:
    with pytest.raises(prizes.OnItsWay):
        when(OPEN, reveal(SECOND), Jury({FIRST: (BLUE,), SECOND: (RED,)}))


def test_the_last_prize_is_revealed_first() -> None:
    assert when(OPEN, reveal(SECOND)) == [was.PrizeRevealed(edition=E, prize=SECOND, name=NAME)]
    with pytest.raises(prizes.LastFirst):
        when(OPEN, reveal(FIRST))


def test_nothing_is_revealed_before_the_ceremony() -> None:
    with pytest.raises(prizes.CeremonyNotOpen):
        when(DECIDED, reveal(SECOND))


def test_a_revealed_prize_stays_revealed() -> None:
    events = [*OPEN, was.PrizeRevealed(edition=E, prize=SECOND, name=NAME)]
    assert when(events, reveal(SECOND)) == []


def test_a_ceremony_closes_when_all_is_revealed() -> None:
    revealed: list[Event] = [was.PrizeRevealed(edition=E, prize=prize, name=NAME) for prize in (SECOND, FIRST)]
    with pytest.raises(prizes.StillHidden):
        when([*OPEN, revealed[0]], ask.CloseCeremony(edition=E))
    assert when([*OPEN, *revealed], ask.CloseCeremony(edition=E)) == [was.CeremonyClosed(edition=E)]


def test_prizes_stand_in_the_order_of_their_ranks() -> None:
    assert fold(prizes, defined(SECOND, 2), defined(FIRST, 1)).ranked == (FIRST, SECOND)


def test_nothing_is_revealed_once_a_winner_has_withdrawn_also_before_the_jury_knows_it() -> None:
    with pytest.raises(prizes.DecideAgain):
        when(OPEN, reveal(SECOND), teams=(Team(withdrawn=True), Team()))


def test_another_teams_withdrawal_stops_no_ceremony() -> None:
    events = when(OPEN, reveal(SECOND), teams=(Team(), Team(withdrawn=True)))
    assert events == [was.PrizeRevealed(edition=E, prize=SECOND, name=NAME)]


def test_to_reveal_a_prize_all_winners_are_named() -> None:
    with pytest.raises(prizes.WinnersUnnamed):
        when(OPEN, reveal(SECOND, (BLUE,)), teams=(Team(),))
