"""What the pages of a crowded edition are measured against: bare Litestar, asyncpg and Jinja, the rows that each shows.

`python -m bench.bare_pages PORT` serves `/NAME` for every name of PAGES as `idarathon web` serves: granian, one worker,
uvloop. A list is read as far as its page shows it: what ours reads beyond that, it pays for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from litestar import Litestar, Response, get
from litestar.datastructures import State

from bench.bare_page import EDITION, EDITIONS, NOW, PHASES, connected, drawn
from bench.serving import serve
from events.sql import beside
from idarathon import applications, calendar, challenges, mentoring, prizes, teams
from idarathon.editions.reads import NAMELESS, PUBLIC_TYPES

ACCOUNT, TEAM = "BENCH_ACCOUNT", "BENCH_TEAM"
TEAMS, CHALLENGES = beside(str(teams.__file__)), beside(str(challenges.__file__))
CALENDAR, PRIZES = beside(str(calendar.__file__)), beside(str(prizes.__file__))
APPLICATIONS, MENTORING = beside(str(applications.__file__)), beside(str(mentoring.__file__))
CARDS, DESK, FEW, NEWS = 48, 50, 40, 8
FACTS = "SELECT m.team, f.* FROM team_member m JOIN person_fact f USING (account) WHERE m.team = ANY($1::uuid[])"

Tables = list[tuple[str, list[Any]]]
Page = Callable[[Any], Awaitable[Tables]]


def _edition() -> UUID:
    return UUID(os.environ[EDITION])


def _account() -> UUID:
    return UUID(os.environ[ACCOUNT])


def _now() -> datetime:
    return datetime.fromisoformat(os.environ[NOW])


async def _happened(db: asyncpg.Pool, team: UUID | None = None) -> list[Any]:
    of: tuple[Any, ...] = (_edition(), team, NEWS, None, False, list(PUBLIC_TYPES), [], False, None, list(NAMELESS))
    return await db.fetch(EDITIONS["list_timeline"], *of)


async def _cards(db: asyncpg.Pool, size: int) -> Tables:
    rows = await db.fetch(TEAMS["list_teams"], _edition(), False, None, size, 0)
    stand = await db.fetch(PHASES["standings"], _edition(), False, _now(), [row["team"] for row in rows])
    return [("Teams", rows), ("Standings", stand)]


async def _asked(db: asyncpg.Pool) -> list[Any]:
    return await db.fetch(CHALLENGES["list_challenges"], _edition(), False, [], False)


async def edition(db: asyncpg.Pool) -> Tables:
    """An edition's own page."""
    return [
        ("Phases", await db.fetch(PHASES["windows"], _edition())),
        ("Prizes", await db.fetch(PRIZES["list_prizes"], _edition(), False)),
        ("Winners", await db.fetch(PRIZES["list_winners"], _edition(), False)),
        ("Challenges", await _asked(db)),
        ("Counts", await db.fetch(TEAMS["count_teams"], _edition(), False)),
        *await _cards(db, CARDS),
        ("Events", await _happened(db)),
    ]


async def public_teams(db: asyncpg.Pool) -> Tables:
    """The list for everyone, and who takes part."""
    return [
        *await _cards(db, CARDS),
        ("Counts", await db.fetch(TEAMS["count_teams"], _edition(), False)),
        ("Facts", await db.fetch(TEAMS["sum_facts"], _edition(), False)),
    ]


async def manage_teams(db: asyncpg.Pool) -> Tables:
    """The facilitator's."""
    return [
        ("Teams", await db.fetch(TEAMS["list_teams"], _edition(), True, None, CARDS, 0)),
        ("Counts", await db.fetch(TEAMS["count_teams"], _edition(), True)),
    ]


async def asked(db: asyncpg.Pool) -> Tables:
    """The challenges."""
    return [("Challenges", await _asked(db))]


