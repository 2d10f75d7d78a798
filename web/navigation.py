"""The menu: what this person can open here. An entry stands there only once its route exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from litestar.exceptions import NoRouteMatchFoundException
from msgspec import Struct

from idarathon.errors import N_
from idarathon.viewer import Role, Viewer
from web.here import Here, WebRequest
from web.i18n import translator


class EditionHead(Protocol):
    """What the menu must know of the edition that a page belongs to: the page's Struct has it as ``edition``."""

    @property
    def edition(self) -> UUID: ...

    @property
    def slug(self) -> str: ...


class Link(Struct, frozen=True):
    """An entry of the menu."""

    href: str
    label: str
    current: bool
    icon: str


class Account(Struct, frozen=True):
    """Who is signed in, for the header."""

    name: str
    href: str
    sign_out: str


class Entry(Struct, frozen=True):
    """``route``: the name of a handler with the path parameters lang and, inside an edition, slug."""

    route: str
    label: str
    shown: Callable[[Viewer, UUID | None], bool]
    icon: str = "dot"


def _all(_viewer: Viewer, _edition: UUID | None) -> bool:
    return True


def _admin(viewer: Viewer, _edition: UUID | None) -> bool:
    return viewer.admin


def _member(viewer: Viewer, edition: UUID | None) -> bool:
    return viewer.has(edition, Role.MEMBER, Role.LEAD)


OUTSIDE = (
    Entry("home", N_("Home"), _all, "home"),
    Entry("editions-admin", N_("Editions"), _admin, "list"),
    Entry("parked", N_("Messages on hold"), _admin, "alert"),
)
INSIDE = (
    Entry("edition", N_("Edition"), _all, "home"),
    Entry("own-team", N_("My team"), _member, "team"),
    Entry("board", N_("Control board"), Viewer.watches, "list"),
    Entry("challenges", N_("Challenges"), _all, "globe"),
    Entry("teams", N_("Teams"), _all, "team"),
    Entry("settings", N_("Settings"), Viewer.runs, "pen"),
    Entry("timeline", N_("History"), _all, "clock"),
)


def navigation(request: WebRequest, at: Here, edition: EditionHead | None) -> list[Link]:
    """The entries for this page."""
    entries = INSIDE if edition else OUTSIDE
    links = []
    for entry in entries:
        if not entry.shown(at.viewer, edition.edition if edition else None):
            continue
        href = address(request, entry.route, lang=at.lang, **({"slug": edition.slug} if edition else {}))
        if href:
            current = href == request.scope["path"].rstrip("/")
            links.append(Link(href, translator(at.lang).gettext(entry.label), current, entry.icon))
    return links


def account(request: WebRequest, at: Here) -> Account | None:
    """The signed-in person and its two links."""
    if at.viewer.account is None:
        return None
    own = address(request, "own-space", lang=at.lang) or f"/{at.lang}"
    return Account(at.name or translator(at.lang).gettext("My space"), own, f"/{at.lang}/sign-out")


def address(request: WebRequest, route: str, **parameters: Any) -> str | None:
    """The address of a named route, or None while nobody has written it."""
    try:
        return request.app.route_reverse(route, **parameters).rstrip("/")
    except NoRouteMatchFoundException:
        return None
