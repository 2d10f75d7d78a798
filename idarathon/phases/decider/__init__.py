"""PHASES decides ``phases-<edition>`` (context: the edition), JOURNEY ``journey-<team>`` (context: phases, team)."""

from collections.abc import Callable
from typing import Any, NamedTuple

from events.message import Event
from idarathon.phases.decider import journey, windows


class Rules(NamedTuple):
    """The three functions of a stream."""

    initial: Callable[[], Any]
    evolve: Callable[[Any, Event], Any]
    decide: Callable[..., list[Event]]


PHASES = Rules(windows.Phases, windows.evolve, windows.decide)
JOURNEY = Rules(journey.Journey, journey.evolve, journey.decide)
