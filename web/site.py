"""Litestar, with HEAD answered as GET without its body on every address (its routes know only what they declare), and
without what is no host: litestar 2.25 reads its port before any handler, and fails."""

from __future__ import annotations

import re
from typing import Any, Final

from litestar import Litestar

HEAD = "idarathon.head"  # in the scope of a GET that was a HEAD: nothing of the body need be made

_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?")


class Site(Litestar):
    """The application class."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not _is_host(scope):
            await _refuse(send)
        elif scope["type"] == "http" and scope["method"] == "HEAD":
            asked: Any = {**scope, "method": "GET", HEAD: True}
            await super().__call__(asked, receive, _bodiless(send))
        else:
            await super().__call__(scope, receive, send)


def _is_host(scope: Any) -> bool:
    """Whether the Host header, if there is one, could name a host and a port."""
    found = _HOST.fullmatch(next((value for name, value in scope["headers"] if name == b"host"), b""))
    return found is not None and int(found[1] or 0) < 65_536


async def _refuse(send: Any) -> None:
    """400, before anybody has looked who asks."""
    headers = [(b"content-type", b"text/plain"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": b"invalid_host"})


def _bodiless(send: Any) -> Any:
    async def sent(message: Any) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sent
