"""Which task stands first, and under which heading."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from idarathon.viewer import Role
from web.tasks.task import Task, end_of, in_order

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


def task(label: str = "x", **fields: Any) -> Task:
    return Task(href=f"/{label}", label=label, role=Role.AGENT, **fields)


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ({}, "next"),
        ({"waits": True}, "now"),
        ({"due": NOW - timedelta(days=1)}, "now"),
        ({"due": NOW + timedelta(hours=72)}, "now"),
        ({"due": NOW + timedelta(hours=73)}, "next"),
        ({"can": True, "due": NOW}, "free"),
    ],
)
def test_the_heading_follows_from_the_deadline_and_from_who_waits(fields: dict[str, Any], when: str) -> None:
    assert task(**fields).when(NOW) == when


def test_the_most_urgent_stands_first_and_equals_keep_their_order() -> None:
    late, today = task("late", due=NOW - timedelta(days=2)), task("today", due=NOW + timedelta(hours=3))
    asked, other = task("asked", waits=True), task("other", waits=True)
    later, some_day, free = task("later", due=NOW + timedelta(days=6)), task("some-day"), task("free", can=True)
    mixed = [free, some_day, asked, later, other, today, late]
    assert in_order(mixed, NOW) == [late, today, asked, other, later, some_day, free]


def test_a_day_is_over_at_its_last_minute_in_morocco() -> None:
    assert end_of(date(2026, 11, 3)) == datetime(2026, 11, 3, 23, 59, tzinfo=UTC)
