"""The windows and gates of an edition, what a shift would move, and what the working calendar says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from typing import Any, Literal
from uuid import UUID

import holidays
import msgspec
from msgspec import Struct

from events.reading import Reader
from idarathon.phases.commands import shifted
from idarathon.phases.events import Mode, Phase, Requirement, Window
from idarathon.phases.reads.rows import SQL


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
