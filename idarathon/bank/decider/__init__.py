"""ENTRY decides ``entry-<id>`` (context: the edition; for a draft its team, for a completion the entry that it derives
from), REUSE ``reuse-<id>`` (context: edition and entry; for a request the administration, else the team)."""

from collections.abc import Callable
from typing import Any, NamedTuple

from events.message import Event
from idarathon.bank.decider import entry, reuse


class Rules(NamedTuple):
    """The three functions of a stream."""

    initial: Callable[[], Any]
    evolve: Callable[[Any, Event], Any]
    decide: Callable[..., list[Event]]


ENTRY = Rules(entry.Entry, entry.evolve, entry.decide)
REUSE = Rules(reuse.Reuse, reuse.evolve, reuse.decide)
