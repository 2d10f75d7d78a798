"""Coaching notes: write, keep as a draft, revise, read, share and take back, tick what is to be done next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from events.message import Command
from idarathon.errors import N_, NotFound, Refusal
from idarathon.mentoring import commands as ask
from idarathon.people import vault
from web import coaching as views
from web import coaching_form as forms
from web.auth import local_path
from web.coaching_form import Composing, keep, steps_of
from web.forms import redirect, refused, submit
from web.formstate import FormState
from web.here import WebRequest, here
from web.i18n import time_text, translator
from web.public import Place
from web.rendering import page
from web.routes.facilitator_desk import with_fixed
from web.routes.public import find
from web.typed import typed

Name = FromPath[str]
KEPT = N_("Draft kept at %(time)s. Nobody else sees it.")
SHARING: dict[str, tuple[type[Command], str]] = {
    "share": (ask.ShareNote, N_("The team, its mentors and the facilitators now read this note.")),
    "unshare": (ask.UnshareNote, N_("The note is yours alone again.")),
}
TICKS: dict[str, tuple[type[Command], str]] = {
    "done": (ask.CompleteStep, N_("Done. The step is ticked.")),
    "open": (ask.ReopenStep, N_("The step is open again.")),
}


@get("/e/{slug:str}/mentor/teams/{team:str}/note", name="note-new")
async def new(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """A new note, or the draft of it."""
    view, form = await forms.composing(await find(request, slug), team)
    return page(request, "mentor/note_form.html", view, form=form)


@post("/e/{slug:str}/mentor/teams/{team:str}/note", status_code=200)
async def write(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """Write it."""
    at = await find(request, slug)
    view, _ = await forms.composing(at, team)
    return await _save(request, at, view, ask.WriteNote)


@post("/e/{slug:str}/mentor/teams/{team:str}/note/draft", status_code=200)
async def keep_new(request: WebRequest, slug: Name, team: Name) -> Response[Any]:
    """Keep what is typed so far."""
    at = await find(request, slug)
    view, _ = await forms.composing(at, team)
    return await _keep(request, view)


@get("/e/{slug:str}/notes/{note:uuid}", name="note")
async def show(request: WebRequest, slug: Name, note: FromPath[UUID]) -> Response[Any]:
    """One note."""
    return await _show(request, slug, note)


@get("/e/{slug:str}/notes/{note:uuid}/edit", name="note-edit")
async def edit(request: WebRequest, slug: Name, note: FromPath[UUID]) -> Response[Any]:
    """The author's form for it."""
    view, form = await forms.revising(await find(request, slug), note)
    return page(request, "mentor/note_form.html", view, form=form)


@post("/e/{slug:str}/notes/{note:uuid}/edit", status_code=200)
async def revise(request: WebRequest, slug: Name, note: FromPath[UUID]) -> Response[Any]:
    """Change it."""
    at = await find(request, slug)
    view, _ = await forms.revising(at, note)
    return await _save(request, at, view, ask.ReviseNote)


@post("/e/{slug:str}/notes/{note:uuid}/edit/draft", status_code=200)
async def keep_revision(request: WebRequest, slug: Name, note: FromPath[UUID]) -> Response[Any]:
    """Keep what is typed so far."""
    view, _ = await forms.revising(await find(request, slug), note)
    return await _keep(request, view)


@post("/e/{slug:str}/notes/{note:uuid}/{act:str}", status_code=200)
async def share(request: WebRequest, slug: Name, note: FromPath[UUID], act: Name) -> Response[Any]:
    """Share it, or take it back."""
    if act not in SHARING:
        raise NotFound
    at = await find(request, slug)
    found = await views.readable(at, note)
    kind, said = SHARING[act]
    ids = {"edition": at.edition.edition, "team": found.team, "note": note}
    to = local_path((await typed(request)).get("back", [""])[0], f"{at.base}/notes/{note}")
    return await submit(request, kind, to=to, said=said, again=lambda form: _show(request, slug, note, form), **ids)


