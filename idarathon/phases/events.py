"""What happens to an edition's phases and to each team's journey, and the values that both share."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from events.message import Event, Instant
from idarathon.editions.events import Lang, Text
from idarathon.people.events import Hashed

Phase = Literal["inspiration", "definition", "ideation", "prototyping", "pitch"]
PHASES: tuple[Phase, ...] = get_args(Phase)
LAST: Phase = PHASES[-1]
# What a deliverable may be made of. any: a text or links; mixed: a text, links or files.
Kinds = Literal["text", "link", "any", "file", "mixed"]
Mode = Literal["blocking", "lenient"]  # bloquante, souple
Before = Literal["72h", "24h", "2h"]  # how long before a closing teams are reminded
AHEAD: dict[Before, timedelta] = {one: timedelta(hours=int(one[:-1])) for one in get_args(Before)}

_WALL = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


def following(phase: Phase) -> Phase | None:
    """The phase after this one; None after Pitch."""
    place = PHASES.index(phase) + 1
    return PHASES[place] if place < len(PHASES) else None


def to_instant(wall: str, zone: str) -> datetime:
    """The UTC instant of a wall time such as ``2026-11-09T09:00``; of a time that occurs twice, the first.

    Raises ValueError for what is no wall time, or one that the zone's clocks skip.
    """
    if not _WALL.fullmatch(wall):
        raise ValueError(f"{wall!r} is not like 2026-11-09T09:00")
    local = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).replace(fold=0) != local:
        raise ValueError(f"the clocks of {zone} skip {wall}")
    return instant


def to_wall(instant: datetime, zone: str) -> str:
    """The wall time of an instant, to the minute."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


class Window(Struct, frozen=True, kw_only=True):
    """When a phase is open: what people agreed on (wall time and zone), and what that is in UTC."""

    phase: Phase
    opens_at: Instant
    closes_at: Instant
    opens_wall: str
    closes_wall: str
    zone: str


def window(phase: Phase, opens: str, closes: str, zone: str) -> Window:
    """A window from its wall times. Raises ValueError as ``to_instant`` does."""
    return Window(
        phase=phase,
        opens_at=to_instant(opens, zone),
        closes_at=to_instant(closes, zone),
        opens_wall=opens,
        closes_wall=closes,
        zone=zone,
    )


class Requirement(Struct, frozen=True, kw_only=True):
    """One deliverable that a gate asks for."""

    key: str
    title: Text
    kinds: Kinds = "any"

    @property
    def takes_files(self) -> bool:
        return self.kinds in ("file", "mixed")


class FileRef(Struct, frozen=True, kw_only=True):
    """A file of a deposit: its upload, and what the server found it to be. ``size`` in bytes."""

    upload: UUID
    sha256: str
    size: int
    name: str
    mime: str


class Gate(Struct, frozen=True, kw_only=True):
    """What a team must have deposited when the phase closes; a lenient gate lets it on and keeps the gaps as tasks."""

    phase: Phase
    requires: tuple[Requirement, ...]
    mode: Mode = "blocking"


class PhasesPlanned(Event, frozen=True, kw_only=True, tag="phases.planned"):
    """The edition has its five windows, in order, and a gate for each."""

    edition: UUID
    windows: tuple[Window, ...]
    gates: tuple[Gate, ...]


class PhaseScheduled(Event, frozen=True, kw_only=True, tag="phase.scheduled"):
    """A window is now this one."""

    edition: UUID
    window: Window


class PhasesShifted(Event, frozen=True, kw_only=True, tag="phases.shifted"):
    """What was still to come on or after a day moved by some days; ``windows``: those that changed, as they are now."""

    edition: UUID
    after: date
    days: int
    windows: tuple[Window, ...]


class GateSet(Event, frozen=True, kw_only=True, tag="gate.set"):
    """A gate is now this one."""

    edition: UUID
    gate: Gate


class PhaseOpened(Event, frozen=True, kw_only=True, tag="phase.opened"):
    """A phase is open. ``due_at``: when it was planned to."""

    edition: UUID
    phase: Phase
    due_at: Instant


