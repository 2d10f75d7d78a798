"""The read table of lists of participants."""

from __future__ import annotations

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.errors import N_, NotFound, Refusal
from idarathon.rosters.events import EVENTS, RosterConfirmed, RosterImported

SQL = beside(__file__)


class NotStaged(NotFound):
    """Nothing waits here that fits what is confirmed."""

    code = "roster_not_staged"
    sentence = N_("This list is not here, or is another one than you looked at. Choose the file again.")


def rosters(recorded: Recorded) -> list[Write]:
    """Table roster."""
    meta = recorded.meta
    match recorded.event:
        case RosterConfirmed() as e:
            row = (e.roster, e.edition, e.administration, meta.actor, e.people, e.left_out, meta.at)
            return [(SQL["add_roster"], row)]
        case RosterImported() as e:
            return [(SQL["finish_roster"], (e.roster, meta.at, e.opened, e.known, e.refused))]
    return []


CONSTRAINTS: dict[str, type[Refusal]] = {"roster_staged": NotStaged}
PROJECTIONS: tuple[Projection, ...] = (Projection("roster", EVENTS, rosters),)
