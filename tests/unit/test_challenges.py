"""Challenges: one step after the other, with an owner."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from events.message import Event
from idarathon.challenges import commands as ask
from idarathon.challenges import decider
from idarathon.challenges.events import (
    ChallengeApproved,
    ChallengeChangesRequested,
    ChallengeClosed,
    ChallengeDrafted,
    ChallengePublished,
    ChallengeRevised,
    ChallengeSubmitted,
)
from idarathon.editions import decider as editions
from idarathon.editions.events import EditionCreated, Settings, Text
from idarathon.errors import NotFound
from idarathon.people import decider as people
from idarathon.people.events import AccountOpened, hashed
from tests.support.given import SALT, fold, run

E, C, OWNER = uuid4(), uuid4(), uuid4()
EDITION = fold(editions, EditionCreated(edition=E, slug="e", name=Text(fr="E"), settings=Settings(organiser=uuid4())))
TITLE, QUESTION = Text(fr="Accueil"), Text(fr="Comment mieux accueillir l'usager ?")
DRAFTED = ChallengeDrafted(edition=E, challenge=C, slug="accueil", title=TITLE, question=QUESTION)
SUBMITTED = ChallengeSubmitted(edition=E, challenge=C, owner=OWNER)
APPROVED = ChallengeApproved(edition=E, challenge=C)
PUBLISHED = ChallengePublished(edition=E, challenge=C)
STEPS: tuple[Event, ...] = (DRAFTED, SUBMITTED, APPROVED, PUBLISHED)
SUBMIT = ask.Submit(edition=E, challenge=C, owner=OWNER)
APPROVE = ask.Approve(edition=E, challenge=C)
PUBLISH = ask.Publish(edition=E, challenge=C)
CLOSE = ask.Close(edition=E, challenge=C, reason="Le département s'est retiré.")
CLOSED = ChallengeClosed(edition=E, challenge=C, reason=hashed(CLOSE.id, SALT, CLOSE.reason))


def test_a_challenge_is_drafted() -> None:
    command = ask.Draft(edition=E, challenge=C, slug="accueil", title=TITLE, question=QUESTION)
    assert run(decider, [], command, EDITION) == [DRAFTED]


def test_a_focal_point_names_an_owner_of_its_own_administration() -> None:
    ours, below, elsewhere = uuid4(), uuid4(), uuid4()
    drafted = structs.replace(DRAFTED, department=ours)
    there = SimpleNamespace(directorates=frozenset({below}))

    def named(directorate: UUID, department: UUID = ours) -> list[Event]:
        owner = fold(people, AccountOpened(account=OWNER, directorate=directorate))
        command = structs.replace(SUBMIT, administration=department)
        return run(decider, [drafted], command, EDITION, owner, there)

    assert named(below) == [SUBMITTED]
    for wrong in ((elsewhere, ours), (below, elsewhere)):  # another's person; another's challenge
        with pytest.raises(NotFound):
            named(*wrong)


def test_a_challenge_is_not_drafted_twice() -> None:
    with pytest.raises(decider.ChallengeTaken):
        command = ask.Draft(edition=E, challenge=C, slug="accueil", title=TITLE, question=QUESTION)
        run(decider, [DRAFTED], command, EDITION)


def test_a_challenge_needs_its_edition() -> None:
    with pytest.raises(NotFound):
        command = ask.Draft(edition=E, challenge=C, slug="accueil", title=TITLE, question=QUESTION)
        run(decider, [], command, editions.initial())


def test_the_steps_are_taken_in_order() -> None:
    for taken, (command, event) in enumerate(
        [(SUBMIT, SUBMITTED), (APPROVE, APPROVED), (PUBLISH, PUBLISHED), (CLOSE, CLOSED)], start=1
    ):
        assert run(decider, STEPS[:taken], command, EDITION) == [event]


@pytest.mark.parametrize(("taken", "command"), [(2, SUBMIT), (3, APPROVE), (4, PUBLISH), (5, CLOSE)])
def test_a_step_that_was_taken_is_not_taken_again(taken: int, command: Any) -> None:
    assert run(decider, (*STEPS, CLOSED)[:taken], command, EDITION) == []


@pytest.mark.parametrize(
    ("taken", "command"),
    [(1, APPROVE), (1, PUBLISH), (1, CLOSE), (2, PUBLISH), (3, SUBMIT), (3, CLOSE), (4, APPROVE), (5, PUBLISH)],
)
def test_no_step_is_taken_out_of_order(taken: int, command: Any) -> None:
    with pytest.raises(decider.NotNow):
        run(decider, (*STEPS, CLOSED)[:taken], command, EDITION)


def test_another_owner_replaces_the_first_before_approval() -> None:
    other = uuid4()
    command = ask.Submit(edition=E, challenge=C, owner=other)
    replaced = ChallengeSubmitted(edition=E, challenge=C, owner=other)
    assert run(decider, STEPS[:2], command, EDITION) == [replaced]
    assert fold(decider, *STEPS[:2], replaced).owner == other


def test_the_content_is_revised_until_approval() -> None:
    command = ask.Revise(edition=E, challenge=C, title=TITLE, question=Text(ar="كيف؟"))
    revised = ChallengeRevised(edition=E, challenge=C, title=TITLE, question=Text(ar="كيف؟"))
    assert run(decider, STEPS[:2], command, EDITION) == [revised]
    assert run(decider, [*STEPS[:2], revised], command, EDITION) == []
    with pytest.raises(decider.ContentFinal):
        run(decider, STEPS[:3], command, EDITION)


def test_an_owner_has_an_open_account() -> None:
    assert run(decider, [DRAFTED], SUBMIT, EDITION, fold(people, AccountOpened(account=OWNER))) == [SUBMITTED]
    with pytest.raises(NotFound):
        run(decider, [DRAFTED], SUBMIT, EDITION, people.initial())


def test_a_challenge_of_another_edition_is_not_found() -> None:
    with pytest.raises(NotFound):
        run(decider, [DRAFTED], ask.Submit(edition=uuid4(), challenge=C, owner=OWNER), EDITION)


def test_an_unknown_challenge_is_not_found() -> None:
    with pytest.raises(NotFound):
        run(decider, [], SUBMIT, EDITION)


REQUEST = ask.RequestChanges(
    edition=E,
    challenge=C,
    reason="La question est trop large.",
    remarks={"title": "Plus court", "question": "Pour qui ?"},
)
REQUESTED = ChallengeChangesRequested(
    edition=E,
    challenge=C,
    reason=hashed(REQUEST.id, SALT, REQUEST.reason),
    remarks={
        "question": hashed(REQUEST.id, SALT, "Pour qui ?", "remark:question"),
        "title": hashed(REQUEST.id, SALT, "Plus court", "remark:title"),
    },
)
REVISE = ask.Revise(edition=E, challenge=C, title=TITLE, question=Text(fr="Comment mieux accueillir ?"))
REVISED = ChallengeRevised(edition=E, challenge=C, title=TITLE, question=REVISE.question)


def test_changes_are_requested_of_what_was_submitted() -> None:
    assert run(decider, STEPS[:2], REQUEST, EDITION) == [REQUESTED]
    assert fold(decider, *STEPS[:2], REQUESTED).status == "changes_requested"


@pytest.mark.parametrize("before", [STEPS[:1], STEPS[:3], STEPS[:4], (*STEPS[:2], REQUESTED)])
def test_changes_are_not_requested_of_a_draft_nor_twice_nor_after_approval(before: tuple[Event, ...]) -> None:
    with pytest.raises(decider.NotNow):
        run(decider, before, REQUEST, EDITION)


def test_what_was_given_back_is_revised_then_submitted_again() -> None:
    back = (*STEPS[:2], REQUESTED)
    assert run(decider, back, REVISE, EDITION) == [REVISED]
    assert run(decider, (*back, REVISED), SUBMIT, EDITION) == [SUBMITTED]
    assert run(decider, (*back, REVISED, SUBMITTED), APPROVE, EDITION) == [APPROVED]
    assert run(decider, (*back, REVISED, SUBMITTED), REQUEST, EDITION) == [REQUESTED]


def test_what_was_given_back_is_not_submitted_unchanged() -> None:
    with pytest.raises(decider.NothingRevised):
        run(decider, (*STEPS[:2], REQUESTED), SUBMIT, EDITION)
    with pytest.raises(decider.NothingRevised):  # what was revised before does not answer a later request
        run(decider, (*STEPS[:2], REQUESTED, REVISED, SUBMITTED, REQUESTED), SUBMIT, EDITION)


def test_what_was_given_back_is_not_approved() -> None:
    with pytest.raises(decider.NotNow):
        run(decider, (*STEPS[:2], REQUESTED, REVISED), APPROVE, EDITION)


def test_the_vault_keeps_the_reason_and_the_remarks() -> None:
    assert REQUEST.erasable() == {
        "reason": "La question est trop large.",
        "remark:title": "Plus court",
        "remark:question": "Pour qui ?",
    }
