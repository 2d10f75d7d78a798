"""One team before the facilitator: where it stands, and the acts (extend, advance, hold, withdraw)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from events.message import Command
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotFound
from idarathon.mentoring.reads import Coaching, coaching
from idarathon.phases import commands as phases
from idarathon.phases import reads
from idarathon.phases.events import LAST, Phase, following, to_wall
from idarathon.phases.reads import PhaseWindow, TeamJourney
from idarathon.teams import commands as teams
from idarathon.teams.reads import TeamPage, team
from web.cautions import heed
from web.formstate import FormState
from web.here import WebRequest
from web.i18n import Lang, wall_text
from web.public import Place, history, titles
from web.rendering import page
from web.routes.facilitator_desk import carry_out, one, refresh, running, wall_instant, watching, with_fixed
from web.timeline import Line

Act = Literal["extend", "advance", "hold", "withdraw"]
ACTS: tuple[Act, ...] = ("extend", "advance", "hold", "withdraw")
Chosen = Annotated[str, QueryParameter(name="act", max_length=20)]
SAID: dict[Act, str] = {
    "extend": N_("%(team)s has more time, until %(when)s."),
    "advance": N_("%(team)s goes on."),
    "hold": N_("%(team)s is to be completed."),
    "withdraw": N_("%(team)s has withdrawn."),
}
KINDS: dict[Act, type[Command]] = {
    "extend": phases.Extend,
    "advance": phases.Advance,
    "hold": phases.Hold,
    "withdraw": teams.Withdraw,
}


class TeamActs(Struct, frozen=True, kw_only=True):
    """The page. ``acts``: what can be done now; ``act``: the one whose form is open; ``journey``: None until it starts.

    ``to``: the next phase; ``lacks``: what was never deposited; ``until``: a first value for an extension's end;
    ``spent``: none can be granted any more; ``passed``: how it got by without something, phase by phase.
    """

    edition: EditionPage
    team: TeamPage
    journey: TeamJourney | None
    runs: bool
    acts: list[Act]
    act: Act | None
    to: PhaseWindow | None
    last: PhaseWindow | None
    lacks: list[str]
    until: str
    spent: bool
    passed: dict[Phase, str]
    titles: dict[str, str]
    history: list[Line]
    coaching: Coaching | None

    @property
    def over(self) -> bool:
        """Whether the team is at the end of its way."""
        return self.journey is not None and self.journey.status == "finished"

    @property
    def without(self) -> str | None:
        """How a team at the end of its way got there without something; None for one that lacks nothing."""
        found = {self.passed.get(item.phase) for item in self.journey.tasks} if self.journey and self.over else set()
        return "override" if "override" in found else "conditional" if found else None


@get("/e/{slug:str}/board/teams/{name:str}", name="board-team")
async def show(request: WebRequest, slug: FromPath[str], name: FromPath[str], act: Chosen = "") -> Response[Any]:
    """The page of a team, with the form of one act open."""
    return await _show(request, slug, name, act)


@post("/e/{slug:str}/board/teams/{name:str}/{act:str}", status_code=200)
async def do(request: WebRequest, slug: FromPath[str], name: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Do one act; an extension to an unusual moment only when it is sent once more."""
    wanted = next((known for known in ACTS if known == act), None)
    if wanted is None:
        raise NotFound
    at = await running(request, slug)
    found = await _team(at, name)
    return await carry_out(
        request,
        _command(request, at, found, wanted),
        to=f"{at.base}/board/teams/{found.slug}",
        said=SAID[wanted],
        again=lambda form: _show(request, slug, name, wanted, form),
        team=found.name,
        when=_when(await one(request, "until"), at.lang),
    )


def _when(until: str, lang: Lang) -> str:
    """The end of an extension in words; "" for another act, and for what is refused anyway."""
    try:
        return wall_text(until[:16], lang)
    except ValueError:
        return ""


