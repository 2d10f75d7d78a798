"""Prizes: defined, awarded by the bus, revealed from the last to the first."""

from __future__ import annotations

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

E, FIRST, SECOND, RED = (UUID(int=n) for n in (1, 2, 3, 4))
NAME = Text(fr="Prix d’excellence")


class Edition:
    exists = True


def when(events: list[Event], command: Any) -> list[Event]:
    return run(prizes, events, command, Edition())


def defined(prize: UUID, rank: int) -> was.PrizeDefined:
    return was.PrizeDefined(edition=E, prize=prize, rank=rank, name=NAME)


def awarded(prize: UUID, *teams: UUID) -> was.PrizeAwarded:
    return was.PrizeAwarded(edition=E, prize=prize, teams=teams)


TWO: list[Event] = [defined(FIRST, 1), defined(SECOND, 2)]
DECIDED: list[Event] = [*TWO, awarded(FIRST, RED), awarded(SECOND)]
OPEN: list[Event] = [*DECIDED, was.CeremonyOpened(edition=E)]


def test_a_prize_is_defined() -> None:
    assert when([], ask.Define(edition=E, prize=FIRST, rank=1, name=NAME)) == [defined(FIRST, 1)]


def test_the_same_prize_again_changes_nothing() -> None:
    assert when(TWO, ask.Define(edition=E, prize=FIRST, rank=1, name=NAME)) == []


def test_two_prizes_have_two_ranks() -> None:
    with pytest.raises(prizes.RankTaken):
        when(TWO, ask.Define(edition=E, prize=UUID(int=9), rank=1, name=NAME))


def test_prizes_are_final_once_they_are_decided() -> None:
    with pytest.raises(prizes.PrizesFinal):
        when(DECIDED, ask.Define(edition=E, prize=FIRST, rank=4, name=NAME))


def test_a_decision_reaches_a_prize_once() -> None:
    assert when(TWO, ask.Award(edition=E, prize=FIRST, teams=(RED,))) == [awarded(FIRST, RED)]
    assert when(DECIDED, ask.Award(edition=E, prize=FIRST, teams=(RED,))) == []


def test_a_decision_is_not_replaced() -> None:
    with pytest.raises(prizes.PrizesFinal):
        when(DECIDED, ask.Award(edition=E, prize=FIRST, teams=()))


def test_an_unknown_prize_is_not_awarded() -> None:
    with pytest.raises(NotFound):
        when(TWO, ask.Award(edition=E, prize=UUID(int=9), teams=(RED,)))


def test_a_ceremony_opens_when_all_is_decided() -> None:
    assert when(DECIDED, ask.OpenCeremony(edition=E)) == [was.CeremonyOpened(edition=E)]


@pytest.mark.parametrize("events", [[], TWO, [*TWO, awarded(FIRST, RED)]])
def test_a_ceremony_does_not_open_before(events: list[Event]) -> None:
    with pytest.raises(prizes.NotDecided):
        when(events, ask.OpenCeremony(edition=E))


def test_the_last_prize_is_revealed_first() -> None:
    assert when(OPEN, ask.Reveal(edition=E, prize=SECOND)) == [was.PrizeRevealed(edition=E, prize=SECOND, name=NAME)]
    with pytest.raises(prizes.LastFirst):
        when(OPEN, ask.Reveal(edition=E, prize=FIRST))


def test_nothing_is_revealed_before_the_ceremony() -> None:
    with pytest.raises(prizes.CeremonyNotOpen):
        when(DECIDED, ask.Reveal(edition=E, prize=SECOND))


def test_a_revealed_prize_stays_revealed() -> None:
    events = [*OPEN, was.PrizeRevealed(edition=E, prize=SECOND, name=NAME)]
    assert when(events, ask.Reveal(edition=E, prize=SECOND)) == []


def test_a_ceremony_closes_when_all_is_revealed() -> None:
    revealed: list[Event] = [was.PrizeRevealed(edition=E, prize=prize, name=NAME) for prize in (SECOND, FIRST)]
    with pytest.raises(prizes.StillHidden):
        when([*OPEN, revealed[0]], ask.CloseCeremony(edition=E))
    assert when([*OPEN, *revealed], ask.CloseCeremony(edition=E)) == [was.CeremonyClosed(edition=E)]


def test_prizes_stand_in_the_order_of_their_ranks() -> None:
    assert fold(prizes, defined(SECOND, 2), defined(FIRST, 1)).ranked == (FIRST, SECOND)
