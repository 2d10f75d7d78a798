"""What a team's own pages show: to its members, and to those who watch the edition. Others are refused here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from events.message import Command
from idarathon.calendar.reads import SessionRow, team_sessions
from idarathon.deliverables.events import TO_PRESS
from idarathon.deliverables.reads import Upload, open_uploads
from idarathon.editions.events import Lang, Text
from idarathon.editions.reads import EditionPage, timeline
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn
from idarathon.phases.events import Kinds, Phase
from idarathon.phases.reads import Deposited, Item, PhaseWindow, TeamJourney, team_journey, windows
from idarathon.teams.reads import TeamPage, team
from idarathon.viewer import Role
from web.gauges import Missing, held_back
from web.i18n import MOROCCO, translator
from web.navigation import Link
from web.public import PhaseTile, Place, tiles, titles
from web.timeline import Line, lines
from web.words import Words

C = TypeVar("C", bound=Command)
NEWS = 6  # lines of what just happened
Situation = Literal["unconfirmed", "withdrawn", "in", "closing", "waiting", "held", "finished"]


class Team(Struct, frozen=True, kw_only=True):
    """Whose page it is, for who looks. ``manages``: its lead, or who runs the edition."""

    edition: EditionPage
    team: TeamPage
    base: str
    member: bool
    manages: bool
    bottom: list[Link]


class Todo(Team, frozen=True, kw_only=True):
    """À faire. ``short``: how many members are missing; ``lacks``: conditions of composition that hold the team back;
    ``opens_at``: of the phase that it waits for."""

    journey: TeamJourney | None
    situation: Situation
    phases: list[PhaseTile]
    opens_at: datetime | None
    short: int
    titles: dict[str, str]
    news: list[Line]
    session: SessionRow | None = None  # the next one
    lacks: list[Missing] = []

    @property
    def number(self) -> int:
        return Words.number(self.journey.phase) if self.journey else 0


class Depositing(Team, frozen=True, kw_only=True):
    """Déposer. ``open``: the rules take it now; ``late``: sent now it would come after the deadline; ``task``: it is
    owed of an earlier phase; ``before``: the last one of it; ``sent``: files that were sent and not deposited, with how
    many percent of them ``progress`` says have arrived; ``grace``: minutes; ``grace_until``: while they run."""

    phase: Phase
    key: str
    title: Text
    kinds: Kinds
    open: bool
    late: bool
    task: bool
    deadline: datetime
    extended: bool
    before: Deposited | None
    sent: list[Upload]
    progress: dict[UUID, int] = {}
    grace: int
    grace_until: datetime | None

    @property
    def number(self) -> int:
        return Words.number(self.phase)

    @property
    def files(self) -> bool:
        return self.kinds in ("file", "mixed")

    def needs(self, kind: Literal["text", "link"]) -> bool | None:
        """Whether a deposit must have it; None when one of several is needed."""
        return None if self.kinds in ("any", "mixed") else self.kinds == kind


class Receipt(Team, frozen=True, kw_only=True):
    """Récépissé. ``clock``: the server's, to the second; ``left``: what the team still has to deposit; ``earlier``: all
    deposits of the deliverable when there are several; ``origin``: where the site is reached; ``drawn``: hashes of
    files that have a preview."""

    deposit: Deposited
    title: Text | None
    number: int
    clock: str
    left: list[Item]
    journey: TeamJourney
    earlier: list[Deposited]
    origin: str
    drawn: frozenset[str] = frozenset()


class History(Team, frozen=True, kw_only=True):
    """Historique. ``before``: where the next page begins, if there is one."""

    history: list[Line]
    before: int | None


async def own(at: Place, slug: str, current: str = "") -> Team:
    """The team, for its members and those who watch its edition. Raises NotFound, NotSignedIn or Forbidden."""
    found = await team(at.db, at.viewer, at.edition.edition, slug)
    if found is None:
        raise NotFound if at.viewer.account else NotSignedIn
    member = found.team in at.viewer.teams
    if not member and not at.viewer.watches(at.edition.edition):
        raise Forbidden if at.viewer.account else NotSignedIn
    base = f"{at.base}/team/{found.slug}"
    return Team(
        edition=at.edition,
        team=found,
        base=base,
        member=member,
        manages=at.viewer.runs(at.edition.edition) or at.viewer.teams.get(found.team) is Role.LEAD,
        bottom=bottom(at.lang, base, current) if member else [],
    )


def bottom(lang: Lang, base: str, current: str) -> list[Link]:
    """The bar at the foot of a telephone."""
    _ = translator(lang).gettext
    return [
        Link(base, _(N_("To do")), current == "todo", "list"),
        Link(f"{base}/agenda", _(N_("Agenda")), current == "agenda", "calendar"),
        Link(f"{base}/members", _(N_("Team")), current == "members", "team"),
    ]


async def todo(at: Place, slug: str) -> Todo:
    """The page of what there is to do."""
    head = await own(at, slug, "todo")
    journey = await team_journey(at.db, at.viewer, head.team.team, at.now)
    planned = await windows(at.db, at.edition.edition)
    rows = await timeline(at.db, at.viewer, at.edition.edition, head.team.team, None, NEWS)
    names = titles(planned, at.lang)
    return Todo(
        **fields(head),
        journey=journey,
        situation=_situation(head.team, journey, at.now),
        phases=tiles(planned, at.lang),
        opens_at=next((one.window.opens_at for one in planned if journey and one.phase == journey.phase), None),
        short=max(0, at.edition.settings.team_min - head.team.members),
        titles=names,
        news=lines(rows, at.lang, names),
        session=await _next_session(at, head.team.team),
        lacks=await held_back(at, head.team),
    )


async def _next_session(at: Place, team: UUID) -> SessionRow | None:
    """The next one to which the team, or who looks, is to come."""
    rows = await team_sessions(at.db, at.viewer, at.edition.edition, team)
    ahead = [one for one in rows if one.status == "published" and one.ends_at > at.now and one.team_state != "declined"]
    return next((one for one in ahead if one.audience == "teams" or one.registered), None)


def _situation(one: TeamPage, journey: TeamJourney | None, now: datetime) -> Situation:
    if one.withdrawn_at or (journey and journey.status == "withdrawn"):
        return "withdrawn"
    if journey is None:
        return "unconfirmed"
    if journey.status == "in" and journey.deadline and now >= journey.deadline:
        return "closing"
    return journey.status


async def depositing(at: Place, slug: str, phase: str, key: str) -> Depositing:
    """The page of one deliverable. Raises NotFound for one that no phase asks for, or before the journey starts."""
    head = await own(at, slug)
    journey = await team_journey(at.db, at.viewer, head.team.team, at.now)
    planned = [one for one in await windows(at.db, at.edition.edition) if one.phase == phase]
    asked = next((one for step in planned for one in step.requires if one.key == key), None)
    if journey is None or asked is None:
        raise NotFound
    here = journey.phase == phase and journey.status in ("in", "held")
    task = any((one.phase, one.key) == (phase, key) for one in journey.tasks)
    deadline = journey.deadline if here and journey.deadline else planned[0].ends_at
    mine = [one for one in journey.deposits if (one.phase, one.deliverable) == (phase, key)]
    sent = await open_uploads(at.db, head.team.team, phase, key) if head.member else []
    newer = _still_taken(journey, phase, sent, timedelta(minutes=at.edition.settings.grace_minutes), at.now)
    return Depositing(
        **fields(head),
        phase=planned[0].phase,
        key=key,
        title=asked.title,
        kinds=asked.kinds,
        open=_takes(head, journey, newer is not None) and (here or task or newer is not None),
        late=at.now >= deadline,
        task=task,
        deadline=deadline,
        extended=here and journey.extended,
        before=mine[-1] if mine else None,
        sent=sent,
        grace=at.edition.settings.grace_minutes,
        grace_until=newer or (journey.grace_until if here and at.now >= deadline else None),
    )


def _still_taken(
    journey: TeamJourney, phase: str, sent: Sequence[Upload], grace: timedelta, now: datetime
) -> datetime | None:
    """Until when a newer version for a phase that the team has passed may come, if its file was under way then; whether
    it counts the rules say."""
    left = next((one.left_at for one in journey.passages if one.phase == phase and one.left_at), None)
    going = left is not None and any(one.begun_at < left for one in sent) and now < left + grace + TO_PRESS
    return left + grace if left and going else None


def _takes(head: Team, journey: TeamJourney, newer: bool = False) -> bool:
    """Whether the viewer may hand in anything for the team."""
    over = ("withdrawn",) if newer else ("finished", "withdrawn")
    return head.member and journey.status not in over and not head.team.withdrawn_at


async def receipt(at: Place, slug: str, position: int, origin: str = "") -> Receipt:
    """The receipt of one deposit. Raises NotFound."""
    head = await own(at, slug)
    journey = await team_journey(at.db, at.viewer, head.team.team, at.now)
    one = next((one for one in journey.deposits if one.position == position), None) if journey else None
    if journey is None or one is None:
        raise NotFound
    planned = await windows(at.db, at.edition.edition)
    mine = [each for each in journey.deposits if (each.phase, each.deliverable) == (one.phase, one.deliverable)]
    return Receipt(
        **fields(head),
        deposit=one,
        title=_title(planned, one),
        number=Words.number(one.phase),
        clock=f"{one.at.astimezone(MOROCCO):%H:%M:%S}",
        left=_left(journey),
        journey=journey,
        earlier=mine if len(mine) > 1 else [],
        origin=origin,
    )


def _title(planned: Sequence[PhaseWindow], one: Deposited) -> Text | None:
    step = next((step for step in planned if step.phase == one.phase), None)
    return next((asked.title for asked in step.requires if asked.key == one.deliverable), None) if step else None


def _left(journey: TeamJourney) -> list[Item]:
    """What can be deposited now and is not yet, tasks included."""
    open_here = journey.checklist if journey.status in ("in", "held") else []
    return [one for one in open_here if not one.deposits] + journey.tasks


async def history(at: Place, slug: str, before: int | None, size: int = 40) -> History:
    """Who did what when, newest first."""
    head = await own(at, slug)
    names = titles(await windows(at.db, at.edition.edition), at.lang)
    rows = await timeline(at.db, at.viewer, at.edition.edition, head.team.team, before, size + 1)
    more = rows[size - 1].position if len(rows) > size else None
    return History(**fields(head), history=lines(rows[:size], at.lang, names), before=more)


def distinct(command: C) -> C:
    """The command with an id that follows from its form and from what was typed: a double tap is one command, and what
    was changed after going back to the form is another one, never taken for the first."""
    return msgspec.structs.replace(command, id=uuid5(command.id, msgspec.json.encode(command).decode()))


def fields(head: Team) -> dict[str, Any]:
    """What a page of the team begins with."""
    return {name: getattr(head, name) for name in Team.__struct_fields__}
