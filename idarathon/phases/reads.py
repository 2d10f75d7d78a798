"""What pages, the clock and the reactions ask of phases and journeys. ``now`` is the clock's, never the database's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any, Literal, TypeVar
from uuid import UUID

import holidays
import msgspec
from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.editions.events import Text
from idarathon.phases.commands import Fate, fate, shifted
from idarathon.phases.events import Kinds, Mode, Phase, Requirement, Window
from idarathon.viewer import Role, Viewer

SQL = beside(__file__)
T = TypeVar("T", bound=Struct)
START = UUID(int=0)  # before every id
Status = Literal["in", "waiting", "held", "finished", "withdrawn"]
# Where a team stands, in the words shown everywhere; the worst first.
Word = Literal["held", "urgent", "watch", "extended", "in_progress", "up_to_date", "withdrawn"]


# ── The clock and the reactions ──


class Due(Struct, frozen=True, kw_only=True):
    """Something that the clock has to see to. ``key`` and ``instant`` together name it for good."""

    key: str
    instant: datetime
    edition: UUID
    phase: Phase
    team: UUID | None = None


async def due_openings(db: Reader, now: datetime) -> list[Due]:
    """Phases to open, oldest first. After an outage each may need the closing of the one before."""
    return [_phase_due(row) for row in await db.fetch(SQL["due_openings"], now)]


async def due_closings(db: Reader, now: datetime) -> list[Due]:
    """Phases to close, oldest first. After an outage each may need its own opening before."""
    return [_phase_due(row) for row in await db.fetch(SQL["due_closings"], now)]


async def due_extensions(db: Reader, now: datetime) -> list[Due]:
    """At most 500 extensions to end, oldest first."""
    rows = await db.fetch(SQL["due_extensions"], now)
    return [
        Due(key=str(row["team"]), instant=row["instant"], edition=row["edition"], phase=row["phase"], team=row["team"])
        for row in rows
    ]


def _phase_due(row: Any) -> Due:
    key = f"{row['edition']}:{row['phase']}"
    return Due(key=key, instant=row["instant"], edition=row["edition"], phase=row["phase"])


async def next_opening(db: Reader, now: datetime) -> datetime | None:
    """The first opening after ``now``."""
    return _instant(await db.fetchval(SQL["next_opening"], now))


async def next_closing(db: Reader, now: datetime) -> datetime | None:
    """The first closing after ``now``."""
    return _instant(await db.fetchval(SQL["next_closing"], now))


async def next_extension(db: Reader, now: datetime) -> datetime | None:
    """The first end of an extension after ``now``."""
    return _instant(await db.fetchval(SQL["next_extension"], now))


async def next_due(db: Reader, now: datetime) -> datetime | None:
    """The first instant after ``now`` at which a phase or an extension needs the clock."""
    instants = [await next_opening(db, now), await next_closing(db, now), await next_extension(db, now)]
    return min((instant for instant in instants if instant), default=None)


def _instant(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None


async def due_examinations(
    db: Reader, edition: UUID, phase: Phase, after: UUID = START, limit: int = 500
) -> list[UUID]:
    """Teams before the gate of the phase, by id."""
    return [row["team"] for row in await db.fetch(SQL["due_examinations"], edition, phase, after, limit)]


async def due_entries(db: Reader, edition: UUID, phase: Phase, after: UUID = START, limit: int = 500) -> list[UUID]:
    """Teams that wait for the phase, by id."""
    return [row["team"] for row in await db.fetch(SQL["due_entries"], edition, phase, after, limit)]


async def due_starts(db: Reader, edition: UUID, after: UUID = START, limit: int = 500) -> list[UUID]:
    """Confirmed teams whose journey has not started, by id."""
    return [row["team"] for row in await db.fetch(SQL["due_starts"], edition, after, limit)]


async def phase_closed(db: Reader, edition: UUID, phase: Phase) -> bool:
    """Whether the phase has closed."""
    return bool(await db.fetchval(SQL["phase_closed"], edition, phase))


# ── The programme ──


class PhaseWindow(Struct, frozen=True, kw_only=True):
    """A phase of an edition. ``ends_at``: what deadlines go by, earlier than planned after an early closing."""

    window: Window
    ends_at: datetime
    mode: Mode
    requires: tuple[Requirement, ...]
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    closed_early: bool = False

    @property
    def phase(self) -> Phase:
        """Which of the five."""
        return self.window.phase


async def windows(db: Reader, edition: UUID) -> list[PhaseWindow]:
    """The five phases of an edition, in order; none when they are not planned."""
    return [_phase_window(row) for row in await db.fetch(SQL["windows"], edition)]


async def phases_version(db: Reader, edition: UUID) -> int:
    """The version of the edition's phases, for ``expected_version``."""
    return int(await db.fetchval(SQL["phases_version"], str(edition)))


