"""Show 4: SIGKILL anything at any time, and delete the JetStream store; nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence

from msgspec import Struct

from bench.measure import Figure, fact
from bench.prove.compare import Account, account, doubled, lost
from bench.prove.driver import Around, Driver, acts_of, calmly
from bench.prove.stage import Stage, stage
from events import inbox
from idarathon import flow
from idarathon.demo.replay import script
from idarathon.demo.runs import Step

TEAMS, KILLS, WIPES, SEED = 60, 30, 5, 2026
HEAL = 60.0  # seconds until the bus has caught up after the store is gone
LATEST = 0.05  # seconds after the begin of an act at which a kill comes, at most
SPAN = 5  # acts during which the engine stands still before the store goes


class Run(Struct):
    """What was done to a run, and what was left. ``healed``: seconds until lag 0 after each deletion of the store."""

    left: Account
    seconds: float
    hurt: Counter[str]
    healed: list[float]
    lags: list[int]


async def calm_run(steps: Sequence[Step]) -> Run:
    """The undisturbed run."""
    async with stage() as here:
        return await _run(here, steps, calmly, Harm(here, [], 0))


async def killed_run(steps: Sequence[Step], kills: int, seed: int = SEED) -> Run:
    """The same with so many SIGKILLs, spread at random over victims and acts; each victim has its share."""
    async with stage() as here:
        chosen = random.Random(seed)
        acts = chosen.sample(range(2, acts_of(steps) + 1), kills)
        victims = [Stage.VICTIMS[n % len(Stage.VICTIMS)] for n in range(kills)]
        chosen.shuffle(victims)
        harm = Harm(here, list(zip(acts, victims, strict=True)), seed)
        return await _run(here, steps, harm.kill_around, harm)


async def robbed_run(steps: Sequence[Step], wipes: int, seed: int = SEED) -> Run:
    """The same with the store deleted so often: the stream by its name, or all its files; each time while
    consumers lag (the engine stands still meanwhile)."""
    async with stage() as here:
        acts = sorted(random.Random(seed).sample(_busy_acts(steps), wipes))
        kinds = ["stream" if n % 2 else "store" for n in range(wipes)]
        harm = Harm(here, list(zip(acts, kinds, strict=True)), seed)
        return await _run(here, steps, harm.rob_around, harm)


def _busy_acts(steps: Sequence[Step]) -> list[int]:
    """Acts from which on SPAN acts in a row are deposits, to which a reaction listens; no two spans overlap."""
    busy, number = list[int](), 1
    for one in sorted(steps, key=lambda step: step.at):
        calls = acts_of([one]) - 3
        if "dépôts" in one.title:
            busy += range(number + 2, number + 3 + calls - SPAN, SPAN)
        number += 2 + calls
    return busy


class Harm:
    """Does harm at given acts. ``plan``: (number of the act, what to hurt)."""

    def __init__(self, here: Stage, plan: Sequence[tuple[int, str]], seed: int) -> None:
        self.here, self.plan = here, dict(plan)
        self.hurt: Counter[str] = Counter()
        self.healed: list[float] = []
        self.lags: list[int] = []
        self.driver: Driver | None = None
        self._chosen = random.Random(seed)

    @contextlib.asynccontextmanager
    async def kill_around(self, number: int) -> AsyncIterator[None]:
        """A SIGKILL some milliseconds after the act has begun; the act goes on meanwhile."""
        victim = self.plan.get(number)
        task = asyncio.create_task(self._kill(victim)) if victim else None
        yield
        if task:
            await task

    async def _kill(self, victim: str) -> None:
        await asyncio.sleep(self._chosen.uniform(0, LATEST))
        async with asyncio.timeout(60):
            while not self.here.kill(victim):  # noqa: ASYNC110  it is just being started again: wait for it
                await asyncio.sleep(0.01)
        self.hurt[victim] += 1

    @contextlib.asynccontextmanager
    async def rob_around(self, number: int) -> AsyncIterator[None]:
        """The engine stands still during some acts, so that its consumers lag; then the store goes, then it runs on."""
        if number in self.plan:
            self.here.signal("engine", signal.SIGSTOP)
        yield
        if kind := self.plan.get(number - SPAN + 1):
            self.lags.append(await self._lag())
            await (self.here.wipe_store() if kind == "store" else self.here.drop_stream())
            self.hurt[kind] += 1
            self.here.signal("engine", signal.SIGCONT)
            await self._heal()

    async def _heal(self) -> None:
        """Wait until no consumer lags, and note how long it took."""
        began = time.monotonic()
        async with asyncio.timeout(HEAL):
            while await self._lag():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        self.healed.append(time.monotonic() - began)

    async def _lag(self) -> int:
        assert self.driver
        return sum([await inbox.lag(self.driver.db, one.name, one.types) for one in flow.REACTIONS])


async def _run(here: Stage, steps: Sequence[Step], around: Around, harm: Harm) -> Run:
    began = time.monotonic()
    harm.driver = Driver(here.urls.postgres, around)
    await harm.driver.play(steps)
    took = time.monotonic() - began
    return Run(await account(here.urls), took, harm.hurt, harm.healed, harm.lags)


def verdict(name: str, calm: Run, other: Run) -> list[Figure]:
    """What the proof asks of a run that was hurt."""
    missing, more = lost(calm.left, other.left), doubled(calm.left, other.left)
    hurt = ", ".join(f"{count} × {what}" for what, count in sorted(other.hurt.items()))
    events = f"{len(other.left.content)} events in {other.seconds:.0f} s (undisturbed {calm.seconds:.0f} s); {hurt}"
    left = other.left
    state = f"behind {left.behind}, parked {left.parked}, stream ≠ log {left.unlike}, misdated {left.misdated}"
    return [
        Figure(name=f"{name}: events lost", value=len(missing), limit=0, note=events),
        Figure(name=f"{name}: effects doubled", value=len(more), limit=0, note=str((missing + more)[:2] or "")[:300]),
        fact(f"{name}: chain intact, inbox complete, stream = log", left.clean and calm.left.clean, state),
    ]


async def measure() -> list[Figure]:
    """Both proofs over the same undisturbed run."""
    steps = script(TEAMS)
    calm = await calm_run(steps)
    killed = await killed_run(steps, KILLS)
    robbed = await robbed_run(steps, WIPES)
    lags = ", ".join(map(str, robbed.lags))
    return [
        Figure(name="SIGKILLs", value=killed.hurt.total(), limit=KILLS, at_least=True),
        *verdict("kills", calm, killed),
        Figure(name="JetStream store deleted", value=robbed.hurt.total(), limit=WIPES, at_least=True),
        Figure(name="consumers lagged each time, events", value=min(robbed.lags), limit=1, at_least=True, note=lags),
        Figure(name="lag 0 after, longest", value=max(robbed.healed), limit=HEAL, unit="s"),
        *verdict("store", calm, robbed),
    ]
