"""The organigram: nothing is registered twice."""

from __future__ import annotations

from uuid import uuid4

import msgspec
import pytest

from idarathon.directory import decider
from idarathon.directory.commands import RegisterAdministration, RegisterDirectorate
from idarathon.directory.events import AdministrationRegistered, DirectorateRegistered
from idarathon.editions.events import Text
from idarathon.errors import NotFound
from tests.support.given import run

A, D = uuid4(), uuid4()
NAME = Text(fr="Ministère de la Santé", ar="وزارة الصحة")
REGISTERED = AdministrationRegistered(administration=A, name=NAME, kind="ministry")
DIRECTORATE = DirectorateRegistered(administration=A, directorate=D, name=NAME, region="Rabat-Salé-Kénitra")


def test_an_administration_is_registered() -> None:
    command = RegisterAdministration(administration=A, name=NAME, kind="ministry")
    assert run(decider, [], command) == [REGISTERED]
    assert decider.stream(command) == f"administration-{A}"


def test_an_administration_is_not_registered_twice() -> None:
    with pytest.raises(decider.AdministrationTaken):
        run(decider, [REGISTERED], RegisterAdministration(administration=A, name=NAME))


def test_a_directorate_is_registered_under_its_administration() -> None:
    command = RegisterDirectorate(administration=A, directorate=D, name=NAME, region="Rabat-Salé-Kénitra")
    assert run(decider, [REGISTERED], command) == [DIRECTORATE]


def test_a_directorate_needs_its_administration() -> None:
    with pytest.raises(NotFound):
        run(decider, [], RegisterDirectorate(administration=A, directorate=D, name=NAME, region="Oriental"))


def test_a_directorate_is_not_registered_twice() -> None:
    with pytest.raises(decider.DirectorateTaken):
        command = RegisterDirectorate(administration=A, directorate=D, name=NAME, region="Oriental")
        run(decider, [REGISTERED, DIRECTORATE], command)


def test_a_name_has_a_limit() -> None:
    body = {"administration": str(A), "name": {"fr": "x" * 301}}
    with pytest.raises(msgspec.ValidationError, match="at most 300"):
        msgspec.convert(body, RegisterAdministration)