def _phase_window(row: Any) -> PhaseWindow:
    return PhaseWindow(
        window=Window(
            phase=row["phase"],
            opens_at=row["opens_at"],
            closes_at=row["closes_at"],
            opens_wall=row["opens_wall"],
            closes_wall=row["closes_wall"],
            zone=row["zone"],
        ),
        ends_at=row["ends_at"],
        mode=row["mode"],
        requires=msgspec.json.decode(row["requires"], type=tuple[Requirement, ...]),
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        closed_early=row["closed_early"],
    )


class Moved(Struct, frozen=True, kw_only=True):
    """One opening or closing that a shift moves, in wall time."""

    phase: Phase
    edge: Literal["opens", "closes"]
    before: str
    after: str


def shift_preview(phases: Iterable[PhaseWindow], after: date, days: int, now: datetime) -> list[Moved]:
    """What a shift would move. Raises ValueError when it leads to a wall time that does not exist."""
    old = {one.phase: one.window for one in phases if one.closed_at is None}
    pairs = [(old[new.phase], new) for new in shifted(old.values(), after, days, now)]
    edges = [
        (new.phase, edge, getattr(one, f"{edge}_wall"), getattr(new, f"{edge}_wall"))
        for one, new in pairs
        for edge in ("opens", "closes")
    ]
    return [
        Moved(phase=phase, edge="opens" if edge == "opens" else "closes", before=before, after=then)
        for phase, edge, before, then in edges
        if before != then
    ]


class Caution(Struct, frozen=True, kw_only=True):
    """Why a moment may be badly chosen. ``name``: of the public holiday."""

    code: Literal["weekend", "holiday", "friday_prayer"]
    name: str | None = None


_PRAYER = (time(12, 30), time(14, 30))
_HOLIDAY_LANGS = {"fr": "fr", "ar": "ar", "en": "en_US"}


def warnings(wall: str, lang: str) -> list[Caution]:
    """What the working calendar of Morocco says of a wall time; it warns, and never blocks. [] for what is no time."""
    try:
        moment = datetime.fromisoformat(wall)
    except ValueError:
        return []
    result = []
    if moment.weekday() >= 5:
        result.append(Caution(code="weekend"))
    if name := _holidays(moment.year, _HOLIDAY_LANGS.get(lang, "fr")).get(moment.date()):
        result.append(Caution(code="holiday", name=name))
    if moment.weekday() == 4 and _PRAYER[0] <= moment.time() < _PRAYER[1]:
        result.append(Caution(code="friday_prayer"))
    return result


@cache
def _holidays(year: int, lang: str) -> dict[date, str]:
    return dict(holidays.country_holidays("MA", years=year, language=lang).items())


# ── The control board ──


class BoardRow(Struct, frozen=True, kw_only=True):
    """A team on the board. ``missing``: the keys that its gate still needs; ``tasks``: how many it owes besides."""

    team: UUID
    name: str
    slug: str
    challenge: UUID | None
    phase: Phase
    status: Status
    word: Word
    missing: list[str]
    tasks: int
    deadline: datetime | None
    extended: bool
    below_minimum: bool
    since: datetime


