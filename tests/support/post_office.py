"""A real mail server (aiosmtpd) on loopback, which keeps what it is given and does what a test asks of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from aiosmtpd.smtp import SMTP, Envelope, Session

from idarathon.clock import Clock
from idarathon.mail.mailer import Mailer
from idarathon.mail.outlets import outlet_of
from idarathon.settings import Settings
from web.letters import next_morning, writer


class PostOffice:
    """``answers``: what is said to an address instead of yes; ``drops``: how many connections are cut after a text."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.texts: list[bytes] = []
        self.answers: dict[str, str] = {}
        self.drops = 0
        self.delay = 0.0  # seconds between the end of a text and the answer
        self.port = 0
        self.came = asyncio.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=idarathon@test.invalid"

    def received(self) -> Counter[str]:
        """How many mails came of each Message-ID."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    def to(self, address: str) -> list[EmailMessage]:
        """What came for an address."""
        return [mail for mail in self.mails if address in str(mail["To"])]

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, _: Any) -> str:
        if self.answers.get(address) == "hang up":
            server.transport.abort()
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        text = bytes(envelope.content or b"")  # type: ignore[arg-type]
        self.texts.append(text)
        self.mails.append(message_from_bytes(text, policy=default))
        self.came.set()
        await asyncio.sleep(self.delay)
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return "250 OK"


@asynccontextmanager
async def post_office() -> AsyncIterator[PostOffice]:
    """A server that listens until the end."""
    office, loop = PostOffice(), asyncio.get_running_loop()
    protocols: list[SMTP] = []

    def protocol() -> SMTP:
        protocols.append(SMTP(office, hostname="test.invalid", loop=loop, enable_SMTPUTF8=True))
        return protocols[-1]

    server = await loop.create_server(protocol, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        for one in protocols:
            if isinstance(one.transport, asyncio.Transport):
                one.transport.abort()
        await server.wait_closed()


BASE = "http://127.0.0.1:8000"


def settings(url: str | None, folder: Path = Path("/nonexistent")) -> Settings:
    """Those of an instance whose mails go to this server."""
    return Settings(database_url=None, nats_url=None, base_url=BASE, secret=b"s" * 32, data=folder, mail_url=url)


def address(account: UUID) -> str:
    """Of a person of the scene."""
    return f"{account}@test.invalid"


class Post:
    """A mailer that a test lets look, over a connection of its own."""

    def __init__(self, mailer: Mailer, db: Any) -> None:
        self.mailer, self.db = mailer, db

    async def go(self) -> int:
        """Send what is due; how many letters that were."""
        return await self.mailer.deliver(self.db)

    async def became(self, account: UUID) -> list[tuple[str | None, str | None]]:
        """The outcomes of an account's mails, and what the server said."""
        rows = await self.db.fetch(
            "SELECT outcome, answer FROM people_mail WHERE account = $1 ORDER BY asked_at", account
        )
        return [(row["outcome"], row["answer"]) for row in rows]


@asynccontextmanager
async def posting(office: PostOffice, database: str, clock: Clock) -> AsyncIterator[Post]:
    """A mailer whose letters go to this office."""
    outlet = outlet_of(settings(office.url))
    connection = await asyncpg.connect(database)
    try:
        yield Post(Mailer(database, clock, outlet, writer(settings(office.url)), next_morning), connection)
    finally:
        await outlet.close()
        await connection.close()
