"""Sends what waits to be mailed, each letter once.

That a letter is being handed over is committed between the server's "go on" and the first byte of the text. So what may
have been sent is never sent again, whoever is killed when; and what was not handed over is sent by who comes next. A
process that dies between that commit and the write that follows it has lost one mail: its notice still stands in the
person's inbox. (A server that loses its own answer leaves "unsure".)
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

import asyncpg
import structlog
from msgspec.structs import replace

from events import database
from events.reading import Connection
from idarathon.clock import Clock
from idarathon.mail.letter import Away, Letter, Turned, Unsure
from idarathon.mail.outlets import Outlet
from idarathon.notices.events import Kind
from idarathon.notices.reads import Notice, others_now, told
from idarathon.people import vault
from idarathon.people.vault import Mail

log = structlog.get_logger()
LOCK: Final = 0x1DA2A11
AT_ONCE: Final = 100
BREATH: Final = 0.25  # seconds between two looks, however much is committed
LONGEST_NAP: Final = 30.0  # seconds
SHORTEST_PAUSE: Final = 0.5  # seconds for a mail server that is away; twice as long each time
LONGEST_PAUSE: Final = 300.0
LEFT_OUT: Final = timedelta(minutes=1)  # its notice is not there: a rebuild runs
PAUSES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 20, 60, 240, 720))  # after so many tries
KEPT: Final = timedelta(days=90)
# Never put off: by the next morning it may be too late.
URGENT: Final[tuple[Kind, ...]] = (
    "invited",
    "lead_handed_over",
    "lead_missed",
    "lead_missed_desk",
    "held",
    "extended",
    "extension_ended",
    "deadline_moved",
    "programme_shifted",
    "gate_soon",
    "session_moved",
    "session_cancelled",
    "session_soon",
    "help_asked",
    "jury_opened",
    "announced",
)
_AWAY: tuple[type[Exception], ...] = (*database.LOST, asyncpg.PostgresError)

_NOT_ITS_OWN: tuple[type[Exception], ...] = (Away, *_AWAY)  # what would befall any letter

Write = Callable[[Mail, Sequence[Notice], str], Letter]
Morning = Callable[[datetime], datetime]


class Mailer:
    """One of them works at a time, whatever the number of engines. ``write`` makes a letter of what a person is told,
    or of the token of a link; ``morning``: when the next daily mail is due."""

    def __init__(self, database_url: str, clock: Clock, outlet: Outlet, write: Write, morning: Morning) -> None:
        self.sent = 0
        self._connect = database.connector(database_url)
        self._clock, self._outlet, self._write, self._morning = clock, outlet, write, morning
        self._unsent: tuple[UUID, list[UUID], datetime] | None = None
        self._pause = SHORTEST_PAUSE
        self._pruned: datetime | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            connection: asyncpg.Connection | None = None
            try:
                connection = await self._connect()
                await self._work(connection)
            except _AWAY as error:
                log.warning("mailer_waits", error=str(error) or type(error).__name__)
            except Exception:  # whatever it was: without this nobody gets a mail any more
                log.exception("mailer_failed")
            finally:
                if connection:
                    connection.terminate()
            await asyncio.sleep(0.2)

    async def _work(self, db: asyncpg.Connection) -> None:
        while not await db.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110 (another's)
            await asyncio.sleep(1)
        news = asyncio.Event()
        db.add_termination_listener(lambda _: news.set())
        for channel in ("log", "clock"):
            await db.add_listener(channel, lambda *_: news.set())
        while True:
            news.clear()
            nap = await self._look(db)
            await asyncio.sleep(BREATH)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), nap)

    async def _look(self, db: Connection) -> float:
        """Send what is due; for how long nothing will be, in seconds."""
        try:
            while await self.deliver(db) == AT_ONCE:
                pass
        except Away as error:
            log.warning("mail_server_away", error=str(error))
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            await asyncio.sleep(self._pause)
            return 0.0
        self._pause = SHORTEST_PAUSE
        await self._outlet.close()
        next_ = await vault.next_mail(db)
        wait = (next_ - self._clock.now()).total_seconds() if next_ else LONGEST_NAP
        return min(max(wait, 0.0), LONGEST_NAP)

    async def deliver(self, db: Connection) -> int:
        """Send up to AT_ONCE of what is due; how many that were. Raises Away."""
        await self._taken_back(db)
        now = self._clock.now()
        await self._prune(db, now)
        waiting = await vault.waiting_mails(db, now, AT_ONCE)
        keys = [(one.letter, one.account) for one in waiting]
        notices, others = await told(db, keys), await others_now(db, keys)
        waiting = [one for one in waiting if not await self._others(db, one, others)]
        for batch in _letters(waiting):
            await self._deal(
                db, batch, [notices[key] for one in batch if (key := (one.letter, one.account)) in notices]
            )
        return len(keys)

    async def _others(self, db: Connection, one: Mail, others: Set[tuple[UUID, UUID]]) -> bool:
        """Whether the notice concerns a team that its reader has left since: then it is not sent."""
        if (one.letter, one.account) not in others:
            return False
        await vault.end_mails(db, one.account, [one.letter], self._clock.now(), "left")
        return True

    async def _deal(self, db: Connection, batch: Sequence[Mail], notices: Sequence[Notice]) -> None:
        """Send the letter, or say why it is not sent."""
        first, letters, now = batch[0], [one.letter for one in batch], self._clock.now()
        if first.email is None:
            await vault.end_mails(db, first.account, letters, now, "no_address" if first.name else "closed")
        elif first.kind != "notice":
            await self._send(db, first, letters, notices)
        elif first.wants == "none":
            await vault.end_mails(db, first.account, letters, now, "unwanted")
        elif len(notices) < len(batch):
            await vault.take_back(db, first.account, letters, now, now + LEFT_OUT, "")
        elif first.wants == "daily" and not first.put_off and notices[0].kind not in URGENT:
            await vault.put_off(db, first.account, letters, self._morning(now))
        else:
            await self._send(db, first, letters, notices)

    async def _send(self, db: Connection, first: Mail, letters: list[UUID], notices: Sequence[Notice]) -> None:
        account, handed = first.account, self._clock.now()

        async def hand() -> None:
            self._unsent = (account, letters, handed)
            if not await vault.hand_over(db, account, letters, handed):
                raise _SomebodyElses
            self._unsent = None

        try:
            await self._outlet.send(await self._written(db, first, notices), hand)
        except _SomebodyElses:
            self._unsent = None
        except Turned as turned:
            await self._turned(db, first, letters, handed, turned)
        except _NOT_ITS_OWN:
            raise
        except Unsure as unsure:
            await vault.end_mails(db, account, letters, self._clock.now(), "unsure", str(unsure))
        except Exception as error:  # of this letter alone: the next one is another
            log.exception("letter_failed", letter=str(letters[0]))
            await vault.end_mails(db, account, letters, self._clock.now(), "refused", type(error).__name__)
        else:
            self.sent += 1
            await vault.end_mails(db, account, letters, self._clock.now(), "sent")

    async def _written(self, db: Connection, first: Mail, notices: Sequence[Notice]) -> Letter:
        if first.kind == "welcome":
            until = datetime.now(UTC) + vault.WELCOME_LIFE  # links count real time
            first = replace(first, invitation=await vault.invitation(db, first.letter, first.account, until))
        return self._write(first, notices, await _token(db, first))

    async def _turned(self, db: Connection, first: Mail, letters: list[UUID], handed: datetime, turned: Turned) -> None:
        now = self._clock.now()
        if turned.for_good or first.tries >= len(PAUSES):
            await vault.end_mails(db, first.account, letters, now, "refused", str(turned))
        else:
            await vault.take_back(db, first.account, letters, handed, now + PAUSES[first.tries], str(turned))

    async def _prune(self, db: Connection, now: datetime) -> None:
        """Once a day."""
        if self._pruned is None or now - self._pruned > timedelta(days=1):
            await vault.prune_mails(db, now - KEPT)
            self._pruned = now

    async def _taken_back(self, db: Connection) -> None:
        """The database went away while a letter was being handed over: whether or not that was committed, it was not
        sent."""
        if self._unsent:
            account, letters, handed = self._unsent
            await vault.take_back(db, account, letters, handed, handed, "")
            self._unsent = None


async def _token(db: Connection, mail: Mail) -> str:
    """The key that a link holds, made only now: it stands nowhere but in the mail. Links count real time."""
    if mail.kind == "notice":
        return ""
    if mail.kind in ("address_new", "address_old"):
        side: vault.Side = "new" if mail.kind == "address_new" else "old"
        return await vault.address_token(db, mail.letter, side, datetime.now(UTC))
    life = vault.WELCOME_LIFE if mail.kind == "welcome" else vault.LINK_LIFE
    return await vault.create_link(db, mail.account, datetime.now(UTC), life)


class _SomebodyElses(Exception):
    """Another mailer has handed it over."""


def _letters(waiting: Iterable[Mail]) -> Iterable[list[Mail]]:
    """Each mail alone, but what was put off of one person together."""
    for (_, put_off), group in groupby(waiting, key=lambda one: (one.account, one.put_off)):
        mails = list(group)
        yield from [mails] if put_off else [[one] for one in mails]