class BoardCount(Struct, frozen=True, kw_only=True):
    """How many teams are in a phase with a status and a word."""

    phase: Phase
    status: Status
    word: Word
    teams: int


class Unconfirmed(Struct, frozen=True, kw_only=True):
    """A team without its minimum: listed, not examined."""

    team: UUID
    name: str
    slug: str
    members: int


class Board(Struct, frozen=True, kw_only=True):
    """A page of the board, worst first; ``total`` teams match; ``counts`` are of all teams."""

    rows: list[BoardRow]
    total: int
    counts: list[BoardCount]
    unconfirmed: list[Unconfirmed]


class BoardFilter(Struct, frozen=True, kw_only=True):
    """Which teams the board shows; None: all."""

    phase: Phase | None = None
    word: Word | None = None
    challenge: UUID | None = None
    name: str | None = None


async def board(
    db: Reader,
    viewer: Viewer,
    edition: UUID,
    now: datetime,
    wanted: BoardFilter | None = None,
    page: int = 1,
    size: int = 30,
) -> Board | None:
    """The control board, for those who watch the edition; None for others."""
    if not viewer.watches(edition):
        return None
    by = wanted or BoardFilter()
    filters = (by.phase, by.word, by.challenge, by.name or None)
    offset = size * (max(page, 1) - 1)
    rows = await db.fetch(SQL["board"], edition, now, *filters, size, offset)
    counts = await db.fetch(SQL["board_counts"], edition, now)
    return Board(
        rows=[_struct(BoardRow, row) for row in rows],
        total=rows[0]["total"] if rows else 0,
        counts=[_struct(BoardCount, row) for row in counts],
        unconfirmed=[_struct(Unconfirmed, row) for row in await db.fetch(SQL["unconfirmed"], edition)],
    )


class Standing(Struct, frozen=True, kw_only=True):
    """Where a team is, as everyone may see it."""

    team: UUID
    name: str
    slug: str
    challenge: UUID | None
    phase: Phase
    status: Status
    word: Word


async def standings(db: Reader, viewer: Viewer, edition: UUID, now: datetime) -> list[Standing]:
    """Where each team of the edition is, by name; before its publication only for those who watch it."""
    rows = await db.fetch(SQL["standings"], edition, viewer.watches(edition), now)
    return [_struct(Standing, row) for row in rows]


class Passage(Struct, frozen=True, kw_only=True):
    """A team's time in a phase. ``outcome``: advance, conditional, override, withdrawn; None while it lasts."""

    team: UUID
    phase: Phase
    entered_at: datetime
    left_at: datetime | None
    outcome: str | None


async def passages(db: Reader, viewer: Viewer, edition: UUID, team: UUID | None = None) -> list[Passage]:
    """Who was in which phase from when to when, of one team or all."""
    rows = await db.fetch(SQL["passages"], edition, viewer.watches(edition), team)
    return [_struct(Passage, row) for row in rows]


class Foreseen(Struct, frozen=True, kw_only=True):
    """What a closing would do with a team, and why."""

    team: UUID
    name: str
    slug: str
    fate: Fate
    missing: list[str] = []
    until: datetime | None = None  # of the extension


async def close_preview(
    db: Reader, viewer: Viewer, edition: UUID, phase: Phase, now: datetime
) -> list[Foreseen] | None:
    """Each team's fate if the phase closed now: the rule of ``commands.fate``, on which the examination acts."""
    if not viewer.watches(edition):
        return None
    at_gate = [_foreseen(row, now) for row in await db.fetch(SQL["at_gate"], edition, phase)]
    rows = await db.fetch(SQL["unconfirmed"], edition)
    listed = [Foreseen(team=row["team"], name=row["name"], slug=row["slug"], fate="unconfirmed") for row in rows]
    return at_gate + listed


