"""Consent: to a text of a known version, taken back as easily as it was given."""

from __future__ import annotations

from uuid import UUID

import pytest

from idarathon import access
from idarathon.errors import Forbidden
from idarathon.people import commands as ask
from idarathon.people import decider
from idarathon.people import events as was
from idarathon.viewer import Viewer
from tests.support.given import run
from web import consents

WHO = UUID(int=1)
OPENED = was.AccountOpened(account=WHO)
PART = was.Consented(account=WHO, purpose="part", version=was.TERMS)
PHOTO = was.Consented(account=WHO, purpose="photo", version=was.TERMS)


def sent(*given: was.Consent, version: int = was.TERMS) -> ask.SetConsents:
    return ask.SetConsents(account=WHO, version=version, given=given)


def test_what_is_ticked_is_agreed_to_once() -> None:
    assert run(decider, [OPENED], sent("part", "photo")) == [PART, PHOTO]
    assert run(decider, [OPENED, PART, PHOTO], sent("part", "photo")) == []


def test_what_is_not_ticked_any_more_is_withdrawn() -> None:
    gone = was.ConsentWithdrawn(account=WHO, purpose="photo")
    assert run(decider, [OPENED, PART, PHOTO], sent("part")) == [gone]
    assert run(decider, [OPENED, PART, PHOTO, gone], sent("part")) == []


def test_a_new_version_is_agreed_to_anew() -> None:
    old = was.Consented(account=WHO, purpose="part", version=was.TERMS - 1)
    assert run(decider, [OPENED, old], sent("part")) == [PART]


def test_a_text_that_was_not_shown_is_not_agreed_to() -> None:
    with pytest.raises(decider.OtherTerms):
        run(decider, [OPENED], sent("part", version=was.TERMS + 1))


def test_nobody_takes_part_without_the_first_one() -> None:
    with pytest.raises(decider.PartNeeded):
        run(decider, [OPENED], sent("photo"))


def test_nobody_agrees_for_others() -> None:
    access.allow(Viewer(account=WHO), sent("part"))
    with pytest.raises(Forbidden):
        access.allow(Viewer(account=UUID(int=9), admin=True), sent("part"))


def test_a_changed_text_is_a_new_version() -> None:
    assert consents.DIGESTS[was.TERMS] == consents.digest(), "count TERMS up, and add this digest to DIGESTS"
    assert max(consents.DIGESTS) == was.TERMS
