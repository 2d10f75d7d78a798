"""What the control board is measured against: bare Litestar, asyncpg and Jinja, the same rows by the same statements.

`/shown` has every row that the board shows (teams, counts, phases, checklist, latest events), `/teams` the teams alone,
`python -m bench.bare_page PORT` serves it as `idarathon web` serves: granian, one worker, uvloop.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from jinja2 import Environment
from litestar import Litestar, MediaType, Response, get
from litestar.datastructures import State

from bench.serving import serve
from events.sql import beside
from idarathon import calendar, editions, phases, reports
from idarathon.editions.reads import NAMELESS, ROUTINE
from web.routes.facilitator_board import SHOWN

DATABASE, EDITION, NOW = "BENCH_DATABASE_URL", "BENCH_EDITION", "BENCH_NOW"
PHASES, EDITIONS = beside(str(phases.__file__)), beside(str(editions.__file__))
REPORTS, CALENDAR = beside(str(reports.__file__)), beside(str(calendar.__file__))
PAGE = Environment(autoescape=True).from_string("""<!doctype html><html lang="fr"><title>Board</title><body>
{% for title, rows in tables %}<h2>{{ title }}</h2><table>
{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}</body></html>""")


async def _teams(db: asyncpg.Pool) -> list[Any]:
    now = datetime.fromisoformat(os.environ[NOW])
    rows: list[Any] = await db.fetch(PHASES["board"], _edition(), now, None, None, None, None, 30, 0)
    return rows


def _edition() -> UUID:
    return UUID(os.environ[EDITION])


def drawn(tables: list[tuple[str, list[Any]]]) -> Response[str]:
    """Every row of every table."""
    return Response(PAGE.render(tables=tables), media_type=MediaType.HTML)


@get("/teams")
async def teams(state: State) -> Response[str]:
    """The teams of the first page alone."""
    return drawn([("Teams", await _teams(state.db))])


@get("/report")
async def report(state: State) -> Response[str]:
    """Every row that the report shows."""
    edition, now = _edition(), datetime.fromisoformat(os.environ[NOW])
    dated = ("list_sessions", "list_teams")
    return drawn(
        [(name, await state.db.fetch(REPORTS[name], edition, *((now,) if name in dated else ()))) for name in REPORTS]
    )


@get("/sessions")
async def sessions(state: State) -> Response[str]:
    """Every row that the programme shows, to somebody who watches the edition."""
    scope: tuple[Any, ...] = (_edition(), False, [_edition()], [_edition()])
    rows = await state.db.fetch(CALENDAR["find_sessions"], *scope, _edition(), None, None, False, None, None, 1_000)
    return drawn([("Sessions", rows)])


@get("/shown")
async def shown(state: State) -> Response[str]:
    """Every row that the board shows."""
    edition = _edition()
    news = await state.db.fetch(EDITIONS["list_news"], edition, list(ROUTINE), SHOWN)
    seen = [row["position"] for row in news]
    happened: tuple[Any, ...] = (edition, None, SHOWN, None, True, [], [], True, seen, list(NAMELESS))
    return drawn(
        [
            ("Teams", await _teams(state.db)),
            ("Unconfirmed", await state.db.fetch(PHASES["unconfirmed"], edition)),
            ("Phases", await state.db.fetch(PHASES["windows"], edition)),
            ("Checklist", await state.db.fetch(EDITIONS["list_checklist"], edition)),
            ("Events", await state.db.fetch(EDITIONS["list_timeline"], *happened)),
        ]
    )


@asynccontextmanager
async def connected(app: Litestar) -> AsyncIterator[None]:
    """The pool, as long as the application lives."""
    async with asyncpg.create_pool(os.environ[DATABASE], min_size=1, max_size=10) as pool:
        app.state.db = pool
        yield


def create() -> Litestar:
    """For granian."""
    return Litestar([teams, shown, report, sessions], lifespan=[connected], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    serve("bench.bare_page:create", int(sys.argv[1]))
