"""What mentors see of their teams, and what everybody sees of coaching notes and requests for help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct

from idarathon.challenges.reads import ChallengeRow, challenges
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn
from idarathon.mentoring import reads
from idarathon.mentoring.reads import (
    Accompanied,
    Meeting,
    MentorRow,
    Needs,
    NoteRow,
    Paired,
    Request,
    StepRow,
    TeamMate,
)
from idarathon.people.reads import Seen, profiles
from idarathon.phases.reads import TeamJourney, team_journey, windows
from idarathon.teams.reads import TeamPage, team
from idarathon.viewer import Role
from web import team as teams
from web.formstate import FormState
from web.i18n import translator
from web.leaving import accompanied
from web.navigation import Link
from web.public import Place, titles


class Desk(Struct, frozen=True, kw_only=True):
    """What every page of a mentor has."""

    edition: EditionPage
    base: str
    bottom: list[Link]


class Today(Desk, frozen=True, kw_only=True):
    """Aujourd'hui: the teams, those that wait longest first; ``asked``: requests for help that nobody has taken;
    ``left_at``: when the mentor left, until it describes itself again."""

    teams: list[Accompanied]
    asked: int
    mine: int
    described: bool
    left_at: datetime | None
    meeting: Meeting | None


class Watched(Desk, frozen=True, kw_only=True):
    """A team, for a mentor who accompanies it. ``titles``: of its deliverables."""

    team: TeamPage
    mates: list[TeamMate]
    profiles: dict[UUID, Seen]  # what its members let its mentors see
    others: list[Paired]
    journey: TeamJourney | None
    titles: dict[str, str]
    needs: Needs
    notes: list[NoteRow]
    requests: list[Request]


class NoteView(Desk, frozen=True, kw_only=True):
    """One coaching note. ``own``: its author looks; ``may_tick``: the viewer may tick its steps."""

    note: NoteRow
    back: str
    own: bool
    may_tick: bool


class HelpDesk(Desk, frozen=True, kw_only=True):
    """Demandes d'aide of an edition, for its mentors."""

    requests: list[Request]


class Coached(teams.Team, frozen=True, kw_only=True):
    """Coaching, on the team's own pages. ``tasks``: the open and done steps of the shared notes."""

    mentors: list[Paired]
    notes: list[NoteRow]
    tasks: list[tuple[NoteRow, StepRow]]
    needs: Needs
    requests: list[Request]
    asking: UUID


class Profile(Desk, frozen=True, kw_only=True):
    """What a mentor can do, for itself or for who runs the edition. ``to``: where the form goes; ``leaving``: the form
    by which it leaves, and ``teams``: those that lose it then."""

    mentor: MentorRow
    challenges: list[ChallengeRow]
    to: str
    itself: bool
    leaving: FormState
    teams: list[Paired]


def bottom(at: Place, current: str) -> list[Link]:
    """The bar at the foot of a mentor's telephone."""
    _ = translator(at.lang).gettext
    return [
        Link(f"{at.base}/mentor", _(N_("Today")), current == "today", "list"),
        Link(f"{at.base}/mentor/help", _(N_("Requests for help")), current == "help", "alert"),
    ]


def mentors_only(at: Place) -> None:
    """Raises NotSignedIn or Forbidden for everybody but the edition's mentors."""
    if not at.viewer.has(at.edition.edition, Role.MENTOR):
        raise Forbidden if at.viewer.account else NotSignedIn


def desk(at: Place, current: str = "") -> Desk:
    """The head of a mentor's page."""
    return Desk(edition=at.edition, base=at.base, bottom=bottom(at, current))


async def today(at: Place) -> Today:
    """The mentor's home."""
    mentors_only(at)
    edition, who = at.edition.edition, at.viewer.account
    requests = await reads.requests(at.db, at.viewer, edition)
    known = await reads.mentor(at.db, at.viewer, edition, who) if who else None
    return Today(
        **head(at, "today"),
        teams=await reads.accompanied(at.db, at.viewer, edition),
        asked=sum(one.status == "open" for one in requests),
        mine=sum(one.status == "claimed" and one.mentor == who for one in requests),
        meeting=await reads.next_meeting(at.db, at.viewer, edition, at.now),
        described=bool(known and known.described and known.left_at is None),
        left_at=known.left_at if known else None,
    )


