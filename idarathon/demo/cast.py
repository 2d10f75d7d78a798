"""Who plays in the demo: a small organigram and plainly labelled people. Nobody here is or looks like a real person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from msgspec import Struct

from events.message import Command
from idarathon.demo.runs import ident
from idarathon.directory.commands import RegisterAdministration, RegisterDirectorate
from idarathon.editions.events import Text
from idarathon.people.commands import GrantAdmin, OpenAccount

DOMAIN = "demo.idarathon.invalid"  # .invalid never resolves (RFC 2606)
PASSWORD = "idarathon-demo"  # noqa: S105  of every demo account; worth something in demo mode on loopback only


class Place(Struct, frozen=True):
    """A directorate (or the administration that it belongs to), by key."""

    key: str
    name: Text
    region: str = ""

    @property
    def id(self) -> UUID:
        return ident("place", self.key)


class Person(Struct, frozen=True):
    """A demo account. ``name`` stands without its label, which every page shows."""

    key: str
    name: str
    directorate: str | None = None

    @property
    def id(self) -> UUID:
        return ident("account", self.key)

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"

    @property
    def label(self) -> str:
        return f"{self.name} (démo)"


def _directorate(key: str, region: str, fr: str, ar: str) -> Place:
    return Place(key, Text(fr=f"{fr} (démo)", ar=f"{ar} (تجريبي)"), region)


# The organiser is in the facts (seed: its name in 2022); the others are made up, and say so.
ORGANISER = Place(
    "organisateur",
    Text(
        fr="Ministère de la Transition Numérique et de la Réforme de l’Administration (MTNRA)",
        ar="وزارة الانتقال الرقمي وإصلاح الإدارة",
        en="Ministry of Digital Transition and Administration Reform (MTNRA)",
    ),
)
SERVICES = Place(
    "services",
    Text(fr="Administration des services (démo)", ar="إدارة الخدمات (تجريبي)", en="Services administration (demo)"),
)
TERRITORIES = Place(
    "territoires",
    Text(
        fr="Administration territoriale (démo)", ar="الإدارة الترابية (تجريبي)", en="Territorial administration (demo)"
    ),
)
DIRECTORATES: dict[Place, tuple[Place, ...]] = {
    ORGANISER: (
        _directorate("innovation", "rabat-sale-kenitra", "Direction de l’innovation", "مديرية الابتكار"),
        _directorate("etudes", "rabat-sale-kenitra", "Direction des études", "مديرية الدراسات"),
    ),
    SERVICES: (
        _directorate("usagers", "casablanca-settat", "Direction des usagers", "مديرية المرتفقين"),
        _directorate("systemes", "fes-meknes", "Direction des systèmes", "مديرية النظم"),
    ),
    TERRITORIES: (
        _directorate("oriental", "oriental", "Direction régionale", "المديرية الجهوية"),
        _directorate("souss", "souss-massa", "Direction régionale", "المديرية الجهوية"),
    ),
}
KEYS = tuple(place.key for places in DIRECTORATES.values() for place in places)

ADMIN = Person("admin", "Administrateur", "innovation")
FACILITATOR = Person("facilitatrice", "Facilitatrice", "innovation")
LEAD = Person("cheffe", "Cheffe d’équipe", "usagers")
MENTOR = Person("mentor", "Mentor", "systemes")
AGENT = Person("agent", "Agent public", "oriental")
PERSONAS: tuple[Person, ...] = (FACILITATOR, LEAD, MENTOR, AGENT, ADMIN)

OWNERS = tuple(Person(f"porteuse-{n}", f"Porteuse de challenge {n}", "etudes") for n in (1, 2, 3))
# The first one presides, the last one is an alternate; all but the second are from outside the administration.
JURORS = tuple(Person(f"jure-{n}", f"Membre du jury {n}", "etudes" if n == 2 else None) for n in range(1, 9))
FOCAL = Person("point-focal", "Point focal", "souss")
# One of each administration; the first one can be played.
FOCALS = (
    FOCAL,
    Person("point-focal-2", "Point focal 2", "usagers"),
    Person("point-focal-3", "Point focal 3", "etudes"),
)
SECOND = Person("facilitateur-2", "Facilitateur 2", "etudes")  # applications are read by two
STAFF: tuple[Person, ...] = (*PERSONAS, *OWNERS, *JURORS, *FOCALS, SECOND)


def members(team: str, slug: str, count: int) -> tuple[Person, ...]:
    """The people of a team; the first one leads it."""
    return tuple(
        Person(f"membre-{n}.{slug}", f"Membre {n} · {team}", KEYS[(len(slug) + n) % len(KEYS)])
        for n in range(1, count + 1)
    )


def organigram() -> Iterator[Command]:
    """The administrations, then the directorates."""
    for administration, directorates in DIRECTORATES.items():
        kind = "ministère" if administration is ORGANISER else "administration"
        yield RegisterAdministration(administration=administration.id, name=administration.name, kind=kind)
        for one in directorates:
            yield RegisterDirectorate(
                administration=administration.id, directorate=one.id, name=one.name, region=one.region
            )


def accounts(people: Iterable[Person]) -> Iterator[Command]:
    """Open the account of each."""
    for person in people:
        yield OpenAccount(
            account=person.id,
            name=person.label,
            email=person.email,
            directorate=ident("place", person.directorate) if person.directorate else None,
        )


def staff() -> Iterator[Command]:
    """Everybody who is in no team, and the administrator's right."""
    yield from organigram()
    yield from accounts(STAFF)
    yield GrantAdmin(account=ADMIN.id)


def is_demo(email: str) -> bool:
    """Whether an address is a demo account's: outside demo mode nobody signs in with one, its password is public."""
    return email.strip().lower().endswith(f"@{DOMAIN}")


def welcome(base_url: str, seconds: float) -> str:
    """What ``make demo`` prints when the pages answer."""
    width = max(len(person.email) for person in PERSONAS)
    lines = [f"    {person.email:<{width}}  {person.label}" for person in PERSONAS]
    return "\n".join(
        [
            f"\nIDARATHON (démo) : {base_url}    prêt en {seconds:.1f} s, Ctrl-C pour arrêter",
            f"  Comptes de démonstration, mot de passe « {PASSWORD} » (ou d’un clic sur la page d’accueil) :",
            *lines,
            "",
        ]
    )