@post("/e/{slug:str}/notes/{note:uuid}/steps/{key:str}/{act:str}", status_code=200)
async def tick(request: WebRequest, slug: Name, note: FromPath[UUID], key: Name, act: Name) -> Response[Any]:
    """Tick a step, or take the tick back; then to the page where that was."""
    if act not in TICKS:
        raise NotFound
    at = await find(request, slug)
    found = await views.readable(at, note)
    kind, said = TICKS[act]
    ids = {"edition": at.edition.edition, "team": found.team, "note": note, "key": key[:40]}
    to = local_path((await typed(request)).get("back", [""])[0], f"{at.base}/notes/{note}")
    return await submit(request, kind, to=to, said=said, again=lambda form: _show(request, slug, note, form), **ids)


async def _save(request: WebRequest, at: Place, view: Composing, kind: type[Command]) -> Response[Any]:
    """The whole of a POST: more rows when that was asked; else the command, with which its draft ends."""
    values = await typed(request)
    if "more" in values:
        form = FormState(name="note", values={k: v for k, v in values.items() if k not in ("csrf", "more")})
        return _form(request, view, form, more=forms.ROWS)
    try:
        command = await _command(request, at, view, kind)
        key = forms.draft_key(view.team_id, view.was.note if view.was else None)
        ended = [vault.drop_draft(at.viewer.account, key)] if at.viewer.account else []
        await here(request).dispatch.execute(command, at.viewer, ended)
    except Refusal as refusal:
        return _form(request, view, await refused(request, refusal))
    shared = getattr(command, "share", False) or bool(view.was and view.was.shared_at)
    said = (
        N_("The coaching note is recorded and shared.")
        if shared
        else N_("The coaching note is recorded. It is private.")
    )
    return redirect(request, view.back, said)


async def _command(request: WebRequest, at: Place, view: Composing, kind: type[Command]) -> Command:
    values = await typed(request)
    ids: dict[str, Any] = {"edition": at.edition.edition, "team": view.team_id, "note": view.note}
    if kind is ask.WriteNote:
        ids |= {"note": _typed_note(values.get("note", [""])[0], view.note), "share": "share" in values}
    return await with_fixed(request, kind, {"steps": lambda: steps_of(values)}, {"steps": ()}, **ids)


def _typed_note(text: str, otherwise: UUID) -> UUID:
    """The id that the form carries, so that a double tap is one note."""
    try:
        return UUID(text)
    except ValueError:
        return otherwise


def _form(request: WebRequest, view: Composing, form: FormState, more: int = 0) -> Response[Any]:
    fields = dict(form.values)
    note = _typed_note(fields.get("note", [""])[0], view.note)
    rows = forms.step_rows(fields, more)
    return page(
        request, "mentor/note_form.html", msgspec.structs.replace(view, note=note, rows=rows, kept_at=None), form=form
    )


async def _keep(request: WebRequest, view: Composing) -> Response[Any]:
    """For the script that saves while somebody types: what to say, as JSON. For the button: the form again."""
    at = here(request)
    kept = await keep(request, forms.draft_key(view.team_id, view.was.note if view.was else None))
    if request.headers.get("x-draft"):
        said = translator(at.lang).gettext(N_("saved at %(time)s"), time=time_text(kept, at.lang))
        return Response(
            msgspec.json.encode({"said": said}), media_type="application/json", headers={"Cache-Control": "no-store"}
        )
    return redirect(request, view.to, KEPT, time=time_text(kept, at.lang))


async def _show(request: WebRequest, slug: str, note: UUID, form: FormState | None = None) -> Response[Any]:
    view = await views.note_view(await find(request, slug), note)
    return page(request, "mentor/note.html", view, form=form or FormState(name="note"))


HANDLERS = [new, write, keep_new, show, edit, revise, keep_revision, share, tick]
