"""One message from a redirect to the page after it: a signed cookie, shown once."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response
from msgspec import Struct

from idarathon.settings import Settings
from web import cookies, signing
from web.here import AnyConnection
from web.i18n import Lang, translator

SECONDS = 60


class Flash(Struct, frozen=True):
    """A message as layout.html shows it."""

    text: str
    tone: str


class _Kept(Struct, frozen=True, array_like=True):
    message: str
    tone: str
    values: dict[str, str | int]


def put(response: Response[Any], settings: Settings, message: str, values: dict[str, str | int]) -> None:
    """Show ``message`` (an N_ msgid with its ``values``) on the next page."""
    kept = msgspec.json.encode(_Kept(message, "good", values)).decode()
    cookies.write(response, settings, cookies.FLASH, signing.sign(settings.secret, "flash", kept), SECONDS)


def read(connection: AnyConnection, settings: Settings, lang: Lang) -> list[Flash]:
    """The message that waits, in the page's language. Whoever draws it drops the cookie."""
    signed = cookies.read(connection, settings, cookies.FLASH)
    value = signing.unsign(settings.secret, "flash", signed) if signed else None
    if value is None:
        return []
    kept = msgspec.json.decode(value, type=_Kept)
    return [Flash(translator(lang).gettext(kept.message, **kept.values), kept.tone)]
