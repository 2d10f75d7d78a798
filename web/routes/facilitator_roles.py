"""Who has which role in the edition: find people by name or address, grant, revoke."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from idarathon.editions import commands as editions
from idarathon.editions.reads import EditionPage, StaffMember, staff
from idarathon.errors import N_
from idarathon.people.reads import Person, persons
from idarathon.viewer import Role
from web.forms import submit
from web.formstate import FormState
from web.here import WebRequest
from web.rendering import page
from web.routes.facilitator_desk import Forms, one, running

Words = Annotated[str, QueryParameter(name="words", max_length=200)]
ORDER = (Role.FACILITATOR, Role.MENTOR, Role.FOCAL, Role.JUROR, Role.PRESIDENT, Role.OBSERVER)
ADMINS_ONLY = frozenset({Role.FACILITATOR, Role.PRESIDENT})


class Roles(Struct, frozen=True, kw_only=True):
    """``groups``: who has each role; ``granted``: the roles that the viewer may give and take."""

    edition: EditionPage
    groups: list[tuple[Role, list[StaffMember]]]
    granted: list[Role]
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


@post("/e/{slug:str}/settings/roles/revoke", status_code=200)
async def revoke(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Take a role back."""
    at = await running(request, slug)
    return await submit(
        request,
        editions.RevokeRole,
        to=f"{at.base}/settings/roles",
        said=N_("The role is taken back."),
        again=lambda form: _show(request, slug, "", form),
        edition=at.edition.edition,
    )


async def _show(request: WebRequest, slug: str, words: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    people = await staff(at.db, at.viewer, at.edition.edition)
    view = Roles(
        edition=at.edition,
        groups=[(role, [one for one in people if one.role == role]) for role in ORDER],
        granted=[role for role in ORDER if at.viewer.admin or role not in ADMINS_ONLY],
        words=words,
        found=await persons(at.db, at.viewer, at.edition.edition, words) if words.strip() else None,
        forms=Forms(form, at.edition.version),
    )
    return page(request, "facilitator/roles.html", view, form=form)


HANDLERS = [show, grant, revoke]
