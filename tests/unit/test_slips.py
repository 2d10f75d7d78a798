"""Agents without working mail: what is no address, and who may open an account for them."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from events.message import Event, Stamp
from idarathon import access
from idarathon.directory import decider as directory
from idarathon.directory.events import AdministrationRegistered, DirectorateRegistered
from idarathon.editions.events import Text
from idarathon.errors import Forbidden
from idarathon.people import decider as account
from idarathon.people.commands import Email, OpenWithoutMail
from idarathon.people.events import AccountOpened, sign_in_name
from idarathon.viewer import Role, Viewer
from tests.support.samples import INSTANT
from web.routes.slips import drawn

AGENT, OURS, THEIRS, BELOW, EDITION = (UUID(int=n) for n in range(1, 6))
COMMAND = OpenWithoutMail(account=AGENT, name="Agent", administration=OURS, directorate=BELOW, edition=EDITION)


def decided(history: list[Event], command: OpenWithoutMail) -> list[Event]:
    state, place = account.initial(), directory.initial()
    registered = AdministrationRegistered(administration=OURS, name=Text(fr="Ministère"))
    below = DirectorateRegistered(administration=OURS, directorate=BELOW, name=Text(fr="DRH"), region="oriental")
    for event in history:
        state = account.evolve(state, event)
    for event in (registered, below):
        place = directory.evolve(place, event)
    return account.decide(state, command, Stamp(at=INSTANT, actor=None), place)


def test_an_account_without_mail_is_an_account_of_its_directorate() -> None:
    assert decided([], COMMAND) == [AccountOpened(account=AGENT, directorate=BELOW)]


def test_it_is_opened_once() -> None:
    with pytest.raises(account.AccountTaken):
        decided([AccountOpened(account=AGENT, directorate=BELOW)], COMMAND)


def test_a_directorate_of_another_administration_is_refused() -> None:
    with pytest.raises(account.UnknownDirectorate):
        decided([], msgspec.structs.replace(COMMAND, directorate=THEIRS))


@pytest.mark.parametrize("name", [" ", "A\nB", "A\u202eB"])
def test_a_name_that_hides_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        OpenWithoutMail(account=AGENT, name=name, administration=OURS, directorate=BELOW, edition=EDITION)


def test_what_stands_for_an_address_is_none() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(sign_in_name(AGENT), Email)


def test_a_focal_point_opens_accounts_of_its_own_administration_only() -> None:
    def focal(administration: UUID | None) -> Viewer:
        return Viewer(account=THEIRS, administration=administration, roles={EDITION: frozenset({Role.FOCAL})})

    access.allow(focal(OURS), COMMAND)
    for other in (THEIRS, None):
        with pytest.raises(Forbidden):
            access.allow(focal(other), COMMAND)


def test_a_code_is_a_drawing_without_styles_or_scripts() -> None:
    picture = drawn("https://idarathon.test.invalid/fr/slip/aaaaa-bbbbb-ccccc-ddddd")
    assert (picture.startswith("<svg"), "style" in picture, "<script" in picture) == (True, False, False)
