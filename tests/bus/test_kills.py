"""A small sample of `make prove`'s kill proof: engine, NATS and PostgreSQL are each killed once during a replay."""

from __future__ import annotations

import asyncio

import pytest

from bench.prove.compare import Account, account, doubled, lost
from bench.prove.driver import Driver, calmly
from bench.prove.kills import killed_run
from idarathon.demo.replay import script
from idarathon.engine import Engine
from idarathon.servers.supervisor import Urls

STEPS, KILLS = script(6), 3


async def undisturbed(urls: Urls) -> Account:
    engine = Engine(urls.postgres, urls.nats)
    await engine.start(nats_patience=20)
    try:
        await Driver(urls.postgres, calmly).play(STEPS)
        return await account(urls)
    finally:
        await engine.stop()


@pytest.mark.kill
@pytest.mark.slow
async def test_a_replay_with_kills_leaves_what_an_undisturbed_one_leaves(database: str, nats_url: str) -> None:
    calm, killed = await asyncio.gather(undisturbed(Urls(database, nats_url)), killed_run(STEPS, KILLS))
    assert killed.hurt == {"engine": 1, "nats": 1, "postgres": 1}
    assert (lost(calm, killed.left), doubled(calm, killed.left)) == ([], [])
    assert calm.clean and killed.left.clean
