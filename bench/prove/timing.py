"""Issue "People", Show 3: nobody learns by the clock whether an address has an account, neither by signing in with a
wrong password nor by asking for a link."""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from typing import Final

import httpx

from bench.measure import Figure
from bench.prove.demonstration import by_hand, demo
from idarathon.demo import cast, running

LIMIT: Final = 5.0  # ms between the medians


async def measure() -> list[Figure]:
    """On a demo of its own."""
    async with demo() as base:
        return await compare(base)


async def compare(base: str) -> list[Figure]:
    """Known and unknown addresses in turn, each asked once, from clients of their own: no limit slows one of them."""
    known = [f"membre-{n}.{slug}@{cast.DOMAIN}" for n in (2, 3, 4) for slug, _, size in running.CREW if n <= size]
    unknown = [f"personne-{n}.{random.randrange(10**6)}@{cast.DOMAIN}" for n in range(len(known))]
    figures = []
    for name, path in (("a wrong password", "/fr/sign-in"), ("a link by mail", "/fr/sign-in/link")):
        took: dict[bool, list[float]] = {True: [], False: []}
        for number in range(len(known)):
            for here in (True, False) if number % 2 else (False, True):
                email = (known if here else unknown)[number]
                took[here].append(await _attempt(base, path, email, f"10.0.{number}.{int(here)}"))
        ours, theirs = statistics.median(took[True]), statistics.median(took[False])
        apart, note = abs(ours - theirs), f"{len(known)} of each; medians {ours:.1f} (known) and {theirs:.1f} ms"
        figures.append(Figure(name=f"{name}: known / unknown apart", value=apart, limit=LIMIT, unit="ms", note=note))
    return figures


async def _attempt(base: str, path: str, email: str, client: str) -> float:
    """How long the answer takes, in ms."""
    async with httpx.AsyncClient(base_url=base, headers={"X-Forwarded-For": client}) as browser:
        csrf = re.findall(r'name="csrf" value="([^"]+)"', (await browser.get(path)).text)[-1]
        began = time.perf_counter()
        answer = await browser.post(path, data={"csrf": csrf, "email": email, "password": "ce n'est pas le bon"})
        took = 1000 * (time.perf_counter() - began)
    if answer.status_code not in (303, 401, 422):
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return took


if __name__ == "__main__":
    sys.exit(by_hand(compare))
