"""A file that was sent: read, checked against the directory and the accounts, kept until its maker has seen it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from uuid import UUID

from idarathon.directory.reads import administrations, directorates
from idarathon.editions.events import Text
from idarathon.errors import NotSignedIn, Refusal
from idarathon.people import vault
from idarathon.people.events import email_key
from idarathon.viewer import Viewer
from web.front import check_token
from web.here import WebRequest, here
from web.multiparts import Form
from web.public import Place
from web.refusals import Missing
from web.rosters.organigram import below
from web.rosters.people import Entry, Known, entries, keys
from web.rosters.sheet import BYTES, RosterTooLarge, Sheet, read
from web.rosters.words import fold


async def received(request: WebRequest) -> tuple[str, bytes]:
    """The file of the form, and what it is called. Raises Missing, or RosterTooLarge when more than that comes."""
    form, files, faults = Form(request), list[tuple[str, bytes]](), list[Refusal]()

    async def take(name: str, content: AsyncIterator[bytes]) -> None:
        check_token(request, form.values.get("csrf", [""])[0])
        whole = bytearray()
        async for piece in content:
            whole += piece
            if len(whole) > BYTES:
                faults.append(RosterTooLarge(field="file", limit="2 MB"))
                return
        files.append((name[:200], bytes(whole)))

    try:
        await form.read(take)
    except Refusal:
        with contextlib.suppress(Refusal):
            await form.body.drain()
        raise
    check_token(request, form.values.get("csrf", [""])[0])
    if faults:
        raise faults[0]
    if not files:
        raise Missing(field="file")
    return files[0]


async def stage(request: WebRequest, at: Place, name: str, content: bytes) -> UUID:
    """Read the file and keep what it says. Raises a named refusal for what is no list."""
    own = only_own(at.viewer, at.edition.edition)
    sheet = await asyncio.to_thread(read, content)
    known = await _known(request, own)
    closed = await vault.closed_keys(here(request).db, keys(sheet), own)
    found = await asyncio.to_thread(entries, sheet, known, closed)
    about = _about(at, own, name, sheet)
    return await vault.stage_roster(here(request).db, about, [_kept(one) for one in found], at.now)


def only_own(viewer: Viewer, edition: UUID) -> UUID | None:
    """The only administration whose people the viewer may bring; None for who runs the edition."""
    return None if viewer.runs(edition) else viewer.administration


def _about(at: Place, own: UUID | None, name: str, sheet: Sheet) -> vault.About:
    if at.viewer.account is None:
        raise NotSignedIn
    return vault.About(
        account=at.viewer.account,
        edition=at.edition.edition,
        administration=own,
        file=_plain(name),
        header=[_plain(one) for one in sheet.header],
        unread=[_plain(one) for one in sheet.unread],
        lang=at.lang,
    )


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:200]


def _kept(entry: Entry) -> vault.Kept:
    if entry.person:
        return vault.Kept(line=entry.line, email_key=email_key(entry.person.email), person=entry.person)
    return vault.Kept(line=entry.line, cells=entry.cells, faults=entry.faults)


async def _known(request: WebRequest, own: UUID | None) -> Known:
    db = here(request).db
    above: dict[str, UUID] = {}
    for body in await administrations(db):
        above.update(_names(body.name, body.administration))
    return below(await directorates(db), above, own, here(request).lang)


def _names(name: Text, id_: UUID) -> Mapping[str, UUID]:
    return {fold(words): id_ for words in (name.fr, name.ar, name.en) if words}
