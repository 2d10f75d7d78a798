"""Show 2: `idarathon replay` plays the first edition through real servers in time; its JSON; its cost a team."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from bench.measure import Figure, fact, spread
from idarathon.phases.events import PHASES

LIMIT, FLAT = 20.0, 1.5  # seconds; times
FEW, MANY, ROUNDS = 150, 1_500, 2
PROGRAMME = (5, 14, 6, 6)
PALMARES = {
    "Zaynab Nafazaouia": "Prix d'excellence",
    "Al Khawarizmi": "1er prix d'encouragement",
    "Ibn Sina": "2ème prix d'encouragement",
}
PATIENCE = 900.0  # seconds for one replay
KEYS = {"edition", "teams", "sessions", "pairs", "prizes", "bank", "events", "published", "consumed", "digest"}
TEAM_KEYS, PASSED_KEYS = {"name", "challenge", "phases", "prize"}, {"phase", "entered_at", "left_at"}


class Played(Struct, frozen=True):
    """One run of the command."""

    seconds: float
    out: str


async def measure() -> list[Figure]:
    """The first edition as a table and as JSON, twice the same; then 150 and 1,500 teams in turns."""
    table, plain = await _play(), await _play("--json")
    again = await _play("--json")
    runs = [
        (await _play("--json", "--teams", str(FEW)), await _play("--json", "--teams", str(MANY))) for _ in range(ROUNDS)
    ]
    costs = [
        [run.seconds / size * 1000 for run in each]
        for size, each in zip((FEW, MANY), zip(*runs, strict=True), strict=True)
    ]
    few, many = (statistics.median(each) for each in costs)
    report = json.loads(plain.out)
    return [
        Figure(name="replay of the first edition", value=table.seconds, limit=LIMIT, unit="s"),
        fact(
            "replay prints every team",
            all(word in table.out for one in report["teams"] for word in one["name"].split()),
        ),
        fact("replay --json has the agreed shape", not _wrong(report), _wrong(report)),
        fact("the whole programme of 2020 was played", _programme(report) == PROGRAMME, str(_programme(report))),
        fact("its palmarès is the historic one", _palmares(report) == PALMARES, str(_palmares(report))),
        fact("two replays have the same content", report["digest"] == json.loads(again.out)["digest"]),
        fact("1,500 teams pass five phases", all(not _wrong(json.loads(many.out)) for _, many in runs)),
        Figure(
            name="replay: a team at 1,500 / at 150",
            value=many / few,
            limit=FLAT,
            unit="×",
            note=f"ms a team: {spread(costs[1], 1)} at {MANY}, {spread(costs[0], 1)} at {FEW}",
        ),
    ]


def _wrong(report: dict[str, Any]) -> str:
    """The first thing that is not as agreed; empty when nothing is."""
    if missing := KEYS - report.keys():
        return f"keys {missing}"
    if report["events"] != report["published"] or not report["consumed"]:
        return "not every event was published, or none consumed"
    prizes = _palmares(report)
    for team in report["teams"]:
        if set(team) != TEAM_KEYS or team["prize"] != prizes.get(team["name"]) or not team["challenge"]:
            return f"team {team['name']}"
        if [one["phase"] for one in team["phases"]] != list(PHASES):
            return f"phases of {team['name']}"
        if not all(
            set(one) == PASSED_KEYS and _utc(one["entered_at"]) and _utc(one["left_at"]) for one in team["phases"]
        ):
            return f"instants of {team['name']}"
    return ""


def _programme(report: dict[str, Any]) -> tuple[int, ...]:
    """Webinars, workshops, teams with a mentor, entries of the bank."""
    sessions, pairs = report["sessions"], {one["team"] for one in report["pairs"]}
    return sessions["webinars"], sessions["workshops"], len(pairs), len(report["bank"])


def _palmares(report: dict[str, Any]) -> dict[str, str]:
    return {team: one["prize"] for one in report["prizes"] for team in one["teams"]}


def _utc(text: str) -> bool:
    return datetime.fromisoformat(text).utcoffset() == timedelta(0)


async def _play(*options: str) -> Played:
    began = time.monotonic()
    child = await asyncio.create_subprocess_exec(
        sys.executable, *("-m", "idarathon", "replay", *options), env={**os.environ}, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, _ = await child.communicate()
    except TimeoutError:
        child.kill()
        raise
    assert child.returncode == 0, f"replay {' '.join(options)} ended with {child.returncode}"
    return Played(time.monotonic() - began, out.decode())
