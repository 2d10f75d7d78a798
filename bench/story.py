"""An edition of any size, made only of commands whose ids follow from its name: told twice, it is the same story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from events.message import Command
from idarathon.directory import commands as directory
from idarathon.dispatch import Dispatch
from idarathon.editions import commands as editions
from idarathon.editions.events import Stage, Text
from idarathon.people import commands as people
from idarathon.phases import commands as phases
from idarathon.phases.commands import USUAL_GATES
from idarathon.phases.events import PHASES, Phase
from idarathon.teams import commands as teams

C = TypeVar("C", bound=Command)
BEGINNING = datetime(2030, 1, 7, 7, tzinfo=UTC)  # a Monday; two hours before the first phase opens
PEOPLE = 3  # members of a team, which is also its minimum
DAYS = 2  # from the opening of a phase to the opening of the next
READY: tuple[tuple[Stage, str], ...] = tuple(
    ("preparation", item) for item in ("programme", "facilitators", "communication", "rules")
)
TEXT = "Les agents du guichet remplissent trois fois le même formulaire; nous proposons un dossier unique partagé. " * 3


class Story:
    """The commands of an edition with ``count`` teams. Two stories with the same name and size are equal."""

    def __init__(self, name: str, count: int) -> None:
        self.name, self.count = name, count
        self.edition = self.id("edition")
        self.teams = [self.id(f"team {n}") for n in range(count)]

    def id(self, what: str) -> UUID:
        """The id of something of this story."""
        return uuid5(NAMESPACE_URL, f"bench:{self.name}:{what}")

    def fixed(self, command: C, what: str) -> C:
        """The command with the id that it always has in this story."""
        return msgspec.structs.replace(command, id=self.id(f"command {what}"))

    def opens(self, phase: Phase) -> datetime:
        """When a phase opens (9:00 in Casablanca, which is UTC here); it closes at 16:30 of the day after."""
        return BEGINNING + timedelta(days=DAYS * PHASES.index(phase), hours=2)

    def closes(self, phase: Phase) -> datetime:
        """When a phase closes."""
        return self.opens(phase) + timedelta(days=1, hours=7, minutes=30)

    def member(self, team: int, place: int) -> UUID:
        """The account of a member; place 0 leads."""
        return self.id(f"account {team} {place}")

    def found(self) -> Iterator[Command]:
        """Administration, edition, checklist, publication, windows."""
        organiser = self.id("administration")
        yield self.fixed(
            directory.RegisterAdministration(administration=organiser, name=Text(fr="Ministère")), "organiser"
        )
        settings = editions.WantedSettings(organiser=organiser, team_min=PEOPLE, zone="UTC")
        create = editions.Create(
            edition=self.edition,
            slug=f"{self.name}-{self.count}",
            name=Text(fr=f"Édition {self.name}"),
            settings=settings,
        )
        yield self.fixed(create, "create")
        for stage, item in READY:
            yield self.fixed(editions.CompleteItem(edition=self.edition, stage=stage, item=item), f"item {item}")
        yield self.fixed(editions.Publish(edition=self.edition), "publish")
        yield self.fixed(phases.Plan(edition=self.edition, windows=tuple(self._slots())), "plan")

    def _slots(self) -> Iterator[phases.Slot]:
        for phase in PHASES:
            opens, closes = (f"{instant:%Y-%m-%dT%H:%M}" for instant in (self.opens(phase), self.closes(phase)))
            yield phases.Slot(phase=phase, opens=opens, closes=closes)

    def gather(self, first: int = 0, last: int | None = None) -> Iterator[Command]:
        """Accounts and teams, each confirmed at its minimum."""
        for n in range(first, self.count if last is None else last):
            for place in range(PEOPLE):
                yield self._person(n, place)
            register = teams.Register(
                edition=self.edition, team=self.teams[n], name=f"Équipe {n}", slug=f"equipe-{n}", lead=self.member(n, 0)
            )
            yield self.fixed(register, f"register {n}")
            for place in range(1, PEOPLE):
                joins = teams.Place(edition=self.edition, team=self.teams[n], account=self.member(n, place))
                yield self.fixed(joins, f"place {n} {place}")

    def _person(self, team: int, place: int) -> Command:
        account, address = self.member(team, place), f"p{place}.t{team}@{self.name}.example"
        command = people.OpenAccount(account=account, name=f"Personne {team}.{place}", email=address)
        return self.fixed(command, f"open {team} {place}")

    def deposits(self, phase: Phase, numbers: Sequence[int], turn: int = 0) -> Iterator[phases.Deposit]:
        """All that the gate of the phase asks for, from these teams."""
        (gate,) = (gate for gate in USUAL_GATES if gate.phase == phase)
        for n in numbers:
            for requirement in gate.requires:
                yield self.deposit(phase, n, requirement.key, turn)

    def deposit(self, phase: Phase, number: int, key: str, turn: int = 0) -> phases.Deposit:
        """One deposit of a team."""
        command = phases.Deposit(
            edition=self.edition,
            team=self.teams[number],
            phase=phase,
            deliverable=key,
            title=f"Livrable de l'équipe {number}",
            text=TEXT,
            lang="fr",
        )
        return self.fixed(command, f"deposit {phase} {key} {number} {turn}")

    def open(self, phase: Phase) -> phases.Open:
        """What the clock sends at an opening."""
        return self.fixed(phases.Open(edition=self.edition, phase=phase), f"open {phase}")

    def close(self, phase: Phase) -> phases.Close:
        """What the clock sends at a closing."""
        return self.fixed(phases.Close(edition=self.edition, phase=phase), f"close {phase}")


async def tell(dispatch: Dispatch, commands: Iterator[Command], at: datetime | None = None) -> int:
    """Send commands as the system; every one must be done. Returns how many events they recorded."""
    outcomes = await dispatch.execute_many(list(commands), at=at)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return sum(len(outcome) for outcome in outcomes if isinstance(outcome, list))
