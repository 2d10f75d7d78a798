"""Challenges, from the first draft to the closing: draft → submitted, perhaps changes requested and submitted again, →
approved → published → closed."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command
from idarathon.challenges import commands as challenges
from idarathon.challenges import reads
from idarathon.challenges.events import PARTS
from idarathon.challenges.reads import ChallengePage, ChallengeRow, Round
from idarathon.directory.reads import Administration, administrations
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotFound
from idarathon.people.reads import Person, persons
from web.forms import command_from, submit
from web.formstate import FormState
from web.here import WebRequest
from web.public import Place
from web.rendering import page
from web.routes.facilitator_desk import Forms, carry_out, one, own_id, running
from web.routes.facilitator_teams import slug_of
from web.typed import Typed, typed

Words = Annotated[str, QueryParameter(name="words", max_length=200)]
ACTS: dict[str, tuple[type[Command], str]] = {
    "revise": (challenges.Revise, N_("The challenge is saved.")),
    "submit": (challenges.Submit, N_("The challenge is submitted, with its owner.")),
    "request": (challenges.RequestChanges, N_("The challenge goes back to be revised, with what you asked.")),
    "approve": (challenges.Approve, N_("The challenge is approved.")),
    "publish": (challenges.Publish, N_("The challenge is published.")),
    "close": (challenges.Close, N_("The challenge takes no more teams.")),
}


class Challenges(Struct, frozen=True, kw_only=True):
    """All challenges of an edition."""

    edition: EditionPage
    challenges: list[ChallengeRow]


class Drafting(Struct, frozen=True, kw_only=True):
    """The form for a new challenge."""

    edition: EditionPage
    administrations: list[Administration]
    forms: Forms


class Editing(Struct, frozen=True, kw_only=True):
    """One challenge. ``found``: people who might own it; None before anybody searched."""

    edition: EditionPage
    challenge: ChallengePage
    administrations: list[Administration]
    words: str
    found: list[Person] | None
    rounds: list[Round]
    forms: Forms


@get("/e/{slug:str}/manage/challenges", name="manage-challenges")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The challenges and what each needs next."""
    at = await running(request, slug)
    rows = await reads.challenges(at.db, at.viewer, at.edition.edition)
    return page(request, "facilitator/challenges.html", Challenges(edition=at.edition, challenges=rows))


@get("/e/{slug:str}/manage/challenge-draft", name="draft-challenge")
async def show_draft(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The form for a new one."""
    return await _show_draft(request, slug)


@post("/e/{slug:str}/manage/challenge-draft", status_code=200)
async def draft(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Draft it."""
    at = await running(request, slug)
    values = await typed(request)
    title = next(
        (values[f"title.{lang}"][0] for lang in ("fr", "en", "ar") if values.get(f"title.{lang}", [""])[0]), ""
    )
    address = await one(request, "slug") or slug_of(title, "challenge")
    return await carry_out(
        request,
        _draft(request, at, address),
        to=f"{at.base}/manage/challenges/{address}",
        said=N_("The draft is saved."),
        again=lambda form: _show_draft(request, slug, form),
    )


@get("/e/{slug:str}/manage/challenges/{name:str}", name="manage-challenge")
async def show_one(request: WebRequest, slug: FromPath[str], name: FromPath[str], words: Words = "") -> Response[Any]:
    """One challenge."""
    return await _show_one(request, slug, name, words)


@post("/e/{slug:str}/manage/challenges/{name:str}/{act:str}", status_code=200)
async def change(request: WebRequest, slug: FromPath[str], name: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Take one step with it."""
    if act not in ACTS:
        raise NotFound
    at = await running(request, slug)
    found, words = await _challenge(at, name), await one(request, "words")
    kind, said = ACTS[act]
    return await submit(
        request,
        kind,
        to=f"{at.base}/manage/challenges/{found.slug}",
        said=said,
        again=lambda form: _show_one(request, slug, name, words, form),
        edition=at.edition.edition,
        challenge=found.challenge,
        **({"remarks": _remarks(await typed(request))} if act == "request" else {}),
    )


def _remarks(values: Typed) -> dict[str, str]:
    """What was typed beside the names of the parts."""
    said = {part: values.get(f"remarks.{part}", [""])[0] for part in PARTS}
    return {part: words for part, words in said.items() if words.strip()}


async def _draft(request: WebRequest, at: Place, address: str) -> Command:
    fixed = {"edition": at.edition.edition, "challenge": await own_id(request), "slug": address}
    return await command_from(request, challenges.Draft, **fixed)


async def _show_draft(request: WebRequest, slug: str, form: FormState | None = None) -> Response[Any]:
    at = await running(request, slug)
    view = Drafting(edition=at.edition, administrations=await administrations(at.db), forms=Forms(form))
    return page(request, "facilitator/challenge_draft.html", view, form=form)


async def _show_one(
    request: WebRequest, slug: str, name: str, words: str, form: FormState | None = None
) -> Response[Any]:
    at = await running(request, slug)
    found = await _challenge(at, name)
    view = Editing(
        edition=at.edition,
        challenge=found,
        administrations=await administrations(at.db),
        words=words,
        found=await persons(at.db, at.viewer, at.edition.edition, words) if words.strip() else None,
        rounds=await reads.rounds(at.db, at.viewer, at.edition.edition, found.challenge),
        forms=Forms(form, found.version),
    )
    return page(request, "facilitator/challenge.html", view, form=form)


async def _challenge(at: Place, name: str) -> ChallengePage:
    found = await reads.challenge(at.db, at.viewer, at.edition.edition, name)
    if found is None:
        raise NotFound
    return found


HANDLERS = [show, show_draft, draft, show_one, change]
