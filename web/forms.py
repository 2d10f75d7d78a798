"""From a form to a command and back to the page: see web/routes/__init__.py for how a page is written with it."""

from __future__ import annotations

import datetime
import types
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from uuid import UUID, uuid5

import msgspec
from litestar import Response

from events.message import Command, Recorded
from idarathon.editions.events import Text, shows
from idarathon.errors import Refusal
from web import flash
from web.auth import count_opening
from web.cautions import WARNED, Unusual
from web.clean import clean, legible
from web.formstate import FormError, FormState
from web.here import WebRequest, here
from web.kept import RESUMED, SECRET
from web.refusals import NotSentYet, of_validation, sentence
from web.typed import Typed, typed

C = TypeVar("C", bound=Command)


class FormRefused(Refusal):
    """Several fields at once cannot be read. Only forms raise it; ``refused`` shows each beside its field."""

    def __init__(self, faults: list[Refusal]) -> None:
        super().__init__(field=faults[0].field)
        self.faults = faults


async def command_from(request: WebRequest, kind: type[C], **fixed: Any) -> C:
    """The command that the form asks for. ``fixed``: fields that the page knows and nobody types.

    A field typed empty is left out. ``name.fr``, ``name.ar``, ``name.en`` make a Text; several values of one name a
    tuple. Raises FormRefused with every field that cannot be read, and NotSentYet for a form that comes back after
    signing in.
    """
    values = await typed(request)
    if RESUMED in values:
        raise NotSentYet
    data, faults = read_fields(values, kind, fixed)
    if faults:
        raise FormRefused(faults)
    return _distinct(_built(kind, data), values)


def read_fields(
    values: Typed, kind: type[msgspec.Struct], fixed: Mapping[str, Any] = MappingProxyType({})
) -> tuple[dict[str, Any], list[Refusal]]:
    """What was typed for the fields of a Struct, and what of it cannot be read. ``fixed``: see ``command_from``."""
    data: dict[str, Any] = dict(fixed)
    faults: list[Refusal] = []
    for field in msgspec.structs.fields(kind):
        if field.name in fixed:
            continue
        raw = _raw(values, field.name, field.type)
        if raw is None:
            if field.required:
                faults.append(of_validation(msgspec.ValidationError("Expected `str` of length >= 1"), field.name))
            continue
        try:
            data[field.name] = msgspec.convert(raw, field.type, strict=False)
        except msgspec.ValidationError as error:
            faults.append(of_validation(error, field.name))
    return data, faults


def _distinct(command: C, values: Typed) -> C:
    """The command with an id that follows from its form and from what was typed: sent twice it is one command, and what
    was changed after going back to the form is another, never answered with what the first one did."""
    if "id" not in values:
        return command
    sent = sorted((name, value) for name, value in values.items() if name not in ("csrf", "id"))
    return msgspec.structs.replace(command, id=uuid5(command.id, msgspec.json.encode(sent).decode()))


def _built(kind: type[C], data: dict[str, Any]) -> C:
    try:
        command = msgspec.convert(
            {name: msgspec.to_builtins(value) for name, value in data.items()}, kind, strict=False
        )
    except msgspec.ValidationError as error:
        raise of_validation(error) from None
    clean(command)
    legible(command)
    return command


def _raw(values: Typed, name: str, kind: Any) -> Any:
    """What was typed for one field, in the shape of its type; None when nothing was."""
    kinds = _members(kind)
    if Text in kinds:
        words = {lang: values[f"{name}.{lang}"][0] for lang in ("fr", "ar", "en") if f"{name}.{lang}" in values}
        return {lang: word for lang, word in words.items() if shows(word)} or None
    given = [value for value in values.get(name, []) if shows(value)]
    if not given:
        return False if bool in kinds and values else None
    if any(get_origin(one) in (tuple, list) for one in kinds):
        return given
    if bool in kinds:
        return given[0] in ("yes", "true", "on", "1")
    return given[0].strip() if kinds & {UUID, int, datetime.date, datetime.datetime} else given[0]


def _members(kind: Any) -> set[Any]:
    """The types of a field, without Annotated, Optional and unions around them."""
    if get_origin(kind) is Annotated:
        return _members(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return {member for one in get_args(kind) for member in _members(one)}
    return {kind}


async def submit(
    request: WebRequest,
    kind: type[Command],
    *,
    to: str,
    said: str,
    again: Callable[[FormState], Awaitable[Response[Any]]],
    **fixed: Any,
) -> Response[Any]:
    """The whole of a POST: command from the form, dispatch, then a redirect ``to`` a page that says ``said`` (an N_
    msgid); or, on a refusal, the same page ``again`` with what was typed and what is wrong."""
    try:
        await execute(request, await command_from(request, kind, **fixed))
    except Refusal as refusal:
        return await again(await refused(request, refusal))
    return redirect(request, to, said)


async def execute(request: WebRequest, command: Command, first: Sequence[Command] = ()) -> list[Recorded]:
    """Send a command in the name of who is signed in. ``first``: those that come before it in the same transaction,
    which the caller has allowed. Raises a named refusal."""
    at = here(request)
    for one in (*first, command):
        await count_opening(at.db, at.viewer.account, one)
    return await at.dispatch.execute(command, at.viewer, first=first)


async def refused(request: WebRequest, refusal: Refusal) -> FormState:
    """The form after a refusal: everything typed but passwords, the same command id, every error."""
    values, lang = await typed(request), here(request).lang
    unusual = refusal if isinstance(refusal, Unusual) else None
    faults = [] if unusual else refusal.faults if isinstance(refusal, FormRefused) else [refusal]
    return FormState(
        name=values.get("form", [""])[0],
        id=_same_id(values),
        expected_version=_version(values),
        values={name: value for name, value in values.items() if name not in SECRET and name != RESUMED},
        errors=tuple(FormError(fault.field or "", sentence(fault, lang)) for fault in faults),
        cautions=unusual.warned if unusual else (),
        warned=unusual.mark if unusual else values.get(WARNED, [""])[0],
        status=refusal.status,
    )


def redirect(request: WebRequest, to: str, said: str | None = None, **values: str | int) -> Response[Any]:
    """303 to a page of ours, which shows ``said`` once."""
    response: Response[Any] = Response("", status_code=303, headers={"Location": to, "Cache-Control": "no-store"})
    if said:
        flash.put(response, here(request).services.settings, said, values)
    return response


def _same_id(values: Typed) -> UUID:
    """The form's command id, so that a corrected form is still one command. Nothing was recorded by the refused one."""
    try:
        return UUID(values["id"][0])
    except (KeyError, ValueError):
        return FormState().id


def _version(values: Typed) -> int | None:
    text = values.get("expected_version", [""])[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