async def _command(request: WebRequest, at: Place, found: TeamPage, act: Act) -> Command:
    fixed: dict[str, Any] = {"edition": at.edition.edition, "team": found.team}
    if act != "withdraw":
        fixed["phase"] = await one(request, "phase") or None
    if act != "extend":
        return await with_fixed(request, KINDS[act], {}, {}, **fixed)
    until, zone = await one(request, "until"), at.edition.settings.zone
    readers = {"until": lambda: wall_instant(until, zone, "until")}
    command = await with_fixed(request, phases.Extend, readers, {"until": at.now}, **fixed)
    await heed(request, at, {"until": until[:16]})
    return command


async def _show(request: WebRequest, slug: str, name: str, act: str, form: FormState | None = None) -> Response[Any]:
    at = await watching(request, slug)
    view = await _view(at, await _team(at, name), act)
    version = view.team.version if view.act == "withdraw" or view.journey is None else view.journey.version
    state = refresh(form, version) if form else FormState(name=view.act or "", expected_version=version)
    return page(request, "facilitator/team.html", view, form=state)


async def _view(at: Place, found: TeamPage, act: str) -> TeamActs:
    journey = await reads.team_journey(at.db, at.viewer, found.team, at.now)
    planned = await reads.windows(at.db, at.edition.edition)
    by_phase = {one.phase: one for one in planned}
    last = by_phase.get(LAST)
    spent = _spent(at, journey, last)
    acts = _acts(found, journey, spent) if at.viewer.runs(at.edition.edition) else []
    chosen = next((known for known in acts if known == act), acts[0] if acts else None)
    to = following(journey.phase) if journey else None
    return TeamActs(
        edition=at.edition,
        team=found,
        journey=journey,
        runs=at.viewer.runs(at.edition.edition),
        acts=acts,
        act=chosen,
        to=by_phase.get(to) if to else None,
        last=last,
        lacks=[item.key for item in journey.checklist if not item.deposits] if journey else [],
        until=_until(at, journey, last),
        spent=spent,
        passed=_passed(journey),
        titles=titles(planned, at.lang),
        history=await history(at, planned, 12, found.team),
        coaching=await coaching(at.db, at.viewer, at.edition.edition, found.team),
    )


def _spent(at: Place, journey: TeamJourney | None, last: PhaseWindow | None) -> bool:
    """Whether it could be extended, but for the time: no instant lies after its phase and before the end of all."""
    if journey is None or journey.status not in ("in", "held") or last is None:
        return False
    return last.ends_at <= max(at.now, journey.ends_at)


def _passed(journey: TeamJourney | None) -> dict[Phase, str]:
    """The phases that the team has left without something, or because somebody decided so: conditional or override."""
    found = journey.passages if journey else []
    return {one.phase: one.outcome for one in found if one.outcome in ("conditional", "override")}


def _acts(found: TeamPage, journey: TeamJourney | None, spent: bool) -> list[Act]:
    """What the rules allow now."""
    if found.withdrawn_at:
        return []
    if journey is None or journey.status not in ("in", "held"):
        return ["withdraw"] if journey is None or journey.status == "waiting" else []
    possible = {"extend": not spent, "hold": journey.status == "in"}
    return [act for act in ACTS if possible.get(act, True)]


def _until(at: Place, journey: TeamJourney | None, last: PhaseWindow | None) -> str:
    """Two days after today, or after the deadline while it is to come, at the hour of the phase's closing; never beyond
    the closing of Pitch."""
    if journey is None or last is None or journey.deadline is None:
        return ""
    zone = at.edition.settings.zone
    day = to_wall(max(at.now, journey.deadline) + timedelta(days=2), zone)[:10]
    return min(day + to_wall(journey.ends_at, zone)[10:], to_wall(last.ends_at, zone))


async def _team(at: Place, name: str) -> TeamPage:
    found = await team(at.db, at.viewer, at.edition.edition, name)
    if found is None:
        raise NotFound
    return found


HANDLERS = [show, do]
