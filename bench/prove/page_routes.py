"""Which addresses are pages: derived from the routes of the application, so that none is forgotten."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from litestar.routes import HTTPRoute

from idarathon.settings import Settings
from web.app import create_app

# What answers GET below a language and is no page of ours, and what it is instead.
NO_PAGES: Final = {
    "/{lang}/bank.csv": "a sheet",
    "/{lang}/e/{slug}/applications.csv": "a sheet",
    "/{lang}/e/{slug}/applications/{application}/paper": "a file",
    "/{lang}/e/{slug}/bank/{team}/files/{which}": "a file",
    "/{lang}/e/{slug}/calendar.ics": "a calendar",
    "/{lang}/e/{slug}/certificates/{team}": "a PDF",
    "/{lang}/e/{slug}/live": "a stream of events",
    "/{lang}/e/{slug}/minutes": "a PDF",
    "/{lang}/e/{slug}/people/import-template": "a sheet",
    "/{lang}/e/{slug}/people/import/{roster}/refused": "a sheet",
    "/{lang}/e/{slug}/report/{name}": "a sheet",
    "/{lang}/e/{slug}/reviews/{team}/files/{upload}": "a file",
    "/{lang}/e/{slug}/sessions/{session}/event.ics": "a calendar",
    "/{lang}/e/{slug}/team": "leads on to the own team",
    "/{lang}/e/{slug}/team/{team}/files/{upload}": "a file",
    "/{lang}/e/{slug}/team/{team}/files/{upload}/preview": "a picture",
    "/{lang}/feed/{token}": "a calendar",
    "/{lang}/me/data.zip": "an archive",
    "/{lang}/me/notices/count": "a part of the menu, which stands on every page",
}


@cache
def page_routes() -> frozenset[str]:
    """Every address that answers GET below a language, but NO_PAGES."""
    nowhere = Settings(
        database_url="", nats_url="", base_url="http://test", secret=b"s" * 32, data=Path("/nonexistent")
    )
    return frozenset(
        route.path_format
        for route in create_app(nowhere).routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods and route.path_format.startswith("/{lang}")
    ) - set(NO_PAGES)


def route_of(path: str) -> str | None:
    """The route that answers this address, when it is a page."""
    plain = path.partition("?")[0]
    found = next((route for pattern, route in _patterns() if pattern.fullmatch(plain)), None)
    return found if found in page_routes() else None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The more of an address is spelt out, the earlier it is tried."""
    routes = sorted(page_routes() | set(NO_PAGES), key=lambda one: (one.count("{"), -len(one)))
    return tuple((re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(one))), one) for one in routes)
