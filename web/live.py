"""The live feed: what the bus relays, coalesced per edition, sent to every open page of it as server-sent events.

A page learns that something changed, and gets the public fragment, drawn once per worker and language. What is personal
it fetches again by itself (web/static/live.js). What somebody was told goes to the open pages of that person alone, so
that nobody else's ask in vain. Nothing is kept: a page that missed something reads again.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from uuid import UUID

import msgspec
import structlog
from msgspec import Struct

from events.tail import Seen
from idarathon.editions.reads import PUBLIC_TYPES
from web.i18n import Lang
from web.refusals import TooManyStreams

log = structlog.get_logger()
PAUSE = 0.25  # seconds between two sendings of a topic: at most four a second
JITTER = 0.05  # so that the editions, and then their pages' reads, do not fall on one instant
KEEP_ALIVE = 15.0  # seconds of silence that proxies bear
ALIVE = b": \n\n"
TOGETHER, PER_SECOND = 10, 200  # pages that learn at once, and of how many a second, that their people were told
PER_SESSION, PER_ADDRESS = 6, 100  # behind one address there may be a whole ministry
KEPT = 200  # of a worker's streams: only people who are signed in can have them
Render = Callable[[UUID, Lang], Awaitable[str]]
Missed = Callable[[], Awaitable[bool]]
Still = Callable[[], Awaitable[bool]]
# What takes something from somebody who may have a page open.
DOUBTS = frozenset({"edition.role_revoked", "account.admin_revoked", "account.closed", "team.member_left"})


class Change(Struct, frozen=True):
    """What a page is told. ``html``: elements to be put in the place of those with the same ids."""

    types: tuple[str, ...]
    position: int
    html: str | None = None

    def after(self, earlier: Change | None) -> Change:
        """This change, with what a slow page has not been told yet."""
        if earlier is None:
            return self
        if not (earlier.types and self.types):  # "look again" says more than any list
            return Change((), self.position, self.html or earlier.html)
        types = tuple(dict.fromkeys((*earlier.types, *self.types)))
        return Change(types, max(self.position, earlier.position), self.html or earlier.html)

    def outside(self, also: frozenset[str] = frozenset()) -> Change | None:
        """What may be known by who has no part in the edition, ``also`` these types: not even that more happened."""
        types = tuple(one for one in self.types if one in PUBLIC_TYPES or one in also)
        return msgspec.structs.replace(self, types=types) if types or not self.types else None


class Feed:
    """One open stream. It holds one change at most, however slow its page is. ``inside``: of who has a part in it;
    ``also``: the types of which others are told besides the public ones. ``still``: whether who has it open is who
    opened it, with the same rights; asked when somebody has lost some, and else every KEEP_ALIVE seconds."""

    def __init__(
        self, lang: Lang, inside: bool, also: frozenset[str] = frozenset(), still: Still | None = None
    ) -> None:
        self.lang: Lang = lang
        self._inside, self._also = inside, also
        self._change: Change | None = None
        self._woken = asyncio.Event()
        self._ended = False
        self._still, self._doubted, self._asked = still, False, time.monotonic()

    def put(self, change: Change) -> None:
        """What happened in the edition, as far as this page may know it."""
        told = change if self._inside else change.outside(self._also)
        if told:
            self.tell(told)

    def tell(self, change: Change) -> None:
        """What may be known here, whoever has the page open."""
        self._change = change.after(self._change)
        self._woken.set()

    def doubt(self) -> None:
        """Somebody has lost something: was it who has this page open?"""
        self._doubted = True
        self._woken.set()

    def end(self) -> None:
        self._ended = True
        self._woken.set()

    async def messages(self) -> AsyncIterator[bytes]:
        """What goes over the wire, until ``end``, or until it is for somebody else: the page then asks anew."""
        yield b"retry: 2000\n\n"
        while not self._ended:
            silent = not await self._wakes()
            if self._ended or not await self._is_theirs():
                return
            change, self._change = self._change, None
            if change:
                yield b"event: changed\ndata: " + msgspec.json.encode(change) + b"\n\n"
            elif silent:
                yield ALIVE

    async def _wakes(self) -> bool:
        try:
            await asyncio.wait_for(self._woken.wait(), KEEP_ALIVE)
        except TimeoutError:
            return False
        self._woken.clear()
        return True

    async def _is_theirs(self) -> bool:
        """Sessions end without an event, so that time alone raises a doubt too."""
        now = time.monotonic()
        if self._still is None or not (self._doubted or now - self._asked >= KEEP_ALIVE):
            return True
        self._doubted, self._asked = False, now
        try:
            return await self._still()
        except Exception as error:  # PostgreSQL is away: asked again at the next message
            log.warning("live_holder_unknown", error=repr(error))
            self._doubted = True
            return True


class Topic:
    """One edition's open pages."""

    def __init__(self, edition: UUID, render: Render) -> None:
        self.feeds: set[Feed] = set()
        self._edition, self._render = edition, render
        self._waiting: Change | None = None
        self._task: asyncio.Task[None] | None = None

    def add(self, change: Change) -> None:
        """Tell the pages: at once when nothing was told lately, else together with what else happens meanwhile."""
        self._waiting = change.after(self._waiting)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._tell(), name="live")

    async def _tell(self) -> None:
        while self._waiting and self.feeds:
            change, self._waiting = self._waiting, None
            for lang in {feed.lang for feed in self.feeds}:
                drawn = msgspec.structs.replace(change, html=await self._draw(lang))
                for feed in [feed for feed in self.feeds if feed.lang == lang]:
                    feed.put(drawn)
            await asyncio.sleep(PAUSE + random.random() * JITTER)  # noqa: S311 (no secret)

    async def _draw(self, lang: Lang) -> str | None:
        try:
            return await self._render(self._edition, lang)
        except Exception as error:  # the pages then fetch what they show
            log.warning("live_fragment_failed", error=repr(error))
            return None


