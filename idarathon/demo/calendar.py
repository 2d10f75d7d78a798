"""When the running edition takes place: working days around the closing of Idéation, which the demo's day is near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from idarathon.demo.runs import ZONE, wall
from idarathon.phases.reads import warnings

MORNING, EVENING = "09:00", "16:30"
ENDS = (EVENING, "12:00", "10:00")  # earlier ones when a weekend would put the evening beyond three days
SHORTEST, LONGEST = timedelta(hours=25), timedelta(hours=71)  # so that gaps are « à surveiller » at first
SOONEST = timedelta(hours=6)


@cache
def works(day: date) -> bool:
    """Whether people work on that day: no weekend, no public holiday."""
    return not warnings(f"{day}T{MORNING}", "fr")


def away(day: date, days: int) -> date:
    """The working day so many working days after (or before) a day."""
    one = timedelta(days=1 if days > 0 else -1)
    while days:
        day += one
        if works(day):
            days -= 1 if days > 0 else -1
    return day


def closing(now: datetime) -> str:
    """When Idéation closes: between one and three days from now if the calendar allows it, else as soon as it can."""
    slots = list(_slots(now))
    good = [one for one in slots if SHORTEST <= wall(one) - now <= LONGEST]
    if not good:
        return min(one for one in slots if wall(one) - now > SOONEST)
    middle = now + (SHORTEST + LONGEST) / 2
    return min(good, key=lambda one: (ENDS.index(one[11:]), abs(wall(one) - middle)))


def _slots(now: datetime) -> Iterator[str]:
    today = now.astimezone(ZoneInfo(ZONE)).date()
    for day in (today + timedelta(days=number) for number in range(12)):
        if works(day):
            yield from (f"{day}T{end}" for end in ENDS)


class Dates:
    """The wall times of the running edition, all from the closing of Idéation."""

    def __init__(self, closes: str) -> None:
        self.closes = closes
        self.last = date.fromisoformat(closes[:10])
        self.ideation = away(self.last, -6)
        self.definition = away(self.ideation, -6)
        self.inspiration = away(self.definition, -6)
        self.prototyping = away(self.last, 1)
        self.pitch = away(self.prototyping, 6)

    def windows(self) -> tuple[tuple[str, str], ...]:
        """The five windows, in order."""
        evening = ((self.inspiration, self.definition), (self.definition, self.ideation))
        past = [(f"{first}T{MORNING}", f"{away(after, -1)}T{EVENING}") for first, after in evening]
        now = (f"{self.ideation}T{MORNING}", self.closes)
        next_one = (f"{self.prototyping}T{MORNING}", f"{away(self.pitch, -1)}T{EVENING}")
        return (*past, now, next_one, (f"{self.pitch}T{MORNING}", f"{away(self.pitch, 2)}T{EVENING}"))

    def at(self, first: date, days: int, time: str) -> str:
        """A wall time some working days after a day."""
        return f"{away(first, days)}T{time}"

    def before_closing(self) -> str:
        """A wall time on the day on which Idéation closes, a little before it does."""
        return f"{self.last}T{'12:00' if self.closes.endswith(EVENING) else MORNING}"
