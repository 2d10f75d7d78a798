"""What the demo does not show by itself, brought about in it from outside: an edition with open intake, a person who
came by a mail, lists, slips, and forms that are refused."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec
from msgspec import Struct

from events.message import Command
from idarathon import flow
from idarathon.demo import cast, coming, steps
from idarathon.demo.cast import Person
from idarathon.demo.runs import ident
from idarathon.editions import commands as editions
from idarathon.editions.events import Text
from idarathon.people import commands as people
from idarathon.teams import commands as teams
from idarathon.viewer import Role

LIBRE: Final = "libre"
EDITION: Final = ident("edition", LIBRE)
NEWCOMER: Final = "nouvelle@faces.invalid"
PERSONAS: Final = (  # who is at work, and then whoever sees something else than they do
    *("", "facilitatrice", "admin", "cheffe", "mentor", "jure-1", "jure-2", "agent", "facilitateur-2"),
    *("point-focal", "porteuse-1", "porteuse-3", "candidat-1", "candidat-4", "candidat-9", "candidat-12"),
    *("candidat-13", "candidat-16", "membre-2.moulouya", "membre-1.souss"),
)
LIST: Final = (
    "Nom complet;Adresse;Administration;Direction;Région;Rôle\r\n"
    "Aïcha;aicha@faces.invalid;;;;\r\n=cmd|x;pas une adresse;Nulle part;;;roi\r\n"
)
ABSENT: Final = "00000000-0000-4000-8000-000000000000"
# Addresses that no link leads to: what does not exist, what is somebody else's, what has ended.
AWAY: Final = {
    "": (
        *("/fr/e/nulle-part", "/fr/e/demonstration/teams/nulle", "/fr/me", "/fr/e/demonstration/board"),
        *(f"/fr/slip/{'x' * 43}", f"/fr/address/{'x' * 43}", f"/fr/sign-in/link/{'x' * 43}", "/fr/sign-in/link"),
        *("/fr/verify/000000000000", f"/fr/verifier/pv/{ABSENT}", "/fr/bank?q=zzzz"),
    ),
    "agent": ("/fr/e/demonstration/board", "/fr/admin/accounts", "/fr/e/demonstration/team/sebou"),
    "facilitatrice": (f"/fr/e/demonstration/manage/calendar/{ABSENT}",),
    "facilitateur-2": ("/fr/e/prochaine/applications/agreed",),
    "admin": ("/fr/admin/erasures?email=membre-2.moulouya@demo.idarathon.invalid", "/fr/admin/accounts?words=zzzz"),
}


class Sent(Struct, frozen=True):
    """A form that is sent, for the page that answers. ``form``: how its action ends; what is not ``typed`` is empty."""

    persona: str
    path: str
    form: str
    typed: dict[str, str] = {}
    good: bool = False  # whether it is taken; else it is refused


FORMS: Final = (
    Sent("", "/fr/sign-in", "/sign-in"),
    Sent("", "/fr/sign-in/link", "/sign-in/link"),
    Sent("newcomer", "/fr/me/account", "/password"),
    Sent("agent", "/fr/me/profile", "/me/profile", {"phone": "abc"}),
    Sent("newcomer", "/fr/me/account", "/address", {"email": "pas une adresse"}),
    Sent("newcomer", "/fr/me/data", "/erase", {"address": "autre@faces.invalid"}),
    Sent("cheffe", "/fr/e/demonstration/team/moulouya/members", "/invite"),
    Sent("cheffe", "/fr/e/demonstration/team/moulouya/deposit/ideation/idee", "/deposit/ideation/idee"),
    Sent("mentor", "/fr/e/demonstration/mentor/teams/draa/note", "/note"),
    Sent("candidat-12", f"/fr/e/{LIBRE}/team/atlas/members", "/decline-request"),
    Sent("agent", f"/fr/e/{LIBRE}/teams/new", "/teams/new"),
    Sent("agent", "/fr/e/prochaine/apply/idea", "/apply/idea"),
    Sent("agent", "/fr/e/prochaine/apply/check", "/apply"),
    Sent("agent", "/fr/e/idarathon-2020/bank/al-khawarizmi/reuse", "/reuse"),
    Sent("point-focal", "/fr/e/prochaine/focal/challenge-draft", "/challenge-draft"),
    Sent("porteuse-3", "/fr/e/prochaine/my-challenge/partage-des-locaux", "/revise"),
    Sent("facilitatrice", "/fr/e/demonstration/announcements", "/check"),
    Sent("facilitatrice", "/fr/e/demonstration/manage/calendar/new", "/calendar/new"),
    Sent("facilitatrice", "/fr/e/demonstration/manage/challenge-draft", "/challenge-draft"),
    Sent("facilitatrice", "/fr/e/demonstration/board/teams/draa", "/extend"),
    Sent("facilitatrice", "/fr/e/demonstration/settings/edition", "/edition"),
    Sent("facilitatrice", "/fr/e/demonstration/settings/roles", "/invite"),
    Sent("facilitatrice", "/fr/e/demonstration/programme/edit?edit=pitch", "/programme/edit"),
    Sent("facilitatrice", "/fr/e/prochaine/people/slips", "/open"),
    Sent("facilitatrice", "/fr/e/prochaine/people/slips", "/open", {"name": "Sans courriel", "directorate": "*"}, True),
    Sent("facilitatrice", "/fr/e/prochaine/people/import", "/import"),
    Sent("admin", "/fr/admin/accounts", "/accounts"),
    Sent("admin", "/fr/admin/administrations", "/administrations"),
    Sent("admin", "/fr/admin/editions", "/editions"),
    Sent("admin", "/fr/admin/editions/demonstration/clone", "/clone/check"),
    Sent(
        *("admin", "/fr/admin/editions/demonstration/clone", "/clone/check"),
        {"slug": "copie", "name.fr": "Une copie", "days": "364"},
        True,
    ),
)


class Staged(Struct):
    """Everybody's browser, and where each begins besides START."""

    people: dict[str, httpx.AsyncClient]
    start: dict[str, tuple[str, ...]]
    newcomer: asyncio.Task[tuple[httpx.AsyncClient, tuple[str, ...]]]  # mails go out twice a minute


