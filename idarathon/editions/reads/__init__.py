"""What pages read of editions, and the timeline of an edition or a team."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from events.sql import Statements
from idarathon.editions.events import Intake, Settings, Stage, Text, text, text_or_none
from idarathon.viewer import Role, Viewer

SQL = Statements(Path(__file__).parent.parent / "queries.sql")

# What comes in numbers and asks nothing of a facilitator.
ROUTINE = (
    "phase.reminded",
    "journey.reminded",
    "session.reminded",
    "session.registered",
    "session.unregistered",
    "session.attended",
    "session.code_missed",
    "session.rated",
    "upload.begun",
    "upload.finished",
    "upload.abandoned",
    "journey.entered",
    "note.step_completed",
    "note.step_reopened",
    "jury.scored",
    "application.revised",
    "application.authorised",
    "application.read",
    "application.announced",
)
# What everyone may see of the log of a published edition, and what of each event's content.
PUBLIC_TYPES = (
    "edition.renamed",
    "edition.published",
    "edition.stage_advanced",
    "challenge.published",
    "challenge.closed",
    "assignment.published",
    "team.registered",
    "team.confirmed",
    "team.renamed",
    "team.challenge_assigned",
    "team.withdrawn",
    "phases.planned",
    "phase.scheduled",
    "phases.shifted",
    "phase.opened",
    "phase.closed",
    "journey.started",
    "journey.entered",
    "journey.waiting",
    "journey.deposited",
    "journey.advanced",
    "journey.held",
    "journey.extended",
    "journey.extension_ended",
    "journey.finished",
    "journey.withdrawn",
    "entry.published",
    "reuse.pilot_started",
    "reuse.put_in_service",
    "jury.opened",
    "jury.closed",
    "ceremony.opened",
    "prize.revealed",
    "ceremony.closed",
    "session.published",
    "session.moved",
    "session.cancelled",
    "applications.scheduled",
)
# Of what who runs a session is told too, whatever its part in the edition: who comes to sessions, and who came.
HOSTED_TYPES = (
    "session.registered",
    "session.unregistered",
    "session.team_registered",
    "session.team_unregistered",
    "session.attendance_opened",
    "session.attended",
)
PUBLIC_FACTS = frozenset(
    {"name", "stage", "phase", "to", "deliverable", "late", "early", "after", "days", "until", "window", "slot"}
    | {"opens_wall", "closes_wall"}
)
# Whose: nobody's business, since people are told that their opinion has no name.
NAMELESS = ("session.rated", "team.seeker_entered", "team.seeker_left")
# Too long for a line, or told by a field of its own.
_NEVER = frozenset(
    {"type", "edition", "team", "reason", "text", "links", "windows", "gates", "settings"}
    | {"digest", "asked_before"}
    | {"observed", "decided", "steps", "pairs", "left_over", "remarks"}
    | {"marks", "comment", "awards", "places", "teams", "criteria", "jurors", "alternates"}  # the jury's, and embargoed
    | {"idea", "motivation", "words", "advice", "paper", "decision"}  # of applications, and not yet known to all
)
_ROLES = {role.value: role for role in Role}  # Role(word) takes twice as long, and there are hundreds


class EditionRow(Struct, frozen=True, kw_only=True):
    """An edition in a list."""

    edition: UUID
    slug: str
    name: Text
    tagline: Text | None
    stage: Stage
    demo: bool
    created_at: datetime
    published_at: datetime | None
    intake: Intake
    apply_from: datetime | None = None  # in lists: from when to when people apply
    apply_until: datetime | None = None


class EditionPage(EditionRow, frozen=True, kw_only=True):
    """An edition. ``version``: of its stream, for a command's ``expected_version``, for who runs it; ``position``: of
    the last event of which the viewer is told. Neither tells anybody that something else happened."""

    settings: Settings
    organiser_name: Text | None
    version: int | None
    position: int


class ChecklistItem(Struct, frozen=True, kw_only=True):
    """An item of a stage's checklist."""

    stage: Stage
    item: str
    owner: UUID | None
    owner_name: str | None
    due: date | None
    required: bool
    done_at: datetime | None
    done_by_name: str | None


class StaffMember(Struct, frozen=True, kw_only=True):
    """Who has a granted role. ``name`` is None when it was erased."""

    account: UUID
    name: str | None
    role: Role


class TimelineRow(Struct, frozen=True, kw_only=True):
    """Who did what when. ``actor_role`` is also "system"; names and reason are for who may see them only."""

    position: int
    at: datetime
    type: str
    facts: dict[str, Any]  # what the event says, as far as the viewer may know it
    actor_name: str | None
    actor_role: str | None
    account_name: str | None  # of whom the event is about
    reason: str | None
    team: UUID | None
    team_slug: str | None
    team_name: str | None
    challenge_slug: str | None
    challenge_title: Text | None
    account_erased: bool = False
    actor_erased: bool = False


