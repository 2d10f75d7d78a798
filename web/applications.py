"""Candidatures: what facilitators see of them, and a focal point of those of its administration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Struct

from idarathon.applications import reads
from idarathon.applications.events import DECISIONS, MEANT, STATES, Decision
from idarathon.applications.reads import Colleague, Counts, Dates, Filter, OfMine, Row, Whole
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionPage
from idarathon.errors import NotFound
from web import i18n
from web.formstate import FormState
from web.public import Place
from web.routes.facilitator_desk import Forms
from web.words import Words

SIZE = 50
EVERYTHING = 5_000  # rows of a file


class Desk(Struct, frozen=True, kw_only=True):
    """The list. ``query``: the filters as they stand in the address; ``page``: from 1."""

    edition: EditionPage
    runs: bool
    rows: list[Row]
    counts: Counts
    dates: Dates | None
    administrations: list[tuple[UUID, Text]]
    regions: list[str]
    states: tuple[str, ...]
    by: Filter
    query: str
    number: int
    pages: int
    following: UUID | None
    forms: Forms


class Reading(Struct, frozen=True, kw_only=True):
    """One application. ``following``: the next one that the viewer has still to read; ``reader``: who looks."""

    edition: EditionPage
    runs: bool
    one: Whole
    may_read: bool
    decisions: list[Decision]
    following: UUID | None
    reader: UUID | None
    forms: Forms

    @property
    def mine(self) -> reads.Reading | None:
        """The viewer's own advice."""
        return next((one for one in self.one.heard if one.reader == self.reader), None)


class Agreed(Struct, frozen=True, kw_only=True):
    """What can be decided as both readers advise: each row, and what it would become."""

    edition: EditionPage
    rows: list[tuple[Row, Decision]]
    unauthorised: int
    form: FormState


class Focal(Struct, frozen=True, kw_only=True):
    """The applications of an administration, and people who could be asked."""

    edition: EditionPage
    rows: list[OfMine]
    dates: Dates | None
    open: bool
    known: bool
    words: str
    found: list[Colleague]
    forms: Forms


def narrowed(values: Mapping[str, str]) -> Filter:
    """The filters of an address; what no list offers is left out."""
    state, region, read = (values.get(name, "") for name in ("state", "region", "read"))
    return Filter(
        state=next((one for one in STATES if one == state), None),
        administration=_uuid(values.get("administration", "")),
        region=region[:100] or None,
        missing=values.get("missing") == "yes",
        readings=int(read) if read in ("0", "1", "2") else None,
        unread=read == "mine",
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def desk(at: Place, values: Mapping[str, str], forms: Forms | None = None) -> Desk:
    """A page of the list. Raises NotFound past the last one."""
    by, edition = narrowed(values), at.edition.edition
    number = int(values.get("page", "1")) if values.get("page", "1").isdecimal() else 1
    rows = await reads.applications(at.db, at.viewer, edition, by, SIZE, SIZE * (max(1, min(number, 10_000)) - 1))
    counts = await reads.counts(at.db, at.viewer, edition)
    if counts is None or (number != 1 and not rows):
        raise NotFound
    known = await reads.administrations(at.db, at.viewer, edition)
    kept = {name: value for name, value in values.items() if value and name in FILTERS}
    return Desk(
        edition=at.edition,
        runs=at.viewer.runs(edition),
        rows=rows,
        counts=counts,
        dates=await reads.dates(at.db, edition),
        administrations=sorted(known.items(), key=lambda one: i18n.text(one[1], at.lang).text),
        regions=await reads.regions(at.db, at.viewer, edition),
        states=STATES,
        by=by,
        query=urlencode(kept),
        number=number,
        pages=-(-rows[0].total // SIZE) if rows else 1,
        following=await following(at),
        forms=forms or Forms(),
    )


FILTERS = ("state", "administration", "region", "missing", "read")


async def following(at: Place, after: UUID | None = None) -> UUID | None:
    """The first application that the viewer has still to read, another than ``after``."""
    if not at.viewer.runs(at.edition.edition):
        return None
    waiting = await reads.unread(at.db, at.viewer, at.edition.edition)
    return next((one for one in waiting if one != after), None)


async def reading(at: Place, which: UUID, forms: FormState | None = None) -> Reading:
    """One application. Raises NotFound, also for who does not watch the edition."""
    one = await reads.application(at.db, at.viewer, at.edition.edition, which)
    if one is None:
        raise NotFound
    runs = at.viewer.runs(at.edition.edition)
    mine = any(heard.reader == at.viewer.account for heard in one.heard)
    return Reading(
        edition=at.edition,
        runs=runs,
        one=one,
        may_read=runs and one.state == "submitted" and (one.readings < 2),
        decisions=_decisions(one) if runs else [],
        following=await following(at, which) if mine or one.readings >= 2 else None,
        forms=Forms(forms, one.version),
        reader=at.viewer.account,
    )


def _decisions(one: Whole) -> list[Decision]:
    """What can be decided now."""
    if one.readings < 2 or one.state == "withdrawn" or one.announced in ("selected", "declined"):
        return []
    return [decision for decision in DECISIONS if decision != one.state]


async def agreed(at: Place, form: FormState) -> Agreed:
    """What both readers advise and nobody has decided."""
    rows = await reads.applications(
        at.db, at.viewer, at.edition.edition, Filter(state="submitted", readings=2), EVERYTHING
    )
    both = [(row, MEANT[row.agreed]) for row in rows if row.agreed]
    ready = [(row, decision) for row, decision in both if decision != "selected" or row.authorised_by]
    return Agreed(edition=at.edition, rows=ready, unauthorised=len(both) - len(ready), form=form)


async def unannounced(at: Place) -> list[Row]:
    """Decisions that the applicants do not know."""
    rows = [
        row
        for decision in DECISIONS
        for row in await reads.applications(at.db, at.viewer, at.edition.edition, Filter(state=decision), EVERYTHING)
    ]
    return [row for row in rows if row.state != row.announced]


async def focal(at: Place, words: str, forms: FormState | None = None) -> Focal:
    """The page of a focal point."""
    edition = at.edition.edition
    dates = await reads.dates(at.db, edition)
    return Focal(
        edition=at.edition,
        rows=await reads.of_administration(at.db, at.viewer, edition),
        dates=dates,
        open=dates is not None and dates.opens_at <= at.now < dates.closes_at,
        known=at.viewer.administration is not None,
        words=words,
        found=await reads.colleagues(at.db, at.viewer, edition, words),
        forms=Forms(forms),
    )


async def exported(at: Place, values: Mapping[str, str]) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """The list as a file: its headers and rows, in the language of the page."""
    rows = await reads.applications(at.db, at.viewer, at.edition.edition, narrowed(values), EVERYTHING)
    say, words = i18n.translator(at.lang).gettext, Words(at.lang)
    headers = (
        say("Name"),
        say("Administration"),
        say("Directorate"),
        say("Region"),
        say("Preferred challenge"),
        say("State"),
        say("Authorisation"),
        say("Readings"),
        say("Sent on"),
    )
    return headers, [
        (
            row.name,
            _text(row.administration_name, at),
            _text(row.directorate_name, at),
            words.region(row.region or ""),
            _text(row.challenge_title, at),
            words.application(row.state),
            words.authorisation(row.authorised_by, row.denied),
            row.readings,
            row.submitted_at,
        )
        for row in rows
    ]


def _text(text: Text | None, at: Place) -> str:
    return i18n.text(text, at.lang).text if text else ""
