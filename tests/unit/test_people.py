"""Accounts: what is personal stays out of the events."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec
import pytest

from events.message import Event, encode
from idarathon.errors import NotFound
from idarathon.people import decider
from idarathon.people.commands import CloseAccount, GrantAdmin, OpenAccount, RevokeAdmin
from idarathon.people.events import AccountClosed, AccountOpened, AdminGranted, AdminRevoked, Hashed, hashed
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


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"account": str(A), "name": name, "email": "a@c.ma"}, OpenAccount)


def test_a_remark_is_hashed_with_its_salt() -> None:
    command = UUID(int=7)
    digest = hashlib.sha256(b"salt" + "équipe".encode()).hexdigest()
    assert hashed(command, b"salt", "équipe") == Hashed(id=uuid5(command, "reason"), digest=digest)
