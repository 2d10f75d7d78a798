"""An inline projection: what one read table makes of the events, in the transaction that appends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from events.message import Event, Recorded, Write

Project = Callable[[Recorded], list[Write]]


class Projection(NamedTuple):
    """The one owner of ``table``: for each event of one of these classes, ``project`` returns rows to write."""

    table: str
    events: tuple[type[Event], ...]
    project: Project
