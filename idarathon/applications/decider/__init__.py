"""One decider a stream. DATES: ``applications-<edition>``; APPLICATION: ``application-<id>``; ASKING:
``applicant-<edition>-<account>``. Each module says what its context is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from events.message import Command, Event
from idarathon.applications import commands as ask
from idarathon.applications.decider import application, asking, dates


class Rules(NamedTuple):
    """The functions of a stream."""

    initial: Callable[[], Any]
    evolve: Callable[[Any, Event], Any]
    decide: Callable[..., list[Event]]


DATES = Rules(dates.Dates, dates.evolve, dates.decide)
APPLICATION = Rules(application.Application, application.evolve, application.decide)
ASKING = Rules(asking.Asked, asking.evolve, asking.decide)
DECIDERS: dict[type[Command], Rules] = {
    **dict.fromkeys(ask.COMMANDS.values(), APPLICATION),
    ask.Schedule: DATES,
    ask.Propose: ASKING,
}


def stream(command: Any) -> str:
    """The stream that decides the command."""
    decider = DECIDERS[type(command)]
    if decider is DATES:
        return f"applications-{command.edition}"
    if decider is ASKING:
        return f"applicant-{command.edition}-{command.account}"
    return f"application-{command.application}"
