"""The scripts of the demo: what the facts say, what is labelled, and dates that fit any day."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from idarathon.access import RULES, system
from idarathon.challenges.commands import Draft
from idarathon.deliverables.commands import Finish
from idarathon.demo import acting, cast, coming, edition1, running
from idarathon.demo.calendar import LONGEST, SHORTEST, SOONEST, Dates, closing, works
from idarathon.demo.play import script
from idarathon.demo.runs import LABEL, ZONE, facts, wall
from idarathon.editions.events import Text
from idarathon.people.commands import OpenAccount
from idarathon.phases.commands import Deposit
from idarathon.phases.events import Kinds, Requirement, window
from idarathon.phases.reads import PhaseWindow, warnings
from idarathon.teams.commands import Register

CLOSES = "2026-11-25T16:30"
HOURS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=5 * number) for number in range(1752)]  # a whole year


def commands(kind: type, closes: str = CLOSES) -> list:  # type: ignore[type-arg]
    return [act.command for step in script(closes) for act in step.acts if isinstance(act.command, kind)]


def test_the_first_edition_is_that_of_the_facts() -> None:
    known = facts("edition1")
    assert [one.title.fr for one in edition1.challenges()] == [
        "Accueil",
        "Performance collaborative",
        "Participation citoyenne",
    ]
    assert [one.question.fr for one in edition1.challenges()] == [one["question"] for one in known["challenge"]]
    slugs = {one.id: one.slug for one in edition1.challenges()}
    said = [(one.name, slugs[one.challenge], one.words) for one in edition1.teams(6)]
    assert said == [(one["name"], one["challenge"], one["solution"]) for one in known["team"]]
    assert edition1.WINDOWS[0][0][:10] == str(known["starts"])
    assert edition1.WINDOWS[-1][1][:10] == str(known["ends"])


def test_windows_open_at_nine_and_close_at_half_past_four_on_working_days() -> None:
    for opens, closes in edition1.WINDOWS:
        assert (opens[11:], closes[11:]) == ("09:00", "16:30")
        assert warnings(opens, "fr") + warnings(closes, "fr") == []


def test_solutions_stand_in_ideation_and_pitch() -> None:
    texts = Counter(one.text for one in commands(Deposit) if one.edition == edition1.EDITION)
    for team in facts("edition1")["team"]:
        assert texts[team["solution"]] == 2


def test_what_no_source_says_is_labelled() -> None:
    solutions = {team["solution"] for team in facts("edition1")["team"]}
    made_up = [one.text for one in commands(Deposit) if one.text not in solutions and one.lang == "fr"]
    assert made_up and all(LABEL in text for text in made_up)
    accounts = commands(OpenAccount)
    assert all(one.name.endswith("(démo)") and cast.is_demo(one.email) for one in accounts)
    contexts = {one.edition: one.context for one in commands(Draft)}
    made_up_too = {running.EDITION: running.CONTEXT, coming.EDITION: coming.CONTEXT}
    assert contexts == {edition1.EDITION: edition1.SOURCE, **made_up_too}


@pytest.mark.parametrize(
    ("email", "demo"),
    [("mentor@demo.idarathon.invalid", True), ("MENTOR@Demo.idarathon.invalid ", True), ("a@idarathon.invalid", False)],
)
def test_demo_addresses_are_told_apart(email: str, demo: bool) -> None:
    assert cast.is_demo(email) is demo


def test_teams_are_dealt_over_the_challenges_with_names_of_their_own() -> None:
    many = edition1.teams(1500)
    assert set(Counter(one.challenge for one in many).values()) == {500}
    assert (many[6].name, many[6].slug) == ("Al Khawarizmi 2", "al-khawarizmi-2")
    people = [person.email for team in many for person in team.people]
    for every in ([one.name for one in many], [one.slug for one in many], [one.id for one in many], people):
        assert len(set(every)) == len(every)


def test_every_run_sends_the_same_commands() -> None:
    assert script(CLOSES) == script(CLOSES)
    ids = [act.command.id for step in script(CLOSES) for act in step.acts]
    assert len(set(ids)) == len(ids)


def test_names_of_steps_occur_once() -> None:
    titles = [step.title for step in script(CLOSES)]
    assert len(set(titles)) == len(titles)


def test_nothing_is_sent_that_only_the_system_may_send() -> None:
    acts = [act for step in script(CLOSES) for act in step.acts]
    sent = {type(act.command) for act in acts}
    assert sent <= set(RULES)
    by_people = {type(act.command) for act in acts if act.actor}
    assert not [kind.__name__ for kind in by_people if RULES[kind] is system]
    assert [kind for kind in sent if RULES[kind] is system] == [
        Finish
    ]  # a file has arrived: nobody says so but the system


def test_the_running_edition_has_twelve_teams_of_its_own() -> None:
    names = [one.name for one in commands(Register) if one.edition == running.EDITION]
    assert len(names) == len(set(names)) == 12


@pytest.mark.parametrize("year", [2026, 2027])
def test_ideation_closes_soon_on_a_working_day_whatever_the_day_of_the_demo(year: int) -> None:
    for now in (hour.replace(year=year) for hour in HOURS):
        closes = closing(now)
        assert warnings(closes, "fr") == []
        assert SOONEST < wall(closes) - now < timedelta(days=7)


def test_gaps_are_to_watch_at_first_on_most_days() -> None:
    left = [wall(closing(now)) - now for now in HOURS]
    good = sum(SHORTEST <= one <= LONGEST for one in left)
    assert good / len(HOURS) > 0.75


@pytest.mark.parametrize("now", HOURS[::8])
def test_the_script_lies_in_the_past_and_its_windows_fit_it(now: datetime) -> None:
    closes = closing(now)
    steps = script(closes)
    assert all(step.at < now for step in steps)
    spans = [(wall(opens), wall(ends)) for opens, ends in Dates(closes).windows()]
    flat = [instant for span in spans for instant in span]
    assert flat == sorted(flat)
    assert spans[2][0] < now < spans[2][1]
    assert all(works(opens.date()) and works(ends.date()) for opens, ends in spans)
    assert wall(Dates(closes).before_closing()) > now


@pytest.mark.parametrize(("kinds", "links"), [("text", 0), ("any", 0), ("link", 1), ("mixed", 0)])
def test_what_teams_hand_in_by_themselves_is_of_the_kind_that_is_asked_for_and_labelled(
    kinds: Kinds, links: int
) -> None:
    team = running.crews()["sebou"]
    asked = Requirement(key="support", title=Text(fr="Support de pitch"), kinds=kinds)
    open_ = window("pitch", "2026-12-04T09:00", "2026-12-08T16:30", ZONE)
    phase = PhaseWindow(window=open_, ends_at=open_.closes_at, mode="blocking", requires=(asked,))
    made = [act.command for act in acting.handed_in(team, phase, ["support"])]
    assert [len(one.links) for one in made if isinstance(one, Deposit) and LABEL in one.text] == [links]


def test_what_teams_hand_in_by_themselves_has_the_same_ids_every_time() -> None:
    team = running.crews()["draa"]
    asked = Requirement(key="test", title=Text(fr="Compte rendu de test", ar="تقرير الاختبار"))
    open_ = window("prototyping", "2026-11-26T09:00", "2026-12-03T16:30", ZONE)
    phase = PhaseWindow(window=open_, ends_at=open_.closes_at, mode="blocking", requires=(asked,))
    assert list(acting.handed_in(team, phase, ["test"])) == list(acting.handed_in(team, phase, ["test"]))


def test_the_welcome_names_address_accounts_and_password() -> None:
    said = cast.welcome("http://127.0.0.1:8000", 4.2)
    assert "http://127.0.0.1:8000" in said and cast.PASSWORD in said
    assert all(person.email in said for person in cast.PERSONAS)
    assert ZONE == "Africa/Casablanca"