async def stage(base: str) -> Staged:
    """Bring it all about."""
    clients = {name: await signed_in(base, name) for name in PERSONAS}
    await libre(clients)
    start: dict[str, tuple[str, ...]] = {name: AWAY.get(name, ()) for name in clients}
    start[""] += (f"/fr/e/{LIBRE}",)
    start["facilitatrice"] += (await _list(clients["facilitatrice"]),)
    start["point-focal"] += (await _proposed(clients["point-focal"]),)
    start["agent"] += (f"/fr/e/{LIBRE}/teams/new", f"/fr/e/{LIBRE}/teams/seek", "/fr/e/prochaine/apply/check")
    start["admin"] += (await _copied(clients["admin"]), f"/fr/admin/erasures?email={NEWCOMER}")
    start["facilitateur-2"] += (f"/fr/slip/{await _slip(clients['facilitatrice'])}",)
    return Staged(clients, start, asyncio.create_task(_newcomer(base, await signed_in(base, "admin"))))


async def signed_in(base: str, name: str) -> httpx.AsyncClient:
    """The browser of a demo account, by its password; of nobody without a name."""
    client = httpx.AsyncClient(base_url=base, follow_redirects=True, timeout=60)
    if name:
        typed = {"email": f"{name}@{cast.DOMAIN}", "password": cast.PASSWORD}
        await send(client, "/fr/sign-in", "/fr/sign-in", typed)
    return client


async def send(client: httpx.AsyncClient, path: str, to: str, typed: dict[str, str], **more: Any) -> httpx.Response:
    """A form of the page ``path``, sent to ``to``. It has to be taken."""
    text = (await client.get(path)).text
    hidden = {name: value for name in ("csrf", "id") if (value := hidden_of(text, name))}
    answer = await client.post(to, data={**hidden, **typed}, **more)
    if answer.status_code != 200:
        raise AssertionError(f"{to} answers {answer.status_code}: {_said(answer.text)}")
    return answer


def hidden_of(text: str, name: str) -> str:
    """What a page carries in a hidden field."""
    return text.partition(f'name="{name}" value="')[2].partition('"')[0]


