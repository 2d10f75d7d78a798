"""The read tables of prizes."""

from __future__ import annotations

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.editions.events import jsonb
from idarathon.prizes import events as was

SQL = beside(__file__)


def prizes(recorded: Recorded) -> list[Write]:
    """Table prize."""
    match recorded.event:
        case was.PrizeDefined() as e:
            return [(SQL["define_prize"], (e.prize, e.edition, e.rank, jsonb(e.name), e.amount))]
        case was.PrizeRemoved() as e:
            return [(SQL["remove_prize"], (e.prize,))]
        case was.PrizeAwarded() as e:
            return [(SQL["award_prize"], (e.prize, list(e.teams), e.reason.id if e.reason else None))]
        case was.PrizeRevealed() as e:
            return [(SQL["reveal_prize"], (e.prize, recorded.meta.at))]
    return []


def ceremonies(recorded: Recorded) -> list[Write]:
    """Table ceremony."""
    match recorded.event:
        case was.CeremonyOpened() as e:
            return [(SQL["open_ceremony"], (e.edition, recorded.meta.at))]
        case was.CeremonyClosed() as e:
            return [(SQL["close_ceremony"], (e.edition, recorded.meta.at))]
    return []


PROJECTIONS: tuple[Projection, ...] = (
    Projection("prize", (was.PrizeDefined, was.PrizeRemoved, was.PrizeAwarded, was.PrizeRevealed), prizes),
    Projection("ceremony", (was.CeremonyOpened, was.CeremonyClosed), ceremonies),
)
