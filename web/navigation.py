"""The menu: what this person can open here. An entry stands there only once its route exists."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from litestar import Litestar
from litestar.exceptions import NoRouteMatchFoundException
from msgspec import Struct

from idarathon.errors import N_
from idarathon.viewer import Role, Viewer
from web.here import Here, WebRequest
from web.i18n import Lang, translator


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
    notices: str = ""
    unread: int = 0


class Entry(Struct, frozen=True):
    """``route``: the name of a handler with the path parameters lang and, inside an edition, slug."""

    route: str
    label: str
    shown: Callable[[Viewer, UUID | None], bool]
    icon: str = "dot"


def _all(_viewer: Viewer, _edition: UUID | None) -> bool:
    return True


def _signed_in(viewer: Viewer, _edition: UUID | None) -> bool:
    return viewer.account is not None


def _admin(viewer: Viewer, _edition: UUID | None) -> bool:
    return viewer.admin


def _mentor(viewer: Viewer, edition: UUID | None) -> bool:
    return viewer.has(edition, Role.MENTOR)


def _member(viewer: Viewer, edition: UUID | None) -> bool:
    return viewer.has(edition, Role.MEMBER, Role.LEAD)


def _owner(viewer: Viewer, edition: UUID | None) -> bool:
    return viewer.has(edition, Role.OWNER)


def _judge(viewer: Viewer, edition: UUID | None) -> bool:
    return viewer.has(edition, Role.JUROR, Role.PRESIDENT)


def _focal(viewer: Viewer, edition: UUID | None) -> bool:
    """One entry for its pages, which have tabs (application/focal_tabs.html)."""
    return viewer.has(edition, Role.FOCAL)


def _no_desk(viewer: Viewer, edition: UUID | None) -> bool:
    """Who runs the edition finds it in the desk's own menu (facilitator/base.html); ten entries do not fit in a row."""
    return not viewer.runs(edition)


def _observer(viewer: Viewer, edition: UUID | None) -> bool:
    return viewer.watches(edition) and _no_desk(viewer, edition)


OUTSIDE = (
    Entry("home", N_("Home"), _all, "home"),
    Entry("my-agenda", N_("My agenda"), _signed_in, "calendar"),
    Entry("bank", N_("Bank"), _all, "box"),
    Entry("editions-admin", N_("Editions"), _admin, "list"),
    Entry("accounts", N_("Accounts"), _admin, "team"),
)
INSIDE = (
    Entry("edition", N_("Edition"), _all, "home"),
    Entry("own-team", N_("My team"), _member, "team"),
    Entry("mentor-today", N_("Today"), _mentor, "list"),
    Entry("mentor-help", N_("Requests for help"), _mentor, "alert"),
    Entry("my-challenge", N_("My challenge"), _owner, "pen"),
    Entry("focal", N_("My administration"), _focal, "list"),
    Entry("reviews", N_("My reviews"), _judge, "list"),
    Entry("board", N_("Control board"), Viewer.watches, "list"),
    Entry("programme", N_("Programme"), _all, "calendar"),
    Entry("challenges", N_("Challenges"), _all, "globe"),
    Entry("teams", N_("Teams"), _all, "team"),
    Entry("results", N_("Results"), _all, "check"),
    Entry("bank", N_("Bank"), _no_desk, "box"),
    Entry("report", N_("Report"), _observer, "chart"),
    Entry("timeline", N_("History"), _no_desk, "clock"),
)


def navigation(request: WebRequest, at: Here, edition: EditionHead | None) -> tuple[Link, ...]:
    """The entries for this page."""
    entries = INSIDE if edition else OUTSIDE
    shown = tuple(entry for entry in entries if entry.shown(at.viewer, edition.edition if edition else None))
    return _links(request.app, shown, at.lang, edition.slug if edition else None, request.scope["path"].rstrip("/"))


@lru_cache(maxsize=4096)  # of the pages that people are on
def _links(app: Litestar, entries: tuple[Entry, ...], lang: Lang, slug: str | None, here: str) -> tuple[Link, ...]:
    place = {"lang": lang, "slug": slug} if slug else {"lang": lang}
    found = ((_address(app, entry.route, tuple(place.items())), entry) for entry in entries)
    label = translator(lang).gettext
    return tuple(Link(href, label(one.label), href == here, one.icon) for href, one in found if href)


FOOTER = (Entry("privacy", N_("Personal data"), _all),)


def footer(request: WebRequest, at: Here) -> list[Link]:
    """What stands at the foot of every page."""
    links = ((address(request, one.route, lang=at.lang), one) for one in FOOTER)
    return [Link(href, translator(at.lang).gettext(one.label), False, one.icon) for href, one in links if href]


def account(request: WebRequest, at: Here) -> Account | None:
    """The signed-in person and its two links."""
    if at.viewer.account is None:
        return None
    own = address(request, "own-space", lang=at.lang) or f"/{at.lang}"
    name = at.name or translator(at.lang).gettext("My space")
    return Account(name, own, f"/{at.lang}/sign-out", address(request, "notices", lang=at.lang) or "", at.unread)


def address(request: WebRequest, route: str, **parameters: Any) -> str | None:
    """The address of a named route, or None while nobody has written it."""
    return _address(request.app, route, tuple(parameters.items()))


@lru_cache(maxsize=4096)  # a page asks for a dozen; route_reverse takes 20 µs for each
def _address(app: Litestar, route: str, parameters: tuple[tuple[str, Any], ...]) -> str | None:
    try:
        return app.route_reverse(route, **dict(parameters)).rstrip("/")
    except NoRouteMatchFoundException:
        return None
