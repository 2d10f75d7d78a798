"""Importer une liste: choose a file, look at what it would do, confirm it, and see it done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath
from msgspec import Struct

from idarathon.directory.reads import Directorate, directorates
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn, Refusal, Rule
from idarathon.people import vault
from idarathon.rosters import reads
from idarathon.rosters.commands import Confirm
from idarathon.rosters.reads import Listed, Roster, Staged, WrongLine
from web import i18n
from web.auth import real_now
from web.forms import command_from, execute, redirect, refused
from web.formstate import FormState
from web.front import is_multipart
from web.here import WebRequest, here
from web.public import Place
from web.refusals import TooManyAttempts, WrongForm
from web.rendering import page
from web.rosters.organigram import written
from web.rosters.sheet import column_of
from web.rosters.staging import only_own, received, stage
from web.rosters.words import FAULTS, HEADERS
from web.routes.facilitator_desk import one
from web.routes.public import find
from web.sheets import sheet

Slug = FromPath[str]
Which = FromPath[UUID]
SHOWN, SAMPLE = 20, 8  # wrong lines, and people, on the page


class WrongLines(Rule):
    """Nothing is imported while lines are wrong, unless that is what somebody wants."""

    code = "roster_wrong_lines"
    sentence = N_("Some lines are wrong. Correct the file and choose it again, or say that these lines are left out.")


class NoList(Rule):
    """Not a form with a file."""

    code = "roster_missing"
    sentence = N_("Choose the file with the list.")


class Choosing(Struct, frozen=True, kw_only=True):
    """The page with the file to choose. ``rosters``: the last imports; ``places``: the administrations whose people
    one may bring, and their directorates as they are written."""

    edition: EditionPage
    headers: list[str]
    rosters: list[Roster]
    own: bool
    places: list[tuple[Text, list[str]]]


class Line(Struct, frozen=True, kw_only=True):
    """A wrong line: its number, and of each fault the column as it is called here, what stood there, and a sentence."""

    number: int
    faults: list[tuple[str, str, str]]


class Looking(Struct, frozen=True, kw_only=True):
    """What the file would do. ``mails``: how many go out, by the choice."""

    edition: EditionPage
    staged: Staged
    people: list[Listed]
    wrong: list[Line]
    mails: dict[str, int]
    own: bool


class Doing(Struct, frozen=True, kw_only=True):
    """A confirmed list: how far it is. ``whole``: the viewer may know who was known before."""

    edition: EditionPage
    roster: Roster
    done: int
    whole: bool


@get("/e/{slug:str}/people/import", name="import")
async def show(request: WebRequest, slug: Slug) -> Response[Any]:
    """Choose a file."""
    return await _show(request, await importing(request, slug))


@post(
    "/e/{slug:str}/people/import",
    status_code=200,
    request_max_body_size=None,
    opt={"streamed": True, "form": True},
)
async def send(request: WebRequest, slug: Slug) -> Response[Any]:
    """Read the file; nothing happens yet."""
    at = await importing(request, slug)
    try:
        if not is_multipart(request):
            raise NoList(field="file")
        name, content = await received(request)
        await _count(request, at)
        roster = await stage(request, at, name, content)
    except Refusal as refusal:
        if isinstance(refusal, WrongForm | NotSignedIn):
            raise
        refusal.field = "file"
        return await _show(request, at, await refused(request, refusal))
    return redirect(request, f"{at.base}/people/import/{roster}")


@get("/e/{slug:str}/people/import-template", name="import-template")
async def template(request: WebRequest, slug: Slug) -> Response[Any]:
    """An empty list with the names of the columns, in the language of the page."""
    at = await importing(request, slug)
    return sheet("participants", _headers(at), [])


@get("/e/{slug:str}/people/import/{roster:uuid}", name="import-list")
async def look(request: WebRequest, slug: Slug, roster: Which) -> Response[Any]:
    """What the file would do; once confirmed, how far it is, and what came of it."""
    return await _look(request, await _own(request, slug), roster, FormState())


@get("/e/{slug:str}/people/import/{roster:uuid}/refused", name="import-refused")
async def refused_lines(request: WebRequest, slug: Slug, roster: Which) -> Response[Any]:
    """The wrong lines as they were, each with the reasons: to correct, and to import as a file of their own."""
    at = await _own(request, slug)
    staged = await _staged(at, roster)
    say = i18n.translator(at.lang).gettext
    rows = []
    for line in await reads.wrong_lines(at.db, staged):
        cells = [*line.cells, *[""] * (len(staged.header) - len(line.cells))]
        reasons = " ".join(_sentence(fault, at) for fault in line.faults)
        rows.append([*cells[: len(staged.header)], line.line, reasons])
    return sheet("lignes-refusees", [*staged.header, say(N_("Line")), say(N_("Reason"))], rows)


@post("/e/{slug:str}/people/import/{roster:uuid}", status_code=200)
async def confirm(request: WebRequest, slug: Slug, roster: Which) -> Response[Any]:
    """It is to be carried out, as a whole. Confirmed twice it is one import."""
    at = await importing(request, slug)
    here_ = f"{at.base}/people/import/{roster}"
    if await reads.roster(at.db, at.viewer, at.edition.edition, roster):
        return redirect(request, here_)
    try:
        staged = await _staged(at, roster)
        if staged.wrong and await one(request, "left_out") != str(staged.wrong):
            raise WrongLines(field="left_out")
        await execute(request, await _command(request, staged))
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        return await _look(request, at, roster, await refused(request, refusal))
    return redirect(request, here_)


@post("/e/{slug:str}/people/import/{roster:uuid}/discard", status_code=200)
async def discard(request: WebRequest, slug: Slug, roster: Which) -> Response[Any]:
    """Nothing of the file is kept."""
    at = await importing(request, slug)
    if at.viewer.account:
        await vault.discard_roster(here(request).db, at.viewer.account, roster)
    return redirect(request, f"{at.base}/people/import", N_("The file was thrown away. Nobody was imported."))


async def importing(request: WebRequest, slug: str) -> Place:
    """The edition, for who may import people. Raises NotFound, NotSignedIn or Forbidden."""
    at = await find(request, slug)
    if not reads.imports(at.viewer, at.edition.edition):
        raise Forbidden if at.viewer.account else NotSignedIn
    return at


async def _own(request: WebRequest, slug: str) -> Place:
    """The edition, for a list of one's own: to all others it does not exist. Raises NotFound."""
    at = await find(request, slug)
    if not reads.imports(at.viewer, at.edition.edition):
        raise NotFound
    return at