async def team(db: asyncpg.Pool) -> Tables:
    """One team, as everyone sees it."""
    one = await db.fetch(TEAMS["find_team"], _edition(), False, os.environ[TEAM], False, [])
    which = one[0]["team"]
    return [
        ("Team", one),
        ("Standing", await db.fetch(PHASES["standings"], _edition(), False, _now(), [which])),
        ("Passages", await db.fetch(PHASES["passages"], _edition(), False, which)),
        ("Phases", await db.fetch(PHASES["windows"], _edition())),
        ("Events", await _happened(db, which)),
    ]


async def programme(db: asyncpg.Pool) -> Tables:
    """Every session."""
    scope: tuple[Any, ...] = (None, False, [], [])
    rows = await db.fetch(CALENDAR["find_sessions"], *scope, _edition(), None, None, False, None, None, 1_000)
    return [("Sessions", rows), ("Phases", await db.fetch(PHASES["windows"], _edition()))]


async def results(db: asyncpg.Pool) -> Tables:
    """The prizes and who has them."""
    return [
        ("Prizes", await db.fetch(PRIZES["list_prizes"], _edition(), False)),
        ("Winners", await db.fetch(PRIZES["list_winners"], _edition(), False)),
    ]


async def composition(db: asyncpg.Pool) -> Tables:
    """People without a team, and teams with what they are made of."""
    some = await db.fetch(f"SELECT * FROM ({TEAMS['list_composed']}) t LIMIT {FEW}", _edition())
    return [
        ("People", await db.fetch(TEAMS["list_pool"], _edition(), FEW)),
        ("Teams", some),
        ("Facts", await db.fetch(FACTS, [row["team"] for row in some])),
    ]


async def applied(db: asyncpg.Pool) -> Tables:
    """The first page of the applications, the counts above them and what they can be narrowed by."""
    narrow = (None, None, None, False, None, False)
    return [
        ("Applications", await db.fetch(APPLICATIONS["list_applications"], _edition(), _account(), *narrow, DESK, 0)),
        ("Counts", await db.fetch(APPLICATIONS["count_applications"], _edition(), _account())),
        ("Administrations", await db.fetch(APPLICATIONS["list_administrations"], _edition())),
        ("Regions", await db.fetch(APPLICATIONS["list_regions"], _edition())),
    ]


async def roles(db: asyncpg.Pool) -> Tables:
    """Who has which role."""
    return [("People", await db.fetch(EDITIONS["list_staff"], _edition()))]


async def own_space(db: asyncpg.Pool) -> Tables:
    """What the facilitator's tasks are counted from."""
    filters = (None, None, None, None, 1, 0)
    return [
        ("Editions", await db.fetch(EDITIONS["list_editions"], False, [_edition()])),
        ("Phases", await db.fetch(PHASES["windows"], _edition())),
        ("Board", await db.fetch(PHASES["board"], _edition(), _now(), *filters)),
        ("Unconfirmed", await db.fetch(PHASES["unconfirmed"], _edition())),
        ("Checklist", await db.fetch(EDITIONS["list_checklist"], _edition())),
        ("Help", await db.fetch(MENTORING["list_help"], _edition(), None, True, [], 100)),
        ("Quiet", await db.fetch(MENTORING["list_uncoached"], _edition(), _now())),
        ("Applications", await db.fetch(APPLICATIONS["count_applications"], _edition(), _account())),
    ]


PAGES: dict[str, Page] = {
    "edition": edition,
    "teams": public_teams,
    "manage-teams": manage_teams,
    "challenges": asked,
    "team": team,
    "programme": programme,
    "results": results,
    "composition": composition,
    "applications": applied,
    "roles": roles,
    "me": own_space,
}


@get("/{name:str}")
async def show(state: State, name: str) -> Response[str]:
    """One of the pages."""
    return drawn(await PAGES[name](state.db))


def create() -> Litestar:
    """For granian."""
    return Litestar([show], lifespan=[connected], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    serve("bench.bare_pages:create", int(sys.argv[1]))
