"""A team with an extension is reminded of its own deadline."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from events.message import Event
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import JOURNEY, refusals
from idarathon.phases.decider.windows import Phases
from tests.support.given import run
from tests.support.journeys import DAY, HOUR, TEAM, TINY, Team, entered, extended, held_by_hand, phases, started
from tests.support.windows import EDITION, closes

CLOSED, OPEN = phases("inspiration", close=True), phases("inspiration")
END = closes("inspiration") + 2 * DAY
LONGER: list[Event] = [started(), entered("inspiration"), extended("inspiration", END)]


def remind(
    events: list[Event], before: was.Before = "24h", left: timedelta = DAY, around: Phases = CLOSED
) -> list[Event]:
    command = ask.RemindTeam(edition=EDITION, team=TEAM, phase="inspiration", before=before)
    return run(JOURNEY, events, command, around, Team(), at=END - left)


def reminded(before: was.Before = "24h", until: datetime = END) -> Event:
    return was.JourneyReminded(edition=EDITION, team=TEAM, phase="inspiration", before=before, until=until)


def deposited() -> Event:
    return was.JourneyDeposited(
        edition=EDITION, team=TEAM, phase="inspiration", deliverable="carnet", title="Carnet", lang="fr"
    )


@pytest.mark.parametrize(("before", "hours"), [("72h", 72), ("24h", 24), ("2h", 2)])
def test_a_team_is_reminded_of_the_end_of_its_extension(before: was.Before, hours: int) -> None:
    assert remind(LONGER, before, hours * HOUR, OPEN) == [reminded(before)]


def test_a_team_is_reminded_once() -> None:
    assert remind([*LONGER, reminded()], left=20 * HOUR) == []


def test_a_team_that_misses_nothing_is_left_alone() -> None:
    assert remind([*LONGER, deposited()]) == []


def test_a_reminder_is_overtaken_by_a_nearer_one() -> None:
    assert remind(LONGER, "24h", 2 * HOUR) == []


def test_no_team_is_reminded_too_early() -> None:
    with pytest.raises(refusals.NotDue):
        remind(LONGER, left=DAY + TINY)


def test_another_extension_is_recalled_anew() -> None:
    again = [*LONGER, reminded(), extended("inspiration", END + DAY), extended("inspiration", END)]
    assert remind(again) == [reminded()]


def test_an_extension_that_is_over_is_not_recalled() -> None:
    assert remind(LONGER, "2h", timedelta(0)) == []


def test_an_extension_that_a_facilitator_ended_is_not_recalled() -> None:
    assert remind([*LONGER, held_by_hand("inspiration")]) == []


def test_an_extension_that_the_phase_outlasts_is_not_recalled() -> None:
    short: list[Event] = [*LONGER[:2], extended("inspiration", closes("inspiration"))]
    command = ask.RemindTeam(edition=EDITION, team=TEAM, phase="inspiration", before="2h")
    assert run(JOURNEY, short, command, OPEN, Team(), at=closes("inspiration") - HOUR) == []