async def _count(request: WebRequest, at: Place) -> None:
    """Thirty files at once, and then one a minute. Raises TooManyAttempts."""
    limit = vault.Limit(of=f"imports {at.viewer.account}", at_once=30, pause=timedelta(minutes=1))
    if wait := await vault.count_attempt(here(request).db, [limit], real_now()):
        raise TooManyAttempts(seconds=round(wait.total_seconds()) + 1)


async def _command(request: WebRequest, staged: Staged) -> Confirm:
    return await command_from(
        request,
        Confirm,
        roster=staged.roster,
        edition=staged.edition,
        people=staged.people,
        digest=staged.digest,
        left_out=staged.wrong,
        administration=staged.administration,
        expected_version=None,
    )


async def _staged(at: Place, roster: UUID) -> Staged:
    found = await reads.staged(at.db, at.viewer, at.edition.edition, roster)
    if found is None:
        raise NotFound
    return found


async def _look(request: WebRequest, at: Place, roster: UUID, form: FormState) -> Response[Any]:
    edition = at.edition.edition
    confirmed = await reads.roster(at.db, at.viewer, edition, roster)
    whole = at.viewer.runs(edition)
    if confirmed:
        done = confirmed.people if confirmed.finished_at else await reads.done(at.db, roster)
        view = Doing(edition=at.edition, roster=confirmed, done=min(done, confirmed.people), whole=whole)
        return page(request, "roster/doing.html", view)
    staged = await _staged(at, roster)
    return page(request, "roster/look.html", await _looking(at, staged), form=form)


async def _looking(at: Place, staged: Staged) -> Looking:
    return Looking(
        edition=at.edition,
        staged=staged,
        people=await reads.first_people(at.db, staged, SAMPLE),
        wrong=[_line(line, staged, at) for line in await reads.wrong_lines(at.db, staged, SHOWN)],
        mails={"none": 0, "roles": staged.fresh_roles, "all": staged.fresh},
        own=not at.viewer.runs(at.edition.edition),
    )


def _line(line: WrongLine, staged: Staged, at: Place) -> Line:
    return Line(number=line.line, faults=[_fault(line, fault, staged, at) for fault in line.faults])


def _fault(line: WrongLine, fault: reads.Fault, staged: Staged, at: Place) -> tuple[str, str, str]:
    """The column as the file calls it, what stands there, and the sentence."""
    names = dict(zip(map(column_of, staged.header), range(len(staged.header)), strict=True))
    which = names.get(fault.column)
    if which is None:
        called = i18n.translator(at.lang).gettext(HEADERS[fault.column]) if fault.column in HEADERS else ""
        return called, "", _sentence(fault, at)
    cell = line.cells[which] if which < len(line.cells) else ""
    return staged.header[which], cell[:80], _sentence(fault, at)


def _sentence(fault: reads.Fault, at: Place) -> str:
    return i18n.translator(at.lang).gettext(FAULTS[fault.code], value=fault.value)


def _headers(at: Place) -> Sequence[str]:
    return [i18n.translator(at.lang).gettext(one) for one in HEADERS.values()]


async def _show(request: WebRequest, at: Place, form: FormState | None = None) -> Response[Any]:
    edition = at.edition.edition
    view = Choosing(
        edition=at.edition,
        headers=list(_headers(at)),
        rosters=await reads.rosters(at.db, at.viewer, edition),
        own=only_own(at.viewer, edition) is not None,
        places=await _places(request, only_own(at.viewer, edition)),
    )
    return page(request, "roster/choose.html", view, form=form or FormState())


async def _places(request: WebRequest, own: UUID | None) -> list[tuple[Text, list[str]]]:
    at = here(request)
    groups: dict[UUID, list[Directorate]] = {}
    for below in await directorates(at.db, own):
        groups.setdefault(below.administration, []).append(below)
    named = sorted(groups.values(), key=lambda several: i18n.text(several[0].administration_name, at.lang).text)
    return [(several[0].administration_name, written(several, at.lang)) for several in named]


ROUTER = Router("/", route_handlers=[show, send, template, look, refused_lines, confirm, discard])
