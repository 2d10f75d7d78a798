"""Agenda: what concerns a team, what concerns me, and the secret addresses under which calendar programs read both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.calendar import reads
from idarathon.errors import N_, NotFound, NotSignedIn
from idarathon.people import vault
from idarathon.people.reads import viewer_of
from idarathon.teams.reads import MyTeam, mine
from web import calendar, ical
from web import team as views
from web.calendar import AgendaDay
from web.forms import redirect
from web.formstate import FormState
from web.here import Here, WebRequest, here
from web.i18n import translator
from web.navigation import Link
from web.rendering import page
from web.routes.facilitator_desk import one
from web.routes.public import find
from web.team import Team

MOST = 20  # addresses of one person


class TeamAgenda(Team, frozen=True, kw_only=True):
    """The agenda of a team. ``lead``: who looks leads it, and says whether it comes."""

    ahead: list[AgendaDay]
    past: list[AgendaDay]
    lead: bool


class Address(Struct, frozen=True, kw_only=True):
    """A calendar address in use. ``team``: whose name; none: the person's own."""

    feed: vault.Feed
    team: MyTeam | None


class MyAgenda(Struct, frozen=True, kw_only=True):
    """Mon agenda. ``made``: an address that was made just now, shown this once."""

    ahead: list[AgendaDay]
    past: list[AgendaDay]
    addresses: list[Address]
    teams: list[MyTeam]
    made: str | None
    bottom: list[Link]


@get("/e/{slug:str}/team/{team:str}/agenda", name="team-agenda")
async def team_agenda(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """The sessions of a team."""
    at = await find(request, slug)
    head = await views.own(at, team, "agenda")
    rows = await reads.team_sessions(at.db, at.viewer, at.edition.edition, head.team.team)
    ahead, past = calendar.split(rows, at.now)
    known = {name: getattr(head, name) for name in Team.__struct_fields__}
    view = TeamAgenda(**known, ahead=ahead, past=past, lead=head.manages and head.member)
    return page(request, "team/agenda.html", view, form=FormState())


@get("/me/agenda", name="my-agenda")
async def my_agenda(request: WebRequest) -> Response[Any]:
    """My sessions."""
    return await _mine(request)


@post("/me/agenda/feeds", status_code=200)
async def make(request: WebRequest) -> Response[Any]:
    """A new address, for me or for a team of mine. It is shown once."""
    at = _signed_in(request)
    teams = {str(row.team): row.team for row in await mine(at.db, at.viewer)}
    wanted = await one(request, "team")
    if wanted and wanted not in teams:
        raise NotFound(field="team")
    if len(await vault.feeds(at.db, _account(at))) >= MOST:
        return redirect(request, f"/{at.lang}/me/agenda", N_("You have many addresses already. Revoke one first."))
    token = await vault.create_feed(at.db, _account(at), teams.get(wanted), at.now)
    return await _mine(request, f"{at.services.settings.base_url}/{at.lang}/feed/{token}.ics")


@post("/me/agenda/feeds/{feed:uuid}/revoke", status_code=200)
async def revoke(request: WebRequest, feed: FromPath[UUID]) -> Response[Any]:
    """End an address at once."""
    at = _signed_in(request)
    if not await vault.revoke_feed(at.db, _account(at), feed, at.now):
        raise NotFound
    return redirect(request, f"/{at.lang}/me/agenda", N_("The address leads nowhere any more."))


@get("/feed/{token:str}", name="secret-feed")
async def feed(request: WebRequest, token: FromPath[str]) -> Response[Any]:
    """What a secret address leads to: as its owner may see it today, whoever asks."""
    at = here(request)
    found = await vault.find_feed(at.db, token.removesuffix(".ics"))
    if found is None:
        raise NotFound
    viewer = await viewer_of(at.db, found.account)
    _ = translator(at.lang).gettext
    if found.team is None:
        rows, name = await reads.my_sessions(at.db, viewer), _(N_("My sessions · IDARATHON"))
    else:
        own = next((row for row in await mine(at.db, viewer) if row.team == found.team), None)
        if own is None:
            raise NotFound
        rows = await reads.team_sessions(at.db, viewer, own.edition, own.team)
        rows = [row for row in rows if row.team_state != "declined"]
        name = _(N_("%(team)s · IDARATHON"), team=own.name)
    return ical.answer(request, ical.calendar(rows, name, at.lang, at.services.settings.base_url), "agenda")


async def _mine(request: WebRequest, made: str | None = None) -> Response[Any]:
    at = _signed_in(request)
    own = await mine(at.db, at.viewer)
    by_team = {row.team: row for row in own}
    ahead, past = calendar.split(await reads.my_sessions(at.db, at.viewer), at.now)
    base = next((f"/{at.lang}/e/{row.edition_slug}/team/{row.slug}" for row in own if not row.withdrawn_at), None)
    view = MyAgenda(
        ahead=ahead,
        past=past,
        addresses=[
            Address(feed=feed, team=by_team.get(feed.team) if feed.team else None)
            for feed in await vault.feeds(at.db, _account(at))
        ],
        teams=[row for row in own if not row.withdrawn_at],
        made=made,
        bottom=views.bottom(at.lang, base, "agenda") if base else [],
    )
    return page(request, "calendar/mine.html", view, form=FormState())


def _signed_in(request: WebRequest) -> Here:
    at = here(request)
    if at.viewer.account is None:
        raise NotSignedIn
    return at


def _account(at: Here) -> UUID:
    if at.viewer.account is None:
        raise NotSignedIn
    return at.viewer.account


HANDLERS = [team_agenda, my_agenda, make, revoke, feed]