def _said(text: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", text.partition("<main")[2])[:400]


async def command(client: httpx.AsyncClient, *wanted: Command) -> None:
    """Commands of whoever signed in there, by the API."""
    csrf = hidden_of((await client.get("/fr/me/account")).text, "csrf")
    for one in wanted:
        body = {key: value for key, value in msgspec.to_builtins(one).items() if value is not None and key != "type"}
        answer = await client.post(f"/api/v1/commands/{_name(one)}", json=body, headers={"x-csrf-token": csrf})
        if answer.status_code != 200:
            raise AssertionError(f"{type(one).__name__} answers {answer.status_code}: {answer.text[:300]}")


def _name(one: Command) -> str:
    return next(name for name, kind in flow.COMMANDS.items() if kind is type(one))


async def libre(clients: dict[str, httpx.AsyncClient]) -> None:
    """An edition with open intake: two teams, one that looks for people, who ask, and who look for a team."""
    name = Text(fr="Édition libre", ar="دورة مفتوحة", en="Open edition")
    settings = editions.WantedSettings(organiser=cast.ORGANISER.id, intake="open", languages=("fr", "ar", "en"))
    await command(
        clients["admin"],
        editions.Create(edition=EDITION, slug=LIBRE, name=name, settings=settings, demo=True),
        editions.GrantRole(edition=EDITION, account=cast.FACILITATOR.id, role=Role.FACILITATOR),
        steps.windows(EDITION, _windows()),
    )
    challenge = steps.Challenge(
        edition=EDITION, slug="accueil", title=name, question=name, context=name, owner=cast.OWNERS[0]
    )
    made: Iterable[Command] = (*steps.prepare(EDITION), *steps.draft(challenge), *steps.take(challenge))
    await command(clients["facilitatrice"], *made)
    await _teams(clients)


async def _teams(clients: dict[str, httpx.AsyncClient]) -> None:
    team, lead = ident("team", EDITION, "atlas"), _account("candidat-12")
    ask = teams.AskToJoin(edition=EDITION, team=team, words="Je dessine des formulaires.")
    await command(
        clients["candidat-12"],
        teams.Register(edition=EDITION, team=team, name="Atlas", slug="atlas", lead=lead),
        teams.SetOpenings(edition=EDITION, team=team, takes=True, roles=("Conception de services", "Droit")),
    )
    await command(clients["candidat-13"], ask)
    for name in ("candidat-16", "candidat-13"):
        await command(clients[name], teams.Seek(edition=EDITION, account=_account(name), words="Je cherche."))


def _account(key: str) -> UUID:
    return Person(key, "").id


def _windows() -> list[tuple[str, str]]:
    return [(f"2027-0{month}-04T09:00", f"2027-0{month}-15T18:00") for month in range(1, 6)]


async def _list(client: httpx.AsyncClient) -> str:
    """A list with wrong lines, before it is confirmed."""
    place = "/fr/e/prochaine/people/import"
    answer = await send(client, place, place, {}, files={"file": ("liste.csv", LIST.encode("cp1252"))})
    return str(answer.url.path)


async def _proposed(client: httpx.AsyncClient) -> str:
    """A challenge that a focal point has proposed."""
    draft = "/fr/e/prochaine/focal/challenge-draft"
    answer = await send(client, draft, draft, {"title.fr": "Files d’attente", "question.fr": "Comment les réduire ?"})
    return str(answer.url.path)


async def _slip(client: httpx.AsyncClient) -> str:
    """The letters of a printed slip."""
    place = "/fr/e/prochaine/people/slips"
    text = (await client.get(place)).text
    where = re.findall(r'<option value="([0-9a-f-]{36})"', text.partition('name="directorate"')[2])[0]
    answer = await send(client, place, f"{place}/open", {"name": "Agente sans courriel", "directorate": where})
    return str(re.findall(r"/slip/(?:<wbr><span>)?([\w-]{20,})", answer.text)[0])  # the address may break there


async def _copied(client: httpx.AsyncClient) -> str:
    """How far the copy of an edition has come."""
    await command(
        client,
        editions.Clone(
            edition=ident("edition", "copie-0"), source=coming.EDITION, slug="copie-0", name=Text(fr="Copie"), days=364
        ),
    )
    return "/fr/e/copie-0/settings/clone"


async def _newcomer(base: str, admin: httpx.AsyncClient) -> tuple[httpx.AsyncClient, tuple[str, ...]]:
    """Somebody who came by the link in a mail, and asks for another address and to be erased; the addresses of the
    mails."""
    account = ident("account", NEWCOMER)
    await command(admin, people.OpenAccount(account=account, name="Nouvelle Agente", email=NEWCOMER, invite=True))
    token = (await mailed(admin, r"/sign-in/link/([\w-]{43})"))[0]
    client = httpx.AsyncClient(base_url=base, follow_redirects=True, timeout=60)
    door = f"/fr/sign-in/link/{token}"
    await send(client, door, door, {})
    await send(client, "/fr/me/account", "/fr/me/account/address", {"email": "autre@faces.invalid"})
    await send(client, "/fr/sign-in/link", "/fr/sign-in/link", {"email": NEWCOMER})
    changes = await mailed(admin, r"/address/([\w-]{43})", 2)
    keys = await mailed(admin, r"/mail/([\w.-]{30,})")
    again = [one for one in await mailed(admin, r"/sign-in/link/([\w-]{43})", 2) if one != token]
    found = (*(f"/fr/address/{one}" for one in changes), f"/fr/mail/{keys[0]}", f"/fr/sign-in/link/{again[0]}")
    return client, (*found, await _letter(admin))


async def _letter(client: httpx.AsyncClient) -> str:
    """The last mail as a mail program draws it."""
    text = (await client.get("/fr/demo/mail")).text
    return f"/fr/demo/mail/{re.findall(r'/fr/demo/mail/([0-9a-f]{32})', text)[0]}/html"


async def mailed(client: httpx.AsyncClient, pattern: str, count: int = 1) -> list[str]:
    """What of the last mails fits the pattern; waits until there are as many."""
    for _ in range(200):
        letters = re.findall(r"/fr/demo/mail/([0-9a-f]{32})", (await client.get("/fr/demo/mail")).text)
        texts = [(await client.get(f"/fr/demo/mail/{one}")).text for one in dict.fromkeys(letters[:12])]
        found = list(dict.fromkeys(re.findall(pattern, " ".join(texts))))
        if len(found) >= count:
            return found
        await asyncio.sleep(0.2)
    raise AssertionError(f"no mail has {pattern}")
