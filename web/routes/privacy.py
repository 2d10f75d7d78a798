"""Données personnelles: what is kept about people, as the register says it."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get
from msgspec import Struct

from idarathon.people.events import TERMS
from idarathon.people.vault.entries import Kept, Stored, Trace, Words
from idarathon.people.vault.register import FILES, REGISTER
from idarathon.people.vault.words import TRACES, WORDS
from web.consents import TEXTS
from web.here import WebRequest, here
from web.rendering import page
from web.routes import consents, erasures, my_data


class PrivacyPage(Struct, frozen=True, kw_only=True):
    """The register, and who answers for it: ``answers`` and ``contact`` as this instance's settings name them."""

    register: tuple[Kept, ...]
    files: tuple[Stored, ...]
    words: tuple[Words, ...]
    traces: tuple[Trace, ...]
    consents: list[str]
    version: int
    answers: str | None
    contact: str | None


@get("/privacy", name="privacy")
async def show(request: WebRequest) -> Response[Any]:
    """Everyone reads it."""
    settings = here(request).services.settings
    view = PrivacyPage(
        register=REGISTER,
        files=FILES,
        words=WORDS,
        traces=TRACES,
        consents=list(TEXTS.values()),
        version=TERMS,
        answers=settings.operator,
        contact=settings.contact,
    )
    return page(request, "privacy.html", view)


ROUTER = Router("/", route_handlers=[show, *my_data.HANDLERS, *consents.HANDLERS, *erasures.HANDLERS])
