"""What may be asked of an edition's phases (``phases-<edition>``) and of a team's journey (``journey-<team>``).

Below the commands: the gates of a new edition, and the two rules that pages preview and the decider acts on, so that
a preview cannot differ from what then happens.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from events.message import Command, Instant
from idarathon.editions.events import Lang, Text
from idarathon.phases.events import PHASES, Before, Gate, Kinds, Mode, Phase, Requirement, Window, window

Wall = Annotated[str, Meta(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\Z")]  # 2026-11-09T09:00
Reason = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"\S")]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Link = Annotated[str, Meta(max_length=2000)]


class Slot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A window as people write it: wall times in the edition's time zone."""

    phase: Phase
    opens: Wall
    closes: Wall


class WantedRequirement(Requirement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A requirement as it is asked for: a misspelt field is refused."""

    key: Key

    def __post_init__(self) -> None:
        self.title.within(200)


class Plan(Command, frozen=True, kw_only=True):
    """Give the edition its five windows, and the usual gates."""

    edition: UUID
    windows: Annotated[tuple[Slot, ...], Meta(max_length=5)]


class Schedule(Command, frozen=True, kw_only=True):
    """Move one window; what has passed of it stays."""

    edition: UUID
    phase: Phase
    opens: Wall
    closes: Wall


class Shift(Command, frozen=True, kw_only=True):
    """Move every opening and closing that is still to come, on or after a day, by some days (the clock time stays)."""

    edition: UUID
    after: date
    days: Annotated[int, Meta(ge=-365, le=365)]


class SetGate(Command, frozen=True, kw_only=True):
    """Say what a phase requires, until it opens."""

    edition: UUID
    phase: Phase
    requires: Annotated[tuple[WantedRequirement, ...], Meta(max_length=12)]
    mode: Mode = "blocking"


class Open(Command, frozen=True, kw_only=True):
    """Open a phase: the clock, when it is due."""

    edition: UUID
    phase: Phase


class Remind(Command, frozen=True, kw_only=True):
    """Remind the teams that miss something of a closing: the clock's, once each while the window stays."""

    edition: UUID
    phase: Phase
    before: Before


class Close(Command, frozen=True, kw_only=True):
    """Close a phase for good: the clock when it is due, a facilitator at any time. It does not open the next."""

    edition: UUID
    phase: Phase
    reason: Reason | None = None


class StartJourney(Command, frozen=True, kw_only=True):
    """Begin the journey of a confirmed team."""

    edition: UUID
    team: UUID


class Enter(Command, frozen=True, kw_only=True):
    """Let a waiting team into the phase that has opened."""

    edition: UUID
    team: UUID
    phase: Phase


class Examine(Command, frozen=True, kw_only=True):
    """Look at a team's deposits at the gate of a closed phase, and move or hold it. ``uploads``: those of the team that
    may be under way; it waits for what began in time."""

    edition: UUID
    team: UUID
    phase: Phase
    uploads: Annotated[tuple[UUID, ...], Meta(max_length=100)] = ()


class RemindTeam(Command, frozen=True, kw_only=True):
    """Remind a team that still misses something of the end of its extension."""

    edition: UUID
    team: UUID
    phase: Phase
    before: Before


class EndExtension(Command, frozen=True, kw_only=True):
    """End an extension that has run out."""

    edition: UUID
    team: UUID
    phase: Phase


class Deposit(Command, frozen=True, kw_only=True):
    """Hand in a deliverable of the present phase, or an open task."""

    edition: UUID
    team: UUID
    phase: Phase
    deliverable: Key
    title: Title
    text: Annotated[str, Meta(max_length=20_000)] = ""
    links: Annotated[tuple[Link, ...], Meta(max_length=10)] = ()
    files: Annotated[tuple[UUID, ...], Meta(max_length=10)] = ()  # finished uploads of the team for this deliverable
    lang: Lang


class Extend(Command, frozen=True, kw_only=True):
    """Give one team more time in the phase where it is."""

    edition: UUID
    team: UUID
    phase: Phase
    until: Instant
    reason: Reason


class Advance(Command, frozen=True, kw_only=True):
    """Let a team pass the gate of ``phase`` whatever is missing."""

    edition: UUID
    team: UUID
    phase: Phase
    reason: Reason


class Hold(Command, frozen=True, kw_only=True):
    """Keep a team in ``phase``, whatever it deposits, until it is extended or advanced."""

    edition: UUID
    team: UUID
    phase: Phase
    reason: Reason


class WithdrawJourney(Command, frozen=True, kw_only=True):
    """End the journey of a team that has withdrawn."""

    edition: UUID
    team: UUID


Fate = Literal["advance", "conditional", "held", "extended", "uploading", "unconfirmed"]


def fate(
    *, mode: Mode, missing: int, absent: int, held: bool, by_hand: bool, extended: bool, uploading: bool = False
) -> Fate:
    """What an examination does with a confirmed team.

    ``missing``: deliverables not deposited in time; ``absent``: never deposited; ``held``: it is held already;
    ``by_hand``: by a facilitator, and not extended since; ``extended``: its extension still runs; ``uploading``: a file
    for what is missing began to arrive in time, and still may.
    """
    if by_hand:
        return "held"
    if not missing:
        return "advance"
    if extended:
        return "extended"
    if uploading:
        return "uploading"
    if held or mode == "blocking":
        return "held"
    return "conditional" if absent else "advance"


def shifted(windows: Iterable[Window], after: date, days: int, at: datetime) -> list[Window]:
    """The windows that a shift changes, as they are afterwards. Instants that have passed at ``at`` stay.

    Raises ValueError when a new wall time does not exist.
    """

    def move(wall: str, instant: datetime) -> str:
        day = date.fromisoformat(wall[:10])
        return wall if instant <= at or day < after else f"{day + timedelta(days=days)}{wall[10:]}"

    result = []
    for old in windows:
        opens, closes = move(old.opens_wall, old.opens_at), move(old.closes_wall, old.closes_at)
        if (opens, closes) != (old.opens_wall, old.closes_wall):
            result.append(window(old.phase, opens, closes, old.zone))
    return result


def _asked(key: str, fr: str, ar: str, en: str, kinds: Kinds = "any") -> Requirement:
    return Requirement(key=key, title=Text(fr=fr, ar=ar, en=en), kinds=kinds)


_USUAL: dict[Phase, tuple[Requirement, ...]] = {
    "inspiration": (_asked("carnet", "Carnet d’observation", "دفتر الملاحظات", "Observation notebook"),),
    "definition": (_asked("probleme", "Énoncé du problème", "صياغة الإشكالية", "Problem statement"),),
    "ideation": (_asked("idee", "Fiche idée", "بطاقة الفكرة", "Idea sheet"),),
    "prototyping": (
        _asked("prototype", "Prototype", "النموذج الأولي", "Prototype", "mixed"),
        _asked("test", "Compte rendu de test", "تقرير الاختبار", "Test report"),
    ),
    "pitch": (_asked("support", "Support de pitch", "ملف العرض النهائي", "Pitch deck", "mixed"),),
}
USUAL_GATES: tuple[Gate, ...] = tuple(Gate(phase=phase, requires=_USUAL[phase]) for phase in PHASES)

COMMANDS: dict[str, type[Command]] = {
    "phases.plan": Plan,
    "phases.schedule": Schedule,
    "phases.shift": Shift,
    "phases.set_gate": SetGate,
    "phases.open": Open,
    "phases.remind": Remind,
    "phases.close": Close,
    "phases.start_journey": StartJourney,
    "phases.enter": Enter,
    "phases.examine": Examine,
    "phases.remind_team": RemindTeam,
    "phases.end_extension": EndExtension,
    "phases.deposit": Deposit,
    "phases.extend": Extend,
    "phases.advance": Advance,
    "phases.hold": Hold,
    "phases.withdraw_journey": WithdrawJourney,
}
