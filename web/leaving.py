"""A mentor leaves: what follows is told before it is done, on its own page and on the facilitators'."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from litestar import Response

from idarathon.errors import Refusal
from idarathon.mentoring import commands as ask
from idarathon.mentoring.reads import Paired, pairs
from web.cautions import confirmed
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place

NAME = "leaves"  # of the form
Again = Callable[[FormState], Awaitable[Response[str]]]


async def accompanied(at: Place, account: UUID) -> list[Paired]:
    """The teams that would lose this mentor."""
    return [one for one in await pairs(at.db, at.viewer, at.edition.edition) if one.mentor == account]


async def leave(request: WebRequest, at: Place, account: UUID, *, to: str, said: str, again: Again) -> Response[str]:
    """The whole of a POST. Sent once it shows what follows; sent again for the same teams it is done."""
    try:
        command = await command_from(request, ask.MentorLeaves, edition=at.edition.edition, account=account)
        await confirmed(request, _mark(await accompanied(at, account)))
        await execute(request, command)
    except Refusal as refusal:
        return await again(await refused(request, refusal))
    return redirect(request, to, said)


def _mark(teams: Sequence[Paired]) -> str:
    return " ".join([NAME, *sorted(one.team_slug for one in teams)])


def two_forms(form: FormState | None, other: str) -> tuple[FormState, FormState]:
    """The page's two forms, the one that describes (named ``other``) and the one that leaves: one at most was sent."""
    if form and form.name == NAME:
        return FormState(name=other), form
    return form or FormState(name=other), FormState(name=NAME)
