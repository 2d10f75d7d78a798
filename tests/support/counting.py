"""How many statements a page asks of the database."""

from __future__ import annotations

from typing import Any

import httpx
from msgspec import structs

from events.reading import Connection
from tests.support.site import Site


class Counting:
    """The pool, with a count of what is asked of it."""

    def __init__(self, db: Connection) -> None:
        self.db, self.count = db, 0

    def __getattr__(self, name: str) -> Any:
        if name in ("fetch", "fetchrow", "fetchval", "execute"):
            self.count += 1
        return getattr(self.db, name)


async def statements(site: Site, browser: httpx.AsyncClient, path: str) -> int:
    """How many statements drawing the page takes."""
    known = site.app.state.services
    counting = Counting(site.db)
    site.app.state.services = structs.replace(known, db=counting)
    try:
        assert (await browser.get(path)).status_code == 200
    finally:
        site.app.state.services = known
    return counting.count