class News(Struct, frozen=True):
    """The newest of several alike facts in a row, and how many more there were."""

    row: TimelineRow
    more: int


async def editions(db: Reader, viewer: Viewer) -> list[EditionRow]:
    """Every edition that the viewer may see, the latest first."""
    rows = await db.fetch(SQL["list_editions"], viewer.admin, list(viewer.roles))
    return [EditionRow(**_texts(row)) for row in rows]


async def edition(db: Reader, viewer: Viewer, slug: str) -> EditionPage | None:
    """One edition by its slug, if the viewer may see it."""
    scope = (viewer.admin, list(viewer.roles), [*PUBLIC_TYPES, *hosted(viewer)], viewer.account)
    row = await db.fetchrow(SQL["find_edition"], slug, *scope)
    if row is None:
        return None
    return EditionPage(
        **_texts(row)
        | {
            "settings": msgspec.json.decode(row["settings"], type=Settings),
            "organiser_name": text_or_none(row["organiser_name"]),
            "version": row["version"] if viewer.runs(row["edition"]) else None,
        }
    )


def _texts(row: Any) -> dict[str, Any]:
    return {**row, "name": text(row["name"]), "tagline": text_or_none(row["tagline"])}


def hosted(viewer: Viewer) -> tuple[str, ...]:
    """Of what the viewer is told besides what everyone is, though it has no part in the edition."""
    return HOSTED_TYPES if viewer.hosts else ()


async def went_on(db: Reader, viewer: Viewer, edition: UUID, after: int) -> bool:
    """Whether something happened after a position of which the viewer may be told, or it was told something itself."""
    inside = viewer.admin or edition in viewer.roles
    types = [*PUBLIC_TYPES, *hosted(viewer)]
    found: bool = await db.fetchval(SQL["went_on"], edition, after, inside, types, viewer.account)
    return found


async def checklist(db: Reader, viewer: Viewer, edition: UUID) -> list[ChecklistItem]:
    """All items in the order of the stages, for who watches the edition."""
    if not viewer.watches(edition):
        return []
    return [ChecklistItem(**row) for row in await db.fetch(SQL["list_checklist"], edition)]


async def staff(db: Reader, viewer: Viewer, edition: UUID) -> list[StaffMember]:
    """Who has which granted role, for who watches the edition; those of one role stand together."""
    if not viewer.watches(edition):
        return []
    rows = await db.fetch(SQL["list_staff"], edition)
    return [StaffMember(account=account, name=name, role=_ROLES[role]) for account, name, role in rows]


async def timeline(
    db: Reader,
    viewer: Viewer,
    edition: UUID,
    team: UUID | None = None,
    before: int | None = None,
    limit: int = 50,
    only: list[int] | None = None,
) -> list[TimelineRow]:
    """What happened in an edition, or to one of its teams, newest first; ``before``: the last position of a page;
    ``only``: these positions."""
    own = [f"{kind}-{mine}" for mine in viewer.teams for kind in ("team", "journey")]
    rows = await db.fetch(
        SQL["list_timeline"],
        edition,
        team,
        min(limit, 200),
        before,
        viewer.watches(edition),
        list(PUBLIC_TYPES),
        own,
        edition in viewer.roles,
        only,
        list(NAMELESS),
    )
    return [_line(row) for row in rows]


async def news(db: Reader, viewer: Viewer, edition: UUID, limit: int) -> list[News]:
    """What happened lately, newest first, for who watches: alike facts in a row are one, and routine stands there only
    while little else happened. It looks at the last 300 facts, however many there are."""
    if not viewer.watches(edition):
        return []
    runs = await db.fetch(SQL["list_news"], edition, list(ROUTINE), limit)
    more = {row["position"]: row["more"] for row in runs}
    rows = await timeline(db, viewer, edition, limit=limit, only=list(more))
    return [News(row, more[row.position]) for row in rows]


def _line(row: Any) -> TimelineRow:
    data: dict[str, Any] = msgspec.json.decode(row["data"])
    never = _NEVER | {"account"} if row["type"] in NAMELESS else _NEVER
    facts = {
        key: value
        for key, value in data.items()
        if value is not None and key not in never and (row["whole"] or key in PUBLIC_FACTS)
    }
    if data.get("gaps"):  # what they are is for the team and its facilitators
        facts["conditional"] = True
    plain = {key: value for key, value in {**row}.items() if key not in ("data", "whole")}
    return TimelineRow(**plain | {"facts": facts, "challenge_title": text_or_none(row["challenge_title"])})
