"""Editions: stage by stage, checklist before publication, jurors apart."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from events.message import Event
from idarathon.editions import commands as ask
from idarathon.editions import decider
from idarathon.editions.decider import refusals
from idarathon.editions.events import (
    EditionCreated,
    EditionPublished,
    EditionRenamed,
    EditionSettingsChanged,
    ItemCompleted,
    ItemPlanned,
    ItemReopened,
    RoleGranted,
    RoleRevoked,
    Settings,
    Stage,
    StageAdvanced,
    Text,
)
from idarathon.errors import NotFound
from idarathon.people import decider as people
from idarathon.people.events import AccountOpened
from idarathon.viewer import Role
from tests.support.given import fold, run

E, A, ORGANISER = uuid4(), uuid4(), uuid4()
NAME = Text(fr="IDARATHON 2026")
WANTED = ask.WantedSettings(organiser=ORGANISER)
CREATE = ask.Create(edition=E, slug="idarathon-2026", name=NAME, settings=WANTED)
CREATED = tuple(run(decider, [], CREATE))
PUBLISHED = EditionPublished(edition=E)


def done(stage: Stage, *items: str) -> list[Event]:
    return [ItemCompleted(edition=E, stage=stage, item=item) for item in items]


PREPARED = (*CREATED, *done("preparation", "programme", "facilitators", "communication", "rules"))


def test_a_new_edition_has_the_default_checklist() -> None:
    created = EditionCreated(edition=E, slug="idarathon-2026", name=NAME, settings=Settings(organiser=ORGANISER))
    items = [
        ItemPlanned(edition=E, stage=stage, item=item, required=required) for stage, item, required in decider.CHECKLIST
    ]
    assert list(CREATED) == [created, *items]


def test_an_edition_is_not_created_twice() -> None:
    with pytest.raises(refusals.EditionTaken):
        run(decider, CREATED, CREATE)


def test_it_begins_in_preparation_unpublished_in_moroccan_time() -> None:
    state = fold(decider, *CREATED)
    assert (state.exists, state.edition, state.stage, state.published, state.zone) == (
        True,
        E,
        "preparation",
        False,
        "Africa/Casablanca",
    )


@pytest.mark.parametrize(
    "command",
    [ask.Publish(edition=E), ask.AdvanceStage(edition=E), ask.GrantRole(edition=E, account=A, role=Role.JUROR)],
)
def test_an_unknown_edition_is_not_found(command: Any) -> None:
    with pytest.raises(NotFound):
        run(decider, [], command)


def test_settings_are_replaced() -> None:
    wanted = ask.WantedSettings(organiser=ORGANISER, intake="open", team_min=2)
    settings = Settings(organiser=ORGANISER, intake="open", team_min=2)
    assert run(decider, CREATED, ask.ChangeSettings(edition=E, settings=wanted)) == [
        EditionSettingsChanged(edition=E, settings=settings)
    ]


def test_the_same_settings_change_nothing() -> None:
    assert run(decider, CREATED, ask.ChangeSettings(edition=E, settings=WANTED)) == []


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"team_min": 0}, refusals.TeamSizeWrong),
        ({"team_min": 7}, refusals.TeamSizeWrong),
        ({"team_max": 51}, refusals.TeamSizeWrong),
        ({"languages": ()}, refusals.LanguageMissing),
        ({"languages": ("fr", "fr")}, refusals.LanguageMissing),
        ({"zone": "Africa/Nowhere"}, refusals.ZoneUnknown),
        ({"zone": "../etc/passwd"}, refusals.ZoneUnknown),
        ({"zone": "Africa"}, refusals.ZoneUnknown),
        ({"zone": ""}, refusals.ZoneUnknown),
    ],
)
def test_settings_that_cannot_work_are_refused(changed: dict[str, Any], refusal: type[Exception]) -> None:
    wanted = msgspec.structs.replace(WANTED, **changed)
    with pytest.raises(refusal):
        run(decider, CREATED, ask.ChangeSettings(edition=E, settings=wanted))


def test_a_misspelt_setting_is_refused() -> None:
    body = {"edition": str(E), "settings": {"organiser": str(ORGANISER), "team_mx": 5}}
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert(body, ask.ChangeSettings)


def test_an_edition_is_renamed_once() -> None:
    renamed = EditionRenamed(edition=E, name=Text(en="Renamed"), tagline=Text(fr="L'administration innove"))
    command = ask.Rename(edition=E, name=Text(en="Renamed"), tagline=Text(fr="L'administration innove"))
    assert run(decider, CREATED, command) == [renamed]
    assert run(decider, [*CREATED, renamed], command) == []


def test_an_item_is_planned_and_planned_anew() -> None:
    planned = ItemPlanned(edition=E, stage="execution", item="jury", owner=A, due=date(2026, 11, 20), required=True)
    command = ask.PlanItem(edition=E, stage="execution", item="jury", owner=A, due=date(2026, 11, 20), required=True)
    assert run(decider, CREATED, command) == [planned]
    assert run(decider, [*CREATED, planned], command) == []


def test_planning_anew_keeps_the_tick() -> None:
    again = ItemPlanned(edition=E, stage="preparation", item="rules", owner=A, required=True)
    state = fold(decider, *PREPARED, again)
    assert state.items["preparation", "rules"].done


def test_an_item_is_completed_and_reopened() -> None:
    complete = ask.CompleteItem(edition=E, stage="preparation", item="rules")
    reopen = ask.ReopenItem(edition=E, stage="preparation", item="rules")
    reopened = ItemReopened(edition=E, stage="preparation", item="rules")
    assert run(decider, CREATED, complete) == done("preparation", "rules")
    assert run(decider, PREPARED, complete) == []
    assert run(decider, PREPARED, reopen) == [reopened]
    assert run(decider, CREATED, reopen) == []


def test_an_unknown_item_is_not_found() -> None:
    with pytest.raises(refusals.ItemUnknown):
        run(decider, CREATED, ask.CompleteItem(edition=E, stage="preparation", item="jury"))


def test_publishing_names_the_open_items() -> None:
    with pytest.raises(refusals.ChecklistIncomplete) as refusal:
        run(decider, [*CREATED, *done("preparation", "programme", "rules")], ask.Publish(edition=E))
    assert refusal.value.values["items"] == "facilitators, communication"


def test_a_prepared_edition_is_published_once() -> None:
    assert run(decider, PREPARED, ask.Publish(edition=E)) == [PUBLISHED]
    assert run(decider, [*PREPARED, PUBLISHED], ask.Publish(edition=E)) == []


def test_an_unpublished_edition_does_not_go_on() -> None:
    with pytest.raises(refusals.Unpublished):
        run(decider, PREPARED, ask.AdvanceStage(edition=E))


def test_partners_do_not_block_but_the_jury_does() -> None:
    first = run(decider, [*PREPARED, PUBLISHED], ask.AdvanceStage(edition=E))
    assert first == [StageAdvanced(edition=E, stage="challenge_definition")]
    second = run(decider, [*PREPARED, PUBLISHED, *first], ask.AdvanceStage(edition=E))
    assert second == [StageAdvanced(edition=E, stage="execution")]
    with pytest.raises(refusals.ChecklistIncomplete) as refusal:
        run(decider, [*PREPARED, PUBLISHED, *first, *second], ask.AdvanceStage(edition=E))
    assert refusal.value.values["keys"] == ["jury"]


REPORTING = (*PREPARED, PUBLISHED, StageAdvanced(edition=E, stage="reporting"))


def test_nothing_follows_reporting() -> None:
    with pytest.raises(refusals.LastStage):
        run(decider, REPORTING, ask.AdvanceStage(edition=E))


@pytest.mark.parametrize(
    "command",
    [
        ask.PlanItem(edition=E, stage="preparation", item="visa", required=True),
        ask.ReopenItem(edition=E, stage="preparation", item="rules"),
    ],
)
def test_nothing_becomes_required_in_a_stage_that_is_over(command: Any) -> None:
    with pytest.raises(refusals.StagePassed):
        run(decider, REPORTING, command)


def test_a_role_is_granted_and_revoked_once() -> None:
    granted = RoleGranted(edition=E, account=A, role=Role.MENTOR)
    grant = ask.GrantRole(edition=E, account=A, role=Role.MENTOR)
    revoke = ask.RevokeRole(edition=E, account=A, role=Role.MENTOR)
    assert run(decider, CREATED, grant) == [granted]
    assert run(decider, [*CREATED, granted], grant) == []
    assert run(decider, [*CREATED, granted], revoke) == [RoleRevoked(edition=E, account=A, role=Role.MENTOR)]
    assert run(decider, CREATED, revoke) == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.LEAD, Role.OWNER, Role.AGENT, Role.PUBLIC])
def test_a_role_that_follows_from_acts_is_not_granted(role: Role) -> None:
    with pytest.raises(refusals.RoleNotGranted):
        run(decider, CREATED, ask.GrantRole(edition=E, account=A, role=role))


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.FACILITATOR, Role.JUROR),
        (Role.FACILITATOR, Role.PRESIDENT),
        (Role.JUROR, Role.FACILITATOR),
        (Role.PRESIDENT, Role.FACILITATOR),
    ],
)
def test_who_judges_does_not_facilitate(held: Role, wanted: Role) -> None:
    with pytest.raises(refusals.JurorConflict):
        granted = RoleGranted(edition=E, account=A, role=held)
        run(decider, [*CREATED, granted], ask.GrantRole(edition=E, account=A, role=wanted))


def test_a_juror_may_preside() -> None:
    granted = RoleGranted(edition=E, account=A, role=Role.JUROR)
    command = ask.GrantRole(edition=E, account=A, role=Role.PRESIDENT)
    assert run(decider, [*CREATED, granted], command) == [RoleGranted(edition=E, account=A, role=Role.PRESIDENT)]


def test_a_role_needs_an_open_account() -> None:
    command = ask.GrantRole(edition=E, account=A, role=Role.MENTOR)
    opened = fold(people, AccountOpened(account=A))
    assert run(decider, CREATED, command, opened) == [RoleGranted(edition=E, account=A, role=Role.MENTOR)]
    with pytest.raises(NotFound):
        run(decider, CREATED, command, people.initial())


@pytest.mark.parametrize("value", [{}, {"fr": ""}, {"fr": " ", "ar": "\n"}, {"de": "Titel"}, {"fr": "a", "de": "b"}])
def test_a_text_needs_one_of_the_languages_and_no_other(value: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, Text)


def test_a_text_is_read_in_the_wanted_language_or_the_first_it_has() -> None:
    assert Text(fr="Bonjour", en="Hello").pick("en") == ("en", "Hello")
    assert Text(fr="Bonjour", en="Hello").pick("ar") == ("fr", "Bonjour")
    assert Text(fr="  ", ar="مرحبا").pick("en") == ("ar", "مرحبا")


@pytest.mark.parametrize("slug", ["", "A", "a b", "-a", "a-", "a--b", "é", "a\n", "x" * 81])
def test_a_slug_is_fit_for_an_address(slug: str) -> None:
    body = {"edition": str(E), "slug": slug, "name": {"fr": "x"}, "settings": {"organiser": str(ORGANISER)}}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, ask.Create)
