"""A real granian and a real engine as processes of their own, on demo time that a test moves; and pages on it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
from playwright.async_api import Browser, Page

from idarathon.clock import Clock
from idarathon.people import vault
from idarathon.servers.program import Program
from tests.support.browser import open_context
from web.auth import hashed

PASSWORD = "tadelakt et zellige"


class Stack:
    """The running programs. ``at``: the programme's time, for both of them."""

    def __init__(self, base: str, pool: asyncpg.Pool) -> None:
        self.base, self.pool = base, pool

    async def at(self, instant: datetime) -> None:
        """Demo time goes on; the engine's own clock service is woken and does what is due."""
        await Clock().jump(self.pool, instant)

    @asynccontextmanager
    async def signed_in(self, browser: Browser, account: UUID, **how: object) -> AsyncIterator[Page]:
        """A page of somebody who signed in through the form."""
        await vault.set_password(self.pool, account, await hashed(PASSWORD))
        async with open_context(browser, base_url=self.base, **how) as context:  # type: ignore[arg-type]
            page = await context.new_page()
            await page.goto("/fr/sign-in")
            await page.fill("input[name=email]", f"{account}@test.invalid")
            await page.fill("input[name=password]", PASSWORD)
            await page.click("main button.btn")
            await page.wait_for_url(lambda url: "/sign-in" not in url)
            yield page


@asynccontextmanager
async def stack(database_url: str, nats_url: str, data: Path) -> AsyncIterator[Stack]:
    """Both programs, ready."""
    port = free_port()
    environment = {
        "IDARATHON_DATABASE_URL": database_url,
        "IDARATHON_NATS_URL": nats_url,
        "IDARATHON_BASE_URL": f"http://127.0.0.1:{port}",
        "IDARATHON_DATA": str(data),
        "IDARATHON_SECRET": "s" * 32,
        "IDARATHON_DEMO": "1",
    }
    engine = Program("engine", ["engine"], environment)
    web = Program("web", ["web", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"], environment)
    pool = await asyncpg.create_pool(database_url, min_size=1, max_size=4)
    try:
        await engine.start()
        await web.start()
        await _ready(f"http://127.0.0.1:{port}")
        yield Stack(f"http://127.0.0.1:{port}", pool)
    finally:
        await asyncio.gather(web.stop(), engine.stop())
        pool.terminate()


async def _ready(base: str) -> None:
    async with asyncio.timeout(40), httpx.AsyncClient() as client:
        while True:
            try:
                if (await client.get(f"{base}/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
