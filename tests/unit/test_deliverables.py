"""An upload: begun, finished or abandoned; what is refused; and what a file is called."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from msgspec import Struct, structs

from events.message import Event
from idarathon.deliverables import commands as ask
from idarathon.deliverables import decider
from idarathon.deliverables.commands import kind_of, safe_name
from idarathon.deliverables.events import LIMITS, MB, UploadAbandoned, UploadBegun, UploadFinished
from idarathon.errors import NotFound, Refusal
from idarathon.phases.events import Phase
from tests.support.given import NOON, run
from tests.support.journeys import Team, phases

EDITION, TEAM, UPLOAD, OTHER = UUID(int=1), UUID(int=7), UUID(int=50), UUID(int=51)


class Edition(Struct, frozen=True):
    exists: bool = True
    grace_minutes: int = 45


class Journey(Struct, frozen=True):
    exists: bool = True
    used: frozenset[UUID] = frozenset()
    open: frozenset[tuple[Phase, str]] = frozenset({("pitch", "support"), ("prototyping", "test")})

    def opens(self, phase: Phase, deliverable: str) -> bool:
        return (phase, deliverable) in self.open


def begin(**changed: Any) -> ask.Begin:
    command = ask.Begin(
        edition=EDITION,
        team=TEAM,
        upload=UPLOAD,
        phase="pitch",
        deliverable="support",
        name="../Pitch final.pdf",
        size=3 * MB,
    )
    return structs.replace(command, **changed)


def begun(**changed: Any) -> UploadBegun:
    event = UploadBegun(
        edition=EDITION,
        team=TEAM,
        upload=UPLOAD,
        phase="pitch",
        deliverable="support",
        name="Pitch final.pdf",
        size=3 * MB,
        kind="deck",
        grace=45,
        begun_at=NOON,
    )
    return structs.replace(event, **changed)


IDS: dict[str, Any] = {"edition": EDITION, "team": TEAM, "upload": UPLOAD}
FINISH = ask.Finish(**IDS, sha256="ab" * 32, size=3 * MB, mime="application/pdf")
FINISHED = UploadFinished(**IDS, sha256="ab" * 32, size=3 * MB, mime="application/pdf", finished_at=NOON)
ABANDONED = UploadAbandoned(**IDS, phase="pitch", deliverable="support")


def decide(
    events: list[Event],
    command: Any,
    *,
    edition: Edition | None = None,
    team: Team | None = None,
    journey: Journey | None = None,
) -> list[Event]:
    about = (edition or Edition(), phases("pitch"), team or Team(), journey or Journey())
    return run(decider, events, command, *about)


def test_an_upload_begins_at_the_servers_time_with_the_grace_of_its_edition() -> None:
    assert decide([], begin()) == [begun()]


def test_an_upload_begins_once() -> None:
    with pytest.raises(decider.UploadTaken):
        decide([begun()], begin())


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"deliverable": "autre"}, NotFound),
        ({"phase": "ideation", "deliverable": "idee"}, decider.FilesNotTaken),
        ({"phase": "prototyping", "deliverable": "prototype"}, decider.UploadNotOpen),
        ({"name": "virus.exe"}, decider.FileTypeRefused),
        ({"name": "sans-terminaison"}, decider.FileTypeRefused),
        ({"size": LIMITS["deck"] + 1}, decider.FileTooLarge),
        ({"name": "film.mp4", "size": LIMITS["video"] + 1}, decider.FileTooLarge),
        ({"edition": OTHER}, NotFound),
    ],
)
def test_what_does_not_begin(changed: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        decide([], begin(**changed))


def test_a_team_that_withdrew_sends_nothing() -> None:
    with pytest.raises(decider.UploadNotOpen):
        decide([], begin(), team=Team(withdrawn=True))


def test_an_upload_finishes_with_what_was_found() -> None:
    assert decide([begun()], FINISH) == [FINISHED]


def test_an_upload_finishes_once() -> None:
    assert decide([begun(), FINISHED], FINISH) == []


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"mime": "application/zip"}, decider.FileTypeRefused),
        ({"mime": "application/x-executable"}, decider.FileTypeRefused),
        ({"size": 3 * MB + 1}, decider.FileTooLarge),
        ({"team": OTHER}, NotFound),
    ],
)
def test_an_upload_finishes_as_what_it_was_announced(changed: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        decide([begun()], structs.replace(FINISH, **changed))


@pytest.mark.parametrize("events", [[begun(), ABANDONED], [begun(), FINISHED]])
def test_what_has_ended_takes_no_other_end(events: list[Event]) -> None:
    with pytest.raises(decider.UploadOver):
        decide(events, structs.replace(FINISH, sha256="cd" * 32))


@pytest.mark.parametrize("events", [[begun()], [begun(), FINISHED]])
def test_an_upload_that_was_not_deposited_may_be_abandoned(events: list[Event]) -> None:
    assert decide(events, ask.Abandon(**IDS)) == [ABANDONED]


def test_an_upload_is_abandoned_once() -> None:
    assert decide([begun(), ABANDONED], ask.Abandon(**IDS)) == []


def test_a_deposited_file_stays() -> None:
    with pytest.raises(decider.UploadDeposited):
        decide([begun(), FINISHED], ask.Abandon(**IDS), journey=Journey(used=frozenset({UPLOAD})))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Pitch final.pdf", "Pitch final.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\pitch.pdf", "pitch.pdf"),
        ("..", "file"),
        ("", "file"),
        (".pdf", "pdf"),
        ("pitch\r\nSet-Cookie: x.pdf", "pitchSet-Cookie_ x.pdf"),
        ("pitch\u202efdp.exe", "pitchfdp.exe"),
        ("عرض\u200f نهائي.pdf", "عرض نهائي.pdf"),
        ("a" * 5_000 + ".pdf", "a" * 116 + ".pdf"),
        ("é" * 5_000, "é" * 120),
        ("nul\0.pdf", "nul.pdf"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_a_file_has_one_plain_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.PDF", "deck"), ("a.tar.zip", "archive"), ("a.docx", "document"), ("a.mp4", "video"), ("a", None), ("", None)],
)
def test_the_ending_announces_the_kind(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind
