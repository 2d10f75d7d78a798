"""Plays the demo: the first edition to its end, the running and the coming one up to now. Done once; a broken-off play
goes on."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import cache

from pwdlib import PasswordHash

from idarathon.demo import banked, cast, coaching, coming, edition1, files, judging, running, sessions
from idarathon.demo.calendar import Dates, closing
from idarathon.demo.runs import Engine, Step, by, perform, proceed, step
from idarathon.files import bound
from idarathon.people import vault
from idarathon.phases import reads as phases


async def play(engine: Engine, today: datetime | None = None) -> bool:
    """Play what is missing on a running engine that does not tick. Returns False when all of it was there.

    The engine's clock stands still afterwards: stop it, and start another one for the live clock.
    """
    if await _done(engine):
        return False
    now = today or engine.clock.now()
    if kept := bound():
        await files.store(kept, edition1.teams(6))
    await perform(engine, script(await _closes(engine, now)))
    await proceed(engine, now)
    await _passwords(engine, now)
    return True


def script(closes: str) -> list[Step]:
    """All editions in one, since time runs forwards."""
    dates, crews = Dates(closes), running.crews()
    now = [
        *sessions.running(dates, crews),
        *coaching.running(dates, list(crews.values())),
        *judging.running(dates, list(crews.values())),
    ]
    return [*_first(), *now, *running.script(closes), *coming.script(dates)]


@cache
def _first() -> list[Step]:
    """The accounts and the whole first edition: the same whatever the day of the demo."""
    teams = edition1.teams(6)
    return [
        step("2020-09-15T09:00", "comptes de la démonstration", by(None, cast.staff())),
        *edition1.script(),
        *sessions.edition1(teams),
        *coaching.edition1(teams),
        *judging.edition1(teams),
        *banked.edition1(teams),
    ]


async def _closes(engine: Engine, now: datetime) -> str:
    """When Idéation closes: as a play that was cut began it, else near ``now``."""
    begun = {one.phase: one.window.closes_wall for one in await phases.windows(engine.pool, running.EDITION)}
    return begun.get("ideation") or closing(now)


async def _done(engine: Engine) -> bool:
    """The administrator's password is the last thing that is set."""
    known = await vault.person_by_email(engine.pool, cast.ADMIN.email)
    return known is not None and known.password_hash is not None


async def _passwords(engine: Engine, now: datetime) -> None:
    hashed = await asyncio.to_thread(PasswordHash.recommended().hash, cast.PASSWORD)
    members = [one for team in (*edition1.teams(6), *running.crews().values()) for one in team.people]
    others = (*coaching.mentors(edition1.teams(6)), *coming.people(), *cast.STAFF)
    accounts = dict.fromkeys(one.id for one in (*members, *others) if one is not cast.ADMIN)
    for account in (*accounts, cast.ADMIN.id):
        await vault.set_password(engine.pool, account, hashed)
