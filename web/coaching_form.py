"""The form of a coaching note: rows of next steps, and the draft of what is being written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from idarathon.errors import Refusal, TooLarge
from idarathon.mentoring import reads
from idarathon.mentoring.commands import STEPS, Step
from idarathon.mentoring.reads import NoteRow, TeamMate
from idarathon.people import vault
from web.coaching import Desk, coached_team, head, own_note
from web.forms import FormRefused
from web.formstate import FormState
from web.here import WebRequest, here
from web.public import Place
from web.refusals import TooLong, WrongValue
from web.typed import Typed, typed

ROWS = 3  # for next steps, on an empty form
LONGEST = 120_000  # characters of a draft
_SECRET = frozenset({"csrf", "resumed", "more", "share", "form"})
STAMP = re.compile(r"[0-9]{1,24}\.[0-9]{1,9}")  # of web/static/coaching.js: who typed it, and how much that had typed


class Composing(Desk, frozen=True, kw_only=True):
    """A note being written. ``to``: where the form goes; ``note``: its id; ``kept_at``: of the draft that is shown;
    ``owners``: who may have a next step; ``was``: the note that is revised."""

    team_name: str
    team_lang: str
    team_id: UUID
    back: str
    to: str
    note: UUID
    owners: list[TeamMate]
    rows: list[str]
    kept_at: datetime | None
    was: NoteRow | None


def draft_key(team_id: UUID, note: UUID | None) -> str:
    """Under which a note that is being written is kept: one new note a team, and one revision a note."""
    return f"note:{note}" if note else f"note:new:{team_id}"


async def composing(at: Place, slug: str) -> tuple[Composing, FormState]:
    """The form for a new note, with the draft of it if there is one."""
    found = await coached_team(at, slug)
    kept = await _kept(at, draft_key(found.team, None))
    if kept and await _written(at, _same_note(kept.fields)):
        kept = None  # its last keystrokes arrived after the note itself
    back = f"{at.base}/mentor/teams/{found.slug}"
    fields = kept.fields if kept else {}
    view = Composing(
        **head(at),
        team_name=found.name,
        team_lang=found.lang,
        team_id=found.team,
        back=back,
        to=f"{back}/note",
        note=_same_note(fields) or uuid4(),
        owners=await reads.mates(at.db, at.viewer, at.edition.edition, found.team),
        rows=step_rows(fields),
        kept_at=kept.at if kept else None,
        was=None,
    )
    return view, FormState(name="note", values=fields)


async def revising(at: Place, note: UUID) -> tuple[Composing, FormState]:
    """The form for a note that its author changes, with the draft of that if there is one."""
    was = await own_note(at, note)
    kept = await _kept(at, draft_key(was.team, note))
    if kept and kept.fields.get("expected_version") != [str(was.version)]:
        kept = None  # of a version that was changed since
    fields = kept.fields if kept else fields_of(was)
    view = Composing(
        **head(at),
        team_name=was.team_name,
        team_lang=was.team_lang,
        team_id=was.team,
        back=f"{at.base}/notes/{note}",
        to=f"{at.base}/notes/{note}/edit",
        note=note,
        owners=await reads.mates(at.db, at.viewer, at.edition.edition, was.team),
        rows=step_rows(fields),
        kept_at=kept.at if kept else None,
        was=was,
    )
    return view, FormState(name="note", values=fields, expected_version=was.version)


def step_rows(fields: Mapping[str, list[str]] | None, more: int = 0) -> list[str]:
    """The keys of the rows for next steps on the form: those that it has, at least ``ROWS``, and ``more``."""
    known = [name.split(".")[1] for name in fields or {} if name.startswith("step.") and name.endswith(".text")]
    free = (key for key in map(str, range(1, 100)) if key not in known)
    return (known + [next(free) for _ in range(max(more, ROWS - len(known)))])[:STEPS]


def fields_of(note: NoteRow) -> dict[str, list[str]]:
    """A note as its form holds it."""
    steps = {
        f"step.{step.key}.{name}": [value]
        for step in note.steps
        for name, value in (
            ("text", step.text or ""),
            ("owner", str(step.owner or "")),
            ("due", step.due.isoformat() if step.due else ""),
        )
    }
    return {"observed": [note.observed or ""], "decided": [note.decided or ""], **steps}


async def _kept(at: Place, key: str) -> vault.Draft | None:
    return await vault.find_draft(at.db, at.viewer.account, key) if at.viewer.account else None


async def _written(at: Place, note: UUID | None) -> bool:
    return note is not None and await reads.note(at.db, at.viewer, at.edition.edition, note) is not None


def _same_note(fields: dict[str, list[str]]) -> UUID | None:
    try:
        return UUID(fields["note"][0])
    except (KeyError, ValueError):
        return None


def steps_of(values: Typed) -> tuple[Step, ...]:
    """The next steps that are filled in. Raises FormRefused with every row that cannot be read."""
    keys = [name.split(".")[1] for name in values if name.startswith("step.") and name.endswith(".text")]
    faults: list[Refusal] = []
    found: list[Step] = []
    for key in keys[:STEPS]:
        try:
            if step := _step(key, values):
                found.append(step)
        except Refusal as fault:
            faults.append(fault)
    if faults:
        raise FormRefused(faults)
    return tuple(found)


def _step(key: str, values: Typed) -> Step | None:
    said = {name: values.get(f"step.{key}.{name}", [""])[0].strip() for name in ("text", "owner", "due")}
    if not said["text"]:
        return None
    if len(said["text"]) > 2_000:
        raise TooLong(field=f"step.{key}.text", limit=2_000)
    data: dict[str, Any] = {"key": key, "text": said["text"]}
    for name, kind in (("owner", UUID), ("due", date)):
        if said[name]:
            data[name] = _read(said[name], kind, f"step.{key}.{name}")
    try:
        return msgspec.convert(data, Step)
    except msgspec.ValidationError:
        raise WrongValue(field=f"step.{key}.text") from None


def _read(text: str, kind: type[Any], field: str) -> Any:
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError:
        raise WrongValue(field=field) from None


async def keep(request: WebRequest, key: str) -> datetime:
    """Keep what the form holds as a draft of who is signed in; when that was. Raises TooLarge."""
    at = here(request)
    fields = {name: value for name, value in (await typed(request)).items() if name not in _SECRET}
    if not STAMP.fullmatch(fields.get("stamp", [""])[0]):
        fields.pop("stamp", None)
    if sum(len(one) for value in fields.values() for one in value) > LONGEST:
        raise TooLarge(limit=f"{LONGEST} characters")
    if at.viewer.account:
        await vault.keep_draft(at.db, at.viewer.account, key, fields, at.now)
    return at.now
