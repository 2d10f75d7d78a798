"""What facilitators do with a team, and a team that withdraws."""

from __future__ import annotations

from typing import Any

import pytest

from events.message import Event
from idarathon.errors import Refusal
from idarathon.people.events import hashed
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import refusals
from tests.support.given import SALT
from tests.support.journeys import (
    COMPLETE,
    END,
    HELD,
    HOUR,
    IN_INSPIRATION,
    TEAM,
    UNTIL,
    Team,
    advance,
    advanced,
    decide,
    deposit,
    deposited,
    end_extension,
    enter,
    entered,
    examine,
    extend,
    extended,
    finished,
    held_by_hand,
    hold,
    phases,
    started,
    waiting,
    withdrawn,
)
from tests.support.windows import (
    EDITION,
    opens,
)

# ── What facilitators do ──


def test_a_facilitator_advances_a_team_whatever_is_missing_and_the_gaps_stay() -> None:
    command = advance("inspiration")
    override = was.JourneyAdvanced(
        edition=EDITION,
        team=TEAM,
        phase="inspiration",
        to="definition",
        gaps=("carnet",),
        override=True,
        reason=hashed(command.id, SALT, "Vu avec le jury"),
    )
    assert decide(HELD, command, phases("definition"), at=opens("definition")) == [override, entered("definition")]


def test_a_facilitator_advances_a_team_before_the_closing() -> None:
    events = decide(COMPLETE, advance("inspiration"), phases("inspiration"))
    assert events[1] == waiting("definition")


def test_what_came_late_is_no_task_after_an_override() -> None:
    [event, _] = decide(
        [*HELD, deposited("inspiration", "carnet", late=True)], advance("inspiration"), phases("definition")
    )
    assert isinstance(event, was.JourneyAdvanced) and event.gaps == ()


def test_two_facilitators_who_advance_at_once_move_the_team_once() -> None:
    first = decide(HELD, advance("inspiration"), phases("definition"))
    with pytest.raises(refusals.NotInPhase):
        decide([*HELD, *first], advance("inspiration"), phases("definition"))


def test_a_facilitator_holds_a_team() -> None:
    command = hold("inspiration")
    assert decide(COMPLETE, command, phases("inspiration")) == [
        was.JourneyHeld(
            edition=EDITION,
            team=TEAM,
            phase="inspiration",
            override=True,
            reason=hashed(command.id, SALT, "Dossier à revoir"),
        )
    ]


def test_a_team_held_by_hand_stays_although_it_is_complete() -> None:
    events = [*COMPLETE, held_by_hand("inspiration")]
    assert decide(events, examine("inspiration"), phases("inspiration", True), at=END) == []


def test_an_extension_lets_a_team_held_by_hand_go_on() -> None:
    events = [*COMPLETE, held_by_hand("inspiration"), extended("inspiration", UNTIL)]
    state = phases("inspiration", True)
    assert decide(events, examine("inspiration"), state, at=END)[0] == advanced("inspiration")


def test_holding_by_hand_ends_a_running_extension() -> None:
    events = [*IN_INSPIRATION, extended("inspiration", UNTIL), held_by_hand("inspiration")]
    state = phases("inspiration", True)
    late = deposited("inspiration", "carnet", late=True)
    assert decide(events, deposit("inspiration", "carnet"), state, at=END + HOUR) == [late]
    assert decide([*events, late], examine("inspiration"), state, at=END + HOUR) == []
    assert decide(events, end_extension("inspiration"), state, at=UNTIL) == []


def test_a_held_team_is_not_held_again() -> None:
    with pytest.raises(refusals.AlreadyHeld):
        decide(HELD, hold("inspiration"), phases("inspiration", True))


@pytest.mark.parametrize("command", [advance("inspiration"), hold("inspiration")])
def test_a_waiting_team_is_neither_advanced_nor_held(command: Any) -> None:
    with pytest.raises(refusals.NotInPhase):
        decide([started(), waiting("inspiration")], command, phases())


BY_PEOPLE = [deposit("pitch", "support"), extend("pitch", UNTIL), advance("pitch"), hold("pitch")]
BY_THE_BUS = [enter("pitch"), examine("pitch"), end_extension("pitch")]


@pytest.mark.parametrize("command", BY_PEOPLE)
@pytest.mark.parametrize(
    ("last", "refusal"), [(finished(), refusals.JourneyOver), (withdrawn("pitch"), refusals.TeamGone)]
)
def test_after_the_end_people_are_refused(last: Event, refusal: type[Refusal], command: Any) -> None:
    with pytest.raises(refusal):
        decide([started(), entered("pitch"), last], command, phases("pitch", True))


@pytest.mark.parametrize("command", BY_THE_BUS)
@pytest.mark.parametrize("last", [finished(), withdrawn("pitch")])
def test_after_the_end_messages_do_nothing(last: Event, command: Any) -> None:
    assert decide([started(), entered("pitch"), last], command, phases("pitch", True)) == []


# ── Withdrawing ──

WITHDRAW = ask.WithdrawJourney(edition=EDITION, team=TEAM)


def test_the_journey_of_a_team_that_withdrew_ends_where_it_is() -> None:
    gone = Team(withdrawn=True)
    assert decide(HELD, WITHDRAW, phases("inspiration", True), team=gone) == [withdrawn("inspiration")]


def test_a_journey_ends_once() -> None:
    gone = Team(withdrawn=True)
    assert decide([*HELD, withdrawn("inspiration")], WITHDRAW, phases("inspiration", True), team=gone) == []


def test_the_journey_of_a_team_that_stays_does_not_end() -> None:
    with pytest.raises(refusals.TeamStays):
        decide(HELD, WITHDRAW, phases("inspiration", True))
