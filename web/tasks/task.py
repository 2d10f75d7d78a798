"""A task, how urgent it is, and what every provider is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.calendar.reads import SessionRow, my_sessions
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionRow, editions
from idarathon.phases.reads import TeamJourney, team_journey
from idarathon.teams.reads import MyTeam, mine
from idarathon.viewer import Role, Viewer
from web import i18n
from web.here import Here
from web.i18n import Lang, translator
from web.oneline import apart

SOON = timedelta(hours=72)
A_DAY = timedelta(days=1)
BACK, AHEAD = timedelta(days=14), timedelta(days=8)  # of the sessions that are read
When = Literal["now", "next", "free"]
WHENS: tuple[When, ...] = ("now", "next", "free")


class Task(Struct, frozen=True, kw_only=True):
    """Something to do. ``label``: a verb and its object; ``href``: where it is done; ``role``: as whom; ``place``: the
    edition; ``hint``: one line more; ``status``: a code of status_badge; ``due``: until when, or when it begins;
    ``waits``: somebody cannot go on without it; ``can``: possible, not asked for; ``team``: whose rosette it has."""

    href: str
    label: str
    role: Role
    place: Text | None = None
    hint: str = ""
    status: str = ""
    status_label: str = ""
    due: datetime | None = None
    waits: bool = False
    can: bool = False
    team: UUID | None = None

    def when(self, now: datetime) -> When:
        """Under which heading it stands."""
        if self.can:
            return "free"
        return "now" if self.waits or (self.due is not None and self.due - now <= SOON) else "next"


class Ground(Struct, frozen=True, kw_only=True):
    """What every provider is given. ``editions``: all that the viewer may see; ``teams``: its own; ``sessions``: those
    of these days that concern it; ``journeys``: of its teams, once they have started."""

    here: Here
    editions: list[EditionRow]
    teams: list[MyTeam]
    sessions: list[SessionRow]
    journeys: dict[UUID, TeamJourney]

    @property
    def db(self) -> Reader:
        return self.here.db

    @property
    def viewer(self) -> Viewer:
        return self.here.viewer

    @property
    def now(self) -> datetime:
        return self.here.now

    @property
    def lang(self) -> Lang:
        return self.here.lang

    @property
    def going(self) -> list[EditionRow]:
        """The published editions that are not over."""
        return [row for row in self.editions if row.published_at and row.stage != "reporting"]

    def base(self, row: EditionRow) -> str:
        """The address of an edition."""
        return f"/{self.lang}/e/{row.slug}"

    def holding(self, *roles: Role) -> list[EditionRow]:
        """The editions in which the viewer has one of the roles."""
        return [row for row in self.editions if self.viewer.has(row.edition, *roles)]

    def gettext(self, message: str, **values: object) -> str:
        """The message in the reader's language."""
        return translator(self.lang).gettext(message, **values)

    def ngettext(self, singular: str, plural: str, num: int, **values: object) -> str:
        """The message for a number of things."""
        return translator(self.lang).ngettext(singular, plural, num, **values)

    def text(self, content: Any) -> str:
        """Content in the reader's language, else in the one that it has, ready to stand in quotation marks."""
        chosen = i18n.text(content, self.lang)
        said = i18n.quoted(chosen.text, self.lang)
        return said if chosen.lang == self.lang else apart(said)


async def ground(at: Here) -> Ground:
    """What all providers share, read once."""
    own = await mine(at.db, at.viewer)
    journeys = [await team_journey(at.db, at.viewer, row.team, at.now) for row in own]
    return Ground(
        here=at,
        editions=await editions(at.db, at.viewer),
        teams=own,
        sessions=await my_sessions(at.db, at.viewer, at.now - BACK, at.now + AHEAD),
        journeys={one.team: one for one in journeys if one},
    )


def end_of(day: date) -> datetime:
    """The last minute of a day in Morocco: a task that is due on a day is due until then."""
    return datetime.combine(day, time(23, 59), i18n.MOROCCO)


def in_order(found: Iterable[Task], now: datetime) -> list[Task]:
    """The most urgent first: by heading, then by deadline; what somebody waits for counts as due in a day."""

    def urgency(task: Task) -> tuple[int, bool, datetime]:
        due = task.due or (now + A_DAY if task.waits else None)
        return WHENS.index(task.when(now)), due is None, due or now

    return sorted(found, key=urgency)
