"""The API for programs: the same commands, through the same door, and what the public pages read, as JSON."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.params import FromPath

from events.catalog import type_of
from events.message import Recorded
from idarathon import flow
from idarathon.bank.reads import EntryPage, Found, Wanted, search
from idarathon.calendar.reads import SessionRow, sessions
from idarathon.challenges.reads import ChallengeRow, challenges
from idarathon.editions.reads import EditionPage, EditionRow, TimelineRow, editions, timeline
from idarathon.errors import Forbidden, NotFound, NotSignedIn
from idarathon.mentoring import reads as mentoring
from idarathon.mentoring.reads import NoteRow, Paired
from idarathon.phases.reads import Board, PhaseWindow, board, windows
from idarathon.prizes.reads import Palmares, palmares
from idarathon.teams.reads import TeamRow, teams
from web import bank
from web.clean import clean, legible
from web.forms import execute
from web.here import WebRequest, here
from web.openapi import Read, RecordedEvent, Recording, document
from web.public import Place
from web.refusals import UnsupportedMedia
from web.routes import tus
from web.routes.bank import given
from web.routes.public import Before, Number, find

SIZE = 100  # rows of a page
READS = (
    Read("/editions", list[EditionRow], "The editions that you may see, the latest first."),
    Read("/editions/{slug}", EditionPage, "One edition."),
    Read("/editions/{slug}/phases", list[PhaseWindow], "Its five phases with their windows and gates."),
    Read("/editions/{slug}/challenges", list[ChallengeRow], "Its challenges."),
    Read("/editions/{slug}/teams", list[TeamRow], f"Its teams, {SIZE} a page.", ("page",)),
    Read("/editions/{slug}/sessions", list[SessionRow], "Its sessions, by time, as far as you may see them."),
    Read("/editions/{slug}/prizes", Palmares, "Its prizes; who has one, once it is revealed."),
    Read("/editions/{slug}/board", Board, f"Where each team stands, worst first, {SIZE} a page.", ("page",)),
    Read("/editions/{slug}/pairs", list[Paired], "Who accompanies which team, as far as you may know it."),
    Read("/editions/{slug}/notes", list[NoteRow], "The coaching notes that you may read, the newest first."),
    Read("/editions/{slug}/timeline", list[TimelineRow], f"What happened, newest first, {SIZE} a page.", ("before",)),
    Read("/bank", Found, f"The bank of prototypes, {bank.SIZE} a page.", (*Wanted.__struct_fields__, "page")),
    Read("/editions/{slug}/bank/{team}", EntryPage, "An entry of the bank, with its relatives and reuses."),
)


@post("/commands/{name:str}", status_code=200)
async def command(request: WebRequest, name: FromPath[str]) -> Response[bytes]:
    """Send one command. Sent twice with the same ``id``, it happens once and answers the same."""
    kind = flow.COMMANDS.get(name)
    if kind is None:
        raise NotFound
    if request.content_type[0] != "application/json":
        raise UnsupportedMedia
    wanted = msgspec.json.decode(await request.body(), type=kind)
    clean(wanted)
    legible(wanted)
    return answer(Recording(tuple(_shown(one) for one in await execute(request, wanted))))


@get("/editions")
async def all_editions(request: WebRequest) -> Response[bytes]:
    """See READS."""
    return answer(await editions(here(request).db, here(request).viewer))


@get("/editions/{slug:str}")
async def one_edition(request: WebRequest, slug: FromPath[str]) -> Response[bytes]:
    """See READS."""
    return answer((await find(request, slug)).edition)


@get("/editions/{slug:str}/phases")
async def its_phases(request: WebRequest, slug: FromPath[str]) -> Response[bytes]:
    """See READS."""
    at = await find(request, slug)
    return answer(await windows(at.db, at.edition.edition))


@get("/editions/{slug:str}/challenges")
async def its_challenges(request: WebRequest, slug: FromPath[str]) -> Response[bytes]:
    """See READS."""
    at = await find(request, slug)
    return answer(await challenges(at.db, at.viewer, at.edition.edition))


@get("/editions/{slug:str}/teams")
async def its_teams(request: WebRequest, slug: FromPath[str], number: Number = 1) -> Response[bytes]:
    """See READS."""
    at = await find(request, slug)
    return answer(await teams(at.db, at.viewer, at.edition.edition, limit=SIZE, offset=SIZE * (number - 1)))


@get("/editions/{slug:str}/sessions")
async def its_sessions(request: WebRequest, slug: FromPath[str]) -> Response[bytes]:
    """See READS."""
    at = await find(request, slug)
    return answer(await sessions(at.db, at.viewer, at.edition.edition))


@get("/editions/{slug:str}/prizes")
async def its_prizes(request: WebRequest, slug: FromPath[str]) -> Response[bytes]:
    """See READS."""
    at = await find(request, slug)
    return answer(await palmares(at.db, at.viewer, at.edition.edition))


@get("/editions/{slug:str}/board")
async def its_board(request: WebRequest, slug: FromPath[str], number: Number = 1) -> Response[bytes]:
    """See READS."""
    at = await find(request, slug)
    found = await board(at.db, at.viewer, at.edition.edition, at.now, page=number, size=SIZE)
    if found is None:
        raise Forbidden if at.viewer.account else NotSignedIn
    return answer(found)


@get("/editions/{slug:str}/timeline")
async def its_timeline(request: WebRequest, slug: FromPath[str], before: Before = None) -> Response[bytes]:
    """See READS."""
    at = await find(request, slug)
    return answer(await timeline(at.db, at.viewer, at.edition.edition, before=before, limit=SIZE))


@get("/bank")
async def all_bank(request: WebRequest, number: Number = 1) -> Response[bytes]:
    """See READS."""
    return answer(await search(here(request).db, bank.wanted(given(request)), number, bank.SIZE))


@get("/editions/{slug:str}/bank/{team:str}")
async def one_entry(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[bytes]:
    """See READS."""
    return answer((await bank.entry_view(await find(request, slug), team)).found)


@get("/editions/{slug:str}/pairs")
async def its_pairs(request: WebRequest, slug: FromPath[str]) -> Response[bytes]:
    """See READS."""
    at = await _signed_in(request, slug)
    return answer(await mentoring.pairs(at.db, at.viewer, at.edition.edition))


@get("/editions/{slug:str}/notes")
async def its_notes(request: WebRequest, slug: FromPath[str]) -> Response[bytes]:
    """See READS."""
    at = await _signed_in(request, slug)
    return answer(await mentoring.notes(at.db, at.viewer, at.edition.edition))


async def _signed_in(request: WebRequest, slug: str) -> Place:
    at = await find(request, slug)
    if at.viewer.account is None:
        raise NotSignedIn
    return at


@get("/openapi.json", opt={"bare": True})
async def openapi() -> Response[bytes]:
    """What can be sent and read here."""
    return Response(_document(), media_type="application/json", headers={"Cache-Control": "public, max-age=300"})


@cache
def _document() -> bytes:
    return document(READS)


def answer(body: Any) -> Response[bytes]:
    """Structs as JSON."""
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"})


def _shown(one: Recorded) -> RecordedEvent:
    meta = one.meta
    data: dict[str, Any] = msgspec.to_builtins(one.event, builtin_types=(UUID, datetime))
    data.pop("type", None)
    return RecordedEvent(type_of(type(one.event)), meta.position, meta.version, meta.stream, meta.at, data)


V1 = [
    command,
    all_editions,
    one_edition,
    its_phases,
    its_challenges,
    its_teams,
    its_sessions,
    its_prizes,
    its_board,
    its_timeline,
    its_pairs,
    its_notes,
    all_bank,
    one_entry,
]
ROUTER = Router("/api", route_handlers=[Router("/v1", route_handlers=[*V1, *tus.HANDLERS]), openapi])
