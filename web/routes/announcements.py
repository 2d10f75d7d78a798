"""Annonces: what facilitators tell everybody, or those of one challenge, phase or team; written, looked at, sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.challenges.reads import ChallengeRow, challenges
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotSignedIn, Refusal
from idarathon.notices.commands import Announce
from idarathon.notices.reads import Announcement, announcements, audience
from idarathon.phases.events import PHASES
from idarathon.teams.reads import teams
from web import i18n
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import Missing, WrongValue
from web.rendering import page
from web.routes.facilitator_desk import one, own_id, running
from web.routes.public import find
from web.typed import typed
from web.words import Words

TEAMS = 500  # choices


class Choice(Struct, frozen=True):
    """To whom an announcement can go. ``value``: "all", or a kind and what of it."""

    value: str
    label: str


class Announcements(Struct, frozen=True, kw_only=True):
    """The page: what was told, and for who runs the edition the form."""

    edition: EditionPage
    told: list[Announcement]
    choices: list[Choice]
    form: FormState


class Check(Struct, frozen=True, kw_only=True):
    """What goes out, before it does. ``typed``: the form's fields; ``readers``: how many people."""

    edition: EditionPage
    title: Text
    body: Text
    to: str
    readers: int
    form: FormState
    typed: list[tuple[str, str]]


@get("/e/{slug:str}/announcements", name="announcements")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """What was told to who looks."""
    at = await find(request, slug)
    if at.viewer.account is None:
        raise NotSignedIn
    to = request.query_params.get("to", "")
    return await _show(request, at, FormState(values={"to": [to]} if to else {}))


@post("/e/{slug:str}/announcements/check", status_code=200)
async def check(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """What goes out, and to how many people."""
    at = await running(request, slug)
    choices = await _choices(at)
    try:
        asked = await _asked(request, at, choices)
        readers = await audience(at.db, at.viewer, at.edition.edition, asked.challenge, asked.phase, asked.team)
    except Refusal as refusal:
        return await _show(request, at, await refused(request, refusal))
    to = await one(request, "to")
    view = Check(
        edition=at.edition,
        title=asked.title,
        body=asked.body,
        to=next(choice.label for choice in choices if choice.value == to),
        readers=readers,
        form=FormState(id=await own_id(request)),
        typed=await _words(request),
    )
    return page(request, "facilitator/announcement_check.html", view)


@post("/e/{slug:str}/announcements/edit", status_code=200)
async def edit(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Back to the form, with what was typed."""
    at = await running(request, slug)
    return await _show(request, at, FormState(id=await own_id(request), values=await typed(request)))


@post("/e/{slug:str}/announcements", status_code=200)
async def send(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """It goes out."""
    at = await running(request, slug)
    try:
        await execute(request, await _asked(request, at, await _choices(at)))
    except Refusal as refusal:
        return await _show(request, at, await refused(request, refusal))
    return redirect(request, f"{at.base}/announcements", N_("The announcement is on its way."))


async def _asked(request: WebRequest, at: Place, choices: Sequence[Choice]) -> Announce:
    """The command. Raises FormRefused, or WrongValue for an address that the page does not offer."""
    to = await one(request, "to")
    if not to:
        raise Missing(field="to")
    if to not in {choice.value for choice in choices}:
        raise WrongValue(field="to")
    kind, _, which = to.partition(":")
    chosen: dict[str, Any] = {"challenge": None, "phase": None, "team": None}
    if kind in chosen:
        chosen[kind] = which if kind == "phase" else UUID(which)
    fixed = {"edition": at.edition.edition, "announcement": await _id(request), "expected_version": None}
    return await command_from(request, Announce, **fixed, **chosen)


async def _id(request: WebRequest) -> UUID:
    """Of the form and of what stands in it: sent twice it is one announcement, and corrected it is another."""
    return uuid5(await own_id(request), msgspec.json.encode(sorted(await _words(request))).decode())


async def _words(request: WebRequest) -> list[tuple[str, str]]:
    """The fields that somebody typed."""
    values = await typed(request)
    return [(name, value[0]) for name, value in values.items() if name == "to" or name.startswith(("title.", "body."))]


async def _choices(at: Place) -> list[Choice]:
    """All, each phase, each published challenge, each team."""
    words, say = Words(at.lang), i18n.translator(at.lang)
    edition = at.edition.edition
    themes = [one for one in await challenges(at.db, at.viewer, edition) if one.status == "published"]
    groups = [one for one in await teams(at.db, at.viewer, edition, limit=TEAMS) if not one.withdrawn_at]
    return [
        Choice("all", say.gettext("Everybody in this edition")),
        *(Choice(f"phase:{one}", say.gettext("Teams in %(phase)s", phase=words.phase(one))) for one in PHASES),
        *(
            Choice(f"challenge:{one.challenge}", say.gettext("Challenge: %(title)s", title=_title(one, at)))
            for one in themes
        ),
        *(Choice(f"team:{one.team}", say.gettext("Team: %(name)s", name=one.name)) for one in groups),
    ]


def _title(challenge: ChallengeRow, at: Place) -> str:
    return i18n.text(challenge.title, at.lang).text


async def _show(request: WebRequest, at: Place, form: FormState) -> Response[Any]:
    runs = at.viewer.runs(at.edition.edition)
    view = Announcements(
        edition=at.edition,
        told=await announcements(at.db, at.viewer, at.edition.edition),
        choices=await _choices(at) if runs else [],
        form=form,
    )
    return page(request, "facilitator/announcements.html", view, form=form)


HANDLERS = [show, check, edit, send]
