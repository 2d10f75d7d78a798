"""The read tables of notices and announcements."""

from __future__ import annotations

import msgspec

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.editions.events import jsonb
from idarathon.notices.events import AnnouncementMade, NoticesRead, NoticeTold

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


def announcements(recorded: Recorded) -> list[Write]:
    """Table announcement."""
    match recorded.event:
        case AnnouncementMade() as e:
            row = (e.announcement, e.about, jsonb(e.title), jsonb(e.body), e.challenge, e.phase, e.team)
            return [(SQL["add_announcement"], (*row, recorded.meta.at))]
    return []


PROJECTIONS: tuple[Projection, ...] = (
    Projection("notice", (NoticeTold, NoticesRead), notices),
    Projection("announcement", (AnnouncementMade,), announcements),
)
