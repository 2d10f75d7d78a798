"""What the control board asks of facilitators, and what of it an observer is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from web.routes.facilitator_tasks import Situation, tasks


@dataclass
class Unconfirmed:
    """A team without its minimum, as the read gives it."""

    slug: str = "ziz"
    name: str = "Ziz"
    members: int = 2


@dataclass
class Item:
    """An item of the checklist that is overdue."""

    item: str = "Salle"
    stage: str = "preparation"
    due: date = date(2026, 10, 1)
    done_at: None = None


def hrefs(runs: bool) -> list[str]:
    """Where the tasks of an edition lead that is not planned, with a small team and an overdue item."""
    known: dict[str, Any] = {"base": "", "lang": "en", "now": datetime(2026, 11, 3, tzinfo=UTC), "team_min": 3}
    known |= {"phases": (), "rows": (), "counts": (), "unconfirmed": [Unconfirmed()], "items": [Item()], "titles": {}}
    return [one.href for one in tasks(Situation(runs=runs, **known))]


def test_a_facilitator_is_led_to_the_forms() -> None:
    assert hrefs(runs=True) == ["/programme/edit", "/manage/teams/ziz", "/settings#preparation"]


def test_an_observer_is_led_to_what_it_may_read() -> None:
    assert hrefs(runs=False) == ["/board/teams/ziz"]
