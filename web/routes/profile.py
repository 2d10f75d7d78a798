"""Profil: what a person says of itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post

from idarathon.directory.reads import directorates
from idarathon.errors import N_, Refusal
from idarathon.people.commands import DescribeProfile, Profile
from web.forms import FormRefused, command_from, execute, read_fields, redirect, refused
from web.formstate import FormState
from web.here import Here, WebRequest, here
from web.profile import profile_page, speaks
from web.refusals import WrongValue
from web.rendering import page
from web.typed import Typed, typed


@get("/me/profile", name="my-profile")
async def show(request: WebRequest) -> Response[Any]:
    """What I say of myself."""
    return await _show(request, FormState())


@post("/me/profile", status_code=200)
async def describe(request: WebRequest) -> Response[Any]:
    """Say it anew."""
    at = here(request)
    try:
        await execute(request, await _asked(request))
    except Refusal as refusal:
        return await _show(request, await refused(request, refusal))
    return redirect(request, f"/{at.lang}/me/profile", N_("Your profile is recorded."))


async def _asked(request: WebRequest) -> DescribeProfile:
    at, values = here(request), await typed(request)
    said, faults = read_fields(values, Profile)
    where: dict[str, UUID | None] = {"administration": None, "directorate": None}
    try:
        where = await _department(at, values)
    except Refusal as fault:
        faults.append(fault)
    if faults:
        raise FormRefused(faults)
    return await command_from(
        request, DescribeProfile, account=at.viewer.account, profile=Profile(**said), expected_version=None, **where
    )


async def _department(at: Here, values: Typed) -> dict[str, UUID | None]:
    """The chosen directorate with its administration; who speaks for one stays there. Raises WrongValue."""
    if speaks(at.viewer):
        return await _found(at, str((await profile_page(at)).seen.directorate or ""))
    return await chosen_department(at, values)


async def chosen_department(at: Here, values: Typed) -> dict[str, UUID | None]:
    """What was chosen in the select of the organigram. Raises WrongValue."""
    return await _found(at, values.get("directorate", [""])[0])


async def _found(at: Here, chosen: str) -> dict[str, UUID | None]:
    if not chosen:
        return {"administration": None, "directorate": None}
    found = next((one for one in await directorates(at.db) if str(one.directorate) == chosen), None)
    if found is None:
        raise WrongValue(field="directorate")
    return {"administration": found.administration, "directorate": found.directorate}


async def _show(request: WebRequest, form: FormState) -> Response[Any]:
    return page(request, "profile.html", await profile_page(here(request)), form=form)


HANDLERS = [show, describe]
