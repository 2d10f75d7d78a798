"""Files that began to arrive before a deadline: what counts, who waits for its examination, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from events.message import Event, Stamp
from idarathon.deliverables.events import TO_PRESS
from idarathon.errors import Refusal
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import JOURNEY, refusals
from idarathon.phases.decider.journey import Journey
from idarathon.phases.decider.windows import Phases
from idarathon.phases.events import FileRef, Phase
from tests.support.given import SALT, run
from tests.support.journeys import TEAM, TINY, Team, deposited, entered, extended, held, phases
from tests.support.windows import EDITION, FACILITATOR, MINUTE, STRANGER, closes

PHASE: Phase = "pitch"
END = closes(PHASE)
GRACE = 30 * MINUTE
HERE = [was.JourneyStarted(edition=EDITION, team=TEAM), entered(PHASE)]


class Upload(Struct, frozen=True, kw_only=True):
    """What a journey sees of an upload."""

    upload: UUID | None = UUID(int=50)
    edition: UUID | None = EDITION
    team: UUID | None = TEAM
    phase: Phase = PHASE
    deliverable: str = "support"
    name: str = "pitch.pdf"
    begun_at: datetime | None = END - MINUTE
    grace: timedelta = GRACE
    file: FileRef | None = None
    finished_at: datetime | None = None
    abandoned: bool = False

    def finished(self, at: datetime | None = None) -> Upload:
        assert self.upload
        file = FileRef(upload=self.upload, sha256="ab" * 32, size=9, name=self.name, mime="application/pdf")
        return structs.replace(self, file=file, finished_at=at)


UNDER_WAY = Upload()
ARRIVED = UNDER_WAY.finished()


def deposit(*uploads: Upload, phase: Phase = PHASE, deliverable: str = "support") -> ask.Deposit:
    files = tuple(one.upload for one in uploads if one.upload)
    return ask.Deposit(
        edition=EDITION, team=TEAM, phase=phase, deliverable=deliverable, title="Pitch", files=files, lang="fr"
    )


def decide(events: list[Event], command: Any, at: datetime, *uploads: Upload, close: bool = False) -> list[Event]:
    state = phases(command.phase, close)
    return run(JOURNEY, events, command, state, Team(), *uploads, at=at, actor=FACILITATOR)


def examine(events: list[Event], at: datetime, *uploads: Upload) -> list[str]:
    ids = tuple(one.upload for one in uploads if one.upload)
    command = ask.Examine(edition=EDITION, team=TEAM, phase=PHASE, uploads=ids)
    return [type(event).__name__ for event in decide(events, command, at, *uploads, close=True)]


def test_a_deposit_holds_the_files_that_its_uploads_brought() -> None:
    (event,) = decide(HERE, deposit(ARRIVED), END - MINUTE, ARRIVED)
    assert isinstance(event, was.JourneyDeposited)
    assert (event.files, event.late, event.in_grace) == ((ARRIVED.file,), False, False)


@pytest.mark.parametrize(
    ("upload", "refusal"),
    [
        (UNDER_WAY, refusals.FileUnfinished),
        (structs.replace(ARRIVED, team=STRANGER), refusals.FileUnknown),
        (structs.replace(ARRIVED, edition=STRANGER), refusals.FileUnknown),
        (structs.replace(ARRIVED, deliverable="prototype"), refusals.FileUnknown),
        (structs.replace(ARRIVED, abandoned=True), refusals.FileUnknown),
        (structs.replace(UNDER_WAY, edition=None, team=None), refusals.FileUnknown),
    ],
)
def test_a_deposit_names_files_that_have_arrived_for_it(upload: Upload, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        decide(HERE, deposit(upload), END - MINUTE, upload)


def test_a_deliverable_of_text_takes_no_files() -> None:
    upload = structs.replace(ARRIVED, phase="inspiration", deliverable="carnet")
    here = [was.JourneyStarted(edition=EDITION, team=TEAM), entered("inspiration")]
    with pytest.raises(refusals.FilesNotTaken):
        decide(here, deposit(upload, phase="inspiration", deliverable="carnet"), END - 100 * GRACE, upload)


@pytest.mark.parametrize(
    ("begun", "at", "late", "in_grace"),
    [
        (END - MINUTE, END - TINY, False, False),
        (END - TINY, END, False, True),
        (END - TINY, END + GRACE - TINY, False, True),
        (END - TINY, END + GRACE, True, False),
        (END, END + MINUTE, True, False),
    ],
)
def test_a_file_counts_when_it_began_in_time_and_is_deposited_within_the_grace_time(
    begun: datetime, at: datetime, late: bool, in_grace: bool
) -> None:
    upload = structs.replace(ARRIVED, begun_at=begun)
    (event,) = decide(HERE, deposit(upload), at, upload)
    assert isinstance(event, was.JourneyDeposited)
    assert (event.late, event.in_grace, event.in_extension) == (late, in_grace, False)


def test_a_file_that_was_deposited_already_makes_no_new_deposit_in_time() -> None:
    (first,) = decide(HERE, deposit(ARRIVED), END - MINUTE, ARRIVED)
    (again,) = decide([*HERE, first], deposit(ARRIVED), END + MINUTE, ARRIVED)
    assert isinstance(again, was.JourneyDeposited)
    assert again.late


def test_beside_a_file_that_was_deposited_already_a_new_one_that_began_in_time_counts() -> None:
    (first,) = decide(HERE, deposit(ARRIVED), END - MINUTE, ARRIVED)
    other = structs.replace(UNDER_WAY, upload=UUID(int=51)).finished()
    (both,) = decide([*HERE, first], deposit(ARRIVED, other), END + MINUTE, ARRIVED, other)
    assert isinstance(both, was.JourneyDeposited)
    assert (both.late, both.in_grace, len(both.files)) == (False, True, 2)


@pytest.mark.parametrize(
    ("finished", "at", "late"),
    [
        (END + GRACE - TINY, END + GRACE, False),
        (END + GRACE - TINY, END + GRACE + TO_PRESS - TINY, False),
        (END + GRACE - TINY, END + GRACE + TO_PRESS, True),
        (END + GRACE, END + GRACE, True),
    ],
)
def test_who_has_a_file_here_within_the_grace_time_may_press_the_button_a_little_later(
    finished: datetime, at: datetime, late: bool
) -> None:
    upload = UNDER_WAY.finished(finished)
    (event,) = decide([*HERE, held(PHASE, "support")], deposit(upload), at, upload)
    assert isinstance(event, was.JourneyDeposited)
    assert (event.late, event.in_grace) == (late, not late)


def said(text: str, *links: str, uploads: tuple[Upload, ...] = (ARRIVED,)) -> ask.Deposit:
    return structs.replace(deposit(*uploads), text=text, links=links)


def versions(events: list[Event], command: ask.Deposit, at: datetime, *uploads: Upload) -> list[Any]:
    made: list[Any] = decide(events, command, at, *uploads)
    return [(one.text, one.links, one.late, one.in_grace, len(one.files)) for one in made]


OLD, NEW = "https://example.org/old", "https://example.org/new"


def test_what_is_written_within_the_grace_time_is_a_late_version_beside_the_file_that_counts() -> None:
    made = versions(HERE, said("Written at +29", NEW), END + MINUTE, ARRIVED)
    assert made == [("", (), False, True, 1), ("Written at +29", (NEW,), True, False, 1)]


def test_what_was_said_before_the_deadline_counts_with_the_file() -> None:
    before = decide(HERE, said("Written", OLD, uploads=()), END - MINUTE)
    assert versions([*HERE, *before], said("Written", OLD), END + MINUTE, ARRIVED) == [
        ("Written", (OLD,), False, True, 1)
    ]
    assert versions([*HERE, *before], said("Changed", OLD, NEW), END + MINUTE, ARRIVED) == [
        ("Written", (OLD,), False, True, 1),
        ("Changed", (OLD, NEW), True, False, 1),
    ]


def test_what_was_said_late_is_nothing_to_go_by() -> None:
    late = decide(HERE, said("Late", uploads=()), END + MINUTE)
    assert versions([*HERE, *late], said("Late"), END + 2 * MINUTE, ARRIVED) == [
        ("", (), False, True, 1),
        ("Late", (), True, False, 1),
    ]


def test_an_extension_makes_what_was_said_late_count() -> None:
    until = END - timedelta(days=2)  # of Prototypage: Pitch has no extension
    begun = [was.JourneyStarted(edition=EDITION, team=TEAM), entered("prototyping")]
    before = until - timedelta(days=4)
    words = structs.replace(deposit(phase="prototyping", deliverable="prototype"), text="Late")
    late = structs.replace(decide(begun, words, before)[0], late=True)
    upload = Upload(phase="prototyping", deliverable="prototype", begun_at=until - MINUTE).finished()
    command = structs.replace(words, files=(UUID(int=50),))
    events = [*begun, late, extended("prototyping", until)]
    (event,) = decide(events, command, until + MINUTE, upload, close=True)
    assert isinstance(event, was.JourneyDeposited)
    assert (event.text, event.in_grace) == ("Late", True)


# ── A newer version of what a team has passed with ──

FIRST = deposited(PHASE, "support")
PASSED: list[Event] = [
    *HERE,
    FIRST,
    was.JourneyAdvanced(edition=EDITION, team=TEAM, phase=PHASE),
    was.JourneyFinished(edition=EDITION, team=TEAM),
]
BEFORE: Phase = "prototyping"
MOVED: list[Event] = [
    was.JourneyStarted(edition=EDITION, team=TEAM),
    entered(BEFORE),
    deposited(BEFORE, "prototype"),
    was.JourneyAdvanced(edition=EDITION, team=TEAM, phase=BEFORE, to=PHASE),
    entered(PHASE),
]
NEWER = Upload(phase=BEFORE, deliverable="prototype", begun_at=closes(BEFORE) - MINUTE)


@pytest.mark.parametrize("minutes", [1, 29])
def test_a_newer_version_that_was_under_way_counts_although_the_journey_is_over(minutes: int) -> None:
    (event,) = decide(PASSED, deposit(ARRIVED), END + minutes * MINUTE, ARRIVED, close=True)
    assert isinstance(event, was.JourneyDeposited)
    assert (event.phase, event.late, event.in_grace) == (PHASE, False, True)


def test_a_newer_version_that_was_under_way_counts_although_the_team_has_gone_on() -> None:
    upload = NEWER.finished()
    command = deposit(upload, phase=BEFORE, deliverable="prototype")
    (event,) = decide(MOVED, command, closes(BEFORE) + MINUTE, upload, close=True)
    assert isinstance(event, was.JourneyDeposited)
    assert (event.phase, event.late, event.in_grace) == (BEFORE, False, True)
    assert reduce(JOURNEY.evolve, [*MOVED, event], JOURNEY.initial()).in_time == frozenset()


def test_a_newer_version_counts_until_the_grace_time_after_the_extension_that_the_team_had() -> None:
    until = closes(BEFORE) + timedelta(hours=1)
    events = [*MOVED[:2], extended(BEFORE, until), *MOVED[2:]]
    upload = structs.replace(NEWER, begun_at=until - MINUTE).finished()
    command = deposit(upload, phase=BEFORE, deliverable="prototype")
    (event,) = decide(events, command, until + MINUTE, upload, close=True)
    assert isinstance(event, was.JourneyDeposited)
    assert (event.late, event.in_grace) == (False, True)


@pytest.mark.parametrize(
    ("events", "upload", "after", "refusal"),
    [
        (PASSED, ARRIVED, GRACE, refusals.JourneyOver),
        (PASSED, structs.replace(ARRIVED, begun_at=END), MINUTE, refusals.JourneyOver),
        (PASSED, UNDER_WAY, MINUTE, refusals.FileUnfinished),
        (PASSED, structs.replace(ARRIVED, team=STRANGER), MINUTE, refusals.FileUnknown),
        (
            [*PASSED[:-1], was.JourneyWithdrawn(edition=EDITION, team=TEAM, phase=PHASE)],
            ARRIVED,
            MINUTE,
            refusals.TeamGone,
        ),
    ],
)
def test_no_other_version_comes_after_the_team_has_gone_on(
    events: list[Event], upload: Upload, after: timedelta, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        decide(events, deposit(upload), END + after, upload, close=True)


def test_without_a_new_file_nothing_comes_after_the_team_has_gone_on() -> None:
    with pytest.raises(refusals.JourneyOver):
        decide(PASSED, said("Words", uploads=()), END + MINUTE, close=True)


def test_inside_an_extension_the_deadline_is_its_end() -> None:
    until = END - timedelta(days=2)  # of Prototypage: Pitch has no extension
    here = [was.JourneyStarted(edition=EDITION, team=TEAM), entered("prototyping"), extended("prototyping", until)]
    upload = Upload(phase="prototyping", deliverable="prototype", begun_at=until - MINUTE).finished()
    command = deposit(upload, phase="prototyping", deliverable="prototype")
    (event,) = decide(here, command, until + MINUTE, upload, close=True)
    assert isinstance(event, was.JourneyDeposited)
    assert (event.late, event.in_grace, event.in_extension) == (False, True, True)


def test_a_team_whose_file_is_under_way_is_not_examined_yet() -> None:
    assert examine(HERE, END + MINUTE, UNDER_WAY) == []


def test_a_file_that_has_arrived_is_under_way_until_it_is_deposited() -> None:
    assert examine(HERE, END + MINUTE, ARRIVED) == []


@pytest.mark.parametrize(
    "upload",
    [
        structs.replace(UNDER_WAY, abandoned=True),
        structs.replace(UNDER_WAY, begun_at=END),
        structs.replace(UNDER_WAY, deliverable="test"),
        structs.replace(UNDER_WAY, phase="prototyping"),
        structs.replace(UNDER_WAY, team=STRANGER),
        structs.replace(UNDER_WAY, grace=timedelta(0)),
    ],
)
def test_nothing_else_is_waited_for(upload: Upload) -> None:
    assert examine(HERE, END + MINUTE, upload) == ["JourneyHeld"]


def test_after_the_grace_time_the_team_is_examined() -> None:
    assert examine(HERE, END + GRACE, UNDER_WAY) == ["JourneyHeld"]


def test_a_complete_team_does_not_wait_for_a_newer_version() -> None:
    assert examine([*HERE, deposited(PHASE, "support")], END, UNDER_WAY) == ["JourneyAdvanced", "JourneyFinished"]


def test_with_the_deposit_the_team_goes_on() -> None:
    (event,) = decide(HERE, deposit(ARRIVED), END + MINUTE, ARRIVED)
    assert examine([*HERE, event], END + MINUTE, ARRIVED) == ["JourneyAdvanced", "JourneyFinished"]


def test_a_team_that_is_held_stays_held() -> None:
    assert examine([*HERE, held(PHASE, "support")], END + MINUTE, UNDER_WAY) == []


# ── Whatever comes ──


class World:
    """A team before the gate of Pitch and its uploads, in whatever order things happen."""

    def __init__(self) -> None:
        self.at, self.closed = END - 3 * MINUTE, False
        self.uploads: dict[int, Upload] = {}
        self.state: Journey = reduce(JOURNEY.evolve, HERE, JOURNEY.initial())
        self.events: list[Event] = []

    def send(self, command: Any) -> None:
        named: Any = getattr(command, "files", None) or getattr(command, "uploads", ())
        known = {one.upload: one for one in self.uploads.values()}
        context = [known.get(one, Upload(upload=None, edition=None, team=None)) for one in named]
        program: Phases = phases(PHASE, self.closed)
        stamp = Stamp(at=self.at, actor=FACILITATOR, salt=SALT)
        try:
            new = JOURNEY.decide(self.state, command, stamp, program, Team(), *context)
        except Refusal:
            return
        self.check(command, new)
        self.events += new
        self.state = reduce(JOURNEY.evolve, new, self.state)

    def check(self, command: Any, new: list[Event]) -> None:
        moves = (was.JourneyAdvanced, was.JourneyHeld, was.JourneyFinished)
        for kind in moves:
            assert sum(isinstance(one, kind) for one in [*self.events, *new]) <= 1, "nothing moves twice"
        if isinstance(command, ask.Examine) and self.state.status == "in":
            pending = [one for one in self.uploads.values() if not one.abandoned and one.upload not in self.state.used]
            waits = any(one.begun_at < END and self.at < END + GRACE for one in pending if one.begun_at)
            assert bool(new) == (bool(self.state.in_time) or not waits), "it waits while it may, and no longer"
        for one in new:
            if isinstance(one, was.JourneyDeposited) and not one.late and self.at >= END:
                assert self.at < END + GRACE + TO_PRESS
                assert one.in_grace

    def do(self, what: str, number: int) -> None:
        if what == "pass":
            self.at += number * 7 * MINUTE
        self.at += TINY
        upload = self.uploads.get(number)
        if what == "begin" and upload is None:
            self.uploads[number] = Upload(upload=UUID(int=50 + number), begun_at=self.at)
        elif what == "finish" and upload and not upload.abandoned:
            self.uploads[number] = upload.finished(upload.finished_at or self.at)
        elif what == "abandon" and upload and upload.upload not in self.state.used:
            self.uploads[number] = structs.replace(upload, abandoned=True)
        elif what == "deposit" and upload:
            self.send(deposit(upload))
        self.closed = self.closed or self.at >= END
        if what == "examine" or self.closed:
            ids = tuple(one.upload for one in self.uploads.values() if one.upload)
            self.send(ask.Examine(edition=EDITION, team=TEAM, phase=PHASE, uploads=ids))


ACTS = st.tuples(st.sampled_from(["pass", "begin", "finish", "abandon", "deposit", "examine"]), st.integers(0, 3))


@given(acts=st.lists(ACTS, min_size=5, max_size=40))
@settings(max_examples=400, deadline=None)
def test_nothing_moves_twice_and_nobody_waits_for_ever(acts: list[tuple[str, int]]) -> None:
    world = World()
    for what, number in acts:
        world.do(what, number)
    world.at = max(world.at, END + GRACE)
    world.do("examine", 0)
    assert world.state.status in ("held", "finished")
