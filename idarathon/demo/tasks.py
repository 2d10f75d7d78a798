"""What the personas of the demo have to do now: numbers for the strip, from the reads that their pages use."""

from __future__ import annotations

from datetime import datetime

from events import inbox
from events.reading import Reader
from events.store import read_head
from idarathon.demo import cast, running
from idarathon.demo.cast import Person
from idarathon.editions.events import Text
from idarathon.jury.reads import jury, own_sheets, recusals
from idarathon.mentoring.reads import QUIET, accompanied, requests
from idarathon.people.reads import viewer_of
from idarathon.phases.reads import Word, board, team_journey, windows
from idarathon.teams.reads import invitations

TEAM = running.crews()["moulouya"]  # the lead persona's


async def teams(db: Reader, now: datetime, *words: Word) -> int:
    """How many teams of the running edition stand so."""
    viewer = await viewer_of(db, cast.FACILITATOR.id)
    found = await board(db, viewer, running.EDITION, now, size=1)
    return sum(one.teams for one in found.counts if one.word in words) if found else 0


async def to_deposit(db: Reader, now: datetime) -> tuple[list[Text], datetime | None]:
    """What the lead's team has not handed in yet; and from when on, while its phase is not open."""
    journey = await team_journey(db, await viewer_of(db, cast.LEAD.id), TEAM.id, now)
    if journey is None:
        return [], None
    missing = [item.title for item in journey.checklist if not item.done]
    opens = [one.window.opens_at for one in await windows(db, running.EDITION) if one.phase == journey.phase]
    return missing, opens[0] if journey.status == "waiting" and opens[0] > now else None


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


async def to_score(db: Reader, juror: Person) -> int | None:
    """How many teams a juror has not scored in full; None while the jury is not open."""
    viewer = await viewer_of(db, juror.id)
    found = await jury(db, viewer, running.EDITION)
    if found is None or found.stage != "open":
        return None
    sheets = await own_sheets(db, viewer, running.EDITION, len(found.criteria))
    return sum(one.state in ("none", "part") for one in sheets)


async def on_hold(db: Reader) -> int:
    """How many messages wait for the administrator."""
    return len(await inbox.parked(db))


async def sealed(db: Reader) -> int:
    """How many events the log holds."""
    position, _ = await read_head(db)
    return position