class Live:
    """The open streams of one worker. ``most``: of all; each counts against the server's backpressure. ``kept``: how
    many of them are not for visitors."""

    def __init__(self, render: Render, most: int = 600, kept: int = KEPT) -> None:
        self._render, self._most, self._kept = render, most, kept
        self._topics: dict[UUID, Topic] = {}
        self._people: dict[UUID, set[Feed]] = {}
        self._held: Counter[str] = Counter()
        self._closed = False

    async def follow(self, seen: Seen) -> None:
        """An event was relayed."""
        if seen.type in DOUBTS:
            for feed in [feed for one in self._topics.values() for feed in one.feeds]:
                feed.doubt()
        topic = self._topics.get(seen.edition) if seen.edition else None
        if topic:
            topic.add(Change((seen.type,), seen.position))

    async def told(self, type: str, accounts: Iterable[UUID]) -> None:
        """These people were told something: their pages, in whatever edition, look for what it is."""
        change = Change((type,), 0)
        feeds = [feed for account in accounts for feed in self._people.get(account, ())]
        for first in range(0, len(feeds), TOGETHER):
            await asyncio.sleep(TOGETHER / PER_SECOND if first else 0)
            for feed in feeds[first : first + TOGETHER]:
                feed.tell(change)

    def everything(self) -> None:
        """Every page looks again: something may have been missed (NATS was away), or demo time has moved."""
        for topic in self._topics.values():
            topic.add(Change((), 0))

    async def stream(
        self,
        edition: UUID,
        lang: Lang,
        holder: str,
        limit: int,
        inside: bool = False,
        missed: Missed | None = None,
        account: UUID | None = None,
        also: frozenset[str] = frozenset(),
        still: Still | None = None,
    ) -> AsyncIterator[bytes]:
        """An open page's stream. ``holder``: the session or address that has at most ``limit`` of them; "" may have any
        number. ``missed``: asked once it follows, whether something happened since the page was drawn. ``account``: who
        has it open. ``also``, ``still``: see Feed."""
        most = self._most if account else self._most - self._kept
        full = self._held.total() >= most or (holder != "" and self._held[holder] >= limit)
        if self._closed or full:
            raise TooManyStreams
        return self._messages(Feed(lang, inside, also, still), edition, holder, missed, account)

    async def _messages(
        self, feed: Feed, edition: UUID, holder: str, missed: Missed | None, account: UUID | None
    ) -> AsyncIterator[bytes]:
        """Counted from its first message on: a stream that nobody reads is never closed either."""
        self._topics.setdefault(edition, Topic(edition, self._render)).feeds.add(feed)
        if account:
            self._people.setdefault(account, set()).add(feed)
        self._held[holder] += 1
        if self._closed:
            feed.end()
        try:
            if missed and await missed():
                feed.put(Change((), 0))
            async for message in feed.messages():
                yield message
        finally:
            self._left(feed, edition, holder)
            if account:
                self._people[account].discard(feed)
                if not self._people[account]:
                    del self._people[account]

    def _left(self, feed: Feed, edition: UUID, holder: str) -> None:
        self._held[holder] -= 1
        if not self._held[holder]:
            del self._held[holder]
        topic = self._topics[edition]
        topic.feeds.discard(feed)
        if not topic.feeds:
            del self._topics[edition]

    @property
    def open(self) -> int:
        """How many streams are open."""
        return self._held.total()

    def close(self) -> None:
        """End every stream: the server waits for open responses before it ends."""
        self._closed = True
        for topic in self._topics.values():
            for feed in topic.feeds:
                feed.end()
