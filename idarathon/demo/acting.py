"""The other teams of the running demo edition: while its clock is moved they hand in what their gates ask for.

Each does so some hours before its own deadline, through the commands that people send, so that every gate sees it. The
team of the lead persona waits for the visitor, one team never hands in, and whom the visitor holds stays held; other
held teams are let on by the facilitator, towards the end of Prototyping and of Pitch. Ids are fixed: nothing is done
twice, whatever is clicked twice or restarted.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog

from events.message import Command
from events.reading import Connection, Reader
from idarathon.clock import Clock, travel
from idarathon.demo import cast, steps
from idarathon.demo.running import EDITION, crews, example
from idarathon.demo.runs import LABEL, Act, ident
from idarathon.demo.steps import Team
from idarathon.dispatch import Dispatch
from idarathon.phases.commands import Advance
from idarathon.phases.events import PHASES, Phase, Requirement
from idarathon.phases.reads import BoardRow, PhaseWindow, board, team_journey, windows
from idarathon.viewer import Viewer

log = structlog.get_logger()
BEFORE = timedelta(hours=3)  # how long before its deadline a team hands in: after the reminder of the day before
LAGGARD = "bouregreg"
SCRIPTED = "toubkal"  # held by hand, but by the script and not by the visitor
LET_ON: frozenset[Phase] = frozenset({"prototyping", "pitch"})  # until then the facilitator persona has them to decide
TEAMS = {one.id: one for one in crews().values() if one.slug != LAGGARD and one.people[0] != cast.LEAD}
EYES = Viewer(admin=True)
REASON = f"L’équipe a rattrapé son retard {LABEL}."
Settle = Callable[[], Awaitable[None]]


async def go_on(clock: Clock, db: Connection, dispatch: Dispatch, to: datetime, settle: Settle) -> None:
    """Demo time goes on to ``to``, as by ``travel``, and the teams do their part on the way."""
    await _act(clock, db, dispatch, settle)
    while (moment := await _moment(db, clock.now())) and moment <= to:
        await travel(clock, db, dispatch, moment, settle)
        await _act(clock, db, dispatch, settle)
    await travel(clock, db, dispatch, to, settle)


async def _moment(db: Reader, now: datetime) -> datetime | None:
    """The next instant at which some team may have something to do."""
    phases = [one for one in await windows(db, EDITION) if one.closed_at is None]
    moments = {max(one.window.opens_at, one.ends_at - BEFORE) for one in phases}
    moments |= {row.deadline - BEFORE for row in await _rows(db, now) if row.deadline}
    return min((one for one in moments if one > now), default=None)


async def _rows(db: Reader, now: datetime) -> list[BoardRow]:
    found = await board(db, EYES, EDITION, now, size=500)
    return [row for row in found.rows if row.team in TEAMS] if found else []


async def _act(clock: Clock, db: Reader, dispatch: Dispatch, settle: Settle) -> None:
    """What is to do now, and what that leads to: a team that comes into a phase may have to hand in there too."""
    sent = set[UUID]()
    while acts := [one for one in await _acts(db, clock.now()) if one.command.id not in sent]:
        await _send(dispatch, acts)
        await settle()
        sent |= {one.command.id for one in acts}


async def _send(dispatch: Dispatch, acts: Sequence[Act]) -> None:
    """One call a person, since dispatch stamps the actor. A refusal is left to the gate: the visitor changed a rule."""
    people = defaultdict[UUID | None, list[Command]](list)
    for act in acts:
        people[act.actor].append(act.command)
    done = await asyncio.gather(*(dispatch.execute_many(commands, actor) for actor, commands in people.items()))
    for outcome in (one for outcomes in done for one in outcomes):
        if isinstance(outcome, Exception):
            log.warning("demo_act_refused", refusal=str(outcome))


async def _acts(db: Reader, now: datetime) -> list[Act]:
    phases = {one.phase: one for one in await windows(db, EDITION)}
    closing = next((one for one in phases.values() if _closing(one, now)), None)
    acts = list[Act]()
    for row in await _rows(db, now):
        if row.deadline and now < row.deadline <= now + BEFORE:
            acts += handed_in(TEAMS[row.team], phases[row.phase], row.missing)
        elif closing and await _let_on(db, row, now):
            acts += _advanced(TEAMS[row.team], row.phase, closing.phase)
    return acts


def _closing(phase: PhaseWindow, now: datetime) -> bool:
    opened = phase.opened_at is not None and phase.closed_at is None
    return phase.phase in LET_ON and opened and now < phase.ends_at <= now + BEFORE


async def _let_on(db: Reader, row: BoardRow, now: datetime) -> bool:
    """Whether a held team goes on without the visitor: not when the visitor has decided about it."""
    if row.word != "held":
        return False
    journey = await team_journey(db, EYES, row.team, now)
    return journey is not None and (not journey.held_by_hand or row.slug == SCRIPTED)


def handed_in(team: Team, phase: PhaseWindow, missing: Sequence[str]) -> Iterator[Act]:
    """The deposits of what a team misses, by its lead."""
    for asked in phase.requires:
        if asked.key in missing:
            command = _deposit(team, phase.phase, asked)
            fixed = ident("command", "acting", team.id, phase.phase, asked.key)
            yield Act(team.lead, msgspec.structs.replace(command, id=fixed))


def _deposit(team: Team, phase: Phase, asked: Requirement) -> Command:
    links = (f"https://{cast.DOMAIN}/{team.slug}",) if asked.kinds == "link" else ()
    title = f"{asked.title.pick(team.lang)[1]} · {team.name}"
    return steps.deposit(team, phase, asked.key, title[:200], example(team), links=links)


def _advanced(team: Team, held: Phase, to: Phase) -> Iterator[Act]:
    """Past each gate between the phase where it is held and the one that is open."""
    for phase in PHASES[PHASES.index(held) : PHASES.index(to)]:
        fixed = ident("command", "acting", team.id, phase, "advance")
        yield Act(cast.FACILITATOR.id, Advance(id=fixed, edition=EDITION, team=team.id, phase=phase, reason=REASON))
