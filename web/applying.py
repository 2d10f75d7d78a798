"""Candidater: one thing a page, kept while it is typed; then what was sent, and what comes next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from idarathon.applications import reads
from idarathon.applications.reads import Dates, Own
from idarathon.challenges.reads import challenges
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionPage
from idarathon.errors import NotFound, NotSignedIn, TooLarge
from idarathon.people import vault
from idarathon.people.vault import Draft
from idarathon.viewer import Role, Viewer
from web.coaching_form import STAMP
from web.formstate import FormState
from web.here import WebRequest, here
from web.public import Place
from web.routes.public import find
from web.typed import typed

# The pages of the form, and the fields that stand on each.
STEPS: dict[str, tuple[str, ...]] = {
    "idea": ("idea",),
    "motivation": ("motivation",),
    "profile": ("skills", "challenge"),
    "authorisation": ("by",),
}
NEEDED = ("idea", "motivation", "by")
FIELDS = tuple(name for names in STEPS.values() for name in names)
LONGEST = 30_000  # characters of a draft
APART = (Role.FACILITATOR, Role.JUROR, Role.PRESIDENT)
Fields = dict[str, list[str]]


class Choice(Struct, frozen=True):
    """A challenge that one can prefer."""

    value: str
    label: Text


class Applying(Struct, frozen=True, kw_only=True):
    """The page. ``own``: what was sent, unless it was withdrawn; ``kept_at``: of the draft; ``shut``: why nothing can
    be sent now (apart, in_team, undated, early, late), or ""."""

    edition: EditionPage
    base: str
    dates: Dates | None
    own: Own | None
    kept_at: datetime | None
    shut: str
    challenges: list[Choice]
    has_focal: bool  # somebody can authorise for the administration
    step: str = ""

    @property
    def can_change(self) -> bool:
        """Whether what was sent can still be changed."""
        return self.own is not None and self.own.state == "submitted" and not self.shut

    @property
    def steps(self) -> list[str]:
        return list(STEPS)

    @property
    def number(self) -> int:
        return self.steps.index(self.step) + 1 if self.step in STEPS else 0


def draft_key(edition: UUID) -> str:
    """Under which an application that is being written is kept."""
    return f"application:{edition}"


async def applicant(request: WebRequest, slug: str) -> Place:
    """An edition in composed intake, for who is signed in. Raises NotFound or NotSignedIn."""
    at = await find(request, slug)
    if at.viewer.account is None:
        raise NotSignedIn
    if at.edition.settings.intake != "composed":
        raise NotFound
    return at


async def applying(at: Place, step: str = "") -> tuple[Applying, FormState]:
    """The page, with the draft, else with what was sent."""
    own = await reads.own(at.db, at.viewer, at.edition.edition)
    own = own if own and own.state != "withdrawn" else None
    kept = await _kept(at)
    dates = await reads.dates(at.db, at.edition.edition)
    view = Applying(
        edition=at.edition,
        base=at.base,
        dates=dates,
        own=own,
        kept_at=kept.at if kept else None,
        shut=shut(at, dates),
        challenges=await _choices(at),
        has_focal=await reads.has_focal(at.db, at.edition.edition, at.viewer.administration),
        step=step,
    )
    fields = kept.fields if kept else fields_of(own) if own else {}
    return view, FormState(name="application", values=fields)


def shut(at: Place, dates: Dates | None) -> str:
    """Why the viewer cannot send an application now; "" when it can. The decider has the last word."""
    if _apart(at.viewer, at.edition.edition):
        return "apart"
    if at.viewer.has(at.edition.edition, Role.MEMBER, Role.LEAD):
        return "in_team"
    if dates is None or at.edition.published_at is None:
        return "undated"
    if at.now < dates.opens_at:
        return "early"
    over = dates.closes_at + timedelta(minutes=at.edition.settings.grace_minutes)
    return "late" if at.now >= over else ""


def _apart(viewer: Viewer, edition: UUID) -> bool:
    return viewer.admin or viewer.has(edition, *APART)


async def _kept(at: Place) -> Draft | None:
    return (
        await vault.find_draft(at.db, at.viewer.account, draft_key(at.edition.edition)) if at.viewer.account else None
    )


async def _choices(at: Place) -> list[Choice]:
    rows = await challenges(at.db, at.viewer, at.edition.edition)
    return [Choice(str(one.challenge), one.title) for one in rows if one.status == "published"]


def fields_of(own: Own) -> Fields:
    """An application as its form holds it."""
    values = {name: getattr(own, name) for name in FIELDS}
    return {name: [str(value)] for name, value in values.items() if value}


async def keep(request: WebRequest, at: Place, before: Fields) -> tuple[Fields, datetime]:
    """Keep what this page of the form holds beside what the others do. Raises TooLarge."""
    now, fresh = here(request).now, await typed(request)
    said = {name: value for name, value in fresh.items() if name in FIELDS}
    if STAMP.fullmatch(fresh.get("stamp", [""])[0]):
        said["stamp"] = fresh["stamp"]
    fields = {name: value for name, value in before.items() if name in FIELDS} | said
    if sum(len(one) for value in fields.values() for one in value) > LONGEST:
        raise TooLarge(limit=f"{LONGEST} characters")
    if at.viewer.account:
        await vault.keep_draft(at.db, at.viewer.account, draft_key(at.edition.edition), fields, now)  # type: ignore[arg-type]
    return fields, now


def missing(values: Any) -> list[str]:
    """The fields that must be filled in and are not."""
    return [name for name in NEEDED if not values.get(name, [""])[0].strip()]


def with_values(form: FormState, fields: Fields) -> FormState:
    """The form with these values."""
    return msgspec.structs.replace(form, values=fields)
