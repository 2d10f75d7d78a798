"""What a clone takes from an edition, and how far it has come. Never teams, applications, mentors, jurors, deposits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Literal
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events.message import Command
from events.reading import Reader
from idarathon.calendar.commands import DraftSession
from idarathon.calendar.events import Audience, Kind
from idarathon.challenges.commands import Draft
from idarathon.editions.commands import GrantRole
from idarathon.editions.events import Settings, Stage, Text, later
from idarathon.editions.reads import SQL
from idarathon.jury.commands import SetRubric, WantedCriterion
from idarathon.phases.commands import Plan, SetGate, Slot, WantedRequirement
from idarathon.phases.events import Mode, Phase
from idarathon.prizes.commands import Define
from idarathon.viewer import Role, Viewer

CONSUMER = "clone-edition"
Part = Literal["facilitators", "phases", "challenges", "sessions", "rubric", "prizes"]


class SourceItem(Struct, frozen=True, kw_only=True):
    """An item of its checklists."""

    stage: Stage
    item: str
    due: date | None
    required: bool


class SourceGate(Struct, frozen=True, kw_only=True):
    """What one of its phases asks for."""

    phase: Phase
    mode: Mode
    requires: tuple[WantedRequirement, ...]


class SourceChallenge(Struct, frozen=True, kw_only=True):
    """A challenge, without its owner."""

    challenge: UUID
    slug: str
    title: Text
    question: Text
    context: Text | None
    expected: Text | None
    resources: Text | None
    department: UUID | None


class SourceSession(Struct, frozen=True, kw_only=True):
    """A session, without its speaker, its link, and who was asked. ``facilitator``: if the account is open."""

    session: UUID
    kind: Kind
    phase: Phase
    title: Text
    about: Text | None
    starts: str
    ends: str
    room: str | None
    facilitator: UUID | None
    capacity: int | None
    audience: Audience


class SourcePrize(Struct, frozen=True, kw_only=True):
    """A prize, without who got it."""

    prize: UUID
    rank: int
    name: Text
    amount: int | None


class SourceFacilitator(Struct, frozen=True, kw_only=True):
    """Who ran it. ``name`` is None when it was erased."""

    account: UUID
    name: str | None


class Source(Struct, frozen=True, kw_only=True):
    """All that a clone takes from an edition."""

    edition: UUID
    slug: str
    name: Text
    tagline: Text | None
    settings: Settings
    items: list[SourceItem]
    windows: tuple[Slot, ...]
    gates: list[SourceGate]
    challenges: list[SourceChallenge]
    sessions: list[SourceSession]
    criteria: tuple[WantedCriterion, ...]
    prizes: list[SourcePrize]
    facilitators: list[SourceFacilitator]

    @property
    def walls(self) -> list[str]:
        """When its phases open and close."""
        return [wall for one in self.windows for wall in (one.opens, one.closes)]

    def moved(self, days: int) -> Source:
        """The same, some whole days later: wall times stay. Raises ValueError or OverflowError beyond the calendar."""
        windows = [replace(one, opens=later(one.opens, days), closes=later(one.closes, days)) for one in self.windows]
        sessions = [replace(one, starts=later(one.starts, days), ends=later(one.ends, days)) for one in self.sessions]
        due = [date.fromisoformat(later(one.due.isoformat(), days)) if one.due else None for one in self.items]
        items = [replace(one, due=day) for one, day in zip(self.items, due, strict=True)]
        return replace(self, windows=tuple(windows), sessions=sessions, items=items)


class Progress(Struct, frozen=True):
    """How much of one part has been taken over."""

    part: Part
    done: int
    total: int

    @property
    def missing(self) -> int:
        return max(0, self.total - self.done)


class Cloning(Struct, frozen=True, kw_only=True):
    """How far a clone has come. ``failed``: it was given up after some attempts."""

    parts: list[Progress]
    finished: bool
    failed: bool


async def source_of(db: Reader, edition: UUID) -> Source | None:
    """For the platform itself. Pages ask ``source``."""
    text = await db.fetchval(SQL["find_source"], edition)
    return msgspec.json.decode(text, type=Source) if text else None


async def source(db: Reader, viewer: Viewer, edition: UUID) -> Source | None:
    """What a clone would take, for an admin."""
    return await source_of(db, edition) if viewer.admin else None


def copies(found: Source, edition: UUID, days: int) -> Iterator[tuple[str, Command]]:
    """The commands that make a clone of what was read, with a key for each; ids follow from the clone's own."""
    moved = found.moved(days)
    return chain(_people(moved, edition), _phases(moved, edition), _drafts(moved, edition), _jury(moved, edition))


def copy_id(edition: UUID, original: UUID) -> UUID:
    """The id of what a clone has for something of its source."""
    return uuid5(edition, str(original))


def _people(moved: Source, edition: UUID) -> Iterator[tuple[str, Command]]:
    for one in moved.facilitators:
        yield f"facilitator:{one.account}", GrantRole(edition=edition, account=one.account, role=Role.FACILITATOR)


def _phases(moved: Source, edition: UUID) -> Iterator[tuple[str, Command]]:
    if moved.windows:
        yield "phases", Plan(edition=edition, windows=moved.windows)
    for gate in moved.gates:
        yield f"gate:{gate.phase}", SetGate(edition=edition, phase=gate.phase, requires=gate.requires, mode=gate.mode)


def _drafts(moved: Source, edition: UUID) -> Iterator[tuple[str, Command]]:
    for one in moved.challenges:
        fields = {name: getattr(one, name) for name in one.__struct_fields__ if name != "challenge"}
        yield (
            f"challenge:{one.challenge}",
            Draft(edition=edition, challenge=copy_id(edition, one.challenge), **fields),
        )
    for session in moved.sessions:
        fields = {name: getattr(session, name) for name in session.__struct_fields__ if name != "session"}
        yield (
            f"session:{session.session}",
            DraftSession(edition=edition, session=copy_id(edition, session.session), **fields),
        )


def _jury(moved: Source, edition: UUID) -> Iterator[tuple[str, Command]]:
    if moved.criteria:
        yield "rubric", SetRubric(edition=edition, criteria=moved.criteria)
    for one in moved.prizes:
        prize = copy_id(edition, one.prize)
        yield (
            f"prize:{one.prize}",
            Define(edition=edition, prize=prize, rank=one.rank, name=one.name, amount=one.amount),
        )


async def cloning(db: Reader, viewer: Viewer, edition: UUID) -> Cloning | None:
    """How far a clone has come, for who runs it; None for an edition that is none."""
    row = await db.fetchrow(SQL["find_clone"], edition, CONSUMER) if viewer.runs(edition) else None
    found = await source_of(db, row["source"]) if row else None
    if row is None or found is None:
        return None
    challenges = [copy_id(edition, one.challenge) for one in found.challenges]
    sessions = [copy_id(edition, one.session) for one in found.sessions]
    prizes = [copy_id(edition, one.prize) for one in found.prizes]
    people = [one.account for one in found.facilitators]
    done = await db.fetchrow(SQL["count_copies"], edition, challenges, sessions, prizes, people)
    totals: dict[Part, int] = {
        "facilitators": len(people),
        "phases": len(found.windows),
        "challenges": len(challenges),
        "sessions": len(sessions),
        "rubric": len(found.criteria),
        "prizes": len(prizes),
    }
    parts = [Progress(part, done[part], total) for part, total in totals.items() if total]
    return Cloning(parts=parts, finished=row["outcome"] not in (None, "parked"), failed=row["outcome"] == "parked")
