"""The web application in this process, and browsers of people who sign in on it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from litestar import Litestar
from litestar.datastructures import State

from idarathon.clock import Clock
from idarathon.people import vault
from idarathon.settings import Settings
from web import cookies
from web.app import create_app
from web.auth import hashed
from web.cookies import secure

PASSWORD = "tadelakt et zellige"
BASE = "http://127.0.0.1:8000"


_HASH: list[str] = []
_IDLE: dict[bool, list[Litestar]] = {}  # by whether they are served over https


async def known_hash() -> str:
    """The hash of PASSWORD, computed once a worker."""
    if not _HASH:
        _HASH.append(await hashed(PASSWORD))
    return _HASH[0]


class Site:
    """The running application."""

    def __init__(self, app: Litestar) -> None:
        self.app = app

    @property
    def db(self) -> Any:
        return self.app.state.services.db

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """Somebody with cookies of their own. Redirects are not followed."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers)

    async def signed_in(self, account: UUID) -> httpx.AsyncClient:
        """The browser of a person of the scene, who has signed in (test_web_pages.py does that by the form), and whose
        password is PASSWORD. Argon2 takes 115 ms a time: signing in anew in each test was a quarter of the suite."""
        await vault.set_password(self.db, account, await known_hash())
        opened = await vault.open_session(self.db, account, datetime.now(UTC))
        browser = self.browser()
        settings = self.app.state.services.settings
        name, host = cookies.full_name(settings, cookies.SESSION), str(urlsplit(BASE).hostname)
        browser.cookies.set(name, opened.token, domain=host, path="/")
        return browser

    async def program(self, account: UUID) -> httpx.AsyncClient:
        """A client with an API token of the account."""
        token = await vault.create_token(self.db, account, "test", self.app.state.services.clock.now())
        return self.browser(Authorization=f"Bearer {token}")


@asynccontextmanager
async def running(
    database_url: str,
    nats_url: str,
    clock: Clock | None = None,
    *,
    demo: bool = False,
    base: str = BASE,
    data: Path = Path("/nonexistent"),
) -> AsyncIterator[Site]:
    """The application with its lifespan. ``data``: where it keeps files, for who sends some."""
    settings = Settings(
        database_url=database_url,
        nats_url=nats_url,
        base_url=base,
        secret=b"s" * 32,
        data=data,
        demo=demo,
    )
    app = _application(settings, clock)
    started, over = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(_live(app, started, over))
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        waiting.cancel()
        await task
    yield Site(app)
    over.set()
    await task
    _IDLE.setdefault(secure(settings), []).append(app)


def _application(settings: Settings, clock: Clock | None) -> Litestar:
    """Litestar reads the signatures of all our routes for 0.3 s at each creation: what another test has done with is
    opened again under other settings."""
    idle = _IDLE.get(secure(settings), [])
    if not idle:
        return create_app(settings, clock)
    app = idle.pop()
    app.state = State({"settings": settings, "clock": clock or Clock()})
    return app


async def _live(app: Litestar, started: asyncio.Event, over: asyncio.Event) -> None:
    """Start and end in one task, as anyio wants it; fixtures are torn down in another than they were set up in."""
    async with app.lifespan():
        started.set()
        await over.wait()


def asked_for(path: str, *headers: tuple[bytes, bytes]) -> Any:
    """What a server tells the application of a GET: for streams, which httpx would wait for to end."""
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [(b"host", b"127.0.0.1:8000"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "http_version": "1.1",
    }


def fields(html: str) -> dict[str, str]:
    """The hidden fields of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
