"""What the facilitator's pages share: who may open them, several forms on a page, and carrying out what one asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Response
from msgspec import Struct

from events.message import Command, new_id
from idarathon.errors import Forbidden, NotFound, NotSignedIn, Refusal
from idarathon.phases.events import PHASES, Phase, to_instant
from web.forms import FormRefused, command_from, execute, redirect, refused
from web.formstate import FormError, FormState
from web.here import WebRequest
from web.public import Place
from web.refusals import Missing, WrongValue
from web.routes.public import find
from web.typed import typed

C = TypeVar("C", bound=Command)
Again = Callable[[FormState], Awaitable[Response[Any]]]


async def watching(request: WebRequest, slug: str) -> Place:
    """The edition, for who may read what facilitators read. Raises NotFound, NotSignedIn or Forbidden."""
    at = await find(request, slug)
    if not at.viewer.watches(at.edition.edition):
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


async def running(request: WebRequest, slug: str) -> Place:
    """The edition, for who runs it. Raises NotFound, NotSignedIn or Forbidden."""
    at = await find(request, slug)
    if not at.viewer.runs(at.edition.edition):
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


def phase_of(word: str) -> Phase:
    """The phase that an address names. Raises NotFound."""
    for phase in PHASES:
        if phase == word:
            return phase
    raise NotFound


class Forms(Struct, frozen=True):
    """The forms of a page: ``page.forms.of("rename")`` is the refused one of that name, or an untouched one.

    All carry the version that the page shows, also the refused one: its page was read anew, so who sends it once more
    has seen what somebody else did first.
    """

    refused: FormState | None = None
    version: int | None = None

    def of(self, name: str) -> FormState:
        """The state of one form."""
        if self.refused and self.refused.name == name:
            return refresh(self.refused, self.version)
        return FormState(name=name, expected_version=self.version)

    @property
    def errors(self) -> tuple[FormError, ...]:
        """For the error summary."""
        return self.refused.errors if self.refused else ()


def refresh(form: FormState, version: int | None) -> FormState:
    """The form with the version that its page shows now."""
    return msgspec.structs.replace(form, expected_version=version)


async def carry_out(
    request: WebRequest, asked: Awaitable[Command], *, to: str, said: str, again: Again, **values: str | int
) -> Response[Any]:
    """``forms.submit`` for a command that the page makes itself. ``values`` fill the places of ``said``."""
    try:
        await execute(request, await asked)
    except Refusal as refusal:
        return await again(await refused(request, refusal))
    return redirect(request, to, said, **values)


async def with_fixed(
    request: WebRequest,
    kind: type[C],
    readers: Mapping[str, Callable[[], Any]],
    stand_ins: Mapping[str, Any],
    **fixed: Any,
) -> C:
    """``command_from`` with fields that only the page can read. Every field that cannot be read is reported at once.

    ``readers`` give the values or raise a refusal; ``stand_ins`` are put in their place to find the other faults.
    """
    faults: list[Refusal] = []
    given: dict[str, Any] = dict(fixed)
    for name, reader in readers.items():
        try:
            given[name] = reader()
        except Refusal as fault:
            faults.append(fault)
            given[name] = stand_ins[name]
    try:
        command = await command_from(request, kind, **given)
    except FormRefused as others:
        raise FormRefused([*faults, *others.faults]) from None
    if faults:
        raise FormRefused(faults)
    return command


async def one(request: WebRequest, name: str) -> str:
    """What was typed into one field."""
    return (await typed(request)).get(name, [""])[0].strip()


async def own_id(request: WebRequest) -> UUID:
    """The id of what a form makes: the form's own, so that a form sent twice makes one thing."""
    try:
        return UUID(await one(request, "id"))
    except ValueError:
        return new_id()


def wall_instant(wall: str, zone: str, field: str) -> datetime:
    """The instant of a datetime-local field, which is in the edition's time. Raises Missing or WrongValue."""
    if not wall:
        raise Missing(field=field)
    try:
        return to_instant(wall[:16], zone)
    except ValueError:
        raise WrongValue(field=field) from None
