"""Procès-verbal and certificates as PDF, and the page on which anyone checks a procès-verbal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from idarathon.errors import Forbidden, NotFound, NotSignedIn
from idarathon.jury import reads
from idarathon.jury.reads import Jury, Minutes
from idarathon.prizes.reads import palmares
from idarathon.teams.reads import team as team_page
from web import papers
from web.here import WebRequest, here, lang_of, services
from web.public import Place
from web.rendering import page
from web.routes.public import find


class Verified(Struct, frozen=True, kw_only=True):
    """The page. ``minutes`` is None when nothing has this number."""

    minutes: Minutes


@get("/verifier/pv/{number:uuid}", opt={"bare": True}, include_in_schema=False)
async def shortcut(request: WebRequest, number: FromPath[UUID]) -> Response[Any]:
    """The address that stands on paper: to the page in the language that the browser prefers."""
    lang = lang_of("", request.headers.get("accept-language", ""))
    headers = {"Location": f"/{lang}/verifier/pv/{number}", "Vary": "Accept-Language"}
    return Response("", status_code=303, headers=headers)


@get("/verifier/pv/{number:uuid}", name="verify-minutes")
async def verify(request: WebRequest, number: FromPath[UUID]) -> Response[Any]:
    """Edition, dates and seal; nothing of who won."""
    found = await reads.minutes(here(request).db, number)
    if found is None:
        raise NotFound
    return page(request, "jury/verify.html", Verified(minutes=found))


@get("/e/{slug:str}/minutes", name="minutes")
async def minutes(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The procès-verbal: for the president and who runs the edition once it is decided, for the rest of the jury and
    observers once the ceremony is over."""
    at = await find(request, slug)
    edition = at.edition.edition
    jury = await reads.jury(at.db, at.viewer, edition)
    if jury is None:
        raise Forbidden if at.viewer.account else NotSignedIn
    found = await palmares(at.db, at.viewer, edition)
    results = await reads.results(at.db, at.viewer, jury, found.public)
    if results is None:
        raise Forbidden
    seal = await _seal(at, jury)
    sitting = papers.Sitting(
        edition=at.edition,
        jury=jury,
        seats=await reads.seats(at.db, at.viewer, edition),
        results=results,
        prizes=found.prizes,
        seal=seal,
        address=_address(request, seal),
    )
    return papers.pdf(await papers.drawn("minutes", papers.minutes(sitting, at.lang)), f"pv-{at.edition.slug}.pdf")


@get("/e/{slug:str}/certificates/{team:str}", name="certificate")
async def certificate(request: WebRequest, slug: FromPath[str], team: FromPath[str]) -> Response[Any]:
    """A team's certificate: for its people and who watches the edition, once its prize is revealed."""
    at = await find(request, slug)
    found = await team_page(at.db, at.viewer, at.edition.edition, team)
    if found is None or not (at.viewer.watches(at.edition.edition) or found.team in at.viewer.teams):
        raise NotFound
    known = papers.public_prizes(await palmares(at.db, at.viewer, at.edition.edition))
    won = next(((prize, one) for prize in known for one in prize.winners if one.team == found.team), None)
    number = await reads.decision(at.db, at.edition.edition)
    seal = await reads.minutes(at.db, number) if number else None
    if won is None or seal is None:
        raise NotFound
    people = [one.name for one in found.people if one.name]
    values = papers.certificate(at.edition, *won, people, seal, _address(request, seal), at.lang)
    return papers.pdf(await papers.drawn("certificate", values), f"attestation-{found.slug}.pdf")


async def _seal(at: Place, jury: Jury) -> Minutes:
    """Raises NotFound while nothing was decided, or nobody could check it."""
    found = await reads.minutes(at.db, jury.decision) if jury.decision else None
    if found is None:
        raise NotFound
    return found


def _address(request: WebRequest, seal: Minutes) -> str:
    return f"{services(request).settings.base_url.rstrip('/')}/verifier/pv/{seal.id}"


HANDLERS = [verify, minutes, certificate]
