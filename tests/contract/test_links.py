"""Whoever is shown a link of ours may follow it: every page that a role reaches by links, from its first page on."""

from __future__ import annotations

import asyncio
import html
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import pytest

from idarathon.servers.nats import Nats
from tests.conftest import fresh_database
from tests.contract.expected_reads import PREPARES
from tests.support import demo
from tests.support.crowd import Crowd, crowd
from tests.support.scene import START
from tests.support.site import Site, running

ROLES = ("observer", "facilitator", "mentor", "coach", "host", "juror", "president", "focal", "lead", "member", "agent")
ONCE = re.compile(r"\?.*|#.*")  # a page with other words in its address is the same page
LEFT_OUT = re.compile(r"/static/|/files/|/feed/|/live$|\.(csv|ics|pdf|zip)$|/sign-|^/(en|ar)/")
Refused = set[tuple[str, str]]  # the page that shows the link, and where it leads


@pytest.fixture(scope="module")
def refused(worker_nats: Nats) -> dict[str, Refused]:
    """By role, the links that are shown and lead nowhere. It has a loop of its own, for it is walked once."""
    return asyncio.run(_everyone(worker_nats.url))


@pytest.mark.parametrize("role", ROLES)
def test_every_link_that_is_shown_may_be_followed(refused: dict[str, Refused], role: str) -> None:
    assert refused[role] == set()


async def _everyone(nats_url: str) -> dict[str, Refused]:
    async with _site(nats_url) as (site, people):
        return {role: await _walk(site, people, role) for role in ROLES}


@asynccontextmanager
async def _site(nats_url: str) -> AsyncIterator[tuple[Site, Crowd]]:
    async with fresh_database() as url, demo.running(url, nats_url, START) as engine:
        people = await crowd(engine)
        async with running(url, nats_url, engine.clock) as site:
            yield site, people


async def _walk(site: Site, people: Crowd, role: str) -> Refused:
    account, own, draft = people.people[role], people.places["own"]["slug"], people.places["draft"]["slug"]
    assert isinstance(account, UUID)
    first = [f"/fr/e/{own}", "/fr/me", *([f"/fr/e/{draft}"] if role in PREPARES else [])]
    waiting, seen, found = deque(("", one) for one in first), set(first), Refused()
    async with await site.signed_in(account) as browser:
        while waiting:
            source, path = waiting.popleft()
            answer = await browser.get(path, follow_redirects=True)
            if answer.status_code >= 400:
                found.add((source, path))
                continue
            for link in _links(answer, tuple(first)):
                if ONCE.sub("", link) not in seen:
                    seen.add(ONCE.sub("", link))
                    waiting.append((path, link))
    return found


def _links(page: httpx.Response, ours: tuple[str, ...]) -> list[str]:
    """Where the page leads, of these places."""
    links = [html.unescape(one) for one in re.findall(r'<a [^>]*?href="(/[^"]*)"', page.text)]
    return [one for one in links if one.startswith(ours) and not LEFT_OUT.search(ONCE.sub("", one))]
