"""What the personas of the demo have to do now: numbers for the strip, from the reads that their pages use."""

from __future__ import annotations

from datetime import datetime

from events import inbox
from events.reading import Reader
from events.store import read_head
from idarathon.demo import cast, running
from idarathon.editions.events import Text
from idarathon.jury.reads import jury, own_sheets, recusals
from idarathon.mentoring.reads import QUIET, accompanied, requests
from idarathon.people.reads import viewer_of
from idarathon.phases.reads import Word, board, team_journey
from idarathon.teams.reads import invitations

TEAM = running.crews()["moulouya"]  # the lead persona's


async def teams(db: Reader, now: datetime, *words: Word) -> int:
    """How many teams of the running edition stand so."""
    viewer = await viewer_of(db, cast.FACILITATOR.id)
    found = await board(db, viewer, running.EDITION, now, size=1)
    return sum(one.teams for one in found.counts if one.word in words) if found else 0


async def to_deposit(db: Reader, now: datetime) -> list[Text]:
    """What the lead's team has not handed in yet."""
    journey = await team_journey(db, await viewer_of(db, cast.LEAD.id), TEAM.id, now)
    return [item.title for item in journey.checklist if not item.done] if journey else []


async def to_coach(db: Reader, now: datetime) -> tuple[int, int]:
    """How many of the mentor’s teams wait for a note since seven days, and how many requests nobody has taken."""
    viewer = await viewer_of(db, cast.MENTOR.id)
    teams = await accompanied(db, viewer, running.EDITION)
    asked = await requests(db, viewer, running.EDITION)
    return sum(now - one.waiting >= QUIET for one in teams), sum(one.status == "open" for one in asked)


async def invited_by(db: Reader) -> str | None:
    """The team that invites the agent."""
    asked = await invitations(db, await viewer_of(db, cast.AGENT.id))
    return asked[0].name if asked else None


async def to_settle(db: Reader) -> int:
    """How many recusals wait for the president."""
    viewer = await viewer_of(db, cast.JURORS[0].id)
    return sum(one.accepted is None for one in await recusals(db, viewer, running.EDITION))


async def to_score(db: Reader) -> int | None:
    """How many teams a juror has not scored; None while the jury is not open."""
    viewer = await viewer_of(db, cast.JURORS[1].id)
    found = await jury(db, viewer, running.EDITION)
    if found is None or found.stage != "open":
        return None
    sheets = await own_sheets(db, viewer, running.EDITION, len(found.criteria))
    return sum(one.state == "none" for one in sheets)


async def on_hold(db: Reader) -> int:
    """How many messages wait for the administrator."""
    return len(await inbox.parked(db))


async def sealed(db: Reader) -> int:
    """How many events the log holds."""
    position, _ = await read_head(db)
    return position
