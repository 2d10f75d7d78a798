"""A form with files, read as it arrives: fields are kept, files are handed on piece by piece, nothing is spooled.

The maintained push parser of the package ``multipart`` does the syntax; what it cannot read is a named refusal.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from multipart import MultipartError, MultipartSegment, PushMultipartParser

from idarathon.errors import Invalid, TooLarge
from web.clean import clean
from web.here import WebRequest
from web.receiving import Body
from web.refusals import LIMIT
from web.typed import FIELDS

OnFile = Callable[[str, AsyncIterator[bytes]], Awaitable[None]]
Values = dict[str, list[str]]


class Form:
    """One form on its way. ``values`` fills up while it is read; it is also what ``web.typed.typed`` finds."""

    def __init__(self, request: WebRequest) -> None:
        self.body = Body(request)
        self.values: Values = request.scope["state"].setdefault("typed", {})
        boundary = request.content_type[1].get("boundary", "")
        try:
            self._parser = PushMultipartParser(boundary, max_segment_count=FIELDS, strict=False)
        except (MultipartError, ValueError) as error:
            raise Invalid(detail=str(error)[:100]) from None
        self._letters = 0

    async def read(self, on_file: OnFile) -> None:
        """Read all of it; each chosen file goes to ``on_file`` with its name, when the fields before it are known.

        Raises Invalid for what is no UTF-8 form, TooLarge for too much text.
        """
        events = self._events()
        async for event in events:
            if not isinstance(event, MultipartSegment):
                continue
            pieces = _pieces(events)
            if event.filename is None:
                await self._field(event.name, pieces)
            elif event.filename:
                await on_file(event.filename, pieces)
            async for _ in pieces:
                pass  # what nobody wanted of it
        clean(self.values)

    async def _field(self, name: str, pieces: AsyncIterator[bytes]) -> None:
        content = bytearray()
        async for piece in pieces:
            self._letters += len(piece)
            if self._letters > LIMIT:
                raise TooLarge(limit="1 MB")
            content += piece
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            raise Invalid(detail=str(error)[:100]) from None
        self.values.setdefault(name, []).append(text.replace("\r\n", "\n"))

    async def _events(self) -> AsyncIterator[Any]:
        try:
            async for chunk in self.body:
                for event in self._parser.parse(chunk):
                    yield event
            self._parser.close()
        except (MultipartError, ValueError, LookupError) as error:
            raise Invalid(detail=str(error)[:100]) from None


async def _pieces(events: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    """What belongs to the present part."""
    async for event in events:
        if event is None:
            return
        yield bytes(event)