def _foreseen(row: Any, now: datetime) -> Foreseen:
    until = None if row["extension_ended"] else row["extension_until"]
    extended = until is not None and now < until
    verdict = fate(
        mode=row["mode"],
        missing=len(row["missing"]),
        absent=len(row["absent"]),
        held=row["status"] == "held",
        by_hand=row["held_by_hand"],
        extended=extended,
    )
    head = {"team": row["team"], "name": row["name"], "slug": row["slug"]}
    return Foreseen(**head, fate=verdict, missing=row["missing"], until=until if extended else None)


# ── A team's own page ──


class Deposited(Struct, frozen=True, kw_only=True):
    """Something that a team handed in. ``counts``: towards the gate; ``by``: who did it, while the name is kept."""

    position: int
    phase: Phase
    deliverable: str
    title: str
    text: str
    links: list[str]
    lang: str
    at: datetime
    late: bool
    in_extension: bool
    counts: bool
    by: str | None


class Item(Struct, frozen=True, kw_only=True):
    """A deliverable on a checklist, with its deposits, oldest first."""

    phase: Phase
    key: str
    title: Text
    kinds: Kinds
    deposits: list[Deposited] = []

    @property
    def done(self) -> bool:
        """Whether it counts as handed in."""
        return any(one.counts for one in self.deposits)


class TeamJourney(Struct, frozen=True, kw_only=True):
    """A team's own page. ``checklist``: of the phase where it is or for which it waits; ``tasks``: owed of earlier
    ones; ``deposits``: all, oldest first. ``held_*``: why it is held."""

    team: UUID
    edition: UUID
    name: str
    slug: str
    version: int
    below_minimum: bool
    phase: Phase
    status: Status
    word: Word
    since: datetime
    mode: Mode
    missing: list[str]
    deadline: datetime | None
    ends_at: datetime
    closed_at: datetime | None
    extension_until: datetime | None
    extended: bool
    held_missing: list[str]
    held_by_hand: bool
    held_reason: str | None
    checklist: list[Item]
    tasks: list[Item]
    deposits: list[Deposited]
    passages: list[Passage]


async def team_journey(db: Reader, viewer: Viewer, team: UUID, now: datetime) -> TeamJourney | None:
    """The page of a team for its members and those who watch its edition; None for others, and before it starts."""
    row = await db.fetchrow(SQL["team_journey"], team, *_scope(viewer), now)
    if row is None:
        return None
    edition, phase = row["edition"], row["phase"]
    deposits = [_deposited(one) for one in await db.fetch(SQL["deposits"], team)]
    checklist = await db.fetch(SQL["checklist"], edition, phase)
    tasks = await db.fetch(SQL["tasks"], team, edition)
    passed = await db.fetch(SQL["passages"], edition, True, team)
    return _struct(
        TeamJourney,
        row,
        checklist=[_item(one, phase, one["key"], deposits) for one in checklist],
        tasks=[_item(one, one["phase"], one["deliverable"], deposits) for one in tasks],
        deposits=deposits,
        passages=[_struct(Passage, one) for one in passed],
    )


def _scope(viewer: Viewer) -> tuple[bool, list[UUID], list[UUID]]:
    """Every edition, or these editions, or these teams."""
    watched = {Role.FACILITATOR, Role.OBSERVER}
    editions = [edition for edition, roles in viewer.roles.items() if roles & watched]
    return viewer.admin, editions, list(viewer.teams)


def _item(row: Any, phase: Phase, key: str, deposits: Sequence[Deposited]) -> Item:
    mine = [one for one in deposits if (one.phase, one.deliverable) == (phase, key)]
    title = msgspec.json.decode(row["title"], type=Text)
    return Item(phase=phase, key=key, title=title, kinds=row["kinds"], deposits=mine)


def _deposited(row: Any) -> Deposited:
    return _struct(Deposited, row, links=msgspec.json.decode(row["links"], type=list[str]))


def _struct(cls: type[T], row: Any, **more: Any) -> T:
    """A Struct of the row's columns of the same names."""
    names = [name for name in cls.__struct_fields__ if name not in more]
    return cls(**{name: row[name] for name in names}, **more)
