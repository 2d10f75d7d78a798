"""Mon espace: what one person has to do, over all editions and roles; and its places in them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from idarathon.editions.events import Text
from idarathon.editions.reads import EditionRow
from idarathon.errors import N_
from idarathon.people.reads import Erasing, erasure_of
from idarathon.phases.reads import TeamJourney, windows
from idarathon.teams.reads import Invitation, MyTeam, invitations
from idarathon.viewer import Role
from web import tasks as providers
from web.here import Here
from web.navigation import Link
from web.public import PhaseRef
from web.tasks import Ground, Task, ground
from web.tasks.task import WHENS, When
from web.team import bottom
from web.words import Words

FEW = 6  # of what one may do, unasked
# Where a role works, inside an edition.
PLACES: tuple[tuple[Role, str], ...] = (
    (Role.FACILITATOR, "board"),
    (Role.OBSERVER, "board"),
    (Role.MENTOR, "mentor"),
    (Role.PRESIDENT, "jury"),
    (Role.JUROR, "reviews"),
    (Role.OWNER, "my-challenge"),
    (Role.FOCAL, "focal"),
    (Role.FOCAL, "focal/challenges"),
    (Role.FOCAL, "people/import"),
    (Role.FOCAL, "people/slips"),
)

# What the places of a role that has several are called.
SEVERAL: dict[str, str] = {
    "focal": N_("Applications"),
    "focal/challenges": N_("Proposals"),
    "people/import": N_("Import a list"),
    "people/slips": N_("Printed slips"),
}


class OwnTeam(Struct, frozen=True, kw_only=True):
    """A team of mine: where it stands. ``opens_at``: when the phase for which it waits begins."""

    row: MyTeam
    href: str
    journey: TeamJourney | None
    word: str
    phase: PhaseRef | None
    opens_at: datetime | None


class Place(Struct, frozen=True, kw_only=True):
    """A role of mine in an edition, and where it works; ``what``: which of its places, where it has several."""

    href: str
    role: Role
    name: Text
    what: str = ""


class Group(Struct, frozen=True):
    """The tasks under one heading."""

    when: When
    tasks: list[Task]


class Me(Struct, frozen=True, kw_only=True):
    """The page. ``next``: what begins next when nothing is to be done; ``feed``: the slug of the edition whose live
    feed tells the page to look again. Browsers have six connections for a site, so it is one; a minute brings the
    others."""

    name: str
    now: datetime
    groups: list[Group]
    teams: list[OwnTeam]
    invitations: list[Invitation]
    places: list[Place]
    erasing: Erasing | None  # while it waits to be erased
    next: Task | None
    feed: str | None
    bottom: list[Link]

    @property
    def asked(self) -> int:
        """How many things somebody expects of me."""
        return len(self.invitations) + sum(len(one.tasks) for one in self.groups if one.when != "free")

    @property
    def several(self) -> bool:
        """Whether what is asked of me is in several roles or editions: then each task says in which."""
        asked = {(one.role, str(one.place)) for group in self.groups if group.when != "free" for one in group.tasks}
        return len(asked) > 1


async def me(at: Here) -> Me:
    """Everything for the person who is signed in."""
    known = await ground(at)
    invited = await invitations(at.db, at.viewer)
    teams = [await _team(known, row) for row in known.teams]
    base = next((one.href for one in teams if not one.row.withdrawn_at), None)
    found = await providers.tasks(known)
    return Me(
        name=at.name,
        now=at.now,
        groups=_grouped(found, at.now),
        teams=teams,
        invitations=invited,
        places=_places(known),
        erasing=await _erasing(at),
        next=min((one for one in found if one.due), key=lambda one: one.due or at.now, default=None),
        feed=_feed(known, invited),
        bottom=bottom(at.lang, base, "") if base else [],
    )


async def _erasing(at: Here) -> Erasing | None:
    wish = await erasure_of(at.db, at.viewer)
    return wish if wish and wish.due else None


def _grouped(found: list[Task], now: datetime) -> list[Group]:
    groups = [Group(when, [one for one in found if one.when(now) == when]) for when in WHENS]
    return [Group(one.when, one.tasks[:FEW] if one.when == "free" else one.tasks) for one in groups if one.tasks]


def _places(at: Ground) -> list[Place]:
    """My roles, the newest edition first. An admin is admin everywhere: its menu leads there."""
    return [
        Place(
            href=f"{at.base(row)}/{path}",
            role=role,
            name=row.name,
            what=at.gettext(SEVERAL[path]) if path in SEVERAL else "",
        )
        for row in at.editions
        for role, path in PLACES
        if role in at.viewer.roles.get(row.edition, ()) and (at.viewer.administration or not path.startswith("people/"))
    ]


def _what(at: Ground, path: str) -> str:
    return at.gettext(SEVERAL[path]) if path in SEVERAL else ""


def _feed(at: Ground, invited: list[Invitation]) -> str | None:
    """Of my team, else of who invites me, else of an edition that goes on, first one that I watch."""
    slugs = [one.edition_slug for one in at.teams if not one.withdrawn_at]
    slugs += [one.edition_slug for one in invited]
    mine = at.viewer

    def strange(row: EditionRow) -> tuple[bool, bool]:
        return not mine.watches(row.edition), row.edition not in mine.roles

    slugs += [row.slug for row in sorted(at.going, key=strange)]
    return next(iter(slugs), None)


async def _team(at: Ground, row: MyTeam) -> OwnTeam:
    journey = at.journeys.get(row.team)
    word = "withdrawn" if row.withdrawn_at else journey.word if journey else "unconfirmed"
    waits = journey is not None and journey.status == "waiting"
    planned = await windows(at.db, row.edition) if waits else []
    return OwnTeam(
        row=row,
        href=f"/{at.lang}/e/{row.edition_slug}/team/{row.slug}",
        journey=journey,
        word=word,
        phase=PhaseRef(Words.number(journey.phase), journey.phase) if journey else None,
        opens_at=next((one.window.opens_at for one in planned if journey and one.phase == journey.phase), None),
    )
