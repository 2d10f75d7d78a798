"""The bank: a draft for each team, completed and published by people; a reuse goes one step after the other."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from events.message import Event
from idarathon.bank import commands as ask
from idarathon.bank import events as was
from idarathon.bank.decider import ENTRY, REUSE
from idarathon.bank.decider.refusals import (
    Incomplete,
    NoLongerThere,
    NotPublished,
    NotThere,
    NotYetThere,
    NotYourReuse,
    OwnAncestor,
)
from idarathon.bank.decider.reuse import ReuseTaken
from idarathon.bank.events import entry_id
from idarathon.directory import decider as directory
from idarathon.directory.events import AdministrationRegistered
from idarathon.editions import decider as editions
from idarathon.editions.events import EditionCreated, RoleGranted, Settings, Text
from idarathon.errors import NotFound, Refusal
from idarathon.people.events import hashed
from idarathon.phases.events import FileRef
from idarathon.teams import decider as teams
from idarathon.teams.events import MemberJoined, TeamRegistered, TeamWithdrawn
from idarathon.viewer import Role
from tests.support.given import NOON, SALT, fold, run

E, T, A, LEAD, STAFF, AGENT, OTHER = (uuid4() for _ in range(7))
N = entry_id(E, T)
CREATED = EditionCreated(edition=E, slug="e", name=Text(fr="E"), settings=Settings(organiser=uuid4()))
EDITION = fold(editions, CREATED, RoleGranted(edition=E, account=STAFF, role=Role.FACILITATOR))
REGISTERED = TeamRegistered(edition=E, team=T, name="Ibn Sina", slug="ibn-sina", lang="fr")
TEAM = fold(teams, REGISTERED, MemberJoined(edition=E, team=T, account=LEAD, by_placement=True, lead=True))
ADMINISTRATION = fold(directory, AdministrationRegistered(administration=A, name=Text(fr="A")))
DRAFT = ask.DraftEntry(
    edition=E, entry=N, team=T, team_name="Ibn Sina", title="Support", solution="Plateforme", lang="fr"
)
DRAFTED = was.EntryDrafted(
    edition=E, entry=N, team=T, team_name="Ibn Sina", title="Support", solution="Plateforme", lang="fr"
)
CONTENT: dict[str, Any] = {
    "title": "Guichet unique",
    "problem": "On demande trois fois la même pièce.",
    "solution": "Une plateforme.",
    "lang": "fr",
    "maturity": 4,
    "licence": "eupl-1.2",
    "keywords": ("guichet",),
}
COMPLETE = ask.Complete(edition=E, entry=N, team=T, contact="Direction des usagers", **CONTENT)
COMPLETED = was.EntryCompleted(
    edition=E, entry=N, contact=hashed(COMPLETE.id, SALT, COMPLETE.contact, "contact"), **CONTENT
)
PUBLISHED = was.EntryPublished(edition=E, entry=N, name="Guichet unique")
WITHDRAW = ask.Withdraw(edition=E, entry=N, reason="Une donnée personnelle y est restée.")
WITHDRAWN = was.EntryWithdrawn(edition=E, entry=N, reason=hashed(WITHDRAW.id, SALT, WITHDRAW.reason))
READY: tuple[Event, ...] = (DRAFTED, COMPLETED, PUBLISHED)


def entry(events: tuple[Event, ...], command: Any, *context: Any) -> list[Event]:
    return run(ENTRY, events, command, EDITION, *context)


def test_a_team_s_work_becomes_a_draft() -> None:
    assert entry((), DRAFT, TEAM) == [DRAFTED]


def test_a_draft_is_made_once() -> None:
    assert entry((DRAFTED, COMPLETED), DRAFT, TEAM) == []


def test_a_team_that_has_withdrawn_gets_no_draft() -> None:
    gone = fold(teams, REGISTERED, TeamWithdrawn(edition=E, team=T, reason=hashed(uuid4(), SALT, "x")))
    assert entry((), DRAFT, gone) == []


def test_the_id_of_an_entry_follows_from_its_team() -> None:
    with pytest.raises(NotFound):
        entry((), ask.DraftEntry(edition=E, entry=uuid4(), team=T, team_name="x", title="x", lang="fr"), TEAM)


def test_an_entry_is_completed() -> None:
    assert entry((DRAFTED,), COMPLETE) == [COMPLETED]


def test_what_is_published_may_be_completed_again() -> None:
    assert entry(READY, COMPLETE) == [COMPLETED]


def test_only_its_own_team_completes_it() -> None:
    other = ask.Complete(edition=E, entry=N, team=OTHER, contact="x", **CONTENT)
    with pytest.raises(NotFound):
        entry((DRAFTED,), other)


FILES = tuple(FileRef(upload=uuid4(), sha256="ab" * 32, size=9, name=f"{n}.pdf", mime="application/pdf") for n in "ab")
WITH_FILES = structs.replace(DRAFTED, files=FILES)


def test_of_the_draft_s_files_those_that_are_ticked_are_shown() -> None:
    (event,) = entry((WITH_FILES,), structs.replace(COMPLETE, files=(FILES[1].upload,)))
    assert isinstance(event, was.EntryCompleted) and event.files == (FILES[1],)


def test_no_other_file_is_shown() -> None:
    with pytest.raises(NotFound):
        entry((WITH_FILES,), structs.replace(COMPLETE, files=(uuid4(),)))


def test_an_entry_derives_from_one_of_the_bank() -> None:
    command = ask.Complete(edition=E, entry=N, team=T, contact="x", lineage=OTHER, **CONTENT)
    ancestor = fold(
        ENTRY, was.EntryDrafted(edition=uuid4(), entry=OTHER, team=uuid4(), team_name="x", title="x", lang="fr")
    )
    (event,) = entry((DRAFTED,), command, fold_published(ancestor))
    assert isinstance(event, was.EntryCompleted) and event.lineage == OTHER


def fold_published(state: Any) -> Any:
    return ENTRY.evolve(state, was.EntryPublished(edition=E, entry=OTHER, name="x"))


@pytest.mark.parametrize(
    ("lineage", "ancestor", "refusal"),
    [
        (N, None, OwnAncestor),
        (OTHER, fold(ENTRY), NotFound),
        (OTHER, fold(ENTRY, DRAFTED), NotFound),
        (
            OTHER,
            fold(
                ENTRY,
                DRAFTED,
                was.EntryCompleted(edition=E, entry=OTHER, contact=hashed(E, SALT, "x"), lineage=N, **CONTENT),
            ),
            OwnAncestor,
        ),
    ],
)
def test_an_entry_derives_from_nothing_else(lineage: UUID, ancestor: Any, refusal: type[Refusal]) -> None:
    command = ask.Complete(edition=E, entry=N, team=T, contact="x", lineage=lineage, **CONTENT)
    with pytest.raises(refusal):
        entry((DRAFTED,), command, *((ancestor,) if ancestor else ()))


def test_a_completed_entry_is_published() -> None:
    assert entry((DRAFTED, COMPLETED), ask.Publish(edition=E, entry=N)) == [PUBLISHED]


def test_an_entry_is_published_once() -> None:
    assert entry(READY, ask.Publish(edition=E, entry=N)) == []


def test_a_draft_that_nobody_completed_is_not_published() -> None:
    with pytest.raises(Incomplete):
        entry((DRAFTED,), ask.Publish(edition=E, entry=N))


def test_an_entry_is_withdrawn_with_a_reason() -> None:
    assert entry(READY, WITHDRAW) == [WITHDRAWN]


def test_a_withdrawn_entry_can_be_published_again() -> None:
    assert entry((*READY, WITHDRAWN), ask.Publish(edition=E, entry=N)) == [PUBLISHED]


@pytest.mark.parametrize("command", [COMPLETE, ask.Publish(edition=E, entry=N), WITHDRAW])
def test_nothing_is_done_to_an_entry_that_is_not_there(command: Any) -> None:
    with pytest.raises(NotFound):
        entry((), command)


def test_an_entry_of_another_edition_is_not_found() -> None:
    with pytest.raises(NotFound):
        entry(READY, ask.Publish(edition=OTHER, entry=N))


# ── Reuse ──

R = uuid4()
IDS: dict[str, Any] = {"edition": E, "entry": N, "reuse": R}
BANKED = fold(ENTRY, *READY)
REQUEST = ask.RequestReuse(**IDS, administration=A, message="Nous accueillons 300 usagers par jour.")
REQUESTED = was.ReuseRequested(
    **IDS, administration=A, account=AGENT, message=hashed(REQUEST.id, SALT, REQUEST.message, "message")
)
ACCEPTED, PILOT = was.ReuseAccepted(**IDS), was.PilotStarted(**IDS, where="Oujda")
SERVICE = was.PutInService(**IDS, since=date(2026, 11, 2))
ACCEPT = ask.AcceptReuse(**IDS, team=T)
DECLINE = ask.DeclineReuse(**IDS, team=T, reason="Le prototype est repris ailleurs.")
START = ask.StartPilot(**IDS, team=T, where="Oujda")
SERVE = ask.PutInService(**IDS, team=T, since=date(2026, 11, 2))
STOP = ask.StopReuse(**IDS, team=T, reason="Le service a été remplacé.")
STOPPED = was.ReuseStopped(**IDS, reason=hashed(STOP.id, SALT, STOP.reason))


def reuse(events: tuple[Event, ...], command: Any, actor: UUID | None = STAFF, banked: Any = BANKED) -> list[Event]:
    other = ADMINISTRATION if isinstance(command, ask.RequestReuse) else TEAM
    return run(REUSE, events, command, EDITION, banked, other, actor=actor)


def test_a_reuse_is_requested() -> None:
    assert reuse((), REQUEST, AGENT) == [REQUESTED]


def test_only_what_is_in_the_bank_is_requested() -> None:
    with pytest.raises(NotPublished):
        reuse((), REQUEST, AGENT, fold(ENTRY, DRAFTED, COMPLETED))


def test_a_request_has_an_id_of_its_own() -> None:
    with pytest.raises(ReuseTaken):
        reuse((REQUESTED,), REQUEST, AGENT)


def test_an_unknown_administration_requests_nothing() -> None:
    with pytest.raises(NotFound):
        run(REUSE, (), REQUEST, EDITION, BANKED, fold(directory), actor=AGENT)


def test_a_request_is_accepted() -> None:
    assert reuse((REQUESTED,), ACCEPT) == [ACCEPTED]


def test_what_was_withdrawn_is_not_given_away() -> None:
    with pytest.raises(NoLongerThere):
        reuse((REQUESTED,), ACCEPT, banked=fold(ENTRY, *READY, WITHDRAWN))


def test_a_request_is_declined_with_a_reason() -> None:
    declined = was.ReuseDeclined(**IDS, reason=hashed(DECLINE.id, SALT, DECLINE.reason))
    assert reuse((REQUESTED,), DECLINE) == [declined]


@pytest.mark.parametrize("actor", [AGENT, LEAD, STAFF, None])
def test_who_takes_part_starts_the_pilot(actor: UUID | None) -> None:
    assert reuse((REQUESTED, ACCEPTED), START, actor) == [PILOT]


@pytest.mark.parametrize("command", [START, SERVE, STOP])
def test_nobody_else_says_how_it_goes_on(command: Any) -> None:
    with pytest.raises(NotYourReuse):
        reuse((REQUESTED, ACCEPTED), command, OTHER)


def test_a_pilot_goes_into_service() -> None:
    assert reuse((REQUESTED, ACCEPTED, PILOT), SERVE) == [SERVICE]


def test_a_pilot_may_be_left_out() -> None:
    assert reuse((REQUESTED, ACCEPTED), SERVE) == [SERVICE]


def test_nothing_is_in_service_from_tomorrow_on() -> None:
    tomorrow = ask.PutInService(**IDS, team=T, since=date(2026, 11, NOON.day + 1))
    with pytest.raises(NotYetThere):
        reuse((REQUESTED, ACCEPTED), tomorrow)


def test_a_reuse_stops_with_a_reason() -> None:
    assert reuse((REQUESTED, ACCEPTED, PILOT, SERVICE), STOP) == [STOPPED]


@pytest.mark.parametrize(
    ("events", "command"),
    [((REQUESTED, ACCEPTED), ACCEPT), ((REQUESTED, ACCEPTED, PILOT), START), ((REQUESTED, ACCEPTED, SERVICE), SERVE)],
)
def test_a_step_that_was_taken_is_not_taken_again(events: tuple[Event, ...], command: Any) -> None:
    assert reuse(events, command) == []


@pytest.mark.parametrize(
    ("events", "command"),
    [
        ((REQUESTED,), START),
        ((REQUESTED,), SERVE),
        ((REQUESTED,), STOP),
        ((REQUESTED, ACCEPTED), DECLINE),
        ((REQUESTED, ACCEPTED, SERVICE), START),
        ((REQUESTED, ACCEPTED, STOPPED), SERVE),
        ((REQUESTED, ACCEPTED, PILOT), ask.StartPilot(**IDS, team=T, where="Rabat")),
        ((REQUESTED, ACCEPTED, SERVICE), ask.PutInService(**IDS, team=T, since=date(2026, 11, 3))),
    ],
)
def test_steps_are_taken_in_order(events: tuple[Event, ...], command: Any) -> None:
    with pytest.raises(NotThere):
        reuse(events, command)


def test_a_reuse_of_another_entry_is_not_found() -> None:
    with pytest.raises(NotFound):
        reuse((REQUESTED,), ask.AcceptReuse(**{**IDS, "reuse": R}, team=OTHER))
