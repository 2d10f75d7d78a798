"""Mon espace: what one person has to do, over all editions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from events.reading import Reader
from idarathon.bank.reads import my_reuses
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionPage, EditionRow, edition, editions
from idarathon.jury.reads import judges, jury, own_sheets
from idarathon.mentoring.reads import accompanied, requests
from idarathon.phases.reads import TeamJourney, board, team_journey
from idarathon.teams.reads import Invitation, MyTeam, invitations, mine
from idarathon.viewer import Role, Viewer
from web.here import Here
from web.navigation import Link
from web.public import PhaseRef
from web.team import bottom
from web.words import Words

_SIDES = (Role.JUROR, Role.PRESIDENT)  # who judges is in no team


class OwnTeam(Struct, frozen=True, kw_only=True):
    """A team of mine: where it stands and what it misses."""

    row: MyTeam
    href: str
    journey: TeamJourney | None
    word: str
    phase: PhaseRef | None
    missing: list[Text]


class Watched(Struct, frozen=True, kw_only=True):
    """An edition that I facilitate or observe. ``held``: teams to unblock; ``urgent``: gaps, under 24 hours."""

    href: str
    name: Text
    held: int
    urgent: int


class Coaching(Struct, frozen=True, kw_only=True):
    """An edition in which I am a mentor. ``teams``: that I accompany; ``asked``: requests for help without a mentor."""

    href: str
    name: Text
    teams: int
    asked: int


class Judging(Struct, frozen=True, kw_only=True):
    """An edition whose jury I sit on. ``todo``: teams that I may still assess."""

    href: str
    name: Text
    stage: str
    todo: int


class Me(Struct, frozen=True, kw_only=True):
    """The page. ``open``: editions where I may register a team; ``reuses``: how many I asked for; ``feed``: the slug of
    the edition whose live feed tells the page to look again. Browsers have six connections for a site, so it is one; a
    minute brings the others."""

    name: str
    now: datetime
    teams: list[OwnTeam]
    invitations: list[Invitation]
    watched: list[Watched]
    coaching: list[Coaching]
    judging: list[Judging]
    open: list[EditionPage]
    reuses: int
    feed: str | None
    bottom: list[Link]


async def me(at: Here, board_of: Callable[[str], str]) -> Me:
    """Everything for the person who is signed in. ``board_of``: the address of an edition's control board, by slug."""
    rows = await mine(at.db, at.viewer)
    known = await editions(at.db, at.viewer)
    teams = [await _team(at, row) for row in rows]
    base = next((one.href for one in teams if not one.row.withdrawn_at), None)
    invited = await invitations(at.db, at.viewer)
    return Me(
        name=at.name,
        now=at.now,
        teams=teams,
        invitations=invited,
        watched=[one for row in known if (one := await _watched(at, row, board_of))],
        coaching=[await _coaching(at, row) for row in known if at.viewer.has(row.edition, Role.MENTOR)],
        judging=[await _judging(at, row) for row in known if judges(at.viewer, row.edition)],
        open=await _open(at.db, at.viewer, known, rows),
        reuses=len(await my_reuses(at.db, at.viewer)),
        feed=_feed(at.viewer, rows, invited, known),
        bottom=bottom(at.lang, base, "") if base else [],
    )


def _feed(viewer: Viewer, own: list[MyTeam], invited: list[Invitation], known: list[EditionRow]) -> str | None:
    """Of my team, else of who invites me, else of an edition that goes on, first one that I watch."""
    slugs = [one.edition_slug for one in own if not one.withdrawn_at]
    slugs += [one.edition_slug for one in invited]
    going = [row for row in known if row.published_at and row.stage != "reporting"]
    slugs += [row.slug for row in sorted(going, key=lambda row: not viewer.watches(row.edition))]
    return next(iter(slugs), None)


async def _team(at: Here, row: MyTeam) -> OwnTeam:
    journey = await team_journey(at.db, at.viewer, row.team, at.now)
    word = "withdrawn" if row.withdrawn_at else journey.word if journey else "unconfirmed"
    return OwnTeam(
        row=row,
        href=f"/{at.lang}/e/{row.edition_slug}/team/{row.slug}",
        journey=journey,
        word=word,
        phase=PhaseRef(Words.number(journey.phase), journey.phase) if journey else None,
        missing=[one.title for one in journey.checklist if one.key in journey.missing] if journey else [],
    )


async def _watched(at: Here, row: EditionRow, href: Callable[[str], str]) -> Watched | None:
    """None for an edition that I do not watch, and for an admin for those that are over."""
    if not at.viewer.watches(row.edition) or (row.stage == "reporting" and at.viewer.admin):
        return None
    found = await board(at.db, at.viewer, row.edition, at.now, size=1)
    counts = found.counts if found else []
    return Watched(
        href=href(row.slug),
        name=row.name,
        held=sum(one.teams for one in counts if one.word == "held"),
        urgent=sum(one.teams for one in counts if one.word == "urgent"),
    )


async def _coaching(at: Here, row: EditionRow) -> Coaching:
    teams = await accompanied(at.db, at.viewer, row.edition)
    asked = await requests(at.db, at.viewer, row.edition)
    return Coaching(
        href=f"/{at.lang}/e/{row.slug}/mentor",
        name=row.name,
        teams=len(teams),
        asked=sum(one.status == "open" for one in asked),
    )


async def _judging(at: Here, row: EditionRow) -> Judging:
    found = await jury(at.db, at.viewer, row.edition)
    sheets = await own_sheets(at.db, at.viewer, row.edition, len(found.criteria)) if found else []
    stage = found.stage if found else "composing"
    todo = sum(one.state in ("none", "part") for one in sheets) if stage == "open" else 0
    return Judging(href=f"/{at.lang}/e/{row.slug}/reviews", name=row.name, stage=stage, todo=todo)


async def _open(db: Reader, viewer: Viewer, known: list[EditionRow], own: list[MyTeam]) -> list[EditionPage]:
    """Editions in open intake that take teams, where I am in none and judge none."""
    taken = {one.edition for one in own if not one.withdrawn_at}
    candidates = [
        row
        for row in known
        if row.published_at
        and row.stage != "reporting"
        and row.edition not in taken
        and not viewer.has(row.edition, *_SIDES)
    ]
    pages = [await edition(db, viewer, row.slug) for row in candidates]
    return [one for one in pages if one and one.settings.intake == "open"]
