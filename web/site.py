"""Litestar, with HEAD answered as GET without its body on every address: its routes know only what they declare."""

from __future__ import annotations

from typing import Any

from litestar import Litestar

HEAD = "idarathon.head"  # in the scope of a GET that was a HEAD: nothing of the body need be made


class Site(Litestar):
    """The application class."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            asked: Any = {**scope, "method": "GET", HEAD: True}
            await super().__call__(asked, receive, _bodiless(send))
        else:
            await super().__call__(scope, receive, send)


def _bodiless(send: Any) -> Any:
    async def sent(message: Any) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sent
