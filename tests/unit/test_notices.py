"""An inbox: told once, read for good, and by its owner alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from idarathon import access
from idarathon.editions import decider as edition
from idarathon.editions.events import EditionCreated, Settings, Text
from idarathon.errors import Forbidden, NotFound
from idarathon.notices import decider
from idarathon.notices.commands import Announce, Read, Tell
from idarathon.notices.events import KINDS, AnnouncementMade, NoticesRead, NoticeTold, notice_id
from idarathon.notices.reactions import SEVERAL, TOLD
from idarathon.people import decider as people
from idarathon.people.events import AccountClosed, AccountOpened
from idarathon.teams import decider as team
from idarathon.teams.events import TeamRegistered
from idarathon.viewer import Viewer
from tests.support.given import fold, run
from web.notices import SENTENCES

ME, ONE, TWO, E = (uuid4() for _ in range(4))
OPEN = fold(people, AccountOpened(account=ME))


def told(notice: UUID) -> NoticeTold:
    return NoticeTold(accounts=(ME,), notice=notice, kind="held", about=E, facts={"phase": "pitch"})


def tell(notice: UUID) -> Tell:
    return Tell(accounts=(ME,), notice=notice, kind="held", about=E, facts={"phase": "pitch"})


def read(up_to: int) -> Read:
    return Read(account=ME, up_to=up_to)


def test_a_person_is_told() -> None:
    assert run(decider, [], tell(ONE), OPEN) == [told(ONE)]


def test_nobody_is_told_twice() -> None:
    assert run(decider, [told(ONE)], tell(ONE), OPEN) == []


def test_a_closed_account_is_told_nothing() -> None:
    closed = fold(people, AccountOpened(account=ME), AccountClosed(account=ME))
    assert run(decider, [], tell(ONE), closed) == []


def test_the_others_are_told_beside_a_closed_account() -> None:
    closed = fold(people, AccountOpened(account=TWO), AccountClosed(account=TWO))
    both = Tell(accounts=(TWO, ME), notice=ONE, kind="held", about=E, facts={"phase": "pitch"})
    assert run(decider, [], both, closed, OPEN) == [told(ONE)]


def test_notices_are_read_up_to_a_position() -> None:
    assert run(decider, [], read(7), OPEN) == [NoticesRead(account=ME, up_to=7)]


def test_what_is_read_is_not_read_again() -> None:
    assert run(decider, [NoticesRead(account=ME, up_to=7)], read(6), OPEN) == []


def test_a_notice_has_the_same_id_in_every_run() -> None:
    assert notice_id(ME, "journey-x", 3) == notice_id(ME, "journey-x", 3) != notice_id(ME, "journey-x", 4)


def test_everybody_reads_the_own_inbox() -> None:
    access.allow(Viewer(account=ME), read(1))
    with pytest.raises(Forbidden):
        access.allow(Viewer(account=TWO, admin=True), read(1))


def test_every_kind_is_told_of_and_has_its_words() -> None:
    assert {row.kind for row in (*TOLD.values(), *SEVERAL)} == set(KINDS)
    assert {key.split("?")[0] for key in SENTENCES} == set(KINDS)


TITLE, BODY = Text(fr="Salle changée"), Text(fr="Rendez-vous en salle B.")
EDITION = fold(edition, EditionCreated(edition=E, slug="une", name=TITLE, settings=Settings(organiser=ONE)))
TEAM = fold(team, TeamRegistered(edition=E, team=ONE, name="Ibn Sina", slug="ibn-sina", lang="fr"))


def announce(**to: Any) -> Announce:
    return Announce(edition=E, announcement=TWO, title=TITLE, body=BODY, **to)


def made(**to: Any) -> AnnouncementMade:
    return AnnouncementMade(announcement=TWO, about=E, title=TITLE, body=BODY, **to)


def test_an_announcement_to_everybody() -> None:
    assert run(decider, [], announce(), EDITION) == [made()]


def test_an_announcement_to_one_team() -> None:
    assert run(decider, [], announce(team=ONE), EDITION, TEAM) == [made(team=ONE)]


def test_an_announcement_is_made_once() -> None:
    assert run(decider, [made()], announce(), EDITION) == []


def test_no_announcement_to_a_team_of_another_edition() -> None:
    theirs = fold(team, TeamRegistered(edition=TWO, team=ONE, name="Ibn Sina", slug="ibn-sina", lang="fr"))
    with pytest.raises(NotFound):
        run(decider, [], announce(team=ONE), EDITION, theirs)


def test_no_announcement_to_a_phase_and_a_team() -> None:
    with pytest.raises(decider.TwoAudiences):
        run(decider, [], announce(team=ONE, phase="pitch"), EDITION, TEAM)


def test_no_announcement_in_an_edition_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        run(decider, [], announce(), edition.initial())
