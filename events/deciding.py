"""From waiting units to events, in memory: what the writer does between reading and writing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from events.message import Command, Event, Metadata, Recorded, Stamp, Write, new_id


class Decider(Protocol):
    """The three pure functions of a stream. A module or any object with these names will do."""

    def initial(self) -> Any: ...

    def evolve(self, state: Any, event: Event, /) -> Any: ...

    def decide(self, state: Any, command: Any, stamp: Stamp, /, *context: Any) -> list[Event]: ...


class StaleStream(Exception):
    """The stream has moved on since the sender looked: somebody acted first."""

    def __str__(self) -> str:
        return "stale_version"


class IdReused(Exception):
    """The command id stands in the log for another actor or another stream."""

    def __str__(self) -> str:
        return "command_id_taken"


class Order(Struct, frozen=True, kw_only=True):
    """One command on its way: the stream that decides it, what that stream must know, and what to keep of it."""

    command: Command
    stamp: Stamp
    decider: Decider
    stream: str
    context: tuple[tuple[Decider, str], ...] = ()
    edition: UUID | None = None
    correlation: UUID
    causation: UUID | None = None
    vault: tuple[Write, ...] = ()  # erasable rows, written in the same transaction if events are recorded


class Tick(Struct, frozen=True):
    """The inbox row of a reaction: written with the effect, so that the effect happens once."""

    consumer: str
    event_id: UUID
    position: int


Outcome = list[Recorded] | Exception


class Desk:
    """The folded streams of one batch. Later orders of the batch see what earlier ones did."""

    def __init__(self, history: Iterable[tuple[str, Event]], known: Iterable[Recorded], position: int) -> None:
        self.position = position
        self.fresh: list[Recorded] = []
        self.vault: list[Write] = []
        self._events: dict[str, list[Event]] = {}
        self._states: dict[tuple[int, str], tuple[int, Any]] = {}
        self._known: dict[UUID, list[Recorded]] = {}
        for stream, event in history:
            self._events.setdefault(stream, []).append(event)
        for item in known:
            self._known.setdefault(item.meta.command_id, []).append(item)

    def settle(self, order: Order, refusals: tuple[type[Exception], ...]) -> Outcome:
        """Decide one order; a refusal is returned, and leaves no trace."""
        caught: tuple[type[Exception], ...] = (*refusals, StaleStream, IdReused)
        try:
            return self._repeat(order) or self._record(order, self._decide(order))
        except caught as refusal:
            return refusal

    def _repeat(self, order: Order) -> list[Recorded]:
        """What the command has recorded before. Ids of the clock and of reactions can be computed by everybody: what
        somebody else recorded under one must not stand in their way (a phase never closed for that)."""
        first = self._known.get(order.command.id, [])
        if order.stamp.actor is None:
            first = [item for item in first if item.meta.actor is None]
        if first and (first[0].meta.stream != order.stream or first[0].meta.actor != order.stamp.actor):
            raise IdReused
        return first

    def _decide(self, order: Order) -> Sequence[Event]:
        expected = order.command.expected_version
        if expected is not None and expected != len(self._events.get(order.stream, ())):
            raise StaleStream
        context = [self._state(decider, stream) for decider, stream in order.context]
        return order.decider.decide(self._state(order.decider, order.stream), order.command, order.stamp, *context)

    def _state(self, decider: Decider, stream: str) -> Any:
        """The state of a stream, folded as far as it goes; kept, so that 500 orders fold a shared stream once."""
        key = (id(decider), stream)
        version, state = self._states.get(key) or (0, decider.initial())
        events = self._events.get(stream, [])
        for event in events[version:]:
            state = decider.evolve(state, event)
        self._states[key] = (len(events), state)
        return state

    def _record(self, order: Order, events: Sequence[Event]) -> list[Recorded]:
        result = [self._append(order, event) for event in events]
        if result:
            self._known.setdefault(order.command.id, []).extend(result)
            self.vault.extend(order.vault)
        self.fresh.extend(result)
        return result

    def _append(self, order: Order, event: Event) -> Recorded:
        stream = self._events.setdefault(order.stream, [])
        stream.append(event)
        self.position += 1
        meta = Metadata(
            id=new_id(),
            position=self.position,
            stream=order.stream,
            version=len(stream),
            at=order.stamp.at,
            actor=order.stamp.actor,
            command_id=order.command.id,
            correlation=order.correlation,
            causation=order.causation,
            edition=order.edition,
        )
        return Recorded(meta=meta, event=event)
