"""Who has which role in the edition: find people by name or address, grant, revoke."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any
from uuid import UUID, uuid5

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command
from idarathon.access import allow
from idarathon.editions import commands as editions
from idarathon.editions.reads import EditionPage, StaffMember, staff
from idarathon.errors import N_, Forbidden, Refusal
from idarathon.people import commands as people
from idarathon.people.reads import Person, person_by_email, persons
from idarathon.viewer import Role
from web.forms import command_from, execute, redirect, refused, submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.rendering import page
from web.routes.facilitator_desk import Forms, one, running
from web.typed import typed

Words = Annotated[str, QueryParameter(name="words", max_length=200)]
ORDER = (Role.FACILITATOR, Role.MENTOR, Role.FOCAL, Role.JUROR, Role.PRESIDENT, Role.OBSERVER)
ADMINS_ONLY = frozenset({Role.FACILITATOR, Role.PRESIDENT})


class Roles(Struct, frozen=True, kw_only=True):
    """``groups``: who has each role; ``granted``: the roles that the viewer may give and take."""

    edition: EditionPage
    groups: tuple[tuple[Role, tuple[StaffMember, ...]], ...]
    granted: tuple[Role, ...]
    words: str
    found: list[Person] | None
    forms: Forms


@get("/e/{slug:str}/settings/roles", name="roles")
async def show(request: WebRequest, slug: FromPath[str], words: Words = "") -> Response[Any]:
    """People and roles."""
    return await _show(request, slug, words)


@post("/e/{slug:str}/settings/roles/grant", status_code=200)
async def grant(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Give a role."""
    at, words = await running(request, slug), await one(request, "words")
    return await submit(
        request,
        editions.GrantRole,
        to=f"{at.base}/settings/roles",
        said=N_("The role is granted."),
        again=lambda form: _show(request, slug, words, form),
        edition=at.edition.edition,
    )


@post("/e/{slug:str}/settings/roles/invite", status_code=200)
async def invite(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """An account for who has none, with a mail that leads in, and the role; who has one gets the role."""
    at = await running(request, slug)
    edition = at.edition.edition
    try:
        role = (await command_from(request, editions.GrantRole, edition=edition, account=edition)).role
        _refuse_unless_granted(at, role)
        account, opening = await _known(request, at)
        await execute(request, editions.GrantRole(edition=edition, account=account, role=role), first=opening)
    except Refusal as refusal:
        return await _show(request, slug, "", await refused(request, refusal))
    return redirect(request, f"{at.base}/settings/roles", N_("The role is granted. Who is new here gets a mail."))


async def _known(request: WebRequest, at: Place) -> tuple[UUID, list[Command]]:
    """The account with the typed address; when there is none, a new one, opened in the transaction of its role, which
    the mail that invites names."""
    form = await typed(request)
    edition = at.edition.edition
    account = uuid5(edition, form.get("id", [""])[0])  # sent twice, it is one person
    wanted = await command_from(
        request, people.OpenAccount, account=account, edition=edition, invite=True, expected_version=None
    )
    found = await person_by_email(at.db, at.viewer, wanted.email)
    if found:
        return found.account, []
    allow(at.viewer, wanted)
    return wanted.account, [wanted]


def _refuse_unless_granted(at: Place, role: Role) -> None:
    """Before an account is opened for a role that would be refused."""
    if role not in ORDER or (role in ADMINS_ONLY and not at.viewer.admin):
        raise Forbidden(field="role")


@post("/e/{slug:str}/settings/roles/revoke", status_code=200)
async def revoke(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Take a role back. Each button of the one form names the role and the account."""
    at = await running(request, slug)
    role, _, account = (await one(request, "who")).partition(" ")
    return await submit(
        request,
        editions.RevokeRole,
        to=f"{at.base}/settings/roles",
        said=N_("The role is taken back."),
        again=lambda form: _show(request, slug, "", form),
        edition=at.edition.edition,
        role=role,
        account=account,
    )


async def _show(request: WebRequest, slug: str, words: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    members = groupby(await staff(at.db, at.viewer, at.edition.edition), attrgetter("role"))
    found = {role: tuple(people) for role, people in members}
    view = Roles(
        edition=at.edition,
        groups=tuple((role, found.get(role, ())) for role in ORDER),
        granted=tuple(role for role in ORDER if at.viewer.admin or role not in ADMINS_ONLY),
        words=words,
        found=await persons(at.db, at.viewer, at.edition.edition, words) if words.strip() else None,
        forms=Forms(form, at.edition.version),
    )
    return page(request, "facilitator/roles.html", view, form=form)


HANDLERS = [show, grant, invite, revoke]