class PhaseReminded(Event, frozen=True, kw_only=True, tag="phase.reminded"):
    """Teams that miss something are to be reminded now that the phase closes at ``closes_at``."""

    edition: UUID
    phase: Phase
    before: Before
    closes_at: Instant


class PhaseClosed(Event, frozen=True, kw_only=True, tag="phase.closed"):
    """A phase is closed for good. ``ended_at`` is what deadlines go by: the planned instant, however late the clock
    came, or the moment at which a facilitator closed it before (``early``)."""

    edition: UUID
    phase: Phase
    early: bool
    due_at: Instant
    ended_at: Instant
    reason: Hashed | None = None


class JourneyStarted(Event, frozen=True, kw_only=True, tag="journey.started"):
    """A confirmed team begins its way through the phases."""

    edition: UUID
    team: UUID


class JourneyEntered(Event, frozen=True, kw_only=True, tag="journey.entered"):
    """The team is in the phase."""

    edition: UUID
    team: UUID
    phase: Phase


class JourneyWaiting(Event, frozen=True, kw_only=True, tag="journey.waiting"):
    """The team waits for the phase to open."""

    edition: UUID
    team: UUID
    phase: Phase


class JourneyDeposited(Event, frozen=True, kw_only=True, tag="journey.deposited"):
    """The team handed in a deliverable. ``late``: at or after its deadline, so that it completes no gate by itself;
    ``in_grace``: after it, but made of files that had begun to arrive before, so that it is not late."""

    edition: UUID
    team: UUID
    phase: Phase
    deliverable: str
    title: str
    text: str = ""
    links: tuple[str, ...] = ()
    lang: Lang
    late: bool = False
    in_extension: bool = False
    files: tuple[FileRef, ...] = ()
    in_grace: bool = False


class JourneyAdvanced(Event, frozen=True, kw_only=True, tag="journey.advanced"):
    """The team passed the gate of ``phase``. ``gaps``: what it never deposited, which stays as tasks."""

    edition: UUID
    team: UUID
    phase: Phase
    to: Phase | None = None
    gaps: tuple[str, ...] = ()
    override: bool = False
    reason: Hashed | None = None


class JourneyHeld(Event, frozen=True, kw_only=True, tag="journey.held"):
    """The team stays at the gate. ``missing``: what was not deposited in time. An ``override`` is a facilitator's act;
    it also ends a running extension."""

    edition: UUID
    team: UUID
    phase: Phase
    missing: tuple[str, ...] = ()
    override: bool = False
    reason: Hashed | None = None


class JourneyExtended(Event, frozen=True, kw_only=True, tag="journey.extended"):
    """The team has until then, and all that it has deposited so far counts."""

    edition: UUID
    team: UUID
    phase: Phase
    until: Instant
    reason: Hashed


class JourneyReminded(Event, frozen=True, kw_only=True, tag="journey.reminded"):
    """The team still misses something, and is to be reminded now that its extension ends at ``until``."""

    edition: UUID
    team: UUID
    phase: Phase
    before: Before
    until: Instant


class JourneyExtensionEnded(Event, frozen=True, kw_only=True, tag="journey.extension_ended"):
    """The extension ran out before the team was complete."""

    edition: UUID
    team: UUID
    phase: Phase


class JourneyFinished(Event, frozen=True, kw_only=True, tag="journey.finished"):
    """The team passed the last gate."""

    edition: UUID
    team: UUID


class JourneyWithdrawn(Event, frozen=True, kw_only=True, tag="journey.withdrawn"):
    """The team left the edition while in, or on its way to, the phase."""

    edition: UUID
    team: UUID
    phase: Phase


EVENTS: tuple[type[Event], ...] = (
    PhasesPlanned,
    PhaseScheduled,
    PhasesShifted,
    GateSet,
    PhaseOpened,
    PhaseReminded,
    PhaseClosed,
    JourneyStarted,
    JourneyEntered,
    JourneyWaiting,
    JourneyDeposited,
    JourneyAdvanced,
    JourneyHeld,
    JourneyExtended,
    JourneyReminded,
    JourneyExtensionEnded,
    JourneyFinished,
    JourneyWithdrawn,
)
