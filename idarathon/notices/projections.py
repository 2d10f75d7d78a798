"""The read table of notices."""

from __future__ import annotations

import msgspec

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.notices.events import EVENTS, NoticesRead, NoticeTold

SQL = beside(__file__)


def notices(recorded: Recorded) -> list[Write]:
    """Table notice."""
    meta = recorded.meta
    match recorded.event:
        case NoticeTold() as e:
            facts = msgspec.json.encode(e.facts).decode()
            row = (e.notice, e.accounts, e.kind, e.about, e.team, facts, meta.position, meta.at)
            return [(SQL["add_notices"], row)]
        case NoticesRead() as e:
            return [(SQL["read_notices"], (e.account, e.up_to, meta.at))]
    return []


PROJECTIONS: tuple[Projection, ...] = (Projection("notice", EVENTS, notices),)
