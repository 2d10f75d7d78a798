"""Teams: intake, minimum and maximum, the lead, withdrawal."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from events.message import Event
from idarathon.challenges import decider as challenges
from idarathon.challenges.events import ChallengeDrafted, ChallengePublished
from idarathon.editions import decider as editions
from idarathon.editions.events import (
    Composition,
    EditionCreated,
    EditionPublished,
    Intake,
    RoleGranted,
    Settings,
    StageAdvanced,
    Text,
)
from idarathon.errors import NotFound
from idarathon.people import decider as people
from idarathon.people.events import AccountClosed, AccountOpened, hashed
from idarathon.teams import commands as ask
from idarathon.teams import decider
from idarathon.teams.decider import refusals
from idarathon.teams.events import (
    ChallengeAssigned,
    InvitationCancelled,
    InvitationDeclined,
    JoinAsked,
    JoinDeclined,
    JoinTakenBack,
    LeadHandedOver,
    LeadMissed,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    OpeningsSet,
    TeamConfirmed,
    TeamFellBelowMinimum,
    TeamMinimumRestored,
    TeamRegistered,
    TeamRenamed,
    TeamWithdrawn,
)
from idarathon.viewer import Role
from tests.support.given import SALT, fold, run

E, T, C = uuid4(), uuid4(), uuid4()
A, B, D, F = uuid4(), uuid4(), uuid4(), uuid4()
REGISTERED = TeamRegistered(edition=E, team=T, name="Atlas", slug="atlas", lang="fr")
CONFIRMED = TeamConfirmed(edition=E, team=T)
FELL = TeamFellBelowMinimum(edition=E, team=T)


def edition(intake: Intake = "composed", *more: Event, least: int = 2, most: int = 3) -> Any:
    settings = Settings(organiser=uuid4(), intake=intake, team_min=least, team_max=most)
    created = EditionCreated(edition=E, slug="e", name=Text(fr="E"), settings=settings)
    facilitator = RoleGranted(edition=E, account=F, role=Role.FACILITATOR)
    return fold(editions, created, facilitator, *(more or (EditionPublished(edition=E),)))


COMPOSED, OPEN = edition(), edition("open")


def joined(account: UUID, *, lead: bool = False, by_placement: bool = True) -> MemberJoined:
    return MemberJoined(edition=E, team=T, account=account, by_placement=by_placement, lead=lead)


def invited(account: UUID) -> MemberInvited:
    return MemberInvited(edition=E, team=T, account=account)


def left(account: UUID, *, removed: bool = False) -> MemberLeft:
    return MemberLeft(edition=E, team=T, account=account, removed=removed)


def register(lead: UUID | None = None) -> ask.Register:
    return ask.Register(edition=E, team=T, name="Atlas", slug="atlas", lead=lead)


def place(account: UUID) -> ask.Place:
    return ask.Place(edition=E, team=T, account=account)


PAIR = (REGISTERED, joined(A, lead=True), joined(B), CONFIRMED)  # the minimum
TRIO = (*PAIR, joined(D))  # the maximum
LEAVE = ask.Leave(edition=E, team=T)
ACCEPT = ask.Accept(edition=E, team=T)


def test_a_facilitator_registers_a_team_without_a_lead() -> None:
    assert run(decider, [], register(), COMPOSED, actor=F) == [REGISTERED]


def test_a_facilitator_registers_a_team_with_a_lead() -> None:
    assert run(decider, [], register(A), COMPOSED, actor=F) == [REGISTERED, joined(A, lead=True)]


def test_in_composed_intake_nobody_else_registers_a_team() -> None:
    with pytest.raises(refusals.Composed):
        run(decider, [], register(), COMPOSED, actor=A)


def test_in_composed_intake_an_admin_registers_a_team() -> None:
    assert run(decider, [], register(A), COMPOSED, actor=D, admin=True) == [REGISTERED, joined(A, lead=True)]


@pytest.mark.parametrize("lead", [None, A])
def test_in_open_intake_who_registers_leads(lead: UUID | None) -> None:
    events = run(decider, [], register(lead), OPEN, actor=A)
    assert events == [REGISTERED, joined(A, lead=True, by_placement=False)]


def test_in_open_intake_nobody_registers_for_another() -> None:
    with pytest.raises(refusals.LeadIsAnother):
        run(decider, [], register(B), OPEN, actor=A)


def test_a_team_of_one_is_confirmed_when_one_is_enough() -> None:
    assert run(decider, [], register(A), edition(least=1), actor=F) == [REGISTERED, joined(A, lead=True), CONFIRMED]


def test_a_team_is_not_registered_twice() -> None:
    with pytest.raises(refusals.TeamTaken):
        run(decider, [REGISTERED], register(), COMPOSED)


@pytest.mark.parametrize(
    "more",
    [
        [StageAdvanced(edition=E, stage="execution")],
        [EditionPublished(edition=E), StageAdvanced(edition=E, stage="reporting")],
    ],
    ids=["unpublished", "over"],
)
def test_intake_is_closed(more: list[Event]) -> None:
    with pytest.raises(refusals.IntakeClosed):
        run(decider, [], register(), edition("composed", *more), actor=F)


def test_a_team_needs_its_edition() -> None:
    with pytest.raises(NotFound):
        run(decider, [], register(), editions.initial())


def test_the_first_member_leads() -> None:
    assert run(decider, [REGISTERED], place(A), COMPOSED) == [joined(A, lead=True)]


def test_the_minimum_confirms_the_team() -> None:
    assert run(decider, PAIR[:2], place(B), COMPOSED) == [joined(B), CONFIRMED]


def test_more_members_do_not_confirm_it_again() -> None:
    assert run(decider, PAIR, place(D), COMPOSED) == [joined(D)]


def test_the_maximum_fills_the_team() -> None:
    with pytest.raises(refusals.Full) as refusal:
        run(decider, TRIO, place(F), COMPOSED)
    assert refusal.value.values == {"most": 3}


def test_a_member_is_not_placed_again() -> None:
    assert run(decider, TRIO, place(A), COMPOSED) == []


def test_a_person_is_invited_once() -> None:
    command = ask.Invite(edition=E, team=T, account=B)
    assert run(decider, PAIR[:2], command, COMPOSED) == [invited(B)]
    assert run(decider, [*PAIR[:2], invited(B)], command, COMPOSED) == []
    assert run(decider, PAIR, command, COMPOSED) == []


def test_a_full_team_invites_nobody() -> None:
    with pytest.raises(refusals.Full):
        run(decider, TRIO, ask.Invite(edition=E, team=T, account=F), COMPOSED)


def test_who_is_invited_joins_by_accepting() -> None:
    events = run(decider, [*PAIR[:2], invited(B)], ACCEPT, COMPOSED, actor=B)
    assert events == [joined(B, by_placement=False), CONFIRMED]


def test_accepting_twice_joins_once() -> None:
    assert run(decider, [*PAIR[:2], invited(B), joined(B)], ACCEPT, COMPOSED, actor=B) == []


def test_an_invitation_to_a_team_that_filled_up_is_refused() -> None:
    with pytest.raises(refusals.Full):
        run(decider, [*PAIR, invited(F), joined(D)], ACCEPT, COMPOSED, actor=F)


def test_an_invitation_is_declined() -> None:
    declined = InvitationDeclined(edition=E, team=T, account=B)
    assert run(decider, [*PAIR[:2], invited(B)], ask.Decline(edition=E, team=T), COMPOSED, actor=B) == [declined]


def test_an_invitation_is_cancelled() -> None:
    cancelled = InvitationCancelled(edition=E, team=T, account=B)
    command = ask.CancelInvitation(edition=E, team=T, account=B)
    assert run(decider, [*PAIR[:2], invited(B)], command, COMPOSED) == [cancelled]
    assert run(decider, PAIR[:2], command, COMPOSED) == []


@pytest.mark.parametrize("command", [ACCEPT, ask.Decline(edition=E, team=T)])
@pytest.mark.parametrize(
    "after",
    [
        [],
        [invited(B), InvitationDeclined(edition=E, team=T, account=B)],
        [invited(B), InvitationCancelled(edition=E, team=T, account=B)],
    ],
)
def test_without_an_invitation_there_is_nothing_to_answer(command: Any, after: list[Event]) -> None:
    with pytest.raises(refusals.NotInvited):
        run(decider, [*PAIR[:2], *after], command, COMPOSED, actor=B)


def test_a_member_leaves() -> None:
    assert run(decider, TRIO, LEAVE, COMPOSED, actor=D) == [left(D)]


def test_a_member_is_removed() -> None:
    assert run(decider, TRIO, ask.Remove(edition=E, team=T, account=D), COMPOSED) == [left(D, removed=True)]


def test_a_confirmed_team_that_falls_below_its_minimum_is_flagged() -> None:
    assert run(decider, PAIR, LEAVE, COMPOSED, actor=B) == [left(B), FELL]


def test_it_is_flagged_once() -> None:
    assert run(decider, [*PAIR, left(B), FELL], LEAVE, COMPOSED, actor=A) == [left(A)]


def test_the_flag_goes_when_there_are_enough_again() -> None:
    events = run(decider, [*PAIR, left(B), FELL], place(D), COMPOSED)
    assert events == [joined(D), TeamMinimumRestored(edition=E, team=T)]


@pytest.mark.parametrize("command", [LEAVE, ask.Remove(edition=E, team=T, account=A)])
def test_the_lead_hands_over_before_it_goes(command: Any) -> None:
    with pytest.raises(refusals.LeadStays):
        run(decider, PAIR, command, COMPOSED, actor=A)


def test_the_last_member_may_go_and_the_next_leads() -> None:
    alone = (REGISTERED, joined(A, lead=True))
    assert run(decider, alone, LEAVE, COMPOSED, actor=A) == [left(A)]
    assert run(decider, [*alone, left(A)], place(B), COMPOSED) == [joined(B, lead=True)]


@pytest.mark.parametrize("actor", [F, None])
def test_who_is_no_member_does_not_leave(actor: UUID | None) -> None:
    with pytest.raises(refusals.NotAMember):
        run(decider, PAIR, LEAVE, COMPOSED, actor=actor)


def test_the_lead_is_handed_over() -> None:
    command = ask.HandOver(edition=E, team=T, account=B)
    handed = LeadHandedOver(edition=E, team=T, account=B)
    assert run(decider, PAIR, command, COMPOSED, actor=A) == [handed]
    assert run(decider, [*PAIR, handed], command, COMPOSED, actor=A) == []
    assert run(decider, [*PAIR, handed], LEAVE, COMPOSED, actor=A) == [left(A), FELL]


def test_the_others_miss_a_lead_whose_account_is_closed() -> None:
    gone = ask.MissLead(edition=E, team=T, account=A)
    assert run(decider, PAIR, gone, COMPOSED) == [LeadMissed(edition=E, team=T, account=A)]
    assert run(decider, [*PAIR, LeadHandedOver(edition=E, team=T, account=B)], gone, COMPOSED) == []
    assert run(decider, [REGISTERED, joined(A, lead=True)], gone, COMPOSED) == []


def test_a_closed_account_is_not_made_the_lead() -> None:
    closed = fold(people, AccountOpened(account=B), AccountClosed(account=B))
    with pytest.raises(NotFound):
        run(decider, PAIR, ask.HandOver(edition=E, team=T, account=B), COMPOSED, closed)


def test_the_lead_goes_to_members_only() -> None:
    with pytest.raises(refusals.NotAMember):
        run(decider, PAIR, ask.HandOver(edition=E, team=T, account=F), COMPOSED)


DRAFTED = ChallengeDrafted(edition=E, challenge=C, slug="c", title=Text(fr="C"), question=Text(fr="?"))
CHALLENGE = fold(challenges, DRAFTED, ChallengePublished(edition=E, challenge=C))
ASSIGN = ask.AssignChallenge(edition=E, team=T, challenge=C)
ASSIGNED = ChallengeAssigned(edition=E, team=T, challenge=C)


def test_a_published_challenge_is_assigned_once() -> None:
    assert run(decider, PAIR, ASSIGN, COMPOSED, CHALLENGE) == [ASSIGNED]
    assert run(decider, [*PAIR, ASSIGNED], ASSIGN, COMPOSED, CHALLENGE) == []


def test_in_open_intake_the_lead_chooses_the_challenge() -> None:
    assert run(decider, PAIR, ASSIGN, OPEN, CHALLENGE, actor=A) == [ASSIGNED]


def test_in_composed_intake_the_lead_does_not() -> None:
    with pytest.raises(refusals.Composed):
        run(decider, PAIR, ASSIGN, COMPOSED, CHALLENGE, actor=A)


def test_a_draft_is_not_assigned() -> None:
    with pytest.raises(refusals.ChallengeNotOpen):
        run(decider, PAIR, ASSIGN, COMPOSED, fold(challenges, DRAFTED))


def test_a_challenge_of_another_edition_is_not_found() -> None:
    other = ChallengeDrafted(edition=uuid4(), challenge=C, slug="c", title=Text(fr="C"), question=Text(fr="?"))
    for challenge in (challenges.initial(), fold(challenges, other)):
        with pytest.raises(NotFound):
            run(decider, PAIR, ASSIGN, COMPOSED, challenge)


def test_a_team_is_renamed_once() -> None:
    renamed = TeamRenamed(edition=E, team=T, name="Rif")
    command = ask.Rename(edition=E, team=T, name="Rif")
    assert run(decider, PAIR, command, COMPOSED) == [renamed]
    assert run(decider, [*PAIR, renamed], command, COMPOSED) == []


WITHDRAW = ask.Withdraw(edition=E, team=T, reason="Mutation de deux membres.")
WITHDRAWN = TeamWithdrawn(edition=E, team=T, reason=hashed(WITHDRAW.id, SALT, WITHDRAW.reason))


def test_a_team_withdraws_once_and_its_reason_stays_out_of_the_log() -> None:
    assert run(decider, PAIR, WITHDRAW, COMPOSED) == [WITHDRAWN]
    assert run(decider, [*PAIR, WITHDRAWN], WITHDRAW, COMPOSED) == []


@pytest.mark.parametrize("command", [place(D), LEAVE, ACCEPT, ask.Rename(edition=E, team=T, name="Rif")])
def test_nothing_happens_in_a_withdrawn_team(command: Any) -> None:
    with pytest.raises(refusals.Gone):
        run(decider, [*PAIR, invited(D), WITHDRAWN], command, COMPOSED, actor=A)


@pytest.mark.parametrize("command", [place(A), ask.Invite(edition=E, team=T, account=A)])
def test_an_account_that_is_not_open_joins_nothing(command: Any) -> None:
    assert run(decider, [REGISTERED], command, COMPOSED, fold(people, AccountOpened(account=A))) != []
    with pytest.raises(NotFound):
        run(decider, [REGISTERED], command, COMPOSED, people.initial())


@pytest.mark.parametrize("events", [(), PAIR])
def test_a_team_that_is_not_there_or_of_another_edition_is_not_found(events: tuple[Event, ...]) -> None:
    with pytest.raises(NotFound):
        run(decider, events, ask.Place(edition=uuid4(), team=T, account=D), COMPOSED)


@pytest.mark.parametrize("name", ["\u200b", "\u202eetoile", "a\x1bb", " ", "…"])
def test_a_name_that_hides_or_misleads_cannot_be_asked_for(name: str) -> None:
    body = {"edition": str(UUID(int=1)), "team": str(UUID(int=2)), "name": name, "slug": "atlas"}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, ask.Register, strict=False)


def test_the_address_of_the_registration_page_is_no_teams() -> None:
    command = ask.Register(edition=E, team=T, name="Nouvelle", slug="new")
    with pytest.raises(refusals.SlugReserved):
        run(decider, [], command, edition())


def conditional(*blocking: Any) -> Any:
    """An edition in which teams of two need a woman."""
    settings = Settings(organiser=uuid4(), team_min=2, team_max=3, composition=Composition(women=1, blocking=blocking))
    created = EditionCreated(edition=E, slug="e", name=Text(fr="E"), settings=settings)
    return fold(editions, created, EditionPublished(edition=E))


def test_where_composition_is_a_condition_the_minimum_alone_confirms_nobody() -> None:
    place, before = ask.Place(edition=E, team=T, account=B), (REGISTERED, joined(A, lead=True))
    assert run(decider, before, place, conditional("women")) == [joined(B)]
    assert run(decider, before, place, conditional()) == [joined(B), CONFIRMED]  # advice confirms as before


def test_a_team_is_confirmed_once_and_with_its_minimum() -> None:
    confirm = ask.Confirm(edition=E, team=T)
    with pytest.raises(refusals.TooFew):
        run(decider, (REGISTERED, joined(A, lead=True)), confirm, conditional("women"))
    enough = (REGISTERED, joined(A, lead=True), joined(B))
    assert run(decider, enough, confirm, conditional("women")) == [CONFIRMED]
    assert run(decider, (*enough, CONFIRMED), confirm, conditional("women")) == []


OPENED = OpeningsSet(edition=E, team=T, takes=True, roles=("Une designer",))
ASKED = JoinAsked(edition=E, team=T, account=B)
LED = (REGISTERED, joined(A, lead=True), OPENED)


def test_a_team_that_takes_requests_is_asked_and_answers() -> None:
    to_join = ask.AskToJoin(edition=E, team=T, words="Je dessine.")
    (asked,) = run(decider, LED, to_join, OPEN, actor=B)
    assert asked == JoinAsked(edition=E, team=T, account=B, words=hashed(to_join.id, SALT, "Je dessine.", "words"))
    assert run(decider, (*LED, ASKED), to_join, OPEN, actor=B) == []
    take = ask.AcceptRequest(edition=E, team=T, account=B)
    assert run(decider, (*LED, ASKED), take, OPEN)[0] == joined(B, by_placement=False)
    back = ask.TakeBackRequest(edition=E, team=T)
    assert run(decider, (*LED, ASKED), back, OPEN, actor=B) == [JoinTakenBack(edition=E, team=T, account=B)]
    no = ask.DeclineRequest(edition=E, team=T, account=B, reason="Complet")
    reason = hashed(no.id, SALT, "Complet")
    assert run(decider, (*LED, ASKED), no, OPEN) == [JoinDeclined(edition=E, team=T, account=B, reason=reason)]


@pytest.mark.parametrize(
    ("before", "edition_is", "refusal"),
    [
        (LED, COMPOSED, refusals.AskFacilitators),
        (LED[:2], OPEN, refusals.TakesNobody),
        ((*LED, joined(D), joined(F)), OPEN, refusals.TakesNobody),  # three of three
        ((*LED, invited(B)), OPEN, refusals.InvitedAlready),
        ((*LED, joined(B)), OPEN, refusals.MemberAlready),
    ],
)
def test_who_may_not_ask_is_told_why(before: tuple[Event, ...], edition_is: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        run(decider, before, ask.AskToJoin(edition=E, team=T), edition_is, actor=B)


def test_a_request_that_was_taken_back_is_not_answered() -> None:
    gone = (*LED, ASKED, JoinTakenBack(edition=E, team=T, account=B))
    for answer in (
        ask.AcceptRequest(edition=E, team=T, account=B),
        ask.DeclineRequest(edition=E, team=T, account=B, reason="x"),
    ):
        with pytest.raises(refusals.NotAsked):
            run(decider, gone, answer, OPEN)
