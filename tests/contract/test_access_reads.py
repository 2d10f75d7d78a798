"""The matrix of reads: every address × every role × own / other team / other edition, against the expected table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

import pytest
from litestar.routes import HTTPRoute

from idarathon.people import vault
from idarathon.servers.nats import Nats
from idarathon.settings import Settings
from tests.conftest import fresh_database
from tests.contract.expected_reads import EVERYONE, READS, SIGN_IN, WORDS, Outcome, outcomes, places
from tests.support import demo
from tests.support.crowd import Crowd, Place, crowd, marked
from tests.support.scene import START
from tests.support.site import BASE, Site, asked_for, running
from web.app import create_app
from web.auth import real_now
from web.cookies import SESSION
from web.static_files import assets

# What an address calls by a name of its own.
SAME = (
    ("/teams/{name}", "/teams/{team}"),
    ("/challenges/{name}", "/challenges/{challenge}"),
    ("/report/{name}", "/report/journey.csv"),
)
Headers = list[tuple[bytes, bytes]]
Table = dict[str, dict[str, Outcome]]  # by place and role
Found = dict[str, set[str]]  # by word: who read it
ROLES = sorted(EVERYONE)
ANYWHERE = {"lang": "fr", "phase": "inspiration", "key": "carnet", "token": "x" * 43, "which": str(UUID(int=1))}
ANYWHERE["letter"] = "0" * 32  # of a mail that nobody was sent
ANYWHERE["roster"] = str(UUID(int=4))  # of a list that nobody sent
ANYWHERE["step"] = "check"
ANYWHERE["number"] = str(UUID(int=3))  # of a procès-verbal that nobody wrote


class Keys(NamedTuple):
    """The headers by which somebody is known: ``browser`` on pages, ``program`` on the API."""

    browser: Headers
    program: Headers


class Asked(NamedTuple):
    """``outcomes`` by address; ``read``: who found which word; ``before``, ``after``: the rows of every table."""

    outcomes: dict[str, Table]
    read: Found
    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def asked(worker_nats: Nats) -> Asked:
    """The answers to every question. It has a loop of its own, for it is asked once for all tests."""
    return asyncio.run(everything(worker_nats.url))


def test_every_read_is_expected() -> None:
    nowhere = Settings(database_url="", nats_url="", base_url=BASE, secret=b"s" * 32, data=Path("/nonexistent"))
    routes = create_app(nowhere).routes
    reads = [one for one in routes if not isinstance(one, HTTPRoute) or "GET" in one.methods]
    assert sorted(READS) == sorted(one.path_format for one in reads)


@pytest.mark.parametrize("path", sorted(READS))
def test_who_gets_which_answer(asked: Asked, path: str) -> None:
    assert asked.outcomes[path] == outcomes(path)


@pytest.mark.parametrize("word", sorted(WORDS))
def test_who_reads_what(asked: Asked, word: str) -> None:
    assert asked.read[word] == WORDS[word]


def test_no_read_changes_anything(asked: Asked) -> None:
    assert asked.after == asked.before


async def everything(nats_url: str) -> Asked:
    """Every question, asked once by everybody: also for the proof that counts them (bench.prove.matrix)."""
    async with _site(nats_url) as (site, people):
        keys = {role: await _keys(site, account) for role, account in people.people.items()}
        before, found = await _rows(site), {word: set[str]() for word in WORDS}
        table = {path: await _about(site, path, people, keys, found) for path in READS}
        return Asked(table, found, before, await _rows(site))


@asynccontextmanager
async def _site(nats_url: str) -> AsyncIterator[tuple[Site, Crowd]]:
    async with fresh_database() as url, demo.running(url, nats_url, START) as engine:
        people = await crowd(engine)
        async with running(url, nats_url, engine.clock) as site:
            yield site, people


async def _keys(site: Site, account: UUID | None) -> Keys:
    """A sign-in session and a token of the account; nothing for the public."""
    if account is None:
        return Keys([], [])
    session = await vault.open_session(site.db, account, real_now())
    token = await vault.create_token(site.db, account, "test", real_now())
    cookie = (b"cookie", f"{SESSION}={session.token}".encode())
    return Keys([cookie], [(b"authorization", f"Bearer {token}".encode())])


async def _about(site: Site, path: str, people: Crowd, keys: dict[str, Keys], found: Found) -> Table:
    """What everybody is answered about every place of an address; the words that they read are added to ``found``."""
    table: Table = {}
    for place in places(path):
        address = _address(path, place, people.places)
        answers = await asyncio.gather(*(_ask(site, address, keys[role]) for role in ROLES))
        table[place] = {role: outcome for role, (outcome, _) in zip(ROLES, answers, strict=True)}
        for role, (_, body) in zip(ROLES, answers, strict=True):
            for word in WORDS:
                if marked(word).encode() in body:
                    found[word].add(role)
    return table


def _address(path: str, place: str, known: dict[str, Place]) -> str:
    """The path with its parameters filled in. A receipt is absent from the own team when it is another team's."""
    for name, meant in SAME:
        path = path.replace(name, meant)
    values = known[place]
    if place == "absent" and ("{position}" in path or "{upload}" in path):
        values = {**values, "team": known["own"]["team"]}
    return path.format(**ANYWHERE, **values, name=next(iter(assets())))


async def _ask(site: Site, path: str, keys: Keys) -> tuple[Outcome, bytes]:
    """The answer to GET. A stream is left after its first message."""
    sent: list[Any] = []
    begun = asyncio.Event()

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            begun.set()

    async def receive() -> Any:
        await begun.wait()
        return {"type": "http.disconnect"}

    headers = keys.program if path.startswith("/api/") else keys.browser
    async with asyncio.timeout(30):
        await site.app(asked_for(path, *headers), receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return _outcome(path, sent[0]), body


def _outcome(path: str, start: Any) -> Outcome:
    location = dict(start["headers"]).get(b"location", b"").decode()
    if start["status"] == 303 and location == f"/fr/sign-in?next={quote(path, safe='')}":
        return SIGN_IN
    return int(start["status"])


async def _rows(site: Site) -> dict[str, str]:
    """What stands in every table."""
    tables = await site.db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    sql = "SELECT coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '') FROM {} t"
    return {row["tablename"]: await site.db.fetchval(sql.format(row["tablename"])) for row in tables}
