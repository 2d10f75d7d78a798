"""The demonstration's mails, to read what people would be sent."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from idarathon.mail.outlets import folder_of
from web import mailbox
from web.here import WebRequest, here
from web.rendering import page
from web.security import POLICY


@get("/demo/mail", name="demo-mail")
async def show(request: WebRequest) -> Response[Any]:
    """The newest first."""
    return page(request, "demo/mail.html", mailbox.mailbox(folder_of(here(request).services.settings)))


@get("/demo/mail/{letter:str}", name="demo-letter")
async def one(request: WebRequest, letter: FromPath[str]) -> Response[Any]:
    """One mail: its head, its text, and how a mail program draws it."""
    response = page(request, "demo/letter.html", mailbox.mail(folder_of(here(request).services.settings), letter))
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@get("/demo/mail/{letter:str}/html", name="demo-letter-html")
async def drawn(request: WebRequest, letter: FromPath[str]) -> Response[str]:
    """The HTML of a mail, as it was written, in a frame that may do nothing."""
    html = mailbox.mail(folder_of(here(request).services.settings), letter).html
    headers = {"Content-Security-Policy": mailbox.style_policy(html), "X-Frame-Options": "SAMEORIGIN"}
    return Response(html, media_type="text/html", headers={**headers, "Cache-Control": "no-store"})


HANDLERS = [show, one, drawn]
