"""The demonstration: five personas one click away, a visit in four steps, and the demo clock. Loopback only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from litestar import Response, Router, get, post
from litestar.handlers import BaseRouteHandler
from msgspec import Struct, structs

from idarathon.demo import acting, cast, running, tasks
from idarathon.demo.cast import Person
from idarathon.demo.tasks import TEAM
from idarathon.engine import settle
from idarathon.errors import N_, NotFound, Unavailable
from idarathon.people.reads import viewer_of
from idarathon.phases.reads import next_due  # deadlines: nobody travels to a reminder of a session
from web.auth import local_path, sign_in
from web.forms import redirect
from web.here import AnyConnection, Here, WebRequest, here, services
from web.i18n import NP_, Translator, comma, date_text, translator
from web.navigation import address
from web.rendering import page
from web.routes import demo_mail
from web.tasks import ground
from web.tasks import tasks as own_tasks
from web.typed import typed
from web.words import ROLE

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_MOVING = asyncio.Lock()  # two clicks on the clock are done one after the other


class Card(Struct, frozen=True, kw_only=True):
    """A persona, as the macro ``personas`` of parts/lists.html draws it."""

    id: str
    name: str
    role: str
    sentence: str
    task: str
    action: str
    value: str


class DemoView(Struct, frozen=True, kw_only=True):
    """The demonstration's page. ``next``: when something is due next, in demo time."""

    people: list[Card]
    jury: list[Card]
    coming: list[Card]
    now: datetime
    next: datetime | None
    place: str  # addresses: the edition, the team
    team: str
    history: str
    back: str


Task = Callable[[Here, Translator], Awaitable[str]]


class Part(Struct, frozen=True):
    """What a persona plays: its role in the form that fits its name (context "she": a woman's), one sentence, its live
    task, and the routes where it goes, best first."""

    person: Person
    role: str
    sentence: str
    task: Task
    routes: tuple[str, ...]


