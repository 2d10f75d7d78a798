"""Mentoring: who accompanies whom, coaching notes, requests for help."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from events.message import Command, Event
from idarathon import access
from idarathon.editions import decider as editions
from idarathon.editions.events import EditionCreated, RoleGranted, Settings, Text
from idarathon.errors import Forbidden, NotFound
from idarathon.mentoring import commands as ask
from idarathon.mentoring import events as was
from idarathon.mentoring.decider import ASSIGNMENT, HELP, MENTOR, NEEDS, NOTE, refusals
from idarathon.people import decider as people
from idarathon.people.events import AccountOpened, hashed
from idarathon.teams import decider as teams
from idarathon.teams.events import MemberJoined, TeamRegistered, TeamWithdrawn
from idarathon.viewer import Role, Viewer
from tests.support.given import SALT, fold, run

E, T, OTHER, N, H = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()
SALMA, IDIR, LEAD, MEMBER = uuid4(), uuid4(), uuid4(), uuid4()  # two mentors, two members
HERE, THERE = uuid4(), uuid4()  # directorates
EDITION = fold(
    editions,
    EditionCreated(edition=E, slug="e", name=Text(fr="E"), settings=Settings(organiser=uuid4())),
    RoleGranted(edition=E, account=SALMA, role=Role.MENTOR),
)


def person(account: UUID, directorate: UUID | None = None) -> Any:
    return fold(people, AccountOpened(account=account, directorate=directorate))


def team_of(team: UUID, *members: UUID, gone: bool = False) -> Any:
    events: list[Event] = [TeamRegistered(edition=E, team=team, name="Ibn Sina", slug="ibn-sina", lang="fr")]
    events += [MemberJoined(edition=E, team=team, account=one, by_placement=True) for one in members]
    events += [TeamWithdrawn(edition=E, team=team, reason=hashed(uuid4(), SALT, "x"))] if gone else []
    return fold(teams, *events)


def described(account: UUID, capacity: int = 2) -> was.MentorDescribed:
    return was.MentorDescribed(edition=E, account=account, skills=("data",), languages=("fr",), capacity=capacity)


TEAM = team_of(T, LEAD, MEMBER)
ADD = ask.AddPair(edition=E, team=T, mentor=SALMA, members=(LEAD, MEMBER), reasons=("theme",))
PAIR = was.Pair(team=T, mentor=SALMA, reasons=("theme",))
ADDED = was.PairAdded(edition=E, team=T, mentor=SALMA, reasons=("theme",))


def mentor(account: UUID = SALMA, capacity: int = 2, left: bool = False) -> Any:
    gone = [was.MentorLeft(edition=E, account=account)] if left else []
    return fold(MENTOR, described(account, capacity), *gone)


def around(at: UUID | None = None, **given: Any) -> tuple[Any, ...]:
    """The context of ADD: the edition, the mentor, the team, the accounts of the mentor and of the members."""
    known = {"mentor": mentor(), "team": TEAM, **given}
    accounts = (person(SALMA, HERE), person(LEAD, THERE), person(MEMBER, at))
    return (EDITION, known["mentor"], known["team"], *accounts)


# A mentor


def test_a_mentor_is_described() -> None:
    command = ask.DescribeMentor(edition=E, account=SALMA, skills=("data", "data"), languages=("fr",), capacity=2)
    assert run(MENTOR, [], command, EDITION, person(SALMA)) == [described(SALMA)]


def test_the_same_description_says_nothing_new() -> None:
    command = ask.DescribeMentor(edition=E, account=SALMA, skills=("data",), languages=("fr",), capacity=2)
    assert run(MENTOR, [described(SALMA)], command, EDITION, person(SALMA)) == []


def test_only_who_has_the_role_is_described() -> None:
    with pytest.raises(refusals.NotAMentor):
        run(MENTOR, [], ask.DescribeMentor(edition=E, account=IDIR, languages=("fr",)), EDITION, person(IDIR))


def test_a_mentor_leaves_once() -> None:
    command = ask.MentorLeaves(edition=E, account=SALMA, reason="Mutation")
    left = was.MentorLeft(edition=E, account=SALMA, reason=hashed(command.id, SALT, "Mutation"))
    assert run(MENTOR, [described(SALMA)], command, EDITION) == [left]
    assert run(MENTOR, [described(SALMA), left], command, EDITION) == []


def test_a_mentor_who_left_comes_back_by_being_described() -> None:
    events = [described(SALMA), was.MentorLeft(edition=E, account=SALMA)]
    command = ask.DescribeMentor(edition=E, account=SALMA, skills=("data",), languages=("fr",), capacity=2)
    assert run(MENTOR, events, command, EDITION, person(SALMA)) == [described(SALMA)]


# What a team looks for


def test_a_team_says_what_it_looks_for() -> None:
    command = ask.StateNeeds(edition=E, team=T, skills=("law",), languages=("zgh",))
    stated = was.NeedsStated(edition=E, team=T, skills=("law",), languages=("zgh",))
    assert run(NEEDS, [], command, EDITION, TEAM) == [stated]
    assert run(NEEDS, [stated], command, EDITION, TEAM) == []


# The assignment


def test_a_pair_is_added_by_hand() -> None:
    assert run(ASSIGNMENT, [], ADD, *around()) == [ADDED]


def test_a_pair_that_stands_is_not_added_again() -> None:
    assert run(ASSIGNMENT, [ADDED], ADD, *around()) == []


def test_never_the_same_directorate_as_a_member() -> None:
    with pytest.raises(refusals.SameDirectorate):
        run(ASSIGNMENT, [], ADD, *around(at=HERE))


def test_people_without_a_directorate_are_not_of_the_same() -> None:
    accounts = (person(SALMA), person(LEAD), person(MEMBER))
    assert run(ASSIGNMENT, [], ADD, EDITION, mentor(), TEAM, *accounts) == [ADDED]


def test_who_has_joined_meanwhile_is_not_overlooked() -> None:
    with pytest.raises(refusals.TeamChanged):
        run(ASSIGNMENT, [], ADD, *around(team=team_of(T, LEAD, MEMBER, IDIR)))


def test_a_mentor_never_has_more_teams_than_its_capacity() -> None:
    others = tuple(was.PairAdded(edition=E, team=uuid4(), mentor=SALMA) for _ in range(2))
    with pytest.raises(refusals.MentorFull):
        run(ASSIGNMENT, others, ADD, *around())


def test_a_team_never_has_three_mentors() -> None:
    two = tuple(was.PairAdded(edition=E, team=T, mentor=uuid4()) for _ in range(2))
    with pytest.raises(refusals.TwoMentors):
        run(ASSIGNMENT, two, ADD, *around())


def test_a_mentor_is_replaced_by_another() -> None:
    two = tuple(was.PairAdded(edition=E, team=T, mentor=one) for one in (IDIR, uuid4()))
    command = msgspec.structs.replace(ADD, instead_of=IDIR)
    assert run(ASSIGNMENT, two, command, *around()) == [was.PairRemoved(edition=E, team=T, mentor=IDIR), ADDED]


def test_only_what_stands_is_removed() -> None:
    command = ask.RemovePair(edition=E, team=T, mentor=SALMA)
    assert run(ASSIGNMENT, [ADDED], command, EDITION) == [was.PairRemoved(edition=E, team=T, mentor=SALMA)]
    with pytest.raises(refusals.PairUnknown):
        run(ASSIGNMENT, [], command, EDITION)


@pytest.mark.parametrize("gone", [MENTOR.initial(), mentor(left=True)])
def test_who_is_not_there_gets_no_team(gone: Any) -> None:
    with pytest.raises(refusals.MentorGone):
        run(ASSIGNMENT, [], ADD, *around(mentor=gone))


def test_a_team_that_has_withdrawn_gets_no_mentor() -> None:
    with pytest.raises(refusals.TeamGone):
        run(ASSIGNMENT, [], ADD, *around(team=team_of(T, LEAD, MEMBER, gone=True)))


def wanted(*pairs: ask.AddPair) -> tuple[ask.Wanted, ...]:
    return tuple(ask.Wanted(team=p.team, mentor=p.mentor, members=p.members, reasons=p.reasons) for p in pairs)


def test_a_proposal_takes_the_place_of_the_one_before() -> None:
    left = (was.LeftOver(team=OTHER, why="capacity"),)
    command = ask.Propose(edition=E, pairs=wanted(ADD), left_over=left)
    before = was.PairAdded(edition=E, team=OTHER, mentor=IDIR)
    proposed = was.AssignmentProposed(edition=E, pairs=(PAIR,), left_over=left)
    assert run(ASSIGNMENT, [before], command, *around()) == [proposed]
    assert fold(ASSIGNMENT, before, proposed).draft == (PAIR,)


def test_a_proposal_obeys_the_rules_too() -> None:
    with pytest.raises(refusals.SameDirectorate):
        run(ASSIGNMENT, [], ask.Propose(edition=E, pairs=wanted(ADD)), *around(at=HERE))
    with pytest.raises(refusals.PairTwice):
        run(ASSIGNMENT, [], ask.Propose(edition=E, pairs=wanted(ADD, ADD)), *around())


def test_a_proposal_is_published() -> None:
    command = ask.PublishAssignment(edition=E, pairs=wanted(ADD))
    published = was.AssignmentPublished(edition=E, pairs=(PAIR,))
    assert run(ASSIGNMENT, [ADDED], command, *around()) == [published]
    assert run(ASSIGNMENT, [ADDED, published], command, *around()) == []


def test_nothing_but_what_was_seen_is_published() -> None:
    with pytest.raises(refusals.ProposalChanged):
        run(ASSIGNMENT, [ADDED], ask.PublishAssignment(edition=E, pairs=()), EDITION)
    with pytest.raises(refusals.NothingProposed):
        run(ASSIGNMENT, [], ask.PublishAssignment(edition=E, pairs=()), EDITION)


def test_a_team_that_has_withdrawn_is_left_out_of_what_is_published() -> None:
    command = ask.PublishAssignment(edition=E, pairs=wanted(ADD))
    gone = team_of(T, LEAD, MEMBER, gone=True)
    assert run(ASSIGNMENT, [ADDED], command, *around(team=gone)) == [was.AssignmentPublished(edition=E, pairs=())]


def test_the_pair_of_a_mentor_who_came_back_is_published_again() -> None:
    published = was.AssignmentPublished(edition=E, pairs=(PAIR,))
    again = [ADDED, published, was.AssignmentProposed(edition=E, pairs=(), because="mentor_left"), ADDED]
    command = ask.PublishAssignment(edition=E, pairs=wanted(ADD))
    back = fold(MENTOR, described(SALMA), was.MentorLeft(edition=E, account=SALMA), described(SALMA))
    assert run(ASSIGNMENT, again, command, *around(mentor=back)) == [published]
    assert run(ASSIGNMENT, again, command, *around()) == []


def test_a_mentor_who_left_is_not_published() -> None:
    with pytest.raises(refusals.MentorGone):
        command = ask.PublishAssignment(edition=E, pairs=wanted(ADD))
        run(ASSIGNMENT, [ADDED], command, *around(mentor=mentor(left=True)))


# Coaching notes

IDS: dict[str, Any] = {"edition": E, "team": T, "note": N}
STEPS = (ask.Step(key="1", text="Appeler l’usager", owner=LEAD),)
WRITE = ask.WriteNote(**IDS, observed="Équipe soudée", steps=STEPS)


def written(by: UUID | None = SALMA) -> was.NoteWritten:
    step = was.NotedStep(key="1", text=hashed(WRITE.id, SALT, "Appeler l’usager", "step.1"), owner=LEAD)
    observed = hashed(WRITE.id, SALT, "Équipe soudée", "observed")
    return was.NoteWritten(**IDS, author=by, observed=observed, steps=(step,))


def note(command: Command, *events: Event, actor: UUID | None = SALMA, team: Any = TEAM) -> list[Event]:
    return run(NOTE, list(events), command, EDITION, team, actor=actor)


def test_a_note_is_written_and_private() -> None:
    assert note(WRITE) == [written()]
    assert not fold(NOTE, written()).shared


def test_a_note_keeps_no_text() -> None:
    assert "soudée" not in msgspec.json.encode(written()).decode()
    assert WRITE.erasable() == {"observed": "Équipe soudée", "step.1": "Appeler l’usager"}


def test_a_note_is_written_and_shared_at_once() -> None:
    command = msgspec.structs.replace(WRITE, share=True)
    assert note(command) == [written(), was.NoteShared(**IDS)]


def test_a_step_belongs_to_a_member_or_to_the_author() -> None:
    stranger = msgspec.structs.replace(WRITE, steps=(ask.Step(key="1", text="x", owner=IDIR),))
    with pytest.raises(refusals.OwnerOutside):
        note(stranger)
    assert len(note(msgspec.structs.replace(WRITE, steps=(ask.Step(key="1", text="x", owner=SALMA),)))) == 1


def test_steps_have_each_their_key() -> None:
    with pytest.raises(refusals.StepTwice):
        note(msgspec.structs.replace(WRITE, steps=(*STEPS, *STEPS)))


def test_nothing_is_written_about_a_team_that_has_withdrawn() -> None:
    with pytest.raises(refusals.TeamGone):
        note(WRITE, team=team_of(T, LEAD, gone=True))


@pytest.mark.parametrize("kind", [ask.ShareNote, ask.UnshareNote])
def test_only_the_author_shares_a_note_and_takes_it_back(kind: Any) -> None:
    with pytest.raises(refusals.NotTheAuthor):
        note(kind(**IDS), written(), actor=IDIR)


def test_sharing_can_be_taken_back() -> None:
    shared, unshared = was.NoteShared(**IDS), was.NoteUnshared(**IDS)
    assert note(ask.ShareNote(**IDS), written()) == [shared]
    assert note(ask.ShareNote(**IDS), written(), shared) == []
    assert note(ask.UnshareNote(**IDS), written(), shared) == [unshared]
    assert note(ask.UnshareNote(**IDS), written(), shared, unshared) == []


def test_the_author_revises_and_what_is_done_stays_done() -> None:
    done = was.StepCompleted(**IDS, key="1")
    command = ask.ReviseNote(**IDS, observed="Relu", steps=(*STEPS, ask.Step(key="2", text="Tester")))
    (revised,) = note(command, written(), done)
    assert fold(NOTE, written(), done, revised).done == {"1"}
    assert fold(NOTE, written(), done, revised).steps == {"1", "2"}
    with pytest.raises(refusals.NotTheAuthor):
        note(command, written(), actor=IDIR)


def test_the_team_ticks_the_steps_of_a_shared_note() -> None:
    shared, done = was.NoteShared(**IDS), was.StepCompleted(**IDS, key="1")
    tick, untick = ask.CompleteStep(**IDS, key="1"), ask.ReopenStep(**IDS, key="1")
    assert note(tick, written(), shared, actor=MEMBER) == [done]
    assert note(tick, written(), shared, done, actor=MEMBER) == []
    assert note(untick, written(), shared, done, actor=MEMBER) == [was.StepReopened(**IDS, key="1")]


def test_a_private_note_does_not_exist_for_the_team() -> None:
    tick = ask.CompleteStep(**IDS, key="1")
    with pytest.raises(NotFound):
        note(tick, written(), actor=MEMBER)
    assert note(tick, written()) == [was.StepCompleted(**IDS, key="1")]


def test_a_note_of_another_team_is_not_found() -> None:
    with pytest.raises(NotFound):
        note(ask.ShareNote(edition=E, team=OTHER, note=N), written(), team=team_of(OTHER))


# Help

HELP_IDS: dict[str, Any] = {"edition": E, "team": T, "help": H}
ASK = ask.AskHelp(**HELP_IDS, text="Qui connaît la loi 55-19 ?")
ASKED = was.HelpAsked(**HELP_IDS, text=hashed(ASK.id, SALT, ASK.text, "text"))
CLAIMED = was.HelpClaimed(**HELP_IDS, account=SALMA)


def helped(command: Command, *events: Event, actor: UUID = SALMA) -> list[Event]:
    return run(HELP, list(events), command, EDITION, TEAM, actor=actor)


def test_help_is_asked_for() -> None:
    assert helped(ASK, actor=MEMBER) == [ASKED]


def test_one_of_two_mentors_gets_the_request() -> None:
    assert helped(ask.ClaimHelp(**HELP_IDS), ASKED) == [CLAIMED]
    assert helped(ask.ClaimHelp(**HELP_IDS), ASKED, CLAIMED) == []
    with pytest.raises(refusals.AlreadyClaimed):
        helped(ask.ClaimHelp(**HELP_IDS), ASKED, CLAIMED, actor=IDIR)


def test_who_has_claimed_answers() -> None:
    command = ask.AnswerHelp(**HELP_IDS, text="La mienne.")
    answered = was.HelpAnswered(**HELP_IDS, text=hashed(command.id, SALT, command.text, "text"))
    assert helped(command, ASKED, CLAIMED) == [answered]
    for events, actor in (((ASKED,), SALMA), ((ASKED, CLAIMED), IDIR)):
        with pytest.raises(refusals.NotClaimedByYou):
            helped(command, *events, actor=actor)


def test_a_request_can_be_given_back() -> None:
    released = was.HelpReleased(**HELP_IDS)
    assert helped(ask.ReleaseHelp(**HELP_IDS), ASKED, CLAIMED) == [released]
    assert helped(ask.ClaimHelp(**HELP_IDS), ASKED, CLAIMED, released, actor=IDIR) == [
        was.HelpClaimed(**HELP_IDS, account=IDIR)
    ]


def test_the_platform_gives_back_what_a_mentor_who_left_had_taken() -> None:
    release = ask.ReleaseHelp(**HELP_IDS)
    answered = was.HelpAnswered(**HELP_IDS, text=hashed(uuid4(), SALT, "x"))
    assert run(HELP, [ASKED, CLAIMED], release, EDITION, TEAM) == [was.HelpReleased(**HELP_IDS)]
    assert run(HELP, [ASKED, CLAIMED, answered], release, EDITION, TEAM) == []
    assert run(HELP, [ASKED], release, EDITION, TEAM) == []


def test_a_closed_request_is_over() -> None:
    closed = was.HelpClosed(**HELP_IDS)
    assert helped(ask.CloseHelp(**HELP_IDS), ASKED, actor=MEMBER) == [closed]
    assert helped(ask.CloseHelp(**HELP_IDS), ASKED, closed, actor=MEMBER) == []
    with pytest.raises(refusals.HelpOver):
        helped(ask.ClaimHelp(**HELP_IDS), ASKED, closed)
    with pytest.raises(refusals.HelpOver):
        helped(ask.AnswerHelp(**HELP_IDS, text="Trop tard"), ASKED, CLAIMED, closed)


# Who may ask


def viewer(*teams_: UUID, account: UUID = SALMA) -> Viewer:
    return Viewer(account=account, roles={E: frozenset({Role.MENTOR})}, coaches=frozenset(teams_))


def test_a_mentor_describes_itself_and_nobody_else() -> None:
    access.allow(viewer(), ask.DescribeMentor(edition=E, account=SALMA, languages=("fr",)))
    with pytest.raises(Forbidden):
        access.allow(viewer(), ask.DescribeMentor(edition=E, account=IDIR, languages=("fr",)))


def test_a_mentor_writes_about_its_own_teams_alone() -> None:
    access.allow(viewer(T), WRITE)
    with pytest.raises(Forbidden):
        access.allow(viewer(OTHER), WRITE)


def test_who_no_longer_accompanies_the_team_does_not_take_a_note_back() -> None:
    with pytest.raises(Forbidden):
        access.allow(viewer(), ask.UnshareNote(edition=E, team=T, note=N))
    access.allow(viewer(T), ask.UnshareNote(edition=E, team=T, note=N))
