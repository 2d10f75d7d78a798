"""Looking for a team: who may, what is kept of it, and which teams stand first."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from events.message import Event
from idarathon import access
from idarathon.editions import decider as editions
from idarathon.editions.events import Composition, EditionPublished, RoleGranted, Settings, StageAdvanced
from idarathon.errors import Forbidden, NotFound, NotSignedIn
from idarathon.people.events import hashed
from idarathon.teams import commands as ask
from idarathon.teams.decider import refusals
from idarathon.teams.decider.seeking import SEEKER
from idarathon.teams.events import SeekerEntered, SeekerLeft
from idarathon.teams.reads import Facts, made
from idarathon.teams.reads.seeking import Taking, in_order
from idarathon.viewer import Role, Viewer
from tests.support.given import SALT, run
from tests.unit.test_teams import COMPOSED, OPEN, A, B, E, edition
from web.seeking import SIZE, sliced

SEEK = ask.Seek(edition=E, account=A, words="Je dessine.")
STOP = ask.StopSeeking(edition=E, account=A)
ENTERED, LEFT = SeekerEntered(edition=E, account=A), SeekerLeft(edition=E, account=A)
PUBLISHED = EditionPublished(edition=E)
HERE = UUID(int=1)
WOMAN = Facts(gender="woman", region="souss-massa", level="local", administration=HERE)
MAN = Facts(gender="man", region="oriental", level="central", administration=HERE)


def granted(role: Role) -> RoleGranted:
    return RoleGranted(edition=E, account=A, role=role)


def test_words_are_hashed_and_none_are_needed() -> None:
    words = hashed(SEEK.id, SALT, "Je dessine.", "words")
    assert run(SEEKER, (), SEEK, OPEN, actor=A) == [SeekerEntered(edition=E, account=A, words=words)]
    assert run(SEEKER, (), ask.Seek(edition=E, account=A, words="  "), OPEN, actor=A) == [ENTERED]


def test_a_search_is_said_anew_and_ends_once() -> None:
    assert len(run(SEEKER, (ENTERED,), SEEK, OPEN, actor=A)) == 1  # joining a team has ended it elsewhere
    assert run(SEEKER, (ENTERED,), STOP, OPEN, actor=A) == [LEFT]
    assert run(SEEKER, (ENTERED, LEFT), STOP, OPEN, actor=A) == run(SEEKER, (), STOP, OPEN, actor=A) == []
    assert run(SEEKER, (ENTERED, LEFT, ENTERED), STOP, OPEN, actor=A) == [LEFT]


@pytest.mark.parametrize(
    ("edition_is", "refusal"),
    [
        (editions.initial(), NotFound),
        (COMPOSED, refusals.AskFacilitators),
        (edition("open", StageAdvanced(edition=E, stage="execution")), refusals.IntakeClosed),
        (edition("open", PUBLISHED, StageAdvanced(edition=E, stage="reporting")), refusals.IntakeClosed),
        *(
            (edition("open", PUBLISHED, RoleGranted(edition=E, account=A, role=role)), refusals.WorksThere)
            for role in ask.APART
        ),
    ],
)
def test_who_may_not_look_is_told_why(edition_is: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        run(SEEKER, (), SEEK, edition_is, actor=A)


def test_somebody_elses_part_and_a_mentors_do_not_matter() -> None:
    others: list[Event] = [RoleGranted(edition=E, account=B, role=Role.JUROR)]
    others.append(granted(Role.MENTOR))
    assert len(run(SEEKER, (), SEEK, edition("open", PUBLISHED, *others), actor=A)) == 1


def test_nobody_speaks_for_somebody_else() -> None:
    for command in (SEEK, STOP):
        access.allow(Viewer(account=A), command)
        for other in (B, None):
            with pytest.raises((Forbidden, NotSignedIn)):
                access.allow(Viewer(account=other, admin=other is B), command)


def settings(**rules: object) -> Settings:
    return Settings(organiser=HERE, team_min=2, team_max=4, composition=Composition(**rules))  # type: ignore[arg-type]


def taking(name: str) -> Taking:
    return Taking(
        team=uuid4(),
        slug=name,
        name=name,
        lang="fr",
        members=1,
        roles=[],
        roles_lang="fr",
        challenge=None,
        asked_at=None,
    )


def test_teams_that_one_would_help_most_stand_first_and_closed_ones_last() -> None:
    rules = settings(women=1, administration=3, blocking=("administration",))
    teams = [
        (taking("closed"), made([MAN, MAN, MAN])),
        (taking("same"), made([WOMAN, Facts(), Facts()])),
        (taking("lacks"), made([MAN, Facts(), Facts()])),
    ]
    found = in_order(rules, teams, WOMAN)
    assert [(one.name, one.brings) for one in found] == [("lacks", ("woman", "region")), ("same", ()), ("closed", ())]


def test_a_team_of_two_does_not_tell_who_is_a_woman() -> None:
    (two,) = in_order(settings(women=1), [(taking("two"), made([MAN, MAN]))], WOMAN)
    (three,) = in_order(settings(women=1), [(taking("three"), made([MAN, MAN, MAN]))], WOMAN)
    assert (two.brings, three.brings) == (("region",), ("woman", "region"))


def test_a_page_of_many() -> None:
    rows = list(range(SIZE + 1))
    assert (sliced(rows, 1)[0], sliced(rows, 2)[0], sliced(rows, 9)[0]) == (rows[:SIZE], rows[SIZE:], rows[SIZE:])
    assert (sliced(rows, 9)[1].page, sliced([], 1)[1].pages) == (2, 1)
