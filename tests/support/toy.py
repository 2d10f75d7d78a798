"""A toy domain for the bus's own tests: counters. The bus knows no domain, so its tests need none of the product's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

from events.catalog import Catalog
from events.consumer import Keyed, Reaction
from events.deciding import Order
from events.message import Command, Event, Recorded, Stamp
from events.reading import Reader
from events.writer import Rules

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


class Added(Event, frozen=True, kw_only=True, tag="counter.added"):
    """A counter grew."""

    by: int


class Echoed(Event, frozen=True, kw_only=True, tag="counter.echoed"):
    """Another counter heard of it."""

    by: int


class Add(Command, frozen=True, kw_only=True):
    """Make a counter grow."""

    counter: str
    by: int = 1


class Echo(Command, frozen=True, kw_only=True):
    """Tell the echo of a counter."""

    counter: str
    by: int


class TooMuch(Exception):
    """A counter never passes 100."""


def initial() -> int:
    return 0


def evolve(state: int, event: Event) -> int:
    return state + event.by if isinstance(event, Added | Echoed) else state


def decide(state: int, command: Command, stamp: Stamp) -> list[Event]:
    assert isinstance(command, Add | Echo)
    if state + command.by > 100:
        raise TooMuch
    return [Added(by=command.by)] if isinstance(command, Add) else [Echoed(by=command.by)]


class Counter:
    initial = staticmethod(initial)
    evolve = staticmethod(evolve)
    decide = staticmethod(decide)


DECIDER = Counter()
RULES = Rules(Catalog([Added, Echoed]), (), (TooMuch,), {})


def order(command: Add | Echo, cause: Recorded | None = None, actor: UUID | None = None) -> Order:
    stream = f"{'echo' if isinstance(command, Echo) else 'counter'}-{command.counter}"
    return Order(
        command=command,
        stamp=Stamp(at=NOON, actor=actor),
        decider=DECIDER,
        stream=stream,
        correlation=cause.meta.correlation if cause else command.id,
        causation=cause.meta.id if cause else None,
    )


async def echo(item: Recorded, db: Reader) -> AsyncIterator[list[Keyed]]:
    assert isinstance(item.event, Added)
    yield [("", Echo(counter=item.meta.stream.removeprefix("counter-"), by=item.event.by))]


ECHO = Reaction("echo", (Added,), echo)
