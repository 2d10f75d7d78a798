"""Where letters go: a mail server (IDARATHON_MAIL_URL), or files in a folder when none is named."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponse, SMTPResponseException, SMTPServerDisconnected

from idarathon.mail.letter import Away, Letter, Turned, Unsure
from idarathon.settings import Settings

PATIENCE: Final = 20.0  # seconds for an answer
GO_ON: Final = 354
TAKEN: Final = 250
_DOT = re.compile(rb"(?m)^\.")
_LOST = (SMTPException, OSError, TimeoutError)

Hand = Callable[[], Awaitable[None]]


class Outlet(Protocol):
    """Takes letters one after the other."""

    async def send(self, letter: Letter, hand: Hand) -> None:
        """Await ``hand`` just before the text goes out, then send it. Raises Away, Turned, Unsure; whatever ``hand``
        raises, and then nothing is sent."""

    async def close(self) -> None:
        """No more letters for now."""


def outlet_of(settings: Settings) -> Outlet:
    """The mail server of the settings, else the folder ``mail`` of the data. The demo's mails never leave it."""
    if settings.mail_url and not settings.demo:
        return Smtp(settings.mail_url, settings.sender)
    return Folder(folder_of(settings))


def folder_of(settings: Settings) -> Path:
    """Where mails are files."""
    return settings.data / "mail"


class Smtp:
    """A mail server. ``smtps://``: TLS from the first byte; ``smtp://``: STARTTLS when it is offered, and always before
    a password is sent to another machine."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        name, secure = parts.username, parts.scheme == "smtps"
        self._sender = sender
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if secure else 587 if name else 25)
        self._name, self._password = (unquote(one) if one else None for one in (name, parts.password))
        self._tls = secure
        self._start_tls = True if name and not secure and self._host not in ("127.0.0.1", "localhost", "::1") else None
        self._client: SMTP | None = None

    async def send(self, letter: Letter, hand: Hand) -> None:
        """See Outlet."""
        client = await self._connected()
        await self._announced(client, letter)
        try:
            await hand()
        except BaseException:
            client.close()  # a text without its end is thrown away by the server
            raise
        try:
            answer = await _given(client, letter)
        except _LOST as error:
            client.close()
            raise Unsure(type(error).__name__) from error
        if answer.code != TAKEN:
            raise _turned(answer, letter)

    async def close(self) -> None:
        """Say goodbye."""
        if self._client and self._client.is_connected:
            try:
                await self._client.quit()
            except _LOST:
                self._client.close()

    async def _connected(self) -> SMTP:
        if self._client and self._client.is_connected:
            return self._client
        client = SMTP(
            hostname=self._host,
            port=self._port,
            username=self._name,
            password=self._password,
            use_tls=self._tls,
            start_tls=None if self._tls else self._start_tls,
            timeout=PATIENCE,
        )
        try:
            await client.connect()
        except _LOST as error:
            raise Away(f"{type(error).__name__} at {self._host}:{self._port}") from error
        self._client = client
        return client

    async def _announced(self, client: SMTP, letter: Letter) -> None:
        """From whom and to whom, and the server waits for the text."""
        options = [] if letter.to.isascii() else ["SMTPUTF8"]
        if options and not client.supports_extension("smtputf8"):
            raise Turned("the mail server takes ASCII addresses only", for_good=True)
        try:
            await client.mail(self._sender, options=options, encoding="utf-8")
        except _LOST as error:
            client.close()
            raise Away(_said(error)) from error
        try:
            await client.rcpt(letter.to, encoding="utf-8")
            answer = await client.execute_command(b"DATA")
        except SMTPResponseException as error:
            await _forgotten(client)
            raise _turned(SMTPResponse(error.code, error.message), letter) from error
        except _LOST as error:  # over this address: the next letter may fare better, on a new connection
            client.close()
            raise Turned(_said(error), for_good=False) from error
        if answer.code != GO_ON:
            await _forgotten(client)
            raise _turned(answer, letter)


class Folder:
    """Files ``<id>.eml``, for the demo and for an instance without a mail server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, letter: Letter, hand: Hand) -> None:
        """See Outlet."""
        unfinished = await asyncio.to_thread(self._written, letter)
        await hand()
        unfinished.rename(self._folder / f"{letter.id}.eml")

    async def close(self) -> None:
        """Nothing to close."""

    def _written(self, letter: Letter) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f"{letter.id}.part"
        unfinished.write_bytes(letter.text)
        return unfinished


async def _given(client: SMTP, letter: Letter) -> SMTPResponse:
    """The text goes out. By hand: ``SMTP.data`` asks and sends in one, and leaves no room for ``hand`` between them."""
    if client.protocol is None:
        raise SMTPServerDisconnected("Connection lost")
    client.protocol.write(_DOT.sub(b"..", letter.text) + b".\r\n")
    return await client.protocol.read_response(timeout=PATIENCE)


async def _forgotten(client: SMTP) -> None:
    """The server forgets the letter that it has turned down; a server that cannot is left."""
    try:
        await client.rset()
    except _LOST:
        client.close()


def _turned(answer: SMTPResponse, letter: Letter) -> Turned:
    said = f"{answer.code} {answer.message}".replace(letter.to, "…")
    return Turned(" ".join(said.split())[:200], for_good=answer.code >= 500)


def _said(error: BaseException) -> str:
    return f"{error.code} {error.message}" if isinstance(error, SMTPResponseException) else type(error).__name__
