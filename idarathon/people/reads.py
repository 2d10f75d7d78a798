"""Who is looking, and what it may know of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.editions.events import Text, text_or_none
from idarathon.people.commands import SHARED, Profile
from idarathon.people.events import Consent, email_key
from idarathon.viewer import PUBLIC, Role, Viewer

SQL = beside(__file__)


class Me(Struct, frozen=True, kw_only=True):
    """What the viewer reads of itself."""

    account: UUID
    name: str
    email: str
    lang: str
    directorate: UUID | None
    mail: str = "each"  # how it wants its notices by mail


class Person(Struct, frozen=True, kw_only=True):
    """A choice of a picker. ``team``: the one that the person is in already, in this edition."""

    account: UUID
    name: str
    email: str
    directorate: Text | None
    team: UUID | None


class Seen(Struct, frozen=True, kw_only=True):
    """A person's profile as far as the viewer may see it: what it may not is empty. ``profile.shown`` is the person's
    own to know."""

    account: UUID
    profile: Profile
    directorate: UUID | None = None
    directorate_name: Text | None = None
    administration_name: Text | None = None


class GrantedRole(Struct, frozen=True, kw_only=True):
    """A role that was granted to an account, and in which edition."""

    edition: UUID
    slug: str
    name: Text
    role: Role


class AccountRow(Struct, frozen=True, kw_only=True):
    """An account in the admin's list. ``name`` and ``email`` are None once they were erased; ``reached``: a link that
    was mailed to the address was used."""

    account: UUID
    name: str | None
    email: str | None
    admin: bool
    closed: bool
    opened_at: datetime
    reached: bool
    directorate: UUID | None
    directorate_name: Text | None
    administration_name: Text | None
    roles: list[GrantedRole]


class Visitor(Struct, frozen=True, kw_only=True):
    """A viewer, and what the head of a page says of it. ``unread``: its notices."""

    viewer: Viewer = PUBLIC
    name: str = ""
    unread: int = 0


class Found(Struct, frozen=True, kw_only=True):
    """Whose address it is."""

    account: UUID
    name: str


async def viewer_of(db: Reader, account: UUID | None) -> Viewer:
    """The viewer behind an account, in one query; the public when it is unknown or closed."""
    return (await visitor(db, account)).viewer


async def visitor(db: Reader, account: UUID | None) -> Visitor:
    """Who is behind an account, in one query; the public when it is unknown or closed."""
    row = await db.fetchrow(SQL["find_viewer"], account) if account else None
    return visitor_in(row) if row else Visitor()


def visitor_in(row: Mapping[str, Any]) -> Visitor:
    """Who a row of the view ``viewer`` is."""
    return Visitor(viewer=_viewer(row), name=row["name"] or "", unread=row["unread"])


def _viewer(row: Mapping[str, Any]) -> Viewer:
    leads = set(row["leads"])
    return Viewer(
        account=row["account"],
        administration=row["administration"],
        admin=row["admin"],
        roles=_roles(row["roles"]),
        teams={team: Role.LEAD if team in leads else Role.MEMBER for team in row["teams"]},
        invitations=frozenset(row["invitations"]),
        challenges=frozenset(row["challenges"]),
        proposals=frozenset(row["proposals"]),
        coaches=frozenset(row["coaches"]),
        hosts=frozenset(row["hosts"]),
    )


def _roles(pairs: Sequence[str]) -> dict[UUID, frozenset[Role]]:
    roles: dict[UUID, frozenset[Role]] = {}
    for pair in pairs:
        edition, role = msgspec.json.decode(pair, type=tuple[UUID, Role])
        roles[edition] = roles.get(edition, frozenset()) | {role}
    return roles


async def names(db: Reader, viewer: Viewer, accounts: Sequence[UUID], edition: UUID | None = None) -> dict[UUID, str]:
    """Names by account: all for who watches the edition, else the viewer's own and those of its team mates."""
    rows = await db.fetch(SQL["list_names"], list(accounts), viewer.account, viewer.watches(edition))
    return {row["account"]: row["name"] for row in rows}


async def me(db: Reader, viewer: Viewer) -> Me | None:
    """The viewer's own name, address and language."""
    row = await db.fetchrow(SQL["find_me"], viewer.account) if viewer.account else None
    return Me(**row) if row else None


async def persons(db: Reader, viewer: Viewer, edition: UUID, words: str, limit: int = 20) -> list[Person]:
    """For the pickers of who runs the edition: people whose name or address contains the words."""
    if not viewer.runs(edition) or not words.strip():
        return []
    rows = await db.fetch(SQL["search_persons"], edition, words.strip(), min(limit, 100))
    return [_person(row) for row in rows]


def _person(row: Any) -> Person:
    return Person(
        account=row["account"],
        name=row["name"],
        email=row["email"],
        directorate=text_or_none(row["directorate"]),
        team=row["team"],
    )


async def person_by_email(db: Reader, viewer: Viewer, email: str, closed: bool = False) -> Found | None:
    """Who has exactly this address: for who leads a team (to invite) or runs an edition. Others learn nothing.
    ``closed``: also the holder of an account that is closed."""
    leads = Role.LEAD in viewer.teams.values()
    runs = viewer.admin or any(viewer.runs(edition) for edition in viewer.roles)
    key = email_key(email)
    if key is None or not (leads or runs):
        return None
    row = await db.fetchrow(SQL["find_person"], key, closed)
    return Found(account=row["account"], name=row["name"]) if row else None


async def profile(db: Reader, viewer: Viewer) -> Seen | None:
    """What the viewer said of itself; None for the public."""
    return (await profiles(db, viewer, [viewer.account])).get(viewer.account) if viewer.account else None


