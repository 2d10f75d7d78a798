"""What happens to a jury: one stream an edition."""

from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

from events.message import Event
from idarathon.editions.events import Text
from idarathon.people.events import Hashed

Official = Literal["raw", "adjusted"]  # which of the two rankings counts; the other one is advice
Cause = Literal["declared", "directorate", "mentoring"]  # why a juror should not score a team
Loss = Literal["role", "team"]  # why somebody judges no more: the role was taken back, or it is of a team itself
LOWEST, HIGHEST = 1, 5  # the scale of every criterion
OFFICIALS: tuple[Official, ...] = get_args(Official)
Levels = tuple[Text, Text, Text, Text, Text]


class Criterion(Struct, frozen=True, kw_only=True):
    """One line of the rubric. ``levels``: what 1, 2, 3, 4 and 5 mean."""

    key: str
    title: Text
    weight: int
    levels: Levels


class Award(Struct, frozen=True, kw_only=True):
    """Who gets a prize: several teams share it, none means that it is not awarded."""

    prize: UUID
    teams: tuple[UUID, ...]
    reason: Hashed | None = None


class RubricSet(Event, frozen=True, kw_only=True, tag="jury.rubric_set"):
    """The rubric is now this one."""

    edition: UUID
    criteria: tuple[Criterion, ...]


class JuryComposed(Event, frozen=True, kw_only=True, tag="jury.composed"):
    """The panel is now this one. ``quorum``: full sheets that every team needs before the jury closes."""

    edition: UUID
    president: UUID | None
    jurors: tuple[UUID, ...]
    alternates: tuple[UUID, ...]
    quorum: int
    official: Official


class RecusalProposed(Event, frozen=True, kw_only=True, tag="jury.recusal_proposed"):
    """A juror may be partial to a team, and does not score it until this is decided."""

    edition: UUID
    juror: UUID
    team: UUID
    cause: Cause
    reason: Hashed | None = None


class RecusalDecided(Event, frozen=True, kw_only=True, tag="jury.recusal_decided"):
    """The juror scores the team, or (``accepted``) does not."""

    edition: UUID
    juror: UUID
    team: UUID
    accepted: bool
    reason: Hashed | None = None


class JurorReplaced(Event, frozen=True, kw_only=True, tag="jury.juror_replaced"):
    """An alternate has taken the juror's seat; the juror's sheets count no more, unless the jury had closed. The same
    person twice: who had lost the role has it back, and the seat."""

    edition: UUID
    juror: UUID
    by: UUID
    reason: Hashed


class JurorUnseated(Event, frozen=True, kw_only=True, tag="jury.juror_unseated"):
    """Who has a seat, or could take one, may not judge any more: the seat is to be filled, the sheets count no more.
    With the role given back it can be taken again; who was of a team of the edition never judges in it again."""

    edition: UUID
    juror: UUID
    cause: Loss


class JuryOpened(Event, frozen=True, kw_only=True, tag="jury.opened"):
    """Scoring has begun: rubric, panel, quorum and official ranking are final."""

    edition: UUID


class TeamAdmitted(Event, frozen=True, kw_only=True, tag="jury.team_admitted"):
    """The team, called ``name`` then, is before the jury."""

    edition: UUID
    team: UUID
    name: str


class TeamLeft(Event, frozen=True, kw_only=True, tag="jury.team_left"):
    """The team has withdrawn: it leaves the ranking, its scores stay in the log."""

    edition: UUID
    team: UUID


class Scored(Event, frozen=True, kw_only=True, tag="jury.scored"):
    """The juror's marks for a team, those that were given now: each replaces an earlier one of its criterion."""

    edition: UUID
    team: UUID
    juror: UUID
    marks: dict[str, int]
    comment: Hashed | None = None


class JuryClosed(Event, frozen=True, kw_only=True, tag="jury.closed"):
    """Scoring is over."""

    edition: UUID
    reason: Hashed | None = None


class RankingDecided(Event, frozen=True, kw_only=True, tag="jury.ranking_decided"):
    """The president's decision about every prize; a later one is about those only that had to be decided again.
    ``places``: the official ranking, the best first; teams of one place are tied."""

    edition: UUID
    official: Official
    places: tuple[tuple[UUID, ...], ...]
    awards: tuple[Award, ...]


EVENTS: tuple[type[Event], ...] = (
    RubricSet,
    JuryComposed,
    RecusalProposed,
    RecusalDecided,
    JurorReplaced,
    JurorUnseated,
    JuryOpened,
    TeamAdmitted,
    TeamLeft,
    Scored,
    JuryClosed,
    RankingDecided,
)
