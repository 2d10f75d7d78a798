"""What the pages of the bank show: the public list with its filters, an entry, and what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from msgspec import Struct

from idarathon.bank import reads
from idarathon.bank.events import LICENCES
from idarathon.bank.reads import Drawers, EntryPage, EntryRow, MyReuse, OwnEntry, Reuse, Wanted
from idarathon.directory.reads import Administration, administrations
from idarathon.editions.reads import EditionPage
from idarathon.errors import Forbidden, NotFound, NotSignedIn
from idarathon.teams.reads import team as find_team
from idarathon.viewer import Role, Viewer
from web.here import Here
from web.public import Place

SIZE = 24  # entries on a page
USED = ("accepted", "pilot", "service")
STEPS: Mapping[str, tuple[str, ...]] = {
    "requested": ("accept", "decline"),
    "accepted": ("pilot", "service", "stop"),
    "pilot": ("service", "stop"),
    "service": ("stop",),
}


class BankView(Struct, frozen=True, kw_only=True):
    """The list. ``query``: the filters as an address has them, without the page; ``narrowed``: some are set."""

    rows: list[EntryRow]
    total: int
    meant: list[str]
    wanted: Wanted
    drawers: Drawers
    licences: tuple[str, ...]
    page: int
    pages: int
    query: str

    @property
    def narrowed(self) -> bool:
        return bool(self.query)

    def turned(self, number: int) -> str:
        """The query of another page."""
        return "?" + "&".join(part for part in (self.query, f"page={number}") if part)


class EntryView(Struct, frozen=True, kw_only=True):
    """An entry's page. ``edits``: who looks may complete it; ``runs``: and publish it; ``answers``: and say yes or no
    to requests; ``forms``: its forms, which the route knows."""

    edition: EditionPage
    found: EntryPage
    base: str
    edits: bool
    runs: bool
    answers: bool
    forms: Any = None

    @property
    def asked(self) -> Reuse | None:
        """What who looks has asked for and was not declined, the latest; it is not asked for once more."""
        own = [one for one in self.found.reuses if one.mine and one.status not in ("declined", "stopped")]
        return own[-1] if own else None

    def steps(self, one: Reuse) -> tuple[str, ...]:
        """What who looks may do next about a reuse."""
        possible = STEPS.get(one.status, ())
        if self.answers:
            return possible
        return possible if one.mine and one.status != "requested" else ()


class Completing(EntryView, frozen=True, kw_only=True):
    """The form that completes an entry. ``ancestor``: the address of the entry that it derives from; ``shown``: the
    files that are ticked, at first all."""

    licences: tuple[str, ...]
    ancestor: str
    shown: tuple[str, ...]


class Requesting(EntryView, frozen=True, kw_only=True):
    """The form that asks for a reuse. ``home``: the viewer's own administration."""

    administrations: list[Administration]
    home: UUID | None


class EditionBank(Struct, frozen=True, kw_only=True):
    """All entries of an edition, for who watches it."""

    edition: EditionPage
    entries: list[OwnEntry]
    runs: bool


class MyReuses(Struct, frozen=True, kw_only=True):
    """What I asked for."""

    reuses: list[MyReuse]


def wanted(given: Mapping[str, str]) -> Wanted:
    """The filters of an address; "" is no filter. Raises NotFound for what nobody could have chosen."""
    words = given.get("words", "").strip()
    plain: dict[str, Any] = {name: value for name, value in given.items() if value and name != "words"}
    if plain.get("prize") == "yes":
        plain["prize"] = True
    try:
        return msgspec.convert({"words": words, **plain}, Wanted, strict=False)
    except msgspec.ValidationError:
        raise NotFound from None


def query_of(one: Wanted) -> str:
    """The filters as an address has them."""
    given = {name: getattr(one, name) for name in Wanted.__struct_fields__}
    return urlencode({name: "yes" if value is True else str(value) for name, value in given.items() if value})


async def bank_view(at: Here, one: Wanted, number: int) -> BankView:
    """A page of the list. Raises NotFound past the last one."""
    found = await reads.search(at.db, one, number, SIZE)
    if number > 1 and not found.rows:
        raise NotFound
    return BankView(
        rows=found.rows,
        total=found.total,
        meant=found.meant,
        wanted=one,
        drawers=await reads.drawers(at.db),
        licences=LICENCES,
        page=number,
        pages=max(1, -(-found.total // SIZE)),
        query=query_of(one),
    )


async def entry_view(at: Place, team: str) -> EntryView:
    """An entry, as far as who looks may see it. Raises NotFound."""
    found = await reads.entry(at.db, at.viewer, at.edition.slug, team)
    if found is None:
        raise NotFound
    entry, viewer = found.entry, at.viewer
    runs = viewer.runs(entry.edition)
    return EntryView(
        edition=at.edition,
        found=found,
        base=f"{at.base}/bank/{team}",
        edits=runs or entry.team in viewer.teams,
        runs=runs,
        answers=runs or viewer.teams.get(entry.team) is Role.LEAD,
    )


async def completing(at: Place, team: str) -> Completing:
    """The form, for who may complete the entry. Raises NotFound, NotSignedIn or Forbidden."""
    found = await find_team(at.db, at.viewer, at.edition.edition, team)
    if found is None:
        raise NotFound
    if not at.viewer.runs(at.edition.edition) and found.team not in at.viewer.teams:
        raise _no(at.viewer)
    view = await entry_view(at, team)
    parent = next((one for one in view.found.relatives if one.ancestor), None)
    ancestor = f"/{at.lang}/e/{parent.edition_slug}/bank/{parent.team_slug}" if parent else ""
    entry = view.found.entry
    shown = tuple(str(one.upload) for one in (entry.files if entry.completed_at else entry.offered))
    return Completing(**_fields(view), licences=LICENCES, ancestor=ancestor, shown=shown)


async def requesting(at: Place, team: str) -> Requesting:
    """The form, for who is signed in. Raises NotFound, also for what is not published, or NotSignedIn."""
    if at.viewer.account is None:
        raise NotSignedIn
    view = await entry_view(at, team)
    if view.found.entry.status != "published":
        raise NotFound
    home = await reads.home_administration(at.db, at.viewer)
    return Requesting(**_fields(view), administrations=await administrations(at.db), home=home)


async def edition_bank(at: Place) -> EditionBank:
    """All entries of the edition. Raises NotSignedIn or Forbidden for who does not watch it."""
    if not at.viewer.watches(at.edition.edition):
        raise _no(at.viewer)
    entries = await reads.entries(at.db, at.viewer, at.edition.edition)
    return EditionBank(edition=at.edition, entries=entries, runs=at.viewer.runs(at.edition.edition))


def ancestor_of(address: str) -> tuple[str, str] | None:
    """The slugs of edition and team in the address of an entry's page; None for anything else."""
    parts = [part for part in address.strip().split("?")[0].split("#")[0].split("/") if part]
    place = next((i for i, part in enumerate(parts) if part == "e"), None)
    if place is None or len(parts) < place + 4 or parts[place + 2] != "bank":
        return None
    return parts[place + 1], parts[place + 3]


def _no(viewer: Viewer) -> Exception:
    return Forbidden() if viewer.account else NotSignedIn()


def _fields(view: EntryView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in EntryView.__struct_fields__}