async def profiles(
    db: Reader, viewer: Viewer, accounts: Sequence[UUID], edition: UUID | None = None
) -> dict[UUID, Seen]:
    """What the viewer may know of each account (the rule: ``list_profiles`` in queries.sql); nothing of the others.
    ``edition``: the one that the page is about, for who runs it."""
    if viewer.account is None or not accounts:
        return {}
    runs = edition is not None and viewer.runs(edition)
    rows = await db.fetch(SQL["list_profiles"], list(accounts), viewer.account, edition, runs, list(SHARED))
    return {row["account"]: _seen(row) for row in rows}


async def accounts(
    db: Reader,
    viewer: Viewer,
    words: str = "",
    account: UUID | None = None,
    limit: int = 50,
    skip: int = 0,
    administration: UUID | None = None,
    role: str = "",
) -> list[AccountRow]:
    """Comptes, by name: those whose name or address contains the words, of one administration or with one role when
    they are given; or the one that is asked for. An admin's."""
    if not viewer.admin:
        return []
    rows = await db.fetch(SQL["list_accounts"], words.strip(), account, limit, skip, administration, role)
    return [_account(row) for row in rows]


def _account(row: Any) -> AccountRow:
    known: dict[str, Any] = {name: row[name] for name in AccountRow.__struct_fields__}
    return AccountRow(
        **known
        | {name: text_or_none(row[name]) for name in ("directorate_name", "administration_name")}
        | {"roles": [msgspec.json.decode(one, type=GrantedRole) for one in row["roles"]]}
    )


def _seen(row: Any) -> Seen:
    said = {name: row[name] for name in Profile.__struct_fields__ if row[name] is not None}
    kept: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in said.items()}
    return Seen(
        account=row["account"],
        profile=Profile(**kept),
        directorate=row["directorate"],
        directorate_name=text_or_none(row["directorate_name"]),
        administration_name=text_or_none(row["administration_name"]),
    )


class Erasing(Struct, frozen=True, kw_only=True):
    """An account that asked to be erased. ``leads``: it leads a team, and stays until somebody else does."""

    account: UUID
    name: str | None = None
    due: datetime | None
    leads: bool


class DueErasure(Struct, frozen=True, kw_only=True):
    """An account whose time to think it over has passed."""

    account: UUID
    instant: datetime


class Tallied(Struct, frozen=True, kw_only=True):
    """How many erased people of a team had this region, level or gender."""

    team: UUID
    dimension: str
    value: str
    n: int


async def due_erasures(db: Reader, now: datetime) -> list[DueErasure]:
    """For the clock."""
    return [DueErasure(**row) for row in await db.fetch(SQL["due_erasures"], now)]


async def next_erasure(db: Reader, now: datetime) -> datetime | None:
    """For the clock."""
    at: datetime | None = await db.fetchval(SQL["next_erasure"], now)
    return at


async def erasure_of(db: Reader, viewer: Viewer) -> Erasing | None:
    """The viewer's own wish to be erased."""
    row = await db.fetchrow(SQL["erasure_of"], viewer.account) if viewer.account else None
    return Erasing(account=viewer.account, **row) if row and viewer.account else None


async def erasures(db: Reader, viewer: Viewer) -> list[Erasing]:
    """Who asked to be erased, for an admin; nobody for others."""
    return [Erasing(**row) for row in await db.fetch(SQL["list_erasures"])] if viewer.admin else []


async def own_teams(db: Reader, account: UUID) -> list[tuple[UUID, UUID]]:
    """(edition, team) of the account, where editions go on."""
    return [(row["edition"], row["team"]) for row in await db.fetch(SQL["list_own_teams"], account)]


async def led_teams(db: Reader, account: UUID) -> list[tuple[UUID, UUID]]:
    """(edition, team) of the teams where editions go on, in which the account leads others."""
    return [(row["edition"], row["team"]) for row in await db.fetch(SQL["list_led_teams"], account)]


async def own_applications(db: Reader, account: UUID) -> list[tuple[UUID, UUID]]:
    """(edition, application) of the account that still stand, where editions go on."""
    rows = await db.fetch(SQL["list_own_applications"], account)
    return [(row["edition"], row["application"]) for row in rows]


async def own_papers(db: Reader, account: UUID) -> list[str]:
    """Hashes of the authorisations that the account ever sent, and nobody else has."""
    return [row["sha256"] for row in await db.fetch(SQL["list_own_papers"], account)]


async def tally(db: Reader, edition: UUID) -> list[Tallied]:
    """What erased people counted for in an edition: to be added to what is counted over ``people_profile``."""
    return [Tallied(**row) for row in await db.fetch(SQL["list_tally"], edition)]


async def colleague(db: Reader, viewer: Viewer, edition: UUID, email: str) -> Found | None:
    """Who of the own administration has exactly this address: for its focal point. Others learn nothing, and it learns
    nothing of who is not of its administration."""
    key = email_key(email)
    if key is None or viewer.administration is None or not viewer.has(edition, Role.FOCAL):
        return None
    row = await db.fetchrow(SQL["find_colleague"], key, viewer.administration)
    return Found(account=row["account"], name=row["name"]) if row else None


class Agreed(Struct, frozen=True, kw_only=True):
    """A consent of the viewer. ``withdrawn_at``: since when it is none any more."""

    purpose: Consent
    version: int
    at: datetime
    withdrawn_at: datetime | None


async def consents(db: Reader, viewer: Viewer) -> list[Agreed]:
    """What the viewer agreed to, and no longer does."""
    return [Agreed(**row) for row in await db.fetch(SQL["list_consents"], viewer.account)]