def only_in_demo(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """A guard: outside demo mode, or from another machine, none of this exists."""
    if not _is_demo(connection):
        raise NotFound


def _is_demo(connection: AnyConnection) -> bool:
    client = connection.client.host if connection.client else ""
    through_proxy = any(name in connection.headers for name in FORWARDED)
    return services(connection).settings.demo and not through_proxy and _loopback(client)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def personas(request: WebRequest) -> list[Card]:
    """The personas for the home page, each with its live task; none outside the demo."""
    at = here(request)
    return [await _card(at, part) for part in PARTS] if _is_demo(request) else []


@get("/demo", name="demo")
async def show(request: WebRequest) -> Response[Any]:
    """Personas with what each has to do now, the visit, and the clock."""
    at = here(request)
    base = f"/{at.lang}/e/{running.SLUG}"
    view = DemoView(
        people=[await _card(at, part) for part in PARTS],
        jury=[await _card(at, part) for part in JURY],
        coming=[await _card(at, part) for part in COMING],
        now=at.now,
        next=await next_due(at.db, at.now),
        place=base,
        team=f"{base}/teams/{TEAM.slug}",
        history=f"{base}/history",
        back=f"/{at.lang}/demo",
    )
    return page(request, "demo/demo.html", view)


@post("/demo/enter", status_code=200)
async def enter(request: WebRequest) -> Response[Any]:
    """Sign in as a persona, without its password: the guard has seen that this is the demo."""
    wanted = (await typed(request)).get("persona", [""])[0]
    part = next((one for one in (*PARTS, *JURY, *COMING) if one.person.key == wanted), None)
    if part is None:
        raise NotFound
    response = redirect(request, _landing(request, part))
    await sign_in(response, request, part.person.id)
    return response


@post("/demo/clock", status_code=200)
async def move(request: WebRequest) -> Response[Any]:
    """Move the demo clock on, by way of everything that falls due; the other teams hand in on the way, and the bus has
    done its part when the page comes."""
    values, at = await typed(request), here(request)
    back = local_path(values.get("next", [""])[0], f"/{at.lang}/demo")
    async with _MOVING:
        to = await _target(at, values.get("go", [""])[0])
        if to is None:
            return redirect(request, back, N_("Nothing more is due."))
        try:
            await acting.go_on(at.services.clock, at.db, at.dispatch, to, settle(at.db))
            at.services.live.everything()  # time alone changes deadlines and words: every open page looks again
        except TimeoutError as error:
            raise Unavailable from error
    return redirect(request, back, N_("The demo clock has moved on."))


async def _target(at: Here, go: str) -> datetime | None:
    now = at.services.clock.now()
    steps = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
    if go == "next":
        return await next_due(at.db, now)
    if go not in steps:
        raise NotFound
    return now + steps[go]


def _landing(request: WebRequest, part: Part) -> str:
    """The first of the persona's pages that exists, else the edition's."""
    lang = here(request).lang
    for route in part.routes:
        for parameters in ({"slug": running.SLUG}, {"slug": running.SLUG, "team": TEAM.slug}, {}):
            found = address(request, route, lang=lang, **parameters)
            if found:
                return found
    return f"/{lang}/e/{running.SLUG}"


async def _card(at: Here, part: Part) -> Card:
    said = translator(at.lang)
    return Card(
        id=part.person.key,
        name=part.person.label,
        role=said.pgettext("she", part.role) if part.person in SHE else said.gettext(part.role),
        sentence=said.gettext(part.sentence),
        task=await part.task(at, said),
        action=f"/{at.lang}/demo/enter",
        value=part.person.key,
    )


async def _to_unblock(at: Here, said: Translator) -> str:
    count = await tasks.teams(at.db, at.now, "held")
    return said.ngettext("%(num)s team to unblock", "%(num)s teams to unblock", count)


async def _to_coach(at: Here, said: Translator) -> str:
    waiting, asked = await tasks.to_coach(at.db, at.now)
    if waiting:
        return said.ngettext(
            "%(num)s team waits for a coaching note", "%(num)s teams wait for a coaching note", waiting
        )
    if asked:
        return said.ngettext(
            "%(num)s request for help without an answer", "%(num)s requests for help without an answer", asked
        )
    return await _to_watch(at, said)


async def _to_watch(at: Here, said: Translator) -> str:
    count = await tasks.teams(at.db, at.now, "watch", "urgent")
    return said.ngettext("%(num)s team to watch", "%(num)s teams to watch", count)


async def _to_deposit(at: Here, said: Translator) -> str:
    missing, opens = await tasks.to_deposit(at.db, at.now)
    what = comma(at.lang).join(title.pick(at.lang)[1] for title in missing)
    if not missing:
        return said.gettext("Nothing to hand in for now")
    if opens:
        day = date_text(opens, at.lang, weekday=True, year=False)
        return said.gettext("To hand in from %(day)s on: %(what)s", day=day, what=what)
    return said.gettext("To hand in: %(what)s", what=what)


async def _to_answer(at: Here, said: Translator) -> str:
    team = await tasks.invited_by(at.db)
    return said.gettext("The team %(team)s invites you", team=team) if team else said.gettext("No invitation is open")


async def _to_check(at: Here, said: Translator) -> str:
    if parked := await tasks.on_hold(at.db):
        return said.ngettext("%(num)s message on hold", "%(num)s messages on hold", parked)
    return said.ngettext(
        "%(num)s event in the sealed log", "%(num)s events in the sealed log", await tasks.sealed(at.db)
    )


async def _to_settle(at: Here, said: Translator) -> str:
    count = await tasks.to_settle(at.db)
    left = await tasks.to_score(at.db, cast.JURORS[0])
    if left and not count:
        return said.ngettext("%(num)s team to score", "%(num)s teams to score", left)
    return said.ngettext("%(num)s recusal to decide", "%(num)s recusals to decide", count)


def _first_task(person: Person) -> Task:
    """The first line of the person's own « Mon espace »."""

    async def task(at: Here, said: Translator) -> str:
        theirs = structs.replace(at, viewer=await viewer_of(at.db, person.id))
        found = await own_tasks(await ground(theirs))
        return found[0].label if found else said.gettext("Nothing to do for now")

    return task


def _to_score(juror: Person) -> Task:
    async def task(at: Here, said: Translator) -> str:
        count = await tasks.to_score(at.db, juror)
        if count is None:
            return said.gettext("The jury opens after Pitch: move the clock on")
        return said.ngettext("%(num)s team to score", "%(num)s teams to score", count)

    return task


def _scores(juror: Person) -> Part:
    return Part(juror, ROLE["juror"], N_("scores teams once the jury is open"), _to_score(juror), ("reviews", "jury"))


SHE = (cast.FACILITATOR, cast.LEAD)
PARTS: tuple[Part, ...] = (
    Part(
        cast.FACILITATOR,
        NP_("she", "Facilitator"),
        N_("follows twelve teams, and decides what the rules leave to people"),
        _to_unblock,
        ("board",),
    ),
    Part(
        cast.LEAD,
        NP_("she", "Team lead"),
        N_("hands in what the phase asks of the team"),
        _to_deposit,
        ("own-team", "team"),
    ),
    Part(
        cast.MENTOR,
        ROLE["mentor"],
        N_("accompanies three teams, and writes down what it saw and what comes next"),
        _to_coach,
        ("mentor-today", "teams"),
    ),
    Part(cast.AGENT, ROLE["agent"], N_("is invited to a team, and may say yes"), _to_answer, ("own-space",)),
    Part(
        cast.ADMIN,
        ROLE["admin"],
        N_("looks after editions, accounts and the health of the platform"),
        _to_check,
        ("editions-admin", "parked"),
    ),
)
JURY: tuple[Part, ...] = (
    Part(
        cast.JURORS[0],
        ROLE["president"],
        N_("decides on recusals, and after the scores on the prizes"),
        _to_settle,
        ("jury",),
    ),
    *map(_scores, cast.JURORS[1:4]),
)  # the panel that the script composes: three of the four have no recusal, as many as the quorum asks for
COMING: tuple[Part, ...] = (
    Part(
        cast.FOCAL,
        ROLE["focal"],
        N_("says whom its administration lets go, and proposes challenges"),
        _first_task(cast.FOCAL),
        ("own-space",),
    ),
    Part(
        cast.SECOND,
        ROLE["facilitator"],
        N_("reads applications as the second one, and composes teams"),
        _first_task(cast.SECOND),
        ("own-space",),
    ),
    Part(
        cast.OWNERS[2],
        ROLE["owner"],
        N_("corrects the challenge that came back with requested changes"),
        _first_task(cast.OWNERS[2]),
        ("own-space",),
    ),
)  # of the edition that takes applications
ROUTER = Router("/", route_handlers=[show, enter, move, *demo_mail.HANDLERS], guards=[only_in_demo])
