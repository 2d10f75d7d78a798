"""Erasure: asked for, taken back, done when it is due, and never of who runs the platform."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from idarathon import access
from idarathon.errors import Forbidden, NotSignedIn
from idarathon.people import commands as ask
from idarathon.people import decider
from idarathon.people import events as was
from idarathon.viewer import Viewer
from tests.support.given import NOON, run

WHO, ADMIN = UUID(int=1), UUID(int=9)
OPENED = was.AccountOpened(account=WHO)
ASKED = was.ErasureAsked(account=WHO, due=NOON + timedelta(days=14))


def test_who_asks_has_two_weeks() -> None:
    assert run(decider, [OPENED], ask.AskErasure(account=WHO), actor=WHO) == [ASKED]


def test_asking_twice_puts_nothing_off() -> None:
    assert run(decider, [OPENED, ASKED], ask.AskErasure(account=WHO), at=NOON + timedelta(days=3)) == []


def test_it_can_be_taken_back_once() -> None:
    back = was.ErasureTakenBack(account=WHO)
    assert run(decider, [OPENED, ASKED], ask.TakeBackErasure(account=WHO)) == [back]
    assert run(decider, [OPENED, ASKED, back], ask.TakeBackErasure(account=WHO)) == []


def test_the_clock_erases_when_the_time_has_passed() -> None:
    done = [was.AccountClosed(account=WHO), was.AccountErased(account=WHO)]
    assert run(decider, [OPENED, ASKED], ask.EraseAccount(account=WHO), at=ASKED.due) == done


@pytest.mark.parametrize("before", [[], [ASKED], [ASKED, was.ErasureTakenBack(account=WHO)]])
def test_the_clock_never_erases_before(before: list[was.ErasureAsked]) -> None:
    with pytest.raises(decider.ErasureNotDue):
        run(decider, [OPENED, *before], ask.EraseAccount(account=WHO), at=ASKED.due - timedelta(seconds=1))


def test_an_admin_erases_on_a_request_that_came_otherwise() -> None:
    done = [was.AccountClosed(account=WHO), was.AccountErased(account=WHO, ground="left")]
    assert run(decider, [OPENED], ask.EraseAccount(account=WHO, ground="left"), actor=ADMIN) == done


def test_who_is_erased_is_erased_once() -> None:
    erased = [OPENED, was.AccountClosed(account=WHO), was.AccountErased(account=WHO)]
    assert run(decider, erased, ask.EraseAccount(account=WHO), actor=ADMIN) == []


@pytest.mark.parametrize("command", [ask.AskErasure(account=WHO), ask.EraseAccount(account=WHO)])
def test_an_admin_is_not_erased(command: ask.AskErasure | ask.EraseAccount) -> None:
    with pytest.raises(decider.AdminStays):
        run(decider, [OPENED, was.AdminGranted(account=WHO)], command, actor=WHO)


def test_erasure_is_asked_for_on_its_page_alone_where_the_password_is_typed() -> None:
    with pytest.raises(Forbidden):
        access.allow(Viewer(account=WHO), ask.AskErasure(account=WHO))


def test_nobody_takes_back_for_others() -> None:
    command = ask.TakeBackErasure(account=WHO)
    access.allow(Viewer(account=WHO), command)
    with pytest.raises(Forbidden):
        access.allow(Viewer(account=ADMIN, admin=True), command)
    with pytest.raises(NotSignedIn):
        access.allow(Viewer(), command)
