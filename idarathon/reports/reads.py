"""The report of an edition: all of it for who watches it, a summary without small numbers' stories for everyone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events.message import Instant
from events.reading import Reader
from events.sql import beside
from idarathon.editions.events import Lang, Text, text, text_or_none
from idarathon.phases.events import Phase
from idarathon.viewer import Viewer

SQL = beside(__file__)
FEW = 3  # opinions below which nobody reads their mean: fewer tell whose they are
T = TypeVar("T", bound=Struct)


class People(Struct, frozen=True, kw_only=True):
    """Who took part. ``participants``: people of teams that set out."""

    participants: int
    administrations: int
    directorates: int
    regions: int
    teams: int
    withdrawn: int
    challenges: int
    facilitators: int
    mentors: int
    jurors: int


class Origin(Struct, frozen=True, kw_only=True):
    """An administration and its participants."""

    name: Text
    people: int
    teams: int
    directorates: int


class Held(Struct, frozen=True, kw_only=True):
    """A session of the programme. ``held``: it is over; ``attended``: its attendance was taken, without which it is not
    counted; ``average``: of 1 to 5; None without opinions."""

    session: UUID
    kind: Literal["webinar", "workshop"]
    phase: Phase
    title: Text
    starts_at: datetime
    status: str
    held: bool
    attended: bool
    registered: int
    present: int
    ratings: int
    average: float | None


class Sessions(Struct, frozen=True, kw_only=True):
    """The programme as it took place: ``webinars`` and ``workshops`` that are over and whose attendance was taken.
    ``presences``: one for each person at each session; ``people``: who came once."""

    webinars: int
    workshops: int
    cancelled: int
    presences: int
    people: int
    ratings: int
    average: float | None


class Score(Struct, frozen=True, kw_only=True):
    """How often a score was given."""

    score: int
    times: int


class Coaching(Struct, frozen=True, kw_only=True):
    """How teams were accompanied. ``hours``: the usual (median) time until a request for help was answered."""

    notes: int
    shared: int
    noted_teams: int
    accompanied: int
    asked: int
    answered: int
    hours: float | None


class Deposits(Struct, frozen=True, kw_only=True):
    """What was handed in during a phase."""

    phase: Phase
    deposits: int
    in_time: int
    in_grace: int
    in_extension: int
    late: int


class Gate(Struct, frozen=True, kw_only=True):
    """How many teams were in a phase and how they left it; ``typical_at``: when half of those that passed had."""

    phase: Phase
    opened_at: datetime | None
    closed_at: datetime | None
    entered: int
    complete: int
    conditional: int
    override: int
    withdrawn: int
    still_there: int
    typical_at: datetime | None

    @property
    def passed(self) -> int:
        return self.complete + self.conditional + self.override


class TeamLine(Struct, frozen=True, kw_only=True):
    """A team that set out. ``passed``: when it passed which gate."""

    slug: str
    name: str
    lang: Lang
    withdrawn_at: datetime | None
    challenge_title: Text | None
    members: int
    status: str | None
    passed: dict[str, Instant]
    in_time: int
    late: int
    notes: int
    sessions: int
    prize: Text | None


class Laurel(Struct, frozen=True, kw_only=True):
    """A revealed prize; without teams it was not awarded."""

    rank: int
    name: Text
    teams: list[str]


class Bank(Struct, frozen=True, kw_only=True):
    """What the edition left to the bank, and what is used of it."""

    entries: int
    reuses: int


class Report(Struct, frozen=True, kw_only=True):
    """The report. ``whole``: who looks watches the edition; else ``origins``, ``held``, ``scores`` and ``teams`` are
    empty, and coaching is None. A mean of few opinions is None for everybody."""

    whole: bool
    people: People
    origins: list[Origin]
    sessions: Sessions
    held: list[Held]
    scores: list[Score]
    coaching: Coaching | None
    deposits: list[Deposits]
    gates: list[Gate]
    teams: list[TeamLine]
    prizes: list[Laurel]
    bank: Bank


async def report(db: Reader, viewer: Viewer, edition: UUID, now: datetime) -> Report:
    """The report of an edition that the viewer may see; the caller has asked whether it may."""
    whole = viewer.watches(edition)
    held = [_held(row) for row in await db.fetch(SQL["list_sessions"], edition, now)]
    came = await db.fetchval(SQL["count_present"], edition)
    prizes = await db.fetch(SQL["list_prizes"], edition)
    gates = await _rows(db, Gate, "list_gates", edition)
    deposits = await _rows(db, Deposits, "list_deposits", edition)
    return Report(
        whole=whole,
        people=People(**await db.fetchrow(SQL["count_people"], edition)),
        origins=await _origins(db, edition) if whole else [],
        sessions=_sessions(held, came),
        held=[_discreet(one) for one in held] if whole else [],
        scores=await _rows(db, Score, "list_scores", edition) if whole and _rated(held) >= FEW else [],
        coaching=Coaching(**await db.fetchrow(SQL["count_coaching"], edition)) if whole else None,
        deposits=deposits,
        gates=gates,
        teams=await _teams(db, edition, now) if whole else [],
        prizes=[Laurel(rank=row["rank"], name=text(row["name"]), teams=list(row["teams"])) for row in prizes],
        bank=Bank(**await db.fetchrow(SQL["count_bank"], edition)),
    )


async def _rows(db: Reader, kind: type[T], statement: str, edition: UUID) -> list[T]:
    return [kind(**row) for row in await db.fetch(SQL[statement], edition)]


async def _origins(db: Reader, edition: UUID) -> list[Origin]:
    rows = await db.fetch(SQL["list_administrations"], edition)
    return [Origin(**{**row, "name": text(row["name"])}) for row in rows]


def _held(row: Any) -> Held:
    return Held(**{**row, "title": text(row["title"])})


def _discreet(one: Held) -> Held:
    return one if one.ratings >= FEW else replace(one, average=None)


def _rated(held: list[Held]) -> int:
    return sum(one.ratings for one in held)


def _sessions(held: list[Held], came: int) -> Sessions:
    done = [one for one in held if one.held and one.attended]
    ratings = _rated(held)
    total = sum(one.ratings * (one.average or 0) for one in held)
    return Sessions(
        webinars=sum(one.kind == "webinar" for one in done),
        workshops=sum(one.kind == "workshop" for one in done),
        cancelled=sum(one.status == "cancelled" for one in held),
        presences=sum(one.present for one in held),
        people=came,
        ratings=ratings,
        average=total / ratings if ratings >= FEW else None,
    )


async def _teams(db: Reader, edition: UUID, now: datetime) -> list[TeamLine]:
    return [_team(row) for row in await db.fetch(SQL["list_teams"], edition, now)]


def _team(row: Any) -> TeamLine:
    names = {key: text_or_none(row[key]) for key in ("challenge_title", "prize")}
    passed = msgspec.json.decode(row["passed"] or "{}", type=dict[str, Instant])
    return TeamLine(**{**row, **names, "passed": passed})
