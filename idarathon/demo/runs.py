"""A script: steps of (instant, commands), and how one is played on a running engine.

Every id in a script is fixed by its name (uuid5), so that playing it again changes nothing, and goes on where it was
cut.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from events.message import Command
from events.reading import Connection
from idarathon.clock import Clock, next_due, tick
from idarathon.dispatch import Dispatch, settled
from idarathon.phases.events import to_instant

ZONE = "Africa/Casablanca"
LABEL = "(donnée de démonstration)"  # after every text that no source gives
NAMESPACE = uuid5(NAMESPACE_URL, "https://demo.idarathon.invalid/")
PATIENCE = 600.0  # seconds: thousands of teams take a while
SENDERS = 512  # people who act at once: all of them together wait far less than dispatch's patience


class Engine(Protocol):
    """What a script needs of the engine that it is played on. ``quiet`` waits until the bus has nothing left to do."""

    @property
    def clock(self) -> Clock: ...
    @property
    def dispatch(self) -> Dispatch: ...
    @property
    def pool(self) -> Connection: ...
    async def quiet(self, patience: float = 60.0) -> None: ...


class Act(NamedTuple):
    """Somebody sends a command. ``actor`` None: the system."""

    actor: UUID | None
    command: Command


class Step(NamedTuple):
    """What happens at one instant. What one person sends keeps its order; several people act at the same time."""

    at: datetime
    title: str
    acts: tuple[Act, ...]


class ScriptRefused(Exception):
    """The programme's rules refused a command of a script: script and rules no longer go together."""


@cache
def ident(*parts: object) -> UUID:
    """The id of a thing of the demo, the same at every run."""
    return uuid5(NAMESPACE, ":".join(map(str, parts)))


def wall(text: str) -> datetime:
    """The instant of a wall time in Morocco, such as 2020-11-09T09:00."""
    return to_instant(text, ZONE)


def step(at: str, title: str, *acts: Act | Iterable[Act]) -> Step:
    """A step at a wall time. ``title`` occurs once in a script: with the place it fixes the id of each command."""
    flat = [act for item in acts for act in ([item] if isinstance(item, Act) else item)]
    named = (_named(act, ident("command", title, place)) for place, act in enumerate(flat))
    return Step(wall(at), title, tuple(named))


def by(actor: UUID | None, *commands: Command | Iterable[Command]) -> list[Act]:
    """Commands of one person, in order."""
    flat = (one for item in commands for one in ([item] if isinstance(item, Command) else item))
    return [Act(actor, command) for command in flat]


def facts(name: str) -> dict[str, Any]:
    """A facts file: what the sources say of an edition, with their marks."""
    text = (Path(__file__).with_name("facts") / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


async def perform(engine: Engine, steps: Sequence[Step], told: Callable[[Step], None] | None = None) -> None:
    """Play steps in the order of their instants; everything that falls due in between happens at its own time."""
    for one in sorted(steps, key=lambda step: step.at):
        await proceed(engine, one.at)
        await _send(engine.dispatch, one)
        await engine.quiet(PATIENCE)
        if told:
            told(one)


async def proceed(engine: Engine, to: datetime) -> None:
    """Let time go on to ``to`` by way of every due instant."""
    while (due := await next_due(engine.pool, engine.clock.now())) and due <= to:
        engine.clock.set(due)
        await tick(engine.pool, engine.dispatch, due)
        await engine.quiet(PATIENCE)
    engine.clock.set(to)


async def _send(dispatch: Dispatch, one: Step) -> None:
    """One call a person, since dispatch stamps the actor; the writer commits many of them together."""
    people = {actor: [act.command for act in acts] for actor, acts in groupby(_by_actor(one.acts), _actor)}
    for some in _chunks(list(people.items()), SENDERS):
        done = await asyncio.gather(*(dispatch.execute_many(commands, actor, one.at) for actor, commands in some))
        for (_, commands), outcomes in zip(some, done, strict=True):
            for command, outcome in zip(commands, outcomes, strict=True):
                _require(one, command, outcome)


def _require(one: Step, command: Command, outcome: Any) -> None:
    try:
        settled(outcome)
    except Exception as refusal:
        raise ScriptRefused(f"{one.title}: {type(command).__name__}: {refusal}") from refusal


def _by_actor(acts: Sequence[Act]) -> list[Act]:
    return sorted(acts, key=lambda act: str(act.actor))


def _actor(act: Act) -> UUID | None:
    return act.actor


def _chunks(items: list[Any], size: int) -> Iterator[list[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _named(act: Act, command_id: UUID) -> Act:
    return act._replace(command=msgspec.structs.replace(act.command, id=command_id))
