"""Billets d'accès: a printed address, for one agent without working mail, once, for seven days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid5

import segno
from litestar import Response, Router, get, post
from litestar.params import FromPath, QueryParameter
from markupsafe import Markup
from msgspec import Struct, structs

from idarathon.directory.reads import Directorate, directorates
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotSignedIn, Refusal, Rule
from idarathon.people import commands as people
from idarathon.people import vault
from idarathon.people.vault import Holder
from web.auth import real_now, sign_in
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest, here
from web.i18n import is_lang
from web.public import Place
from web.refusals import Missing, TooManyAttempts, WrongValue
from web.rendering import draw, page
from web.rosters.staging import only_own
from web.routes.facilitator_desk import Forms, one, own_id
from web.routes.roster import importing

Slug = FromPath[str]
Token = FromPath[str]
Words = Annotated[str, QueryParameter(name="words", max_length=200)]


class NoSlip(Rule):
    """A role, working mail, another administration."""

    code = "no_slip"
    sentence = N_("No slip can be printed for this person: it has a role, working mail, or another administration.")


class SlipOver(Rule):
    """It was used, ended or replaced, or its time is over."""

    code = "slip_over"
    sentence = N_("This slip has been used already, was replaced, or is too old. Ask your focal point for another one.")


class Slips(Struct, frozen=True, kw_only=True):
    """The page: who has a slip or may get one, and the form for who has no account."""

    edition: EditionPage
    people: list[Holder]
    words: str
    directorates: list[Directorate]
    own: bool
    forms: Forms


class Printed(Struct, frozen=True, kw_only=True):
    """The slip. ``picture``: its address as a QR code."""

    edition: EditionPage
    name: str
    sign_in_name: str | None
    lang: str
    address: str
    picture: Markup
    until: datetime


class Greeting(Struct, frozen=True):
    """The page behind the address. No name: the slip opens nothing."""

    name: str | None
    token: str


@get("/e/{slug:str}/people/slips", name="slips")
async def show(request: WebRequest, slug: Slug, words: Words = "") -> Response[Any]:
    """Who has a slip, and who may get one."""
    return await _show(request, await importing(request, slug), words)


@post("/e/{slug:str}/people/slips/open", status_code=200)
async def open_account(request: WebRequest, slug: Slug) -> Response[Any]:
    """An account without mail, and its slip."""
    at = await importing(request, slug)
    try:
        await _count(request, at)
        account = await _opened(request, at)
        return await _printed(request, at, account)
    except Refusal as refusal:
        return await _show(request, at, "", await refused(request, refusal))


@post("/e/{slug:str}/people/slips/issue", status_code=200)
async def issue(request: WebRequest, slug: Slug) -> Response[Any]:
    """A slip for somebody who has an account. The one before is worth nothing any more."""
    at, words = await importing(request, slug), await one(request, "words")
    try:
        await _count(request, at)
        return await _printed(request, at, await _number(request, "account"))
    except Refusal as refusal:
        return await _show(request, at, words, await refused(request, refusal))


@post("/e/{slug:str}/people/slips/revoke", status_code=200)
async def revoke(request: WebRequest, slug: Slug) -> Response[Any]:
    """End a slip that was lost."""
    at = await importing(request, slug)
    slip, own = await _number(request, "slip"), only_own(at.viewer, at.edition.edition)
    ended = await vault.revoke_slip(here(request).db, slip, own, real_now())
    said = N_("The slip opens nothing any more.") if ended else N_("This slip had ended already.")
    return redirect(request, f"{at.base}/people/slips", said)


@get("/slip/{token:str}", name="slip")
async def door(request: WebRequest, token: Token) -> Response[Any]:
    """A greeting and a button: what looks at addresses does not use the slip up."""
    name = await vault.slip_opens(here(request).db, token, real_now())
    if name is None:
        return await _over(request)
    return page(request, "slip/door.html", Greeting(name, token))


@post("/slip/{token:str}", status_code=200)
async def enter(request: WebRequest, token: Token) -> Response[Any]:
    """Once."""
    at = here(request)
    account = await vault.use_slip(at.db, token, real_now())
    if account is None:
        return await _over(request)
    said = N_("You are signed in. Choose a password now: the slip opens nothing any more.")
    response = redirect(request, f"/{at.lang}/me/account#password-title", said)
    await sign_in(response, request, account, by_link=True)
    return response


async def _over(request: WebRequest) -> Response[Any]:
    return page(request, "slip/door.html", Greeting(None, ""), status=SlipOver.status)


async def _opened(request: WebRequest, at: Place) -> UUID:
    """The new account; sent twice it is one person."""
    edition, own = at.edition.edition, only_own(at.viewer, at.edition.edition)
    below = {str(one.directorate): one for one in await directorates(at.db, own)}
    chosen = below.get(await one(request, "directorate"))
    if chosen is None:
        raise Missing(field="directorate")
    command = await command_from(
        request,
        people.OpenWithoutMail,
        account=uuid5(edition, str(await own_id(request))),
        edition=edition,
        administration=chosen.administration,
        directorate=chosen.directorate,
        expected_version=None,
    )
    await execute(request, command)
    return command.account


async def _printed(request: WebRequest, at: Place, account: UUID) -> Response[Any]:
    """The slip, to print now: its address is shown this once."""
    if at.viewer.account is None:
        raise NotSignedIn
    by = vault.Printing(at.viewer.account, at.edition.edition, only_own(at.viewer, at.edition.edition))
    slip = await vault.issue_slip(here(request).db, account, by, real_now())
    if slip is None:
        raise NoSlip
    address = f"{here(request).services.settings.base_url}/{slip.lang}/slip/{slip.token}"
    view = Printed(
        edition=at.edition,
        name=slip.name,
        sign_in_name=slip.sign_in_name,
        lang=slip.lang,
        address=address,
        picture=drawn(address),
        until=slip.expires_at,
    )
    # Whoever prints it, it speaks to its holder.
    paper = structs.replace(here(request), lang=slip.lang if is_lang(slip.lang) else "fr")
    response = draw(request, paper, "slip/slip.html", view, status=200)
    response.headers["Cache-Control"] = "no-store"
    return response


def drawn(address: str) -> Markup:
    """A QR code as a picture of the page itself: nobody else is asked to draw it."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(scale=1, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704 (our own drawing)


async def _number(request: WebRequest, name: str) -> UUID:
    try:
        return UUID(await one(request, name))
    except ValueError:
        raise WrongValue(field=name) from None


async def _count(request: WebRequest, at: Place) -> None:
    """Fifty slips at once, and then one a minute. Raises TooManyAttempts."""
    limit = vault.Limit(of=f"slips {at.viewer.account}", at_once=50, pause=timedelta(minutes=1))
    if wait := await vault.count_attempt(here(request).db, [limit], real_now()):
        raise TooManyAttempts(seconds=round(wait.total_seconds()) + 1)


async def _show(request: WebRequest, at: Place, words: str, form: FormState | None = None) -> Response[Any]:
    own = only_own(at.viewer, at.edition.edition)
    view = Slips(
        edition=at.edition,
        people=await vault.slip_holders(at.db, own, words, real_now()),
        words=words,
        directorates=await directorates(at.db, own),
        own=own is not None,
        forms=Forms(form),
    )
    return page(request, "slip/slips.html", view, form=form)


ROUTER = Router("/", route_handlers=[show, open_account, issue, revoke, door, enter])
