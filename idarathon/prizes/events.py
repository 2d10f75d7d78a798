"""What happens to the prizes of an edition. Until one is revealed, who gets it stands in ``prize.awarded`` alone."""

from uuid import UUID

from events.message import Event
from idarathon.editions.events import Text
from idarathon.people.events import Hashed


class PrizeDefined(Event, frozen=True, kw_only=True, tag="prize.defined"):
    """There is this prize, or it is now called so. ``rank``: 1 is the first prize; ``amount``: centimes of MAD."""

    edition: UUID
    prize: UUID
    rank: int
    name: Text
    amount: int | None = None


class PrizeRemoved(Event, frozen=True, kw_only=True, tag="prize.removed"):
    """There is no such prize any more; ``name``: what it was called."""

    edition: UUID
    prize: UUID
    name: Text


class PrizeAwarded(Event, frozen=True, kw_only=True, tag="prize.awarded"):
    """The president's decision has reached the prize: several teams share it, none means that it is not awarded. A
    later one replaces it until the prize is revealed."""

    edition: UUID
    prize: UUID
    teams: tuple[UUID, ...]
    reason: Hashed | None = None


class CeremonyOpened(Event, frozen=True, kw_only=True, tag="ceremony.opened"):
    """Prizes are revealed from now on."""

    edition: UUID


class PrizeRevealed(Event, frozen=True, kw_only=True, tag="prize.revealed"):
    """Everyone may know who gets the prize."""

    edition: UUID
    prize: UUID
    name: Text


class CeremonyClosed(Event, frozen=True, kw_only=True, tag="ceremony.closed"):
    """All prizes are revealed; the results are public."""

    edition: UUID


EVENTS: tuple[type[Event], ...] = (
    PrizeDefined,
    PrizeRemoved,
    PrizeAwarded,
    CeremonyOpened,
    PrizeRevealed,
    CeremonyClosed,
)
