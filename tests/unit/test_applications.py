"""Applications: when one may apply, the authorisation, reading by two, the decision and its announcement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from events.message import Event
from idarathon import access
from idarathon.applications import commands as ask
from idarathon.applications import decider
from idarathon.applications import events as was
from idarathon.applications.decider import refusals as no
from idarathon.challenges import decider as challenges
from idarathon.challenges.events import ChallengeDrafted, ChallengePublished
from idarathon.directory import decider as directory
from idarathon.directory.events import AdministrationRegistered, DirectorateRegistered
from idarathon.editions import decider as editions
from idarathon.editions.events import EditionCreated, EditionPublished, Intake, RoleGranted, Settings, Text
from idarathon.errors import Forbidden, NotFound
from idarathon.people import decider as people
from idarathon.people.events import AccountClosed, AccountOpened, AdminGranted, hashed
from idarathon.viewer import Role, Viewer
from tests.support.given import NOON, SALT, fold, run

E, A, C, M, D = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()  # edition, application, challenge, ministry, directorate
ME, F1, F2, F3, FOCAL = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()
SCHEDULED = was.ApplicationsScheduled(
    edition=E,
    opens_at=datetime(2026, 11, 9, 9, tzinfo=UTC),
    closes_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
    opens_wall="2026-11-09T09:00",
    closes_wall="2026-11-20T16:00",
)
IDS: dict[str, Any] = {"edition": E, "application": A}
WHOSE: dict[str, Any] = {**IDS, "account": ME}
WORDS: dict[str, Any] = {"idea": "Un guichet", "motivation": "Servir"}
SUBMIT = ask.Submit(**IDS, account=ME, administration=M, **WORDS)
TEXTS: dict[str, Any] = {key: hashed(SUBMIT.id, SALT, text, key) for key, text in WORDS.items()}
SUBMITTED = was.ApplicationSubmitted(**WHOSE, administration=M, **TEXTS)
WITHDRAWN = was.ApplicationWithdrawn(**WHOSE)
AUTHORISED = was.ApplicationAuthorised(**WHOSE, by="focal")
DENIED = was.AuthorisationRefused(**WHOSE, reason=hashed(uuid4(), SALT, "Absent"))
PAPER = was.Paper(sha256="ab" * 32, size=900, mime="application/pdf")


def edition(intake: Intake = "composed", *more: Event, published: bool = True) -> Any:
    settings = Settings(organiser=M, intake=intake, grace_minutes=30)
    created = EditionCreated(edition=E, slug="e", name=Text(fr="E"), settings=settings)
    return fold(editions, created, *((EditionPublished(edition=E),) if published else ()), *more)


def dates(*events: Event) -> Any:
    return fold(decider.DATES, *(events or (SCHEDULED,)))


def person(*more: Event, directorate: UUID | None = D) -> Any:
    return fold(people, AccountOpened(account=ME, directorate=directorate), *more)


MINISTRY = fold(
    directory,
    AdministrationRegistered(administration=M, name=Text(fr="M")),
    DirectorateRegistered(administration=M, directorate=D, name=Text(fr="D"), region="oriental"),
)


def submit(
    command: ask.Submit = SUBMIT,
    *events: Event,
    place: Any = None,
    when: Any = None,
    who: Any = None,
    there: tuple[Any, ...] = (MINISTRY,),
    at: datetime = NOON,
) -> list[Event]:
    """What comes of applying, on the first day of applications if nothing else is said."""
    context = (place or edition(), when or dates(), who or person(), *there)
    return run(decider.APPLICATION, events, command, *context, at=at, actor=ME)


def act(command: Any, *events: Event, actor: UUID | None = F1) -> list[Event]:
    """What comes of a command about an application that was submitted."""
    return run(decider.APPLICATION, (SUBMITTED, *events), command, edition(), actor=actor)


def read(reader: UUID, advice: was.Advice) -> was.ApplicationRead:
    return was.ApplicationRead(**WHOSE, reader=reader, advice=advice)


def decided(decision: was.Decision) -> was.ApplicationDecided:
    return was.ApplicationDecided(**WHOSE, decision=decision)


def announced(decision: was.Decision) -> was.ApplicationAnnounced:
    return was.ApplicationAnnounced(**WHOSE, decision=decision)


def settle(decision: was.Decision, *events: Event, reason: str | None = None) -> list[Event]:
    return act(ask.Decide(**IDS, decision=decision, reason=reason), AUTHORISED, *events)


BOTH = (read(F1, "select"), read(F2, "select"))
WAITING = (read(F1, "wait"), read(F2, "wait"))


# Dates


def schedule(opens: str, closes: str, *events: Event, place: Any = None, at: datetime = NOON) -> list[Event]:
    command = ask.Schedule(edition=E, opens=opens, closes=closes)
    return run(decider.DATES, events, command, place or edition(), at=at)


def test_dates_are_wall_times_of_the_edition() -> None:
    assert schedule("2026-11-09T09:00", "2026-11-20T16:00") == [SCHEDULED]
    assert schedule("2026-11-09T09:00", "2026-11-20T16:00", SCHEDULED) == []


@pytest.mark.parametrize(
    ("opens", "closes", "refusal"),
    [
        ("2026-11-20T16:00", "2026-11-20T16:00", no.EndsBeforeItBegins),
        ("2026-11-01T09:00", "2026-11-09T11:59", no.ClosingInPast),
        ("2026-11-09T09:00", "2026-13-09T09:00", no.WallTimeWrong),
    ],
)
def test_dates_that_cannot_be(opens: str, closes: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        schedule(opens, closes)


def test_the_opening_changes_after_the_closing_has_passed_only_with_a_new_closing() -> None:
    late = SCHEDULED.closes_at + timedelta(days=1)
    with pytest.raises(no.ClosingInPast):
        schedule("2026-11-09T09:00", "2026-11-21T09:00", SCHEDULED, at=late)
    (again,) = schedule("2026-11-09T09:00", "2026-11-30T16:00", SCHEDULED, at=late)
    assert isinstance(again, was.ApplicationsScheduled) and again.closes_wall == "2026-11-30T16:00"


def test_an_edition_whose_teams_register_takes_no_applications() -> None:
    with pytest.raises(no.NoApplications):
        schedule("2026-11-09T09:00", "2026-11-20T16:00", place=edition("open"))
    with pytest.raises(no.NoApplications):
        submit(place=edition("open"))


# Applying


def test_an_application_is_submitted_and_its_words_stay_out_of_the_log() -> None:
    assert submit() == [SUBMITTED]


def test_in_the_grace_time_it_counts_and_says_so() -> None:
    (late,) = submit(at=SCHEDULED.closes_at + timedelta(minutes=29))
    assert isinstance(late, was.ApplicationSubmitted) and late.in_grace


@pytest.mark.parametrize(
    ("at", "refusal", "when"),
    [
        (SCHEDULED.opens_at - timedelta(minutes=1), no.NotOpenYet, "2026-11-09T09:00"),
        (SCHEDULED.closes_at + timedelta(minutes=30), no.Closed, "2026-11-20T16:00"),
    ],
)
def test_before_and_after_the_refusal_says_when(at: datetime, refusal: type[Any], when: str) -> None:
    with pytest.raises(refusal) as refused:
        submit(at=at)
    assert refused.value.values == {"when": when}


def test_nobody_applies_before_there_are_dates_nor_to_what_is_not_published() -> None:
    with pytest.raises(no.NotScheduled):
        submit(when=fold(decider.DATES))
    with pytest.raises(no.NoApplications):
        submit(place=edition(published=False))


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.JUROR, Role.PRESIDENT])
def test_who_runs_or_judges_does_not_apply(role: Role) -> None:
    with pytest.raises(no.Incompatible):
        submit(place=edition("composed", RoleGranted(edition=E, account=ME, role=role)))


def test_an_admin_does_not_apply_and_a_closed_account_is_none() -> None:
    with pytest.raises(no.Incompatible):
        submit(who=person(AdminGranted(account=ME)))
    with pytest.raises(NotFound):
        submit(who=person(AccountClosed(account=ME)))


def test_the_administration_is_where_one_works() -> None:
    with pytest.raises(no.OtherAdministration):
        submit(who=person(directorate=uuid4()))
    nowhere = ask.Submit(**IDS, account=ME, **WORDS)
    with pytest.raises(no.OtherAdministration):
        submit(nowhere, there=())
    (fine,) = submit(nowhere, there=(), who=person(directorate=None))
    assert isinstance(fine, was.ApplicationSubmitted) and fine.administration is None


def test_a_preferred_challenge_is_a_published_one_of_the_edition() -> None:
    drafted = ChallengeDrafted(edition=E, challenge=C, slug="c", title=Text(fr="C"), question=Text(fr="?"))
    wish = ask.Submit(**IDS, account=ME, administration=M, challenge=C, **WORDS)
    with pytest.raises(no.ChallengeNotOpen):
        submit(wish, there=(MINISTRY, fold(challenges, drafted)))
    open_one = fold(challenges, drafted, ChallengePublished(edition=E, challenge=C))
    (fine,) = submit(wish, there=(MINISTRY, open_one))
    assert isinstance(fine, was.ApplicationSubmitted) and fine.challenge == C


def test_one_id_is_one_application() -> None:
    with pytest.raises(no.ApplicationTaken):
        submit(SUBMIT, SUBMITTED)


# Changing and withdrawing


def revise(*events: Event, actor: UUID = ME, at: datetime = NOON) -> list[Event]:
    command = ask.Revise(**IDS, **WORDS, skills="Données")
    return run(decider.APPLICATION, (SUBMITTED, *events), command, edition(), dates(), at=at, actor=actor)


def test_what_is_changed_is_read_anew() -> None:
    (revised,) = revise(read(F1, "select"))
    assert isinstance(revised, was.ApplicationRevised) and revised.skills is not None
    (again,) = act(ask.Read(**IDS, advice="decline"), *BOTH, revised)
    assert again == read(F1, "decline")


def test_it_is_changed_while_applications_are_open_and_by_its_author_alone() -> None:
    with pytest.raises(no.Closed):
        revise(at=SCHEDULED.closes_at + timedelta(hours=1))
    with pytest.raises(NotFound):
        revise(actor=F1)
    with pytest.raises(no.UnderDecision):
        revise(decided("waiting"))


def test_its_author_withdraws_it_once() -> None:
    assert act(ask.Withdraw(**IDS), actor=ME) == [WITHDRAWN]
    assert act(ask.Withdraw(**IDS), WITHDRAWN, actor=ME) == []
    with pytest.raises(NotFound):
        act(ask.Withdraw(**IDS), actor=F1)


@pytest.mark.parametrize(
    "command",
    [
        ask.Read(**IDS, advice="select"),
        ask.Decide(**IDS, decision="selected"),
        ask.Authorise(**IDS, administration=M),
        ask.Announce(**IDS),
    ],
)
def test_nothing_happens_to_a_withdrawn_one(command: Any) -> None:
    with pytest.raises(no.Gone):
        act(command, *BOTH, WITHDRAWN)


# The authorisation


def test_the_focal_point_of_its_administration_authorises_it_once() -> None:
    authorise = ask.Authorise(**IDS, administration=M)
    assert act(authorise, actor=FOCAL) == [AUTHORISED]
    assert act(authorise, AUTHORISED, actor=FOCAL) == []
    assert act(authorise, DENIED, actor=FOCAL) == [AUTHORISED]
    with pytest.raises(NotFound):
        act(ask.Authorise(**IDS, administration=uuid4()), actor=FOCAL)


def test_nobody_authorises_itself() -> None:
    with pytest.raises(no.OwnAuthorisation):
        act(ask.Authorise(**IDS, administration=M), actor=ME)


def test_a_refused_authorisation_takes_an_unannounced_selection_back() -> None:
    refuse = ask.RefuseAuthorisation(**IDS, administration=M, reason="Absent")
    reason = hashed(refuse.id, SALT, "Absent")
    assert act(refuse, actor=FOCAL) == [was.AuthorisationRefused(**WHOSE, reason=reason)]
    with pytest.raises(no.NotDecided):
        act(ask.Announce(**IDS), AUTHORISED, *BOTH, decided("selected"), DENIED)
    with pytest.raises(no.Announced):
        act(refuse, AUTHORISED, *BOTH, decided("selected"), announced("selected"), actor=FOCAL)


def test_a_signed_paper_authorises_unless_the_focal_point_said_no() -> None:
    attach = ask.Attach(**WHOSE, paper=PAPER)
    assert act(attach, actor=ME) == [was.ApplicationAuthorised(**WHOSE, by="file", paper=PAPER)]
    with pytest.raises(no.AuthorisationDenied):
        act(attach, DENIED, actor=ME)
    with pytest.raises(NotFound):
        act(ask.Attach(**IDS, account=F1, paper=PAPER))


def test_a_paper_is_dropped_once_whatever_became_of_the_application() -> None:
    signed, drop = was.ApplicationAuthorised(**WHOSE, by="file", paper=PAPER), ask.DropPaper(**IDS)
    gone = was.PaperDropped(**WHOSE)
    assert run(decider.APPLICATION, [SUBMITTED, AUTHORISED], drop, edition()) == []
    assert run(decider.APPLICATION, [SUBMITTED, signed, AUTHORISED, WITHDRAWN], drop, edition()) == [gone]
    assert run(decider.APPLICATION, [SUBMITTED, signed, gone], drop, edition()) == []


def test_a_focal_point_speaks_for_its_own_administration() -> None:
    focal = Viewer(account=FOCAL, administration=M, roles={E: frozenset({Role.FOCAL})})
    access.allow(focal, ask.Authorise(**IDS, administration=M))
    access.allow(focal, ask.Propose(edition=E, account=ME, administration=M))
    for command in (
        ask.Authorise(**IDS, administration=uuid4()),
        ask.Propose(edition=uuid4(), account=ME, administration=M),
    ):
        with pytest.raises(Forbidden):
            access.allow(focal, command)


def test_one_applies_for_oneself() -> None:
    access.allow(Viewer(account=ME), SUBMIT)
    with pytest.raises(Forbidden):
        access.allow(Viewer(account=F1), SUBMIT)


# Reading by two


def test_two_different_readers_give_their_advice() -> None:
    assert act(ask.Read(**IDS, advice="wait")) == [read(F1, "wait")]
    assert act(ask.Read(**IDS, advice="select"), read(F1, "wait"), actor=F2) == [read(F2, "select")]
    with pytest.raises(no.ReadTwice):
        act(ask.Read(**IDS, advice="select"), *BOTH, actor=F3)


def test_a_reader_changes_its_advice_while_it_knows_no_other() -> None:
    (again,) = act(ask.Read(**IDS, advice="decline"), read(F1, "wait"))
    with pytest.raises(no.NotReadByTwo):
        settle("declined", read(F1, "wait"), again)
    with pytest.raises(no.OwnAdvice):
        act(ask.Read(**IDS, advice="decline"), *BOTH)


def test_what_a_reader_says_stays_out_of_the_log() -> None:
    command = ask.Read(**IDS, advice="wait", words="À revoir")
    (event,) = act(command)
    assert isinstance(event, was.ApplicationRead) and event.words == hashed(command.id, SALT, "À revoir", "words")


# Deciding and announcing


def test_it_is_decided_after_two_advices() -> None:
    assert settle("selected", *BOTH) == [decided("selected")]
    assert settle("selected", *BOTH, decided("selected")) == []
    with pytest.raises(no.NotReadByTwo):
        settle("selected", read(F1, "select"))


def test_without_authorisation_nobody_is_selected() -> None:
    with pytest.raises(no.AuthorisationMissing):
        act(ask.Decide(**IDS, decision="selected"), *BOTH)
    assert act(ask.Decide(**IDS, decision="waiting"), *WAITING) == [decided("waiting")]


def test_a_decision_against_both_advices_has_a_reason() -> None:
    with pytest.raises(no.ReasonMissing):
        settle("declined", *BOTH)
    (event,) = settle("declined", *BOTH, reason="Déjà lauréat")
    assert isinstance(event, was.ApplicationDecided) and event.reason is not None
    assert settle("declined", read(F1, "decline"), read(F2, "select")) == [decided("declined")]


def test_from_the_waiting_list_one_is_selected_or_declined_later() -> None:
    listed = (*WAITING, decided("waiting"), announced("waiting"))
    assert settle("selected", *listed) == [decided("selected")]
    assert settle("declined", *listed) == [decided("declined")]


def test_what_was_announced_stays() -> None:
    with pytest.raises(no.Announced):
        settle("waiting", *BOTH, decided("selected"), announced("selected"), reason="Trop tard")
    assert settle("waiting", *BOTH, decided("selected"), reason="Doute") != []


def test_a_decision_is_announced_once() -> None:
    done = (AUTHORISED, *BOTH, decided("selected"))
    assert act(ask.Announce(**IDS), *done) == [announced("selected")]
    assert act(ask.Announce(**IDS), *done, announced("selected")) == []
    with pytest.raises(no.NotDecided):
        act(ask.Announce(**IDS), *BOTH)


# Asking somebody to apply


def propose(*events: Event, place: Any = None, who: Any = None, at: datetime = NOON) -> list[Event]:
    command = ask.Propose(edition=E, account=ME, administration=M)
    context = (place or edition(), dates(), who or person(), MINISTRY)
    return run(decider.ASKING, events, command, *context, at=at, actor=FOCAL)


def test_somebody_of_the_administration_is_asked_once() -> None:
    asked = was.ApplicationProposed(edition=E, account=ME, administration=M)
    assert propose() == [asked]
    assert propose(asked) == []


def test_who_cannot_apply_is_not_asked() -> None:
    with pytest.raises(no.OtherAdministration):
        propose(who=person(directorate=uuid4()))
    with pytest.raises(no.HasAPart):
        propose(place=edition("composed", RoleGranted(edition=E, account=ME, role=Role.JUROR)))
    with pytest.raises(no.Closed):
        propose(at=SCHEDULED.closes_at + timedelta(days=1))


@pytest.mark.parametrize(
    "command", [ask.Read(**IDS, advice="select"), ask.Decide(**IDS, decision="selected"), ask.Announce(**IDS)]
)
def test_who_was_made_a_facilitator_since_has_no_say_in_its_own_application(command: Any) -> None:
    with pytest.raises(no.OwnApplication):
        act(command, AUTHORISED, read(F1, "select"), read(F2, "select"), decided("waiting"), actor=ME)
