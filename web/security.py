"""The headers of every response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from idarathon.settings import Settings
from web.cookies import secure

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def headers(settings: Settings) -> BeforeMessageSendHookHandler:
    """A hook that adds the headers, also to errors that no handler saw."""
    fixed = dict(HEADERS)
    if secure(settings):
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    raw = [(name.lower().encode(), value.encode()) for name, value in fixed.items()]

    async def add(message: Message, _scope: Scope) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            own = {name.lower() for name, _ in given}
            message["headers"] = [*given, *(pair for pair in raw if pair[0] not in own)]

    return add


Hook = Callable[[Any], Any]