async def coached_team(at: Place, slug: str) -> TeamPage:
    """A team that the viewer accompanies. Raises NotFound, NotSignedIn or Forbidden."""
    mentors_only(at)
    found = await team(at.db, at.viewer, at.edition.edition, slug)
    if found is None:
        raise NotFound
    if found.team not in at.viewer.coaches:
        raise Forbidden
    return found


async def watched(at: Place, slug: str) -> Watched:
    """The page of one of the mentor's teams."""
    found, edition = await coached_team(at, slug), at.edition.edition
    pairs = await reads.pairs(at.db, at.viewer, edition, found.team)
    mates = await reads.mates(at.db, at.viewer, edition, found.team)
    return Watched(
        **head(at),
        team=found,
        mates=mates,
        profiles=await profiles(at.db, at.viewer, [one.account for one in mates], edition),
        others=[one for one in pairs if one.mentor != at.viewer.account],
        journey=await team_journey(at.db, at.viewer, found.team, at.now),
        titles=titles(await windows(at.db, edition), at.lang),
        needs=await reads.needs(at.db, found.team),
        notes=await reads.notes(at.db, at.viewer, edition, found.team),
        requests=await reads.requests(at.db, at.viewer, edition, found.team),
    )


async def own_note(at: Place, note: UUID) -> NoteRow:
    """A note of the viewer's own. Raises NotSignedIn or NotFound."""
    found = await readable(at, note)
    if found.author != at.viewer.account:
        raise NotFound
    return found


async def readable(at: Place, note: UUID) -> NoteRow:
    """A note that the viewer may read. Raises NotSignedIn or NotFound: of others' private notes nothing is told."""
    if at.viewer.account is None:
        raise NotSignedIn
    found = await reads.note(at.db, at.viewer, at.edition.edition, note)
    if found is None:
        raise NotFound
    return found


async def note_view(at: Place, note: UUID) -> NoteView:
    """The page of one note; the way back is to where the viewer reads the team's notes."""
    found = await readable(at, note)
    coach, mate = found.team in at.viewer.coaches, found.team in at.viewer.teams
    own = found.author == at.viewer.account
    if coach or own:
        back = f"{at.base}/mentor/teams/{found.team_slug}" if coach else f"{at.base}/mentor"
    else:
        back = f"{at.base}/team/{found.team_slug}/coaching"
    return NoteView(**head(at), note=found, back=back, own=own, may_tick=coach or mate)


async def help_desk(at: Place) -> HelpDesk:
    """The requests for help of the edition."""
    mentors_only(at)
    return HelpDesk(**head(at, "help"), requests=await reads.requests(at.db, at.viewer, at.edition.edition))


async def coached(at: Place, slug: str) -> Coached:
    """Coaching as the team reads it: shared notes alone, whoever looks."""
    own = await teams.own(at, slug, "coaching")
    edition, group = at.edition.edition, own.team.team
    notes = [one for one in await reads.notes(at.db, at.viewer, edition, group) if one.shared_at]
    return Coached(
        **{name: getattr(own, name) for name in teams.Team.__struct_fields__},
        mentors=await reads.pairs(at.db, at.viewer, edition, group),
        notes=notes,
        tasks=_tasks(notes),
        needs=await reads.needs(at.db, group),
        requests=await reads.requests(at.db, at.viewer, edition, group),
        asking=uuid4(),
    )


async def profile(at: Place, account: UUID, to: str, leaving: FormState) -> Profile:
    """The forms about a mentor. Raises NotFound for who is none."""
    found = await reads.mentor(at.db, at.viewer, at.edition.edition, account)
    if found is None:
        raise NotFound
    known = await challenges(at.db, at.viewer, at.edition.edition)
    return Profile(
        **head(at),
        mentor=found,
        challenges=[one for one in known if one.status in ("approved", "published", "closed")],
        to=to,
        itself=account == at.viewer.account,
        leaving=leaving,
        teams=await accompanied(at, account),
    )


def _tasks(notes: Sequence[NoteRow]) -> list[tuple[NoteRow, StepRow]]:
    """Open ones first, the soonest due first."""
    found = [(note, step) for note in notes for step in note.steps]
    return sorted(found, key=lambda one: (one[1].done_at is not None, one[1].due is None, str(one[1].due or "")))


def head(at: Place, current: str = "") -> dict[str, Any]:
    head = desk(at, current)
    return {name: getattr(head, name) for name in Desk.__struct_fields__}
