"""A demo for proofs that look at it from outside, and its personas."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

from bench.http import answers
from bench.measure import Figure, show
from bench.program import LoggedProgram, free_port
from bench.world import folder


@contextlib.asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """The address of a fresh demo."""
    with folder("idarathon-faces-") as place:
        port = free_port()
        program = LoggedProgram(
            "demo", ["-m", "idarathon", "demo", "--port", str(port), "--data", str(place / "data")], {}, place / "log"
        )
        await program.start()
        try:
            await answers(port, "/health/ready", 300)
            yield f"http://127.0.0.1:{port}"
        finally:
            await program.stop()


async def cookies_of(base: str, persona: str) -> dict[str, str]:
    """What a browser of this persona holds."""
    async with httpx.AsyncClient(base_url=base, follow_redirects=True, timeout=60) as client:
        await enter(client, persona)
        return dict(client.cookies)


async def enter(client: httpx.AsyncClient, persona: str) -> None:
    page = (await client.get("/fr/demo")).text
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    await client.post("/fr/demo/enter", data={"csrf": csrf, "persona": persona})


def by_hand(figures: Callable[[str], Awaitable[list[Figure]]]) -> int:
    """``python -m … [URL]``: the figures of a demo that runs already, or of one of its own."""

    async def measured() -> list[Figure]:
        async with demo() if len(sys.argv) < 2 else contextlib.nullcontext(sys.argv[1]) as base:
            return await figures(base)

    return 0 if show(asyncio.run(measured()), " ".join(sys.argv[1:]) or "a demo of its own") else 1
