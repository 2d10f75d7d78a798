"""Accounts: what is personal stays out of the events."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec
import pytest

from events.message import Event, encode
from idarathon import access
from idarathon.directory import decider as directory
from idarathon.directory import events as directory_events
from idarathon.editions.events import Text
from idarathon.errors import Forbidden, NotFound
from idarathon.people import decider
from idarathon.people.commands import (
    CloseAccount,
    DescribeProfile,
    GrantAdmin,
    MoveAccount,
    OpenAccount,
    Profile,
    RevokeAdmin,
    SetAddress,
)
from idarathon.people.events import (
    AccountClosed,
    AccountOpened,
    AddressSet,
    AdminGranted,
    AdminRevoked,
    DirectorateChanged,
    Hashed,
    ProfileDescribed,
    hashed,
)
from idarathon.viewer import Role, Viewer
from tests.support.given import fold, run

A, D = uuid4(), uuid4()
OPENED = AccountOpened(account=A, directorate=D)
OPEN = OpenAccount(account=A, name="Salma Idrissi", email="salma@sante.gov.ma", directorate=D, lang="ar")


def test_an_account_is_opened_without_name_or_address_in_the_log() -> None:
    events = run(decider, [], OPEN)
    assert events == [OPENED]
    assert "Salma" not in encode(events[0]) and "@" not in encode(events[0])


def test_an_account_is_not_opened_twice() -> None:
    with pytest.raises(decider.AccountTaken):
        run(decider, [OPENED], OPEN)


@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        ([OPENED], GrantAdmin(account=A), [AdminGranted(account=A)]),
        ([OPENED, AdminGranted(account=A)], GrantAdmin(account=A), []),
        ([OPENED, AdminGranted(account=A)], RevokeAdmin(account=A), [AdminRevoked(account=A)]),
        ([OPENED], RevokeAdmin(account=A), []),
        ([OPENED], CloseAccount(account=A), [AccountClosed(account=A)]),
        ([OPENED, AccountClosed(account=A)], CloseAccount(account=A), []),
    ],
)
def test_admin_and_closing(before: list[Event], command: Any, after: list[Event]) -> None:
    assert run(decider, before, command, actor=uuid4()) == after


def test_a_closed_account_gets_no_right() -> None:
    with pytest.raises(decider.ClosedAccount):
        run(decider, [OPENED, AccountClosed(account=A)], GrantAdmin(account=A))


def test_a_closed_account_is_no_longer_open_to_roles() -> None:
    assert [fold(decider, *events).open for events in ([], [OPENED], [OPENED, AccountClosed(account=A)])] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("command", [RevokeAdmin(account=A), CloseAccount(account=A)])
def test_one_admin_remains_because_nobody_takes_it_from_itself(command: Any) -> None:
    with pytest.raises(decider.OwnAdmin):
        run(decider, [OPENED, AdminGranted(account=A)], command, actor=A)


@pytest.mark.parametrize("command", [GrantAdmin(account=A), RevokeAdmin(account=A), CloseAccount(account=A)])
def test_an_unknown_account_is_not_found(command: Any) -> None:
    with pytest.raises(NotFound):
        run(decider, [], command)


@pytest.mark.parametrize(
    "email", ["", "salma", "@sante.ma", "a@b", "a b@c.ma", "a@b@c.ma", "a@c.ma\n", "x" * 250 + "@c.ma"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"account": str(A), "name": "Salma", "email": email}, OpenAccount)


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 201, "\u200b\u200f\u3164", "a\u202egnp", "a\u2067b", "a\nb", "a\x85b"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"account": str(A), "name": name, "email": "a@c.ma"}, OpenAccount)


def test_a_remark_is_hashed_with_its_salt() -> None:
    command = UUID(int=7)
    digest = hashlib.sha256(b"salt" + "équipe".encode()).hexdigest()
    assert hashed(command, b"salt", "équipe") == Hashed(id=uuid5(command, "reason"), digest=digest)


SAID = Profile(region="souss-massa", langs=("fr", "zgh"), access_needs="Boucle magnétique", phone="+212 537 00 00 00")
MINISTRY = fold(
    directory,
    directory_events.AdministrationRegistered(administration=A, name=Text(fr="Ministère")),
    directory_events.DirectorateRegistered(administration=A, directorate=D, name=Text(fr="D"), region="oriental"),
)


def test_what_a_person_says_of_itself_stays_out_of_the_log() -> None:
    command = DescribeProfile(account=A, profile=SAID, administration=A, directorate=D)
    (event,) = run(decider, [OPENED], command, MINISTRY)
    assert event == ProfileDescribed(account=A, filled=("region", "langs", "access_needs", "phone"))


def test_an_account_is_opened_with_what_is_known_of_the_person() -> None:
    opened = msgspec.structs.replace(OPEN, profile=SAID)
    assert run(decider, [], opened) == [OPENED, ProfileDescribed(account=A, filled=SAID.filled)]


def test_another_directorate_is_a_fact_of_its_own() -> None:
    command = DescribeProfile(account=A, profile=Profile(), administration=A, directorate=D)
    before = [AccountOpened(account=A), DirectorateChanged(account=A, directorate=uuid4())]
    assert run(decider, before, command, MINISTRY)[1:] == [DirectorateChanged(account=A, directorate=D)]


def test_a_person_may_no_longer_say_where_it_works() -> None:
    (_, event) = run(decider, [OPENED], DescribeProfile(account=A, profile=Profile()))
    assert event == DirectorateChanged(account=A, directorate=None)


def test_a_directorate_is_one_of_the_administration() -> None:
    command = DescribeProfile(account=A, profile=Profile(), administration=A, directorate=uuid4())
    with pytest.raises(decider.UnknownDirectorate):
        run(decider, [OPENED], command, MINISTRY)


def test_a_closed_account_says_nothing_of_itself() -> None:
    with pytest.raises(decider.ClosedAccount):
        run(decider, [OPENED, AccountClosed(account=A)], DescribeProfile(account=A, profile=Profile()))


@pytest.mark.parametrize(
    "said", [{"region": "paris"}, {"level": "x"}, {"phone": "call me"}, {"langs": ["de"]}, {"shown": ["name"]}]
)
def test_what_no_profile_can_say_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, Profile)


@pytest.mark.parametrize(
    ("roles", "moves", "allowed"),
    [(frozenset(), True, True), ({Role.FOCAL}, False, True), ({Role.FOCAL}, True, False), ({Role.MENTOR}, True, True)],
)
def test_a_focal_point_does_not_change_its_administration_alone(
    roles: frozenset[Role], moves: bool, allowed: bool
) -> None:
    viewer = Viewer(account=A, administration=D, roles={uuid4(): frozenset(roles)})
    command = DescribeProfile(account=A, profile=Profile(), administration=A if moves else D, directorate=A)
    assert access.describes(viewer, command) is allowed


def test_nobody_describes_somebody_else() -> None:
    viewer = Viewer(account=uuid4(), admin=True)
    assert access.describes(viewer, DescribeProfile(account=A, profile=Profile())) is False


ADMIN = fold(decider, OPENED, AdminGranted(account=A))


@pytest.mark.parametrize("kind", [GrantAdmin, RevokeAdmin, CloseAccount])
def test_who_lost_the_right_a_moment_ago_neither_gives_nor_takes_it(kind: Any) -> None:
    no_more = decider.evolve(ADMIN, AdminRevoked(account=A))
    with pytest.raises(Forbidden):
        run(decider, [OPENED, AdminGranted(account=A)], kind(account=A), no_more, actor=uuid4())


def test_a_closed_account_gets_no_address_and_no_directorate() -> None:
    for command in (
        SetAddress(account=A, email="a@c.ma"),
        MoveAccount(account=A, administration=A, directorate=D),
    ):
        with pytest.raises(decider.ClosedAccount):
            run(decider, [OPENED, AccountClosed(account=A)], command, *([MINISTRY] * isinstance(command, MoveAccount)))


def test_an_address_that_is_set_stays_out_of_the_log() -> None:
    assert run(decider, [OPENED], SetAddress(account=A, email="salma@sante.gov.ma")) == [AddressSet(account=A)]


def test_an_admin_says_where_somebody_works() -> None:
    command = MoveAccount(account=A, administration=A, directorate=D)
    found = [run(decider, [one], command, MINISTRY) for one in (AccountOpened(account=A), OPENED)]
    assert found == [[DirectorateChanged(account=A, directorate=D)], []]
